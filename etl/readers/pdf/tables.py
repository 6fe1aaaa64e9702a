"""Ruled tables of a PDF page: where their cells are, by pdfplumber (extra ``tables``).

pdfplumber tells the boxes alone; what stands in them are the same characters as in the rest of the page. Frames around a
text (no row with two cells) are no tables.
"""

from __future__ import annotations

import importlib.util
import io
from dataclasses import dataclass
from typing import Any

from etl.readers.page import Box, around

_STRATEGY = {"vertical_strategy": "lines", "horizontal_strategy": "lines"}


@dataclass(frozen=True, slots=True)
class Ruled:
    """A ruled table: its cells with row, column and box."""

    cells: tuple[tuple[int, int, Box], ...]

    @property
    def box(self) -> Box:
        return around(box for _, _, box in self.cells)


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
    cells = [
        (row, column, Box(*map(float, place)))
        for row, line in enumerate(table.rows)
        for column, place in enumerate(line.cells)
        if place is not None
    ]
    return Ruled(tuple(cells))


def _is_table(table: Ruled) -> bool:
    rows = [row for row, _, _ in table.cells]
    return len(set(rows)) > 1 and len(rows) > len(set(rows))
