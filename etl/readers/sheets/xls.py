"""Old Excel and WPS workbooks (xls, et): number formats and what is hidden, from the records of the workbook stream.

Files older than Excel 97 (BIFF5 and earlier) have other records of formats: their figures are shown without them. How far a
sheet reaches is looked at before the values are read: calamine would make room for all of it.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from etl.readers.document import Document
from etl.readers.gate import OLE_MAGIC, damaged, encrypted
from etl.readers.ole import Ole
from etl.readers.reader import Reader
from etl.readers.sheets.grid import Hidden, check_extent
from etl.readers.sheets.layout import document
from etl.readers.sheets.printed import BUILT_IN, GENERAL
from etl.readers.sheets.values import Look, sheets

_STREAMS = ("Workbook", "Book")
_FORMULA, _FORMAT, _XF, _ROW, _COLUMNS, _DIMENSIONS = 0x06, 0x41E, 0xE0, 0x208, 0x7D, 0x200
_SHEET, _LOCKED, _BEGIN, _END, _MULTIPLE = 0x85, 0x2F, 0x809, 0x0A, 0xBD
_SINGLE = {0x203, 0x27E, _FORMULA, 0xFD, 0x204, 0x205, 0xD6}  # number, packed number, formula, texts, boolean or error
_BIFF8 = 0x600
_LARGEST_SECTOR = 4096
_MOST_CELLS = 1 << 24
_MACROS = "_VBA_PROJECT"


def takes(content: bytes) -> bool:
    if not content.startswith(OLE_MAGIC):
        return False
    names = Ole(content).names
    return any(name in names for name in _STREAMS) and "WordDocument" not in names


def read(content: bytes) -> Document:
    ole = Ole(content)
    stream = ole.read(next(name for name in _STREAMS if name in ole.names))
    try:
        book = _Book(stream)
    except struct.error as error:
        raise damaged() from error
    whole = content + bytes(-len(content) % _LARGEST_SECTOR)  # a last sector may be cut short
    return document(sheets(whole, lambda index: book.looks[index]), READER.label, macros=_MACROS in ole.names)


class _Book:
    """The records of a workbook that say how its cells look."""

    def __init__(self, stream: bytes) -> None:
        self._stream = stream
        own: dict[int, str] = {}
        numbers: list[int] = []
        places: list[int] = []
        formatted = True
        for kind, data in _records(stream, 0):
            if kind == _LOCKED:
                raise encrypted()
            if kind == _BEGIN and struct.unpack_from("<H", data)[0] != _BIFF8:
                formatted = False
            if kind == _FORMAT and formatted:
                own[struct.unpack_from("<H", data)[0]] = _text(data[2:], 2)
            elif kind == _XF and formatted:
                numbers.append(struct.unpack_from("<H", data, 2)[0])
            elif kind == _SHEET:
                places.append(struct.unpack_from("<I", data)[0])
        self._forms = [own.get(number) or BUILT_IN.get(number, GENERAL) for number in numbers]
        self.looks = [self._look(place) for place in places]

    def _look(self, place: int) -> Look:
        """How the cells of the sheet look whose records begin at this place. Raises DocumentError when it reaches too far."""
        look = Look({}, Hidden())
        for kind, data in _records(self._stream, place):
            if kind in _SINGLE:
                row, column, style = struct.unpack_from("<3H", data)
                look.formats[row, column] = self._form(style)
            elif kind == _MULTIPLE:
                row, column = struct.unpack_from("<2H", data)
                for offset, at in enumerate(range(4, len(data) - 7, 6)):
                    look.formats[row, column + offset] = self._form(struct.unpack_from("<H", data, at)[0])
            elif kind == _DIMENSIONS:
                _check_room(data)
            elif kind == _ROW and struct.unpack_from("<H", data, 12)[0] & 0x20:
                look.hidden.rows.add(struct.unpack_from("<H", data)[0])
            elif kind == _COLUMNS and struct.unpack_from("<H", data, 8)[0] & 1:
                look.hidden.columns_between(*struct.unpack_from("<2H", data))
        check_extent(look.formats)
        return look

    def _form(self, style: int) -> str:
        return self._forms[style] if style < len(self._forms) else GENERAL


def _check_room(data: bytes) -> None:
    """Refuse a sheet that asks for more room than a sheet of this format has: calamine would give it."""
    form = "<2I2H" if len(data) >= 12 else "<4H"
    top, rows, left, columns = struct.unpack_from(form, data)
    if rows and columns and (top >= rows or left >= columns or rows * columns > _MOST_CELLS):
        raise damaged()


def _records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """The records from ``at`` to the end of their part, each as its kind and its bytes."""
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<2H", stream, at)
        yield kind, stream[at + 4 : at + 4 + size]
        at += 4 + size
        if kind == _END:
            return


def _text(data: bytes, width: int) -> str:
    """A string behind its length, which takes ``width`` bytes."""
    length, wide = int.from_bytes(data[:width], "little"), data[width : width + 1] == b"\x01"
    start = width + 1
    end = start + length * (2 if wide else 1)
    return data[start:end].decode("utf-16-le" if wide else "latin-1", "replace")


READER = Reader("xls", 1, "旧版表格", (".xls", ".et", ".xlt", ".ett"), takes, read)
