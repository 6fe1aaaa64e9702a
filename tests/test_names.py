"""Whatever a place is called, the files made of its name stay in their folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from etl.names import file_name, name_fault


@pytest.mark.parametrize(
    "name",
    ["../../../../越界", "..", ".", "", "/etc/passwd", "C:\\石桥镇", "石桥镇 ", "a\0b", "con", "NUL.txt", "石桥镇?"],
)
def test_a_file_name_never_leaves_its_folder_and_such_a_name_is_refused(tmp_path: Path, name: str) -> None:
    path = tmp_path / file_name(name)
    path.write_bytes(b"")
    assert path.resolve().parent == tmp_path.resolve()
    assert name_fault(name) or file_name(name.strip()) == name.strip()


@pytest.mark.parametrize("name", ["石桥镇", "甲县", "双江（北）街道", "X镇", "莫力达瓦达斡尔族自治旗"])
def test_a_name_stays_as_it_is(name: str) -> None:
    assert file_name(name) == name and name_fault(name) == ""
