"""Ruled tables of a PDF page: where their cells are, by pdfplumber (extra ``tables``).

pdfplumber tells the boxes alone; what stands in them are the same characters as in the rest of the page. Frames around a
text (no row with two cells) are no tables. The lines of a cell are one text: they go on as in a sentence where the upper one
fills the cell, else with a blank.
"""

from __future__ import annotations

import importlib.util
import io
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from etl.readers.canonical import Cell
from etl.readers.page import Box, Grid, around
from etl.readers.pieces import Char, pieces
from etl.readers.prose import seam

_STRATEGY = {"vertical_strategy": "lines", "horizontal_strategy": "lines"}
_FULL = 1.5  # of the size: so near the end of its cell a full line ends, besides the margin of the cell


@dataclass(frozen=True, slots=True)
class Place:
    """Where a cell of a table stands: row and column from 0, how many columns and rows it covers, its box."""

    row: int
    column: int
    width: int
    height: int
    box: Box


@dataclass(frozen=True, slots=True)
class Ruled:
    """A ruled table: the places of its cells, row by row."""

    places: tuple[Place, ...]

    @property
    def box(self) -> Box:
        return around(place.box for place in self.places)


def installed() -> bool:
    return importlib.util.find_spec("pdfplumber") is not None


class Tables:
    """The tables of a PDF file, page by page. Needs :func:`installed`."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._opened: Any = None

    def on(self, number: int) -> list[Ruled] | None:
        """The tables of page ``number`` from top to bottom; None when pdfplumber cannot read the page."""
        import pdfplumber

        try:
            self._opened = self._opened or pdfplumber.open(io.BytesIO(self._content))
            page = self._opened.pages[number - 1]
            found = [_ruled(table) for table in page.find_tables(_STRATEGY)]
            page.close()
        except Exception:  # whatever pdfminer trips over: pdfium has read the page, the caller notes what is lost
            return None
        return sorted((table for table in found if _is_table(table)), key=lambda table: table.box.top)


def _ruled(table: Any) -> Ruled:
    rows = [[place and Box(*map(float, place)) for place in row.cells] for row in table.rows]
    boxes = [box for row in rows for box in row if box]
    lefts, tops = ({round(getattr(box, side)) for box in boxes} for side in ("left", "top"))
    places = (
        Place(row, column, _within(lefts, box.left, box.right), _within(tops, box.top, box.bottom), box)
        for row, line in enumerate(rows)
        for column, box in enumerate(line)
        if box
    )
    return Ruled(tuple(places))


def _within(edges: set[int], start: float, end: float) -> int:
    """How many columns or rows begin between two edges."""
    return max(1, sum(round(start) <= edge < round(end) for edge in edges))


def _is_table(table: Ruled) -> bool:
    rows = [place.row for place in table.places]
    return len(set(rows)) > 1 and len(rows) > len(set(rows))


def with_tables(chars: Sequence[Char], tables: Sequence[Ruled]) -> tuple[list[Char], list[Grid]]:
    """The characters outside of all tables, and the tables with their texts."""
    grids = []
    for table in tables:
        inside = [char for char in chars if table.box.holds(char.box)]
        chars = [char for char in chars if not table.box.holds(char.box)]
        rows = tuple(
            tuple(Cell(_in_cell(inside, its.box), its.column, its.width, its.height) for its in row)
            for _, row in groupby(table.places, key=lambda place: place.row)
        )
        if any(cell.text for row in rows for cell in row):
            grids.append(Grid(table.box, rows))
    return list(chars), grids


def _in_cell(chars: Sequence[Char], box: Box) -> str:
    text, last = "", None
    for piece in pieces(char for char in chars if box.holds(char.box))[0]:
        if last is not None:
            full = box.right - last.box.right < _FULL * last.size + (last.box.left - box.left)
            going, between = seam(text, piece.text) if full and piece.box.top > last.box.middle else (0, " ")
            text = text[: len(text) - going] + between
        text, last = text + piece.text, piece
    return text.rstrip()
