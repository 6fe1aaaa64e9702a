"""Numbers that run together with the words around them, and what looks like a figure and is a place, a page or an hour."""

from __future__ import annotations

import pytest

from tests.extract.conftest import Figures


@pytest.mark.parametrize(
    ("text", "number"), [("一、完成情况1.产业发展稳步推进", "1."), ("(一)重点工作2、项目建设提速", "2、")]
)
def test_an_item_number_right_behind_words_is_numbering(figures: Figures, text: str, number: str) -> None:
    assert figures(text).of_type("numbering") == [number]


@pytest.mark.parametrize("text", ["同比增长18.全镇稳中有进", "综合排名前3、获表彰", "户均达到2、年年增长"])
def test_a_figure_at_the_end_of_a_sentence_is_no_numbering(figures: Figures, text: str) -> None:
    assert figures(text).of_type("numbering") == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("镇区位于北纬29° 06'附近。", "29° 06'"),
        ("14、15号地块已交付。", "14、15号"),
        ("打印稿第1页共5页。", "第1页共5页"),
        ("招引项目,其中过500万元的两个。", "过500万元"),
        ("300万元以上的已竣工项目3个。", "300万元以上"),
        ("六十周岁以上老人领取养老金。", "六十周岁以上"),
        ("镇人大十一届一次、二次会议通过。", "十一届一次、二次"),
    ],
)
def test_what_counts_nothing_is_one_name(figures: Figures, text: str, name: str) -> None:
    assert name in figures(text).of_type("name")


@pytest.mark.parametrize("text", ["现有25°以上坡地3亩。", "5号病疫苗3支。", "15号上午开会3次。"])
def test_a_class_or_day_is_no_place(figures: Figures, text: str) -> None:
    assert figures(text).quantities[-1][0] == "3"
    assert not any("°" in name and "'" in name for name in figures(text).of_type("name"))


@pytest.mark.parametrize("clock", ["10:52:09", "8:30", "03:57:00"])
def test_an_hour_of_the_day_is_a_date(figures: Figures, clock: str) -> None:
    assert figures(f"发布于{clock}。").of_type("date") == [clock]


def test_three_shares_of_a_whole_are_no_hour(figures: Figures) -> None:
    assert figures("三产比为10:52:38。").quantities == ["10", "52", "38"]


@pytest.mark.parametrize("span", ["2-3年", "2---3年", "3至5天", "二至三个月"])
def test_a_range_of_time_is_one_span(figures: Figures, span: str) -> None:
    assert figures(f"力争用{span}完成。").of_type("duration") == [span]


@pytest.mark.parametrize("text", ["进一步统一了思想。", "做到“不漏一户、不错一人”的要求。"])
def test_a_slogan_does_not_begin_inside_a_word_nor_end_behind_its_quotation(figures: Figures, text: str) -> None:
    assert not any("步" in name or "”" in name for name in figures(text).of_type("name"))


@pytest.mark.parametrize(
    ("text", "surface", "unit"),
    [("投资16936萬(wàn)元。", "16936萬(wàn)元", "元"), ("出栏肉鸡100万（wàn）只。", "100万（wàn）只", "只")],
)
def test_a_pronunciation_behind_a_character_is_left_out(figures: Figures, text: str, surface: str, unit: str) -> None:
    assert figures(text)[surface].unit == unit


def test_an_abbreviation_in_parentheses_stays(figures: Figures) -> None:
    assert figures("生产总值(gdp)5亿元。")["5亿元"].subject == "生产总值(gdp"


@pytest.mark.parametrize(
    ("text", "surface"), [("養殖面积120843. 5亩。", "120843. 5亩"), ("覆盖率达48. 9%。", "48. 9%")]
)
def test_a_blank_behind_the_decimal_point_does_not_tear_a_figure(figures: Figures, text: str, surface: str) -> None:
    assert figures(text).quantities == [surface]


@pytest.mark.parametrize("text", ["2023. 5亩地。", "要点:\n1. 5亩地。"])
def test_a_year_or_item_before_a_blank_stays_apart(figures: Figures, text: str) -> None:
    assert figures(text).quantities == ["5亩"]


def test_an_age_with_decimals_is_a_figure_and_a_class_of_age_is_none(figures: Figures) -> None:
    found = figures("书记平均年龄下降到42.3岁,其中35岁以下8名。")
    assert found.quantities == ["42.3岁", "8名"]
    assert found.of_type("name") == ["35岁以下"]


@pytest.mark.parametrize(
    ("text", "name"), [("在县道181线旁。", "县道181线"), ("镇人大四次会议通过。", "四次"), ("第二年见效。", "第二年")]
)
def test_a_road_a_session_and_an_ordinal_year_are_names(figures: Figures, text: str, name: str) -> None:
    assert figures(text).of_type("name") == [name]
