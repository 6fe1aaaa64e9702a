"""PDF files for the tests, written by hand: text at places of a page, in points from its lower left corner."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

A4 = (595, 842)
FONT = (
    "<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[<</Type/Font"
    "/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 4>>"
    "/DW 1000/W[1 95 500]/FontDescriptor<</Type/FontDescriptor/FontName/STSong-Light/Flags 6/ItalicAngle 0"
    "/Ascent 857/Descent -143/CapHeight 857/StemV 91/FontBBox[-25 -254 1000 880]>>>>]>>"
)


def text(words: str, x: float, y: float, size: float = 16, *, matrix: str = "1 0 0 1", mode: int = 0) -> str:
    """Words whose base line begins at (x, y); ``mode`` 3 is invisible."""
    shown = words.encode("utf-16-be").hex()
    return f"BT /F {size} Tf {mode} Tr {matrix} {x} {y} Tm <{shown}> Tj ET\n"


def lines(words: Sequence[str], x: float, y: float, size: float = 16, leading: float = 28) -> str:
    return "".join(text(line, x, y - number * leading, size) for number, line in enumerate(words))


def rules(xs: Sequence[float], ys: Sequence[float]) -> str:
    """The lines of a table."""
    down = "".join(f"{x} {min(ys)} m {x} {max(ys)} l S\n" for x in xs)
    return down + "".join(f"{min(xs)} {y} m {max(xs)} {y} l S\n" for y in ys)


def picture(pixels: bytes, width: int, height: int) -> dict[str, bytes]:
    """An image resource ``/I`` of grey pixels; ``q 595 0 0 842 0 0 cm /I Do Q`` shows it on the whole page."""
    packed = zlib.compress(pixels)
    head = f"<</Type/XObject/Subtype/Image/Width {width}/Height {height}/ColorSpace/DeviceGray/BitsPerComponent 8"
    return {"I": f"{head}/Filter/FlateDecode/Length {len(packed)}>>stream\n".encode() + packed + b"\nendstream"}


WHOLE_PAGE = "q 595 0 0 842 0 0 cm /I Do Q\n"


def pdf(
    *pages: str,
    size: tuple[float, float] = A4,
    rotate: int = 0,
    images: dict[str, bytes] | None = None,
    trailer: str = "",
) -> bytes:
    """A PDF file with these contents of pages, all of one size."""
    parts: list[bytes] = [b"", b"", FONT.encode()]
    names = ""
    for name, image in (images or {}).items():
        parts.append(image)
        names += f"/{name} {len(parts)} 0 R"
    kids = []
    for content in pages:
        stream = content.encode()
        parts.append(b"<</Length %d>>stream\n" % len(stream) + stream + b"\nendstream")
        resources = f"<</Font<</F 3 0 R>>/XObject<<{names}>>>>"
        parts.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {size[0]} {size[1]}]/Rotate {rotate}"
            f"/Resources{resources}/Contents {len(parts)} 0 R>>".encode()
        )
        kids.append(f"{len(parts)} 0 R")
    parts[0] = b"<</Type/Catalog/Pages 2 0 R>>"
    parts[1] = f"<</Type/Pages/Kids[{' '.join(kids)}]/Count {len(kids)}>>".encode()
    return _written(parts, trailer)


def _written(parts: Sequence[bytes], trailer: str) -> bytes:
    out, places = b"%PDF-1.7\n", []
    for number, part in enumerate(parts, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n" % number + part + b"\nendobj\n"
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(parts) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + f"trailer<</Size {len(parts) + 1}/Root 1 0 R{trailer}>>\nstartxref\n{start}\n%%EOF\n".encode()
