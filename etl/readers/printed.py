"""Pages to a document: the canonical text of what was printed, each block with its page.

- A paragraph that goes on over pages has a block for each page; sentences and figures go on in the text.
- A table that goes on at the top of the next page, with as many columns, is one table, and its heads that are printed again
  count once. Titles across the whole table and the rows into which its merged heads reach are header rows too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from etl.readers.document import Block, BlockKind, Document, Note
from etl.readers.order import Line, lines_of
from etl.readers.page import Cell, Grid, Page
from etl.readers.prose import body, continues, seam, setting, torn, without_blanks

Row = list[Cell]
_FIGURE = re.compile(r"[-+]?\d[\d.,，]*[%％]?")


def printed(pages: Sequence[Page], reader: str, notes: Sequence[Note] = ()) -> Document:
    """The document of these pages; its text is empty when there is none on them."""
    kept = body(pages, lines_of(pages))
    text = Text({page.number for page in pages if page.recognised})
    for paragraph in _paragraphs(kept):
        text.add(paragraph)
    return Document(text.text, tuple(text.blocks), tuple(notes), reader)


def _paragraphs(pages: Sequence[list[Line]]) -> Iterator[list[Line]]:
    """Lines that belong together: those of a paragraph, or the parts of a table."""
    usual = setting(pages)
    together: list[Line] = []
    for line in (line for page in pages for line in page):
        last = together[-1] if together else None
        if last is not None and not (_same_table(last, line) or continues(last, line, usual)):
            yield together
            together = []
        together.append(line)
    if together:
        yield together


def _same_table(above: Line, below: Line) -> bool:
    if above.grid is None or below.grid is None or above.page == below.page:
        return False
    return _width(above.grid) == _width(below.grid)


def _width(grid: Grid) -> int:
    return max((cell.column for cell in grid.cells), default=0)


class Text:
    """The canonical text as it grows, and its blocks."""

    def __init__(self, recognised: set[int]) -> None:
        self._recognised = recognised
        self._parts: list[str] = []
        self._length = 0
        self._tables = 0
        self.blocks: list[Block] = []

    @property
    def text(self) -> str:
        return "".join(self._parts)

    def add(self, paragraph: Sequence[Line]) -> None:
        if paragraph[0].grid is None:
            self._add_paragraph(paragraph)
        else:
            self._add_table(paragraph)

    def _add_paragraph(self, lines: Sequence[Line]) -> None:
        """One line of text; a block a page."""
        text, pages = "", [(0, lines[0].page)]
        for line in lines:
            below = line.text.strip()
            going, between = seam(text, below)
            text = text[: len(text) - going] + between
            if line.page != pages[-1][1]:
                pages.append((len(text), line.page))
            text += below
        gaps = list(torn(text))
        starts = [(start - sum(gap < start for gap in gaps), page) for start, page in pages]
        text = without_blanks(text)
        if not text:
            return
        for (start, page), (end, _) in zip(starts, [*starts[1:], (len(text), 0)], strict=True):
            self._block("paragraph", start, end, page)
        self._write(text + "\n")

    def _add_table(self, parts: Sequence[Line]) -> None:
        self._tables += 1
        number, heads = 0, 0
        first: list[list[str]] = []
        for part in parts:
            rows = _rows(part.grid)
            if part is parts[0]:
                heads = _heads(rows)
                first = [_texts(row) for row in rows[:heads]]
            elif [_texts(row) for row in rows[:heads]] == first:
                rows = rows[heads:]
            for row in rows:
                self._add_row(row, number, number < heads, part.page)
                number += 1

    def _add_row(self, row: Row, number: int, header: bool, page: int) -> None:
        start, column = 0, 0
        line = ""
        for cell in row:
            line += "\t" * (cell.column - column)
            column = cell.column
            start, text = len(line), without_blanks(cell.text)
            line += text
            self._block("cell", start, len(line), page, (self._tables, number, column, header))
        self._write(line + "\n")

    def _block(
        self, kind: BlockKind, start: int, end: int, page: int, cell: tuple[int, int, int, bool] = (0, 0, 0, False)
    ) -> None:
        table, row, column, header = cell
        at, recognised = self._length, page in self._recognised
        self.blocks.append(Block(kind, at + start, at + end, 0, table, row, column, header, page, recognised))

    def _write(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)


def _rows(grid: Grid | None) -> list[Row]:
    cells = grid.cells if grid is not None else ()
    return [list(row) for _, row in groupby(cells, key=lambda cell: cell.row)]


def _texts(row: Row) -> list[str]:
    return [cell.text for cell in row]


def _heads(rows: list[Row]) -> int:
    """How many rows at the top are headings."""
    count = next((index for index, row in enumerate(rows) if len(row) > 1), 0) + 1
    below = rows[count] if count < len(rows) - 1 else []
    reached = below and below[0].column > rows[count - 1][0].column == 0
    return count + 1 if reached and not any(_FIGURE.fullmatch(cell.text) for cell in below) else count
