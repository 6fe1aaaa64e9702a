"""OpenDocument spreadsheets (ods): the file itself holds the text that each cell shows."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from etl.readers.document import Document
from etl.readers.gate import Archive, encrypted, is_zip, parse_xml
from etl.readers.reader import Reader
from etl.readers.sheets.grid import Sheet, check_extent
from etl.readers.sheets.layout import document

_MIME = b"application/vnd.oasis.opendocument.spreadsheet"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_CELLS = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")
_GROUPS = {
    f"{_TABLE}{name}"
    for name in ("table-row-group", "table-header-rows", "table-rows", "table-column-group", "table-header-columns", "table-columns")
}  # fmt: skip
_HIDDEN = ("collapse", "filter")
_MANIFEST = "META-INF/manifest.xml"
_FARTHEST = 1 << 20


def takes(content: bytes) -> bool:
    return is_zip(content) and odf_type(Archive(content)).startswith(_MIME)


def odf_type(archive: Archive) -> bytes:
    """What an OpenDocument file says that it is; empty for any other file."""
    return archive.read("mimetype").strip() if {"mimetype", "content.xml"} <= set(archive.names) else b""


def refuse_locked(archive: Archive) -> None:
    """Raise DocumentError when the OpenDocument file has a password."""
    if _MANIFEST in archive.names and b"encryption-data" in archive.read(_MANIFEST):
        raise encrypted()


def read(content: bytes) -> Document:
    archive = Archive(content)
    refuse_locked(archive)
    root = parse_xml(archive.read("content.xml"))
    unseen = {
        style.get(f"{_STYLE}name")
        for style in root.iter(f"{_STYLE}style")
        for look in style
        if look.get(f"{_TABLE}display") == "false"
    }
    tables = root.iterfind(f"{_OFFICE}body/{_OFFICE}spreadsheet/{_TABLE}table")
    found = [_sheet(table, shown=table.get(f"{_TABLE}style-name") not in unseen) for table in tables]
    macros = any(name.startswith("Basic/") and name.endswith(".xml") for name in archive.names)
    return document(found, READER.label, macros=macros)


def _sheet(table: etree._Element, *, shown: bool) -> Sheet:
    sheet = Sheet(table.get(f"{_TABLE}name", ""), shown=shown)
    column = 0
    for element in _inside(table, f"{_TABLE}table-column"):
        count = _number(element.get(f"{_TABLE}number-columns-repeated"))
        if element.get(f"{_TABLE}visibility") in _HIDDEN:
            sheet.hidden.columns_between(column, column + count - 1)
        column = min(column + count, _FARTHEST)
    row = 0
    for element in _inside(table, f"{_TABLE}table-row"):
        count = _number(element.get(f"{_TABLE}number-rows-repeated"))
        _add_row(element, row, count, sheet)
        row = min(row + count, _FARTHEST)
    return sheet


def _inside(table: etree._Element, tag: str) -> Iterator[etree._Element]:
    for element in table:
        if element.tag == tag:
            yield element
        elif element.tag in _GROUPS:
            yield from _inside(element, tag)


def _add_row(element: etree._Element, row: int, count: int, sheet: Sheet) -> None:
    """Add a row, which stands for ``count`` equal ones."""
    cells: dict[int, str] = {}
    column = 0
    for cell in element.iterchildren(*_CELLS):
        repeated = _number(cell.get(f"{_TABLE}number-columns-repeated"))
        text = _shown(cell)
        if text:
            check_extent([(row + count - 1, column + repeated - 1)])
            cells.update(dict.fromkeys(range(column, column + repeated), text))
            height, width = (_number(cell.get(f"{_TABLE}number-{way}-spanned")) for way in ("rows", "columns"))
            if height * width > 1:
                sheet.merged[row, column] = height, width
        column = min(column + repeated, _FARTHEST)
    if cells:
        hidden = element.get(f"{_TABLE}visibility") in _HIDDEN
        for each in range(row, row + count):
            sheet.cells.update({(each, column): text for column, text in cells.items()})
            sheet.hidden.rows.update([each] if hidden else [])


def _shown(cell: etree._Element) -> str:
    """The paragraphs of a cell; comments, which lie beside them, are not shown."""
    return "\n".join("".join(_pieces(part)) for part in cell.iterchildren(f"{_TEXT}p", f"{_TEXT}h")).strip()


def _pieces(element: etree._Element) -> Iterator[str]:
    yield element.text or ""
    for part in element:
        name = part.tag
        if name in (f"{_TEXT}line-break", f"{_TEXT}tab"):
            yield "\n" if name == f"{_TEXT}line-break" else "\t"
        elif name == f"{_TEXT}s":
            yield " " * min(_number(part.get(f"{_TEXT}c")), 100)
        elif name in (f"{_TEXT}span", f"{_TEXT}a"):
            yield from _pieces(part)
        yield part.tail or ""


def _number(text: str | None) -> int:
    """A count, at least 1; a damaged file must not stop the reader."""
    stripped = (text or "").strip()
    digits = stripped.isascii() and stripped.isdigit()
    return max(1, min(int(stripped), _FARTHEST)) if digits and len(stripped) < 9 else 1


READER = Reader("ods", 1, "OpenDocument 表格", (".ods", ".ots"), takes, read)
