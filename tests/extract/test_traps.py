"""Where a program that reads figures goes wrong: each trap in both directions.

Every sentence was written for the test that it stands in.
"""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.extract.conftest import Figures

D = Decimal


@pytest.mark.parametrize("text", ["完成工业产值约亿元。", "收入达到万元。", "种植面积稳定在万亩。"])
def test_orphaned_multipliers_are_no_figures(figures: Figures, text: str) -> None:
    found = figures(text, year=2023)
    assert found.quantities == []
    assert len(found.of_type("missing")) == 1


def test_empty_growth_does_not_take_the_next_figure(figures: Figures) -> None:
    found = figures("财政收入同比增长%，税收820万元。", year=2023)
    assert found["820万元"].measure == "level"
    (hole,) = [m for m in found if m.type == "missing"]
    assert hole.value is None


def test_multiplier_behind_a_number_is_no_orphan(figures: Figures) -> None:
    assert figures("完成工业产值约2亿元。").of_type("missing") == []


@pytest.mark.parametrize(
    "text",
    [
        "信访总量同比下降35%，化解积案76起。",
        "化解积案76起，信访总量同比下降35%。",
        "查处案件76起，火灾事故同比下降35%。",
    ],
)
def test_growth_is_not_bound_to_the_wrong_level(figures: Figures, text: str) -> None:
    found = figures(text, year=2023)
    assert found["35%"].relates_to is None
    assert found["35%"].value == D(-35)


def test_growth_is_bound_to_a_level_that_it_names(figures: Figures) -> None:
    found = figures("受理信访件76件，信访总量同比下降35%。", year=2023)
    assert found["35%"].value == D(-35)
    assert figures("工业产值8.2亿元，工业产值同比增长9%。", year=2023).level_of("9%") == "8.2亿元"


def test_subject_is_not_lost_across_commas(figures: Figures) -> None:
    found = figures("种植黄精460亩，产值达920万元。粮食播种面积1.3万亩，产量5200吨。", year=2023)
    assert found["920万元"].indicator == "specialty_output_value"
    assert found["5200吨"].indicator == "grain_output"


def test_subject_of_a_value_names_the_crop(figures: Figures) -> None:
    assert "黄精" in figures("种植黄精460亩，产值达920万元。", year=2023)["920万元"].subject


def test_output_of_something_else_is_not_of_grain(figures: Figures) -> None:
    found = figures("粮食播种面积1.3万亩，蔬菜产量5200吨。", year=2023)
    assert found["5200吨"].indicator != "grain_output"


def test_subject_carried_over_with_a_changed_unit_does_not_add_up(figures: Figures) -> None:
    found = figures("新增监测户3户9人。", year=2023)
    assert found["3户"].subject == found["9人"].subject
    assert found["3户"].indicator is None or found["3户"].indicator != found["9人"].indicator


def test_two_groups_in_one_clause_keep_their_own_subject(figures: Figures) -> None:
    found = figures("新增特困供养人员4人，低保户52户。", year=2023)
    assert "低保户" in found["52户"].subject
    assert "特困" not in found["52户"].subject


def test_same_number_for_different_things(figures: Figures) -> None:
    found = figures("带动农户260户，新增企业260家，投资260万元，整治沟渠260米。", year=2023)
    assert [(m.value, m.unit) for m in found if m.type == "quantity"] == [
        (D(260), "户"), (D(260), "家"), (D(2600000), "元"), (D(260), "米"),
    ]  # fmt: skip
    assert len({m.subject for m in found if m.type == "quantity"}) == 4


def test_times_and_cases_are_counted_apart(figures: Figures) -> None:
    found = figures("排查矛盾纠纷83次，调解121件。", year=2023)
    assert (found["83次"].unit, found["121件"].unit) == ("次", "件")
    assert found["83次"].indicator is None or found["83次"].indicator != found["121件"].indicator


def test_target_beside_actual(figures: Figures) -> None:
    found = figures("全年税收任务150万元，完成162万元。", year=2023)
    assert (found["150万元"].role, found["162万元"].role) == ("plan", "actual")


def test_planned_area_beside_the_present_one(figures: Figures) -> None:
    found = figures("计划完成造林700亩，目前完成造林620亩。", year=2023)
    assert (found["700亩"].role, found["620亩"].role) == ("plan", "actual")


def test_expected_beside_received(figures: Figures) -> None:
    found = figures("全年预计税收1250万元，截至10月实际到账830万元。", year=2023)
    assert (found["1250万元"].estimated, found["830万元"].estimated) == (True, False)
    assert found["830万元"].role == "actual"


def test_part_year_figures_in_one_sentence(figures: Figures) -> None:
    found = figures("7月当月完成产值1.1亿元，1-7月完成产值6.3亿元。", year=2023)
    assert found["6.3亿元"].period == "2023-01/2023-07"
    assert found["1.1亿元"].period not in ("2023", found["6.3亿元"].period)


def test_nothing_happened_is_not_zero(figures: Figures) -> None:
    found = figures("全年未发生较大以上安全事故，连续16年无重大森林火灾。", year=2023)
    assert found.quantities == []
    assert found["连续16年"].type == "duration"


def test_not_one_is_zero(figures: Figures) -> None:
    casualties = [m for m in figures("全镇没有一名群众伤亡。", year=2023) if m.type == "quantity"]
    assert [(m.value, m.unit) for m in casualties] == [(D(0), "名")]


@pytest.mark.parametrize(
    ("text", "label", "values"),
    [
        ("改造10千伏线路31公里。", "10千伏", [(D(31), "公里")]),
        ("安装450Wp组件。", "450Wp", []),
        ("改建文化广场4600m2。", None, [(D(4600), "m2")]),
        ("村歌登上CCTV2台。", "CCTV2台", []),
        ("购置电视2台。", None, [(D(2), "台")]),
    ],
)
def test_labels(figures: Figures, text: str, label: str | None, values: list[tuple[Decimal, str]]) -> None:
    found = figures(text)
    assert found.values() == values
    if label:
        assert [m.type for m in found if label in m.surface] == ["name"]


def test_two_capacities_side_by_side(figures: Figures) -> None:
    assert figures("储能规模50MW／100MWh。").values() == [(D(50), "MW"), (D(100), "MWh")]


def test_capacity_that_names_a_project(figures: Figures) -> None:
    assert figures("实施98MW风电场项目前期工作。")["98MW"].type == "name"
    assert figures("光伏电站装机容量98MW。").value("98MW") == (D(98), "MW")


def test_water_class_is_a_rank(figures: Figures) -> None:
    (quality,) = list(figures("水质稳定达到Ⅲ类以上标准。"))
    assert (quality.value, quality.measure) == (D(3), "rank_or_level")


@pytest.mark.parametrize(
    ("text", "surface", "value", "unit"),
    [
        ("计划投资1044万，建设大棚。", "1044万", "10440000", "元"),
        ("争取资金1200余万，修建水渠。", "1200余万", "12000000", "元"),
        ("硬化场地1600平。", "1600平", "1600", "平方米"),
        ("清运垃圾540方。", "540方", "540", "方"),
        ("接待近5000游客。", "近5000", "5000", "人"),
    ],
)
def test_elided_units(figures: Figures, text: str, surface: str, value: str, unit: str) -> None:
    found = figures(text)
    assert found.value(surface) == (D(value), unit)
    assert found[surface].unit_inferred is (surface[-1] not in "平方")


def test_no_unit_is_invented_without_context(figures: Figures) -> None:
    assert figures("编号5000。").values() in ([(D(5000), None)], [])


@pytest.mark.parametrize(
    ("text", "approx"), [("满意度98％以上。", "超"), ("规模以上工业产值3亿元。", ""), ("工业产值3亿元以上。", "超")]
)
def test_at_least_as_qualifier_and_as_class(figures: Figures, text: str, approx: str) -> None:
    (only,) = [m for m in figures(text, year=2023) if m.type == "quantity"]
    assert only.approx == approx


def test_an_age_is_no_figure(figures: Figures) -> None:
    found = figures("走访70岁以上老人320人。")
    assert found["70岁以上"].type == "name"
    assert found.values() == [(D(320), "人")]


def test_list_number_glued_to_a_year(figures: Figures) -> None:
    found = figures("1.2023年亮点工作\n完成改厕120户。")
    assert [(m.surface, m.type) for m in found][:2] == [("1.", "numbering"), ("2023年", "date")]


def test_year_glued_to_a_day(figures: Figures) -> None:
    found = figures("2019年7.7洪灾后，重建房屋12户。")
    assert [(m.surface, m.type) for m in found][:1] == [("2019年7.7", "date")]
    assert found.quantities == ["12户"]


def test_figures_glued_to_punctuation(figures: Figures) -> None:
    found = figures("覆盖率达100%.XX集镇绿化,9个村达标")
    assert found.value("100%") == (D(100), "%")
    assert found.value("9个") == (D(9), "个")


def test_a_decimal_is_no_list_number(figures: Figures) -> None:
    assert figures("建成公路\n1.5公里。").values() == [(D("1.5"), "公里")]


def test_distributives_count_each(figures: Figures) -> None:
    found = figures("新建垃圾池和公厕各16座。", year=2023)
    assert found.value("16座") == (D(16), "座")
    assert "垃圾池" in found["16座"].subject and "公厕" in found["16座"].subject


def test_repeats_are_both_mentions(figures: Figures) -> None:
    found = figures("完成改厕430户。\n二、上报县政府的内容\n完成改厕430户。", year=2023)
    assert [found["430户", 0].indicator, found["430户", 1].indicator] == ["toilet_renovated_households"] * 2


def test_table_of_contents_before_the_title(figures: Figures) -> None:
    found = figures(
        "目录\n一、2023年工作总结\n二、2024年工作计划\n青山镇2023年工作总结和2024年工作计划\n一、2023年工作总结\n"
        "完成改厕430户。\n二、2024年工作计划\n完成改厕500户。"
    )
    assert (found["430户"].role, found["430户"].year) == ("actual", 2023)
    assert (found["500户"].role, found["500户"].year) == ("plan", 2024)


def test_title_repeated_three_times(figures: Figures) -> None:
    found = figures("青山镇2023年工作总结\n" * 3 + "完成改厕430户。")
    assert (found.profile.title, found.profile.year, found.profile.kind) == ("青山镇2023年工作总结", 2023, "总结")
    assert found["430户"].role == "actual"


def test_announced_plan_that_is_cut_off_makes_no_plan(figures: Figures) -> None:
    found = figures("青山镇2023年工作总结和2024年工作计划\n一、2023年工作完成情况\n完成改厕430户。")
    assert (found["430户"].role, found["430户"].year) == ("actual", 2023)


def test_character_corrupted_through_the_file_is_read(figures: Figures) -> None:
    found = figures("建成三各驿站。新建5各公厕。改造7各广场。引进2各企业。")
    assert [(m.value, m.unit) for m in found if m.type == "quantity"] == [
        (D(3), "个"), (D(5), "个"), (D(7), "个"), (D(2), "个"),
    ]  # fmt: skip


def test_corrupt_figure_keeps_its_printed_value(figures: Figures) -> None:
    found = figures("人均可支配收入比2015年的8740元增加2639元，达到19元。", year=2020)
    assert found.value("19元") == (D(19), "元")


@pytest.mark.parametrize(
    ("text", "surface", "value", "measure"),
    [
        ("贫困发生率下降1.8%。", "1.8%", "-1.8", "growth_rate"),
        ("低保对象减少36人。", "36人", "-36", "change"),
        ("贫困发生率下降到1.8%。", "1.8%", "1.8", "share_or_rate"),
        ("低保对象减少到36人。", "36人", "36", "level"),
        ("能耗降至36吨。", "36吨", "36", "level"),
    ],
)
def test_tail_of_a_fall(figures: Figures, text: str, surface: str, value: str, measure: str) -> None:
    figure = figures(text, year=2023)[surface]
    assert (figure.value, figure.measure) == (D(value), measure)


def test_a_peak_is_no_total(figures: Figures) -> None:
    found = figures("接待游客5.2万人次，日营业额最高达1.6万元；实现旅游收入320万元。", year=2023)
    assert found["1.6万元"].indicator is None
    assert found["320万元"].indicator == "tourism_revenue"


def test_percentage_points_printed_for_a_growth_in_per_cent_stay_as_printed(figures: Figures) -> None:
    found = figures("完成税收820万元，同比增长5.2个百分点。", year=2023)
    assert (found["5.2个百分点"].unit, found["5.2个百分点"].measure) == ("个百分点", "change")
    assert found.level_of("5.2个百分点") == "820万元"


def test_an_amount_of_change_and_the_rate_behind_it_belong_to_the_level_of_the_same_unit(figures: Figures) -> None:
    found = figures("粮食总产量8200吨，平均亩产410公斤，比上年增产320吨，增长4.1%。", year=2023)
    assert (found.level_of("320吨"), found.level_of("4.1%")) == ("8200吨", "8200吨")


@pytest.mark.parametrize(
    ("text", "surface", "measure", "value"),
    [
        ("贫困发生率降为0.3%。", "0.3%", "share_or_rate", "0.3"),
        ("税收降幅为0.3%。", "0.3%", "growth_rate", "-0.3"),
        ("人口自然增长率为5.1‰。", "5.1‰", "share_or_rate", "5.1"),
        ("人口增长5.1‰。", "5.1‰", "growth_rate", "5.1"),
    ],
)
def test_what_became_of_a_rate_is_no_movement(
    figures: Figures, text: str, surface: str, measure: str, value: str
) -> None:
    figure = figures(text, year=2023)[surface]
    assert (figure.measure, figure.value) == (measure, D(value))


@pytest.mark.parametrize(
    ("text", "role"),
    [("全年计划生育率93%。", "actual"), ("全年计划投资93万元。", "plan")],
)
def test_a_word_of_planning_within_another_word_plans_nothing(figures: Figures, text: str, role: str) -> None:
    (figure,) = [m for m in figures(text, year=2023) if m.type == "quantity"]
    assert figure.role == role


@pytest.mark.parametrize(
    ("text", "scope"),
    [
        ("其中投资1.3亿元的华新电子厂已建成厂房2.6万平方米。", "company_or_project"),
        ("其中投资1.3亿元的污水处理厂已建成厂房2.6万平方米。", "township"),
    ],
)
def test_a_firm_named_behind_its_investment(figures: Figures, text: str, scope: str) -> None:
    found = figures(text, year=2023)
    assert [m.scope for m in found if m.type == "quantity"] == [scope, scope]


@pytest.mark.parametrize(
    ("text", "scope"),
    [
        ("12个行政村集体收入全部超过10万元。", "village"),
        ("12个行政村集体收入共320万元，全部到账。", "township"),
        ("二是村集体收入320万元。", "township"),
    ],
)
def test_figures_of_every_village_and_of_all_together(figures: Figures, text: str, scope: str) -> None:
    assert [m.scope for m in figures(text, year=2023) if m.unit == "元"] == [scope]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("推行十户联防机制。", "name"), ("走访十户家庭。", "quantity"), ("坚持三抓一优。", "name"), ("引进三家企业。", "quantity"),
        ("实施六个一工程。", "name"), ("实施六个工程。", "quantity"), ("推进百千万工程。", "name"), ("投入百余万元。", "quantity"),
    ],
)  # fmt: skip
def test_slogans_by_their_shape(figures: Figures, text: str, kind: str) -> None:
    assert [m.type for m in figures(text)] == [kind]
