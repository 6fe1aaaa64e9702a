"""Which folders are a county's and a township's, and which are none: years, batches, materials, bureaus."""

from __future__ import annotations

from pathlib import Path

import pytest

from etl.errors import AuthorError
from etl.normalize.folders import site_of
from etl.normalize.places import BY_FOLDER, Placement, place
from etl.normalize.region_files import load_rosters, place_words
from etl.normalize.roster import Region, Rosters, Township
from etl.rulebook import load_rulebook
from etl.workspace import Workspace, init_workspace

NO_ROSTER = Rosters(words=place_words())
ROSTER = Rosters(
    [Region(county="青溪县", townships=(Township(name="石桥镇"), Township(name="东河镇")))], words=place_words()
)


def where(path: str, rosters: Rosters = NO_ROSTER) -> tuple[str, str]:
    site = site_of(path, rosters)
    return site.county, site.township


@pytest.mark.parametrize("rosters", [NO_ROSTER, ROSTER], ids=["no roster", "roster"])
@pytest.mark.parametrize("folder", ["石桥镇人民政府", "石桥镇党政办", "石桥镇办事处"])
def test_folder_of_the_office_is_the_townships(folder: str, rosters: Rosters) -> None:
    found = place(f"青溪县/{folder}/a.txt", "石桥镇2024年工作总结", "", rosters)
    assert (found.county, found.township, found.code) == ("青溪县", "石桥镇", "")


def test_office_is_left_its_name_where_the_roster_calls_it_so_or_it_is_no_townships() -> None:
    called = Rosters([Region(county="青溪县", townships=(Township(name="东湖街道办事处"),))], words=place_words())
    assert where("青溪县/东湖街道办事处/a.txt", called) == ("青溪县", "东湖街道办事处")
    assert where("青溪县/东湖办事处/a.txt") == ("青溪县", "东湖办事处")
    assert where("青溪县/县政府/石桥镇/a.txt") == ("青溪县", "石桥镇")


@pytest.mark.parametrize("rosters", [NO_ROSTER, ROSTER], ids=["no roster", "roster"])
@pytest.mark.parametrize(
    "path",
    ["青溪县/2024年/石桥镇/a.txt", "青溪县/2024/总结材料/石桥镇/a.txt", "2024年/青溪县/石桥镇/a.txt", "2024/第一批/青溪县/石桥镇/a.txt",
     "青溪县/二〇二四年各乡镇/石桥镇/a.txt", "青溪县/各乡镇/石桥镇/a.txt", "青溪县/乡镇街道/石桥镇/终稿/东河镇/a.txt",
     "青溪县/农业农村局/石桥镇/a.txt", "各县区/青溪县/石桥镇/a.txt", "湖阳市/青溪县/石桥镇/a.txt", "青溪县/东部片区/石桥镇/a.txt"],
)  # fmt: skip
def test_years_batches_materials_and_bureaus_are_passed_over_wherever_they_lie(path: str, rosters: Rosters) -> None:
    assert where(path, rosters) == ("青溪县", "石桥镇")
    title = "石桥镇2024年工作总结"
    assert place(path, title, "", rosters) == Placement("青溪县", "石桥镇", source=BY_FOLDER)


@pytest.mark.parametrize(
    ("path", "site"),
    [
        ("青溪县/2024年/a.txt", ("青溪县", "")),
        ("青溪县/农业农村局/a.txt", ("青溪县", "")),
        ("青溪县/2024年乡镇/a.txt", ("青溪县", "")),
        ("2024年青溪县/石桥镇/a.txt", ("", "石桥镇")),
        ("总结材料/石桥镇/a.txt", ("", "石桥镇")),
        ("临港经济开发区/石桥镇/a.txt", ("临港经济开发区", "石桥镇")),
        ("青溪县/临港经济开发区/a.txt", ("青溪县", "临港经济开发区")),
        ("青溪县/开发区/a.txt", ("青溪县", "开发区")),
        ("石桥镇/老区/a.txt", ("", "石桥镇")),
    ],
)
def test_a_folder_that_looks_like_no_place_is_never_believed_to_be_one(path: str, site: tuple[str, str]) -> None:
    assert where(path) == site


def test_a_county_without_roster_keeps_its_townships_beside_counties_with_one() -> None:
    assert where("丙县/石桥镇/a.txt", ROSTER) == ("丙县", "石桥镇")
    assert where("2024年/石桥镇/a.txt", ROSTER) == ("青溪县", "石桥镇")


def test_a_year_folder_alone_is_no_township_and_the_advice_names_the_right_folder() -> None:
    found = place("青溪县/2024年/a.txt", "石桥镇2024年工作总结", "", NO_ROSTER)
    assert (found.claimed, found.code) == (False, "XH-PLACE-009")
    assert "inbox/青溪县/石桥镇/" in found.remedy
    found = place("2024年/石桥镇/a.txt", "2024年工作总结", "", NO_ROSTER)
    assert (found.claimed, found.code) == (False, "XH-PLACE-005")
    assert "石桥镇" in found.reason and "inbox/某某县/石桥镇/" in found.remedy


def test_a_folder_that_is_short_for_the_one_township_that_is_named_is_that_township() -> None:
    for path, title in [
        ("青溪县/石桥/a.txt", "石桥镇2024年工作总结"),
        ("青溪县/2024年/石桥/石桥镇总结.txt", "工作总结"),
    ]:
        assert place(path, title, "", NO_ROSTER) == Placement("青溪县", "石桥镇", source=BY_FOLDER)
    for title in ("2024年工作总结", "东河镇2024年工作总结", "石桥镇、东河镇2024年工作总结"):
        assert not place("青溪县/石桥/a.txt", title, "", NO_ROSTER).claimed
    assert "“石桥”" in place("青溪县/石桥/a.txt", "2024年工作总结", "", NO_ROSTER).reason


def test_a_title_agrees_with_a_folder_only_by_its_whole_name() -> None:
    found = place("青溪县/城关镇/a.txt", "东城关镇2024年工作总结", "", NO_ROSTER)
    assert (found.claimed, found.code) == (False, "XH-PLACE-001")
    assert place("青溪县/城关镇/a.txt", "中共城关镇委员会2024年工作总结", "", NO_ROSTER).township == "城关镇"


def test_a_bureau_is_no_township_and_is_told_so() -> None:
    for bureau in ("农业农村局", "乡村振兴局", "县委办", "发改委", "政务服务中心"):
        found = place(f"青溪县/{bureau}/a.txt", f"青溪县{bureau}2024年工作总结", "", NO_ROSTER)
        assert (found.claimed, found.code) == (False, "XH-PLACE-010")
        assert bureau in found.reason
    assert place("青溪县/农业农村局/a.txt", "石桥镇2024年工作总结", "", ROSTER).township == "石桥镇"


def test_an_office_says_in_its_own_rules_how_its_townships_are_called(tmp_path: Path) -> None:
    init_workspace(tmp_path / "office")
    workspace = Workspace.open(tmp_path / "office")
    before = load_rosters(workspace)
    assert where("青溪县/东部片区/a.txt", before) == ("青溪县", "")
    (workspace.rules / "places.yaml").write_text("township_endings: [镇, 乡, 片区, 管理处]\n", "utf-8")
    after = load_rosters(workspace)
    assert where("青溪县/东部片区/a.txt", after) == ("青溪县", "东部片区")
    assert where("青溪县/北山管理处/a.txt", after) == ("青溪县", "北山管理处")
    assert place("青溪县/a.txt", "北山管理处2024年工作总结", "", after).code == "XH-PLACE-009"
    assert before.fingerprint() != after.fingerprint(), "all places are decided again"


def test_a_mistake_in_the_words_for_places_is_told_at_its_line(tmp_path: Path) -> None:
    (tmp_path / "places.yaml").write_text("township_endings: [镇]\ncounty_ending: [县]\n", "utf-8")
    with pytest.raises(AuthorError) as caught:
        load_rulebook(overlay=tmp_path)
    (problem,) = caught.value.problems
    assert (problem.place.line, problem.code) == (2, "XH-RULE-003") and "county_endings" in problem.advice
