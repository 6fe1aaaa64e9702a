"""Measure words keep counting whatever noun follows them, and are none inside other words."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.extract.conftest import Figures


@pytest.mark.parametrize(
    ("text", "surface", "unit"),
    [
        ("今年新增8家家庭农场。", "8家", "家"),
        ("引进5家电商企业。", "5家", "家"),
        ("培训15名村干部。", "15名", "名"),
        ("表彰20名优秀教师。", "20名", "名"),
        ("组织2场地震演练。", "2场", "场"),
        ("拆除3个别墅项目。", "3个", "个"),
        ("下达10项目标任务。", "10项", "项"),
        ("在村口安装12套路灯。", "12套", "套"),
        ("建成5000亩产业园。", "5000亩", "亩"),
        ("走访5位居民代表。", "5位", "位"),
        ("选派五名村干部驻点。", "五名", "名"),
        ("带动2400余农户发展养猪。", "2400余农户", "农户"),
        ("脱贫人口1126人人均纯收入13640元。", "1126人", "人"),
        ("贫困户86户户户有产业。", "86户", "户"),
    ],
)
def test_a_measure_word_counts_although_the_noun_behind_it_begins_like_another_word(
    figures: Figures, text: str, surface: str, unit: str
) -> None:
    assert figures(text)[surface].unit == unit


@pytest.mark.parametrize("text", ["亩产800公斤。", "惠及12家属区。", "共3处置点。", "名单6人。"])
def test_inside_another_word_it_is_none(figures: Figures, text: str) -> None:
    assert [mention.unit for mention in figures(text) if mention.unit in ("亩", "家", "处", "名")] == []


def test_a_blank_before_the_qualifier_behind_a_figure_does_not_part_them(figures: Figures) -> None:
    found = figures("防疫密度达到 98% 以上,栽植果树约 3 万亩 左右。")
    assert (found["98% 以上"].approx, found["约 3 万亩 左右"].approx) == ("超", "约")
    assert found["约 3 万亩 左右"].value == Decimal(30000)


@pytest.mark.parametrize("unit", ["人", "名", "位"])
def test_persons_are_counted_by_any_of_their_measure_words(figures: Figures, unit: str) -> None:
    found = figures(f"全年转移农村劳动力1860{unit}，约谈党员干部12{unit}。", year=2023)
    assert [mention.indicator for mention in found if mention.type == "quantity"] == [
        "rural_labor_transferred",
        "warning_talk_count",
    ]


def test_measure_words_of_another_kind_do_not_stand_for_them(figures: Figures) -> None:
    assert figures("全年转移农村劳动力860户。", year=2023)["860户"].indicator is None
