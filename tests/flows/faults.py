"""A file system that fails once: the calls that the program makes under a folder are counted, and one of them fails.

Counted are the calls of Python code (open, read, write, fsync, rename, unlink, mkdir, list); SQLite and polars call the
system by themselves. A call is known by its kind and the line of the program that it comes from.
"""

from __future__ import annotations

import builtins
import io
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from etl.store import Ledger

ROOT = Path(__file__).parents[2]
PROGRAM = tuple(str(ROOT / folder) + os.sep for folder in ("etl", "flows"))
BY_PATH = {
    "open": "open", "replace": "rename", "rename": "rename", "unlink": "unlink", "mkdir": "mkdir",
    "scandir": "list", "listdir": "list",
}  # fmt: skip
open_file = io.open


class Killed(BaseException):
    """Stands for SIGKILL: nothing that the program does afterwards has any effect."""


@dataclass
class Faults:
    """``calls``: what was called so far. The call of number ``at`` fails with ``number``; or there the process dies."""

    folder: Path
    at: int = -1
    number: int = 0
    deadly: bool = False
    calls: list[str] = field(default_factory=list)

    def count(self, kind: str, what: object) -> None:
        if not self._ours(what):
            return
        self.assert_alive()
        self.calls.append(f"{kind} {_site()}")
        self.assert_alive()
        if not self.deadly and len(self.calls) - 1 == self.at:
            raise OSError(self.number, os.strerror(self.number), str(what))

    def assert_alive(self) -> None:
        if self.deadly and len(self.calls) > self.at:
            raise Killed

    def _ours(self, what: object) -> bool:
        if isinstance(what, int):
            what = os.readlink(f"/proc/self/fd/{what}")
        return os.path.abspath(os.fsdecode(what)).startswith(str(self.folder))  # type: ignore[arg-type]


def _site() -> str:
    frame = sys._getframe(1)
    while frame is not None:
        if frame.f_code.co_filename.startswith(PROGRAM):
            return f"{os.path.relpath(frame.f_code.co_filename, ROOT)}:{frame.f_lineno}"
        frame = frame.f_back  # type: ignore[assignment]
    return "elsewhere"


class _File(io.FileIO):
    """A file whose reads and writes are counted."""

    faults: Faults

    def readinto(self, buffer: Any) -> int | None:
        self.faults.count("read", self.fileno())
        return super().readinto(buffer)

    def readall(self) -> bytes:
        self.faults.count("read", self.fileno())
        return super().readall()

    def write(self, data: Any) -> int | None:
        self.faults.count("write", self.fileno())
        return super().write(data)


def _opened(faults: Faults) -> Callable[..., Any]:
    def opened(file: Any, mode: str = "r", buffering: int = -1, encoding: Any = None, errors: Any = None,
               newline: Any = None, closefd: bool = True, opener: Any = None) -> Any:  # fmt: skip
        if not isinstance(file, int):
            faults.count("open", file)
        if not faults._ours(file):
            return open_file(file, mode, buffering, encoding, errors, newline, closefd, opener)
        raw = _File(file, mode.replace("b", "").replace("t", ""), closefd, opener)
        raw.faults = faults
        buffered = io.BufferedReader(raw) if "r" in mode else io.BufferedWriter(raw)
        return buffered if "b" in mode else io.TextIOWrapper(buffered, encoding, errors, newline)  # type: ignore[arg-type]

    return opened


@contextmanager
def faulty(faults: Faults) -> Iterator[None]:
    """While the ``with`` lasts, calls are counted, and the one that is to fail does."""

    def counted(call: Callable[..., Any], kind: str) -> Callable[..., Any]:
        def counting(what: Any = ".", *rest: Any, **options: Any) -> Any:
            faults.count(kind, what)
            return call(what, *rest, **options)

        return counting

    with pytest.MonkeyPatch.context() as patched:
        for name, kind in BY_PATH.items():
            patched.setattr(os, name, counted(getattr(os, name), kind))
        patched.setattr(os, "fsync", counted(os.fsync, "fsync"))
        patched.setattr(io, "open", _opened(faults))
        patched.setattr(builtins, "open", _opened(faults))
        patched.setattr(Ledger, "_writing", _alive(faults, Ledger._writing))
        yield


def _alive(faults: Faults, writing: Callable[[Ledger], Any]) -> Callable[[Ledger], Any]:
    @contextmanager
    def while_alive(ledger: Ledger) -> Iterator[Any]:
        faults.assert_alive()
        with writing(ledger) as connection:
            yield connection
            faults.assert_alive()

    return while_alive
