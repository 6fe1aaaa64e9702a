"""Tables as text with separators (csv): cells between commas or semicolons, quoted or not.

A text is such a table when all its lines, but for at most three at the top that hold no separator, have the same number of
cells, two or more, and none of them ends a sentence outside of quotes. Tabs and bars are left to the text reader, which keeps
the file's own characters; here they would tear figures: 120,500 is one number in a text and two cells in a csv.
"""

from __future__ import annotations

import csv
import io
import re

from etl.errors import DocumentError
from etl.readers.document import Document
from etl.readers.encoding import decode
from etl.readers.reader import Reader
from etl.readers.sheets.grid import Sheet, check_extent
from etl.readers.sheets.layout import document

_SEPARATORS = ",;"
_MOST_TITLES = 3
_QUOTED = re.compile(r'"[^"]*"')
_SENTENCE = re.compile("[。！？]")


def takes(content: bytes) -> bool:
    if b"," not in content and b";" not in content:
        return False
    try:
        return _separator(decode(content)) != ""
    except DocumentError:
        return False  # no text: another reader says why


def read(content: bytes) -> Document:
    text = decode(content)
    sheet = Sheet("")
    for row, values in enumerate(_rows(text, _separator(text))):
        sheet.cells.update({(row, column): value.strip() for column, value in enumerate(values) if value.strip()})
    check_extent(sheet.cells)
    return document([sheet], READER.label)


def _separator(text: str) -> str:
    """What parts the cells; empty when the text is no such table."""
    bare = _QUOTED.sub("", text)
    if _SENTENCE.search(bare):
        return ""
    return next((mark for mark in _SEPARATORS if mark in bare and _is_even(_rows(text, mark))), "")


def _rows(text: str, mark: str) -> list[list[str]]:
    try:
        return list(csv.reader(io.StringIO(text), delimiter=mark))
    except csv.Error:
        return []


def _is_even(rows: list[list[str]]) -> bool:
    widths = [len(row) for row in rows if any(cell.strip() for cell in row)]
    titles = next((index for index, width in enumerate(widths) if width > 1), 0)
    table = widths[titles:]
    return titles <= _MOST_TITLES and len(table) > 1 and min(table) == max(table) > 1


READER = Reader("csv", 1, "CSV 表格", (".csv",), takes, read)
