"""Promises of the readers of spreadsheets: what a person sees in the print is what is read, with its table."""

from __future__ import annotations

import datetime as dt
import re
import shutil
import struct
from pathlib import Path

import pytest

from etl.errors import DocumentError
from etl.readers import read
from etl.readers.document import Document
from etl.readers.sheets.printed import printed

from .samples import make
from .sheetfile import book, books
from .wordfile import packed

TITLE = ("青山镇2023年主要指标",)
HEAD = ("指标", "单位", "2023年", "增长%")
GRAIN = ("粮食总产量", "吨", 6850, 5.4)


def cells(document: Document) -> list[tuple[int, int, int, str, bool]]:
    return [
        (b.table, b.row, b.column, document.text[b.start : b.end], b.header)
        for b in document.blocks
        if b.kind == "cell"
    ]


def lines(document: Document) -> list[str]:
    return [document.text[b.start : b.end] for b in document.blocks if b.kind != "cell"]


def headers(document: Document) -> set[int]:
    return {row for _, row, _, _, header in cells(document) if header}


def codes(document: Document) -> list[str]:
    return [note.code for note in document.notes]


# Figures as printed


@pytest.mark.parametrize(
    ("value", "form", "shown"),
    [
        (1234.5, "#,##0.00", "1,234.50"),
        (12.5, "0.00", "12.50"),
        (0.35, "0%", "35%"),
        (0.1223, "0.0%", "12.2%"),
        (12, '0.0"万元"', "12.0万元"),
        (123456, "0.0,", "123.5"),
        (7, "000", "007"),
        (86.3, "0.##", "86.3"),
        (86, "0.##", "86"),
        (2.675, "0.00", "2.68"),
        (0.1 + 0.2, "General", "0.3"),
        (10 / 3, "General", "3.333333333"),
        (6850.0, "General", "6850"),
        (1e20, "General", "100000000000000000000"),
        (0.5, "# ?/?", "0.5"),
        (6.5, "@", "6.5"),
        (5, "[>=100]0;0.0", "5"),
        (-5.2, "#,##0.0;[Red]#,##0.0", "-5.2"),
        (-5.2, "_(* #,##0.00_);_(* (#,##0.00)", "-5.20"),
        (0, '#,##0;-#,##0;"-"??', "-"),
        (True, "General", "TRUE"),
        (dt.date(2023, 12, 31), 'yyyy"年"m"月"d"日"', "2023年12月31日"),
        (dt.datetime(2023, 12, 31), "General", "2023-12-31"),
        (dt.datetime(2023, 12, 31, 8, 5), "yyyy/m/d h:mm", "2023/12/31 8:05"),
        (45291, 'yyyy"年"m"月"', "2023年12月"),
        (float("nan"), "0", ""),
        (None, "0", ""),
    ],
)
def test_a_value_is_shown_as_its_format_says(value, form, shown):
    assert printed(value, form) == shown


def test_figures_are_read_as_the_sheet_prints_them():
    def change(sheet):
        sheet["C2"].number_format, sheet["D2"].number_format = "#,##0.00", "0.0%"

    document = read(book(HEAD, ("粮食总产量", "吨", 6850.5, 0.054), change=change), "a.xlsx")
    assert document.text.endswith("粮食总产量\t吨\t6,850.50\t5.4%\n")


# Tables


def test_a_sheet_is_a_table_below_its_title_and_its_unit():
    document = read(book(TITLE, ("", "", "", "单位：万元"), HEAD, GRAIN, ("注：快报数",)), "a.xlsx")
    assert lines(document) == [TITLE[0], "单位：万元", "注：快报数"]
    assert cells(document)[:5] == [
        (1, 0, 0, "指标", True), (1, 0, 1, "单位", True), (1, 0, 2, "2023年", True), (1, 0, 3, "增长%", True),
        (1, 1, 0, "粮食总产量", False),
    ]  # fmt: skip
    assert document.text.count("\n") == 5


def test_a_row_of_remarks_with_colons_is_a_line():
    document = read(book(TITLE, ("填报单位：青山镇", "", "", "单位：万元"), HEAD, GRAIN), "a.xlsx")
    assert lines(document) == [TITLE[0], "填报单位：青山镇 单位：万元"]


def test_merged_headers_of_two_rows_count_for_all_their_columns_once():
    rows = (("指标", "单位", "2023年", ""), ("", "", "计划", "实际"), ("粮食", "吨", 7000, 6850))
    document = read(book(*rows, merge=("A1:A2", "B1:B2", "C1:D1")), "a.xlsx")
    assert headers(document) == {0, 1}
    spans = {document.text[b.start : b.end]: (b.column, b.width, b.height) for b in document.blocks if b.kind == "cell"}
    assert (spans["指标"], spans["2023年"], spans["实际"]) == ((0, 1, 2), (2, 2, 1), (3, 1, 1))
    assert document.text == "指标\t单位\t2023年\n\t\t计划\t实际\n粮食\t吨\t7000\t6850\n"


def test_headers_of_three_rows():
    rows = (("指标", "完成情况", "", ""), ("", "2023年", "", "2022年"), ("", "计划", "实际", ""), ("粮食", 7, 6, 5))
    document = read(book(*rows, merge=("A1:A3", "B1:D1", "B2:C2", "D2:D3")), "a.xlsx")
    assert headers(document) == {0, 1, 2}


def test_years_beside_words_are_a_header_and_a_first_row_of_figures_is_none():
    assert headers(read(book(("指标", 2023, 2022), ("粮食", 6850, 6500)), "a.xlsx")) == {0}
    assert headers(read(book(("粮食", 6850, 6500), ("水稻", 5200, 5100)), "a.xlsx")) == set()


def test_a_blank_row_does_not_end_a_table_unless_another_header_follows():
    document = read(book(HEAD, GRAIN, (), ("水稻", "吨", 5200, 3.1), (), HEAD, GRAIN), "a.xlsx")
    assert [(table, row) for table, row, column, *_ in cells(document) if column == 0] == [
        (1, 0), (1, 1), (1, 2), (2, 0), (2, 1),
    ]  # fmt: skip


def test_breaks_in_short_cells_vanish_and_in_long_ones_become_blanks():
    long = "一是" + "抓产业" * 12
    document = read(book(("增速\n（%）", "工作"), (5, f"{long}\n{long}")), "a.xlsx")
    assert document.text.startswith("增速（%）\t工作\n")
    assert f"{long} {long}" in document.text


def test_values_that_lie_hidden_below_a_merged_cell_do_not_count():
    content = book(("甲", "乙"), ("丙", 1), merge=("A1:B1",))
    sheet = re.sub(
        rb'<c r="B1"[^>]*/>',
        b'<c r="B1" t="inlineStr"><is><t>stale</t></is></c>',
        part(content, "xl/worksheets/sheet1.xml"),
    )
    assert "stale" not in read(changed(content, {"xl/worksheets/sheet1.xml": sheet}), "a.xlsx").text


def part(content: bytes, name: str) -> bytes:
    import io
    import zipfile

    return zipfile.ZipFile(io.BytesIO(content)).read(name)


def changed(content: bytes, parts: dict[str, bytes]) -> bytes:
    import io
    import zipfile

    archive = zipfile.ZipFile(io.BytesIO(content))
    return packed({**{name: archive.read(name) for name in archive.namelist()}, **parts})


# Sheets


def test_the_name_of_a_sheet_is_a_heading_among_several():
    document = read(books({"农业": (HEAD, GRAIN), "Sheet2": (HEAD, GRAIN), "空": ()}), "a.xlsx")
    assert [(b.kind, document.text[b.start : b.end]) for b in document.blocks if b.kind != "cell"] == [
        ("heading", "农业")
    ]


def test_hidden_sheets_rows_and_columns_are_left_out_and_noted():
    def change(sheet):
        sheet.parent["底稿"].sheet_state = "veryHidden"
        sheet.row_dimensions[2].hidden = True
        sheet.column_dimensions["D"].hidden = True

    sheets = {"表": (HEAD, GRAIN, ("水稻", "吨", 5200, 3.1)), "底稿": (("暗", 9),)}
    document = read(books(sheets, change=change), "a.xlsx")
    assert document.text == "指标\t单位\t2023年\n水稻\t吨\t5200\n"
    assert codes(document) == ["XH-READ-106", "XH-READ-107", "XH-READ-107"]
    assert "底稿" in document.notes[0].message and "1 行" in document.notes[1].message


def test_a_formula_counts_with_the_result_that_the_file_holds_and_is_noted_without():
    document = read(book(HEAD, GRAIN, ("合计", "吨", "=SUM(C2:C2)", 1)), "a.xlsx")
    assert document.text.endswith("合计\t吨\t\t1\n")
    assert codes(document) == ["XH-READ-108"]


def test_a_workbook_that_shows_nothing_says_so():
    for content in (book(), book(("",)), books({"a": (), "b": (("x",),)}, change=lambda s: hide(s.parent["b"]))):
        with pytest.raises(DocumentError) as caught:
            read(content, "a.xlsx")
        assert caught.value.code == "XH-READ-002"


def hide(sheet) -> None:
    sheet.sheet_state = "hidden"


def test_a_cell_at_the_end_of_the_world_is_refused():
    with pytest.raises(DocumentError) as caught:
        read(book(("甲",), change=lambda sheet: sheet.cell(1048576, 16384, 1)), "a.xlsx")
    assert caught.value.code == "XH-READ-010"


def test_macros_are_noted_and_not_run():
    content = changed(book(HEAD, GRAIN), {"xl/vbaProject.bin": b"x"})
    assert codes(read(content, "a.xlsm")) == ["XH-READ-103"]


SAMPLES = Path(__file__).parent / "samples"


@pytest.mark.parametrize("reach", [(98, 5, 0, 5), (0, 5, 7, 5), (0, 4_000_000_000, 0, 60_000)])
def test_an_old_workbook_that_asks_for_room_without_end_is_refused(reach):
    content = (SAMPLES / "table.xls").read_bytes()
    at = content.index(b"\x00\x02\x0e\x00") + 4
    with pytest.raises(DocumentError) as caught:
        read(content[:at] + struct.pack("<2I2H", *reach) + content[at + 12 :], "a.xls")
    assert caught.value.code == "XH-GATE-001"


@pytest.mark.skipif(shutil.which("soffice") is None, reason="no LibreOffice here")
def test_old_and_open_workbooks_show_the_same(tmp_path):
    def change(sheet):
        sheet.parent["底稿"].sheet_state = "hidden"
        sheet.row_dimensions[3].hidden = True
        sheet.column_dimensions["E"].hidden = True
        sheet["C2"].number_format, sheet["D2"].number_format = '#,##0.00"吨"', "0.0%"
        sheet["C4"].number_format = 'yyyy"年"m"月"d"日"'

    rows = (
        HEAD,
        ("粮食", "吨", 6850.5, 0.054, "暗"),
        GRAIN,
        ("日期", "", dt.date(2023, 12, 31), -0.032),
        ("合计", "", "=C2*2", 1),
    )
    source = tmp_path / "a.xlsx"
    source.write_bytes(books({"表": rows, "底稿": (("暗", 9),)}, {"表": ("A5:B5",)}, change))
    make.convert(source, to=("xls", "ods"), into=tmp_path)
    shown = [read((tmp_path / f"a.{kind}").read_bytes(), f"a.{kind}") for kind in ("xls", "ods")]
    for document in shown:
        assert "粮食\t吨\t6,850.50吨\t5.4%\n日期\t\t2023年12月31日\t" in document.text
        assert "暗" not in document.text and "粮食总产量" not in document.text and "13701" in document.text
        assert codes(document) == ["XH-READ-106", "XH-READ-107", "XH-READ-107"]
        assert [(b.width, b.height) for b in document.blocks if document.text[b.start : b.end] == "合计"] == [(2, 1)]


# Text with separators


CSV = '青山镇2023年主要指标,,\n指标,单位,2023年\n粮食总产量,吨,"6,850"\n"固定\n资产投资",万元,1200\n'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_commas_part_cells_and_quotes_keep_them_together(encoding):
    document = read(CSV.encode(encoding), "a.csv")
    assert (
        document.text == "青山镇2023年主要指标\n指标\t单位\t2023年\n粮食总产量\t吨\t6,850\n固定资产投资\t万元\t1200\n"
    )
    assert (document.reader, document.notes, headers(document)) == ("csv/1", (), {0})


def test_titles_without_separators_may_stand_above():
    document = read("青山镇报表\n2023年\n指标;数\n粮食;5,4\n".encode(), "a.csv")
    assert document.text == "青山镇报表\n2023年\n指标\t数\n粮食\t5,4\n"


@pytest.mark.parametrize(
    "text", ["粮食1,234吨", "今年,粮食6850吨。\n明年,粮食7000吨。", "a,b\nc\nd,e,f\n", "一\n二,三\n"]
)
def test_sentences_with_commas_are_text(text):
    assert read(text.encode(), "a").reader == "text/2"
