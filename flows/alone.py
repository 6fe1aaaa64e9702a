"""One ``serve`` for a workspace: a lock of the operating system, which goes when its process goes, however it goes."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from etl.errors import WorkspaceError


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Holds the lock file at ``path``; raises WorkspaceError when another process holds it."""
    file = os.open(path, os.O_RDWR | os.O_CREAT)
    try:
        try:
            _lock(file)
        except OSError as error:
            raise WorkspaceError(
                "XH-WSP-006",
                "这个工作区已有一个 xianhui serve 在运行。",
                "先停止它（在它的窗口按 Ctrl-C），再启动新的。",
            ) from error
        yield
    finally:
        os.close(file)


if sys.platform == "win32":
    import msvcrt

    def _lock(file: int) -> None:
        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(file: int) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
