"""From sheets to the bytes of the workbook: our rows in openpyxl's file, nothing that changes from run to run.

openpyxl writes everything about a workbook but the cells: those are put together as text here, which takes a quarter of
the time of a cell object each. Entries of the file carry a constant date and no system, properties no time of writing.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from datetime import datetime
from html import escape
from typing import Any, cast

from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.worksheet.dimensions import SheetDimension
from openpyxl.writer.excel import ExcelWriter
from openpyxl.xml.functions import fromstring

EPOCH = datetime(2000, 1, 1)
ENTRY_DATE = (1980, 1, 1, 0, 0, 0)
ROWS = b"<sheetData/>"
LINKS = b"<hyperlinks/>"


class Cells:
    """The cells and links of one sheet as XML, in the order in which they were put (any order)."""

    def __init__(self) -> None:
        self._rows: dict[int, dict[int, str]] = {}
        self._heights: dict[int, float] = {}
        self._links: list[str] = []
        self._columns = 1

    def text(self, row: int, column: int, letter: str, text: str, style: int) -> None:
        body = f'<is><t xml:space="preserve">{escape(text, False)}</t></is>'
        self._put(row, column, f'<c r="{letter}{row}" s="{style}" t="inlineStr">{body}</c>')

    def number(self, row: int, column: int, letter: str, value: str, style: int) -> None:
        """``value`` is a plain decimal and is stored digit for digit."""
        self._put(row, column, f'<c r="{letter}{row}" s="{style}"><v>{value}</v></c>')

    def blank(self, row: int, column: int, letter: str, style: int) -> None:
        self._put(row, column, f'<c r="{letter}{row}" s="{style}"/>')

    def row(self, row: int, cells: str, columns: int) -> None:
        """A whole row: the XML of its cells, so many."""
        self._rows[row] = {1: cells}
        self._columns = max(self._columns, columns)

    def link(self, row: int, letter: str, location: str) -> None:
        self._links.append(f'<hyperlink ref="{letter}{row}" location="{escape(location)}"/>')

    def height(self, row: int, points: float) -> None:
        self._heights[row] = points

    def _put(self, row: int, column: int, xml: str) -> None:
        self._rows.setdefault(row, {})[column] = xml
        self._columns = max(self._columns, column)

    def size(self) -> tuple[int, int]:
        """The last row and the last column."""
        return max(self._rows, default=1), self._columns

    def sheet_data(self) -> str:
        rows = []
        for row in sorted(self._rows.keys() | self._heights.keys()):
            cells = self._rows.get(row, {})
            height = f' ht="{self._heights[row]}" customHeight="1"' if row in self._heights else ""
            rows.append(f'<row r="{row}"{height}>{"".join(cells[column] for column in sorted(cells))}</row>')
        return f"<sheetData>{''.join(rows)}</sheetData>"

    def hyperlinks(self) -> str:
        links = "".join(self._links)
        return f"<hyperlinks>{links}</hyperlinks>" if links else ""


class _SheetWriter(WorksheetWriter):
    """openpyxl's writer of a sheet, with the cells and links of ours."""

    def __init__(self, sheet: Any, cells: Cells, out: io.BytesIO) -> None:
        super().__init__(sheet, out)
        self._cells = cells

    def write_dimensions(self) -> None:
        rows, columns = self._cells.size()
        self.xf.send(SheetDimension(f"A1:{get_column_letter(columns)}{rows}").to_tree())

    def write_rows(self) -> None:
        self.xf.send(fromstring(ROWS.decode()))

    def write_hyperlinks(self) -> None:
        if self._cells.hyperlinks():
            self.xf.send(fromstring(LINKS.decode()))

    def content(self, out: io.BytesIO) -> bytes:
        """The sheet as bytes; our rows and links take the places that were left for them."""
        self.write()
        before, _, after = out.getvalue().partition(ROWS)
        tail = after.replace(LINKS, self._cells.hyperlinks().encode(), 1)
        return before + self._cells.sheet_data().encode() + tail


class _BookWriter(ExcelWriter):
    def __init__(self, book: Workbook, archive: zipfile.ZipFile, cells: Mapping[str, Cells]) -> None:
        super().__init__(book, archive)
        self._entries = archive
        self._cells_of = cells

    def write_worksheet(self, sheet: Any) -> None:
        sheet._drawing = None
        if sheet._charts:
            sheet._drawing = SpreadsheetDrawing()
            sheet._drawing.charts = sheet._charts
        out = io.BytesIO()
        writer = _SheetWriter(sheet, self._cells_of[sheet.title], out)
        content = writer.content(out)
        sheet._rels = cast(Any, writer)._rels
        self._entries.writestr(sheet.path[1:], content)
        self.manifest.append(sheet)


class _SteadyZip(zipfile.ZipFile):
    """A zip whose entries carry no time and no system, whoever writes it."""

    def writestr(self, name: Any, data: Any, *_: Any, **__: Any) -> None:  # type: ignore[override]
        entry = zipfile.ZipInfo(str(name), ENTRY_DATE)
        entry.compress_type = zipfile.ZIP_DEFLATED
        entry.create_system = 0
        super().writestr(entry, data)


def packed(book: Workbook, cells: Mapping[str, Cells], keywords: str = "") -> bytes:
    """The workbook's bytes; ``cells`` by sheet title. ``Workbook.save`` would stamp the time.

    ``keywords`` go among the properties of the file, which every office program keeps when it saves.
    """
    book.properties.keywords = keywords or None
    book.properties.creator = "县汇"
    book.properties.created = book.properties.modified = EPOCH
    content = io.BytesIO()
    with _SteadyZip(content, "w", zipfile.ZIP_DEFLATED) as archive:
        _BookWriter(book, archive, cells).write_data()
    return content.getvalue()
