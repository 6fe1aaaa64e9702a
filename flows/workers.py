"""Processes that read and extract, so that both cores work and a document that crashes a reader takes nothing with it.

Rules:
- Few documents are worked on in this process: starting others would take longer.
- A process gets the work, and with it the rules, once when it starts: sending and compiling them takes longer than a
  document. Other work has other processes.
- Where a document was tried before without an answer (its process died), every document of the batch is worked on by itself; the one
  that kills its process again is refused, the others are not held responsible.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor
from contextlib import contextmanager

from etl.intake.note import Outcome
from etl.intake.process import grouped, here
from etl.store import Claim
from etl.store.queue import MAX_ATTEMPTS
from flows.processes import belong_to_parent, processes

FEW = 8

Work = Callable[[Sequence[Claim]], list[Outcome]]
_mine: list[Work] = []  # in a process of the pool: the work that it was started for


class Workers:
    """At most ``count`` processes, started when first needed. Use it in a ``with``."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._pool: ProcessPoolExecutor | None = None
        self._work: Work | None = None

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, *_: object) -> None:
        self._stop()

    def map(self, work: Work, claims: Sequence[Claim]) -> Iterator[Outcome]:
        """The outcome of each claim, in order. The processes begin at once, whenever the outcomes are asked for.

        Raises BrokenExecutor, then or now, when a process died; the next call has new ones.
        """
        if any(claim.attempts > 1 for claim in claims):
            return self._one_by_one(work, claims)
        if self._count == 1 or len(claims) < FEW:
            return here(work, claims)
        with self._stopped_when_broken():
            groups = self._started(self._count, work).map(_do, grouped(claims, self._count))
        return self._together(groups)

    def _together(self, groups: Iterator[list[Outcome]]) -> Iterator[Outcome]:
        with self._stopped_when_broken():
            for outcomes in groups:
                yield from outcomes

    @contextmanager
    def _stopped_when_broken(self) -> Iterator[None]:
        try:
            yield
        except BrokenExecutor:
            self._stop()
            raise

    def _one_by_one(self, work: Work, claims: Sequence[Claim]) -> Iterator[Outcome]:
        for claim in claims:
            try:
                yield from self._started(1, work).submit(_do, [claim]).result()
            except BrokenExecutor:
                self._stop()
                yield from work([dataclasses.replace(claim, attempts=MAX_ATTEMPTS + 1)])  # which refuses it

    def _started(self, count: int, work: Work) -> ProcessPoolExecutor:
        if self._pool is not None and self._work != work:
            self._stop()
        if self._pool is None:
            self._pool = processes(count, _begin, work)
            self._work = work
        return self._pool

    def _stop(self) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
            self._pool = None


def _begin(work: Work) -> None:
    belong_to_parent()
    _mine.append(work)


def _do(claims: list[Claim]) -> list[Outcome]:
    return _mine[0](claims)
