"""The pages of an OFD file and what lies on them: characters with their places, outlines, pictures.

- Pages come in the order of the document; what a template shows lies below the page that names it.
- Places are in millimetres from the upper left corner. ``Boundary`` moves an object, ``CTM`` turns and stretches it;
  ``DeltaX`` and ``DeltaY`` are the steps from one character to the next (``g 3 5.6`` is 5.6 three times).
- An object that runs aslant or down the page is read where its characters stand.
- What a part says that cannot be understood as a number makes the file damaged.
"""

from __future__ import annotations

import math
import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from etl.readers.gate import Archive, damaged, parse_xml
from etl.readers.page import Box
from etl.readers.pieces import Char

ROOT = "OFD.xml"
_A4 = (0.0, 0.0, 210.0, 297.0)
_LEVEL = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_ABOVE, _BELOW = 0.88, 0.12  # of the size, over and under the base line
_HALF = 0.5  # the width of a Latin sign without a step
_OUTLINES = 50
_FEW = 10
_WHOLE = 0.5  # of the page: what makes a picture a scan

Matrix = tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Outline:
    """What ``AbbreviatedData`` draws, the matrix that places it on the page, and whether it is filled."""

    data: str
    matrix: Matrix
    filled: bool


@dataclass(slots=True)
class Sheet:
    """One page: its size in millimetres, the characters on it, its outlines, its largest picture with its share of it."""

    width: float
    height: float
    chars: list[Char] = field(default_factory=list)
    outlines: list[Outline] = field(default_factory=list)
    picture: bytes = b""
    share: float = 0

    @property
    def is_scan(self) -> bool:
        """Whether it shows something that may be a text, but has none, or no more than a number that was added."""
        return (len(self.chars) < _FEW and self.share >= _WHOLE) or (not self.chars and len(self.outlines) >= _OUTLINES)


def sheets(archive: Archive) -> Iterator[Sheet]:
    """The pages of all documents in the file. Raises DocumentError."""
    for root in _each(parse_xml(archive.read(ROOT)), "DocRoot"):
        path = _path("", root.text)
        document = parse_xml(archive.read(path))
        media = _media(archive, document, path)
        box = _box(document, _A4)
        templates = {page.get("ID", ""): _path(path, page.get("BaseLoc")) for page in _each(document, "TemplatePage")}
        for page in _each(document, "Page"):
            place = _path(path, page.get("BaseLoc"))
            yield _sheet(archive, parse_xml(archive.read(place)), box, templates, media)


def _sheet(
    archive: Archive, content: etree._Element, usual: Matrix, templates: dict[str, str], media: dict[str, str]
) -> Sheet:
    left, top, width, height = _box(content, usual)
    sheet = Sheet(width, height)
    below = [
        templates[name] for each in _each(content, "Template") if (name := each.get("TemplateID", "")) in templates
    ]
    for layer in [*(parse_xml(archive.read(path)) for path in below), content]:
        for item in _each(layer, "TextObject"):
            sheet.chars += _chars(item, left, top)
        for item in _each(layer, "PathObject"):
            data = "".join(each.text or "" for each in _each(item, "AbbreviatedData"))
            filled = item.get("Fill", "false") == "true"
            sheet.outlines.append(Outline(data, _placed(item, left, top), filled))
        for item in _each(layer, "ImageObject"):
            _add_picture(sheet, item, archive, media)
    return sheet


def _add_picture(sheet: Sheet, item: etree._Element, archive: Archive, media: dict[str, str]) -> None:
    _, _, width, height = _numbers(item.get("Boundary"), (0.0, 0.0, 0.0, 0.0))
    share = width * height / (sheet.width * sheet.height or 1)
    path = media.get(item.get("ResourceID", ""))
    if path is not None and share > sheet.share:
        sheet.picture, sheet.share = archive.read(path), share


def _chars(item: etree._Element, left: float, top: float) -> Iterator[Char]:
    """The characters of a ``TextObject``."""
    size = _numbers(item.get("Size"), (0.0,))[0]
    a, b, c, d, e, f = _placed(item, left, top)
    real, wide = size * math.hypot(c, d), math.hypot(a, b)
    for code in _each(item, "TextCode"):
        text = "".join(map(str, code.itertext()))
        across, down = (_steps(code.get(name), len(text)) for name in ("DeltaX", "DeltaY"))
        x, y = (_numbers(code.get(name), (0.0,))[0] for name in ("X", "Y"))
        for at, sign in enumerate(text):
            step = across[at] if at < len(across) else 0.0
            width = min(step, size) if step > 0 else size * (_HALF if sign.isascii() else 1)
            base, start = b * x + d * y + f, a * x + c * y + e
            box = Box(start, base - _ABOVE * real, start + width * wide, base + _BELOW * real)
            yield Char(" " if sign.isspace() else sign, box, base, real)
            x += step if at < len(across) or down else width
            y += down[at] if at < len(down) else 0.0


def _steps(text: str | None, count: int) -> list[float]:
    """The steps between so many characters."""
    words, steps = (text or "").split(), list[float]()
    while words and len(steps) < count:
        word = words.pop(0)
        times = 1
        if word == "g" and len(words) > 1:
            times, word = int(_numbers(words.pop(0), (0.0,))[0]), words.pop(0)
        steps += _numbers(word, (0.0,))[:1] * max(0, min(times, count - len(steps)))
    return steps


def _placed(item: etree._Element, left: float, top: float) -> Matrix:
    """The matrix that takes a place of an object to one of the page."""
    x, y, *_ = _numbers(item.get("Boundary"), (0.0, 0.0, 0.0, 0.0))
    a, b, c, d, e, f = _numbers(item.get("CTM"), _LEVEL)
    return (a, b, c, d, e + x - left, f + y - top)


def _media(archive: Archive, document: etree._Element, path: str) -> dict[str, str]:
    """The files of pictures by the ID of their resource."""
    found = {}
    for name in ("PublicRes", "DocumentRes"):
        for each in _each(document, name):
            place = _path(path, each.text)
            resources = parse_xml(archive.read(place))
            base = _path(place, resources.get("BaseLoc") or ".")
            for medium in _each(resources, "MultiMedia"):
                for file in _each(medium, "MediaFile"):
                    found[medium.get("ID", "")] = _path(f"{base}/", file.text)
    return {key: file for key, file in found.items() if file in archive.names}


def _box(element: etree._Element, usual: Matrix) -> Matrix:
    """``PhysicalBox``: left, top, width, height."""
    named = next(_each(element, "PhysicalBox"), None)
    return usual if named is None else _numbers(named.text, usual)


def _each(element: etree._Element, name: str) -> Iterator[etree._Element]:
    return element.iter(f"{{*}}{name}")


def _path(part: str, place: str | None) -> str:
    """The part that ``place`` names, as seen from ``part``."""
    return posixpath.normpath(posixpath.join("/", posixpath.dirname(part), (place or "").strip())).lstrip("/")


def _numbers(text: str | None, usual: Matrix) -> Matrix:
    """As many numbers as ``usual`` has, which stands for an attribute that is missing."""
    if text is None:
        return usual
    try:
        found = tuple(map(float, text.split()))
    except ValueError as error:
        raise damaged() from error
    if len(found) < len(usual) or not all(map(math.isfinite, found)) or max(map(abs, found)) > 1e6:
        raise damaged()
    return found[: len(usual)]
