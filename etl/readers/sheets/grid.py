"""What a spreadsheet shows: its sheets, each with the printed text of its cells, and what is hidden in it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from etl.errors import DocumentError
from etl.readers.canonical import Cell

MAX_CELLS = 2_000_000  # of the rectangle that the cells of a sheet span: a few cells far apart would fill the memory


@dataclass(slots=True)
class Hidden:
    """What is not shown of a sheet: row and column numbers from 0."""

    rows: set[int] = field(default_factory=set)
    columns: set[int] = field(default_factory=set)

    def columns_between(self, first: int, last: int) -> None:
        """Hide these columns; a file may name far more than there are."""
        self.columns.update(range(max(0, first), min(last, 1 << 14) + 1))


@dataclass(slots=True)
class Sheet:
    """``cells`` holds the text of those that are not empty, by row and column from 0; ``merged`` the height and width of each
    merged area by the place of its first cell; ``uncounted``: formulas whose result the file does not hold."""

    name: str
    cells: dict[tuple[int, int], str] = field(default_factory=dict)
    merged: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)
    hidden: Hidden = field(default_factory=Hidden)
    shown: bool = True
    uncounted: int = 0

    def rows(self) -> list[tuple[int, list[Cell]]]:
        """The rows that show something, each with its number and its cells; a merged area counts once, where it begins."""
        covered = self._covered()
        bottom, right = (max((place[way] for place in self.cells), default=0) for way in (0, 1))
        rows: dict[int, list[Cell]] = {}
        for row, column in sorted(self.cells):
            hidden = row in self.hidden.rows or column in self.hidden.columns
            if not hidden and (row, column) not in covered:
                height, width = self.merged.get((row, column), (1, 1))
                size = min(width, right + 1 - column), min(height, bottom + 1 - row)
                rows.setdefault(row, []).append(Cell(self.cells[row, column], column, *size))
        return list(rows.items())

    def _covered(self) -> set[tuple[int, int]]:
        """The filled cells that lie below a merged area and are not shown."""
        areas = [
            (row, column, row + height, column + width)
            for (row, column), (height, width) in self.merged.items()
            if height * width > 1
        ]
        if not areas:
            return set()
        by_row: dict[int, list[tuple[int, int, int, int]]] = {}
        filled = {row for row, _ in self.cells}
        for area in areas:
            for row in range(area[0], area[2]) if area[2] - area[0] <= len(filled) else filled:
                by_row.setdefault(row, []).append(area)
        return {
            (row, column)
            for row, column in self.cells
            for top, left, bottom, right in by_row.get(row, ())
            if top <= row < bottom and left <= column < right and (row, column) != (top, left)
        }


def check_extent(places: Iterable[tuple[int, int]]) -> None:
    """Refuse a sheet that spans more cells than any report has. Raises DocumentError."""
    height = width = 0
    for row, column in places:
        height, width = max(height, row + 1), max(width, column + 1)
    if height * width > MAX_CELLS:
        reason = f"工作表跨 {height} 行、{width} 列，超过可读的范围。"
        raise DocumentError("XH-READ-010", reason, "请删去表格以外的内容，只留有数据的行和列，再重新放入。")
