"""What a report without a title that says so is: its kind, and the year that it reports on."""

from __future__ import annotations

import pytest

from tests.extract.conftest import Figures

HISTORY = "一、基本情况\n我乡于1992年由两乡合并而成,辖5个村。\n"


@pytest.mark.parametrize(
    "text",
    [
        "2018年,完成财政收入3.3亿元,占年度计划的92%。",
        "今年圆满完成担负的任务,下步尽早规划产业布局。",
        "街道开展城中村改造,计划腾退房屋80栋。",
    ],
)
def test_a_text_that_merely_speaks_of_plans_is_no_plan(figures: Figures, text: str) -> None:
    assert figures(text).profile.kind == "总结"


@pytest.mark.parametrize("text", ["现将2024年工作计划报告如下:栽树6万株。", "现将2024年工作打算说明如下:栽树6万株。"])
def test_a_text_that_introduces_a_plan_is_one(figures: Figures, text: str) -> None:
    assert figures(text).profile.kind == "计划"


@pytest.mark.parametrize(
    "text", ["完成产值2037万元,增长8%。", "流转土地2000亩。", "发布时间:2022-05-16 03:57:00\n完成产值8万元。"]
)
def test_an_amount_or_a_day_of_posting_is_no_year_of_the_report(figures: Figures, text: str) -> None:
    assert figures(text).profile.year is None


def test_the_year_of_what_is_planned_is_not_before_the_one_reported_on(figures: Figures) -> None:
    profile = figures("至2007年10月,养殖面积12万亩;2006年产值达2亿元。").profile
    assert (profile.year, profile.plan_year) == (2007, 2008)


def test_the_history_of_the_place_does_not_date_the_report(figures: Figures) -> None:
    assert figures(HISTORY + "二、工作成效\n2016年脱贫61户。").profile.year == 2016


def test_half_a_year_in_the_title_is_the_first_half(figures: Figures) -> None:
    profile = figures("青山镇2016年半年工作总结\n完成产值8万元。").profile
    assert (profile.period, profile.plan_period) == ("2016H1", "2016H2")


def test_a_first_half_that_follows_in_the_title_is_not_the_second(figures: Figures) -> None:
    profile = figures("青山镇2016年下半年工作计划\n完成产值8万元。").profile
    assert (profile.kind, profile.period) == ("计划", "2016H2")
