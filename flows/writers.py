"""Processes that roll up and write county tables, so that both cores work.

Rules:
- Few tables are written in this process, one at a time: starting others would take longer.
- A process opens the workspace for itself, once, and stays for all tables of a run. What is said of a table is said here.
- Tables of a group (:mod:`flows.groups`) are written by one process, which rolls them up together when the first of them is
  asked for. Each is still written, and fails, by itself.
- A process that dies fails the tables that were in work; each of them may be tried again, in new processes.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from etl.store import Due
from flows.groups import groups, in_turn
from flows.office import Office
from flows.processes import belong_to_parent, processes

FEW, ASKED = 6, 4  # tables that this process writes itself; that are asked for at a time, for each process
_log = logging.getLogger("xianhui.office")
_here: list[Office] = []  # in a process of the pool: the workspace that it has opened


class Writers:
    """At most ``count`` processes, started when first needed. Use it in a ``with``; any thread may call :meth:`write`."""

    def __init__(self, office: Office, count: int) -> None:
        self._office = office
        self._lock, self._mine = threading.Lock(), threading.Lock()
        self._lanes = [_Lane() for _ in range(count)]
        self._few = True
        self._together: dict[Due, list[Due]] = {}
        self._lane_of: dict[Due, _Lane] = {}

    def __enter__(self) -> Writers:
        return self

    def __exit__(self, *_: object) -> None:
        for lane in self._lanes:
            self._stop(lane, lane.pool)

    def expect(self, tables: Sequence[Due]) -> list[Due]:
        """The tables that are about to be written, in the order in which they are best asked for."""
        self._few = len(self._lanes) == 1 or len(tables) < FEW
        processes = 1 if self._few else len(self._lanes)
        grouped = groups(tables, processes)
        self._together = {table: group for group in grouped for table in group}
        return in_turn(grouped, processes)

    def write(self, table: Due) -> list[Path]:
        """As :meth:`Office.write`. Raises BrokenExecutor when its process died."""
        if self._few:
            with self._mine:
                if group := self._begun(table):
                    self._office.roll_up_ahead(group)
                return self._office.write(table)
        documents = self._office.documents_of(table.county)
        lane, pool, group = self._place(table)
        try:
            written, said = pool.submit(_write, self._office.workspace.root, table, group, documents).result()
        except BrokenExecutor:
            self._stop(lane, pool)
            raise
        finally:
            with self._lock:
                lane.waiting -= 1
        for message in said:
            _log.warning(message)
        return written

    def write_all(self, tables: list[Due]) -> Iterator[list[Path]]:
        """The paths of every table, several written at once; in the order of :meth:`expect`."""
        with ThreadPoolExecutor(ASKED * len(self._lanes)) as threads:
            yield from threads.map(self.write, self.expect(tables))

    def _begun(self, table: Due) -> list[Due]:
        """The group of the table, when it is the first of it that is asked for; else none."""
        group = self._together.get(table, [])
        for each in group:
            del self._together[each]
        return group

    def _place(self, table: Due) -> tuple[_Lane, ProcessPoolExecutor, list[Due]]:
        """Where the table is written: where the others of its group are, else where the fewest wait."""
        with self._lock:
            group = self._begun(table)
            if table not in self._lane_of:
                lane = min(self._lanes, key=lambda each: each.waiting)
                for each in group or [table]:
                    self._lane_of[each] = lane
                    lane.waiting += 1
            lane = self._lane_of.pop(table)
            if lane.pool is None:
                lane.pool = processes(1, belong_to_parent)
            return lane, lane.pool, group

    def _stop(self, lane: _Lane, pool: ProcessPoolExecutor | None) -> None:
        with self._lock:
            if pool is not None and pool is lane.pool:
                lane.pool = None
                pool.shutdown(cancel_futures=True)


@dataclass
class _Lane:
    """One process, begun with its first table, and how many tables wait for it."""

    pool: ProcessPoolExecutor | None = None
    waiting: int = 0


def _write(root: Path, table: Due, group: list[Due], documents: pl.DataFrame) -> tuple[list[Path], list[str]]:
    if not _here:
        _here.append(Office(root))
    said: list[str] = []
    if group:
        _here[0].roll_up_ahead(group)
    return _here[0].write(table, documents, said.append), said
