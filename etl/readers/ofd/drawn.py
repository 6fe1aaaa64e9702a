"""A page without text as a picture to be recognised: its scan, or its outlines drawn by pdfium."""

from __future__ import annotations

import re
from typing import Any

from etl.readers import ocr
from etl.readers.gate import damaged
from etl.readers.ofd.pages import Outline, Sheet
from etl.readers.picture import pictures

_WORD = re.compile(r"[A-Za-z]|[-+.\d][-+.\deE]*")
_TAKES = {"S": 2, "M": 2, "L": 2, "Q": 4, "B": 6, "A": 7, "C": 0}
_POINTS = 72 / 25.4


def picture(sheet: Sheet) -> Any:
    """The page as an array (height, width, blue-green-red). Needs :func:`etl.readers.ocr.installed`."""
    return next(pictures(sheet.picture)) if sheet.picture else _outlined(sheet)


def _outlined(sheet: Sheet) -> Any:
    import pypdfium2
    import pypdfium2.raw as pdfium

    document = pypdfium2.PdfDocument.new()
    page = document.new_page(sheet.width * _POINTS, sheet.height * _POINTS)
    for outline in sheet.outlines:
        path = pdfium.FPDFPageObj_CreateNewPath(0, 0)
        pdfium.FPDFPageObj_SetFillColor(path, 0, 0, 0, 255)
        pdfium.FPDFPath_SetDrawMode(path, pdfium.FPDF_FILLMODE_WINDING, not outline.filled)
        _draw(outline, sheet.height, path)
        pdfium.FPDFPage_InsertObject(page, path)
    page.gen_content()
    scale = ocr.LONGEST_SIDE / (max(page.get_size()) or 1)
    array = page.render(scale=scale).to_numpy().copy()
    document.close()
    return array


def _draw(outline: Outline, height: float, path: Any) -> None:
    """Arcs are drawn as the lines that they span: signs have none."""
    import pypdfium2.raw as pdfium

    a, b, c, d, e, f = outline.matrix

    def at(x: float, y: float) -> tuple[float, float]:
        return (a * x + c * y + e) * _POINTS, (height - (b * x + d * y + f)) * _POINTS

    last = (0.0, 0.0)
    for command, numbers in _commands(outline.data):
        points = list(zip(numbers[::2], numbers[1::2], strict=False))
        if command == "C":
            pdfium.FPDFPath_Close(path)
            continue
        if command in "SM":
            pdfium.FPDFPath_MoveTo(path, *at(*points[0]))
        elif command == "L":
            pdfium.FPDFPath_LineTo(path, *at(*points[0]))
        elif command == "A":
            points = [(numbers[5], numbers[6])]
            pdfium.FPDFPath_LineTo(path, *at(*points[0]))
        else:
            first, second, end = _cubic(last, points)
            pdfium.FPDFPath_BezierTo(path, *at(*first), *at(*second), *at(*end))
        last = points[-1]


Point = tuple[float, float]


def _cubic(last: Point, points: list[Point]) -> tuple[Point, Point, Point]:
    """The two control points and the end of a curve, which may have come with one control point."""
    if len(points) == 3:
        return points[0], points[1], points[2]
    (x, y), end = points
    first = (last[0] + 2 * (x - last[0]) / 3, last[1] + 2 * (y - last[1]) / 3)
    return first, (end[0] + 2 * (x - end[0]) / 3, end[1] + 2 * (y - end[1]) / 3), end


def _commands(data: str) -> list[tuple[str, list[float]]]:
    found: list[tuple[str, list[float]]] = []
    for word in _WORD.findall(data):
        if word in _TAKES:
            found.append((word, []))
        elif found:
            try:
                found[-1][1].append(float(word))
            except ValueError as error:
                raise damaged() from error
    return [(command, numbers) for command, numbers in found if len(numbers) >= _TAKES[command]]
