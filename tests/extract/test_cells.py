"""Figures in tables."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest

from etl.extract import extract
from etl.readers import read
from etl.rulebook.model import Rulebook
from tests.extract.conftest import Found
from tests.readers.sheetfile import book

Table = Callable[..., Found]
TITLE = "青山镇2023年工作总结\n"


@pytest.fixture
def table(rulebook: Rulebook) -> Table:
    def build(*rows: str) -> Found:
        text = TITLE + "\n".join(row.replace("|", "\t") for row in rows) + "\n"
        document = read(text.encode(), "表.txt")
        assert any(block.kind == "cell" for block in document.blocks)
        return Found(document.text, extract(document, rulebook))

    return build


def test_a_row_whose_cells_blanks_part_is_read_with_its_column_headings(rulebook: Rulebook) -> None:
    rows = "指标        2023年    2022年    增长%    单位\n粮食总产量    6850      6500      5.4    吨\n农村改厕    86      80     7.5    户\n"
    document = read((TITLE + rows).encode(), "表.txt")
    found = Found(document.text, extract(document, rulebook))
    level, earlier, growth = found["6850"], found["6500"], found["5.4"]
    assert (level.value, level.unit, level.indicator, level.year) == (Decimal(6850), "吨", "grain_output", 2023)
    assert (earlier.role, growth.unit, growth.relates_to) == ("baseline", "%", level.start)
    assert "missing" not in [mention.type for mention in found]


def test_a_row_is_read_with_its_column_headings(table: Table) -> None:
    found = table("指标|单位|2023年|2022年|增长%", "粮食总产量|吨|6850|6500|5.4", "农村改厕|户|86|80|7.5")
    level, earlier, growth = found["6850"], found["6500"], found["5.4"]
    assert (level.value, level.unit, level.indicator, level.year) == (Decimal(6850), "吨", "grain_output", 2023)
    assert earlier.role == "baseline"
    assert (growth.measure, growth.unit, growth.relates_to) == ("growth_rate", "%", level.start)


def test_a_baseline_has_the_year_of_its_column(table: Table) -> None:
    found = table("指标|单位|2023年|2022年", "粮食总产量|吨|6850|6500", "农村改厕|户|86|80")
    assert found["6500"].year == 2022


def test_unit_and_multiplier_of_a_column_heading(table: Table) -> None:
    found = table("指标|投资额（万元）", "固定资产投资|320", "工业投资|180")
    assert found.value("320") == (Decimal(3200000), "元")
    assert not found["320"].unit_inferred, "it is printed in the heading"


def test_the_unit_of_the_cell_comes_first(table: Table) -> None:
    found = table("指标|单位|数量", "粮食总产量|公斤|6850吨", "农村改厕|户|86")
    assert found.value("6850吨") == (Decimal(6850), "吨")


def test_growth_follows_the_current_year_wherever_it_stands(table: Table) -> None:
    found = table("指标|单位|2022年|增长%|2023年", "粮食总产量|吨|6500|5.4|6850", "农村改厕|户|80|7.5|86")
    assert found["5.4"].measure == "growth_rate"
    assert found["6850"].role == "actual"
    assert found["5.4"].relates_to in (found["6850"].start, None)


def test_a_column_of_the_year_before_holds_baselines(table: Table) -> None:
    found = table("指标|单位|本年|上年", "粮食总产量|吨|6850|6500", "农村改厕|户|86|80")
    assert [found[s].role for s in ("6850", "6500", "86", "80")] == ["actual", "baseline", "actual", "baseline"]


def test_a_column_of_what_was_completed_belongs_to_what_was_done(table: Table) -> None:
    found = table("项目|单位|全年计划|实际完成|完成%", "造林|亩|500|520|104", "农村改厕|户|300|286|95.3")
    assert (found["500"].role, found["520"].role) == ("plan", "actual")
    assert (found["104"].measure, found["104"].relates_to) == ("completion", found["520"].start)


def test_a_column_of_plans_holds_plans(table: Table) -> None:
    found = table("指标|单位|计划|实际完成", "粮食总产量|吨|6850|6900", "农村改厕|户|86|80")
    assert (found["6850"].role, found["6900"].role) == ("plan", "actual")


def test_a_column_for_a_later_year_and_its_growth_are_of_that_year(table: Table) -> None:
    found = table("指标|单位|2023年完成|2024年计划|增长", "粮食总产量|吨|6500|6850|5.4%", "医保参保率|%|98.6|99|")
    assert [found[surface].year for surface in ("6500", "6850", "5.4%", "98.6", "99")] == [2023, 2024, 2024, 2023, 2024]
    assert (found["99"].measure, found["99"].role) == ("share_or_rate", "plan")


def test_text_in_a_cell_is_read_as_text(table: Table) -> None:
    found = table("部门|工作", "农业|粮食产量6850吨，同比增长5.4%", "民生|改厕86户")
    assert found["6850吨"].indicator == "grain_output"
    assert found.level_of("5.4%") == "6850吨"


def test_row_numbers_are_no_figures_of_an_indicator(table: Table) -> None:
    found = table("序号|指标|单位|2023年", "1|粮食总产量|吨|6850", "2|农村改厕|户|86")
    assert [m.indicator for m in found if m.surface in ("1", "2")] == [None, None]
    assert found["6850"].indicator == "grain_output"


def test_a_percent_sign_in_a_column_heading_is_no_hole(table: Table) -> None:
    found = table("指标|2023年|增长%", "粮食总产量（吨）|6850|5.4", "水稻产量（吨）|5200|3.1")
    assert not [mention.surface for mention in found if mention.type == "missing"]


# Spreadsheets, where cells are merged


@pytest.fixture
def sheet(rulebook: Rulebook) -> Table:
    def build(*rows: tuple[object, ...], merge: tuple[str, ...] = ()) -> Found:
        document = read(book((TITLE.strip(),), *rows, merge=merge), "表.xlsx")
        return Found(document.text, extract(document, rulebook))

    return build


def test_a_merged_heading_counts_for_each_of_its_columns(sheet: Table) -> None:
    rows = (
        ("指标", "单位", "2023年", "", "2022年"),
        ("", "", "计划", "实际", ""),
        ("粮食总产量", "吨", 7000, 6850, 6500),
    )
    found = sheet(*rows, merge=("A2:A3", "B2:B3", "C2:D2", "E2:E3"))
    assert [(found[s].role, found[s].year) for s in ("7000", "6850", "6500")] == [
        ("plan", 2023), ("actual", 2023), ("baseline", 2022),
    ]  # fmt: skip


def test_a_label_merged_down_counts_for_each_of_its_rows_before_their_own(sheet: Table) -> None:
    rows = ("类别", "指标", "单位", "2023年"), ("农业", "总产值", "万元", 3200), ("", "增加值", "万元", 1200)
    found = sheet(*rows, merge=("A3:A4",))
    assert (found["3200"].subject or "").startswith("农业总产值")
    assert (found["1200"].subject or "").startswith("农业增加值")


def test_two_tables_side_by_side_are_two_rows(sheet: Table) -> None:
    found = sheet(("指标", "数值", "指标", "数值"), ("粮食总产量（吨）", 6850, "农村改厕（户）", 86))
    assert (found["6850"].indicator, found["6850"].unit) == ("grain_output", "吨")
    assert (found["86"].indicator, found["86"].unit) == ("toilet_renovated_households", "户")


def test_blanks_in_headings_and_labels_do_not_count(sheet: Table) -> None:
    found = sheet(("指  标", "单 位", "本 年", "上 年"), ("粮 食 总 产 量", "吨", 6850, 6500))
    assert (found["6850"].indicator, found["6850"].unit, found["6500"].role) == ("grain_output", "吨", "baseline")


def test_a_line_above_the_sheet_names_the_unit(sheet: Table) -> None:
    found = sheet(("填报单位：青山镇", "", "单位：万元"), ("指标", "2023年", "2022年"), ("固定资产投资", 320, 300))
    assert found.value("320") == (Decimal(3200000), "元")


def test_a_percent_sign_above_a_table_is_no_hole_and_a_date_may_stand_behind_the_unit(sheet: Table) -> None:
    rows = ("指标", "2023年", "增长"), ("固定资产投资", 320, 5.4)
    found = sheet(("单位：万元、%",), *rows)
    assert not found.of_type("missing")
    assert found.value("320") == (Decimal(3200000), "元") and found.value("5.4") == (Decimal("5.4"), "%")
    found = sheet(("填报单位：青山镇", "单位：万元", "日期：2024年1月"), *rows)
    assert found.value("320") == (Decimal(3200000), "元")


def test_rows_that_are_added_up_are_parts(table: Table) -> None:
    found = table("各片区造林情况（单位：亩）", "片区|造林面积", "东片|210", "西片|190", "合计|400")
    assert [found[surface].indicator for surface in ("210", "190", "400")] == [None, None, "afforestation_area"]


def test_the_sum_of_a_choice_is_a_part_too(table: Table) -> None:
    found = table("重点村造林情况（单位：亩）", "村名|造林面积", "东桥|210", "西桥|190", "合计|400")
    assert found["400"].indicator is None


def test_a_row_that_names_the_indicator_itself_is_no_part(table: Table) -> None:
    found = table("作物生产情况", "作物|播种面积（亩）|产量（吨）", "玉米|2100|860", "大豆|900|120", "合计|3000|980")
    assert found["2100"].indicator == "maize_sown_area"


def test_units_of_a_caption_go_to_the_columns_without_one(table: Table) -> None:
    found = table(
        "主要指标（单位：人、亩）", "地区|户籍人口|耕地面积|增幅（%）", "全镇|18600|32500|3.2", "上年|18500|32400|1.1"
    )
    assert [found.value(surface)[1] for surface in ("18600", "32500", "3.2")] == ["人", "亩", "%"]


def test_a_column_of_what_is_new_is_no_growth(table: Table) -> None:
    found = table("指标|新增面积（亩）", "高标准农田|320", "蔬菜|180")
    assert found["320"].measure == "level"


@pytest.mark.parametrize("head", ["同比±%", "同比(%)", "较上年升降%", "比上年变化%", "增减%"])
def test_a_column_of_growth_has_many_names(table: Table, head: str) -> None:
    found = table(f"指标|单位|2023年|{head}", "粮食总产量|吨|6850|-5.4", "农村改厕|户|86|7.5")
    level, growth = found["6850"], found["-5.4"]
    assert (growth.measure, growth.value, growth.relates_to) == ("growth_rate", Decimal("-5.4"), level.start)


def test_a_column_of_the_year_before_is_no_growth(table: Table) -> None:
    found = table("指标|单位|2023年|上年同期", "粮食总产量|吨|6850|6500", "农村改厕|户|86|80")
    assert (found["6500"].measure, found["6500"].role) == ("level", "baseline")


def test_months_added_up_are_what_was_done_in_them(table: Table) -> None:
    found = table("指标|单位|1-6月累计|累计", "财政收入|万元|860|5200", "粮食总产量|吨|6850|9100")
    assert (found["860"].role, found["5200"].role) == ("actual", "cumulative")


def test_a_column_titled_so_numbers_the_rows(table: Table) -> None:
    found = table("序号\t村名\t户数（户）\n1\t大河村\t120\n2\t小河村\t98")
    assert [mention.type for mention in found if mention.surface in ("1", "2")] == ["numbering", "numbering"]
    first = table("户数（户）\t村名\t产值（万元）\n12\t大河村\t30")["12"]
    assert (first.type, first.unit) == ("quantity", "户")


def test_a_column_of_units_holds_no_holes(table: Table) -> None:
    found = table("指标\t单位\t2024年\n粮食产量\t吨\t6850\n森林覆盖率\t%\t62")
    assert [mention.surface for mention in found if mention.type == "missing"] == []
    assert (found["62"].unit, found["62"].indicator) == ("%", "forest_coverage")


def test_a_number_like_a_year_is_a_figure_in_a_column_of_figures(table: Table) -> None:
    found = table("村名\t耕地面积（亩）\t户数（户）", "大河村\t2350\t12", "小河村\t1985\t9")
    assert (found["1985"].type, found["1985"].value, found["1985"].unit) == ("quantity", 1985, "亩")
    assert found["9"].year == 2023


def test_a_row_that_begins_with_a_year_is_of_that_year(table: Table) -> None:
    found = table("年度\t脱贫人数（人）\t贫困发生率（%）", "2021\t366\t3.2", "2023年\t71\t0.4")
    assert [found[surface].year for surface in ("366", "3.2", "71", "0.4")] == [2021, 2021, 2023, 2023]
    assert [found[surface].role for surface in ("3.2", "0.4")] == ["baseline", "actual"]
    assert found["2021"].type == "date"


@pytest.mark.parametrize("heading", ["占年计划", "完成率", "完成年计划"])
def test_a_column_of_shares_takes_the_ratio_of_the_caption(table: Table, heading: str) -> None:
    found = table(
        "主要指标完成情况（单位：万元、%）", f"指标|本年|上年|增减|{heading}", "地区生产总值|68500|64200|6.7|102.3"
    )
    assert (found["102.3"].unit, found["102.3"].measure) == ("%", "completion")
    assert (found["68500"].unit, found["6.7"].unit) == ("元", "%")
