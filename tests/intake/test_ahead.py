"""What LibreOffice must convert: many files of a batch in one call, and nothing lost when that fails."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from etl.readers.apart import ReaderProcess
from tests.readers.standin import CONVERTS, stand_in
from tests.readers.wordfile import paragraph, word

from .conftest import Office, report

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the stand-in is a shell script")
DOCX = word(*(paragraph(line) for line in report().decode().splitlines()))
FILES = [f"甲县/{place}/总结.rtf" for place in ("甲镇", "乙镇", "丙镇")]


@pytest.fixture(autouse=True)
def reader(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A reader process that finds the stand-in, and takes it along when it ends."""
    process = ReaderProcess()
    monkeypatch.setattr("etl.intake.reading.read", process.read)
    yield
    process.close()


def drop(office: Office) -> None:
    for number, path in enumerate(FILES):
        office.drop(path, rb"{\rtf1 %d}" % number)
    office.drop("甲县/丁镇/总结.txt", report("丁镇"))


def test_files_of_a_batch_share_a_call_and_leave_nothing_behind(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = stand_in(tmp_path, monkeypatch, CONVERTS, DOCX)
    drop(office)
    office.run()
    assert set(office.states().values()) == {"recorded"}
    assert calls.read_text() == "call\n"
    assert list(office.workspace.staging.iterdir()) == []


def test_what_the_call_does_not_bring_is_converted_by_itself(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = stand_in(tmp_path, monkeypatch, f"test -e $LOG || {{ echo crash > $LOG; exit 1; }}\n{CONVERTS}", DOCX)
    drop(office)
    office.run()
    assert set(office.states().values()) == {"recorded"}
    assert calls.read_text() == "crash\n" + "call\n" * 3
