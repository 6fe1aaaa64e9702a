"""Promises of the PDF reader: the sentences of the report in reading order, and nothing that only the page added."""

from __future__ import annotations

import pytest

from etl.errors import DocumentError
from etl.readers import ocr, read, version
from etl.readers.document import Document
from etl.readers.pdf import tables

from .pdffile import A4, WHOLE_PAGE, lines, pdf, picture, rules, text

REPORT = (
    "全镇实现地区生产总值6.85亿元，同比增长6.2%，粮",
    "食播种面积1.82万亩，产量6850吨。完成固定资产投资1",
    "286.4万元，占年度任务的98%。",
)
JOINED = "".join(REPORT) + "\n"
with_tables = pytest.mark.skipif(not tables.installed(), reason="needs the extra tables")


def opened(*pages: str, **options: object) -> Document:
    document = read(pdf(*pages, **options), "报告.pdf")  # type: ignore[arg-type]
    for block in document.blocks:
        assert 0 <= block.start < block.end <= len(document.text)
    return document


def refusal(content: bytes) -> DocumentError:
    with pytest.raises(DocumentError) as caught:
        read(content, "报告.pdf")
    assert caught.value.reason.endswith("。") and caught.value.remedy.endswith("。")
    return caught.value


def cells(document: Document) -> list[tuple[int, int, int, str, bool]]:
    found = [block for block in document.blocks if block.kind == "cell"]
    return [(b.table, b.row, b.column, document.text[b.start : b.end], b.header) for b in found]


def width(line: str) -> float:
    """In sizes."""
    return sum(0.5 if sign.isascii() else 1 for sign in line)


def numbered(page: int) -> str:
    return (
        lines(REPORT, 80, 700)
        + text("二〇二三年工作总结汇编 第12期", 80, 800, 10.5)
        + text(f"- {page} -", 280, 40, 10.5)
    )


# Sentences


def test_the_lines_of_a_sentence_are_one_and_no_figure_is_torn() -> None:
    document = opened(lines(REPORT, 80, 700))
    assert document.text == JOINED
    assert "1286.4万元" in document.text
    assert (document.reader, document.notes, version(pdf(""))) == ("pdf/2", (), "pdf/2")


def test_a_sentence_goes_on_over_pages_with_a_block_for_each() -> None:
    document = opened(lines(REPORT[:1], 80, 700), lines(REPORT[1:], 80, 760))
    assert document.text == JOINED
    assert [(document.text[b.start : b.end], b.page) for b in document.blocks] == [
        (REPORT[0], 1), ("".join(REPORT[1:]), 2),
    ]  # fmt: skip


def test_a_line_that_stops_short_or_an_indent_ends_a_paragraph() -> None:
    full = "各位代表，现在将本年度的工作情况向大会报告如下"
    document = opened(lines([full, "请予审议。"], 80, 700) + text(full[:21], 112, 644) + text("完毕。", 80, 616))
    assert document.text.split("\n")[:2] == [full + "请予审议。", full[:21] + "完毕。"]


def test_a_full_last_line_is_told_by_the_number_that_follows() -> None:
    full = "各位代表，现在将本年度的工作情况向大会报告如下。"
    assert opened(lines([full, "一、粮食生产"], 80, 700)).text == full + "\n一、粮食生产\n"


def test_the_lines_of_a_large_title_are_one() -> None:
    middle = 80 + max(map(width, REPORT)) * 8
    title = text("石桥镇人民政府二〇二四年工作总结", middle - 176, 790, 22) + text(
        "和二〇二五年工作计划", middle - 110, 755, 22
    )
    document = opened(title + lines([*REPORT, *REPORT], 80, 700))
    assert document.text.startswith("石桥镇人民政府二〇二四年工作总结和二〇二五年工作计划\n全镇")


def test_latin_words_keep_their_blank_and_lose_their_hyphen() -> None:
    first, second = "the township has re-", "ported all of its"
    document = opened(lines([first, second, "figures"], 80, 700, 16))
    assert document.text == "the township has reported all of its figures\n"


def test_blanks_inside_figures_stay_as_they_are_printed() -> None:
    assert opened(text("完成投资1 286.4万元，增收36. 5万元", 80, 700)).text == "完成投资1 286.4万元，增收36. 5万元\n"


def test_a_blank_at_the_end_of_a_line_parts_two_figures() -> None:
    assert opened(lines(["本报告发布的时间是：2024-12-30 ", "16:42"], 80, 700)).text.endswith("2024-12-30 16:42\n")


def test_bold_that_is_printed_twice_counts_once() -> None:
    assert opened(text("产量6850吨", 80, 700) + text("产量6850吨", 80.4, 700)).text == "产量6850吨\n"


# The page


def test_headers_footers_and_page_numbers_are_not_part_of_the_text() -> None:
    document = opened(*(numbered(page) for page in (1, 2, 3)))
    assert "汇编" not in document.text and "- 2 -" not in document.text
    assert document.text.count("1286.4万元") == 3


def test_bare_page_numbers_are_known_by_growing() -> None:
    pages = [lines(REPORT, 80, 700) + text(str(number), 290, 40, 10.5) for number in (5, 6, 7)]
    assert opened(*pages).text == JOINED * 3


def test_a_figure_alone_at_the_end_of_a_page_is_no_page_number() -> None:
    assert opened(lines([*REPORT, "总计", "362"], 80, 700)).text.endswith("总计\n362\n")


def test_a_title_that_the_header_repeats_stays() -> None:
    header = text("石桥镇2024年工作总结", 80, 800, 10.5)
    title = text("石桥镇2024年工作总结", 200, 750, 22)
    document = opened(header + title + lines(REPORT, 80, 700), header + lines(REPORT, 80, 700))
    assert document.text.count("石桥镇2024年工作总结") == 1


def test_columns_are_read_one_after_the_other() -> None:
    left = [f"左栏第{sign}行的文字内容各有所指" for sign in "一二三四"]
    right = [line.replace("左", "右") for line in left]
    title = text("二〇二三年工作总结和二〇二四年工作计划", 126, 780, 18)
    document = opened(title + lines(left, 60, 720, 14, 24) + lines(right, 320, 713, 14, 24))
    assert document.text == "二〇二三年工作总结和二〇二四年工作计划\n" + "".join([*left, *right]) + "\n"


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
@pytest.mark.parametrize(
    ("matrix", "x", "y", "step"),
    [("0 1 -1 0", 100, 80, (28, 0)), ("0 -1 1 0", 400, 780, (-28, 0)), ("-1 0 0 -1", 500, 100, (0, 28))],
)
def test_a_turned_page_is_read_along_its_lines(rotate: int, matrix: str, x: int, y: int, step: tuple[int, int]) -> None:
    turned = "".join(
        text(line, x + step[0] * number, y + step[1] * number, matrix=matrix) for number, line in enumerate(REPORT)
    )
    assert opened(turned, rotate=rotate).text == JOINED


def test_a_watermark_is_left_out_and_noted() -> None:
    document = opened(lines(REPORT, 80, 700) + text("内部2024", 200, 300, 60, matrix="0.7 0.7 -0.7 0.7"))
    assert document.text == JOINED
    assert [note.code for note in document.notes] == ["XH-READ-124"]


def test_footnotes_and_their_marks_are_left_out_and_noted() -> None:
    body = lines([*REPORT, "常住人口12345人"], 80, 700) + text("1", 80 + 16 * 5 + 8 * 5, 622, 8)
    document = opened(body + text("1 据第七次人口普查。", 80, 60, 9))
    assert document.text == JOINED + "常住人口12345人\n"
    assert [note.code for note in document.notes] == ["XH-READ-125"]


def test_raised_figures_behind_a_latin_letter_belong_to_it() -> None:
    raised = text("晒场4600m", 80, 700) + text("2", 80 + 16 * 2 + 8 * 5, 706, 8) + text("，冷库", 156, 700)
    assert opened(raised).text == "晒场4600m2，冷库\n"


def test_a_blank_page_does_no_harm() -> None:
    document = opened(lines(REPORT, 80, 700), "", lines(REPORT, 80, 700))
    assert document.text == JOINED * 2
    assert {block.page for block in document.blocks} == {1, 3}


# Tables

TABLE = (("指标", "本年", "增长%"), ("粮食产量", "6850吨", "3.2"), ("生猪出栏", "1.2万头", "-4"))


def filled(rows: tuple[tuple[str, ...], ...], top: float = 578) -> str:
    return "".join(
        text(words, 85 + 120 * column, top - 30 * row, 12)
        for row, line in enumerate(rows)
        for column, words in enumerate(line)
    )


def grid(rows: int, top: float = 600) -> str:
    return rules([80, 200, 320, 440], [top - 30 * row for row in range(rows + 1)])


EXPECTED = [(1, row, column, words, row == 0) for row, line in enumerate(TABLE) for column, words in enumerate(line)]


@with_tables
def test_a_ruled_table_is_cells_in_its_place() -> None:
    document = opened(lines(REPORT, 80, 740) + grid(3) + filled(TABLE) + text("表后。", 80, 450))
    assert document.text == JOINED + "".join("\t".join(row) + "\n" for row in TABLE) + "表后。\n"
    assert cells(document) == EXPECTED


@with_tables
def test_cells_that_stand_close_are_still_two() -> None:
    close = text("粮食产量", 155, 548, 12) + text("6850吨", 202, 548, 12)
    document = opened(grid(2) + filled(TABLE[:1]) + close)
    assert [cell[3] for cell in cells(document)][3:] == ["粮食产量", "6850吨"]


@with_tables
def test_a_table_that_goes_on_is_one_and_its_heads_count_once() -> None:
    following = grid(2, 780) + filled((TABLE[0], TABLE[2]), 758)
    document = opened(lines(REPORT, 80, 740) + grid(2) + filled(TABLE[:2]), following)
    assert cells(document) == EXPECTED
    assert {block.page for block in document.blocks if block.kind == "cell"} == {1, 2}


def test_a_table_without_rules_is_told_by_what_stands_below_each_other() -> None:
    document = opened(lines(REPORT, 80, 740) + filled(TABLE) + text("表后。", 80, 450))
    assert cells(document) == EXPECTED


def test_a_second_line_of_a_cell_goes_on_with_it() -> None:
    wrapped = text("规模以上工业企业的", 85, 548, 12) + text("4.2亿元", 205, 548, 12) + text("9", 325, 548, 12)
    wrapped += (
        text("工业产值", 85, 534, 12)
        + text("生猪出栏", 85, 508, 12)
        + text("1.2万头", 205, 508, 12)
        + text("-4", 325, 508, 12)
    )
    document = opened(lines(REPORT, 80, 740) + filled(TABLE[:1]) + wrapped + text("表后没有别的文字。", 80, 450))
    assert [cell[3] for cell in cells(document)] == [*TABLE[0], "规模以上工业企业的工业产值", "4.2亿元", "9", *TABLE[2]]


def test_without_the_extra_a_ruled_table_is_read_by_place_and_noted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "installed", lambda: False)
    document = opened(grid(3) + filled(TABLE))
    assert cells(document) == EXPECTED
    assert [note.code for note in document.notes] == ["XH-READ-122"]


# Pictures

GREY = picture(bytes(100), 10, 10)


def test_a_scan_without_the_extra_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "installed", lambda: False)
    error = refusal(pdf(WHOLE_PAGE, images=GREY))
    assert error.code == "XH-READ-021"
    assert "扫描件" in error.reason and "xianhui[ocr]" in error.remedy


def test_a_page_number_on_a_scan_does_not_make_it_a_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "installed", lambda: False)
    assert refusal(pdf(WHOLE_PAGE + text("- 1 -", 280, 40, 10.5), images=GREY)).code == "XH-READ-021"


def test_scanned_pages_among_others_are_named_in_a_note(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "installed", lambda: False)
    document = opened(lines(REPORT, 80, 700), WHOLE_PAGE, images=GREY)
    assert document.text == JOINED
    [note] = document.notes
    assert note.code == "XH-READ-121" and note.message.startswith("第2页")


def test_the_text_that_a_scanner_put_behind_its_picture_counts_as_recognised() -> None:
    hidden = "".join(text(line, 80, 700 - 28 * number, mode=3) for number, line in enumerate(REPORT))
    document = opened(hidden + WHOLE_PAGE, images=GREY)
    assert document.text == JOINED
    assert all(block.recognised for block in document.blocks)
    assert [note.code for note in document.notes] == ["XH-READ-120"]


def test_a_picture_in_a_page_of_text_is_noted() -> None:
    document = opened(lines(REPORT, 80, 700) + "q 300 0 0 300 80 100 cm /I Do Q\n", images=GREY)
    assert [(note.code, note.message[:3]) for note in document.notes] == [("XH-READ-123", "第1页")]
    assert not any(block.recognised for block in document.blocks)


# What is refused


def test_a_blank_file_says_so() -> None:
    assert refusal(pdf("", "")).code == "XH-READ-002"


def test_a_file_without_its_end_is_called_incomplete() -> None:
    content = pdf(lines(REPORT, 80, 700))
    assert refusal(content[: len(content) * 2 // 3]).code == "XH-GATE-001"


def test_rubbish_behind_the_mark_is_called_damaged() -> None:
    assert refusal(b"%PDF-1.7\n" + bytes(range(256)) * 9 + b"%%EOF").code == "XH-GATE-001"


def test_a_password_is_called_so() -> None:
    locked = "/Encrypt<</Filter/Standard/V 1/R 2/P -4/O<" + "41" * 32 + ">/U<" + "42" * 32 + ">>>/ID[<00><00>]"
    error = refusal(pdf(lines(REPORT, 80, 700), trailer=locked))
    assert error.code == "XH-READ-020"
    assert "密码" in error.reason


def test_too_many_pages_are_refused() -> None:
    error = refusal(pdf(*[""] * 601))
    assert error.code == "XH-GATE-020"
    assert "601 页" in error.reason


def test_a_page_of_any_size_is_read() -> None:
    assert opened(text("产量6850吨", 80, 700), size=(14400, 14400)).text == "产量6850吨\n"
    assert opened(text("产量6850吨", 1, 1, 2), size=(72, A4[1] / 9)).text == "产量6850吨\n"
