"""What the words around a figure say of it: growth, completion, role, scope, time, its share of a list; in both directions.

Every sentence was written for the test that it stands in.
"""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.extract.conftest import Figures

D = Decimal


def test_part_of_a_total_does_not_replace_the_total(figures: Figures) -> None:
    found = figures("全镇粮食播种面积3.4万亩，其中水稻1.9万亩。", year=2023)
    assert found["3.4万亩"].indicator == "grain_sown_area"
    assert found["1.9万亩"].indicator == "rice_sown_area"
    assert "水稻" in found["1.9万亩"].subject


@pytest.mark.parametrize(
    ("text", "surface", "value", "measure"),
    [
        ("完成财政收入820万元，同比增长6.4%。", "6.4%", "6.4", "growth_rate"),
        ("完成财政收入820万元，增长6.4%。", "6.4%", "6.4", "growth_rate"),
        ("完成财政收入820万元，比上年增长6.4%。", "6.4%", "6.4", "growth_rate"),
        ("完成财政收入820万元，较上年增长6.4%。", "6.4%", "6.4", "growth_rate"),
        ("完成财政收入820万元，增幅6.4%。", "6.4%", "6.4", "growth_rate"),
        ("完成财政收入820万元，增速达6.4%。", "6.4%", "6.4", "growth_rate"),
        ("完成财政收入820万元，同比下降6.4%。", "6.4%", "-6.4", "growth_rate"),
        ("完成财政收入820万元，较上年减少6.4%。", "6.4%", "-6.4", "growth_rate"),
        ("完成财政收入820万元，同比回落6.4%。", "6.4%", "-6.4", "growth_rate"),
        ("完成财政收入820万元，比上年净增45万元。", "45万元", "450000", "change"),
        ("完成财政收入820万元，年均增长6.4%。", "6.4%", "6.4", "growth_rate"),
        ("完成财政收入820万元，与2022年相比增长6.4%。", "6.4%", "6.4", "growth_rate"),
        ("财政收入占比6.4%。", "6.4%", "6.4", "share_or_rate"),
    ],
)
def test_growth_in_its_many_forms(figures: Figures, text: str, surface: str, value: str, measure: str) -> None:
    growth = figures(text, year=2023)[surface]
    assert (growth.value, growth.measure) == (D(value), measure)


@pytest.mark.parametrize(
    "text",
    ["完成财政收入820万元，同比增长6.4%。", "财政收入820万元，增长6.4%。", "财政收入达820万元，比上年下降6.4%。"],
)
def test_growth_belongs_to_the_level_before_it(figures: Figures, text: str) -> None:
    assert figures(text, year=2023).level_of("6.4%") == "820万元"


def test_from_a_to_b_is_a_baseline_and_a_level(figures: Figures) -> None:
    found = figures("茶园面积由上年的5200亩增加到5900亩。", year=2023)
    assert (found["5200亩"].role, found["5900亩"].role) == ("baseline", "actual")
    assert found["5900亩"].measure == "level"


def test_reached_is_a_level_not_a_change(figures: Figures) -> None:
    found = figures("茶园面积发展到5900亩，合作社增至32家。", year=2023)
    assert (found["5900亩"].measure, found["32家"].measure) == ("level", "level")


def test_no_change_without_a_figure_is_no_mention(figures: Figures) -> None:
    found = figures("粮食产量6120吨，与上年持平；蔬菜产量2300吨，略有增加。", year=2023)
    assert found.quantities == ["6120吨", "2300吨"]
    assert found.of_type("missing") == []


@pytest.mark.parametrize(
    ("text", "surface", "measure"),
    [
        ("征收税款560万元，完成全年任务的104%。", "104%", "completion"),
        ("征收税款560万元，占全年任务104%。", "104%", "completion"),
        ("征收税款560万元，完成年度目标任务的104%。", "104%", "completion"),
        ("征收税款560万元，超计划4个百分点。", "4个百分点", "change"),
        ("污水处理率104%。", "104%", "share_or_rate"),
    ],
)
def test_completion_of_a_task(figures: Figures, text: str, surface: str, measure: str) -> None:
    assert figures(text, year=2023)[surface].measure == measure


def test_completion_belongs_to_its_level(figures: Figures) -> None:
    assert figures("征收税款560万元，完成全年任务的104%。", year=2023).level_of("104%") == "560万元"


def test_expected_in_the_reporting_year_is_an_estimated_actual(figures: Figures) -> None:
    found = figures("预计全年完成工业产值4.2亿元。今年流转土地800亩。", year=2023)
    assert (found["4.2亿元"].role, found["4.2亿元"].estimated) == ("actual", True)
    assert (found["800亩"].role, found["800亩"].estimated) == ("actual", False)


def test_households_and_persons_side_by_side_share_their_subject(figures: Figures) -> None:
    found = figures("全镇现有监测对象186户528人。", year=2023)
    assert found.values() == [(D(186), "户"), (D(528), "人")]
    assert "监测对象" in found["186户"].subject
    assert found["186户"].subject == found["528人"].subject


def test_respectively_gives_each_figure_its_own_subject(figures: Figures) -> None:
    found = figures("全年羊、鸡分别出栏2300只和1.6万羽。", year=2023)
    assert "羊" in found["2300只"].subject
    assert "鸡" in found["1.6万羽"].subject


def test_respectively_with_the_unit_once(figures: Figures) -> None:
    found = figures("东山、西河、南坪分别完成投资320、450和1180万元。", year=2023)
    assert [value for value, _ in found.values()] == [D(3200000), D(4500000), D(11800000)]
    assert found["320"].unit_inferred
    assert not found["1180万元"].unit_inferred


@pytest.mark.parametrize(
    ("text", "surface"),
    [
        ("累计发放补贴46万元。", "46万元"),
        ("五年来，新建公路46公里。", "46公里"),
        ("“十三五”期间，新建公路46公里。", "46公里"),
    ],
)
def test_cumulative_figures(figures: Figures, text: str, surface: str) -> None:
    assert figures(text, year=2023)[surface].role == "cumulative"


def test_figures_of_the_year_are_not_cumulative(figures: Figures) -> None:
    assert figures("今年新建公路46公里。", year=2023)["46公里"].role == "actual"


@pytest.mark.parametrize(
    ("text", "surface", "scope"),
    [
        ("绿源农业有限公司年产值达860万元。", "860万元", "company_or_project"),
        ("青禾种植专业合作社流转土地420亩。", "420亩", "company_or_project"),
        ("石岭村种植黄桃300亩。", "300亩", "village"),
        ("全镇种植黄桃300亩。", "300亩", "township"),
        ("全镇共有专业合作社26家。", "26家", "township"),
        ("全镇15个行政村完成改厕430户。", "430户", "township"),
    ],
)
def test_whose_figure(figures: Figures, text: str, surface: str, scope: str) -> None:
    assert figures(text, year=2023)[surface].scope == scope


@pytest.mark.parametrize(
    ("text", "surface", "kind", "period"),
    [
        ("1-6月完成税收310万元。", "1-6月", "date", "2023H1"),
        ("1—10月完成税收310万元。", "1—10月", "date", "2023-01/2023-10"),
        ("上半年完成税收310万元。", "", "", "2023H1"),
        ("完成税收310万元。", "", "", "2023"),
    ],
)
def test_part_of_the_year(figures: Figures, text: str, surface: str, kind: str, period: str) -> None:
    found = figures(text, year=2023)
    assert (found["310万元"].year, found["310万元"].period) == (2023, period)
    if surface:
        assert found[surface].type == kind


def test_up_to_a_day_is_a_date(figures: Figures) -> None:
    found = figures("截至6月19日，完成税收310万元。", year=2023)
    assert found.quantities == ["310万元"]
    assert {m.type for m in found if "6月19日" in m.surface} == {"date"}


@pytest.mark.parametrize(
    ("text", "threshold", "counted"),
    [
        ("为60岁以上老人体检860人。", "60岁以上", "860人"),
        ("规模以上（年主营业务收入2000万元以上的企业）企业7家。", "2000万元以上", "7家"),
        ("引进5000万元以上项目3个。", "5000万元以上", "3个"),
        ("集体收入在90-100万元的村2个。", "90-100万元", "2个"),
    ],
)
def test_thresholds_count_nothing(figures: Figures, text: str, threshold: str, counted: str) -> None:
    found = figures(text, year=2023)
    assert [m.type for m in found if threshold in m.surface] == ["name"]
    assert found[counted].type == "quantity"


def test_same_indicator_in_hundred_millions_and_ten_thousands(figures: Figures) -> None:
    found = figures("完成固定资产投资1.2亿元。二季度末固定资产投资完成6500万元。", year=2023)
    assert {found["1.2亿元"].indicator, found["6500万元"].indicator} == {"fixed_asset_investment"}
    assert (found["1.2亿元"].value, found["6500万元"].value) == (D(120000000), D(65000000))


def test_growth_signed_in_a_list(figures: Figures) -> None:
    found = figures("工业产值、税收分别为3.1亿元、820万元，同比分别-6.2%、-19.3%。", year=2023)
    assert [(m.value, m.measure) for m in found if m.unit == "%"] == [
        (D("-6.2"), "growth_rate"),
        (D("-19.3"), "growth_rate"),
    ]
    assert (found.level_of("-6.2%"), found.level_of("-19.3%")) == ("3.1亿元", "820万元")


def test_contradicting_figures_are_both_kept(figures: Figures) -> None:
    found = figures("全镇共有党员862名。全镇党员867名。", year=2023)
    assert found.values() == [(D(862), "名"), (D(867), "名")]
