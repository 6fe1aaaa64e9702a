"""What becomes of the originals: they stay, move or go; what somebody must still see to never does."""

from __future__ import annotations

import errno
import io
import os
import zipfile
from pathlib import Path

import pytest

from etl.intake import originals, put_away
from etl.rulebook import Rulebook
from etl.settings_file import load_settings
from etl.workspace import Workspace, init_workspace

from .conftest import Office, report


def office_that(keeps: str, folder: Path, rulebook: Rulebook) -> Office:
    init_workspace(folder)
    (folder / "xianhui.yaml").write_text(f"keep_originals: {keeps}\n", "utf-8")
    return Office(Workspace.open(folder), rulebook)


def lying(office: Office, folder: str = "inbox") -> list[str]:
    root = office.workspace.root / folder
    return sorted(path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file())


def packed(**members: bytes) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, data in members.items():
            archive.writestr(f"{name}.txt", data)
    return content.getvalue()


@pytest.fixture
def moving(tmp_path: Path, rulebook: Rulebook) -> Office:
    return office_that("move", tmp_path / "office", rulebook)


def run(office: Office) -> None:
    office.run()
    put_away(office.ledger)


def test_originals_stay_unless_somebody_wants_otherwise(office: Office) -> None:
    office.drop("甲县/甲镇/a.txt", report())
    run(office)
    assert lying(office) == ["甲县/甲镇/a.txt"]


def test_recorded_originals_move_under_the_same_folders(moving: Office) -> None:
    moving.drop("甲县/甲镇/a.txt", report())
    run(moving)
    assert lying(moving) == []
    assert (moving.workspace.processed / "甲县/甲镇/a.txt").read_bytes() == report()
    before = moving.ledger.documents()
    run(moving)
    assert moving.states() == {"甲县/甲镇/a.txt": "recorded"}
    assert moving.ledger.documents().equals(before)


def test_recorded_originals_go_when_asked(tmp_path: Path, rulebook: Rulebook) -> None:
    office = office_that("delete", tmp_path / "office", rulebook)
    office.drop("甲县/甲镇/a.txt", report())
    run(office)
    assert lying(office) == [] and not office.workspace.processed.exists()
    assert office.states() == {"甲县/甲镇/a.txt": "recorded"}


@pytest.mark.parametrize("keeps", ["move", "delete"])
def test_what_somebody_must_see_to_never_vanishes(tmp_path: Path, rulebook: Rulebook, keeps: str) -> None:
    office = office_that(keeps, tmp_path / "office", rulebook)
    office.drop("甲县/XX镇.txt", report("XX镇"))
    office.drop("来件/XX镇.txt", report("XX镇"))
    office.drop("甲县/甲镇/坏.docx", b"PK\x03\x04 cut off")
    office.drop("甲县/甲镇/~$a.docx", b"x")
    office.drop("甲县/甲镇/空.txt", b"")
    before = lying(office)
    run(office)
    run(office)
    assert lying(office) == before


def test_an_archive_goes_when_all_of_it_is_recorded(moving: Office) -> None:
    moving.drop("甲县/甲镇/好.zip", packed(a=report(year=2021), b=report(year=2022)))
    moving.drop("甲县/乙镇/半.zip", packed(a=report("乙镇"), b=b"PK\x03\x04 cut off"))
    run(moving)
    assert lying(moving) == ["甲县/乙镇/半.zip"]
    states = moving.states()
    assert states["甲县/甲镇/好.zip"] == "ignored"
    assert states["甲县/甲镇/好.zip/a.txt"] == states["甲县/乙镇/半.zip/a.txt"] == "recorded"
    run(moving)
    assert moving.states() == states


def test_copies_go_too_and_the_place_stays(moving: Office) -> None:
    first = moving.drop("甲县/乙镇/a.txt", report())
    moving.drop("来件/a.txt", report())
    moving.arrive()
    (first.parent.parent / "甲镇").mkdir()
    first.rename(first.parent.parent / "甲镇/a.txt")
    run(moving)
    run(moving)
    assert lying(moving) == []
    row = moving.row("甲县/甲镇/a.txt")
    assert (row["state"], row["township"]) == ("recorded", "甲镇")


def test_a_file_that_has_changed_since_stays_and_is_taken_anew(moving: Office) -> None:
    dropped = moving.drop("甲县/甲镇/a.txt", report(gdp="9.8"))
    moving.run()
    look = dropped.stat()
    dropped.write_bytes(report(gdp="9.9"))
    os.utime(dropped, ns=(look.st_atime_ns, look.st_mtime_ns))
    [(path, why)] = put_away(moving.ledger).failed
    assert (path, why.code) == ("甲县/甲镇/a.txt", "XH-INTAKE-060")
    assert lying(moving) == ["甲县/甲镇/a.txt"]
    dropped.touch()
    run(moving)
    assert lying(moving) == []
    assert sorted(state for state in moving.ledger.documents()["state"]) == ["recorded", "superseded"]


def test_a_name_that_is_taken_by_another_content_is_told_apart(moving: Office) -> None:
    for gdp in ("9.8", "9.9", "9.8"):
        moving.drop("甲县/甲镇/a.txt", report(gdp=gdp))
        run(moving)
    names = lying(moving, "已处理")
    assert len(names) == 2 and "甲县/甲镇/a.txt" in names


@pytest.mark.parametrize("code", [errno.EACCES, errno.ENOSPC, errno.EIO])
def test_what_cannot_go_stays_recorded_and_goes_later(
    moving: Office, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(code, os.strerror(code))

    moving.drop("甲县/甲镇/a.txt", report())
    moving.drop("来件/a.txt", report())
    moving.run()
    with monkeypatch.context() as patched:
        patched.setattr(originals, "_move", refuse)
        assert {path for path, _ in put_away(moving.ledger).failed} == {"甲县/甲镇/a.txt", "来件/a.txt"}
    assert moving.row("甲县/甲镇/a.txt")["state"] == "recorded"
    assert lying(moving) == ["来件/a.txt", "甲县/甲镇/a.txt"]
    run(moving)
    assert lying(moving) == []


def test_another_disk_gets_a_copy_before_the_original_goes(moving: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    replace = os.replace

    def other_disk(source: object, target: object) -> None:
        if "inbox" in str(source):
            raise OSError(errno.EXDEV, os.strerror(errno.EXDEV))
        replace(str(source), str(target))

    moving.drop("甲县/甲镇/a.txt", report())
    moving.run()
    monkeypatch.setattr(os, "replace", other_disk)
    assert put_away(moving.ledger).done == ["甲县/甲镇/a.txt"]
    assert lying(moving) == [] and lying(moving, "已处理") == ["甲县/甲镇/a.txt"]


def test_a_crash_between_note_and_move_loses_nothing(moving: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(*_: object) -> None:
        raise KeyboardInterrupt

    moving.drop("甲县/甲镇/a.txt", report())
    moving.run()
    with monkeypatch.context() as patched:
        patched.setattr(originals, "_go", crash)
        with pytest.raises(KeyboardInterrupt):
            put_away(moving.ledger)
    assert moving.states() == {"甲县/甲镇/a.txt": "recorded"}
    run(moving)
    assert moving.states() == {"甲县/甲镇/a.txt": "recorded"}
    assert lying(moving) == [] and lying(moving, "已处理") == ["甲县/甲镇/a.txt"]


def test_the_same_report_again_is_put_away_again(moving: Office) -> None:
    for path in ("甲县/甲镇/a.txt", "甲县/甲镇/a.txt", "来件/b.txt"):
        moving.drop(path, report())
        run(moving)
    assert lying(moving) == []
    assert moving.states() == {"甲县/甲镇/a.txt": "recorded", "来件/b.txt": "alias"}


def test_a_wrong_word_for_it_is_told(tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_text("keep_originals: keep\n", "utf-8")
    with pytest.raises(Exception, match="只能写 'stay', 'move', 'delete'"):
        load_settings(tmp_path / "x.yaml")
