"""When a file counts as complete."""

from __future__ import annotations

import time
from pathlib import Path

from etl.intake import Inbox, arrive
from etl.intake.scan import Found
from etl.intake.stability import StabilityTracker

from .conftest import Office, report


def _found(size: int = 10, mtime_ns: int = 5, path: str = "a.txt") -> Found:
    return Found(path, Path(path), size, mtime_ns)


def test_one_look_is_never_enough() -> None:
    assert StabilityTracker(0).look([_found()], now=100.0) == []


def test_two_looks_the_delay_apart_are_enough() -> None:
    tracker = StabilityTracker(5)
    tracker.look([_found()], 100.0)
    assert tracker.look([_found()], 104.9) == []
    assert tracker.look([_found()], 105.0) == [_found()]


def test_every_difference_starts_the_wait_anew() -> None:
    tracker = StabilityTracker(5)
    for second, found in enumerate([_found(10), _found(11), _found(9), _found(9, 6), _found(9, 4)]):
        assert tracker.look([found], 100.0 + 6 * second) == []
    assert tracker.look([_found(9, 4)], 100.0 + 6 * 5) == [_found(9, 4)]


def test_renamed_temporary_waits_once_under_its_new_name() -> None:
    tracker = StabilityTracker(5)
    tracker.look([_found(path="a.part")], 100.0)
    assert tracker.look([_found(path="a.txt")], 106.0) == []
    assert tracker.look([_found(path="a.txt")], 111.0) == [_found(path="a.txt")]


def test_vanished_file_waits_again_when_it_is_back() -> None:
    tracker = StabilityTracker(5)
    tracker.look([_found()], 100.0)
    tracker.look([], 103.0)
    assert tracker.look([_found()], 106.0) == []


def test_slow_copy_is_not_taken_early(office: Office) -> None:
    """A writer that goes on between any two looks; then it stops."""
    path = office.drop("甲县/甲镇/慢.txt", b"")
    content = report()
    for end in range(0, len(content), 60):

        def write_on(seconds: float, end: int = end) -> None:
            office.sleep(seconds)
            path.write_bytes(content[: end + 1])

        arrive(office.ledger, clock=lambda: office.now, sleep=write_on)
        assert office.states() == {"甲县/甲镇/慢.txt": "waiting"}
    path.write_bytes(content)
    office.run()
    assert office.states() == {"甲县/甲镇/慢.txt": "recorded"}


def test_writer_that_sets_the_final_size_first_is_seen_by_its_mtime(office: Office) -> None:
    path = office.drop("甲县/甲镇/先占位.txt", b"\0" * 1000, mtime=1_000_000)

    def fill(seconds: float) -> None:
        office.sleep(seconds)
        path.write_bytes(b"x" * 1000)

    assert arrive(office.ledger, clock=lambda: office.now, sleep=fill).waiting == ["甲县/甲镇/先占位.txt"]


def test_mtime_in_the_future_is_no_reason_to_wait(office: Office) -> None:
    office.drop("甲县/甲镇/a.txt", report(), mtime=time.time() + 10_000_000)
    office.run()
    assert office.states() == {"甲县/甲镇/a.txt": "recorded"}


def test_watcher_takes_at_the_second_look(office: Office) -> None:
    office.drop("甲县/甲镇/a.txt", report())
    inbox = Inbox(office.ledger)
    assert inbox.look(100.0).waiting == ["甲县/甲镇/a.txt"]
    assert office.row("甲县/甲镇/a.txt")["code"] == "XH-INTAKE-010"
    assert inbox.look(102.0).taken == []
    assert inbox.look(105.0).taken == ["甲县/甲镇/a.txt"]
