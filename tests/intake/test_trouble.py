"""What cannot be taken: in quarantine with its reason, or waiting until it heals; it never stops the others."""

from __future__ import annotations

import errno
import importlib
import os
import time
from collections import namedtuple
from pathlib import Path
from typing import BinaryIO

import pytest

from etl.intake import process_all
from etl.intake.quarantine import place_of
from etl.readers import read as read_here
from etl.readers.apart import ReaderProcess
from etl.readers.document import Document
from etl.store import Ledger

from .conftest import Office, report

BAD = "甲县/甲镇/坏.docx"
GOOD = "甲县/乙镇/好.txt"


def _reason(office: Office, path: str) -> str:
    return (office.workspace.quarantine / f"{path}.原因.txt").read_text("utf-8-sig")


def test_broken_file_is_quarantined_with_its_reason_and_the_others_go_on(office: Office) -> None:
    office.drop(BAD, b"PK\x03\x04 broken")
    office.drop(GOOD, report())
    office.run()
    assert office.states() == {BAD: "quarantined", GOOD: "recorded"}
    row = office.row(BAD)
    assert (office.workspace.quarantine / BAD).read_bytes() == b"PK\x03\x04 broken"
    assert str(row["reason"]) in _reason(office, BAD) and str(row["remedy"]) in _reason(office, BAD)
    assert (office.workspace.inbox / BAD).exists()
    assert list(office.workspace.staging.iterdir()) == []


def test_mended_file_under_the_same_name_heals(office: Office) -> None:
    office.drop(BAD, b"PK\x03\x04 broken")
    office.run()
    office.drop(BAD, report())
    office.run()
    assert sorted(office.ledger.documents()["state"]) == ["recorded", "superseded"]
    assert not (office.workspace.quarantine / f"{BAD}.原因.txt").exists()
    assert (office.workspace.quarantine / f"{BAD}.已解决.txt").exists()


def test_copy_of_a_broken_file_stays_when_another_broken_one_takes_its_name(office: Office) -> None:
    for content in (b"PK\x03\x04 broken", b"PK\x03\x04 still broken", b"PK\x03\x04 still broken"):
        office.drop(BAD, content)
        office.run()
    folder = (office.workspace.quarantine / BAD).parent
    kept = next(place for place in folder.iterdir() if place.read_bytes() == b"PK\x03\x04 broken")
    assert (folder / "坏.docx").read_bytes() == b"PK\x03\x04 still broken"
    reasons = {"坏.docx.原因.txt", f"{kept.name}.已替换.txt"}
    assert {place.name for place in folder.iterdir()} == {"坏.docx", kept.name, *reasons}
    office.drop(BAD, report())
    office.run()
    assert kept.read_bytes() == b"PK\x03\x04 broken"
    assert (folder / "坏.docx.已解决.txt").exists() and not (folder / "坏.docx.原因.txt").exists()


def test_refused_file_dropped_again_is_tried_again(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    path = office.drop(GOOD, report(), mtime=1000)
    monkeypatch.setattr("etl.intake.reading.read", _explode)
    office.run()
    assert office.states() == {GOOD: "quarantined"}
    monkeypatch.undo()
    assert len(office.run()) == 0
    os.utime(path, (2000, 2000))
    office.run()
    assert office.states() == {GOOD: "recorded"}


def _explode(content: bytes, name: str, converted: bytes) -> Document:
    raise ZeroDivisionError(content.decode())


def test_unexpected_error_is_quarantined_and_logged_without_the_text(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.drop(GOOD, report())
    monkeypatch.setattr("etl.intake.reading.read", _explode)
    office.run()
    row = office.row(GOOD)
    assert row["state"] == "quarantined" and row["code"] == "XH-INTAKE-901"
    assert "ZeroDivisionError" in str(row["reason"])
    log = office.workspace.log.read_text("utf-8")
    assert "_explode" in log and "XH-INTAKE-901" in log and "粮食" not in log


def test_failed_extraction_is_tried_again_with_other_rules(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    import dataclasses

    def refuse(*args: object, **options: object) -> None:
        raise RecursionError

    office.drop(GOOD, report())
    monkeypatch.setattr("etl.intake.work.extract", refuse)
    office.run()
    assert office.row(GOOD)["code"] == "XH-INTAKE-902"
    monkeypatch.undo()
    monkeypatch.setattr("etl.intake.reading.read", _explode)
    process_all(office.ledger, dataclasses.replace(office.rulebook, version="mended"))
    assert office.states() == {GOOD: "recorded"}


def test_too_large_file_is_not_read(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    path = office.drop("甲县/甲镇/大.txt", b"")
    os.truncate(path, (office.workspace.settings.max_file_mb << 20) + 1)
    monkeypatch.setattr("etl.intake.stage._opened", _explode)
    office.run()
    assert office.row("甲县/甲镇/大.txt")["code"] == "XH-INTAKE-021"
    assert "100" in _reason(office, "甲县/甲镇/大.txt")
    assert not (office.workspace.quarantine / "甲县/甲镇/大.txt").exists()


def test_empty_file_is_quarantined(office: Office) -> None:
    office.drop("甲县/甲镇/空.txt", b"")
    office.drop("甲县/乙镇/空.txt", b"")
    office.run()
    assert {row["code"] for row in office.ledger.documents().rows(named=True)} == {"XH-INTAKE-020"}
    office.drop("甲县/甲镇/空.txt", report())
    office.run()
    assert office.states()["甲县/甲镇/空.txt"] == "recorded"


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.EACCES, "XH-INTAKE-011"),
        (errno.EBUSY, "XH-INTAKE-011"),
        (errno.ENOENT, "XH-INTAKE-012"),
        (errno.EIO, "XH-INTAKE-015"),
        (errno.ENOSPC, "XH-INTAKE-014"),
    ],
)
def test_trouble_of_the_file_system_waits_and_heals(
    office: Office, monkeypatch: pytest.MonkeyPatch, number: int, code: str
) -> None:
    def refuse(path: Path) -> None:
        raise OSError(number, os.strerror(number))

    office.drop(GOOD, report())
    monkeypatch.setattr("etl.intake.stage._opened", refuse)
    for _ in range(4):
        office.run()
        assert office.states() == {GOOD: "waiting"} and office.row(GOOD)["code"] == code
    monkeypatch.undo()
    office.run()
    assert office.states() == {GOOD: "recorded"}


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_file_without_permission_waits_and_heals(office: Office) -> None:
    path = office.drop(GOOD, report())
    path.chmod(0)
    office.run()
    assert office.row(GOOD)["code"] == "XH-INTAKE-011"
    path.chmod(0o600)
    office.run()
    assert office.states() == {GOOD: "recorded"}


def test_full_disk_pauses_before_it_is_full(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = namedtuple("usage", "total used free")
    office.drop(GOOD, report())
    monkeypatch.setattr("shutil.disk_usage", lambda path: usage(1 << 40, 1 << 40, 1 << 20))
    office.run()
    assert office.row(GOOD)["code"] == "XH-INTAKE-014"
    monkeypatch.undo()
    office.run()
    assert office.states() == {GOOD: "recorded"}


def test_full_disk_while_recording_is_nobodys_fault(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*args: object) -> None:
        raise OSError(errno.ENOSPC, "full")

    office.drop(GOOD, report())
    monkeypatch.setattr("etl.intake.work.write_together", full)
    for _ in range(5):
        office.run()
        _retry_at_once(office.ledger)
    assert office.states() == {GOOD: "waiting"}
    monkeypatch.undo()
    office.run()
    assert office.states() == {GOOD: "recorded"}


def test_file_changed_while_it_is_copied_waits(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    path = office.drop(GOOD, report(), mtime=1000)

    def open_and_write_on(real: Path) -> BinaryIO:
        source = real.open("rb")
        path.write_bytes(report() + b"more")
        return source

    monkeypatch.setattr("etl.intake.stage._opened", open_and_write_on)
    office.run()
    assert office.row(GOOD)["code"] == "XH-INTAKE-013"
    assert list(office.workspace.staging.iterdir()) == []
    monkeypatch.undo()
    office.run()
    assert office.states() == {GOOD: "recorded"}


def test_lost_copy_in_staging_is_staged_again(office: Office) -> None:
    office.drop(GOOD, report())
    office.arrive()
    for copy in office.workspace.staging.iterdir():
        copy.write_bytes(b"")
    process_all(office.ledger, office.rulebook)
    assert office.row(GOOD)["code"] in ("XH-INTAKE-031", "XH-INTAKE-053")
    office.run()
    assert office.states() == {GOOD: "recorded"}


def test_names_in_quarantine_are_allowed_everywhere(tmp_path: Path) -> None:
    assert place_of(tmp_path, 'a:b/c?."/x.docx') == tmp_path / "a_b" / "c_._" / "x.docx"


def _retry_at_once(ledger: Ledger) -> None:
    from etl.store.tables import contents

    with ledger._writing() as connection:
        connection.execute(contents.update().values(next_retry=None))


def test_quarantine_that_cannot_be_written_waits(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*args: object, **options: object) -> None:
        raise OSError(errno.ENOSPC, "full")

    office.drop(BAD, b"PK\x03\x04 broken")
    office.drop("甲县/甲镇/空.txt", b"")
    office.drop(GOOD, report())
    monkeypatch.setattr("etl.intake.note.quarantine", full)
    monkeypatch.setattr(importlib.import_module("etl.intake.arrive"), "quarantine", full)
    office.run()
    assert office.states() == {BAD: "waiting", "甲县/甲镇/空.txt": "waiting", GOOD: "recorded"}
    monkeypatch.undo()
    _retry_at_once(office.ledger)
    office.run()
    assert office.states() == {BAD: "quarantined", "甲县/甲镇/空.txt": "quarantined", GOOD: "recorded"}


def hang(content: bytes, name: str, converted: bytes) -> Document:
    if name == "坏.docx":
        time.sleep(600)
    return read_here(content, name)


def test_a_hanging_reader_costs_its_own_file_only(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    process = ReaderProcess("tests.intake.test_trouble:hang", seconds=6)
    monkeypatch.setattr("etl.intake.reading.read", process.read)
    office.drop(BAD, report("丙镇"))
    office.drop(GOOD, report())
    office.run()
    process.close()
    assert office.states() == {BAD: "quarantined", GOOD: "recorded"}
    assert office.row(BAD)["code"] == "XH-GATE-008" and "6 秒" in _reason(office, BAD)
