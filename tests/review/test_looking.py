"""Workbooks in outputs are read when they may have been saved since, and only then."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from etl.review import looking
from etl.review.looking import GRACE, Stamp
from etl.review.taking import Reviews

from .conftest import Desk

GRAIN = ("东镇", "粮食产量")


class Clock:
    now = 1_700_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    desk = Desk(tmp_path_factory.mktemp("published") / "office")
    desk.report("东镇", "全镇粮食总产量6850吨", "粮食总产量达到6950吨")
    desk.report("西镇", "全镇粮食总产量5200吨")
    desk.run()
    return desk


@pytest.fixture
def desk(published: Desk, tmp_path: Path) -> Desk:
    return published.twin(tmp_path / "office")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the workbooks that were read, as it goes on."""
    names: list[str] = []
    read = Path.read_bytes

    def noted(path: Path) -> bytes:
        if path.suffix == ".xlsx":
            names.append(path.name)
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", noted)
    return names


@pytest.fixture
def coarse(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file system whose times stand still, and workbooks that are always of one size: no save changes a stamp."""
    monkeypatch.setattr(looking, "stamp_of", lambda path: Stamp(path.stat().st_mode, 0, 0))


@contextmanager
def reviews(desk: Desk, clock: Clock) -> Iterator[Reviews]:
    with desk.office() as office:
        yield Reviews(office.ledger, office.rulebook, clock)


def settled(desk: Desk, clock: Clock) -> None:
    """All workbooks have been looked at often enough to be trusted."""
    for _ in range(2):
        clock.now += GRACE
        with reviews(desk, clock) as mine:
            mine.take()


def test_an_untouched_workbook_is_not_read_again(desk: Desk, clock: Clock, reads: list[str]) -> None:
    settled(desk, clock)
    assert desk.workbook.name in reads
    reads.clear()
    with reviews(desk, clock) as mine:
        assert mine.take() == [] and reads == []


def test_looking_again_at_what_is_trusted_writes_nothing(desk: Desk, clock: Clock) -> None:
    settled(desk, clock)
    with reviews(desk, clock) as mine:
        ledger = desk.workspace.ledger_path
        before = ledger.read_bytes(), ledger.with_name(ledger.name + "-wal").read_bytes()
        mine.take()
        assert (ledger.read_bytes(), ledger.with_name(ledger.name + "-wal").read_bytes()) == before


def test_a_trusted_workbook_that_is_saved_is_read(desk: Desk, clock: Clock, reads: list[str]) -> None:
    settled(desk, clock)
    desk.answer({GRAIN: ("驳回",)})
    reads.clear()
    with reviews(desk, clock) as mine:
        (said,) = mine.take()
        assert "已采用 1 行" in said
    assert reads.count(desk.workbook.name) == 1


@pytest.mark.usefixtures("coarse")
def test_a_second_save_within_a_step_of_the_files_time_is_noticed(desk: Desk, clock: Clock) -> None:
    with reviews(desk, clock) as mine:
        mine.take()
        desk.answer({GRAIN: ("驳回",)})
        clock.now += GRACE / 3
        assert len(mine.take()) == 1
        desk.answer({GRAIN: ("修改", 7000)})
        clock.now += GRACE / 3
        assert len(mine.take()) == 1


@pytest.mark.usefixtures("coarse")
def test_a_save_is_noticed_however_late_the_first_look_after_it(desk: Desk, clock: Clock) -> None:
    with reviews(desk, clock) as mine:
        mine.take()
        desk.answer({GRAIN: ("驳回",)})
        clock.now += 100 * GRACE  # only this look makes the stamp one to be trusted
        assert len(mine.take()) == 1


@pytest.mark.usefixtures("coarse")
def test_a_save_that_no_stamp_shows_is_not_lost_when_the_workbook_is_replaced(desk: Desk, clock: Clock) -> None:
    with desk.office() as office:
        office.reviews = Reviews(office.ledger, office.rulebook, clock)
        for _ in range(3):
            clock.now += GRACE
            office.take_reviews()
        desk.answer({GRAIN: ("修改", 7000)})
        assert office.take_reviews() == []  # nothing shows it
        for table in office.ledger.due("another version of the rules"):
            office.write(table)
        office.write_due(office.write_all)
    assert desk.total("粮食产量")["value"] == "12200"


def test_a_workbook_that_was_away_and_came_back_is_read(desk: Desk, clock: Clock, reads: list[str]) -> None:
    settled(desk, clock)
    away = desk.workbook.rename(desk.root / "away.xlsx")
    with reviews(desk, clock) as mine:
        mine.take()
        away.rename(desk.workbook)
        reads.clear()
        mine.take()
    assert reads == [desk.workbook.name]
