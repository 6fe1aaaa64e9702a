"""Targets beside what was done of them."""

from __future__ import annotations

import pytest

from tests.extract.conftest import Figures


@pytest.mark.parametrize(
    ("text", "planned", "done"),
    [
        ("目标任务造林500亩，已完成480亩。", "500亩", "480亩"),
        ("全年下达指标为2000万元，实际完成2150万元。", "2000万元", "2150万元"),
        ("分配我镇合作医疗指标8600人，实际参保8720人。", "8600人", "8720人"),
        ("计划任务数改厕300户完成310户。", "300户", "310户"),
        ("确保完成植树20万株，目前已栽18万株。", "20万株", "18万株"),
        ("完成改厕120户（任务150户）。", "150户", "120户"),
        ("固定资产投资8.2亿元（年度目标8亿元），形势较好。", "8亿元", "8.2亿元"),
    ],
)
def test_a_task_beside_what_was_done_of_it_is_planned(figures: Figures, text: str, planned: str, done: str) -> None:
    found = figures(text, year=2022)
    assert (found[planned].role, found[done].role) == ("plan", "actual")


@pytest.mark.parametrize(
    "text",
    [
        "目标任务完成造林500亩，已验收480亩。",  # fulfilled
        "培训任务骨干500亩，目前挂牌12个。",  # of another unit
        "防汛任务艰巨。修渠500亩，已完成480亩。",  # of another sentence
        "造林500亩，已完成任务480亩。",
        "造林500亩（其中任务内480亩已完成）。",
    ],
)
def test_what_is_no_task_is_done(figures: Figures, text: str) -> None:
    assert figures(text, year=2022)["500亩"].role == "actual"


@pytest.mark.parametrize(
    ("text", "share", "level"),
    [
        ("完成改厕120户（任务150户，完成率80%），成效明显。", "80%", "120户"),
        ("完成投资8.2亿元（年度目标8亿元，完成102.5%）。", "102.5%", "8.2亿元"),
        ("造林任务500亩，已完成480亩，占96%。", "96%", "480亩"),
    ],
)
def test_a_share_behind_a_target_belongs_to_what_was_done(figures: Figures, text: str, share: str, level: str) -> None:
    found = figures(text, year=2022)
    assert (found[share].measure, found.level_of(share)) == ("completion", level)


def test_growth_is_not_of_the_target_in_the_parenthesis(figures: Figures) -> None:
    found = figures("完成投资8.2亿元（年度目标8亿元，完成102.5%），同比增长12%。", year=2022)
    assert found.level_of("12%") == "8.2亿元"


@pytest.mark.parametrize("text", ["造林任务500亩，成活率占96%。", "任务接种率95%，实际完成96%。"])
def test_a_share_that_names_something_or_is_the_figure_itself_is_no_completion(figures: Figures, text: str) -> None:
    assert figures(text, year=2022)["96%"].measure == "share_or_rate"
