"""Which workbooks in outputs must be read: those that were saved since they were last looked at.

What a file holds is asked of the file system first: its stamp (size, times of content and of the entry). Rules and edge cases:

- A stamp that was not seen before means reading.
- A stamp is trusted only when the file was read once more at least ``GRACE`` after the stamp had first been seen. Until then
  another save may leave the stamp as it is: times have steps of up to two seconds on some file systems, and a file server
  has a clock of its own, so that neither its times nor its now can be compared with ours.
- A time of the entry changes on Linux with every save, also when a program puts the old time of the content back. Where the
  stamp lies all the same, a review is read later, never lost: whoever overwrites a workbook reads what is there first.
- A file that could not be read, or is gone, is not remembered. Stamps lie in the ledger, beside what was published: a ledger
  that was put back to an earlier day has the stamps of that day.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

GRACE = 3.0  # seconds


class Stamp(NamedTuple):
    size: int
    mtime_ns: int
    ctime_ns: int


class Looked(NamedTuple):
    """A file (relative to the workspace, with ``/``) as it was last looked at.

    ``since`` is when this stamp was first seen (Unix time); ``settled`` whether it is trusted.
    """

    path: str
    stamp: Stamp
    since: float
    settled: bool


def stamp_of(path: Path) -> Stamp:
    """Raises OSError."""
    found = path.stat()
    return Stamp(found.st_size, found.st_mtime_ns, found.st_ctime_ns)


class Lookout:
    """One look at all workbooks; ``before`` is what the last one saw, ``seen`` what this one has."""

    def __init__(self, before: Mapping[str, Looked], clock: Callable[[], float]) -> None:
        self._before = before
        self._clock = clock
        self.seen: dict[str, Looked] = {}

    def to_read(self, paths: Iterator[tuple[str, Path]]) -> Iterator[tuple[Path, bytes]]:
        """The workbooks that must be read, with their bytes. What is handled without an error counts as looked at."""
        for shown, path in paths:
            try:
                stamp = stamp_of(path)
                last = self._before.get(shown)
                now = self._clock()
                if last is not None and last.stamp == stamp and last.settled:
                    self.seen[shown] = last
                    continue
                content = path.read_bytes()
            except OSError:
                continue  # locked: it is not overwritten either, and read when it is closed
            yield path, content
            since = last.since if last is not None and last.stamp == stamp else now
            self.seen[shown] = Looked(shown, stamp, since, now - since >= GRACE)
