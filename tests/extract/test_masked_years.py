"""Years of which a mask has eaten digits are dates, masks in small letters are holes, and neither is a value."""

from __future__ import annotations

import pytest

from tests.extract.conftest import Figures


@pytest.mark.parametrize(
    "year",
    ["20xx年", "20XX年", "20**年", "200*年", "201×年度", "202x年x月x日", "20__年", "20xx-20xx年", "2***年", "20xx年底"],
)
def test_a_masked_year_is_a_date(figures: Figures, year: str) -> None:
    found = figures(f"{year},全镇新修公路15公里。")
    assert found.of_type("date") == [year]
    assert found.quantities == ["15公里"]


@pytest.mark.parametrize("hole", ["20X万元", "19**亩", "200*户"])
def test_a_masked_figure_that_begins_like_a_year_is_a_hole(figures: Figures, hole: str) -> None:
    assert figures(f"全镇投入{hole}。").of_type("missing") == [hole]


@pytest.mark.parametrize("hole", ["xx万元", "x.x亿元", "xx.51亿元", "xx458元", "xx0.9%", "xxx户", "x万多亩", "x多名"])
def test_small_letters_mask_as_capitals_do(figures: Figures, hole: str) -> None:
    assert figures(f"全镇完成{hole},其余见附表。").of_type("missing") == [hole]


@pytest.mark.parametrize("text", ["选用max5个档位。", "箱体box3个。"])
def test_a_small_letter_of_a_latin_word_masks_nothing(figures: Figures, text: str) -> None:
    assert figures(text).of_type("missing") == []


def test_the_qualifier_before_a_hole_is_no_part_of_another_word(figures: Figures) -> None:
    assert figures("完成签约xx户,约xx户待签。").of_type("missing") == ["xx户", "约xx户"]


def test_growth_against_a_masked_year_belongs_to_its_level(figures: Figures) -> None:
    assert figures("完成税收9600万元,比20xx年底同比增长12.5%。").level_of("12.5%") == "9600万元"


def test_a_figure_of_a_masked_village_is_of_that_village(figures: Figures) -> None:
    assert figures("在xx村栽植茶叶80亩。")["80亩"].scope == "village"


def test_a_masked_document_number_is_one_name(figures: Figures) -> None:
    assert figures("按照青政发[20xx]6号文件落实。").of_type("name") == ["[20xx]6号"]


@pytest.mark.parametrize("hole", ["201X 亩", "XX 万元", "8*0户", "3×2人"])
def test_blanks_and_masks_inside_a_figure_leave_one_hole(figures: Figures, hole: str) -> None:
    assert figures(f"现有{hole}。").of_type("missing") == [hole]


def test_a_product_is_no_hole(figures: Figures) -> None:
    assert figures("宣传栏3*5米。").of_type("missing") == []


def test_the_figure_behind_a_list_of_masked_names_is_whole(figures: Figures) -> None:
    found = figures("整顿××、×××2个党组织。")
    assert (found.quantities, found.of_type("missing")) == (["2个"], [])
