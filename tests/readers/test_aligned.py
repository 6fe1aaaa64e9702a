"""Tables of plain text whose cells are parted by blanks."""

from __future__ import annotations

import pytest

from etl.readers import read

from .wordfile import opened, paragraph, row, run, table

Row = list[str]


def rows(text: str) -> list[tuple[bool, Row]]:
    """The rows of all tables, each with whether it is a header."""
    document = read(text.encode(), "报告.txt")
    found: dict[tuple[int, int], tuple[bool, Row]] = {}
    for block in document.blocks:
        if block.kind == "cell":
            found.setdefault((block.table, block.row), (block.header, []))[1].append(
                document.text[block.start : block.end]
            )
    return list(found.values())


def test_columns_parted_by_blanks_are_a_table() -> None:
    text = "主要指标\n指标        单位    2022年    增长%\n粮食产量    吨      6850      5.4\n油料产量    吨      420       -0.5\n全年平稳。"
    assert rows(text) == [
        (True, ["指标", "单位", "2022年", "增长%"]),
        (False, ["粮食产量", "吨", "6850", "5.4"]),
        (False, ["油料产量", "吨", "420", "-0.5"]),
    ]


def test_full_width_blanks_part_columns_and_a_single_one_does_not() -> None:
    assert rows("村　名　　户数\n东山村　　320\n西　村　　280户") == [
        (True, ["村　名", "户数"]), (False, ["东山村", "320"]), (False, ["西　村", "280户"]),
    ]  # fmt: skip


def test_the_two_characters_of_a_label_are_one_cell() -> None:
    text = "村　　别    男    女\n东山村    160    158\n合    计    160    158"
    assert [row for _, row in rows(text)] == [
        ["村　　别", "男", "女"], ["东山村", "160", "158"], ["合    计", "160", "158"],
    ]  # fmt: skip


def test_two_rows_of_figures_are_a_table_without_a_header_and_one_is_none() -> None:
    assert rows("粮食产量    6850\n油料产量    420") == [(False, ["粮食产量", "6850"]), (False, ["油料产量", "420"])]
    assert rows("粮食产量    6850") == []


def test_years_alone_are_a_header() -> None:
    assert rows("指标    2021    2022\n改厕    86      120")[0] == (True, ["指标", "2021", "2022"])


def test_a_dash_fills_a_column_and_a_rule_line_has_no_cells() -> None:
    text = "村名    户数\n------  ----\n东山村    320\n西山村    —\n南山村    280"
    assert [row for _, row in rows(text)] == [["村名", "户数"], ["东山村", "320"], ["西山村", "—"], ["南山村", "280"]]


def test_lines_of_the_same_width_around_a_table_are_none_of_it() -> None:
    text = "东片    西片\n村名    户数\n东山村    320\n审核人    王小山"
    assert rows(text) == [(True, ["村名", "户数"]), (False, ["东山村", "320"])]


@pytest.mark.parametrize(
    "text",
    [
        "    今年种植水稻3200亩。\n    改厕86户。\n    发放120万元。",  # indented prose
        "填报人：王小山    日期：2022\n审核人：李大海    电话：13800000000",
        "            青山镇人民政府\n            2022年12月30日",
        "青山镇    12月30日\n石桥镇    12月31日",  # dates
        "一、农业生产    二、工业经济\n三、财政收入    四、社会事业",
        "种植水稻3200亩    改造低产田500亩\n种植玉米1800亩    改造茶园200亩",  # prose in columns
        "1    东山水库\n2    西山道路",  # numbered, without a figure
        "全年完成投资3200    万元，其中道路\n860    万元，饮水340    万元。",
    ],
)
def test_what_only_has_blanks_in_it_is_no_table(text: str) -> None:
    assert rows(text) == []


# Word files


def cells_of(*paragraphs: str) -> list[Row]:
    """The rows of all tables of a Word file with these paragraphs; a line break inside one is ``\\n``."""
    broken = [run(text).replace("\n", '</w:t><w:br/><w:t xml:space="preserve">') for text in paragraphs]
    found = opened(*map(paragraph, broken))
    by_row: dict[tuple[int, int], Row] = {}
    for block in found.blocks:
        if block.kind == "cell":
            by_row.setdefault((block.table, block.row), []).append(found.text[block.start : block.end])
    return list(by_row.values())


def test_paragraphs_of_a_word_file_may_be_rows() -> None:
    head, grain, oil = "指标        单位    2022年", "粮食产量    吨      6850", "油料产量    吨      420"
    rows = [["指标", "单位", "2022年"], ["粮食产量", "吨", "6850"], ["油料产量", "吨", "420"]]
    assert cells_of("主要指标如下", head, grain, oil, "全年平稳。") == rows
    assert cells_of("主要指标如下", "\n".join((head, grain, oil)), "全年平稳。") == rows
    assert cells_of(f"主要指标如下\n{head}\n{grain}\n{oil}\n全年平稳。") == rows


def test_paragraphs_that_blanks_only_indent_or_sign_are_none() -> None:
    assert (
        cells_of(
            "　　全年产粮6850吨。", "　　产油420吨。", "填报人：王小山    日期：12月", "      青山镇", "      12月20日"
        )
        == []
    )


def test_a_table_of_a_word_file_and_rows_of_paragraphs_have_their_own_numbers() -> None:
    found = opened(
        table(row("指标", "数量"), row("改厕", "86")),
        paragraph("指标    数量"),
        paragraph("粮食产量    6850"),
        paragraph("油料产量    420"),
    )
    assert sorted({block.table for block in found.blocks if block.kind == "cell"}) == [1, 2]
