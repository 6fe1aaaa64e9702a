"""Reading in a process of its own, within limits: a file that hangs, devours memory or crashes a reader harms nobody.

Rules:
- One process reads file after file; starting one for each would take longer than most files. After a time-out or a crash
  the next file gets a new one.
- Time: what is not read after ``SECONDS`` is refused (``XH-GATE-008``); the process and whatever it started are killed.
  Starting the process does not count; it may take ``STARTING`` seconds (``XH-GATE-011``).
  A reader that goes page by page may ask for more (:mod:`etl.readers.allowance`), up to ``LONGEST`` in all.
- Memory: an address space of ``MEMORY`` bytes and so many times the file's size (``XH-GATE-009``), or what the reader asks
  for, to a limit (:mod:`etl.readers.answering`). Linux and other POSIX systems only; **on Windows there is no memory limit, only the time limit.**
- A crash is tried once more, since the machine may have been at fault, then refused (``XH-GATE-010``).
- The process ends with the one that started it, also when that is killed: its pipe closes, and while it reads an alarm
  of its own (POSIX) ends it.
- It is started afresh and not by multiprocessing, which would run the main module again, and fail where there is none.
- What a reader refuses is refused in the same words. An error that nobody foresaw is a ReadingFailed here, with its type
  and where it arose.
"""

from __future__ import annotations

import atexit
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial

from etl.errors import DocumentError
from etl.readers.answering import DOCUMENT, FAILED, MORE, received, send
from etl.readers.document import Document, unpacked

SECONDS = 45.0
MEMORY = 2 << 30
LONGEST = 3600.0
STARTING = 60.0
READ = "etl.readers.choice:read"


class ReadingFailed(Exception):
    """A reader failed in a way that it did not foresee: the type of the error, and its frames."""

    def __init__(self, kind: str, frames: str) -> None:
        super().__init__(kind)
        self.kind = kind
        self.frames = frames


class _Clock:
    """Calls ``ring`` when the time that was set last is over, and ``LONGEST`` seconds after the first time in any case.

    ``seconds`` is how much time there was in all.
    """

    def __init__(self, ring: Callable[[], None]) -> None:
        self.rang = False
        self.seconds = 0.0
        self._ring = ring
        self._began = time.monotonic()
        self._timer: threading.Timer | None = None

    def set(self, seconds: float) -> None:
        self.stop()
        passed = time.monotonic() - self._began
        self.seconds = min(passed + seconds, LONGEST)
        self._timer = threading.Timer(max(0.0, self.seconds - passed), self._end)
        self._timer.start()

    def stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()

    def _end(self) -> None:
        self.rang = True
        self._ring()


class ReaderProcess:
    """A process that reads, started when first needed.

    ``read`` names the function (``module:function``), ``seconds`` and ``memory`` limit each file.
    """

    def __init__(self, read: str = READ, seconds: float = SECONDS, memory: int = MEMORY) -> None:
        self._read, self._seconds, self._memory = read, seconds, memory
        self._lock = threading.Lock()
        self._running: tuple[int, subprocess.Popen[bytes]] | None = None
        self._ready = False

    def start(self) -> None:
        """Have the process get ready while its asker does something else."""
        with self._lock, suppress(OSError):  # who reads will be told
            self._begun()

    def read(self, content: bytes, name: str, converted: bytes = b"") -> Document:
        """As :func:`etl.readers.read`. Raises DocumentError, ReadingFailed."""
        asked = content, name, converted
        with self._lock:
            kind, answer = self._asked(*asked) or self._asked(*asked) or (b"", b"")
        if kind == DOCUMENT:
            return unpacked(answer)
        if not kind:
            reason, remedy = "读取程序在读这份文件时崩溃。", "请用 Word 或 WPS 打开并另存为 docx，再重新放入。"
            raise DocumentError("XH-GATE-010", reason, remedy)
        said = json.loads(answer)
        if kind == FAILED:
            raise ReadingFailed(*said)
        raise DocumentError(*said[:3], retry=said[3])

    def close(self) -> None:
        with self._lock:
            self._stop()

    def _asked(self, content: bytes, name: str, converted: bytes) -> tuple[bytes, bytes] | None:
        """The kind of the answer and the answer; None when the process died over it."""
        process = self._started()
        clock = _Clock(partial(_kill, process))
        clock.set(self._seconds)
        try:
            send(process.stdin, json.dumps([name, self._seconds, self._memory]).encode(), content, converted)
            kind, answer = received(process.stdout, 2)
            while kind == MORE:
                clock.set(json.loads(answer))
                kind, answer = received(process.stdout, 2)
            return kind, answer
        except (EOFError, OSError):
            self._stop()
        finally:
            clock.stop()
        if clock.rang:
            reason = f"读了 {clock.seconds:.0f} 秒还没有读完，已停止。"
            raise DocumentError("XH-GATE-008", reason, "请用 Word 或 WPS 打开并另存为 docx，再重新放入。")
        return None

    def _started(self) -> subprocess.Popen[bytes]:
        """The process, ready to read."""
        try:
            process = self._begun()
            if not self._ready:
                self._wait(process)
                self._ready = True
        except (EOFError, OSError) as error:
            self._stop()
            remedy = "请检查内存是否不足，稍后自动重试。"
            raise DocumentError("XH-GATE-011", "读取程序启动不了。", remedy, retry=True) from error
        return process

    def _begun(self) -> subprocess.Popen[bytes]:
        """The process, which may still be getting ready. Raises OSError."""
        if self._running is not None and self._running[0] != os.getpid():
            self._running = None  # we are a fork: it is another's
        if self._running is None:
            self._running, self._ready = (os.getpid(), _start(self._read)), False
        return self._running[1]

    def _wait(self, process: subprocess.Popen[bytes]) -> None:
        """Until the process says that it can read. Raises EOFError when it does not."""
        clock = _Clock(partial(_kill, process))
        clock.set(STARTING)
        try:
            received(process.stdout, 2)
        finally:
            clock.stop()

    def _stop(self) -> None:
        if self._running is None:
            return
        process, self._running = self._running[1], None
        _kill(process)
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with suppress(OSError):  # what was still to be sent has nobody to go to
                    pipe.close()
        process.wait()


def _start(read: str) -> subprocess.Popen[bytes]:
    """A process with the same modules to import, whatever the program was started from."""
    paths = [path or os.getcwd() for path in sys.path]
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "etl.readers.answering", read],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
        start_new_session=True,
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )


def _kill(process: subprocess.Popen[bytes]) -> None:
    if sys.platform != "win32":
        with suppress(ProcessLookupError, PermissionError):  # it has gone
            os.killpg(process.pid, signal.SIGKILL)
    process.kill()


_PROCESS = ReaderProcess()
atexit.register(_PROCESS.close)


def read(content: bytes, name: str, converted: bytes = b"") -> Document:
    """As :func:`etl.readers.read`, in a process of its own. Raises DocumentError, ReadingFailed."""
    return _PROCESS.read(content, name, converted)


def start() -> None:
    """Start that process, so that it gets ready while the rules are loaded."""
    _PROCESS.start()
