"""Lines and tables of a Word document laid out as canonical text, with a note for each revised figure."""

from __future__ import annotations

from collections.abc import Iterable

from etl.readers.canonical import Canonical
from etl.readers.canonical import Cell as Piece
from etl.readers.document import Note
from etl.readers.docx.body import Cell, Grid, Line, Row, flat_text
from etl.readers.docx.inline import Revision


class Layout:
    """The text as it grows, and a note for each revised figure."""

    def __init__(self) -> None:
        self.canonical = Canonical()
        self.notes: list[Note] = []

    def add(self, block: Line | Grid) -> None:
        if isinstance(block, Line):
            start = self.canonical.line(block.text, block.look.kind, block.look.level)
            self._note(block.revisions, start)
        else:
            self.canonical.begin_table()
            for index, row in enumerate(block.rows):
                self._add_row(row, index, block.rows)

    def _add_row(self, row: Row, index: int, rows: tuple[Row, ...]) -> None:
        """A cell that began further up leaves its place empty."""
        read = [("", []) if cell.continued else flat_text(cell.blocks) for cell in row.cells]
        pieces = [
            Piece(text, cell.column, cell.span, _height(cell, rows, index))
            for cell, (text, _) in zip(row.cells, read, strict=True)
        ]
        starts = self.canonical.row(pieces, index, header=row.header)
        for start, (_, revisions) in zip(starts, read, strict=True):
            self._note(revisions, start)

    def _note(self, revisions: Iterable[Revision], start: int) -> None:
        for revision in revisions:
            message = f"原稿有修订：{revision.old}→{revision.new}"
            self.notes.append(Note("XH-READ-102", message, start + revision.start))


def _height(cell: Cell, rows: tuple[Row, ...], index: int) -> int:
    height = 1
    while cell.starts_merge and index + height < len(rows) and _goes_on(cell.column, rows[index + height]):
        height += 1
    return height


def _goes_on(column: int, row: Row) -> bool:
    return any(cell.continued and cell.column == column for cell in row.cells)
