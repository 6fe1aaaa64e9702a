"""Pictures of pages (photographs, scans that were not made into a PDF): recognised like a scanned page, with the extra ``ocr``.

A TIFF file may hold several pages; of other files the first picture counts (telephones add small copies). What the camera
noted about its position turns the picture upright.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from etl.errors import DocumentError
from etl.readers import ocr
from etl.readers.document import Document
from etl.readers.gate import damaged
from etl.readers.printed import PageNotes, printed
from etl.readers.reader import Reader

_SIGNATURES = (b"\x89PNG", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*")
_BITMAP = b"BM"  # may begin a text too; a bitmap has NUL bytes near its beginning
_MOST_PIXELS = 100_000_000


def takes(content: bytes) -> bool:
    return content.startswith(_SIGNATURES) or (content.startswith(_BITMAP) and b"\0" in content[:64])


def read(content: bytes) -> Document:
    if not ocr.installed():
        raise ocr.missing()
    notes, pages = PageNotes(), []
    for number, picture in enumerate(pictures(content), start=1):
        found = ocr.recognise(picture, number, number)
        notes.add("XH-READ-120", number, bool(found.page.pieces))
        notes.add("XH-READ-126", number, found.illegible > 0)
        pages.append(found.page)
    return printed(pages, READER.label, notes)


def pictures(content: bytes) -> Iterator[Any]:
    """The pictures in a file as arrays (height, width, blue-green-red). Needs :func:`etl.readers.ocr.installed`."""
    import numpy
    from PIL import Image, ImageOps, ImageSequence

    try:
        with Image.open(io.BytesIO(content)) as image:
            for frame in ImageSequence.Iterator(image) if image.format == "TIFF" else [image]:
                if frame.width * frame.height > _MOST_PIXELS:
                    raise _huge()
                frame.draft("RGB", (ocr.LONGEST_SIDE, ocr.LONGEST_SIDE))
                upright = ImageOps.exif_transpose(frame)
                upright.thumbnail((ocr.LONGEST_SIDE, ocr.LONGEST_SIDE))
                yield numpy.asarray(upright.convert("RGB"))[:, :, ::-1].copy()
    except Image.DecompressionBombError as error:
        raise _huge() from error
    except (EOFError, OSError, SyntaxError, ValueError) as error:
        raise damaged() from error


def _huge() -> DocumentError:
    return DocumentError("XH-GATE-022", "图片过大，没有读。", "请缩小后再放入。")


READER = Reader("picture", 2, "图片", (".jpg", ".jpeg", ".png", ".tif", ".tiff", ".bmp"), takes, read)
