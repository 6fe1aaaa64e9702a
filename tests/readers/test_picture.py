"""Promises about pictures of pages: recognised with the extra, refused with a remedy without it."""

from __future__ import annotations

import zlib

import pytest

from etl.errors import DocumentError
from etl.readers import ocr, read, version


def chunk(kind: bytes, content: bytes) -> bytes:
    return len(content).to_bytes(4, "big") + kind + content + zlib.crc32(kind + content).to_bytes(4, "big")


def png(width: int, height: int, rows: bytes) -> bytes:
    head = width.to_bytes(4, "big") + height.to_bytes(4, "big") + bytes([8, 0, 0, 0, 0])
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


WHITE = png(64, 64, (b"\0" + b"\xff" * 64) * 64)


def refusal(content: bytes) -> DocumentError:
    with pytest.raises(DocumentError) as caught:
        read(content, "报告.png")
    return caught.value


@pytest.mark.parametrize("content", [WHITE, b"\xff\xd8\xff\xe0" + bytes(20), b"BM" + bytes(99), b"II*\0" + bytes(20)])
def test_without_the_extra_a_picture_says_what_to_do(content: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "installed", lambda: False)
    assert (refusal(content).code, version(content)) == ("XH-READ-021", "picture/2")


@pytest.mark.skipif(not ocr.installed(), reason="needs the extra ocr")
@pytest.mark.parametrize(
    ("content", "code"),
    [
        (WHITE, "XH-READ-002"),
        (WHITE[:60], "XH-GATE-001"),
        (b"\xff\xd8\xff\xe0" + bytes(20), "XH-GATE-001"),
        (png(20_000, 20_000, b""), "XH-GATE-022"),
        (png(11_000, 11_000, b""), "XH-GATE-022"),
    ],
)
def test_a_blank_a_broken_and_a_huge_picture_say_so(content: bytes, code: str) -> None:
    assert refusal(content).code == code
