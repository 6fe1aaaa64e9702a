"""The documents of a group of contents: read, or taken from the kept text, each while the one before is worked on.

Rules:
- Reading is done by a process of its own (:mod:`etl.readers.apart`), which would have nothing to do while a document is
  extracted: a thread asks it for the next one meanwhile. No more than two wait to be worked on.
- What ends the thread ends the work on the group too: nobody waits for what will not come.
- A single content is read in the thread of the caller.
- A content whose third claim ends without an answer (the process died each time) is refused, not tried a fourth time.
- Trouble of the file system is never the document's fault: it waits and is tried again.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from queue import Empty, Queue

from etl.errors import DocumentError
from etl.intake.ahead import converted
from etl.intake.stage import trouble
from etl.readers.apart import read
from etl.readers.document import Document
from etl.store import Claim, kept_text
from etl.store.queue import MAX_ATTEMPTS
from etl.workspace import Workspace

Read = Document | Exception


def documents(claims: Sequence[Claim], workspace: Workspace) -> Iterator[Read]:
    """The document of each claim, in order, or the error that came instead."""
    if len(claims) == 1:
        yield _read(claims[0], workspace)
        return
    waiting: Queue[Document | BaseException] = Queue(maxsize=1)
    left = threading.Event()

    def read_on() -> None:
        for claim in claims:
            if left.is_set():
                return
            try:
                waiting.put(_read(claim, workspace))
            except BaseException as end:
                waiting.put(end)
                return

    threading.Thread(target=read_on, name="reading", daemon=True).start()
    try:
        for _ in claims:
            yield _got(waiting)
    finally:
        left.set()
        _make_room(waiting)


def _got(waiting: Queue[Document | BaseException]) -> Read:
    found = waiting.get()
    if isinstance(found, BaseException) and not isinstance(found, Exception):
        raise found
    return found


def _make_room(waiting: Queue[Document | BaseException]) -> None:
    """Let go whoever waits to put something in."""
    try:
        waiting.get_nowait()
    except Empty:
        return


def _read(claim: Claim, workspace: Workspace) -> Read:
    try:
        return _document(claim, workspace)
    except Exception as error:
        return error


def _document(claim: Claim, workspace: Workspace) -> Document:
    if claim.attempts > MAX_ATTEMPTS:
        remedy = "请另存为 docx 再放入；如仍不行，请把文件交给维护人员。"
        raise DocumentError("XH-INTAKE-030", "处理此文件时程序多次中断，已停止尝试。", remedy)
    if claim.reader:
        with file_trouble():
            return kept_text(workspace.texts, claim.sha256, claim.reader)
    return read(_staged(claim, workspace), claim.path.rpartition("/")[2], converted(claim.sha256, workspace))


def _staged(claim: Claim, workspace: Workspace) -> bytes:
    """The staged copy, if it is what its name says: it is not made durable, a power cut may have emptied it."""
    lost = DocumentError(
        "XH-INTAKE-031", "暂存的副本丢失或已损坏。", "会从收件箱重新读取；如原文件已移走，请重新放入。", retry=True
    )
    try:
        content = (workspace.staging / claim.sha256).read_bytes()
    except FileNotFoundError:
        raise lost from None
    except OSError as error:
        raise trouble(error) from error
    if hashlib.sha256(content).hexdigest() != claim.sha256:
        raise lost
    return content


@contextmanager
def file_trouble() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise trouble(error) from error
