"""The processes that read: outcomes in order, and a document that kills its process is the only one held responsible."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import BrokenExecutor
from functools import partial
from pathlib import Path

import pytest

from etl.intake.note import Outcome
from etl.store import Claim, Failure
from etl.store.queue import MAX_ATTEMPTS
from flows.workers import FEW, Workers
from tests.readers.test_apart import ended

ROOT = Path(__file__).parents[2]


def claims(count: int, attempts: int = 1) -> list[Claim]:
    return [
        Claim(sha256=f"{index:064}", path=f"{index}.txt", size=1, reader="", attempts=attempts)
        for index in range(count)
    ]


def answer(group: Sequence[Claim], deadly: str = "") -> list[Outcome]:
    """Stands for the work on documents; the deadly one takes its process with it."""
    return [answer_one(claim, deadly) for claim in group]


def answer_one(claim: Claim, deadly: str) -> Failure:
    if claim.attempts > MAX_ATTEMPTS:
        return Failure(claim.sha256, "rules", "refused", "", "")
    if claim.path == deadly:
        os._exit(9)
    return Failure(claim.sha256, "rules", str(os.getpid()), "", "")


def test_few_documents_are_worked_on_in_this_process() -> None:
    with Workers(2) as workers:
        outcomes = list(workers.map(answer, claims(FEW - 1)))
    assert {outcome.code for outcome in outcomes if isinstance(outcome, Failure)} == {str(os.getpid())}


def test_many_documents_are_worked_on_in_others_and_come_back_in_order() -> None:
    with Workers(2) as workers:
        outcomes = list(workers.map(answer, claims(FEW)))
    assert [outcome.sha256 for outcome in outcomes] == [claim.sha256 for claim in claims(FEW)]
    assert str(os.getpid()) not in {outcome.code for outcome in outcomes if isinstance(outcome, Failure)}


def test_processes_stay_from_batch_to_batch_while_the_work_is_the_same() -> None:
    mine, other = partial(answer, deadly="none"), partial(answer, deadly="nobody")
    with Workers(1) as workers:
        told = [next(iter(workers.map(work, claims(1, attempts=2)))) for work in (mine, mine, other)]
    first, again, others = (outcome.code for outcome in told if isinstance(outcome, Failure))
    assert first == again != others


def test_after_a_process_died_only_the_document_that_killed_it_is_refused() -> None:
    deadly = partial(answer, deadly="3.txt")
    with Workers(2) as workers:
        with pytest.raises(BrokenExecutor):
            list(workers.map(deadly, claims(FEW)))
        outcomes = list(workers.map(deadly, claims(FEW, attempts=2)))
    refused = [outcome.sha256 for outcome in outcomes if isinstance(outcome, Failure) and outcome.code == "refused"]
    assert refused == [claims(FEW)[3].sha256]
    assert len(outcomes) == FEW


KILLED = """
import os
from flows.workers import FEW, Workers
from tests.flows.test_workers import answer, claims

if __name__ == "__main__":
    with Workers(1) as workers:
        print(next(iter(workers.map(answer, claims(1, attempts=2)))).code, flush=True)
        os.kill(os.getpid(), 9)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is of POSIX systems")
def test_processes_end_with_whoever_started_them_also_by_kill_9(tmp_path: Path) -> None:
    script = tmp_path / "killed.py"
    script.write_text(KILLED, "utf-8")
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, env=environment, timeout=60)
    assert done.returncode == -9, done.stderr
    assert ended(int(done.stdout))
