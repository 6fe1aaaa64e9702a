"""From sheets to the bytes of the workbook: our rows in openpyxl's file, nothing that changes from run to run.

openpyxl writes everything about a workbook but the cells and the styles: those are put together as text here, which takes a
small part of the time of an object each. Entries of the file carry a constant date and no system, properties no time of writing.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from html import escape
from types import MappingProxyType
from typing import Any, cast

from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing
from openpyxl.packaging.extended import ExtendedProperties
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.workbook._writer import WorkbookWriter
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.writer.excel import ExcelWriter
from openpyxl.writer.theme import theme_xml
from openpyxl.xml.constants import (
    ARC_APP,
    ARC_CORE,
    ARC_ROOT_RELS,
    ARC_STYLE,
    ARC_THEME,
    ARC_WORKBOOK,
    ARC_WORKBOOK_RELS,
)
from openpyxl.xml.functions import fromstring, tostring

EPOCH = datetime(2000, 1, 1)
ENTRY_DATE = (1980, 1, 1, 0, 0, 0)
PACKED = 3  # of 9: half the time of the usual 6, for a sixth more bytes
EXTENT, COLUMNS, ROWS, LINKS = b'<dimension ref="A1"/>', b"<cols/>", b"<sheetData/>", b"<hyperlinks/>"


class Cells:
    """The cells and links of one sheet as XML, in the order in which they were put (any order)."""

    def __init__(self) -> None:
        self._rows: dict[int, dict[int, str]] = {}
        self._whole: dict[int, str] = {}
        self._heights: dict[int, str] = {}
        self._links: list[str] = []
        self._widths: Sequence[float] = ()
        self._columns = 1

    def text(self, row: int, column: int, letter: str, text: str, style: int) -> None:
        body = f'<is><t xml:space="preserve">{escape(text, False)}</t></is>'
        self._put(row, column, f'<c r="{letter}{row}" s="{style}" t="inlineStr">{body}</c>')

    def number(self, row: int, column: int, letter: str, value: str, style: int) -> None:
        """``value`` is a plain decimal and is stored digit for digit."""
        self._put(row, column, f'<c r="{letter}{row}" s="{style}"><v>{value}</v></c>')

    def blank(self, row: int, column: int, letter: str, style: int) -> None:
        self._put(row, column, f'<c r="{letter}{row}" s="{style}"/>')

    def rows(self, first: int, cells: Iterable[str], columns: int) -> None:
        """Whole rows one below the other: the XML of the cells of each, in so many columns."""
        self._whole.update(enumerate(cells, first))
        self._columns = max(self._columns, columns)

    def link(self, row: int, letter: str, location: str) -> None:
        self._links.append(f'<hyperlink ref="{letter}{row}" location="{escape(location)}"/>')

    def links(self, links: Iterable[str]) -> None:
        """More of them, as XML."""
        self._links += links

    def widths(self, widths: Sequence[float]) -> None:
        """How wide the columns are, from the leftmost on."""
        self._widths = widths

    def height(self, row: int, points: float) -> None:
        self._heights[row] = _height(points)

    def heights(self, first: int, points: Sequence[float]) -> None:
        """The same of rows one below the other."""
        as_xml = {each: _height(each) for each in set(points)}
        self._heights.update(enumerate((as_xml[each] for each in points), first))

    def _put(self, row: int, column: int, xml: str) -> None:
        self._rows.setdefault(row, {})[column] = xml
        self._columns = max(self._columns, column)

    def extent(self) -> str:
        """From the first cell to the last."""
        last = max([*self._rows, *self._whole], default=1)
        return f"A1:{get_column_letter(self._columns)}{last}"

    def columns(self) -> str:
        widths = (
            f'<col width="{width:.16g}" customWidth="1" min="{at}" max="{at}"/>'
            for at, width in enumerate(self._widths, 1)
        )
        return f"<cols>{''.join(widths)}</cols>" if self._widths else ""

    def sheet_data(self) -> str:
        put = {row: "".join(cells[column] for column in sorted(cells)) for row, cells in self._rows.items()}
        cells, heights = self._whole | put, self._heights
        rows = [
            f'<row r="{row}"{heights.get(row, "")}>{cells.get(row, "")}</row>'
            for row in sorted(cells.keys() | heights.keys())
        ]
        return f"<sheetData>{''.join(rows)}</sheetData>"

    def hyperlinks(self) -> str:
        links = "".join(self._links)
        return f"<hyperlinks>{links}</hyperlinks>" if links else ""


def _height(points: float) -> str:
    return f' ht="{points}" customHeight="1"'


class _SheetWriter(WorksheetWriter):
    """openpyxl's writer of a sheet, with places left for our cells and links."""

    def write_dimensions(self) -> None:
        self.xf.send(fromstring(EXTENT))

    def write_cols(self) -> None:
        self.xf.send(fromstring(COLUMNS))

    def write_rows(self) -> None:
        self.xf.send(fromstring(ROWS))

    def write_hyperlinks(self) -> None:
        self.xf.send(fromstring(LINKS))


def _put_in(sheet: bytes, cells: Cells) -> bytes:
    """Our cells and links in the places that were left for them."""
    before, _, after = sheet.partition(ROWS)
    before = before.replace(EXTENT, f'<dimension ref="{cells.extent()}"/>'.encode(), 1)
    before = before.replace(COLUMNS, cells.columns().encode(), 1)
    return before + cells.sheet_data().encode() + after.replace(LINKS, cells.hyperlinks().encode(), 1)


class _Parts(dict[str, bytes]):
    """The parts of the file by name, in order: what openpyxl takes for the archive."""

    def writestr(self, name: str, data: str | bytes) -> None:
        self[name] = data.encode() if isinstance(data, str) else data

    def namelist(self) -> list[str]:
        return list(self)


class _BookWriter(ExcelWriter):
    """openpyxl's writer of a workbook; sheets have places for cells, and the styles are ours."""

    def __init__(self, book: Workbook, styles: bytes) -> None:
        self.parts = _Parts()
        super().__init__(book, cast(Any, self.parts))
        self._styles = styles

    def write_data(self) -> None:
        book, parts = cast(Any, self.workbook), self.parts
        parts.writestr(ARC_APP, tostring(ExtendedProperties().to_tree()))
        parts.writestr(ARC_CORE, tostring(book.properties.to_tree()))
        parts.writestr(ARC_THEME, theme_xml)
        cast(Any, self)._write_worksheets()
        cast(Any, self)._write_charts()
        parts.writestr(ARC_STYLE, self._styles)
        writer: Any = WorkbookWriter(book)
        parts.writestr(ARC_ROOT_RELS, writer.write_root_rels())
        parts.writestr(ARC_WORKBOOK, writer.write())
        parts.writestr(ARC_WORKBOOK_RELS, writer.write_rels())
        cast(Any, self).manifest._write(parts, book)

    def write_worksheet(self, sheet: Any) -> None:
        sheet._drawing = None
        if sheet._charts:
            sheet._drawing = SpreadsheetDrawing()
            sheet._drawing.charts = sheet._charts
        out = io.BytesIO()
        writer = _SheetWriter(sheet, out)
        writer.write()
        sheet._rels = cast(Any, writer)._rels
        self.parts.writestr(sheet.path[1:], out.getvalue())
        self.manifest.append(sheet)


class Template:
    """A workbook as openpyxl writes it, with places for cells, links and styles; filled in as often as wanted.

    ``keywords`` go among the properties of the file, which every office program keeps when it saves.
    """

    def __init__(self, book: Workbook, keywords: str = "") -> None:
        book.properties.keywords = keywords or None
        book.properties.creator = "县汇"
        book.properties.created = book.properties.modified = EPOCH
        writer = _BookWriter(book, b"")
        writer.write_data()
        self._parts = writer.parts
        self._names = {sheet.title: sheet.path[1:] for sheet in cast(Any, book).worksheets}

    def filled(
        self, cells: Mapping[str, Cells], styles: bytes, changed: Mapping[bytes, bytes] = MappingProxyType({})
    ) -> bytes:
        """The file: ``cells`` by sheet title; ``changed`` is what else is to be put into the sheets, for what stands there."""
        sheets = {}
        for title, each in cells.items():
            blank = self._parts[self._names[title]]
            for before, after in changed.items():
                blank = blank.replace(before, after, 1)
            sheets[self._names[title]] = _put_in(blank, each)
        return _zipped(self._parts | sheets | {ARC_STYLE: styles})


def _zipped(parts: Mapping[str, bytes]) -> bytes:
    """A zip whose entries carry no time and no system, whoever writes it."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            entry = zipfile.ZipInfo(name, ENTRY_DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0
            archive.writestr(entry, part, compresslevel=PACKED)
    return content.getvalue()


def packed(book: Workbook, cells: Mapping[str, Cells], styles: bytes, keywords: str = "") -> bytes:
    """The workbook's bytes, written once. ``Workbook.save`` would stamp the time."""
    return Template(book, keywords).filled(cells, styles)
