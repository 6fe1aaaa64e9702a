"""Batches one after the other: the next is in work while one is written down, and whatever happens nothing stays held."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import BrokenExecutor

import pytest

from etl.intake import Batches
from etl.intake.note import Outcome
from etl.intake.process import Mapper
from etl.store import Claim
from etl.store.tables import contents
from tests.intake.conftest import Office, report

SIZE = 2


@pytest.fixture
def full(office: Office) -> Office:
    """Five contents wait."""
    for number in range(5):
        office.drop(f"甲县/{number}镇/报告.txt", report(f"{number}镇"))
    office.arrive()
    return office


def attempts(office: Office) -> list[int]:
    """Of the contents that wait and that nobody holds."""
    with office.ledger._reading() as connection:
        free = contents.select().where(contents.c.state == "pending", contents.c.owner.is_(None))
        return [row.attempts for row in connection.execute(free)]


def failing(error: type[BaseException]) -> Mapper:
    """Work that ends with the error, once its outcomes are asked for."""

    def mapper(_: object, claims: Sequence[Claim]) -> Iterator[Outcome]:
        raise error
        yield

    return mapper


def test_the_next_batch_is_in_work_before_one_is_finished(full: Office) -> None:
    begun: list[int] = []

    def eager(work: object, claims: Sequence[Claim]) -> Iterator[Outcome]:
        begun.append(len(claims))
        return iter(work(claims))  # type: ignore[operator]

    with Batches(full.ledger, full.rulebook, SIZE, eager) as batches:
        assert len(batches.batch()) == 2 and begun == [2, 2] and batches.begun == 2
        assert len(batches.batch()) == 2 and begun == [2, 2, 1] and batches.begun == 1
        assert len(batches.batch()) == 1 and not batches.begun
        assert not len(batches.batch())
    assert set(full.states().values()) == {"recorded"}


def test_after_the_last_none_is_begun(full: Office) -> None:
    with Batches(full.ledger, full.rulebook, SIZE) as batches:
        assert len(batches.batch(last=True)) == 2
        assert not batches.begun
    assert attempts(full) == [0, 0, 0]


def test_what_was_begun_is_given_back_at_the_end(full: Office) -> None:
    with Batches(full.ledger, full.rulebook, SIZE) as batches:
        batches.batch()
        assert len(attempts(full)) == 1
    assert attempts(full) == [0, 0, 0]


def test_when_a_pool_breaks_both_batches_were_tried_and_are_free(full: Office) -> None:
    with Batches(full.ledger, full.rulebook, SIZE, failing(BrokenExecutor)) as batches:
        with pytest.raises(BrokenExecutor):
            batches.batch()
        assert sorted(attempts(full)) == [0, 1, 1, 1, 1]


def test_an_interrupt_counts_for_none_of_them(full: Office) -> None:
    with Batches(full.ledger, full.rulebook, SIZE, failing(KeyboardInterrupt)) as batches:
        with pytest.raises(KeyboardInterrupt):
            batches.batch()
        assert attempts(full) == [0] * 5


def test_several_can_be_begun_before_one_is_waited_for(full: Office) -> None:
    with Batches(full.ledger, full.rulebook, SIZE) as batches:
        assert [batches.begin(), batches.begin(), batches.begin(), batches.begin()] == [True, True, True, False]
        assert batches.begun == 5 and not full.ledger.pending(full.rulebook.version)
        assert [len(batches.batch()) for _ in range(4)] == [2, 2, 1, 0]
    assert set(full.states().values()) == {"recorded"}


def test_batches_that_nobody_waited_for_are_given_back_untried(full: Office) -> None:
    with Batches(full.ledger, full.rulebook, SIZE) as batches:
        while batches.begin():
            assert batches.begun
    assert attempts(full) == [0] * 5


def test_when_a_pool_breaks_while_batches_are_begun_all_count_as_tried(full: Office) -> None:
    def breaking(_: object, claims: Sequence[Claim]) -> Iterator[Outcome]:
        if len(claims) < SIZE:
            raise BrokenExecutor
        return iter(())

    with Batches(full.ledger, full.rulebook, SIZE, breaking) as batches:
        assert batches.begin() and batches.begin()
        with pytest.raises(BrokenExecutor):
            batches.begin()
        assert not batches.begun
    assert attempts(full) == [1] * 5
