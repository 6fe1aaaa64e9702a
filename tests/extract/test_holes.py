"""Holes: every shape of a figure left out, with every kind of unit, in every place of a sentence; and what only looks like one."""

from __future__ import annotations

import pytest

from tests.extract.conftest import Figures

MASKS = [
    "X",
    "XX",
    "XXX",
    "×",
    "××",
    "*",
    "**",
    "***",
    "_",
    "____",
    "＿＿",
    "○○",
    "□□",
    "XX.X",
    "X.XX",
    "98.*",
    "XX余",
    "2X",
    "XX0",
    "X5.6",
]
BRACKETS = ["〔〕", "〔...〕", "〔…〕", "〔 〕", "（）", "（　）", "( )", "【】", "[X]", "（XX）"]
ROWS = ["……", "...", "——", "--", "？？", "##"]
BLANKS = ["  ", "   "]
UNITS = [
    "万元", "亿元", "元", "亩", "万亩", "公顷", "公里", "米", "平方米", "吨", "%", "‰", "个百分点", "千瓦", "立方米", "户", "人", "名", "人次",
    "万人次", "个", "家", "次", "场", "条", "件", "座", "处", "台", "套", "项", "起", "头", "只", "株", "辆", "盏", "支", "期", "口", "间",
]  # fmt: skip
PLACES = [
    "投入{}用于建设。",
    "全年共完成{}。",
    "其中新增{}，",
    "达到{}以上。",
    "分别为{}、",
    "累计{}；",
    "（{}）",
    "新增{}\n",
]
CLOSED = ["全年共完成{}。", "其中新增{}，", "累计{}；", "分别为{}、"]


@pytest.mark.parametrize("hole", [*MASKS, *BRACKETS, *ROWS])
def test_a_hole_before_any_unit_in_any_place_is_missing(figures: Figures, hole: str) -> None:
    lost = []
    for unit in UNITS:
        text = "".join(f"第二句。{place.format(hole + unit)}" for place in PLACES)
        found = [m for m in figures(text) if m.type == "missing" and m.surface.endswith(unit)]
        lost += (
            [f"{unit}: {len(found)}"] if len(found) != len(PLACES) or any(m.value is not None for m in found) else []
        )
    assert lost == []


@pytest.mark.parametrize("hole", BLANKS)
def test_a_blank_before_a_unit_that_ends_its_clause_is_missing(figures: Figures, hole: str) -> None:
    for unit in UNITS:
        for place in CLOSED:
            found = figures(place.format(hole + unit))
            assert [m.type for m in found] == ["missing"], (unit, place)


@pytest.mark.parametrize(
    ("text", "holes"),
    [
        ("慰问困难群众X户X人。", ["X户", "X人"]),
        ("新建X-X个广场。", ["X-X个"]),
        ("惠及XX万群众。", ["XX万"]),
        ("约XX万元。", ["约XX万元"]),
        ("完成产值约亿元，同比增长%。", ["约亿元", "同比增长%"]),
        ("满意度达%，参保率为 %。", ["达%", "%"]),
        ("种植面积稳定在万亩，收入达到万元。", ["万亩", "万元"]),
        ("完成*.*亿元。", ["*.*亿元"]),
        ("完成投资_____万元，占计划的____%。", ["_____万元", "____%"]),
    ],
)
def test_holes_in_the_words_of_reports(figures: Figures, text: str, holes: list[str]) -> None:
    assert figures(text).of_type("missing") == holes


@pytest.mark.parametrize(
    "text",
    [
        "XX村新建广场。",
        "X年X月，XX镇召开会议。",
        "XX县XX乡人民政府。",
        "构建“1+4+X”治理体系。",
        "实行7×24小时值班。",
        "建成3×5米展板。",
        "完成改厕（含整改）户厕，（一）项目建设。",
        "为什么？人们都说好。",
        "3#台区改造。",
        "产业有：……家家户户种茶。",
        "指标 单位 数量 粮食产量 吨 6850",
        "产值突破亿元大关。",
        "引进亿元项目，建设万亩茶园、千亩果园。",
        "一是抓党建——个个争先。",
        "全年投入 320 万元。",
        "同比增长5.2%。",
        "占比50 %。",
    ],
)
def test_what_only_looks_like_a_hole_is_none(figures: Figures, text: str) -> None:
    assert figures(text).of_type("missing") == []


@pytest.mark.parametrize("piece", ["X", "*", "(", "（ ", "…", "—", "2X", "X ", "中 ", "XX万元"])
def test_the_cost_of_masks_is_linear(figures: Figures, piece: str) -> None:
    import time

    def seconds(length: int) -> float:
        text = (piece * length)[:length]
        start = time.process_time()
        figures(text)
        return time.process_time() - start

    seconds(1000)
    assert seconds(40_000) <= 15 * seconds(4_000) + 0.25


@pytest.mark.parametrize(
    ("text", "hole"),
    [("总投资x万元的有机肥厂投产。", "x万元"), ("接种疫苗x万剂次。", "x万剂次"), ("xx万贫困人口脱贫。", "xx万")],
)
def test_masks_before_any_unit_are_holes(figures: Figures, text: str, hole: str) -> None:
    assert figures(text).of_type("missing") == [hole]


def test_a_unit_of_two_words_is_not_taken_for_a_hole_where_others_are_missing(figures: Figures) -> None:
    found = figures("辖区面积23.6平方公里，海岸线公里。工业总产值亿元，同比增长%；财政收入万元，同比增长%。")
    assert found["23.6平方公里"].unit == "平方公里"
    assert "公里" in [mention.surface for mention in found if mention.type == "missing"]


def test_a_class_of_projects_is_no_hole(figures: Figures) -> None:
    assert figures("引进亿元项目3个。").of_type("missing") == []
