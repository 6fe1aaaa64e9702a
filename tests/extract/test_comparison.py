"""Measures, signs, and the level that a comparison belongs to."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.extract.conftest import Figures


@pytest.mark.parametrize(("text", "surface", "measure"), [
    ("税收增长了8%。", "8%", "growth_rate"),
    ("税收增长约8%。", "约8%", "growth_rate"),
    ("税收增加80万元。", "80万元", "change"),
    ("税收80万元。", "80万元", "level"),
])  # fmt: skip
def test_a_word_of_moving_makes_growth_or_change(figures: Figures, text: str, surface: str, measure: str) -> None:
    assert figures(text)[surface].measure == measure


def test_moving_to_is_a_level(figures: Figures) -> None:
    found = figures("参保率提升至96.2%，党员增加到862名。")
    assert (found["96.2%"].measure, found["862名"].measure) == ("share_or_rate", "level")


def test_newly_added_is_a_level(figures: Figures) -> None:
    assert figures("新增停车位280个。")["280个"].measure == "level"


@pytest.mark.parametrize("word", ["下降", "减少", "回落", "降低"])
def test_falls_are_negative(figures: Figures, word: str) -> None:
    assert figures(f"事故{word}12%。")["12%"].value == Decimal(-12)


def test_a_falling_range_keeps_its_order(figures: Figures) -> None:
    fall = figures("成本降低5-8%。")["5-8%"]
    assert (fall.value_low, fall.value_high) == (Decimal(-8), Decimal(-5))


def test_a_percentage_of_a_task_is_a_completion(figures: Figures) -> None:
    assert figures("完成年度任务的103%。")["103%"].measure == "completion"
    assert figures("造林任务完成2023年计划的103%。")["103%"].measure == "completion"
    assert figures("医保参保率98.6%，2024年计划99%。")["99%"].measure == "share_or_rate", "it is the plan itself"


def test_any_other_percentage_is_a_share(figures: Figures) -> None:
    assert figures("农业占比达46%。")["46%"].measure == "share_or_rate"


def test_percentage_points_are_a_change(figures: Figures) -> None:
    assert figures("覆盖率提高2.3个百分点。")["2.3个百分点"].measure == "change"


def test_others_of_a_list_follow_the_first(figures: Figures) -> None:
    found = figures("税收、产值分别下降12%、15%。")
    assert [(m.value, m.measure) for m in found] == [(Decimal(-12), "growth_rate"), (Decimal(-15), "growth_rate")]


def test_a_comparison_belongs_to_the_last_level_before_it(figures: Figures) -> None:
    found = figures("蔬菜产量320吨，粮食产量5200吨，同比增长3%。", year=2023)
    assert found.level_of("3%") == "5200吨"
    assert found["3%"].indicator == found["5200吨"].indicator == "grain_output"


def test_a_comparison_that_names_the_same_thing_belongs_to_it(figures: Figures) -> None:
    assert figures("粮食产量5200吨，粮食产量比上年增长3%。", year=2023).level_of("3%") == "5200吨"


def test_a_comparison_that_names_something_else_belongs_to_no_level(figures: Figures) -> None:
    assert figures("化解矛盾76起，信访总量同比下降35%。", year=2023).level_of("35%") is None


def test_a_comparison_belongs_to_no_baseline(figures: Figures) -> None:
    assert figures("茶园面积由5200亩增加到5900亩，增长13%。", year=2023).level_of("13%") == "5900亩"


def test_a_comparison_belongs_to_no_level_of_another_sentence(figures: Figures) -> None:
    assert figures("粮食产量5200吨。同比增长3%。", year=2023).level_of("3%") is None


def test_a_list_of_comparisons_goes_with_the_list_of_levels(figures: Figures) -> None:
    found = figures("税收、产值分别完成820万元、3.1亿元，同比分别增长9%、8%。", year=2023)
    assert (found.level_of("9%"), found.level_of("8%")) == ("820万元", "3.1亿元")


def test_a_level_that_follows_at_once_counts_as_well(figures: Figures) -> None:
    assert figures("工业产值同比增长28%，达9.8亿元。", year=2023).level_of("28%") == "9.8亿元"


def test_a_level_of_something_else_that_follows_does_not_count(figures: Figures) -> None:
    assert figures("工业产值同比增长28%，税收达820万元。", year=2023).level_of("28%") is None


def test_circumstances_name_nothing(figures: Figures) -> None:
    assert figures("粮食产量5200吨，在遭受旱灾的情况下比上年减少3%。", year=2023).level_of("3%") == "5200吨"


def test_a_multiple_of_an_earlier_year_is_no_level_of_growth(figures: Figures) -> None:
    assert figures("工业产值达9.8亿元，是2016年的1.6倍，年均增长8%。", year=2023).level_of("8%") == "9.8亿元"


def test_a_share_between_two_levels_is_left_out(figures: Figures) -> None:
    found = figures("接待游客13万人次，其中外省游客占六成，旅游收入820万元，分别增长9%和7%。", year=2023)
    assert (found.level_of("9%"), found.level_of("7%")) == ("13万人次", "820万元")


def test_a_budget_is_a_target(figures: Figures) -> None:
    found = figures("地方财政收入完成386万元，为年初预算数350万元的110.3%。", year=2023)
    assert (found["350万元"].role, found["110.3%"].measure) == ("plan", "completion")
    assert found.level_of("110.3%") == "386万元"


def test_respective_growth_may_name_each_move(figures: Figures) -> None:
    found = figures("接待游客42.6万人次、自驾车5.1万辆次，同比分别增长9%、下降2.8%。", year=2023)
    assert (found.level_of("9%"), found.level_of("2.8%")) == ("42.6万人次", "5.1万辆次")
    assert found["2.8%"].value == Decimal("-2.8")


def test_growth_and_fall_of_two_things_named_are_not_respective(figures: Figures) -> None:
    found = figures("接待游客42.6万人次、自驾车5.1万辆次，门票收入增长9%、餐饮收入下降2.8%。", year=2023)
    assert (found.level_of("9%"), found.level_of("2.8%")) == (None, None)


@pytest.mark.parametrize(
    ("text", "change", "level"),
    [
        ("低保386户，比搬迁前减少217户。", "217户", "386户"),
        ("财政收入820万元，较建镇初期增加300万元。", "300万元", "820万元"),
        ("考上高中128人，比上年多二十一人。", "二十一人", "128人"),
    ],
)
def test_what_it_was_before_may_be_named_by_an_event(figures: Figures, text: str, change: str, level: str) -> None:
    found = figures(text, year=2023)
    assert (found[change].measure, found.level_of(change)) == ("change", level)


@pytest.mark.parametrize("text", ["干胶每吨比去年跌1600元。", "办公经费同比压缩1600元。"])
def test_falls_have_many_words(figures: Figures, text: str) -> None:
    found = figures(text, year=2023)["1600元"]
    assert (found.value, found.measure) == (Decimal(-1600), "change")


def test_what_is_shortened_falls(figures: Figures) -> None:
    mention = figures("平均时限缩短40%。")["40%"]
    assert (mention.measure, mention.value) == ("growth_rate", -40)


@pytest.mark.parametrize(
    ("text", "change", "level"),
    [
        ("生产总值15.6亿元，五年增长62%。", "62%", "15.6亿元"),
        ("规上企业23家，五年间净增11家。", "11家", "23家"),
        ("村集体收入860万元，比“十二五”末增长2.3倍。", "2.3倍", "860万元"),
        ("绿化率由36%提高到41.2%，提高5.2个百分点。", "5.2个百分点", "41.2%"),
        ("洗煤36万吨（-4.2%）。", "-4.2%", "36万吨"),
        ("上缴税金1.3亿元，同比多缴2100万元。", "2100万元", "1.3亿元"),
        ("粮食产量1.2万吨，减产800吨，减幅6.2%。", "6.2%", "1.2万吨"),
    ],
)
def test_a_comparison_finds_its_level_over_spans_of_years_and_remarks(
    figures: Figures, text: str, change: str, level: str
) -> None:
    assert figures(text, year=2020).level_of(change) == level


def test_a_multiple_of_an_earlier_year_is_no_level(figures: Figures) -> None:
    found = figures("总产值15亿元，是2015年的1.5倍，年均增长9.7%。", year=2020)
    assert found.level_of("9.7%") == "15亿元"


def test_changes_of_different_units_are_shared_out(figures: Figures) -> None:
    found = figures("渔船286艘，总功率3.2万千瓦，比年初分别减少12艘和860千瓦。", year=2020)
    assert (found.level_of("12艘"), found.level_of("860千瓦")) == ("286艘", "3.2万千瓦")
    assert found["860千瓦"].value == Decimal(-860)


def test_what_is_listed_behind_a_change_is_no_change(figures: Figures) -> None:
    found = figures("渔船比年初减少12艘，新建码头2座、冷库3座。", year=2020)
    assert (found["2座"].measure, found["3座"].measure) == ("level", "level")


def test_what_is_cut_back_is_a_fall_and_not_what_there_is(figures: Figures) -> None:
    found = figures("压减水稻面积300亩，扩种大豆1200亩。")
    assert (found["300亩"].measure, found.value("300亩")) == ("change", (Decimal(-300), "亩"))
    assert found["1200亩"].measure == "level"
    assert figures("核减后低保对象300户。")["300户"].measure == "level"
    assert figures("一般公共预算支出压减到3200万元。")["3200万元"].measure == "level"


def test_households_and_their_people_fall_together_each_below_its_own_level(figures: Figures) -> None:
    found = figures("农村低保412户967人，较上年减少38户104人。")
    assert found.value("104人") == (Decimal(-104), "人")
    assert (found["38户"].relates_to, found["104人"].relates_to) == (found["412户"].start, found["967人"].start)


def test_a_printed_minus_is_its_own_figures_only(figures: Figures) -> None:
    found = figures("牛960头、羊2100只、家禽8.6万羽，分别增长8.2%、-2.4%和31.5%。")
    assert [found.value(surface)[0] for surface in ("8.2%", "-2.4%", "31.5%")] == [
        Decimal("8.2"), Decimal("-2.4"), Decimal("31.5"),
    ]  # fmt: skip


def test_above_or_below_the_year_before_is_a_change(figures: Figures) -> None:
    found = figures("人均收入18600元，高于上年2600元。出险12次，低于去年3次。")
    assert (found["2600元"].measure, found.level_of("2600元")) == ("change", "18600元")
    assert found.value("3次") == (Decimal(-3), "次")
    assert figures("人均收入18600元，高于全县平均水平1200元。")["1200元"].measure == "level"


def test_a_level_that_is_passed_at_once_has_the_growth_before_it(figures: Figures) -> None:
    found = figures("农业总产值增长6.5%，突破3亿元。")
    assert found.level_of("6.5%") == "突破3亿元"


@pytest.mark.parametrize(
    ("text", "change", "value"),
    [("信访28件，较上年净减12件。", "12件", -12), ("总人口2360人，比上年净增加30人。", "30人", 30)],
)
def test_a_net_change_belongs_to_the_level_before(figures: Figures, text: str, change: str, value: int) -> None:
    found = figures(text)
    assert (found[change].measure, found[change].value) == ("change", value)
    assert found.level_of(change) == found.quantities[0]


def test_what_was_produced_less_than_the_year_before_is_a_fall(figures: Figures) -> None:
    found = figures("全年实产原煤88.4万吨，比上年少产11.6万吨。", year=2023)["11.6万吨"]
    assert (found.measure, found.value) == ("change", Decimal(-116000))
