"""More than a file is given at first: a reader that knows why a file takes long asks here, page by page.

Where readers run in a process of their own (:mod:`etl.readers.apart`) this moves their limits; elsewhere it does nothing.
"""

from __future__ import annotations

from collections.abc import Callable

Ask = Callable[[float, int], None]
_asks: list[Ask] = []


def more(seconds: float, memory: int = 0) -> None:
    """From now on so many seconds, and at least so many bytes of address space (0: as before)."""
    for ask in _asks:
        ask(seconds, memory)


def answered_by(ask: Ask) -> None:
    """Let ``ask`` hear from now on what readers ask for."""
    _asks[:] = [ask]
