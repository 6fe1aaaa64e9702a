"""Whose report it is, and when nobody can say."""

from __future__ import annotations

import pytest

from etl.normalize.folders import folders_of
from etl.normalize.places import BY_FOLDER, Placement, place
from etl.normalize.region_files import place_words
from etl.normalize.roster import Region, Rosters, Township


def _region(county: str, code: str, *names: str) -> Region:
    return Region(county=county, code=code, townships=tuple(Township(name=name) for name in names))


WORDS = place_words()
NO_ROSTER = Rosters(words=WORDS)
ROSTER = Rosters(
    [
        _region("甲县", "500101", "城关镇", "东城关镇", "青山镇", "青山乡"),
        _region("乙县", "500102", "城关镇", "白水镇"),
    ],
    words=WORDS,
)


def _who(path: str, title: str = "", signature: str = "") -> tuple[str, str, str]:
    found = place(path, title, signature, ROSTER)
    return found.county, found.township, found.code


@pytest.mark.parametrize(
    ("path", "title", "expected"),
    [
        ("甲县/青山镇/a.txt", "青山镇2023年工作总结", ("甲县", "青山镇", "")),
        ("甲县/青山镇/2023/年底/a.txt", "", ("甲县", "青山镇", "")),
        ("甲县/青山镇/包.zip/乙县/白水镇.txt", "", ("甲县", "青山镇", "XH-PLACE-002")),
        ("甲县/汇总.zip/青山镇/a.txt", "", ("甲县", "青山镇", "")),
    ],
)
def test_folders_decide(path: str, title: str, expected: tuple[str, str, str]) -> None:
    assert _who(path, title) == expected


def test_title_of_another_township_of_the_county_is_unclaimed() -> None:
    found = place("甲县/青山镇/a.txt", "城关镇2023年工作总结", "", ROSTER)
    assert not found.claimed and found.code == "XH-PLACE-001"
    assert "青山镇" in found.reason and "城关镇" in found.reason


def test_title_that_names_both_is_no_contradiction() -> None:
    assert _who("甲县/青山镇/a.txt", "青山镇与城关镇结对工作总结") == ("甲县", "青山镇", "")


def test_title_of_a_township_elsewhere_is_a_warning() -> None:
    assert _who("甲县/青山镇/a.txt", "白水镇2023年工作总结") == ("甲县", "青山镇", "XH-PLACE-002")


def test_file_name_of_another_township_is_a_warning() -> None:
    assert _who("甲县/青山镇/城关镇总结.txt") == ("甲县", "青山镇", "XH-PLACE-002")


@pytest.mark.parametrize(
    ("path", "title", "expected"),
    [
        ("甲县/总结材料/青山镇2023年总结.txt", "", ("甲县", "青山镇", "")),
        ("甲县/2023年/a.txt", "青山乡2023年工作总结", ("甲县", "青山乡", "")),
        ("甲县/2023年/a.txt", "2023年工作总结", ("", "", "XH-PLACE-005")),
    ],
)
def test_folder_that_is_no_township_leaves_it_to_the_words(
    path: str, title: str, expected: tuple[str, str, str]
) -> None:
    assert _who(path, title) == expected


def test_folder_that_is_not_on_the_roster_is_believed_with_a_warning() -> None:
    found = place("甲县/青山街道/a.txt", "", "", ROSTER)
    assert (found.county, found.township, found.code) == ("甲县", "青山街道", "XH-PLACE-003")
    assert "青山" in found.remedy


def test_without_a_roster_folders_are_all_that_is_known() -> None:
    for title in ("2023年工作总结", "青山镇总结", "XX镇总结", "全镇乡村振兴总结", "中共青山镇委员会总结"):
        assert place("丙县/青山镇/a.txt", title, "", NO_ROSTER) == Placement("丙县", "青山镇", source=BY_FOLDER)
    assert place("丙县/a.txt", "2023年总结", "", NO_ROSTER).code == "XH-PLACE-005"


@pytest.mark.parametrize("title", ["城关镇2023年工作总结", "丙县城关镇人民政府工作总结", "2023年城关镇总结"])
def test_without_a_roster_a_title_that_names_another_township_asks(title: str) -> None:
    found = place("丙县/青山镇/a.txt", title, "", NO_ROSTER)
    assert (found.claimed, found.code) == (False, "XH-PLACE-001")
    assert "inbox/丙县/城关镇/" in found.remedy and "xianhui claim" in found.remedy


@pytest.mark.parametrize(("path", "title"), [("丙县/城关镇2023年总结.txt", ""), ("丙县/a.txt", "城关镇2023年总结")])
def test_a_county_without_a_roster_says_how_to_get_one(path: str, title: str) -> None:
    found = place(path, title, "", NO_ROSTER)
    assert (found.claimed, found.code) == (False, "XH-PLACE-009")
    assert "inbox/丙县/城关镇/" in found.remedy and "xianhui region add 丙县" in found.remedy


@pytest.mark.parametrize(
    ("path", "title", "expected"),
    [
        ("甲县/城关镇2023年总结.txt", "", ("甲县", "城关镇", "")),
        ("甲县/a.txt", "城关镇2023年总结", ("甲县", "城关镇", "")),
        ("a.txt", "白水镇2023年总结", ("乙县", "白水镇", "")),
        ("a.txt", "乙县城关镇2023年总结", ("乙县", "城关镇", "")),
        ("a.txt", "城关镇2023年总结", ("", "", "XH-PLACE-004")),
        ("白水镇.txt", "青山镇2023年总结", ("", "", "XH-PLACE-004")),
        ("a.txt", "XX镇2023年总结", ("", "", "XH-PLACE-005")),
        ("白水镇/a.txt", "", ("乙县", "白水镇", "")),
        ("城关镇/a.txt", "", ("", "", "XH-PLACE-005")),
        ("2023年/白水镇.txt", "", ("", "", "XH-PLACE-005")),
        ("2023年/乙县白水镇.txt", "", ("乙县", "白水镇", "")),
    ],
)
def test_without_the_folder_the_roster_decides(path: str, title: str, expected: tuple[str, str, str]) -> None:
    assert _who(path, title) == expected


def test_signature_counts_only_where_name_and_title_are_silent() -> None:
    assert _who("a.txt", "2023年总结", "白水镇人民政府") == ("乙县", "白水镇", "")
    assert _who("a.txt", "青山镇2023年总结", "白水镇人民政府") == ("甲县", "青山镇", "")


def test_name_inside_a_longer_one_is_not_named() -> None:
    assert _who("甲县/a.txt", "东城关镇2023年总结") == ("甲县", "东城关镇", "")
    assert _who("甲县/a.txt", "东城关镇与城关镇") == ("", "", "XH-PLACE-004")


def test_suffix_tells_apart() -> None:
    assert _who("甲县/a.txt", "青山乡2023年总结") == ("甲县", "青山乡", "")


def test_candidates_are_named() -> None:
    assert "乙县/城关镇" in place("a.txt", "城关镇总结", "", ROSTER).reason


def test_archive_is_no_folder() -> None:
    assert folders_of("甲县/汇总.ZIP/青山镇/x.txt") == ["甲县", "青山镇"]
