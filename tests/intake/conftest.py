"""An office with a workspace, an inbox on a real disk and a real ledger; its clock runs as fast as the tests like."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from etl.intake import Arrived, Batch, arrive, process_all
from etl.rulebook import Rulebook, load_rulebook
from etl.store import Ledger
from etl.workspace import Workspace, init_workspace

REPORT = """{place}{year}年工作总结

一、经济发展
{year}年，全镇地区生产总值完成{gdp}亿元，同比增长8.5%。粮食播种面积1.82万亩，产量6850吨。

{place}人民政府
"""


def report(place: str = "", year: int = 2023, gdp: str = "9.8") -> bytes:
    return REPORT.format(place=place, year=year, gdp=gdp).encode()


class Office:
    """``drop`` files, ``run`` a pass, ask for the ``states``."""

    def __init__(self, workspace: Workspace, rulebook: Rulebook) -> None:
        self.workspace = workspace
        self.rulebook = rulebook
        self.ledger = Ledger(workspace)
        self.now = 1000.0

    def drop(self, path: str, content: bytes, *, mtime: float | None = None) -> Path:
        target = self.workspace.inbox / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
        if mtime is not None:
            os.utime(target, (mtime, mtime))
        return target

    def sleep(self, seconds: float) -> None:
        self.now += seconds

    def arrive(self) -> Arrived:
        return arrive(self.ledger, clock=lambda: self.now, sleep=self.sleep)

    def run(self) -> Batch:
        self.arrive()
        return process_all(self.ledger, self.rulebook)

    def states(self) -> dict[str, str]:
        frame = self.ledger.documents()
        return dict(zip(frame["file"], frame["state"], strict=True))

    def age_files(self) -> None:
        """As if two hours had passed since the Parquet files and texts were written."""
        for folder in (self.workspace.mentions, self.workspace.texts):
            for path in (path for path in folder.rglob("*") if path.is_file()):
                os.utime(path, (path.stat().st_atime, path.stat().st_mtime - 7200))

    def row(self, path: str) -> dict[str, object]:
        return next(row for row in self.ledger.documents().iter_rows(named=True) if row["file"] == path)


@pytest.fixture(scope="session")
def rulebook() -> Rulebook:
    return load_rulebook()


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    init_workspace(tmp_path / "office")
    return Workspace.open(tmp_path / "office")


@pytest.fixture
def office(workspace: Workspace, rulebook: Rulebook) -> Iterator[Office]:
    office = Office(workspace, rulebook)
    yield office
    office.ledger.close()
