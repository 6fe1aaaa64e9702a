"""OLE files for the tests, written by hand: streams by name, each in sectors of its own."""

from __future__ import annotations

import struct

_END, _FREE, _TABLE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD


def ole(streams: dict[str, bytes]) -> bytes:
    """An OLE file with these streams, each of them filled up to the size from which it has sectors of its own."""
    contents = {name: data.ljust(4096, b"\0") for name, data in streams.items()}
    entries = [_entry("Root Entry", 5, _END, 0)]
    follows, body = [_TABLE], b""
    for name, data in contents.items():
        count = -(-len(data) // 512)
        entries.append(_entry(name, 2, len(follows), len(data)))
        follows += [len(follows) + 1 + number for number in range(count - 1)] + [_END]
        body += data.ljust(count * 512, b"\0")
    directory = b"".join(entries)
    first = len(follows)
    count = -(-len(directory) // 512)
    follows += [first + 1 + number for number in range(count - 1)] + [_END]
    assert len(follows) <= 128
    table = struct.pack("<128I", *follows, *[_FREE] * (128 - len(follows)))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<5H", 62, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<9I", 0, 1, first, 0, 4096, _END, 0, _END, 0) + struct.pack("<109I", 0, *[_FREE] * 108)
    return header + table + body + directory.ljust(count * 512, b"\0")


def _entry(name: str, kind: int, start: int, size: int) -> bytes:
    encoded = name.encode("utf-16-le") + b"\0\0"
    return (
        encoded.ljust(64, b"\0")
        + struct.pack("<HBB", len(encoded), kind, 1)
        + bytes(48)
        + struct.pack("<III", start, size, 0)
    )
