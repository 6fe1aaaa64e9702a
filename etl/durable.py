"""Files that are whole or not there: written beside their place, made durable, then renamed into it.

Rules:
- The temporary file (``.partial-<hash of the name>-<process>``) lies in the folder of the file, so that the rename is
  atomic; processes never write into the same one.
- What a killed process left is removed by whoever writes the same file next, as soon as its process is gone. A file of
  a process that still runs is left alone.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

PARTIAL = ".partial-"


def write_whole(path: Path, content: bytes) -> None:
    """Write ``content`` to ``path``: after a crash either the old file, or the new one complete. Raises OSError."""
    write_together({path: content})


def write_together(contents: Mapping[Path, bytes]) -> None:
    """Write several files, each as :func:`write_whole` does: made durable one behind the other they take a third of the
    time. Raises OSError; some of them may be there then.
    """
    folders = sorted({path.parent for path in contents})
    for folder in folders:
        folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as leaving:
        partials = [(leaving.enter_context(written_beside(path)), path) for path in contents]
        with ExitStack() as closing:
            files = [closing.enter_context(partial.open("wb")) for partial, _ in partials]
            for file, content in zip(files, contents.values(), strict=True):
                file.write(content)
            for file in files:
                _flush(file)
        for partial, path in partials:
            os.replace(partial, path)
    for folder in folders:
        sync_folder(folder)


def copy_whole(source: Path, target: Path) -> None:
    """Copy a file: after a crash ``target`` is as it was, or complete. Raises OSError."""
    with written_beside(target) as partial:
        with partial.open("wb") as file, source.open("rb") as content:
            shutil.copyfileobj(content, file)
            _flush(file)
        os.replace(partial, target)
    sync_folder(target.parent)


@contextmanager
def written_beside(path: Path) -> Iterator[Path]:
    """Where to write what will be renamed to ``path``; what is still there afterwards is removed."""
    stem = f"{PARTIAL}{hashlib.sha256(os.fsencode(path.name)).hexdigest()[:16]}-"
    partial = path.with_name(f"{stem}{os.getpid()}")
    try:
        yield partial
        _clear_leftovers(path.parent, stem)
    finally:
        with suppress(OSError):  # a leftover is no reason to fail, and hides no error
            partial.unlink(missing_ok=True)


def sync_folder(folder: Path) -> None:
    """Make a rename in ``folder`` durable, where the system can (Windows cannot open folders, and does not need it)."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _flush(file: BinaryIO) -> None:
    file.flush()
    os.fsync(file.fileno())


def _clear_leftovers(folder: Path, stem: str) -> None:
    with suppress(OSError):
        for name in os.listdir(folder):
            process = name.removeprefix(stem)
            if name.startswith(stem) and process.isdecimal() and not _runs(int(process)):
                (folder / name).unlink(missing_ok=True)


if sys.platform == "win32":

    def _runs(_process: int) -> bool:
        """Windows does not let a file go that a process has open: trying is safe."""
        return False

else:

    def _runs(process: int) -> bool:
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return False
        except PermissionError:  # it is another user's
            return True
        return True


def sha256_of(path: Path) -> str:
    """The SHA-256 of what a file holds, in hex. Raises OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
