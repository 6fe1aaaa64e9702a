"""Whose words belong to which figure."""

from __future__ import annotations

import pytest

from tests.extract.conftest import Figures


@pytest.mark.parametrize("mark", ["，", "；", "：", "\t"])
def test_separators_part_the_words(figures: Figures, mark: str) -> None:
    found = figures(f"改厕86户{mark}植树1200株。")
    assert "植树" in found["1200株"].subject and "改厕" not in found["1200株"].subject


def test_a_list_comma_parts_behind_a_figure(figures: Figures) -> None:
    found = figures("建成公厕5座、停车场3个。")
    assert "停车场" in found["3个"].subject and "公厕" not in found["3个"].subject


def test_a_list_comma_keeps_a_list_of_things(figures: Figures) -> None:
    subject = figures("新增门店、农家乐及旅馆23家。")["23家"].subject
    assert "门店" in subject and "旅馆" in subject


def test_a_parenthesis_with_a_figure_parts(figures: Figures) -> None:
    found = figures("培训农民380人（妇女46人）。")
    assert "妇女" in found["46人"].subject
    assert "妇女" not in found["380人"].subject


def test_a_parenthesis_without_a_figure_keeps_the_subject(figures: Figures) -> None:
    assert "地区生产总值" in figures("地区生产总值（GDP）6.2亿元。")["6.2亿元"].subject


def test_a_joiner_divides_the_words_between_two_figures(figures: Figures) -> None:
    found = figures("检查16家生产经营单位以及10所学校。")
    assert "学校" in found["10所"].subject and "单位" not in found["10所"].subject


def test_counts_with_their_nouns_behind_them_share_nothing(figures: Figures) -> None:
    found = figures("下辖会兴、护林等7个行政村64个自然屯。")
    assert (found["7个"].indicator, found["64个"].indicator) == ("village_committee_count", "natural_village_count")


def test_what_only_begins_like_a_joiner_divides_nothing(figures: Figures) -> None:
    found = figures("创成省级示范村1个、市级和美乡村3个，省级和市级平安村5个。")
    assert (found["3个"].subject, found["5个"].subject) == ("市级和美乡村", "省级和市级平安村")


@pytest.mark.parametrize(("text", "first", "second"), [
    ("脱贫户186户528人。", "186户", "528人"),
    ("储能电站50MW/100MWh。", "50MW", "100MWh"),
])  # fmt: skip
def test_figures_side_by_side_share_their_words(figures: Figures, text: str, first: str, second: str) -> None:
    found = figures(text)
    assert found[first].subject == found[second].subject != ""


def test_a_list_of_figures_is_distributed_over_a_list_of_things(figures: Figures) -> None:
    found = figures("牛、羊分别出栏1250头和3800只。")
    assert ("牛" in found["1250头"].subject, "羊" in found["1250头"].subject) == (True, False)
    assert ("牛" in found["3800只"].subject, "羊" in found["3800只"].subject) == (False, True)


def test_lists_of_different_length_are_not_distributed(figures: Figures) -> None:
    found = figures("牛、羊、鸡分别出栏1250头和3800只。")
    assert found["1250头"].subject not in ("牛", "羊", "鸡")


def test_words_are_carried_when_the_own_ones_name_nothing(figures: Figures) -> None:
    assert "茶园" in figures("新建茶园500亩，共计1200亩。")["1200亩"].subject


def test_a_bare_verb_goes_on_with_what_is_done_and_not_with_what_there_is(figures: Figures) -> None:
    found = figures("累计完成农村改厕3260户，今年新建460户。全镇有市级龙头企业7家，今年新认定2家。")
    assert found["460户"].indicator == "toilet_renovated_households"
    assert (found["7家"].indicator, found["2家"].indicator) == ("leading_agri_enterprise_count", None)


def test_words_are_carried_no_further_than_a_semicolon(figures: Figures) -> None:
    assert "茶园" not in figures("新建茶园500亩；共计1200人。")["1200人"].subject


def test_a_bare_attribute_behind_a_semicolon_is_of_what_stands_before_it(figures: Figures) -> None:
    found = figures("全年出栏生猪1.6万头，同比增长6.2%；期末存栏8600头；新建猪舍12栋。")
    assert (found["8600头"].indicator, found["12栋"].indicator) == ("hog_inventory", None)


def test_words_behind_a_figure_are_its_own(figures: Figures) -> None:
    assert "群众" in figures("共有860名群众参加。")["860名"].subject


def test_the_noun_behind_a_figure_names_it_when_a_verb_stands_before(figures: Figures) -> None:
    assert "生产经营单位" in figures("检查16家生产经营单位以及10所学校。")["16家"].subject


@pytest.mark.parametrize(
    ("text", "first", "second"),
    [
        ("旅游人次和收入分别增长18.2%、23.6%。", "tourist_visits", "tourism_revenue"),
        ("接待游客和旅游收入分别增长18.2%和23.6%。", "tourist_visits", "tourism_revenue"),
        ("粮食和油料产量分别增长18.2%和23.6%。", "grain_output", "oilseed_output"),
        ("粮食、油料产量分别下降18.2%、23.6%。", "grain_output", "oilseed_output"),
        ("第二、三产业增加值分别增长18.2%、23.6%。", "gdp_secondary", "gdp_tertiary"),
    ],
)
def test_an_item_with_a_noun_of_its_own_takes_none_from_the_last(
    figures: Figures, text: str, first: str, second: str
) -> None:
    found = figures(text, year=2023)
    assert (found["18.2%"].indicator, found["23.6%"].indicator) == (first, second)


@pytest.mark.parametrize("said", ["三次产业分别完成", "三次产业增加值分别为", "一二三产业增加值分别达到"])
def test_one_word_for_several_gives_a_figure_to_each_in_turn(figures: Figures, said: str) -> None:
    found = figures(f"{said}3.2亿元、5.1亿元、4.4亿元。", year=2023)
    assert [found[surface].indicator for surface in ("3.2亿元", "5.1亿元", "4.4亿元")] == [
        "gdp_primary",
        "gdp_secondary",
        "gdp_tertiary",
    ]


def test_a_list_that_nothing_distributes_has_no_turns(figures: Figures) -> None:
    assert figures("三次产业完成3.2亿元、5.1亿元、4.4亿元。", year=2023)["5.1亿元"].indicator is None


def test_what_the_whole_township_has_is_no_item_of_a_list(figures: Figures) -> None:
    assert figures("全镇治安、刑事案件分别比上年下降18%和23%。", year=2023)["18%"].indicator != "household_count"
