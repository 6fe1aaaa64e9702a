"""Dates and spans of time printed with blanks between figures and words."""

from __future__ import annotations

import pytest

from tests.extract.conftest import Figures


@pytest.mark.parametrize(
    ("date", "year"),
    [("2020 年", 2020), ("2020 年度", 2020), ("2019 年 12 月 31 日", 2019), ("2018 年底", 2018), ("6 月底", None)],
)
def test_blanks_do_not_part_a_date(figures: Figures, date: str, year: int | None) -> None:
    found = figures(f"截至会前,{date} 完成 3 项工程。")
    assert found.of_type("date") == [date]
    assert found[date].year == year
    assert found.quantities == ["3 项"]


def test_months_with_blanks_are_the_period_of_a_figure(figures: Figures) -> None:
    assert figures("1-6 月份,完成投资 5 亿元。", year=2023)["5 亿元"].period == "2023H1"


def test_a_span_of_time_with_blanks_is_one(figures: Figures) -> None:
    assert figures("连续 5 年无事故,历时 20 余天完工。").of_type("duration") == ["连续 5 年", "20 余天"]


@pytest.mark.parametrize("half", ["上半年", "今年上半年", "下半年"])
def test_a_half_of_the_year_is_a_date(figures: Figures, half: str) -> None:
    found = figures(f"{half},全镇栽树6万株。")
    assert (found.of_type("date"), found.of_type("duration")) == ([half], [])


def test_half_a_year_is_a_span_of_time(figures: Figures) -> None:
    assert figures("半年来,全镇栽树6万株。").of_type("duration") == ["半年来"]


def test_the_half_of_the_year_named_last_is_the_period(figures: Figures) -> None:
    found = figures("上半年完成产值3亿元,下半年完成5亿元。", year=2023)
    assert (found["3亿元"].period, found["5亿元"].period) == ("2023H1", "2023H2")
