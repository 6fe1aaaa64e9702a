"""A file system that fails anywhere in a pass: nothing is lost, everything says where it stands, the next pass heals.

Every line of intake, store and export that opens, reads, writes, renames or makes durable is found by a pass in which
nothing fails. Then, in an office of its own each, one call fails (no space, input/output error, no permission).
``XIANHUI_NIGHTLY=1`` takes every line, its first and its last call; otherwise some are taken.
"""

from __future__ import annotations

import errno
import os
import re
import shutil
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path

import pytest

from etl.errors import XianhuiError
from etl.readers import read
from etl.store import Ledger
from etl.workspace import Workspace, init_workspace
from tests.intake.conftest import report
from tests.intake.test_archives import packed

from .faults import Faults, faulty
from .passes import one_pass, time_passes
from .test_crash import SETTINGS, drop, everything

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
BEFORE = {"甲县/坏.docx": b"PK\x03\x04 cut off"}
FILES = {
    "甲县/坏.docx": report("乙镇", gdp="3.5"),
    "甲县/甲镇/初稿.txt": report("甲镇", gdp="9.7"),
    "甲县/甲镇/定稿.txt": report("甲镇", gdp="9.8"),
    "甲县/又坏.docx": b"PK\x03\x04 cut off as well",
    "甲县/空.txt": b"",
    "来件.zip": packed({"甲县/丙镇/总结.txt": report("丙镇", gdp="2.5")}),
    "甲县/谁的.txt": report("XX镇"),
    "甲县/甲镇/定稿（副本）.txt": report("甲镇", gdp="9.8"),
}
NUMBERS = (errno.ENOSPC, errno.EIO, errno.EACCES)
DATED = re.compile(r"_\d{4}-\d\d-\d\d(?:\(\d\))?\.\w+$")
IN_CI = 10


@pytest.fixture(autouse=True, scope="module")
def quick() -> Iterator[None]:
    """Documents are read in this process."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("etl.intake.reading.read", read)
        yield


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office with something in quarantine."""
    root = tmp_path_factory.mktemp("before") / "office"
    init_workspace(root)
    (root / "xianhui.yaml").write_text(SETTINGS.format(workers=1, keeps="move"), "utf-8")
    drop(root, BEFORE, 1_600_000_000)
    one_pass(root)
    return root


def troubled(before: Path, root: Path, faults: Faults) -> None:
    """What was in quarantine is mended, and more comes in; the faulty call may end the pass, with a sentence."""
    shutil.copytree(before, root)
    drop(root, FILES, 1_700_000_000)
    try:
        with faulty(faults):
            one_pass(root)
    except (XianhuiError, OSError) as error:
        assert not isinstance(error, OSError) or error.errno == faults.number
    assert_everything_is_somewhere(root)
    time_passes(root)


def assert_everything_is_somewhere(root: Path) -> None:
    """What is no longer in the inbox is kept elsewhere; what is known has exactly one state, and what is open a reason."""
    with Ledger(Workspace.open(root)) as ledger:
        documents = ledger.documents()
    for row in documents.iter_rows(named=True):
        assert row["state"] == "recorded" or (row["reason"] and row["remedy"]), row
    assert not documents.select("file", "sha256").is_duplicated().any()
    for path in FILES:
        lies = [root / folder / path for folder in ("inbox", "已处理")]
        assert any(place.exists() for place in lies), path


def end(root: Path) -> dict[str, object]:
    """What the office has in the end, its tables made anew: what they say of changes depends on what was there before.

    Copies under dated names are left out: they were told, and are the office's to keep.
    """
    for year in (root / "outputs").glob("2*"):
        shutil.rmtree(year)
    one_pass(root)
    told = everything(root)
    told["outputs"] = {name: kept for name, kept in told["outputs"].items() if not DATED.search(name)}  # type: ignore[attr-defined]
    return told


def differing(one: dict[str, object], other: dict[str, object]) -> str:
    """Where two ends differ, shortly."""
    told = []
    for name in sorted(one, key=("documents", "隔离").__contains__, reverse=True):
        mine, theirs = (
            set(map(str, end[name].items() if isinstance(end[name], dict) else end[name])) for end in (one, other)
        )  # type: ignore[attr-defined,call-overload]
        told += [
            f"{name} {sign} {row[:150]}"
            for sign, rows in (("+", mine - theirs), ("-", theirs - mine))
            for row in sorted(rows)
        ]
    return "; ".join(told[:6])


@pytest.fixture(scope="module")
def untroubled(before: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[list[str], dict[str, object]]:
    """The calls of an office where nothing fails, and what it has in the end."""
    root = tmp_path_factory.mktemp("untroubled") / "office"
    faults = Faults(root)
    troubled(before, root, faults)
    one_pass(root)
    return faults.calls, end(root)


def chosen(calls: list[str]) -> list[tuple[int, int]]:
    """Numbers of calls, and how each fails."""
    sites: dict[str, list[int]] = {}
    for number, call in enumerate(calls):
        sites.setdefault(call, []).append(number)
    every = [
        (numbers[at], why) for numbers in sites.values() for at in sorted({0, len(numbers) - 1}) for why in NUMBERS
    ]
    return every if os.environ.get("XIANHUI_NIGHTLY") else every[:: len(every) // IN_CI + 1]


def test_a_call_that_fails_anywhere_loses_nothing_and_the_next_pass_heals(
    before: Path, untroubled: tuple[list[str], dict[str, object]], tmp_path: Path
) -> None:
    calls, wanted = untroubled
    wrong = []
    for at, number in chosen(calls):
        root = tmp_path / f"{at}-{number}"
        try:
            troubled(before, root, Faults(root, at, number))
            one_pass(root)
            difference = differing(end(root), wanted)
        except Exception as error:
            difference = "".join(traceback.format_exception(error)[-4:])
        if difference:
            wrong.append(f"{calls[at]} {errno.errorcode[number]}: {difference}")
    assert not wrong, "\n".join(wrong)
