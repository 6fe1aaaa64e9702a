"""What people type as 更正值: figures in every form, and what is no figure, with the reason."""

from __future__ import annotations

from decimal import Decimal

import pytest

from etl.review.cells import Cell
from etl.review.correction import Corrections, Unusable
from etl.rulebook import Rulebook


@pytest.fixture(scope="module")
def corrections(rulebook: Rulebook) -> Corrections:
    return Corrections(rulebook.units)


@pytest.mark.parametrize(
    ("typed", "unit", "value"),
    [
        ("6950", "吨", "6950"),
        ("１２３万", "人", "1230000"),
        ("123万", "万元", "123"),
        ("1.2亿元", "万元", "12000"),
        ("1.2亿", "万元", "12000"),
        ("6,950.5", "吨", "6950.5"),
        (" 6 950 ", "吨", "6950"),
        ("１，２３４吨", "吨", "1234"),
        ("2公顷", "亩", "30"),
        ("6.5%", "%", "6.5"),
        ("－3.2", "%", "-3.2"),
        ("0", "起", "0"),
    ],
)
def test_text_that_is_a_figure_is_read_exactly(corrections: Corrections, typed: str, unit: str, value: str) -> None:
    assert corrections.read(Cell("text", typed), unit) == Decimal(value)


def test_a_number_cell_counts_in_the_unit_beside_it_to_fifteen_digits(corrections: Corrections) -> None:
    assert corrections.read(Cell("number", "0.30000000000000004"), "万元") == Decimal("0.3")
    assert corrections.read(Cell("number", "1.23E+6"), "人") == Decimal(1230000)


def test_a_cell_shown_in_per_cent_is_read_as_it_is_shown(corrections: Corrections) -> None:
    assert corrections.read(Cell("number", "0.065", percent=True), "%") == Decimal("6.5")


def test_a_formula_counts_with_its_saved_value_only(corrections: Corrections) -> None:
    assert corrections.read(Cell("number", "12", formula=True), "吨") == 12
    with pytest.raises(Unusable, match="没有保存计算结果"):
        corrections.read(Cell(formula=True), "吨")


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        (Cell("text", "约6950"), "不是一个数字"),
        (Cell("text", "6000-7000"), "不是一个数字"),
        (Cell("text", "见附件"), "不是一个数字"),
        (Cell("text", "12公里"), "单位"),
        (Cell("text", "3.123456789012"), "位数过多"),
        (Cell("date", "45000"), "日期"),
        (Cell("error", "#DIV/0!"), "错误值"),
        (Cell("truth", "1"), "逻辑值"),
    ],
)
def test_what_is_no_figure_is_refused_with_the_reason(corrections: Corrections, cell: Cell, why: str) -> None:
    with pytest.raises(Unusable, match=why):
        corrections.read(cell, "亩")
