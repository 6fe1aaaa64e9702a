"""Actual, plan, baseline, cumulative; estimates; years and periods of figures."""

from __future__ import annotations

import pytest

from tests.extract.conftest import Figures

PLAN = "青山镇2023年工作总结和2024年工作计划\n一、2023年工作总结\n改厕86户。\n二、2024年工作计划\n"


@pytest.mark.parametrize("text", ["茶园比2020年的5200亩增加700亩。", "茶园由5200亩发展到5900亩。"])
def test_an_earlier_level_quoted_for_comparison_is_a_baseline(figures: Figures, text: str) -> None:
    assert figures(text, year=2023)["5200亩"].role == "baseline"


def test_a_baseline_has_the_year_that_is_named_or_the_one_before(figures: Figures) -> None:
    assert figures("茶园比2020年的5200亩增加700亩。", year=2023)["5200亩"].year == 2020
    assert figures("茶园由上年的5200亩发展到5900亩。", year=2023)["5200亩"].year == 2022


def test_in_a_chapter_of_plans_everything_is_planned(figures: Figures) -> None:
    assert figures(PLAN + "改造道路12公里。")["12公里"].role == "plan"


def test_in_a_chapter_of_plans_what_is_of_a_year_before_is_actual(figures: Figures) -> None:
    text = "\n二、2024年工作计划\n2023年，全镇存栏牛3.2万头，其中肉牛2万头。2024年全镇存栏羊5万只，比2023年增加600只。"
    found = figures(text, year=2023)
    assert [found[surface].role for surface in ("3.2万头", "2万头", "5万只")] == ["actual", "actual", "plan"]


def test_in_a_chapter_of_plans_what_is_done_is_actual(figures: Figures) -> None:
    assert figures(PLAN + "目前已改造道路12公里。")["12公里"].role == "actual"


@pytest.mark.parametrize(
    "text", ["计划投资320万元建设冷库。", "力争税收达到320万元。", "任务320万元。", "税收目标320万元。"]
)
def test_words_of_planning_plan(figures: Figures, text: str) -> None:
    assert figures(text, year=2023)["320万元"].role == "plan"


def test_a_plan_reaches_until_a_word_of_being_done(figures: Figures) -> None:
    found = figures("计划投资320万元，目前完成投资180万元。", year=2023)
    assert (found["320万元"].role, found["180万元"].role) == ("plan", "actual")


def test_a_year_that_the_report_does_not_cover_yet_is_planned(figures: Figures) -> None:
    found = figures("2024年改厕120户，2023年改厕86户。", year=2023)
    assert (found["120户"].role, found["86户"].role) == ("plan", "actual")


def test_cumulative_in_its_clause_only(figures: Figures) -> None:
    found = figures("累计发放补贴46万元，改厕86户。", year=2023)
    assert (found["46万元"].role, found["86户"].role) == ("cumulative", "actual")


def test_five_years_govern_their_paragraph(figures: Figures) -> None:
    found = figures("五年来，硬化道路46公里。建成水厂3座。\n改厕86户。", year=2020)
    assert [found[s].role for s in ("46公里", "3座", "86户")] == ["cumulative", "cumulative", "actual"]


def test_five_years_end_where_a_sentence_names_one_year_or_the_present(figures: Figures) -> None:
    found = figures("五年来，硬化道路46公里。2020年建成水厂3座。目前共有党员862名。", year=2020)
    assert [found[s].role for s in ("46公里", "3座", "862名")] == ["cumulative", "actual", "actual"]


def test_growth_over_several_years_is_cumulative(figures: Figures) -> None:
    found = figures("人均收入比2015年的8740元增长31%。", year=2020)
    assert (found["31%"].role, found["31%"].period) == ("cumulative", "2015/2020")


def test_growth_over_the_year_before_is_actual(figures: Figures) -> None:
    assert figures("人均收入比2019年的8740元增长31%。", year=2020)["31%"].role == "actual"


def test_expected_for_the_reporting_year_is_actual_and_estimated(figures: Figures) -> None:
    expected = figures("预计全年税收达820万元。", year=2023)["820万元"]
    assert (expected.role, expected.estimated) == ("actual", True)


def test_expected_in_a_plan_is_a_plan(figures: Figures) -> None:
    expected = figures(PLAN + "预计税收达820万元。")["820万元"]
    assert (expected.role, expected.estimated) == ("plan", False)


@pytest.mark.parametrize(("text", "year"), [
    ("2021年改厕86户。", 2021), ("去年改厕86户。", 2022), ("今年改厕86户。", 2023), ("改厕86户。", 2023),
    ("比2020年多改厕86户。", 2023),
])  # fmt: skip
def test_the_year_named_before_the_figure(figures: Figures, text: str, year: int) -> None:
    assert figures(text, year=2023)["86户"].year == year


@pytest.mark.parametrize(("text", "period"), [
    ("1-7月改厕86户。", "2023-01/2023-07"), ("上半年改厕86户。", "2023H1"), ("一季度改厕86户。", "2023Q1"), ("改厕86户。", "2023"),
])  # fmt: skip
def test_part_of_a_year_gives_the_period(figures: Figures, text: str, period: str) -> None:
    assert figures(text, year=2023)["86户"].period == period


def test_a_month_alone_gives_the_period(figures: Figures) -> None:
    assert figures("7月改厕86户。", year=2023)["86户"].period not in ("2023", None)


def test_cumulative_over_several_years_has_the_period_of_its_section(figures: Figures) -> None:
    found = figures("青山镇“十三五”工作总结\n累计改厕86户。")
    assert (found["86户"].year, found["86户"].period) == (None, "2016/2020")


def test_a_programme_called_plan_plans_nothing(figures: Figures) -> None:
    found = figures("争取边境三年行动计划1450万元，全年招商引资任务8000万元。", year=2023)
    assert (found["1450万元"].role, found["8000万元"].role) == ("actual", "plan")


@pytest.mark.parametrize(
    ("text", "planned"),
    [
        ("围绕1000只羊、7000亩种草的目标开展工作。", ["1000只", "7000亩"]),
        ("该镇计划总产86万公斤。", ["86万公斤"]),
        ("我乡计划发展党员24人。", ["24人"]),
        ("市里下达指导数20人。", ["20人"]),
        ("主要预期目标是：总产值86亿元。村集体收入86万元。", ["86亿元", "86万元"]),
        ("县里下达我镇税收指标为290万元。", ["290万元"]),
        ("正在洽谈的药厂预计投资3亿元。", ["3亿元"]),
        ("一期计划用地16.5亩。", ["16.5亩"]),
        ("全乡茶园规划发展到6000亩。", ["6000亩"]),
        ("2024年脱贫计划：全面脱贫204户。其中，泉湖村31户。", ["204户", "31户"]),
    ],
)
def test_what_is_told_to_be_planned(figures: Figures, text: str, planned: list[str]) -> None:
    found = figures(text, year=2023)
    assert [(mention.surface, mention.role) for mention in found if mention.type == "quantity"] == [
        (surface, "plan") for surface in planned
    ]


@pytest.mark.parametrize(
    "text",
    [
        "围绕增收，种植辣椒86亩。",
        "全年计划的项目开工86个。",
        "完成年计划104%，投资86亿元。",
        "主要做法是：投资86亿元。",
        "预期目标是：增收。完成情况：投资86亿元。",
        "预期目标是：增收。\n投资86亿元。",
        "脱贫204户。其中，泉湖村86户。",
        "截至2024年3月，辖86个村。",
        "完成税收指标86万元。",
        "预计全年税收86万元。",
        "计划今年脱贫68户，经过评议，我镇今年实现脱贫86户。",
    ],
)
def test_what_only_sounds_planned_is_done(figures: Figures, text: str) -> None:
    found = figures(text, year=2023)
    assert [mention.role for mention in found if mention.surface.startswith("86")] == ["actual"]


def test_a_masked_year_ends_what_five_years_said(figures: Figures) -> None:
    found = figures("五年来，完成投资12亿元，其中201x年财政收入86万元。", year=2020)
    assert (found["12亿元"].role, found["86万元"].role) == ("cumulative", "actual")


def test_a_comma_between_a_baseline_and_what_became_of_it(figures: Figures) -> None:
    assert figures("投资由0.9亿元，增长到了2.1亿元。", year=2023)["0.9亿元"].role == "baseline"
    assert figures("投资0.9亿元，增长到了2.1亿元。", year=2023)["0.9亿元"].role == "actual"


def test_the_target_of_which_a_part_was_done_stays_a_plan(figures: Figures) -> None:
    found = figures("实现渔业总产值4.2亿元，完成年计划8亿元的52.5%。", year=2023)
    assert (found["4.2亿元"].role, found["8亿元"].role) == ("actual", "plan")


def test_months_behind_the_second_half_say_what_a_figure_is_of(figures: Figures) -> None:
    title = "青山镇2015年上半年工作总结\n"
    text = "现将下半年工作目标报告如下: 1-6月份，完成产值10亿元；税收2780万元，增长21%。下半年，产值要达到12亿元；税收要达到3000万元。"
    found = figures(title + text)
    assert [found[s].role for s in ("10亿元", "2780万元", "21%", "12亿元")] == ["actual"] * 3 + ["plan"]


def test_an_area_that_is_really_to_be_planted_stays_a_plan(figures: Figures) -> None:
    found = figures("力争收购烟叶6000担，落实实际种植面积2000亩。目标是收购6000担，实际收购7000担。", year=2023)
    assert (found["2000亩"].role, found["7000担"].role) == ("plan", "actual")


def test_a_part_of_the_year_that_is_not_reported_on_yet_is_planned(figures: Figures) -> None:
    said = "下半年，重点抓好：（1）力争接待游客24万人次；（2）拆违2万平方米。下半年以来已完成投资5亿元。"
    first_half = figures(f"石桥镇2023年上半年工作总结\n\n{said}")
    assert [first_half[surface].role for surface in ("24万人次", "2万平方米", "5亿元")] == ["plan", "plan", "actual"]
    assert figures(f"石桥镇2023年工作总结\n\n{said}")["2万平方米"].role == "actual"


def test_the_rest_of_the_year_is_planned_in_a_report_on_its_first_months(figures: Figures) -> None:
    found = figures("石桥镇2023年1至9月工作总结\n\n三季度接待游客5万人次；四季度新建公厕3座。")
    assert (found["5万人次"].role, found["3座"].role) == ("actual", "plan")


def test_years_to_come_are_planned_for_the_last_of_them(figures: Figures) -> None:
    found = figures("今后五年，茶园面积稳定在2.5万亩。", year=2021)["2.5万亩"]
    assert (found.role, found.year) == ("plan", 2026)


def test_a_year_that_only_bounds_the_past_is_not_that_of_the_figure(figures: Figures) -> None:
    assert figures("1990年以前建成的住宅仍有213幢。", year=2023)["213幢"].year == 2023
    assert figures("2025年以前建成住宅213幢。", year=2023)["213幢"].role == "plan"


@pytest.mark.parametrize(
    ("text", "level", "before"),
    [
        ("投资完成8.2亿元（上年为7.5亿元），增长9.3%。", "8.2亿元", "7.5亿元"),
        ("粮食总产6850吨（去年6500吨），增长9.3%。", "6850吨", "6500吨"),
        ("财政收入3200万元（上年同期2900万元），同比增长9.3%。", "3200万元", "2900万元"),
        ("粮食总产6850吨(2021年6500吨)，增长9.3%。", "6850吨", "6500吨"),
    ],
)
def test_what_a_parenthesis_says_of_the_year_before_is_a_baseline(
    figures: Figures, text: str, level: str, before: str
) -> None:
    found = figures(text, year=2022)
    assert (found[level].role, found[level].year) == ("actual", 2022)
    assert (found[before].role, found[before].year) == ("baseline", 2021)
    assert (found.level_of("9.3%"), found["9.3%"].year) == (level, 2022)


@pytest.mark.parametrize(
    "text",
    [
        "新建公厕12座（2022年8座）。",
        "新建公厕12座（其中去年续建8座）。",
        "新建公厕12座（去年动工），改建8座。",
        "建公厕12座，去年8座。",
    ],
)
def test_other_parentheses_hold_no_baseline(figures: Figures, text: str) -> None:
    assert figures(text, year=2022)["8座"].role == "actual"


def test_a_year_in_a_parenthesis_is_over_behind_it(figures: Figures) -> None:
    found = figures("粮食总产6850吨（去年6500吨），改厕86户。（其中去年续建8座，计划外2个。", year=2022)
    assert (found["86户"].year, found["2个"].year) == (2022, 2021)


def test_what_this_year_laid_the_ground_for_is_done_in_a_plan(figures: Figures) -> None:
    found = figures("二、2023年工作计划\n在今年建成大棚300亩的基础上，新建大棚200亩。今年要改厕86户。", year=2022)
    assert (found["300亩"].role, found["300亩"].year) == ("actual", 2022)
    assert (found["200亩"].role, found["200亩"].year) == ("plan", 2023)
    assert (found["86户"].role, found["86户"].year) == ("plan", 2023)


def test_what_is_done_is_over_where_the_planned_year_is_named(figures: Figures) -> None:
    found = figures("二、2024年工作计划\n2023年已建成大棚320亩，2024年再建200亩。2024年1月已改厕86户。", year=2023)
    assert [found[surface].role for surface in ("320亩", "200亩", "86户")] == ["actual", "plan", "actual"]


def test_a_price_that_rose_to_another_was_the_earlier_one(figures: Figures) -> None:
    found = figures("收购价由每公斤46元涨到58元，贫困发生率由7.4%降为0。", year=2023)
    assert [found[surface].role for surface in ("46元", "58元", "7.4%", "0")] == ["baseline", "actual"] * 2
    assert found["0"].indicator == "poverty_incidence"


@pytest.mark.parametrize(
    "text",
    [
        "发生火灾3起，上年同期为5起。",
        "发生火灾3起，而去年同期5起。",
        "发生火灾3起（去年同期5起）。",
        "去年同期发生火灾5起，今年3起。",
    ],
)
def test_what_was_at_the_same_time_of_the_year_before_is_a_baseline(figures: Figures, text: str) -> None:
    found = figures(text, year=2020)
    assert [(found[s].role, found[s].year) for s in ("3起", "5起")] == [("actual", 2020), ("baseline", 2019)]


def test_a_comparison_behind_it_is_of_the_year_reported_on(figures: Figures) -> None:
    found = figures("发生火灾3起，上年同期为5起，下降40%。", year=2020)
    assert (found["40%"].year, found.level_of("40%")) == (2020, "3起")


@pytest.mark.parametrize("text", ["去年同期建成的12座大棚投产。", "营业额仅为去年同期的七成。", "产量为去年同期85%。"])
def test_what_only_speaks_of_that_time_is_none(figures: Figures, text: str) -> None:
    assert {m.role for m in figures(text, year=2020) if m.type == "quantity"} == {"actual"}


@pytest.mark.parametrize(
    "text",
    [
        "力争资金860万元。",
        "共力争各类项目资金860万元。",
        "向上级部门力争，到位资金860万元。",
        "力争公路建设资金近860万元。",
    ],
)
def test_what_was_striven_for_and_won_is_no_plan(figures: Figures, text: str) -> None:
    assert next(m for m in figures(text, year=2020) if m.unit == "元").role == "actual"


@pytest.mark.parametrize(
    "text", ["力争引进资金860万元。", "力争资金达到860万元。", "力争项目年内完成投资860万元。", "力争税收860万元。"]
)
def test_what_one_strives_for_is_planned(figures: Figures, text: str) -> None:
    assert figures(text, year=2020)["860万元"].role == "plan"
