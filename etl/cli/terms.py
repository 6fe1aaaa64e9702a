"""The closed lists of a mention (quantity, growth_rate, township, …) in the words of the office.

The words are those of the columns' titles in :data:`etl.tables.MENTIONS`, where each value is explained once.
"""

from __future__ import annotations

import re
from functools import cache

from etl.tables import MENTIONS

CLOSED = ("type", "measure", "scope", "role", "section")
_VALUE = re.compile(r"([a-z_]+) ([^，]+)")


@cache
def terms() -> dict[str, str]:
    """What each value is called: {"growth_rate": "增长率", ...}; a value means the same in every column."""
    titles = {column.name: column.title for column in MENTIONS.columns}
    return {value: said for name in CLOSED for value, said in _VALUE.findall(titles[name])}


def in_words(text: str) -> str:
    """A value, or a sentence that names values, in words."""
    return re.sub(r"[a-z_]+", lambda name: terms().get(name[0], name[0]), text)
