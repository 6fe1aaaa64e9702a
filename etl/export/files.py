"""Writing a file so that nobody ever sees half of it, and a file that is open elsewhere stops nothing.

Rules and edge cases:

- a file that already holds these bytes is left alone (its time does not change; it may be open in Excel);
- otherwise: temporary file beside it, flush to disk, rename over it (:func:`etl.store.files.written_beside`);
- the file is open elsewhere (Windows refuses the rename): the new content goes to a sibling with the date in its name,
  and the caller gets a message; if that one is open too, to "(2)", "(3)" and so on;
- any other error (disk full, folder not writable) is raised.
"""

from __future__ import annotations

import errno
import os
from datetime import date
from pathlib import Path
from typing import NamedTuple

from etl.store.files import written_beside

BUSY = {errno.EACCES, errno.EPERM, errno.EBUSY, errno.ETXTBSY}
SIBLINGS = 9


class Written(NamedTuple):
    """Where the content lies now, whether anything was written, and what to tell the office (mostly empty)."""

    path: Path
    changed: bool
    message: str


def write_file(path: Path, content: bytes) -> Written:
    """Content to path, whole or not at all; see the rules of the module."""
    if same(path, content):
        return Written(path, False, "")
    path.parent.mkdir(parents=True, exist_ok=True)
    with written_beside(path) as temporary:
        _flushed(temporary, content)
        return _renamed(temporary, path)


def same(path: Path, content: bytes) -> bool:
    """Whether the file holds just these bytes."""
    try:
        return path.stat().st_size == len(content) and path.read_bytes() == content
    except FileNotFoundError:
        return False
    except PermissionError:  # locked against reading too: the rename below finds out and says so
        return False


def _flushed(temporary: Path, content: bytes) -> None:
    with temporary.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _renamed(temporary: Path, path: Path) -> Written:
    try:
        os.replace(temporary, path)
    except OSError as error:
        if error.errno not in BUSY:
            raise
        return _beside(temporary, path)
    return Written(path, True, "")


def _beside(temporary: Path, path: Path) -> Written:
    """The content under a dated name beside the file that is busy; raises the last error when every name is busy."""
    for number in range(1, SIBLINGS + 1):
        suffix = f"({number})" if number > 1 else ""
        sibling = path.with_name(f"{path.stem}_{date.today():%Y-%m-%d}{suffix}{path.suffix}")
        try:
            os.replace(temporary, sibling)
        except OSError as error:
            if error.errno not in BUSY or number == SIBLINGS:
                raise
            continue
        return Written(
            sibling,
            True,
            f"[XH-EXPORT-002] “{path.name}”正被占用，新内容写入“{sibling.name}”。请关闭原文件后重新汇总。",
        )
    raise AssertionError("unreachable: the last sibling either succeeds or raises")
