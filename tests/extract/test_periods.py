"""Periods of titles and of figures: one span of time has one name, and a title's second half is not its year's."""

from __future__ import annotations

import pytest

from .conftest import Figures


@pytest.mark.parametrize(
    ("title", "period"),
    [
        ("云岭乡2024年工作总结和下半年工作安排", "2024"),
        ("云岭乡2024年上半年工作总结暨下半年工作计划", "2024H1"),
        ("云岭乡2024年1—6月工作总结", "2024H1"),
        ("云岭乡2024年半年工作总结", "2024H1"),
        ("云岭乡2024年一季度工作小结及二季度计划", "2024Q1"),
        ("云岭乡2024年1-3月工作小结", "2024Q1"),
        ("云岭乡2024年前三季度工作总结", "2024-01/2024-09"),
        ("云岭乡2024年1-9月工作总结", "2024-01/2024-09"),
        ("云岭乡2024年三季度工作总结", "2024Q3"),
        ("云岭乡2024年1-12月工作总结", "2024"),
    ],
)
def test_a_title_names_one_period(figures: Figures, title: str, period: str) -> None:
    assert figures(f"{title}\n全乡粮食总产量2.3万吨。").profile.period == period


@pytest.mark.parametrize(
    ("sentence", "period"),
    [
        ("前三季度接待游客3万人次。", "2024-01/2024-09"),
        ("三季度接待游客3万人次。", "2024Q3"),
        ("1-6月接待游客3万人次。", "2024H1"),
        ("预计全年接待游客3万人次。", "2024"),
        ("上半年接待游客1万人次，全年预计接待游客3万人次。", "2024"),
        ("预计全年接待游客5万人次，上半年接待游客3万人次。", "2024H1"),
        ("接待游客3万人次，占全年任务的60%。", "2024-01/2024-11"),
    ],
)
def test_a_sentence_names_another_part_of_the_year(figures: Figures, sentence: str, period: str) -> None:
    found = figures(f"云岭乡2024年1-11月工作情况\n{sentence}")
    assert found["3万人次"].period == period


def test_a_sentence_of_parts_goes_on_with_the_year_of_the_one_before(figures: Figures) -> None:
    found = figures("2021年脱贫204户。其中，泉湖村31户。流转土地86亩。", year=2023)
    assert [found[surface].year for surface in ("204户", "31户", "86亩")] == [2021, 2021, 2023]


def test_months_that_are_compared_with_are_not_the_period(figures: Figures) -> None:
    found = figures("1-9月增加值增长10.9%，低于1-8月1个百分点。", year=2023)
    assert found["1个百分点"].period == "2023-01/2023-09"


@pytest.mark.parametrize("date", ["二OO四年", "二○○四年", "二〇〇四年", "二00四年"])
def test_a_year_in_chinese_digits_has_many_zeros(figures: Figures, date: str) -> None:
    found = figures(f"{date}，全镇总收入2.45亿元。", year=2005)
    assert (found.of_type("date")[1:], found["2.45亿元"].year) == ([date], 2004)


@pytest.mark.parametrize("date", ["1-3季度", "一至三季度", "第一、二季度", "一到三季度"])
def test_quarters_together_are_a_date(figures: Figures, date: str) -> None:
    found = figures(f"{date}完成投资41.5亿元。", year=2023)
    assert (found.of_type("date")[1:], found.quantities) == ([date], ["41.5亿元"])


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("2020年试种15亩，当年产值86万元。", 2020),
        ("当年产值86万元。", 2023),
        ("2020年试种15亩，今年产值86万元。", 2023),
    ],
)
def test_that_year_is_the_one_named_before(figures: Figures, text: str, year: int) -> None:
    assert figures(text, year=2023)["86万元"].year == year


def test_a_half_year_s_report_is_on_the_first_half(figures: Figures) -> None:
    assert figures("云岭街道2022年半年度工作总结\n新建公厕8座。")["8座"].period == "2022H1"
    assert figures("云岭街道2022年下半年度工作总结\n新建公厕8座。")["8座"].period == "2022H2"


PLAN = "青河乡2020年工作总结和2021年工作计划\n一、2020年工作总结\n造林300亩。\n二、2021年工作计划\n"


def test_last_year_is_the_one_before_that_of_the_chapter(figures: Figures) -> None:
    found = figures(PLAN + "在去年建成茶园500亩的基础上，再建800亩。")
    assert (found["500亩"].year, found["800亩"].year) == (2020, 2021)
    assert figures("青河乡2020年工作总结\n比去年多建茶园500亩，去年产茶8吨。")["8吨"].year == 2019


def test_next_year_in_a_plan_is_the_year_planned(figures: Figures) -> None:
    assert figures(PLAN + "明年造林600亩。")["600亩"].year == 2021
