"""What share of a task is done, printed with blanks, without its sign, or as a rate of its own; and tasks that are done."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.extract.conftest import Figures


@pytest.mark.parametrize(
    ("text", "surface"),
    [
        ("实到外资 338 万美元,完成年度任务的 41.7%。", "41.7%"),
        ("完成总产值3110万元,占年计划的58.2,同比增长17.8。", "58.2"),
        ("入库税金247万元,占年任务54,同比下降3.3。", "54"),
        ("财政收入3.3亿元,完成年度计划92.1。", "92.1"),
        ("累计交地120亩,完成率81.6%。", "81.6%"),
        ("累计交地120亩,完成98.6%。", "98.6%"),
    ],
)
def test_the_share_of_a_task_belongs_to_the_level_before(figures: Figures, text: str, surface: str) -> None:
    found = figures(text)
    assert (found[surface].measure, found[surface].unit, found[surface].role) == ("completion", "%", "actual")
    assert found.level_of(surface) == found.quantities[0]


@pytest.mark.parametrize("text", ["下达年度任务54。", "全年计划58,已完成40。"])
def test_a_bare_task_is_no_percentage(figures: Figures, text: str) -> None:
    assert all(mention.unit is None for mention in figures(text))


def test_a_rate_of_completing_something_else_is_a_rate(figures: Figures) -> None:
    found = figures("新建公厕12座,适龄儿童免疫完成率98%。")
    assert (found["98%"].measure, found["98%"].relates_to) == ("share_or_rate", None)


def test_a_plan_of_which_a_part_is_done_plans_nothing(figures: Figures) -> None:
    found = figures("到位资金3456万元,占全年计划的67%,利用外资13万美元。")
    assert {mention.role for mention in found} == {"actual"}


@pytest.mark.parametrize("text", ["完成招商引资任务3620万元。", "落实造林任务1200亩。"])
def test_a_task_that_was_fulfilled_is_done(figures: Figures, text: str) -> None:
    assert [mention.role for mention in figures(text)] == ["actual"]


@pytest.mark.parametrize("text", ["完成年度任务500万元的60%。", "下达造林任务1200亩。"])
def test_a_task_of_which_a_part_is_done_or_none_is_planned(figures: Figures, text: str) -> None:
    assert next(iter(figures(text))).role == "plan"


def test_a_growth_without_sign_counts_before_a_parenthesis(figures: Figures) -> None:
    found = figures("财政收入215万元,同比下降15.8(农业税除外)。")
    assert (found["15.8"].measure, found["15.8"].value) == ("growth_rate", Decimal("-15.8"))


def test_a_list_of_growths_parted_by_commas_goes_with_its_levels(figures: Figures) -> None:
    found = figures("生产总值10.7亿元,企业总产值12.6亿元,分别较上年增长12%,13%。")
    assert (found.level_of("12%"), found.level_of("13%")) == ("10.7亿元", "12.6亿元")


def test_a_growth_of_those_who_are_counted_is_not_of_their_number(figures: Figures) -> None:
    assert figures("规上企业产值17亿元;其中27家企业增幅在50%以上。")["50%以上"].relates_to is None
    assert figures("培育企业27家,增长12%。").level_of("12%") == "27家"


def test_a_word_for_the_share_of_growth_names_nothing(figures: Figures) -> None:
    assert figures("财政总收入达4.5亿元,增长比例达55%。").level_of("55%") == "4.5亿元"


@pytest.mark.parametrize("text", ["我镇计划今年脱贫68户。", "我乡2024年计划改厕300户。", "街道今年拟开工建设道路5条。"])
def test_a_plan_in_the_middle_of_a_clause_is_one(figures: Figures, text: str) -> None:
    assert [mention.role for mention in figures("工作进展如下。\n" + text) if mention.type == "quantity"] == ["plan"]


@pytest.mark.parametrize(
    "text", ["乡镇计划生育率98%。", "收入30万元,占年计划的104%,增收3万元。", "完成年计划60%,增收3万元。"]
)
def test_a_plan_that_is_a_noun_plans_nothing(figures: Figures, text: str) -> None:
    assert {mention.role for mention in figures("工作进展如下。\n" + text)} == {"actual"}


def test_a_growth_of_a_part_of_output_is_not_of_the_whole(figures: Figures) -> None:
    assert figures("工业总产值23.5亿元,增加值同比增长9.3%。")["9.3%"].relates_to is None
    assert figures("工业增加值5.5亿元,增加值同比增长8%。").level_of("8%") == "5.5亿元"


def test_a_remark_between_the_task_and_its_share_changes_nothing(figures: Figures) -> None:
    found = figures("财政总收入309万元,占目标任务(剔除烟叶税)的27.8%。税收125万元,增长(同口径)5%。")
    assert (found["27.8%"].measure, found.level_of("27.8%")) == ("completion", "309万元")
    assert (found["5%"].measure, found.level_of("5%")) == ("growth_rate", "125万元")


def test_a_remark_that_names_a_task_makes_no_completion(figures: Figures) -> None:
    assert figures("秸秆利用率(占任务)为94%。")["94%"].measure == "share_or_rate"


@pytest.mark.parametrize(("text", "value"), [("财政超收2660万元。", "26600000"), ("税收短收86万元。", "-860000")])
def test_what_was_taken_beyond_or_below_a_task_is_a_change(figures: Figures, text: str, value: str) -> None:
    [mention] = figures(text).mentions
    assert (mention.measure, mention.value) == ("change", Decimal(value))


def test_what_was_collected_is_no_change(figures: Figures) -> None:
    assert figures("财政征收2660万元。")["2660万元"].measure == "level"
