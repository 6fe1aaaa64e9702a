"""Names that look like townships, where no roster tells."""

from __future__ import annotations

import pytest

from etl.normalize.region_files import place_words
from etl.normalize.spoken import PlaceNames

NAMES = PlaceNames(place_words())


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("石桥镇2024年工作总结", ["石桥镇"]),
        ("湖阳县城关镇2023年工作总结", ["城关镇"]),
        ("2023年新塘乡工作总结及2024年计划", ["新塘乡"]),
        ("东湖街道办事处2023年度总结", ["东湖街道"]),
        ("马家集镇总结", ["马家集镇"]),
        ("关于云岭乡2024年工作情况的报告", ["云岭乡"]),
        ("甲镇、乙乡总结", ["甲镇", "乙乡"]),
    ],
)
def test_a_name_is_heard(text: str, names: list[str]) -> None:
    assert NAMES.townships(text) == names


@pytest.mark.parametrize(
    "text",
    ["全镇2023年工作总结", "我乡总结", "XX镇2023年", "某某镇总结", "2023年乡镇工作总结", "乡镇企业总结", "2023年乡村振兴工作总结",
     "小城镇建设总结", "特色小镇建设", "青溪县人民政府"],
)  # fmt: skip
def test_words_for_any_township_and_for_none_are_no_names(text: str) -> None:
    assert NAMES.townships(text) == []
