"""Whatever lies in the inbox is taken, or shown with the reason why not."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest

from etl.errors import WorkspaceError
from etl.intake import Inbox
from etl.intake.scan import scan
from etl.settings import IGNORED

from .conftest import Office, report

posix = pytest.mark.skipif(sys.platform == "win32", reason="such files exist on POSIX systems only")


def test_directory_named_like_a_file_is_ignored_visibly(office: Office) -> None:
    office.drop("甲县/甲镇/x.txt/报告.txt", report())
    office.run()
    assert office.states() == {"甲县/甲镇/x.txt": "ignored", "甲县/甲镇/x.txt/报告.txt": "recorded"}
    assert office.row("甲县/甲镇/x.txt")["code"] == "XH-INTAKE-002"


def test_temporary_files_are_ignored_and_counted(office: Office) -> None:
    for name in ("~$报告.docx", "报告.docx.tmp", "THUMBS.DB", "._报告.docx", "@eaDir/报告.docx", "a.crdownload"):
        office.drop(f"甲县/甲镇/{name}", report())
    arrived = office.arrive()
    assert arrived.taken == [] and arrived.ignored.total() == 6
    assert set(office.states().values()) == {"ignored"}
    assert "甲县/甲镇/@eaDir/报告.docx" not in office.states()


@posix
def test_link_out_of_the_inbox_is_not_followed(office: Office, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_bytes(report())
    (tmp_path / "secrets").mkdir()
    (tmp_path / "secrets/a.txt").write_bytes(report())
    inside = office.drop("甲县/甲镇/报告.txt", report())
    folder = inside.parent
    (folder / "out.txt").symlink_to(tmp_path / "secret.txt")
    (folder / "outdir").symlink_to(tmp_path / "secrets")
    (folder / "dead.txt").symlink_to(folder / "nothing")
    (folder / "loop").symlink_to(folder)
    (folder / "same.txt").symlink_to(inside)
    office.run()
    codes = {path.rpartition("/")[2]: office.row(path)["code"] for path in office.states()}
    assert codes["out.txt"] == codes["outdir"] == "XH-INTAKE-003"
    assert codes["dead.txt"] == "XH-INTAKE-005" and codes["loop"] == "XH-INTAKE-004"
    assert {office.states()[f"甲县/甲镇/{name}"] for name in ("same.txt", "报告.txt")} == {"recorded", "alias"}


@posix
def test_pipe_is_never_opened(office: Office) -> None:
    office.drop("甲县/甲镇/报告.txt", report())
    os.mkfifo(office.workspace.inbox / "甲县/甲镇/管道.txt")
    office.run()
    assert office.states() == {"甲县/甲镇/报告.txt": "recorded", "甲县/甲镇/管道.txt": "ignored"}


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux allows any bytes in names")
def test_name_that_is_not_utf8_is_shown_readably_and_taken(office: Office) -> None:
    folder = os.fsencode(office.workspace.inbox) + "/甲县/甲镇".encode("gb18030")
    os.makedirs(folder)
    for name, year in ((b"\xb1\xa8\xb8\xe6.txt", 2022), (b"\xff\xff.txt", 2023)):
        with open(folder + b"/" + name, "wb") as file:
            file.write(report(year=year))
    office.run()
    assert office.states() == {"甲县/甲镇/报告.txt": "recorded", "甲县/甲镇/\\xff\\xff.txt": "recorded"}


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux allows any bytes in names")
def test_two_names_that_look_the_same_stay_two_files(office: Office) -> None:
    office.drop("报告.txt", report(gdp="1"))
    with open(os.fsencode(office.workspace.inbox) + b"/\xb1\xa8\xb8\xe6.txt", "wb") as file:
        file.write(report(gdp="2"))
    assert set(scan(office.workspace.inbox, ()).files) == {"报告.txt", "\\xb1\\xa8\\xb8\\xe6.txt"}


def test_folder_that_cannot_be_listed_waits_and_nothing_in_it_is_gone(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.drop("甲县/甲镇/报告.txt", report())
    office.run()
    listing = os.scandir

    def refuse(folder: str):  # type: ignore[no-untyped-def]
        if str(folder).endswith("甲镇"):
            raise PermissionError(13, "denied")
        return listing(folder)

    monkeypatch.setattr(os, "scandir", refuse)
    office.run()
    assert office.states() == {"甲县/甲镇": "waiting", "甲县/甲镇/报告.txt": "recorded"}
    assert office.ledger.sightings()["甲县/甲镇/报告.txt"].present
    monkeypatch.undo()
    office.run()
    assert office.states() == {"甲县/甲镇/报告.txt": "recorded"}, "a folder is no file"


def test_file_that_vanished_before_it_was_read_is_shown_as_gone(office: Office) -> None:
    path = office.drop("甲县/甲镇/报告.txt", report())
    Inbox(office.ledger).look(1.0)
    assert office.states() == {"甲县/甲镇/报告.txt": "waiting"}
    path.unlink()
    office.run()
    assert office.row("甲县/甲镇/报告.txt")["code"] == "XH-INTAKE-055"
    assert office.states() == {"甲县/甲镇/报告.txt": "ignored"}


def test_inbox_that_is_not_there_is_an_error_and_not_an_empty_inbox(office: Office) -> None:
    office.drop("甲县/甲镇/报告.txt", report())
    office.run()
    shutil.move(office.workspace.inbox, office.workspace.root / "elsewhere")
    with pytest.raises(WorkspaceError) as error:
        office.arrive()
    assert error.value.code == "XH-INTAKE-009"
    assert office.ledger.sightings()["甲县/甲镇/报告.txt"].present


def test_walk_is_in_the_order_of_names(tmp_path: Path) -> None:
    for name in ("b", "a", "c/z", "c/a"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"x")
    found = scan(tmp_path, IGNORED)
    assert list(found.files) == ["a", "b", "c/a", "c/z"]
