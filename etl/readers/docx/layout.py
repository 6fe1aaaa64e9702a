"""Lines and tables laid out as canonical text: a line each, cells of a row joined by tabs, with blocks and notes."""

from __future__ import annotations

from collections.abc import Iterable

from etl.readers.document import Block, Note
from etl.readers.docx.body import Grid, Line, Row, flat_text
from etl.readers.docx.inline import Revision


class Layout:
    """The text as it grows, its blocks, and a note for each revised figure."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._tables = 0
        self.blocks: list[Block] = []
        self.notes: list[Note] = []

    @property
    def text(self) -> str:
        return "".join(self._parts)

    def add(self, block: Line | Grid) -> None:
        if isinstance(block, Line):
            self._add_line(block)
        else:
            self._tables += 1
            for index, row in enumerate(block.rows):
                self._add_row(row, index)

    def _add_line(self, line: Line) -> None:
        look = line.look
        self.blocks.append(Block(look.kind, self._length, self._length + len(line.text), level=look.level))
        self._note(line.revisions, self._length)
        self._write(line.text + "\n")

    def _add_row(self, row: Row, index: int) -> None:
        """One line a row. A cell that began further up leaves its place empty; a row without text leaves no line."""
        cells = [("", []) if cell.continued else flat_text(cell.blocks) for cell in row.cells]
        if not any(text for text, _ in cells):
            return
        start = self._length
        for cell, (text, revisions) in zip(row.cells, cells, strict=True):
            if text:
                end = start + len(text)
                self.blocks.append(
                    Block("cell", start, end, table=self._tables, row=index, column=cell.column, header=row.header)
                )
            self._note(revisions, start)
            start += len(text) + 1
        self._write("\t".join(text for text, _ in cells) + "\n")

    def _note(self, revisions: Iterable[Revision], start: int) -> None:
        for revision in revisions:
            message = f"原稿有修订：{revision.old}→{revision.new}"
            self.notes.append(Note("XH-READ-102", message, start + revision.start))

    def _write(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)
