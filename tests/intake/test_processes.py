"""Promises that only real processes can keep: two watchers on one inbox, and kill -9 anywhere."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import pytest

from etl.intake import await_others, process_all
from etl.intake.note import Outcome
from etl.intake.process import grouped
from etl.store import Claim, Ledger
from etl.store.queue import LEASE_SECONDS
from etl.store.tables import contents, recordings
from etl.workspace import Workspace

from .conftest import Office, report

ROOT = Path(__file__).parents[2]
PASS = """
import sys
from pathlib import Path
from etl.intake import take
from etl.rulebook import load_rulebook
from etl.store import Ledger
from etl.workspace import Workspace
workspace = Workspace.open(Path(sys.argv[1]))
rulebook = load_rulebook()
print("ready", flush=True)
with Ledger(workspace) as ledger:
    arrived, batch = take(ledger, rulebook)
print(len(batch.recorded), len(batch.quarantined))
"""


@pytest.fixture
def busy(office: Office) -> Office:
    settings = office.workspace.root / "xianhui.yaml"
    settings.write_text(settings.read_text("utf-8").replace("stability_seconds: 5", "stability_seconds: 0.1"), "utf-8")
    for number in range(60):
        office.drop(f"甲县/{number}镇/报告.txt", report(f"{number}镇", gdp=f"{number + 1}.5"))
    return office


def _start(workspace: Workspace) -> subprocess.Popen[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", PASS, str(workspace.root)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)


def test_two_watchers_on_one_inbox_do_everything_once(busy: Office) -> None:
    watchers = [_start(busy.workspace) for _ in range(2)]
    done = [watcher.communicate(timeout=120)[0].split() for watcher in watchers]
    assert [watcher.returncode for watcher in watchers] == [0, 0]
    assert sum(int(words[1]) for words in done) == 60
    assert set(busy.states().values()) == {"recorded"}
    assert len(list(busy.workspace.mentions.rglob("*.parquet"))) == 60
    assert list(busy.workspace.staging.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is of POSIX systems")
@pytest.mark.parametrize("kept", [0, 8, 30])
def test_kill_in_the_middle_loses_nothing_and_repeats_nothing(busy: Office, kept: int) -> None:
    watcher = _start(busy.workspace)
    deadline = time.monotonic() + 60
    while _count(busy.ledger) < kept or (not kept and not any(busy.workspace.staging.iterdir())):
        assert time.monotonic() < deadline and watcher.poll() is None
        time.sleep(0.002)
    os.kill(watcher.pid, signal.SIGKILL)
    watcher.wait()
    before = _recorded_at(busy.ledger)
    assert kept <= len(before) < 60
    _let_leases_end(busy.ledger)
    busy.run()
    after = _recorded_at(busy.ledger)
    assert set(busy.states().values()) == {"recorded"} and len(after) == 60
    assert before.items() <= after.items()
    assert busy.ledger.mentions(busy.ledger.reports("甲县"))["sha256"].n_unique() == 60


def test_claim_of_a_dead_process_is_free_when_its_lease_ends(office: Office) -> None:
    office.drop("甲县/甲镇/a.txt", report())
    office.arrive()
    assert len(office.ledger.claim(office.rulebook.version, "dead", 10)) == 1
    assert office.ledger.claim(office.rulebook.version, "alive", 10) == []
    assert office.states() == {"甲县/甲镇/a.txt": "waiting"}
    _let_leases_end(office.ledger)
    assert [claim.attempts for claim in office.ledger.claim(office.rulebook.version, "alive", 10)] == [2]


def test_a_pass_after_a_crash_waits_till_the_leases_of_the_dead_have_ended(office: Office) -> None:
    told: list[int] = []
    await_others(office.ledger, told.append)
    assert told == [], "nobody holds anything"
    office.drop("甲县/甲镇/a.txt", report())
    office.arrive()
    office.ledger.claim(office.rulebook.version, "dead", 10)
    await_others(office.ledger, told.append, sleep=lambda _: _let_leases_end(office.ledger))
    assert told == [1]
    assert len(process_all(office.ledger, office.rulebook).recorded) == 1


def test_content_that_kills_its_process_three_times_is_poison(office: Office) -> None:
    office.drop("甲县/甲镇/毒.txt", report())
    office.arrive()
    for attempt in (1, 2, 3):
        assert [claim.attempts for claim in office.ledger.claim(office.rulebook.version, "dies", 10)] == [attempt]
        _let_leases_end(office.ledger)
    office.drop("甲县/乙镇/好.txt", report("乙镇"))
    office.run()
    assert office.states() == {"甲县/甲镇/毒.txt": "quarantined", "甲县/乙镇/好.txt": "recorded"}
    assert office.row("甲县/甲镇/毒.txt")["code"] == "XH-INTAKE-030"


def test_suspects_are_tried_alone(office: Office) -> None:
    for name in "abc":
        office.drop(f"甲县/{name}镇/{name}.txt", report(gdp=str(ord(name))))
    office.arrive()
    assert len(office.ledger.claim(office.rulebook.version, "dies", 2)) == 2
    _let_leases_end(office.ledger)
    sizes = [len(office.ledger.claim(office.rulebook.version, f"alive{turn}", 10)) for turn in range(4)]
    assert sizes == [1, 1, 1, 0]


@pytest.mark.parametrize("names", ["a", "abc"])  # one is read by who works on it, several by a thread
def test_stop_in_order_gives_claims_back(office: Office, monkeypatch: pytest.MonkeyPatch, names: str) -> None:
    def interrupt(*args: object, **options: object) -> None:
        raise KeyboardInterrupt

    for name in names:
        office.drop(f"甲县/{name}镇/{name}.txt", report(gdp=str(ord(name))))
    monkeypatch.setattr("etl.intake.reading.read", interrupt)
    with pytest.raises(KeyboardInterrupt):
        office.run()
    monkeypatch.undo()
    assert {claim.attempts for claim in office.ledger.claim(office.rulebook.version, "next", 10)} == {1}


def _count(ledger: Ledger) -> int:
    return len(_recorded_at(ledger))


def _recorded_at(ledger: Ledger) -> dict[str, float]:
    with ledger._reading() as connection:
        return {row.sha256: row.recorded for row in connection.execute(recordings.select())}


def _let_leases_end(ledger: Ledger) -> None:
    with ledger._writing() as connection:
        connection.execute(contents.update().values(lease_until=contents.c.lease_until - 2 * LEASE_SECONDS))


Work = Callable[[Sequence[Claim]], list[Outcome]]


def _in(pool: ProcessPoolExecutor, work: Work, claims: Sequence[Claim]) -> Iterator[Outcome]:
    for outcomes in pool.map(work, grouped(claims)):
        yield from outcomes


def _of(sizes: Sequence[int]) -> list[Claim]:
    return [Claim(f"{number:064}", f"{number}.txt", size, "", 1) for number, size in enumerate(sizes)]


def test_groups_are_shared_out_evenly_and_a_large_file_stands_alone() -> None:
    assert [len(group) for group in grouped(_of([1000] * 60), 2)] == [15, 15, 15, 15]
    assert [len(group) for group in grouped(_of([1000] * 60))] == [20, 20, 20]
    large = [[claim.path for claim in group] for group in grouped(_of([1000, 1000, 30 << 20, 1000]))]
    assert large == [["0.txt", "1.txt"], ["2.txt"], ["3.txt"]]


def test_work_runs_in_a_pool_of_processes(office: Office) -> None:
    for number in range(4):
        office.drop(f"甲县/{number}镇/报告.txt", report(gdp=f"{number + 1}"))
    office.arrive()
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        assert len(process_all(office.ledger, office.rulebook, partial(_in, pool)).recorded) == 4


def _deadly(work: Work, poison: str, claims: Sequence[Claim]) -> list[Outcome]:
    deadly = any(claim.sha256 == poison and claim.attempts < 4 for claim in claims)
    return os._exit(1) if deadly else work(claims)


def test_worker_that_dies_does_not_condemn_its_neighbours(office: Office) -> None:
    for number in range(4):
        office.drop(f"甲县/{number}镇/报告.txt", report(f"{number}镇"))
    office.arrive()
    poison = str(office.row("甲县/2镇/报告.txt")["sha256"])
    breaks = 0
    while office.ledger.pending(office.rulebook.version):
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
            try:
                process_all(office.ledger, office.rulebook, lambda f, c: _in(pool, partial(_deadly, f, poison), c))
            except BrokenExecutor:
                breaks += 1
    assert breaks == 3
    states = office.states()
    assert states.pop("甲县/2镇/报告.txt") == "quarantined" and set(states.values()) == {"recorded"}
