"""The process that reads for another one (:mod:`etl.readers.apart`): what it is asked, and what it answers.

Rules:
- Each question is three parts, each answer two, a part behind its length: name, seconds and bytes of memory as JSON, content, converted
  content; the kind of the answer and the answer.
- It limits itself while it reads (POSIX): its address space, and an alarm some seconds after the asker's patience ends.
- Whatever a reader prints goes nowhere, since standard output carries the answers.
"""

from __future__ import annotations

import importlib
import json
import os
import signal
import sys
import traceback
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import IO

from etl.errors import DocumentError
from etl.readers import allowance
from etl.readers.document import Document, packed

TIMES = 8
MOST_MEMORY = 8 << 30
DOCUMENT, REFUSED, FAILED, MORE, READY = b"d", b"r", b"f", b"m", b"s"
_SPARE = 5  # seconds that the alarm of the process itself comes later

Read = Callable[[bytes, str, bytes], Document]


def send(pipe: IO[bytes] | None, *parts: bytes) -> None:
    """Each part behind its length."""
    if pipe is not None:
        for part in parts:
            pipe.write(len(part).to_bytes(8, "big"))
            pipe.write(part)
        pipe.flush()


def received(pipe: IO[bytes] | None, count: int) -> list[bytes]:
    """So many parts as they were sent. Raises EOFError when the other side has gone."""
    parts = []
    for _ in range(count):
        size = pipe.read(8) if pipe is not None else b""
        part = pipe.read(int.from_bytes(size, "big")) if pipe is not None and len(size) == 8 else b""
        if len(size) < 8 or len(part) < int.from_bytes(size, "big"):
            raise EOFError
        parts.append(part)
    return parts


def serve(named: str) -> None:
    """What the process does: read whatever comes, until nobody asks any more."""
    questions = sys.stdin.buffer
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # a reader that prints must not speak for us
    module, _, function = named.partition(":")
    read: Read = getattr(importlib.import_module(module), function)
    with suppress(EOFError, OSError):  # whoever asked has gone
        send(answers, READY, b"")
        while True:
            asked, content, converted = received(questions, 3)
            name, seconds, memory = json.loads(asked)
            least = memory + TIMES * (len(content) + len(converted))
            _limit(seconds, least)
            allowance.answered_by(partial(_more, answers, least))
            answer = _answer(read, content, name, converted)
            _limit(0, 0)
            send(answers, *answer)


def _more(answers: IO[bytes], least: int, seconds: float, memory: int) -> None:
    """Give a reader what it asks for, and tell whoever waits for it."""
    _limit(seconds, max(least, min(memory, MOST_MEMORY)))
    send(answers, MORE, json.dumps(seconds).encode())


def _answer(read: Read, content: bytes, name: str, converted: bytes) -> tuple[bytes, bytes]:
    try:
        return DOCUMENT, packed(read(content, name, converted))
    except DocumentError as error:
        return REFUSED, json.dumps([error.code, error.reason, error.remedy, error.retry]).encode()
    except MemoryError:
        reason, remedy = "读这份文件占用的内存过多，已停止。", "请压缩其中的图片或拆成几份，再重新放入。"
        return REFUSED, json.dumps(["XH-GATE-009", reason, remedy, False]).encode()
    except Exception as error:
        frames = "".join(traceback.format_tb(error.__traceback__))
        return FAILED, json.dumps([type(error).__name__, frames]).encode()


if sys.platform != "win32":
    import resource

    def _limit(seconds: float, memory: int) -> None:
        """Allow so much from now on; 0 lifts the limits."""
        signal.setitimer(signal.ITIMER_REAL, seconds + _SPARE if seconds else 0)
        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        wanted = memory or resource.RLIM_INFINITY
        soft = wanted if hard == resource.RLIM_INFINITY or 0 < wanted < hard else hard
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
else:

    def _limit(seconds: float, memory: int) -> None:
        """Windows has neither alarm nor limit of memory for a process itself: the time limit of the asker remains."""


if __name__ == "__main__":
    serve(sys.argv[1])
