"""Rows whose cells are parted by blanks: in plain text, as they come out of a printed page, and in paragraphs of a document.

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
* In a document the lines are those of paragraphs that follow one another; a paragraph may have several.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import count, groupby
from typing import NamedTuple

from etl.readers.document import Block

_GAP = re.compile(r"[ \u3000]{2,}")
_FIGURE = re.compile(r"[-+±]?\d[\d,]*(?:\.\d+)?[ \u3000]?[^\d\s年月日号、.)）]{0,4}")
_YEAR = re.compile(r"(?:19|20)\d\d")
_NOTHING = re.compile(r"[-—–─/]+")
_MARKS = frozenset("。；;：:！!？?")
_HAN = "\u4e00"
_LONGEST = 20  # characters of a cell
RULE_CELL = re.compile(r"\s*:?-+:?\s*")
Span = tuple[int, int]


class Line(NamedTuple):
    """A line that is not blank, and where it begins."""

    start: int
    text: str


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


def blocks_of(lines: Sequence[Line], tables: Iterator[int]) -> Iterator[Block]:
    """The blocks of lines with equally many cells; ``tables`` numbers those that hold a table."""
    spans = [cells(line.text) for line in lines]
    texts = [[line.text[slice(*span)] for span in row] for line, row in zip(lines, spans, strict=True)]
    found = table(texts)
    if found is None:
        yield from paragraphs(lines)
        return
    yield from paragraphs(lines[: found.first])
    number = next(tables)
    for row in range(found.first, found.last):
        for column, (start, end) in enumerate(spans[row]):
            if not RULE_CELL.fullmatch(texts[row][column]):
                at, header = lines[row].start, found.headed and row == found.first
                yield Block("cell", at + start, at + end, table=number, row=row, column=column, header=header)
    yield from paragraphs(lines[found.last :])


def paragraphs(lines: Sequence[Line]) -> Iterator[Block]:
    return (Block("paragraph", line.start, line.start + len(line.text)) for line in lines)


def within(blocks: Sequence[Block], text: str) -> tuple[Block, ...]:
    """The blocks of a document, the paragraphs that hold rows as cells of tables."""
    tables = count(max((block.table for block in blocks if block.kind == "cell"), default=0) + 1)
    found: list[Block] = []
    for plain, group in groupby(blocks, key=lambda block: block.kind == "paragraph"):
        held = list(group)
        read = list(_in_paragraphs(held, text, tables)) if plain else held
        found += read if any(block.kind == "cell" for block in read) else held
    return tuple(found)


def _in_paragraphs(blocks: Sequence[Block], text: str, tables: Iterator[int]) -> Iterator[Block]:
    lines = [line for block in blocks for line in _lines(block.start, text[block.start : block.end])]
    for width, group in groupby(lines, key=lambda line: len(cells(line.text))):
        alike = list(group)
        yield from blocks_of(alike, tables) if width else paragraphs(alike)


def _lines(start: int, text: str) -> Iterator[Line]:
    for line in text.split("\n"):
        if line.strip():
            yield Line(start, line)
        start += len(line) + 1
