"""Excel workbooks (xlsx, xlsm, and et files of newer versions of WPS): number formats and what is hidden, beside the values."""

from __future__ import annotations

import posixpath
import re

from lxml import etree

from etl.readers.document import Document
from etl.readers.gate import Archive, is_zip, parse_xml
from etl.readers.reader import Reader
from etl.readers.sheets.grid import Hidden
from etl.readers.sheets.layout import document
from etl.readers.sheets.printed import BUILT_IN, GENERAL
from etl.readers.sheets.values import Look, sheets

_WORKBOOK = "xl/workbook.xml"
_RELATION = re.compile(r"\{.*officeDocument/.*relationships\}id$")
_REFERENCE = re.compile(r"([A-Z]{1,9})([1-9]\d{0,9})", re.IGNORECASE)


def takes(content: bytes) -> bool:
    return is_zip(content) and _WORKBOOK in Archive(content).names


def read(content: bytes) -> Document:
    archive = Archive(content)
    book = _Book(archive)
    macros = any(name.lower().endswith("vbaproject.bin") for name in archive.names)
    return document(sheets(content, book.look), READER.label, macros=macros)


class _Book:
    """The parts of a workbook that say how its cells look."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._forms = _forms(self._part("xl/styles.xml"))
        relations = self._part("xl/_rels/workbook.xml.rels")
        targets = {} if relations is None else {each.get("Id"): each.get("Target", "") for each in relations}
        root = parse_xml(archive.read(_WORKBOOK))
        self._paths = [
            posixpath.normpath(posixpath.join("/xl", targets.get(_relation(sheet), ""))).lstrip("/")
            for sheet in root.iterfind("{*}sheets/{*}sheet")
        ]

    def _part(self, name: str) -> etree._Element | None:
        return parse_xml(self._archive.read(name)) if name in self._archive.names else None

    def look(self, index: int) -> Look:
        """How the cells of the sheet ``index`` look."""
        root = self._part(self._paths[index]) if index < len(self._paths) else None
        look = Look({}, Hidden())
        if root is None:
            return look
        for column in root.iterfind("{*}cols/{*}col"):
            if _is_on(column.get("hidden")):
                look.hidden.columns_between(_number(column.get("min")) - 1, _number(column.get("max")) - 1)
        row = -1
        for element in root.iterfind("{*}sheetData/{*}row"):
            row = _number(element.get("r"), row + 2) - 1
            if _is_on(element.get("hidden")):
                look.hidden.rows.add(row)
            self._add_row(element, row, look)
        return look

    def _add_row(self, row: etree._Element, number: int, look: Look) -> None:
        column = -1
        for cell in row.iterchildren("{*}c"):
            number, column = _place(cell.get("r")) or (number, column + 1)
            if any(part.text or len(part) for part in cell.iterchildren("{*}v", "{*}is")):
                look.formats[number, column] = self._forms.get(cell.get("s", "0"), GENERAL)
            elif next(cell.iterchildren("{*}f"), None) is not None:
                look.uncounted += 1


def _forms(styles: etree._Element | None) -> dict[str, str]:
    """The number format of each cell style, by its number."""
    if styles is None:
        return {}
    own = {each.get("numFmtId"): each.get("formatCode", GENERAL) for each in styles.iterfind("{*}numFmts/{*}numFmt")}
    numbers = [each.get("numFmtId", "0") for each in styles.iterfind("{*}cellXfs/{*}xf")]
    return {
        str(index): own.get(number) or BUILT_IN.get(_number(number), GENERAL) for index, number in enumerate(numbers)
    }


def _relation(sheet: etree._Element) -> str | None:
    return next((str(value) for name, value in sheet.attrib.items() if _RELATION.match(str(name))), None)


def _place(reference: str | None) -> tuple[int, int] | None:
    """Row and column of a cell from 0; None when the file leaves them to be counted."""
    match = _REFERENCE.fullmatch(reference or "")
    if match is None:
        return None
    column = 0
    for letter in match[1].upper():
        column = column * 26 + ord(letter) - 64
    return int(match[2]) - 1, column - 1


def _number(text: str | None, default: int = 0) -> int:
    stripped = (text or "").strip()
    return int(stripped) if stripped.isascii() and stripped.isdigit() and len(stripped) < 9 else default


def _is_on(text: str | None) -> bool:
    return text in ("1", "true", "on")


READER = Reader("xlsx", 1, "Excel 表格", (".xlsx", ".xlsm", ".xltx", ".xltm"), takes, read)
