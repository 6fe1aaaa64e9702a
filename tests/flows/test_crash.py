"""Killed with SIGKILL anywhere: nothing is lost, nothing counts twice, no output is half written, the end is the same.

An office drops files day after day, and every day some passes are killed. In the end one pass is left alone, and the
outputs must be those of an office where nothing was ever killed. ``XIANHUI_NIGHTLY=1`` does it with the sample
reports and a pool of processes, and often.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import sys
import time
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from etl.demo import SAMPLES
from etl.store import Ledger
from etl.store.tables import recordings
from etl.workspace import Workspace, init_workspace
from tests.intake.conftest import report
from tests.intake.test_archives import packed

from .passes import Passes, passes, time_passes

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL and fork are of POSIX systems")
NIGHTLY = pytest.mark.skipif(not os.environ.get("XIANHUI_NIGHTLY"), reason="takes minutes: XIANHUI_NIGHTLY=1")
SETTINGS = "stability_seconds: 0\nworkers: {workers}\nkeep_originals: {keeps}\ncounties:\n  甲县:\n    townships: [甲镇, 乙镇, 丙镇]\n"

PLAIN = {"workers": 1, "keeps": "stay"}

Day = dict[str, bytes]
SMALL_DAYS: list[Day] = [
    {"甲县/甲镇/初稿.txt": report("甲镇", gdp="9.7"), "甲县/乙镇/总结.txt": report("乙镇", gdp="3.5")},
    {"甲县/甲镇/定稿.txt": report("甲镇", gdp="9.8"), "甲县/坏.docx": b"PK\x03\x04 cut off", "甲县/空.txt": b""},
    {"来件.zip": packed({"甲县/丙镇/总结.txt": report("丙镇", gdp="2.5"), "甲县/丙镇/旧.txt": report("丙镇", 2022)})},
    {"甲县/谁的.txt": report("XX镇"), "甲县/甲镇/定稿（副本）.txt": report("甲镇", gdp="9.8")},
    {"甲县/乙镇/改.txt": report("乙镇", gdp="3.6"), "甲县/甲镇/去年.txt": report("甲镇", 2022, gdp="8.8")},
]


def sample_days(rng: random.Random) -> list[Day]:
    files = sorted(path for path in SAMPLES.rglob("*") if path.is_file())
    rng.shuffle(files)
    days = [dict(day) for day in SMALL_DAYS]
    for number, file in enumerate(files):
        days[number % len(days)][file.relative_to(SAMPLES).as_posix()] = file.read_bytes()
    return days


def live(root: Path, days: list[Day], runner: Passes, kills: Iterable[float] = (), **settings: object) -> int:
    """An office over its days: files come in, as many passes are killed as there are ``kills`` for the day (two at
    most: what is killed with three is poison), and one is left alone. How many were really killed before their end.
    """
    init_workspace(root)
    (root / "xianhui.yaml").write_text(SETTINGS.format(**settings), "utf-8")
    waits = list(kills)
    killed = 0
    for number, day in enumerate(days):
        drop(root, day, 1_700_000_000 + 1000 * number)
        for seconds in waits[number :: len(days)]:
            killed += not runner.run(root, seconds)
            assert_sets_are_whole(root / "outputs")
            time_passes(root)
        assert runner.run(root)
    return killed


def drop(root: Path, day: Day, mtime: int) -> None:
    for number, (path, content) in enumerate(day.items()):
        target = root / "inbox" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
        os.utime(target, (mtime + number, mtime + number))


def assert_sets_are_whole(outputs: Path) -> None:
    """Where a data package lies, every file that it names has the bytes that it tells; and no file is half written."""
    for package in outputs.rglob("datapackage.json"):
        told = json.loads(package.read_bytes())
        for entry in [*told["resources"], told["workbook"]]:
            content = (package.parent / entry["path"]).read_bytes()
            assert f"sha256:{hashlib.sha256(content).hexdigest()}" == entry["hash"], entry["path"]
    for workbook in outputs.rglob("*.xlsx"):
        assert zipfile.ZipFile(workbook).testzip() is None
    for table in outputs.rglob("*.csv"):
        assert table.read_bytes().endswith(b"\r\n"), table


def everything(root: Path) -> dict[str, object]:
    """What an office has in the end: outputs and quarantine byte by byte, what waits in no corner, each thing once."""
    folders = {name: files_of(root / name) for name in ("outputs", "隔离", "已处理", "inbox")}
    state = root / ".xianhui"
    with Ledger(Workspace.open(root)) as ledger:
        folders["documents"] = ledger.documents().rows()
        folders["coverage"] = ledger.coverage().rows()
        reports = ledger.reports("甲县")
        figures = ledger.mentions(reports)
        with ledger._reading() as connection:
            folders["recorded"] = sorted(connection.execute(sa.select(recordings.c.sha256, recordings.c.parquet)).all())
    assert figures.select("sha256", "start").is_duplicated().any() is False
    kept = {
        path.relative_to(state).as_posix() for name in ("mentions", "texts") for path in (state / name).rglob("*.*")
    }
    folders["kept"] = sorted(name for name in kept if ".partial-" not in name)
    return folders


def files_of(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.fixture(scope="module")
def runner() -> Iterator[Passes]:
    with passes() as waiting:
        yield waiting


def chances(seed: int, count: int, longest: float) -> list[float]:
    """Points of time at which to kill; a quarter of them early, when files are taken."""
    chance = random.Random(seed)
    return [chance.uniform(0.01, 0.7 * longest / (1 + 3 * (number % 4 == 0))) for number in range(count)]


def lived(root: Path, days: list[Day], runner: Passes, **settings: object) -> tuple[dict[str, object], float]:
    """What an office has in the end where nothing is ever killed; and how long a pass takes."""
    began = time.monotonic()
    live(root, days, runner, **settings)
    return everything(root), (time.monotonic() - began) / len(days)


def test_ten_kills_anywhere_come_to_the_same_end(runner: Passes, tmp_path: Path) -> None:
    end, seconds = lived(tmp_path / "untroubled", SMALL_DAYS, runner, **PLAIN)
    killed = live(tmp_path / "killed", SMALL_DAYS, runner, chances(1, 10, seconds), **PLAIN)
    assert killed >= 5
    assert everything(tmp_path / "killed") == end


@NIGHTLY
@pytest.mark.parametrize("keeps", ["stay", "move", "delete"])
@pytest.mark.parametrize("seed", [2, 3, 4])
def test_ninety_kills_anywhere_come_to_the_same_end(seed: int, keeps: str, runner: Passes, tmp_path: Path) -> None:
    days = sample_days(random.Random(seed))
    settings = {"workers": 2, "keeps": keeps}
    end, seconds = lived(tmp_path / "untroubled", days, runner, **settings)
    killed = live(tmp_path / "killed", days, runner, chances(seed, 2 * len(days), seconds), **settings)
    assert killed >= 5
    assert everything(tmp_path / "killed") == end
