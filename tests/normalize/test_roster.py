"""A county's townships: what they are called, when they exist, who should report."""

from __future__ import annotations

from pathlib import Path

import pytest

from etl.errors import AuthorError, Problem
from etl.normalize.places import BY_FOLDER, BY_SIGNATURE, BY_WORDS, place
from etl.normalize.region_files import load_rosters
from etl.normalize.roster import Rosters, last_day_of
from etl.workspace import Workspace, init_workspace

REGION = """
county: 甲县
code: 500101
aliases: [甲州自治县]
townships:
  - name: 青山镇
    code: 500101100
    aliases: [青山街办]
  - {name: 青山乡, code: "500101200000"}
  - {name: 旧镇, valid_to: 2023-06-30, merged_into: 青山镇}
  - {name: 新镇, valid_from: 2023-07}
"""


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    init_workspace(tmp_path / "office")
    return Workspace.open(tmp_path / "office")


def rosters(workspace: Workspace, text: str = REGION, name: str = "500101.yaml") -> Rosters:
    folder = workspace.rules / "regions"
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(text, "utf-8")
    return load_rosters(workspace)


def problem(workspace: Workspace, text: str) -> Problem:
    with pytest.raises(AuthorError) as caught:
        rosters(workspace, text)
    assert len(caught.value.problems) == 1
    return caught.value.problems[0]


def who(known: Rosters, path: str, title: str = "", period: str | None = "2023") -> tuple[str, str, str]:
    found = place(path, title, "", known, period)
    return found.county, found.township, found.code


def test_codes_are_six_and_twelve_digits_however_they_are_written(workspace: Workspace) -> None:
    known = rosters(workspace)
    assert known.regions["甲县"].code == "500101"
    assert known.township_code("甲县", "青山镇") == "500101100000"
    assert known.township_code("甲县", "青山乡") == "500101200000"
    assert known.township_code("甲县", "没有镇") == known.township_code("乙县", "青山镇") == ""


def test_aliases_mean_the_township_in_folders_and_in_words(workspace: Workspace) -> None:
    known = rosters(workspace)
    assert who(known, "甲县/青山街办/a.txt") == ("甲县", "青山镇", "")
    assert who(known, "甲州自治县/青山镇/a.txt") == ("甲县", "青山镇", "")
    assert who(known, "甲县/a.txt", "青山街办2023年工作总结") == ("甲县", "青山镇", "")


def test_traditional_and_full_width_characters_are_the_same_name(workspace: Workspace) -> None:
    known = rosters(workspace)
    assert who(known, "甲縣/青山鎮/a.txt") == ("甲县", "青山镇", "")
    assert who(known, "甲县/a.txt", "青山鎮2023年工作總結") == ("甲县", "青山镇", "")


def test_two_suffixes_are_two_townships(workspace: Workspace) -> None:
    known = rosters(workspace)
    assert who(known, "甲县/青山乡/a.txt")[1] == "青山乡"
    assert who(known, "甲县/青山镇/a.txt", "青山乡2023年工作总结")[2] == "XH-PLACE-001"


def test_a_missing_suffix_gives_candidates_and_no_guess(workspace: Workspace) -> None:
    found = place("甲县/a.txt", "青山2023年工作总结", "", rosters(workspace), "2023")
    assert not found.claimed and found.code == "XH-PLACE-004"
    assert "甲县/青山乡" in found.reason and "甲县/青山镇" in found.reason


def test_what_was_merged_reports_as_its_successor_from_then_on(workspace: Workspace) -> None:
    known = rosters(workspace)
    assert who(known, "甲县/旧镇/a.txt", period="2022") == ("甲县", "旧镇", "")
    assert who(known, "甲县/旧镇/a.txt", period="2023H1") == ("甲县", "旧镇", "")
    assert who(known, "甲县/旧镇/a.txt", "旧镇2023年总结") == ("甲县", "青山镇", "XH-PLACE-007")
    assert who(known, "甲县/a.txt", "旧镇2023年总结") == ("甲县", "青山镇", "")
    assert who(known, "甲县/青山镇/a.txt", "旧镇2023年总结") == ("甲县", "青山镇", "")


def test_who_should_report_depends_on_the_period(workspace: Workspace) -> None:
    known = rosters(workspace)
    assert known.expected("甲县", "2022") == ["青山镇", "青山乡", "旧镇"]
    assert known.expected("甲县", "2023H1") == ["青山镇", "青山乡", "旧镇"]
    assert known.expected("甲县", "2023") == known.expected("甲县", None) == ["青山镇", "青山乡", "新镇"]
    assert known.expected("乙县", "2023") is None


@pytest.mark.parametrize(
    ("period", "day"),
    [
        ("2023", "2023-12-31"),
        ("2023H1", "2023-06-30"),
        ("2023Q3", "2023-09-30"),
        ("2023-01/2023-11", "2023-11-30"),
        ("2016/2020", "2020-12-31"),
        (None, "9999-12-31"),
    ],
)
def test_the_end_of_a_period(period: str | None, day: str) -> None:
    assert last_day_of(period) == day


def test_what_decided_is_said(workspace: Workspace) -> None:
    known = rosters(workspace)
    assert place("甲县/青山镇/a.txt", "", "", known).source == BY_FOLDER
    assert place("甲县/青山镇.txt", "", "", known).source == BY_WORDS
    assert place("甲县/a.txt", "", "青山镇人民政府", known).source == BY_SIGNATURE


def test_the_file_wins_over_the_settings(workspace: Workspace) -> None:
    (workspace.root / "xianhui.yaml").write_text(
        "counties:\n  甲县: {townships: [甲镇]}\n  乙县: {townships: [丙乡]}\n", "utf-8"
    )
    known = rosters(workspace)
    assert known.expected("甲县", "2023") == ["青山镇", "青山乡", "新镇"]
    assert known.expected("乙县", "2023") == ["丙乡"]


@pytest.mark.parametrize(
    ("old", "new", "line", "column", "code", "said"),
    [
        ("merged_into: 青山镇", "merged_into: 清山镇", 10, 51, "XH-REGION-003", "是不是“青山镇”"),
        ("aliases: [青山街办]", "alias: [青山街办]", 8, 5, "XH-RULE-003", "是不是“aliases”"),
        ("code: 500101\n", "code: 5001\n", 3, 7, "XH-RULE-005", "6 位"),
        ("[青山街办]", "[青山鄉]", 9, 12, "XH-REGION-002", "青山镇"),
        ("2023-06-30", "2023.6", 10, 26, "XH-RULE-005", "年月日"),
        ("- {name: 新镇, valid_from: 2023-07}", "- {valid_from: 2023-07}", 11, 5, "XH-RULE-004", "name"),
        ("valid_from: 2023-07}", "valid_from: 2023-07, valid_to: 2022}", 11, 47, "XH-REGION-005", "早于"),
        ("2023-06-30", "2024-02-30", 10, 26, "XH-RULE-005", "没有这一天"),
        ("name: 青山镇", "name: 青山/镇", 6, 11, "XH-RULE-005", "斜杠"),
        ("name: 青山镇", "name: '..'", 6, 11, "XH-RULE-005", "文件名"),
        ("- {name: 新镇,", "- {name: 新镇, merged_into: 新镇,", 11, 29, "XH-REGION-004", "并回自己"),
    ],
)
def test_a_mistake_is_told_with_its_place_and_the_nearest_name(
    workspace: Workspace, old: str, new: str, line: int, column: int, code: str, said: str
) -> None:
    assert old in REGION
    found = problem(workspace, REGION.replace(old, new))
    assert (found.place.line, found.place.column, found.code) == (line, column, code)
    assert said in str(found)


def test_a_county_has_one_file(workspace: Workspace) -> None:
    rosters(workspace)
    with pytest.raises(AuthorError, match="XH-REGION-001"):
        rosters(workspace, name="另一个.yaml")


@pytest.mark.parametrize(
    ("text", "line", "code", "said"),
    [
        ("", 1, "XH-REGION-006", "townships"),
        ("# 以后再写\n", 1, "XH-REGION-006", "townships"),
        ("county: 甲县\ntownships: []\n", 2, "XH-RULE-005", "至少要有一个乡镇街道"),
    ],
)
def test_a_roster_without_townships_is_no_roster(
    workspace: Workspace, text: str, line: int, code: str, said: str
) -> None:
    found = problem(workspace, text)
    assert (found.place.file.name, found.place.line, found.code) == ("500101.yaml", line, code)
    assert said in str(found)


def test_a_name_belongs_to_one_county(workspace: Workspace) -> None:
    rosters(workspace)
    other = "county: 乙县\naliases: [甲州自治縣]\ntownships:\n  - {name: 白水镇}\n"
    with pytest.raises(AuthorError) as caught:
        rosters(workspace, other, "500102.yaml")
    (found,) = caught.value.problems
    assert (found.place.file.name, found.place.line, found.code) == ("500102.yaml", 2, "XH-REGION-007")
    assert "甲县" in found.message


def test_a_name_belongs_to_one_county_of_file_and_settings(workspace: Workspace) -> None:
    (workspace.root / "xianhui.yaml").write_text("counties:\n  甲州自治县: {townships: [甲镇]}\n", "utf-8")
    with pytest.raises(AuthorError, match="XH-REGION-007"):
        rosters(workspace)
