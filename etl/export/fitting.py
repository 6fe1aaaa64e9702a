"""Text that fits: what a cell can hold, how wide it is, and how many lines it takes.

Rules and edge cases:

- control characters and what XML cannot hold are removed; text beyond 32,767 characters is cut, with a mark;
- a Chinese character is as wide as two others.
"""

from __future__ import annotations

import re
from math import ceil

LONGEST = 32_767
CUT = "……（过长，已截断，全文见原文件）"
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def clean(text: str) -> str:
    """The text without what a workbook cannot hold, at most 32,767 UTF-16 units long."""
    if not text.isprintable():  # what is unfit is not printable
        text = _UNFIT.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    if len(text) <= LONGEST // 2 or len(text.encode("utf-16-le")) // 2 <= LONGEST:
        return text
    kept = text.encode("utf-16-le")[: (LONGEST - len(CUT)) * 2]
    return kept.decode("utf-16-le", "ignore") + CUT


def width(text: str) -> int:
    """Width in half-width characters: a Chinese character counts two."""
    return len(text.encode("gbk", "replace"))


def lines(text: str, column_width: float) -> int:
    """How many lines the text takes in a column of this width."""
    room = max(column_width - 1, 2)
    return sum(max(1, ceil(width(line) / room)) for line in text.split("\n"))
