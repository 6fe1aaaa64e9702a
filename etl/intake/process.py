"""A batch of contents: claimed, worked on (:mod:`etl.intake.work`), noted.

Rules:
- The ledger is written by whoever called, after the work: it can run in any process, twice too, and be killed anywhere.
- Contents are worked on in groups: what must be made once for each group costs a group of ten little more than one
  content. Large files make small groups, so that little is lost when the process dies over one that takes minutes.
- What LibreOffice must convert is converted before (:mod:`etl.intake.ahead`).
- While the work goes on the lease is renewed.
"""

from __future__ import annotations

import os
import threading
import time
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import BrokenExecutor
from contextlib import contextmanager, suppress

from etl.errors import WorkspaceError
from etl.intake.ahead import prepare
from etl.intake.note import Batch, Outcome, note
from etl.intake.work import Work
from etl.rulebook import Rulebook
from etl.store import Claim, Ledger
from etl.store.queue import LEASE_SECONDS

AT_ONCE = 10  # contents of a group; outcomes noted in one transaction
BYTES = 2 << 20  # of the files of a group

Mapper = Callable[[Callable[[Sequence[Claim]], list[Outcome]], Sequence[Claim]], Iterable[Outcome]]


def grouped(claims: Sequence[Claim], shares: int = 1) -> Iterator[list[Claim]]:
    """The claims in groups, in order; where files are small as many groups for each of ``shares`` processes."""
    turns = -(-len(claims) // (AT_ONCE * shares))
    most = -(-len(claims) // (shares * max(1, turns)))
    group: list[Claim] = []
    size = 0
    for claim in claims:
        if group and (len(group) == most or size + claim.size > BYTES):
            yield group
            group, size = [], 0
        group.append(claim)
        size += claim.size
    if group:
        yield group


def here(work: Callable[[Sequence[Claim]], list[Outcome]], claims: Sequence[Claim]) -> Iterator[Outcome]:
    """The outcomes of the claims, worked on in this process."""
    for group in grouped(claims):
        yield from work(group)


def process_batch(ledger: Ledger, rulebook: Rulebook, limit: int, mapper: Mapper = here) -> Batch:
    """Claim at most ``limit`` contents, work on them (``mapper``: here, or in other processes) and note how it went.

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


def process_all(ledger: Ledger, rulebook: Rulebook, mapper: Mapper = here) -> Batch:
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
