"""What a PDF page consists of: a text, a picture of one, a picture with the text that a scanner put behind it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from etl.readers.page import Box
from etl.readers.pdf.chars import Print

if TYPE_CHECKING:
    import pypdfium2

_MOST_OBJECTS = 3000  # looked at; a scanned page has few
_WHOLE, _NOTICED = 0.5, 0.1  # of the page: what makes it a scan; what is worth a note
_FEW = 10  # characters: a number or a stamp that was added to a scan
_OUTLINES = 50
_UNREADABLE = 0.2
_RULES = 4
_THIN, _TALL = 2.0, 8.0  # points: the width and height of an upright rule


@dataclass(frozen=True, slots=True)
class Content:
    """``picture``: share of the page that the largest picture covers; ``paths``: lines and outlines; ``hidden``: there is
    text, and none of it is to be seen; ``upright``: the upright rules."""

    picture: float
    paths: int
    hidden: bool
    upright: tuple[Box, ...]

    def is_scan(self, text: Print) -> bool:
        """Whether the page must be recognised from its picture: of what is printed, there is no text that could be read."""
        if text.legible < _FEW and self.picture >= _WHOLE:
            return True
        return (text.legible == 0 and self.paths >= _OUTLINES) or text.unreadable > _UNREADABLE * len(text.chars)

    @property
    def was_scanned(self) -> bool:
        """Whether its text was recognised by the scanner."""
        return self.hidden and self.picture >= _WHOLE

    @property
    def has_picture(self) -> bool:
        return self.picture >= _NOTICED

    @property
    def may_have_table(self) -> bool:
        return self.paths >= _RULES


def content(page: pypdfium2.PdfPage) -> Content:
    import pypdfium2.raw as pdfium

    width, height = page.get_size()
    west, _, _, north = page.get_mediabox()
    picture, paths, shown, hidden, upright = 0.0, 0, 0, 0, list[Box]()
    for item in islice(page.get_objects(), _MOST_OBJECTS):
        if item.type == pdfium.FPDF_PAGEOBJ_IMAGE:
            left, bottom, right, top = item.get_bounds()
            picture = max(picture, abs((right - left) * (top - bottom)) / (width * height or 1))
        elif item.type == pdfium.FPDF_PAGEOBJ_PATH:
            paths += 1
            left, bottom, right, top = item.get_bounds()
            if right - left < _THIN and top - bottom > _TALL:
                upright.append(Box(left - west, north - top, right - west, north - bottom))
        elif item.type == pdfium.FPDF_PAGEOBJ_TEXT:
            invisible = pdfium.FPDFTextObj_GetTextRenderMode(item) == pdfium.FPDF_TEXTRENDERMODE_INVISIBLE
            hidden, shown = hidden + invisible, shown + (not invisible)
    return Content(picture, paths, hidden > 0 and not shown, tuple(upright))
