"""Plain text: decoded, newlines as ``\\n``, nothing else changed.

Blocks: one a line that is not blank. At least two lines in a row with the same number of tab- or pipe-separated cells
are a table, whose first row is its header; empty cells and rule lines (``|---|---|``) have no block. So may lines be whose cells
are parted by blanks (:mod:`etl.readers.aligned`).
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

from etl.readers import aligned
from etl.readers.document import Block, Document
from etl.readers.encoding import decode
from etl.readers.reader import Reader

_BLANK = " "


def read(content: bytes) -> Document:
    text = decode(content)
    return Document(text, tuple(_blocks(text)), (), READER.label)


@dataclass(frozen=True, slots=True)
class _Line:
    """A line that is not blank: its place, its separator when it looks like a row (a blank for two and more), and its number of
    cells."""

    start: int
    text: str
    separator: str
    cells: int


def _lines(text: str) -> Iterator[_Line]:
    start = 0
    for line in text.split("\n"):
        if line.strip():
            # A tab that only indents the line does not make it a row.
            separator = next((mark for mark in "\t|" if mark in line.strip()), "")
            apart = [] if separator else aligned.cells(line)
            width = line.count(separator) + 1 if separator else len(apart) or 1
            yield _Line(start, line, separator or (_BLANK if apart else ""), width)
        start += len(line) + 1


def _blocks(text: str) -> Iterator[Block]:
    tables = itertools.count(1)
    for (separator, _), group in itertools.groupby(_lines(text), key=lambda line: (line.separator, line.cells)):
        lines = list(group)
        if separator == _BLANK:
            yield from aligned.blocks_of(_plain(lines), tables)
        elif separator and len(lines) > 1:
            yield from _table(lines, separator, next(tables))
        else:
            yield from aligned.paragraphs(_plain(lines))


def _plain(lines: list[_Line]) -> list[aligned.Line]:
    return [aligned.Line(line.start, line.text) for line in lines]


def _table(lines: list[_Line], separator: str, table: int) -> Iterator[Block]:
    for row, line in enumerate(lines):
        cells = line.text.split(separator)
        start = line.start
        for column, cell in enumerate(cells):
            inner = cell.strip()
            if inner and not aligned.RULE_CELL.fullmatch(cell):
                at = start + cell.index(inner)
                yield Block("cell", at, at + len(inner), table=table, row=row, column=column, header=row == 0)
            start += len(cell) + 1


READER = Reader("text", 2, "文本文件", (".txt", ".text", ".tsv", ".md", ".csv"), lambda content: True, read)
