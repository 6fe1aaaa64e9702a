"""Plain text: decoded, newlines as ``\\n``, nothing else changed.

Blocks: one a line that is not blank. At least two lines in a row with the same number of tab- or pipe-separated cells
are a table, whose first row is its header; empty cells and rule lines (``|---|---|``) have no block. So may lines be whose cells
are parted by blanks (:mod:`etl.readers.aligned`).
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from etl.readers import aligned
from etl.readers.document import Block, Document
from etl.readers.encoding import decode
from etl.readers.reader import Reader

_BLANK = " "
_RULE_CELL = re.compile(r"\s*:?-+:?\s*")


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
            yield from _aligned(lines, tables)
        elif separator and len(lines) > 1:
            yield from _table(lines, separator, next(tables))
        else:
            yield from _paragraphs(lines)


def _paragraphs(lines: list[_Line]) -> Iterator[Block]:
    return (Block("paragraph", line.start, line.start + len(line.text)) for line in lines)


def _aligned(lines: list[_Line], tables: Iterator[int]) -> Iterator[Block]:
    """The blocks of lines with equally many cells that blanks part."""
    spans = [aligned.cells(line.text) for line in lines]
    texts = [[line.text[slice(*span)] for span in row] for line, row in zip(lines, spans, strict=True)]
    found = aligned.table(texts)
    if found is None:
        yield from _paragraphs(lines)
        return
    yield from _paragraphs(lines[: found.first])
    number = next(tables)
    for row in range(found.first, found.last):
        for column, (start, end) in enumerate(spans[row]):
            if not _RULE_CELL.fullmatch(texts[row][column]):
                at, header = lines[row].start, found.headed and row == found.first
                yield Block("cell", at + start, at + end, table=number, row=row, column=column, header=header)
    yield from _paragraphs(lines[found.last :])


def _table(lines: list[_Line], separator: str, table: int) -> Iterator[Block]:
    for row, line in enumerate(lines):
        cells = line.text.split(separator)
        start = line.start
        for column, cell in enumerate(cells):
            inner = cell.strip()
            if inner and not _RULE_CELL.fullmatch(cell):
                at = start + cell.index(inner)
                yield Block("cell", at, at + len(inner), table=table, row=row, column=column, header=row == 0)
            start += len(cell) + 1


READER = Reader("text", 2, "文本文件", (".txt", ".text", ".tsv", ".md", ".csv"), lambda content: True, read)
