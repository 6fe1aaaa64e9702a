"""A part is not its total, wherever the total stands; what has no total in the text is no part."""

from __future__ import annotations

import pytest

from tests.extract.conftest import Figures


@pytest.mark.parametrize(
    ("text", "surface", "indicator"),
    [
        ("全镇共有党支部26个、党员912人，其中村党支部17个，党员705人。", "26个", "party_branch_count"),
        ("全镇共有党支部26个、党员912人，其中村党支部17个，党员705人。", "17个", None),
        ("全镇共有党支部26个、党员912人，其中村党支部17个，党员705人。", "705人", None),
        ("全镇共有党支部26个，其中村党支部17个，党员912人。", "912人", "party_member_count"),
        ("粮食产量8600吨。其中夏季粮食产量2100吨；秋季粮食产量6500吨。", "8600吨", "grain_output"),
        ("粮食产量8600吨。其中夏季粮食产量2100吨；秋季粮食产量6500吨。", "6500吨", None),
        ("粮食产量8600吨。水稻喜获丰收。粮食产量6500吨。", "6500吨", "grain_output"),
        ("全镇共有党员912人（女党员203人）。", "912人", "party_member_count"),
        ("全镇共有党员912人（女党员203人）。", "203人", None),
        ("粮食产量8600吨（上年粮食产量8200吨）。", "8200吨", "grain_output"),
        ("各项存款余额11.2亿元，其中居民储蓄存款余额9.1亿元。", "9.1亿元", "savings_balance"),
        ("各项存款余额11.2亿元，其中居民储蓄存款余额9.1亿元。", "11.2亿元", None),
        ("有教职工210人，其中专任教师164人。", "164人", "full_time_teachers"),
        ("有教职工210人，其中专任教师164人。", "210人", None),
        ("有教职工210人，其中女教职工96人。", "210人", "full_time_teachers"),
        ("各类农机具3260台套，其中大中型拖拉机86台。", "86台", None),
        ("新建卫生厕所86座，其中农村危房改造32户；另有危房改造15户。", "15户", "dilapidated_house_renovated"),
    ],
)
def test_a_part_has_no_indicator_of_its_own(figures: Figures, text: str, surface: str, indicator: str | None) -> None:
    assert figures(text, year=2023)[surface].indicator == indicator


@pytest.mark.parametrize(
    ("text", "surface", "indicator"),
    [
        ("全镇8620户26500人，辖15个行政村。", "8620户", "household_count"),
        ("全镇8620户26500人，辖15个行政村。", "26500人", "registered_population"),
        ("全镇发放补贴8620户，辖15个行政村。", "8620户", None),
        ("其中水田9800亩，旱田2600亩，土3200亩，耕地面积1.5万亩。", "3200亩", "dry_land_area"),
        ("土地面积4.6万亩，耕地面积1.5万亩。", "4.6万亩", None),
        ("全镇辖17个行政村一个居委会。", "17个", "village_committee_count"),
        ("全镇辖17个行政村和1个居委会。", "17个", "village_committee_count"),
    ],
)
def test_words_at_the_figure_of_a_phrase_stand_next_to_it(
    figures: Figures, text: str, surface: str, indicator: str | None
) -> None:
    assert figures(text, year=2023)[surface].indicator == indicator
