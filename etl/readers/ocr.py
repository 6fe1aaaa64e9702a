"""Text out of pictures of pages: rapidocr with the models of its own package, so that nothing is fetched at run time.

Needs the extra ``ocr``. Every character of such a page may be wrong, so its blocks are ``recognised``. Lines that are
hardly legible are left out and counted. A page of which most is illegible is tried upside down.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from statistics import mean, median
from typing import Any

from etl.errors import DocumentError
from etl.readers.allowance import more
from etl.readers.page import Box, Page, Piece

SECONDS = 180.0  # for a page; most take 5 to 15
MEMORY = 6 << 30  # the models with their threads take 1.8 GB of address space on two cores
MOST_PAGES = 100
LONGEST_SIDE = 2000  # pixels; what is larger is made smaller by rapidocr
_LEGIBLE, _UPRIGHT = 0.5, 0.6
_SIZE, _ALIKE = 0.92, 0.35  # of the height of a line's box; sizes so much alike are one


@dataclass(frozen=True, slots=True)
class Recognised:
    """A page as it was recognised, and how many lines were not legible."""

    page: Page
    illegible: int


def installed() -> bool:
    return all(importlib.util.find_spec(name) is not None for name in ("rapidocr", "onnxruntime"))


def recognise(picture: Any, number: int, scans: int) -> Recognised:
    """The text of a picture (an array: height, width, blue-green-red) as page ``number``, in pixels; it is the ``scans``-th
    of its file. Needs :func:`installed`. Raises DocumentError when those are too many."""
    if scans > MOST_PAGES:
        reason = f"扫描的页数超过 {MOST_PAGES} 页。"
        raise DocumentError("XH-GATE-021", reason, "请拆成几份再放入，或请报送单位提供 Word 文档。")
    more(SECONDS, MEMORY)
    height, width = picture.shape[:2]
    found = _lines(picture)
    if found and mean(score for _, _, score in found) < _UPRIGHT:
        found = max(found, _lines(picture[::-1, ::-1].copy()), key=lambda lines: sum(score for _, _, score in lines))
    legible = [(_box(corners), text) for corners, text, score in found if score >= _LEGIBLE and text.strip()]
    usual = median([box.bottom - box.top for box, _ in legible] or [0])
    pieces = [Piece(text.strip(), box, _SIZE * _height(box, usual)) for box, text in legible]
    return Recognised(Page(number, width, height, pieces, recognised=True), len(found) - len(legible))


def _lines(picture: Any) -> list[tuple[Any, str, float]]:
    """Corners, text and score of every line that was found."""
    result = _engine()(picture)
    return [] if result.txts is None else list(zip(result.boxes, result.txts, result.scores, strict=True))


@cache
def _engine() -> Any:
    from rapidocr import RapidOCR

    # Its judge of direction turns single lines of digits upside down; a page is upright or not as a whole.
    return RapidOCR(params={"Global.log_level": "critical", "Global.text_score": 0.0, "Global.use_cls": False})


def _box(corners: Sequence[Sequence[float]]) -> Box:
    across, down = [float(x) for x, _ in corners], [float(y) for _, y in corners]
    return Box(min(across), min(down), max(across), max(down))


def _height(box: Box, usual: float) -> float:
    """The height of a line: boxes of lines of one size differ by the signs in them."""
    height = box.bottom - box.top
    return usual if abs(height - usual) <= _ALIKE * usual else height


def missing() -> DocumentError:
    """What a scan is refused with where the extra is not installed."""
    reason = "这是扫描件（图片），没有文字可读，而本机没有安装文字识别组件。"
    remedy = "请报送单位提供 Word 或文字版 PDF；或安装识别组件（pip install 'xianhui[ocr]'）后重新放入。"
    return DocumentError("XH-READ-021", reason, remedy)
