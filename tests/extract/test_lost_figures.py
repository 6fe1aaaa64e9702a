"""Texts that have lost all their figures without a trace: what is left is read as holes, and a whole text is not."""

from __future__ import annotations

import pytest

from tests.extract.conftest import Figures

LOST = "全镇实现总产值亿元，增长%。"
KNOWN = ["亿元", "增长%"]


@pytest.mark.parametrize(
    ("text", "holes"),
    [
        ("我乡距县城公里，幅员面积平方公里。", ["公里", "平方公里"]),
        ("下辖个行政村，设有个居委会。", ["个"]),
        ("监测户户人已全部帮扶。", ["户"]),
        ("合同利用外资亿元，实际到位万元。", ["亿元", "万元"]),
        ("各族群众万人。", ["万人"]),
        ("水稻种植面积万亩，人均元。", ["万亩", "元"]),
    ],
)
def test_a_unit_that_cannot_stand_without_a_figure_is_a_hole(figures: Figures, text: str, holes: list[str]) -> None:
    assert figures(text).of_type("missing") == holes


@pytest.mark.parametrize(
    ("text", "holes"),
    [
        ("农民人均纯收入到达元，成立养殖协会个。", ["元", "个"]),
        ("接待来访 人次，其中信访 件，调解 起。", [" 人次", " 件", " 起"]),
        ("民营业户发展很快，新增户；有驻村工作队支，队员人。", ["户", "支", "人"]),
        ("帮扶监测户户人。", ["户", "人"]),
        ("全乡，个村民小组，等个民族。", ["个", "个"]),
    ],
)
def test_where_others_are_lost_a_unit_alone_is_one_too(figures: Figures, text: str, holes: list[str]) -> None:
    assert figures(LOST + text).of_type("missing") == [*KNOWN, *holes]


@pytest.mark.parametrize(
    "text",
    [
        "走访困难户，慰问老人，办好各项文件。",
        "挽回损失268万余元，流转3400余亩，提供岗位800余个。",
        "收入每亩，成本两元，共三个。",
        "产值近亿元，过万元。",
    ],
)
def test_words_and_whole_figures_are_none(figures: Figures, text: str) -> None:
    assert figures(LOST + text).of_type("missing") == KNOWN


@pytest.mark.parametrize("text", ["成立养殖协会个，新增户；队员人。", "接待来访 人次，信访 件。"])
def test_in_a_whole_text_a_unit_alone_is_a_slip(figures: Figures, text: str) -> None:
    assert figures(text).of_type("missing") == []
