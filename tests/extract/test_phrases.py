"""Phrases of everyday reports beside the traps: capacities, quarters, generations, phone numbers, averages, classifiers."""

from __future__ import annotations

from decimal import Decimal as D

import pytest

from .conftest import Figures


@pytest.mark.parametrize("text", ["新装变压器容量8800千伏安。", "新装变压器容量8800kVA。"])
def test_the_capacity_of_a_transformer_is_no_class_of_line(figures: Figures, text: str) -> None:
    assert [value for value, _ in figures(text).values()] == [D(8800)]


@pytest.mark.parametrize("quarter", ["前三季度", "第三季度", "三季度末", "4季度"])
def test_a_quarter_is_a_date(figures: Figures, quarter: str) -> None:
    found = figures(f"{quarter}完成产值3000万元。", year=2023)
    assert found[quarter].type == "date"
    assert found.values() == [(D(30_000_000), "元")]


def test_four_quarters_are_a_number_of_them(figures: Figures) -> None:
    assert figures("连续四个季度名列全县前茅。")["四个季度"].type != "date"


@pytest.mark.parametrize("text", ["吸引80后返乡。", "党员接受119消防宣传。", "拨打110报警。"])
def test_generations_and_phone_numbers_are_names(figures: Figures, text: str) -> None:
    assert [mention.type for mention in figures(text)] == ["name"]


def test_a_figure_that_only_looks_like_a_phone_number_counts(figures: Figures) -> None:
    assert figures("接警110起，改厕80户后验收。").values() == [(D(110), "起"), (D(80), "户")]


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("人均占有粮食520公斤/人。", D(520), "公斤/人"),
        ("人均住房面积38.5平方米/人。", D("38.5"), "平方米/人"),
        ("摆放花卉5000盆。", D(5000), "盆"),
        ("排查燃气隐患点位53个。", D(53), "个"),
        ("安装监控6个点位。", D(6), "个点位"),
        ("整治6大类问题。", D(6), "大类"),
    ],
)
def test_averages_and_classifiers_are_units(figures: Figures, text: str, value: D, unit: str) -> None:
    assert figures(text).values() == [(value, unit)]
