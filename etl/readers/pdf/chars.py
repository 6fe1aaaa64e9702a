"""The characters of a PDF page.

- Most characters of a page run in one direction, which is taken for that of its lines, however the page is turned; what
  runs in another (a watermark, a stamp) is left out and counted.
- Blanks that pdfium makes up do not count. A character without a meaning (a font without its table) counts as unreadable.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from ctypes import byref, c_double
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from etl.readers.page import Box
from etl.readers.pieces import Char

if TYPE_CHECKING:
    import pypdfium2

_ASLANT = 0.05  # of a quarter turn
_BLANKS = (9, 10, 13, 0x20, 0xA0, 0x3000)
NO_SIGN = "\ufffd"


class Found(NamedTuple):
    """A character where the file puts it: corners of its box, origin, size, and quarter turns (-1: it lies aslant)."""

    text: str
    one: tuple[float, float]
    other: tuple[float, float]
    origin: tuple[float, float]
    size: float
    turn: int


@dataclass(frozen=True, slots=True)
class Print:
    """What is printed on a page: width and height as people hold it, characters; how many of them have no meaning, how
    many more run in another direction; quarter turns of its lines against the clock."""

    width: float
    height: float
    chars: list[Char]
    unreadable: int
    slanted: int
    turn: int

    @property
    def legible(self) -> int:
        return sum(char.text != " " for char in self.chars) - self.unreadable


def printed_on(page: pypdfium2.PdfPage) -> Print:
    """The print of a page."""
    found = list(_characters(page))
    usual = Counter(char.turn for char in found if char.text != " ").most_common(1)
    turn = max(0, usual[0][0]) if usual else 0
    left, bottom, right, top = page.get_mediabox()
    (west, low), (east, high) = _turned((left, bottom), turn), _turned((right, top), turn)
    corner = min(west, east), max(low, high)
    chars = [_level(char, turn, corner) for char in found if char.turn == turn]
    unreadable = sum(char.text == NO_SIGN for char in chars)
    slanted = sum(char.turn != turn and char.text != " " for char in found)
    return Print(abs(west - east), abs(low - high), chars, unreadable, slanted, turn)


def _characters(page: pypdfium2.PdfPage) -> Iterator[Found]:
    """The characters in the order of the file."""
    import pypdfium2.raw as pdfium

    text = page.get_textpage()
    box, matrix, x, y = pdfium.FS_RECTF(), pdfium.FS_MATRIX(), c_double(), c_double()
    for at in range(pdfium.FPDFText_CountChars(text)):
        if pdfium.FPDFText_IsGenerated(text, at) == 1:
            continue
        pdfium.FPDFText_GetLooseCharBox(text, at, byref(box))
        pdfium.FPDFText_GetCharOrigin(text, at, byref(x), byref(y))
        pdfium.FPDFText_GetMatrix(text, at, byref(matrix))
        turns = math.atan2(matrix.b, matrix.a) / (math.pi / 2)
        turn = round(turns) % 4 if abs(turns - round(turns)) < _ASLANT else -1
        size = pdfium.FPDFText_GetFontSize(text, at) * math.hypot(matrix.c, matrix.d)
        places = ((box.left, box.bottom), (box.right, box.top), (x.value, y.value))
        if all(math.isfinite(length) for length in (size, *chain(*places))):
            hyphen = pdfium.FPDFText_IsHyphen(text, at) == 1
            yield Found("-" if hyphen else _sign(pdfium.FPDFText_GetUnicode(text, at)), *places, size, turn)
    text.close()


def _sign(code: int) -> str:
    if code in _BLANKS:
        return " "
    private = 0xE000 <= code < 0xF900 or 0xD800 <= code < 0xE000
    return NO_SIGN if code < 0x20 or private or code in (0xFFFE, 0xFFFF) or code > 0x10FFFF else chr(code)


def _turned(place: tuple[float, float], turn: int) -> tuple[float, float]:
    """A place on the page when its lines are turned level."""
    x, y = place
    return ((x, y), (y, -x), (-x, -y), (-y, x))[turn]


def _level(char: Found, turn: int, corner: tuple[float, float]) -> Char:
    """The character with its place from the upper left corner, downwards."""
    west, north = corner
    (x, y), (u, v) = _turned(char.one, turn), _turned(char.other, turn)
    box = Box(min(x, u) - west, north - max(y, v), max(x, u) - west, north - min(y, v))
    return Char(char.text, box, north - _turned(char.origin, turn)[1], char.size)
