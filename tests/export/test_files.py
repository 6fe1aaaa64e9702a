"""Writing: whole or not at all, and never stopped by a file that is open elsewhere."""

from __future__ import annotations

import errno
import os
from datetime import date
from pathlib import Path

import pytest

from etl.export.files import write_file, write_files


def test_same_bytes_are_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    assert write_file(path, b"1").changed
    os.utime(path, (1, 1))
    assert not write_file(path, b"1").changed
    assert path.stat().st_mtime == 1


def test_no_temporary_file_remains(tmp_path: Path) -> None:
    write_file(tmp_path / "深" / "a.csv", b"1")
    assert [path.name for path in (tmp_path / "深").iterdir()] == ["a.csv"]


def refuse(monkeypatch: pytest.MonkeyPatch, *names: str, number: int = errno.EACCES) -> None:
    """Renaming onto one of the names fails as it does on Windows when the file is open there."""
    replace = os.replace

    def busy(source: Path, target: Path) -> None:
        if Path(target).name in names:
            raise OSError(number, "busy")
        replace(source, target)

    monkeypatch.setattr(os, "replace", busy)


def test_open_file_gets_a_dated_sibling_and_a_message(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"old")
    refuse(monkeypatch, "a.xlsx")
    written = write_file(path, b"new")
    assert written.path.name == f"a_{date.today():%Y-%m-%d}.xlsx"
    assert written.path.read_bytes() == b"new" and path.read_bytes() == b"old"
    assert "XH-EXPORT-002" in written.message and "a.xlsx" in written.message


def test_open_sibling_gets_a_number(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    today = f"{date.today():%Y-%m-%d}"
    refuse(monkeypatch, "a.csv", f"a_{today}.csv")
    assert write_file(tmp_path / "a.csv", b"new").path.name == f"a_{today}(2).csv"


def test_full_disk_is_raised_and_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"old")
    refuse(monkeypatch, "a.csv", number=errno.ENOSPC)
    with pytest.raises(OSError, match="busy"):
        write_file(path, b"new")
    assert path.read_bytes() == b"old" and len(list(tmp_path.iterdir())) == 1


def test_of_several_files_none_is_replaced_when_the_disk_has_no_room_for_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = [tmp_path / f"{number}.csv" for number in range(12)]
    for path in paths:
        path.write_bytes(b"old")
    flush = os.fsync

    def full(handle: int) -> None:
        if os.fstat(handle).st_size == len(b"the longest"):
            raise OSError(errno.ENOSPC, "full")
        flush(handle)

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="full"):
        write_files({path: b"the longest" if path == paths[5] else b"new" for path in paths})
    assert {path.read_bytes() for path in tmp_path.iterdir()} == {b"old"} and len(list(tmp_path.iterdir())) == 12


def test_several_files_are_renamed_in_their_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    renamed: list[str] = []
    replace = os.replace

    def noted(source: Path, target: Path) -> None:
        renamed.append(Path(target).name)
        replace(source, target)

    monkeypatch.setattr(os, "replace", noted)
    names = [f"{number * 7 % 10}.csv" for number in range(10)]
    written = write_files({tmp_path / name: name.encode() * 1000 for name in names})
    assert renamed == names == [each.path.name for each in written]
