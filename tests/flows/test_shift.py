"""What an intake run works on is in work before Prefect's server answers, and nobody's loss when it never does."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from etl.intake import arrive
from etl.workspace import Workspace, init_workspace
from flows.office import Office
from flows.shift import AHEAD, Shift

BATCH, FILES = 2, 15
REPORT = "{town}2024年工作总结\n2024年，全镇实现地区生产总值{figure}亿元，增长5.{figure}%。\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A workspace with ``FILES`` reports of three counties in its inbox."""
    root = init_workspace(tmp_path / "office").root
    (root / "xianhui.yaml").write_text(f"stability_seconds: 0\nbatch_files: {BATCH}\n", "utf-8")
    for number in range(FILES):
        folder = root / "inbox" / f"第{number % 3}县" / f"{'甲乙丙丁戊'[number // 3]}镇"
        folder.mkdir(parents=True)
        text = REPORT.format(town=folder.name, figure=number + 1)
        (folder / "总结.txt").write_text(text, "utf-8")
    return root


def states(root: Path) -> list[tuple[str, int, object]]:
    with closing(sqlite3.connect(Workspace.open(root).ledger_path)) as ledger:
        return ledger.execute("SELECT state, attempts, owner FROM contents").fetchall()


def test_what_is_begun_is_told_with_the_rest_and_worked_on_once(root: Path) -> None:
    with Office(root) as office:
        arrive(office.ledger)
        with Shift(office) as shift:
            shift.begin()
            assert office.pending() == FILES - AHEAD * BATCH
            assert shift.waiting == FILES and shift.counties == ["第0县", "第1县", "第2县"]
            recorded = []
            while shift.left:
                recorded += shift.batch().recorded
    assert len(recorded) == len(set(recorded)) == shift.done == FILES


def test_where_the_server_does_not_come_up_everything_waits_untried(root: Path, xianhui: Callable[..., Any]) -> None:
    nowhere = {"PREFECT_API_DATABASE_CONNECTION_URL": "sqlite+aiosqlite:////nowhere/at/all.db"}
    done = xianhui("run", "--workspace", root, env=nowhere)
    assert done.returncode == 1
    assert "XH-SERVE-001" in done.stderr and "Traceback" not in done.stderr
    assert states(root) == [("pending", 0, None)] * FILES
    assert not list((root / "outputs").rglob("*.csv"))
