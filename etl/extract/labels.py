"""Labels at the head of a sentence, which say what all of it is about (1.肉牛。存栏3.8万头; 烤烟:种植3200亩,收购8600担).

Rules and edge cases:

* A label is a short word behind the number of an item, up to a full stop; or, numbered or not, up to a colon.
* A rule's words are found in the label and the first words of a clause together (烤烟…种植), where the clause has them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from etl.extract.words import Hit, Words

_NUMBER = r"[ \t]*\(?(?:\d{1,2}|[一二三四五六七八九十]{1,3})(?:[.、)]|\)、|是)"
_WORD = r"[\u4e00-\u9fff]{2,6}"
_AT_HEAD = re.compile(rf"^{_NUMBER}{_WORD}。(?=[^\n])", re.MULTILINE)
_OPENS = re.compile(rf"(?:{_NUMBER})?(?P<word>{_WORD})[:。]")
_CLAUSE = re.compile(r"[:。,;](?P<words>[\u4e00-\u9fff]{1,8})")


def label_ends(folded: str) -> set[int]:
    """Where the labels with a full stop end, behind it."""
    return {match.end() for match in _AT_HEAD.finditer(folded)}


def labelled(sentence: str, sought: Words) -> Iterator[Hit[int]]:
    """The words that a label makes with the first words of the clauses behind it, where these stand."""
    label = _OPENS.match(sentence)
    if label is None:
        return
    word, length = label["word"], len(label["word"])
    for clause in _CLAUSE.finditer(sentence, label.end() - 1):
        start = clause.start("words") - length
        for number, begin, end in sought.find(word + clause["words"]):
            if begin < length < end:
                yield number, start + length, start + end
