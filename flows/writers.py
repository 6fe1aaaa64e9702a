"""Processes that roll up and write county tables, so that both cores work.

Rules:
- Few tables are written in this process, one at a time: starting others would take longer.
- A process opens the workspace for itself, once, and stays for all tables of a run. What is said of a table is said here.
- A process that dies fails the tables that were in work; each of them may be tried again, in new processes.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path

import polars as pl

from etl.store import Due
from flows.office import Office
from flows.processes import belong_to_parent, processes

FEW = 6
_log = logging.getLogger("xianhui.office")
_here: list[Office] = []  # in a process of the pool: the workspace that it has opened


class Writers:
    """At most ``count`` processes, started when first needed. Use it in a ``with``; any thread may call :meth:`write`."""

    def __init__(self, office: Office, count: int) -> None:
        self._office = office
        self._count = count
        self._lock, self._mine = threading.Lock(), threading.Lock()
        self._few = True
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Writers:
        return self

    def __exit__(self, *_: object) -> None:
        self._stop(self._pool)

    def expect(self, tables: int) -> None:
        """How many tables are about to be written."""
        self._few = self._count == 1 or tables < FEW

    def write(self, table: Due) -> list[Path]:
        """As :meth:`Office.write`. Raises BrokenExecutor when its process died."""
        pool = self._chosen()
        if pool is None:
            with self._mine:
                return self._office.write(table)
        documents = self._office.documents_of(table.county)
        try:
            written, said = pool.submit(_write, self._office.workspace.root, table, documents).result()
        except BrokenExecutor:
            self._stop(pool)
            raise
        for message in said:
            _log.warning(message)
        return written

    def write_all(self, tables: list[Due]) -> Iterator[list[Path]]:
        """The paths of every table, several written at once; in order."""
        self.expect(len(tables))
        with ThreadPoolExecutor(self._count) as threads:
            yield from threads.map(self.write, tables)

    def _chosen(self) -> ProcessPoolExecutor | None:
        """The pool for the next table; None when this process is to write it."""
        with self._lock:
            if self._few:
                return None
            if self._pool is None:
                self._pool = processes(self._count, belong_to_parent)
            return self._pool

    def _stop(self, pool: ProcessPoolExecutor | None) -> None:
        with self._lock:
            if pool is not None and pool is self._pool:
                self._pool = None
                pool.shutdown(cancel_futures=True)


def _write(root: Path, table: Due, documents: pl.DataFrame) -> tuple[list[Path], list[str]]:
    if not _here:
        _here.append(Office(root))
    said: list[str] = []
    return _here[0].write(table, documents, said.append), said
