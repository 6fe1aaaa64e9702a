"""Parts of a year and plans of several years that govern more than their own clause."""

from __future__ import annotations

import pytest

from tests.extract.conftest import Figures


def test_months_that_open_a_sentence_govern_it_behind_semicolons(figures: Figures) -> None:
    found = figures("1-5月,完成税收5545万元;工业产值达6.8亿元,同比增长2.2%。", year=2023)
    assert {mention.period for mention in found if mention.type == "quantity"} == {"2023-01/2023-05"}


@pytest.mark.parametrize("other", ["去年全年", "3月当月", "2022年"])
def test_months_do_not_govern_what_names_its_own_time(figures: Figures, other: str) -> None:
    found = figures(f"1-5月,完成税收5545万元;{other}工业产值6.8亿元。", year=2023)
    assert found["6.8亿元"].period != "2023-01/2023-05"


def test_the_years_of_a_plan_are_those_of_what_was_done_in_them(figures: Figures) -> None:
    found = figures("“十一五”期间,全镇修路59公里;11个村通路。目前,730户用气。", year=2010)
    assert (found["59公里"].year, found["59公里"].period, found["11个"].period) == (None, "2006/2010", "2006/2010")
    assert found["730户"].period == "2010"
