"""The cells of an xlsx file as they were saved, by Excel, WPS, LibreOffice or a program.

It reads the parts of the file itself, because what a cell holds must be told apart: a figure digit for digit, text that
looks like one, a date, an error, a formula with the value that was saved for it or without. Styles are looked at for
dates and per cent only, so that a file with odd styles can be read all the same.

Rules and edge cases:
- Hidden and filtered rows are rows like others; comments, pictures, charts and macros are not looked at.
- A figure is rounded to the 15 digits that spreadsheets keep: 0.30000000000000004 is 0.3.
- Row and cell addresses may be missing (some writers leave them out): then they are counted.
- Damaged, locked and dangerous files are refused by the gate, each with its reason.
"""

from __future__ import annotations

import io
import posixpath
import re
from collections.abc import Iterator
from decimal import Context, Decimal, InvalidOperation
from typing import NamedTuple

from lxml import etree

from etl.errors import DocumentError
from etl.readers.gate import Archive, encrypted, is_encrypted_office, is_zip, parse_xml

_SPREADSHEET = Context(prec=15)
_DATES = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
_PERCENTS = {9, 10}
_QUOTED = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.')
_DATE_LETTERS = re.compile(r"[ymdhs年月日]", re.IGNORECASE)
_LETTERS = re.compile(r"[A-Z]+")


class Cell(NamedTuple):
    """``kind``: empty, text, number, date, truth or error; ``text`` as saved; ``formula`` whether one stands there."""

    kind: str = "empty"
    text: str = ""
    formula: bool = False
    percent: bool = False

    @property
    def number(self) -> Decimal | None:
        """The figure of a number cell."""
        return spreadsheet_number(self.text) if self.kind == "number" else None


def spreadsheet_number(text: str) -> Decimal | None:
    """The figure to as many digits as spreadsheets keep; None for what is no figure."""
    try:
        return _SPREADSHEET.create_decimal(text)
    except InvalidOperation:
        return None


EMPTY = Cell()
Row = tuple[int, dict[int, Cell]]


class Book:
    """An xlsx file. Raises DocumentError when it cannot be read."""

    def __init__(self, content: bytes) -> None:
        if is_encrypted_office(content):
            raise encrypted()
        if not is_zip(content):
            raise DocumentError("XH-REVIEW-001", "不是 xlsx 文件。", "请用 Excel 或 WPS 另存为 xlsx，再放入。")
        self._archive = Archive(content)
        self._strings = [_joined(item) for item in self._root("xl/sharedStrings.xml").iterfind("{*}si")]
        self._formats = self._styles()
        self.sheets = self._sheets()

    @property
    def keywords(self) -> str:
        """The keywords among the properties of the file."""
        return self._root("docProps/core.xml").findtext("{*}keywords") or ""

    def rows(self, sheet: str) -> Iterator[Row]:
        """Rows of a sheet with their numbers and their cells by column, both counted from 1; blank cells are left out."""
        data = self._read(self.sheets[sheet])
        number = 0
        try:
            for _, element in etree.iterparse(io.BytesIO(data), tag="{*}row", resolve_entities=False, no_network=True):
                number = int(element.get("r") or number + 1)
                yield number, dict(self._cells(element))
                element.clear()
        except (etree.XMLSyntaxError, ValueError, IndexError) as error:
            raise _damaged() from error

    def _cells(self, row: etree._Element) -> Iterator[tuple[int, Cell]]:
        column = 0
        for element in row.iterfind("{*}c"):
            letters = _LETTERS.match(element.get("r") or "")
            column = _column(letters[0]) if letters else column + 1
            cell = self._cell(element)
            if cell != EMPTY:
                yield column, cell

    def _cell(self, element: etree._Element) -> Cell:
        kind, formula = element.get("t") or "n", element.find("{*}f") is not None
        saved = element.findtext("{*}v") or ""
        if kind == "inlineStr":
            inline = element.find("{*}is")
            text = _joined(inline) if inline is not None else ""
            return Cell("text", text, formula) if text else Cell(formula=formula)
        if not saved:
            return Cell(formula=formula)
        if kind == "s":
            return Cell("text", self._strings[int(saved)], formula)
        if kind in ("str", "b", "e", "d"):
            return Cell({"str": "text", "b": "truth", "e": "error", "d": "date"}[kind], saved, formula)
        shown = self._formats[int(element.get("s") or 0)] if self._formats else ""
        return Cell("date" if shown == "date" else "number", saved, formula, shown == "percent")

    def _sheets(self) -> dict[str, str]:
        """Titles of the sheets and the parts in which they stand."""
        targets = {each.get("Id"): each.get("Target") or "" for each in self._root("xl/_rels/workbook.xml.rels")}
        found = {}
        for sheet in self._root("xl/workbook.xml").iterfind("{*}sheets/{*}sheet"):
            link = next((str(value) for name, value in sheet.attrib.items() if str(name).endswith("}id")), "")
            target = targets.get(link, "")
            part = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
            if part in self._archive.names and "worksheets" in part:
                found[str(sheet.get("name"))] = part
        return found

    def _styles(self) -> list[str]:
        """By number of the style: date, percent or nothing."""
        root = self._root("xl/styles.xml")
        own = {each.get("numFmtId"): each.get("formatCode") or "" for each in root.iterfind("{*}numFmts/{*}numFmt")}
        styles = [each.get("numFmtId") or "0" for each in root.iterfind("{*}cellXfs/{*}xf")]
        return [_shown(int(number), own.get(number, "")) for number in styles]

    def _root(self, part: str) -> etree._Element:
        """The root of a part; an empty element for one that is missing."""
        return parse_xml(self._read(part)) if part in self._archive.names else etree.Element("none")

    def _read(self, part: str) -> bytes:
        data = self._archive.read(part)
        if b"<!DOCTYPE" in data:
            raise DocumentError(
                "XH-GATE-006", "文件内部带有 DOCTYPE 声明，可能是恶意文件。", "请核实来源，另存后再放入。"
            )
        return data


def _shown(number: int, code: str) -> str:
    plain = _QUOTED.sub("", code)
    if number in _DATES or (code and plain.lower() != "general" and _DATE_LETTERS.search(plain)):
        return "date"
    return "percent" if number in _PERCENTS or "%" in plain else ""


def _joined(element: etree._Element) -> str:
    """The text of a string, of all its runs; phonetic guides are no part of it."""
    texts = element.xpath("./*[local-name()='t'] | ./*[local-name()='r']/*[local-name()='t']")
    assert isinstance(texts, list)
    return "".join(each.text or "" for each in texts if isinstance(each, etree._Element))


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _damaged() -> DocumentError:
    return DocumentError("XH-REVIEW-002", "工作表的内容已损坏，不能解析。", "请用 Excel 或 WPS 打开并另存，再放入。")
