"""The processes that write county tables: the same bytes as here, told here, and none is lost when a process dies."""

from __future__ import annotations

import logging
import multiprocessing
import os
import pickle
import shutil
from concurrent.futures import BrokenExecutor, ThreadPoolExecutor
from pathlib import Path

import pytest

from etl.errors import AuthorError, DocumentError, Place, Problem, WorkspaceError
from etl.intake import take
from etl.workspace import init_workspace
from flows.groups import groups
from flows.office import Office
from flows.writers import FEW, Writers

COUNTIES = FEW + 2  # enough for two processes to have groups
REPORT = "{town}2024年工作总结\n2024年，全镇实现地区生产总值{figure}亿元，增长5.{figure}%。\n"


@pytest.fixture(scope="module")
def received(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace in which the tables of ``COUNTIES`` counties are due."""
    root = init_workspace(tmp_path_factory.mktemp("received") / "office").root
    settings = root / "xianhui.yaml"
    settings.write_text(settings.read_text("utf-8").replace("stability_seconds: 5", "stability_seconds: 0"), "utf-8")
    for number in range(COUNTIES):
        folder = root / "inbox" / f"第{number}县" / "甲镇"
        folder.mkdir(parents=True)
        (folder / "总结.txt").write_text(REPORT.format(town="甲镇", figure=number + 1), "utf-8")
    with Office(root) as office:
        take(office.ledger, office.rulebook)
    return root


@pytest.fixture
def root(received: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(received, tmp_path / "office"))


def outputs(root: Path) -> dict[str, bytes]:
    folder = root / "outputs"
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


def test_tables_of_other_processes_are_those_of_this_one(received: Path, root: Path, tmp_path: Path) -> None:
    here = Path(shutil.copytree(received, tmp_path / "here"))
    with Office(here) as office:
        office.write_due(office.write_all)
    with Office(root) as office, Writers(office, 2) as writers:
        written = office.write_due(writers.write_all)
        assert not office.due()
    assert len(written) == COUNTIES
    assert outputs(root) == outputs(here)


@pytest.mark.parametrize("count", [1, 2])
def test_a_county_whose_data_is_broken_fails_alone(count: int, root: Path, tmp_path: Path, received: Path) -> None:
    """One of those that are rolled up together, here and in other processes."""
    with Office(root) as office, Writers(office, count) as writers:
        due = office.due()
        broken = max(groups(due, count), key=len)[1]
        (named,) = office.ledger.reports(broken.county)["sha256"]
        (kept,) = (root / ".xianhui" / "mentions").rglob(f"{named}*.parquet")
        whole = kept.read_bytes()
        kept.write_bytes(whole[: len(whole) // 2])
        with ThreadPoolExecutor(4) as threads:
            asked = {table: threads.submit(writers.write, table) for table in writers.expect(due)}
        assert [table.county for table, each in asked.items() if each.exception()] == [broken.county]
        assert office.due() == [broken]
        kept.write_bytes(whole)
        assert writers.write(broken)
    here = Path(shutil.copytree(received, tmp_path / "here"))
    with Office(here) as office:
        list(office.write_all(office.due()))
    assert outputs(root) == outputs(here)


def test_few_tables_are_written_in_this_process(root: Path) -> None:
    with Office(root) as office, Writers(office, 2) as writers:
        assert len(list(writers.write_all(office.due()[: FEW - 1]))) == FEW - 1
        assert not multiprocessing.active_children()


def test_what_is_said_of_a_table_is_said_here(root: Path, caplog: pytest.LogCaptureFixture) -> None:
    with Office(root) as office, Writers(office, 2) as writers, caplog.at_level(logging.WARNING, "xianhui.office"):
        writers.expect(office.due())
        table = office.due()[0]
        busy = office.folder(table) / "rollup.csv"
        busy.mkdir(parents=True)
        (busy / "in the way").touch()
        with pytest.raises(OSError):
            writers.write(table)
        shutil.rmtree(busy)
        workbook = next(path for path in writers.write(table) if path.suffix == ".xlsx")
        workbook.write_bytes(b"changed by somebody")
        workbook.with_name(f"~${workbook.name}").touch()  # it is open
        writers.write(table)
    assert workbook.name in caplog.text


def test_after_a_process_died_the_next_try_has_another(root: Path) -> None:
    with Office(root) as office, Writers(office, 2) as writers:
        writers.expect(office.due())
        first, second = groups(office.due(), 2)[0]
        writers.write(first)
        for process in multiprocessing.active_children():
            os.kill(process.pid or 0, 9)
            process.join()
        with pytest.raises(BrokenExecutor):
            writers.write(second)
        assert writers.write(second)


@pytest.mark.parametrize(
    "error",
    [
        WorkspaceError("XH-STORE-003", "忙。", "稍后再试。"),
        DocumentError("XH-READ-003", "坏了。", "重发。", retry=True),
        AuthorError([Problem(Place(Path("a.yaml"), 1, 2), "XH-RULE-001", "错了", "改")]),
    ],
)
def test_errors_come_out_of_a_process_as_they_were(error: WorkspaceError | DocumentError | AuthorError) -> None:
    again = pickle.loads(pickle.dumps(error))
    assert (type(again), str(again), vars(again)) == (type(error), str(error), vars(error))
