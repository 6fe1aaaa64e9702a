"""The processes that read: outcomes in order, and a document that kills its process is the only one held responsible."""

from __future__ import annotations

import os
from concurrent.futures import BrokenExecutor
from functools import partial

import pytest

from etl.store import Claim, Failure
from etl.store.queue import MAX_ATTEMPTS
from flows.workers import FEW, Workers


def claims(count: int, attempts: int = 1) -> list[Claim]:
    return [
        Claim(sha256=f"{index:064}", path=f"{index}.txt", size=1, reader="", attempts=attempts)
        for index in range(count)
    ]


def answer(claim: Claim, deadly: str = "") -> Failure:
    """Stands for the work on a document; the deadly one takes its process with it."""
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


def test_after_a_process_died_only_the_document_that_killed_it_is_refused() -> None:
    deadly = partial(answer, deadly="3.txt")
    with Workers(2) as workers:
        with pytest.raises(BrokenExecutor):
            list(workers.map(deadly, claims(FEW)))
        outcomes = list(workers.map(deadly, claims(FEW, attempts=2)))
    refused = [outcome.sha256 for outcome in outcomes if isinstance(outcome, Failure) and outcome.code == "refused"]
    assert refused == [claims(FEW)[3].sha256]
    assert len(outcomes) == FEW
