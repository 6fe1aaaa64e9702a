"""Rows of a plain text whose cells are parted by blanks, as they come out of a printed page.

Rules and edge cases:

* Two or more blanks, of half or full width, part two cells; a single one does not (村　名), nor do they part the two characters
  with which a row begins (村　　别).
* A row has at least two short cells without a mark that ends or opens something: 填报人：王小山    日期：12月 is none, nor is an
  indented or centred line, which has one cell.
* Rows of one width in a row are a table where a column behind the first holds a figure in each of them, and the row before the
  first of these is its header, but for a rule line. Without a header it takes two rows.
* A column is filled by a bare figure, with a unit at most (120户, 98.3%), or by a dash; a date is no figure, and a year is none in
  the first row, which may be a header.
* What stands in lines of one width before the header or behind the last row with figures is no part of the table.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

_GAP = re.compile(r"[ \u3000]{2,}")
_FIGURE = re.compile(r"[-+±]?\d[\d,]*(?:\.\d+)?[ \u3000]?[^\d\s年月日号、.)）]{0,4}")
_YEAR = re.compile(r"(?:19|20)\d\d")
_NOTHING = re.compile(r"[-—–─/]+")
_MARKS = frozenset("。；;：:！!？?")
_HAN = "\u4e00"
_LONGEST = 20  # characters of a cell
Span = tuple[int, int]


class Table(NamedTuple):
    """The rows ``[first, last)`` of the lines, the first of them a header or not."""

    first: int
    last: int
    headed: bool


def cells(line: str) -> list[Span]:
    """Where the cells of a line lie, empty when it is no row."""
    if "  " not in line and "\u3000" not in line:
        return []
    stripped = line.strip()
    position = line.index(stripped)
    found: list[Span] = []
    for gap in _GAP.finditer(line, position, position + len(stripped)):
        found.append((position, gap.start()))
        position = gap.end()
    found.append((position, len(line.rstrip())))
    if len(found) > 1 and all(end - start == 1 and line[start] >= _HAN for start, end in found[:2]):
        found[:2] = [(found[0][0], found[1][1])]
    short = all(end - start <= _LONGEST for start, end in found)
    return found if len(found) > 1 and short and not _MARKS.intersection(line) else []


def table(rows: Sequence[Sequence[str]]) -> Table | None:
    """Where the table lies among rows of one width, if there is one."""
    figures = [{column for column, text in enumerate(row) if column and _FIGURE.fullmatch(text)} for row in rows]
    figures[0] = {column for column in figures[0] if not _YEAR.fullmatch(rows[0][column])}
    begin = next((number for number, columns in enumerate(figures) if columns), len(rows))
    last, filled = begin, set(range(1, len(rows[0])))
    while last < len(rows) and (left := filled & (figures[last] | _nothing(rows[last]))):
        last, filled = last + 1, left
    first = max(0, begin - 1)
    while first and len(_nothing(rows[first])) == len(rows[first]):
        first -= 1
    return Table(first, last, begin > 0) if last - first > 1 else None


def _nothing(row: Sequence[str]) -> set[int]:
    """The columns that say that there is nothing, or that only rule a line."""
    return {column for column, text in enumerate(row) if _NOTHING.fullmatch(text)}
