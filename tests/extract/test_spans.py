"""Spans of years: what was done in all of them."""

from __future__ import annotations

import pytest

from tests.extract.conftest import Figures


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("五年来，硬化道路46公里。", "2016/2020"),
        ("过去五年，我们硬化道路46公里。", "2016/2020"),
        ("近三年来，先后硬化道路46公里。", "2018/2020"),
        ("近3年，硬化道路46公里。", "2018/2020"),
        ("十年间硬化道路46公里。", "2011/2020"),
        ("“十二五”期间，硬化道路46公里。", "2011/2015"),
        ("2017年以来，硬化道路46公里。", "2017/2020"),
        ("几年来，硬化道路46公里。", "2020"),
    ],
)
def test_what_is_told_of_several_years_is_cumulative_over_them(figures: Figures, text: str, period: str) -> None:
    mention = figures(text, year=2020)["46公里"]
    assert (mention.role, mention.period) == ("cumulative", period)
    assert mention.year == (2020 if period == "2020" else None)


@pytest.mark.parametrize(
    "text",
    [
        "一年来，硬化道路46公里。",
        "近年来，硬化道路46公里。",
        "2020年以来，硬化道路46公里。",
        "连续三年，硬化道路46公里。",
        "第三年来，硬化道路46公里。",
        "按照三年行动方案，硬化道路46公里。",
        "与近三年平均相比，硬化道路46公里。",
    ],
)
def test_what_is_told_of_one_year_is_not(figures: Figures, text: str) -> None:
    mention = figures(text, year=2020)["46公里"]
    assert (mention.role, mention.year) == ("actual", 2020)


def test_every_item_of_a_list_belongs_to_the_span(figures: Figures) -> None:
    found = figures("五年来，累计完成投资3.2亿元、改造农田8600亩、硬化道路65公里；建成水厂3座，惠及86户。", year=2020)
    told = [(mention.role, mention.period) for mention in found if mention.type == "quantity"]
    assert told == [("cumulative", "2016/2020")] * 5


def test_a_sentence_that_names_its_year_is_none_of_the_span(figures: Figures) -> None:
    found = figures("五年来，硬化道路46公里。今年建成水厂3座。改厕86户。", year=2020)
    assert [found[surface].role for surface in ("46公里", "3座", "86户")] == ["cumulative", "actual", "cumulative"]


def test_since_a_year_is_over_with_its_sentence(figures: Figures) -> None:
    found = figures("2017年以来，硬化道路46公里，建成水厂3座。改厕86户。", year=2020)
    assert [found[surface].role for surface in ("46公里", "3座", "86户")] == ["cumulative", "cumulative", "actual"]


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("近三年已硬化道路46公里。", "2018/2020"),
        ("我镇近两年先后硬化道路46公里。", "2019/2020"),
        ("过去五年硬化道路46公里。", "2016/2020"),
        ("最近三年先后硬化道路46公里。", "2018/2020"),
        ("五年共硬化道路46公里。", "2016/2020"),
        ("三年累计硬化道路46公里。", "2018/2020"),
        ("2016年建镇以来，硬化道路46公里。", "2016/2020"),
        ("2018年底以来，硬化道路46公里。", "2018/2020"),
    ],
)
def test_a_span_needs_no_comma_behind_it(figures: Figures, text: str, period: str) -> None:
    mention = figures(text, year=2020)["46公里"]
    assert (mention.role, mention.year, mention.period) == ("cumulative", None, period)


@pytest.mark.parametrize(
    "text",
    [
        "经过近三年努力，硬化道路46公里。",
        "近三年的规划中，硬化道路46公里。",
        "有近20年历史的村道得到硬化，共46公里。",
        "就近两年级学生上学的路，硬化46公里。",
        "去年以来，硬化道路46公里。",
    ],
)
def test_what_only_looks_like_a_span_is_none(figures: Figures, text: str) -> None:
    mention = figures(text, year=2020)["46公里"]
    assert (mention.role, mention.year) == ("actual", 2020)


def test_a_span_without_a_comma_is_over_with_its_part_of_the_sentence(figures: Figures) -> None:
    found = figures("近三年硬化道路46公里，其中村道30公里；建成水厂3座。改厕86户。", year=2020)
    told = [found[surface].role for surface in ("46公里", "30公里", "3座", "86户")]
    assert told == ["cumulative", "cumulative", "actual", "actual"]
