"""A batch of contents: claimed, worked on (:mod:`etl.intake.work`), noted.

Rules:
- The ledger is written by whoever called, after the work: it can run in any process, twice too, and be killed anywhere.
- Contents are worked on in groups: what must be made once for each group costs a group of many little more than one
  content. Large files make small groups, so that little is lost when the process dies over one that takes minutes.
- What LibreOffice must convert is converted before (:mod:`etl.intake.ahead`).
- While the work goes on the lease is renewed.
- While a batch is finished the next one is claimed and in work already (:class:`Batches`), so that other processes have
  something to do while what they have done is written down; so are some before the first is waited for, where the caller has
  something else to do. All are in hand: who is killed loses no more than these.
"""

from __future__ import annotations

import os
import threading
import time
import uuid
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import BrokenExecutor
from contextlib import ExitStack, contextmanager, suppress
from functools import partial

from etl.errors import WorkspaceError
from etl.intake.ahead import prepare
from etl.intake.note import Batch, Outcome, note
from etl.intake.work import Work
from etl.rulebook import Rulebook
from etl.store import Claim, Ledger
from etl.store.queue import LEASE_SECONDS

AT_ONCE = 25  # contents of a group; outcomes noted in one transaction
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


class Begun:
    """A batch that is claimed, and in work where ``mapper`` works elsewhere. To be finished, or given back."""

    def __init__(self, ledger: Ledger, rulebook: Rulebook, limit: int, mapper: Mapper) -> None:
        self._ledger = ledger
        self._owner = f"{os.getpid()}-{uuid.uuid4().hex}"
        self._claims = ledger.claim(rulebook.version, self._owner, limit)
        self._outcomes: Iterable[Outcome] = ()
        self._leased = ExitStack()
        if self._claims:
            with self._given_back_on_error():
                self._leased.enter_context(_alive(ledger, self._owner))
                prepare(self._claims, ledger.workspace)
                self._outcomes = mapper(Work(ledger.workspace, rulebook), self._claims)

    def __len__(self) -> int:
        return len(self._claims)

    @property
    def alone(self) -> bool:
        """Whether it was tried before: then nothing is done of it before it is finished."""
        return any(claim.attempts > 1 for claim in self._claims)

    def finish(self) -> Batch:
        """Note how it went. When a pool breaks, the claims count as attempts and are free at once; BrokenExecutor is
        raised, and the caller makes a new pool. On any other way out (Ctrl-C) they do not count.
        """
        batch = Batch()
        with self._given_back_on_error():
            for done in _few(zip(self._claims, self._outcomes, strict=True)):
                note(self._ledger, self._owner, done, batch)
        self.give_back()
        return batch

    def give_back(self, *, counted: bool = False) -> None:
        """Free what is not finished; ``counted``: as an attempt."""
        self._leased.close()
        if self._claims:
            self._ledger.release(self._owner, counted=counted)

    @contextmanager
    def _given_back_on_error(self) -> Iterator[None]:
        try:
            yield
        except BaseException as error:
            self.give_back(counted=isinstance(error, BrokenExecutor))
            raise


class Batches:
    """Batches of at most ``size`` contents, one after the other, the next always begun. Use it in a ``with``."""

    def __init__(self, ledger: Ledger, rulebook: Rulebook, size: int, mapper: Mapper = here) -> None:
        self.size = size
        self._claimed = partial(Begun, ledger, rulebook, size, mapper)
        self._ahead: deque[Begun] = deque()

    def __enter__(self) -> Batches:
        return self

    def __exit__(self, *_: object) -> None:
        self._drop(counted=False)

    @property
    def begun(self) -> int:
        """How many contents are in work that nobody waits for yet."""
        return sum(map(len, self._ahead))

    def begin(self) -> bool:
        """Have one batch more in work; False when nothing was due. Raises BrokenExecutor: all that is begun counts as tried."""
        try:
            batch = self._claimed()
        except BrokenExecutor:
            self._drop(counted=True)
            raise
        if len(batch):
            self._ahead.append(batch)
        return len(batch) > 0

    def batch(self, *, last: bool = False) -> Batch:
        """The next batch, finished; empty when nothing was due. After the ``last`` none is begun.

        Raises BrokenExecutor as :meth:`Begun.finish`: what was ahead was in the same pool.
        """
        current = self._ahead.popleft() if self._ahead else self._claimed()
        try:
            if len(current) and not last and not self._ahead:
                self.begin()
            return current.finish()
        except BaseException as error:
            current.give_back(counted=isinstance(error, BrokenExecutor))
            self._drop(counted=isinstance(error, BrokenExecutor))
            raise

    def _drop(self, *, counted: bool) -> None:
        while self._ahead:
            begun = self._ahead.popleft()
            begun.give_back(counted=counted and not begun.alone)


def process_batch(ledger: Ledger, rulebook: Rulebook, limit: int, mapper: Mapper = here) -> Batch:
    """Claim at most ``limit`` contents, work on them (``mapper``: here, or in other processes) and note how it went.

    Empty when there was nothing to do. Raises BrokenExecutor as :meth:`Begun.finish`.
    """
    return Begun(ledger, rulebook, limit, mapper).finish()


def process_all(ledger: Ledger, rulebook: Rulebook, mapper: Mapper = here) -> Batch:
    """Batches of the size in the settings, until nothing is due."""
    total = Batch()
    with Batches(ledger, rulebook, ledger.workspace.settings.batch_files, mapper) as batches:
        while len(batch := batches.batch()):
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
