"""Years that words name: counted from the report's, or from the one named before them."""

from __future__ import annotations

import pytest

from tests.extract.conftest import Figures


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("2017年开工，次年改厕86户。", 2018),
        ("2017年开工，翌年改厕86户。", 2018),
        ("2017年开工，第二年改厕86户。", 2018),
        ("2017年开工，同年改厕86户。", 2017),
        ("前年改厕86户。", 2018),
        ("上一年度改厕86户。", 2019),
        ("五年前，改厕86户。", 2015),
        ("10年前，改厕86户。", 2010),
        ("2017年改厕30户，如今已改厕86户。", 2020),
        ("三年前改厕30户，目前改厕86户。", 2020),
    ],
)
def test_a_year_may_be_told_by_words(figures: Figures, text: str, year: int) -> None:
    assert figures(text, year=2020)["86户"].year == year


@pytest.mark.parametrize(
    "text",
    [
        "项目开工，次年改厕86户。",
        "去年以来，改厕86户。",
        "去年10月以来，改厕86户。",
        "与五年前相比，多改厕86户。",
        "春节年前，改厕86户。",
    ],
)
def test_words_that_tell_no_year_leave_it(figures: Figures, text: str) -> None:
    assert figures(text, year=2020)["86户"].year == 2020
