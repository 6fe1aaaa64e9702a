"""Passes over a workspace as ``xianhui run`` makes them, without Prefect's server, in processes that a test may kill.

A process that has loaded everything waits for orders and forks for each pass: a pass begins at once, and so can be
killed at any point of its own work and not of Python's start.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from etl.intake import arrive, process_all, put_away
from etl.rulebook import load_rulebook
from etl.store import Ledger
from etl.store.queue import LEASE_SECONDS
from etl.store.tables import contents
from etl.workspace import Workspace
from flows.office import Office
from flows.workers import Workers

ROOT = Path(__file__).parents[2]


def one_pass(root: Path) -> None:
    """What ``xianhui run`` does, with calls in place of flow runs."""
    with Office(root) as here, Workers(here.workspace.settings.workers) as workers:
        arrive(here.ledger)
        process_all(here.ledger, here.rulebook, workers.map)
        here.write_due(here.write_all)
        put_away(here.ledger)
        here.write_documents()


def time_passes(root: Path) -> None:
    """The leases of dead processes end, and what waits for another try need not wait longer."""
    with Ledger(Workspace.open(root)) as ledger, ledger._writing() as connection:
        connection.execute(contents.update().values(lease_until=contents.c.lease_until - 2 * LEASE_SECONDS))
        connection.execute(contents.update().values(next_retry=None))


class Passes:
    """The process that waits for orders."""

    def __init__(self) -> None:
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-m", "tests.flows.passes"]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
        )

    def run(self, root: Path, kill_after: float = 0) -> bool:
        """One pass; whether it came to its end before it was killed. Raises AssertionError when it failed."""
        assert self._process.stdin is not None and self._process.stdout is not None
        print(kill_after, root, file=self._process.stdin, flush=True)
        status = int(self._process.stdout.readline())
        assert status in (0, -signal.SIGKILL), f"the pass failed with {status}"
        return status == 0

    def close(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(60)


@contextmanager
def passes() -> Iterator[Passes]:
    waiting = Passes()
    try:
        yield waiting
    finally:
        waiting.close()


def _serve() -> None:
    load_rulebook()  # so that what it imports is there before the forks
    for line in sys.stdin:
        seconds, _, root = line.rstrip("\n").partition(" ")
        child = os.fork()
        if not child:
            _pass_and_exit(Path(root))
        print(_ended(child, float(seconds)), flush=True)


def _pass_and_exit(root: Path) -> None:
    status = 1
    try:
        one_pass(root)
        status = 0
    except Exception:
        traceback.print_exc()
    finally:
        os._exit(status)


def _ended(child: int, kill_after: float) -> int:
    """The exit code of the child, which is killed when it is still there after ``kill_after`` seconds (0: never)."""
    end = time.monotonic() + kill_after
    while kill_after and time.monotonic() < end:
        if os.waitid(os.P_PID, child, os.WEXITED | os.WNOWAIT | os.WNOHANG):
            break
        time.sleep(0.001)
    else:
        if kill_after:
            os.kill(child, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


if __name__ == "__main__":
    _serve()
