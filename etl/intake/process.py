"""The work on one content: read (once), extract, normalise, keep; and how a batch of it is run.

Rules:
- :func:`work` writes only files that are immutable and named by what they are made from; the ledger is written by
  whoever called it, after that. So it can run in any process, twice too, and be killed anywhere.
- Readers run in a process of their own, within limits (:mod:`etl.readers.apart`); what LibreOffice must convert is
  converted before (:mod:`etl.intake.ahead`).
- A content is read once; when its canonical text is kept, readers do not run again, whatever happens to the rules.
- A document's error is final (quarantine) or heals; any other error of one document is quarantined with the type of
  the error, its frames go to the log (never the text), and the next document is worked on.
- A content whose third claim ends without an answer (the process died each time) is quarantined, not tried a fourth
  time.
- Trouble of the file system is never the document's fault: it waits and is tried again.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import threading
import time
import traceback
import uuid
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import BrokenExecutor
from contextlib import contextmanager, suppress
from dataclasses import astuple, dataclass
from functools import partial

import polars as pl

from etl.errors import DocumentError, WorkspaceError
from etl.extract import extract, mentions_frame
from etl.extract.mention import Extraction, Profile
from etl.intake.ahead import converted, prepare
from etl.intake.note import Batch, Outcome, note
from etl.intake.stage import trouble
from etl.normalize import canonical
from etl.readers.apart import ReadingFailed, read
from etl.readers.document import Document
from etl.rulebook import Rulebook
from etl.store import Claim, Failure, Ledger, Recording, keep_mentions, keep_text, kept_text
from etl.store.queue import LEASE_SECONDS, MAX_ATTEMPTS
from etl.workspace import Workspace

AT_ONCE = 10  # outcomes noted in one transaction
SIGNATURE = 120  # characters at the end of a report in which the signature is looked for
SIGNATURE_LINE = 40  # a longer line is a sentence

Mapper = Callable[[Callable[[Claim], Outcome], Iterable[Claim]], Iterable[Outcome]]


@dataclass(frozen=True, slots=True)
class Work:
    """:func:`work` in one workspace by one rulebook: the same for every batch, so that a pool need learn it only once."""

    workspace: Workspace
    rulebook: Rulebook

    def __call__(self, claim: Claim) -> Outcome:
        return work(claim, self.workspace, self.rulebook)


def work(claim: Claim, workspace: Workspace, rulebook: Rulebook) -> Outcome:
    """Work on one content. Raises nothing that concerns the document alone."""
    failed = partial(Failure, claim.sha256, rulebook.version)
    if claim.attempts > MAX_ATTEMPTS:
        return failed(
            "XH-INTAKE-030",
            "处理此文件时程序多次中断，已停止尝试。",
            "请另存为 docx 再放入；如仍不行，请把文件交给维护人员。",
        )
    reader = claim.reader
    try:
        document = _document(claim, workspace)
        reader = document.reader
        return _recording(claim, workspace, rulebook, document)
    except DocumentError as error:
        return failed(
            error.code, error.reason, error.remedy, reader=reader, retry=error.retry, counted=not _is_full(error)
        )
    except Exception as error:
        kind, frames = _told(error)
        reason = f"程序处理此文件时出错（{kind}）。"
        code = "XH-INTAKE-902" if reader else "XH-INTAKE-901"
        remedy = "请另存为 docx 再放入；如仍不行，请把文件和日志交给维护人员。"
        return failed(code, reason, remedy, reader=reader, trace=f"{frames}{kind}")


def _told(error: Exception) -> tuple[str, str]:
    """The type of an error, and where it arose."""
    if isinstance(error, ReadingFailed):
        return error.kind, error.frames
    return type(error).__name__, "".join(traceback.format_tb(error.__traceback__))


def _document(claim: Claim, workspace: Workspace) -> Document:
    if claim.reader:
        with _file_trouble():
            return kept_text(workspace.texts, claim.sha256, claim.reader)
    document = read(_staged(claim, workspace), claim.path.rpartition("/")[2], converted(claim.sha256, workspace))
    with _file_trouble():
        keep_text(workspace.texts, claim.sha256, document)
    return document


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


def _recording(claim: Claim, workspace: Workspace, rulebook: Rulebook, document: Document) -> Recording:
    name = claim.path.rpartition("/")[2]
    found = extract(document, rulebook, name=name, period=claim.period)
    mentions = canonical(mentions_frame(found.mentions), rulebook)
    with _file_trouble():
        version = "\n".join((rulebook.version, document.reader, name, *filter(None, [claim.period])))
        parquet = keep_mentions(workspace.mentions, claim.sha256, version, mentions)
    return _described(claim.sha256, rulebook.version, name, document, found, mentions, parquet)


def _described(
    sha256: str, rules: str, name: str, document: Document, found: Extraction, mentions: pl.DataFrame, parquet: str
) -> Recording:
    profile = found.profile
    return Recording(
        sha256=sha256,
        rules=rules,
        reader=document.reader,
        name=name,
        title=profile.title,
        kind=profile.kind,
        year=_year(profile),
        period=profile.period,
        plan_year=profile.plan_year,
        plan_period=profile.plan_period,
        source=profile.source,
        signature=_signature(document.text),
        parquet=parquet,
        mentions=mentions.height,
        indicators=mentions["indicator"].count(),
        notes=json.dumps([astuple(note) for note in document.notes], ensure_ascii=False),
    )


def _year(profile: Profile) -> int | None:
    """The year under which a report is filed: of a report on several years (2016/2020) the last of them."""
    years = re.findall(r"\d{4}", profile.period or "")
    return profile.year or (int(years[-1]) if years else None)


def _signature(text: str) -> str:
    lines = text.rstrip()[-SIGNATURE:].splitlines()
    return "\n".join(line.strip() for line in lines if len(line.strip()) <= SIGNATURE_LINE)


@contextmanager
def _file_trouble() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise trouble(error) from error


def _is_full(error: DocumentError) -> bool:
    return error.code == "XH-INTAKE-014"


def process_batch(ledger: Ledger, rulebook: Rulebook, limit: int, mapper: Mapper = map) -> Batch:
    """Claim at most ``limit`` contents, work on them (``mapper``: ``map``, or a process pool's) and note how it went.

    Empty when there was nothing to do. When a pool breaks, its claims count as attempts and are free at once;
    BrokenExecutor is raised, and the caller makes a new pool. On any other way out (Ctrl-C) they do not count.
    """
    owner = f"{os.getpid()}-{uuid.uuid4().hex}"
    batch = Batch()
    claims = ledger.claim(rulebook.version, owner, limit)
    if not claims:
        return batch
    counted = False
    try:
        with _alive(ledger, owner):
            prepare(claims, ledger.workspace)
            outcomes = mapper(Work(ledger.workspace, rulebook), claims)
            for done in _few(zip(claims, outcomes, strict=True)):
                note(ledger, owner, done, batch)
    except BrokenExecutor:
        counted = True
        raise
    finally:
        ledger.release(owner, counted=counted)
    return batch


def process_all(ledger: Ledger, rulebook: Rulebook, mapper: Mapper = map) -> Batch:
    """Batches of the size in the settings, until nothing is due."""
    total = Batch()
    while len(batch := process_batch(ledger, rulebook, ledger.workspace.settings.batch_files, mapper)):
        total.recorded += batch.recorded
        total.quarantined += batch.quarantined
        total.postponed += batch.postponed
    return total


def await_others(ledger: Ledger, tell: Callable[[int], object], sleep: Callable[[float], None] = time.sleep) -> None:
    """Wait while others hold contents, at most for a lease: one that was killed will not finish, and its claims end then.

    ``tell`` gets their number, once.
    """
    held = ledger.held()
    if held:
        tell(held)
    for _ in range(int(LEASE_SECONDS) + 1):
        if not ledger.held():
            return
        sleep(1)


def _few(outcomes: Iterable[tuple[Claim, Outcome]]) -> Iterator[list[tuple[Claim, Outcome]]]:
    """Outcomes as they come, a few at a time: a transaction for each one would be a third of all the work.

    When the work is broken off, what was done until then is given as well.
    """
    few: list[tuple[Claim, Outcome]] = []
    try:
        for outcome in outcomes:
            few.append(outcome)
            if len(few) == AT_ONCE:
                yield few
                few = []
    except (BrokenExecutor, KeyboardInterrupt):
        yield few
        raise
    yield few


@contextmanager
def _alive(ledger: Ledger, owner: str) -> Iterator[None]:
    """Renew the lease while the work goes on."""
    stop = threading.Event()

    def renew() -> None:
        while not stop.wait(LEASE_SECONDS / 3):
            with suppress(WorkspaceError):  # the ledger is busy or the disk full: the next turn tries again
                ledger.renew(owner)

    thread = threading.Thread(target=renew, name="lease", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
