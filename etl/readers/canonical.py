"""The canonical text as it grows: a line for each paragraph and for each row of a table, with the blocks in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from etl.readers.document import Block, BlockKind


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a row: its text on one line, its column from 0, how many columns and rows it covers."""

    text: str
    column: int
    width: int = 1
    height: int = 1


class Canonical:
    """Lines and tables, laid out in the same way whatever format they come from.

    A row is a line, its cells joined by tabs. An empty cell keeps its place but has no block; a row without text leaves no
    line. ``page`` and ``recognised`` are those of what is added next.
    """

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._tables = 0
        self.blocks: list[Block] = []
        self.page = 0
        self.recognised = False

    @property
    def text(self) -> str:
        return "".join(self._parts)

    def line(self, text: str, kind: BlockKind = "paragraph", level: int = 0) -> int:
        """Add a paragraph; where it begins."""
        start = self._length
        self.part(text, kind, level)
        self._write("\n")
        return start

    def part(self, text: str, kind: BlockKind = "paragraph", level: int = 0) -> None:
        """Add what stands on one page of a paragraph that goes on on the next: a block, and no new line."""
        end = self._length + len(text)
        self.blocks.append(Block(kind, self._length, end, level=level, page=self.page, recognised=self.recognised))
        self._write(text)

    def begin_table(self) -> None:
        self._tables += 1

    def row(self, cells: Sequence[Cell], index: int, *, header: bool = False) -> list[int]:
        """Add row ``index`` of the table begun last; where each of its cells begins."""
        if not any(cell.text for cell in cells):
            return [self._length] * len(cells)
        starts, start = [], self._length
        for cell in cells:
            starts.append(start)
            end = start + len(cell.text)
            if cell.text:
                place = {"table": self._tables, "row": index, "column": cell.column}
                size = {"width": cell.width, "height": cell.height, "page": self.page}
                self.blocks.append(
                    Block("cell", start, end, header=header, recognised=self.recognised, **place, **size)
                )
            start = end + 1
        self._write("\t".join(cell.text for cell in cells) + "\n")
        return starts

    def _write(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)
