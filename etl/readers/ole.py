"""OLE files (doc, xls, wps, et): the names of their streams, and the bytes of one.

A file that is cut off or whose chains of sectors run in circles is refused as damaged (``XH-GATE-001``); nothing is read
beyond the file's own size.
"""

from __future__ import annotations

import struct
from array import array
from collections.abc import Iterator

from etl.readers.gate import OLE_MAGIC, damaged

_HEADER = 512
_END, _LARGEST = 0xFFFFFFFE, 0xFFFFFFFA
_ENTRY = 128
_STREAM, _ROOT = 2, 5


class Ole:
    """An OLE file; ``names`` are those of its streams, wherever they lie."""

    def __init__(self, content: bytes) -> None:
        try:
            self._open(content)
        except (struct.error, IndexError, ValueError, UnicodeDecodeError) as error:
            raise damaged() from error

    def _open(self, content: bytes) -> None:
        self._content = content
        major, _, shift, mini_shift = struct.unpack_from("<4H", content, 26)
        if not (content.startswith(OLE_MAGIC) and shift in (9, 12) and mini_shift == 6 and major in (3, 4)):
            raise ValueError("no such version")
        self._size = 1 << shift
        _, first, _, self._cutoff, mini_first, _, difat, _ = struct.unpack_from("<8I", content, 44)
        self._next = self._table(content, difat)
        entries = b"".join(self._sectors(first))
        self._streams: dict[str, tuple[int, int]] = {}
        root = (_END, 0)
        for at in range(0, len(entries) - _ENTRY + 1, _ENTRY):
            length, kind = struct.unpack_from("<HB", entries, at + 64)
            start, size = struct.unpack_from("<II", entries, at + 116)
            if kind == _ROOT:
                root = start, size
            elif kind == _STREAM:
                self._streams.setdefault(
                    entries[at : at + max(0, min(length, 64) - 2)].decode("utf-16-le"), (start, size)
                )
        self._mini = b"".join(self._sectors(root[0]))[: root[1]]
        self._mini_next = array("I", b"".join(self._sectors(mini_first)))
        self.names = frozenset(self._streams)

    def _table(self, content: bytes, difat: int) -> array[int]:
        """The table that gives for each sector the one that follows it."""
        places = list(struct.unpack_from("<109I", content, 76))
        seen = set()
        while difat < _LARGEST and difat not in seen:
            seen.add(difat)
            *more, difat = struct.unpack(f"<{self._size // 4}I", self._sector(difat))
            places += more
        return array("I", b"".join(self._sector(place) for place in places if place < _LARGEST))

    def _sector(self, number: int) -> bytes:
        at = (number + 1) * self._size
        if at >= len(self._content):
            raise ValueError("beyond the end")
        return self._content[at : at + self._size].ljust(self._size, b"\0")

    def _sectors(self, number: int) -> Iterator[bytes]:
        for _ in range(len(self._next) + 1):
            if number >= _LARGEST:
                return
            yield self._sector(number)
            number = self._next[number]
        raise ValueError("a circle")

    def read(self, name: str) -> bytes:
        """The bytes of a stream. Raises DocumentError, KeyError."""
        start, size = self._streams[name]
        try:
            pieces = self._sectors(start) if size >= self._cutoff else self._mini_sectors(start)
            return b"".join(pieces)[:size]
        except (struct.error, IndexError, ValueError) as error:
            raise damaged() from error

    def _mini_sectors(self, number: int) -> Iterator[bytes]:
        for _ in range(len(self._mini_next) + 1):
            if number >= _LARGEST:
                return
            yield self._mini[number * 64 : number * 64 + 64]
            number = self._mini_next[number]
        raise ValueError("a circle")
