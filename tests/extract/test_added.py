"""Totals behind their parts."""

from __future__ import annotations

import pytest

from tests.extract.conftest import Figures


def test_a_total_of_several_things_is_none_of_them(figures: Figures) -> None:
    found = figures("种植玉米2000亩、大豆800亩，共计2800亩。出栏生猪5000头，出栏牛300头，合计5300头。", year=2023)
    assert (found["2000亩"].indicator, found["800亩"].indicator) == ("maize_sown_area", "soybean_sown_area")
    assert (found["2800亩"].indicator, found["5300头"].indicator) == (None, None)
    assert "之和" in found["5300头"].reason
    counts = figures("建成小型水库3座、山塘12口、泵站5座，合计20处。", year=2023)
    assert counts["20处"].indicator is None


def test_a_total_of_one_thing_is_that_and_its_parts_are_parts(figures: Figures) -> None:
    found = figures("东片硬化村组道路3公里，西片硬化村组道路2.5公里，共计5.5公里。", year=2023)
    assert [found[s].indicator for s in ("3公里", "2.5公里", "5.5公里")] == [None, None, "road_hardened_length"]


def test_a_total_of_what_is_of_several_is_the_townships(figures: Figures) -> None:
    found = figures("青山建材有限公司投资3亿元，海川纺织有限公司投资2亿元，合计5亿元。", year=2023)
    assert [found[s].scope for s in ("3亿元", "2亿元", "5亿元")] == [
        "company_or_project",
        "company_or_project",
        "township",
    ]
    villages = figures("泉湖村改厕30户，石门村改厕56户，共86户。", year=2023)
    assert [villages[s].scope for s in ("30户", "56户", "86户")] == ["village", "village", "township"]


def test_a_total_of_one_village_is_the_villages(figures: Figures) -> None:
    found = figures("泉湖村种植玉米200亩、大豆80亩，共计280亩。", year=2023)
    assert found["280亩"].scope == "village"


@pytest.mark.parametrize(
    "text",
    [
        "种植玉米2000亩、大豆800亩，共计3000亩。",
        "种植大豆2800亩，共计2800亩。",
        "种植玉米1000人、大豆800亩，共计1800亩。",
    ],
)
def test_what_does_not_add_up_is_no_total(figures: Figures, text: str) -> None:
    assert "之和" not in list(figures(text, year=2023))[-1].reason


def test_a_total_that_is_named_keeps_its_name(figures: Figures) -> None:
    found = figures("早稻产量3000吨，晚稻产量4000吨，粮食总产量共计7000吨。", year=2023)
    assert found["7000吨"].indicator == "grain_output"
