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
