"""Whether a file is still being written: two looks, a delay apart, that show the same file."""

from __future__ import annotations

import math
from collections.abc import Iterable

from etl.intake.scan import Found


class StabilityTracker:
    """Remembers how each file looked, and since when; ``stable_in`` seconds after the last look the next can be stable.

    Rules:
    - A file is stable when two looks, at least ``delay`` seconds apart on monotonic time, show the same size and the
      same mtime. Never is mtime compared with the clock: shares, cameras and copies lie about it, into the future too.
    - Every difference (longer, shorter, another time in either direction) starts the wait anew.
    - One look is never enough, not even for a file that lay there before the program started, and not with a delay of
      0.

    Edge cases:
    - A copy in chunks: each look differs, so it waits until the last chunk is in.
    - A writer that sets the final size first and fills it in later: mtime moves with each write.
    - A temporary file that is renamed when complete: the new name is a new file and waits once.
    - A file that vanishes is forgotten; when it comes back it waits again.
    - A file replaced by one of the same size: mtime differs. (Same size and same mtime: found by the hash if it is
      ever read.)
    """

    def __init__(self, delay: float) -> None:
        self.delay = delay
        self.stable_in = math.inf
        self._looks: dict[str, tuple[int, int, float]] = {}

    def look(self, files: Iterable[Found], now: float) -> list[Found]:
        """Take note of ``files``, seen at monotonic time ``now``.

        Those that are stable. Files not among them are forgotten.
        """
        stable: list[Found] = []
        looks: dict[str, tuple[int, int, float]] = {}
        for found in files:
            size, mtime_ns, since = self._looks.get(found.path, (-1, -1, now))
            same = (size, mtime_ns) == (found.size, found.mtime_ns)
            looks[found.path] = (found.size, found.mtime_ns, since if same else now)
            if same and now - since >= self.delay:
                stable.append(found)
        self._looks = looks
        waits = (self.delay - (now - since) for _, _, since in looks.values())
        self.stable_in = min((wait for wait in waits if wait > 0), default=math.inf)
        return stable

    def forget(self, path: str) -> None:
        """The file was taken, or must wait anew."""
        self._looks.pop(path, None)
