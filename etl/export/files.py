"""Writing a file so that nobody ever sees half of it, and a file that is open elsewhere stops nothing.

Rules and edge cases:

- a file that already holds these bytes is left alone (its time does not change; it may be open in Excel);
- otherwise: temporary file beside it, flush to disk, rename over it (:func:`etl.durable.written_beside`);
- several files are flushed side by side, since waiting for the disk is most of what a small file costs; they are renamed
  in the order in which they are given;
- the file is open elsewhere (Windows refuses the rename): the new content goes to a sibling with the date in its name,
  and the caller gets a message; if that one is open too, to "(2)", "(3)" and so on;
- whoever calls may forbid to replace a file (``may_replace``, asked last of all): it counts as open elsewhere;
- any other error (disk full, folder not writable) is raised.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from typing import NamedTuple

from etl.durable import written_beside

BUSY = {errno.EACCES, errno.EPERM, errno.EBUSY, errno.ETXTBSY}
SIBLINGS = 9
SIDE_BY_SIDE = 8
MayReplace = Callable[[Path], bool]
_MESSAGE = "[XH-EXPORT-002] “{}”正被占用或不能覆盖，新内容写入“{}”。请关闭原文件后重新汇总。"


class Written(NamedTuple):
    """Where the content lies now, whether anything was written, and what to tell the office (mostly empty)."""

    path: Path
    changed: bool
    message: str


def write_file(path: Path, content: bytes, may_replace: MayReplace = lambda _: True) -> Written:
    """Content to path, whole or not at all; see the rules of the module."""
    (written,) = write_files({path: content}, may_replace)
    return written


def write_files(contents: Mapping[Path, bytes], may_replace: MayReplace = lambda _: True) -> list[Written]:
    """Several files as :func:`write_file`: flushed to disk side by side, then renamed one after another in their order."""
    changed = {path: content for path, content in contents.items() if not same(path, content)}
    for folder in {path.parent for path in changed}:
        folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack, ThreadPoolExecutor(SIDE_BY_SIDE) as threads:
        temporary = {path: stack.enter_context(written_beside(path)) for path in changed}
        list(threads.map(_flushed, temporary.values(), changed.values()))
        return [
            _renamed(temporary[path], path, may_replace) if path in temporary else Written(path, False, "")
            for path in contents
        ]


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


def _renamed(temporary: Path, path: Path, may_replace: MayReplace) -> Written:
    for number, place in enumerate([path, *_siblings(path)]):
        if not may_replace(place):
            continue
        try:
            os.replace(temporary, place)
        except OSError as error:
            if error.errno not in BUSY or number == SIBLINGS:
                raise
            continue
        return Written(place, True, _MESSAGE.format(path.name, place.name) if number else "")
    raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))


def _siblings(path: Path) -> Iterator[Path]:
    for number in range(1, SIBLINGS + 1):
        suffix = f"({number})" if number > 1 else ""
        yield path.with_name(f"{path.stem}_{date.today():%Y-%m-%d}{suffix}{path.suffix}")
