"""Promises of the text reader: the right characters whatever the encoding, and no rubbish taken for text."""

import random

import pytest

from etl.errors import DocumentError
from etl.readers import read, version
from etl.readers.document import Document

REPORT = "一、2023年工作\n全镇粮食播种面积1.82万亩，产量6850吨。\n\n二、计划\n力争增长5%。"


def refusal(content: bytes, name: str = "报告.txt") -> DocumentError:
    with pytest.raises(DocumentError) as caught:
        read(content, name)
    return caught.value


@pytest.mark.parametrize(
    "content",
    [
        REPORT.encode(),
        REPORT.encode("utf-8-sig"),
        REPORT.encode("utf-16"),
        b"\xfe\xff" + REPORT.encode("utf-16-be"),
        REPORT.encode("utf-16-le"),
        REPORT.encode("utf-16-be"),
        REPORT.encode("gb18030"),
        REPORT.encode("gbk"),
    ],
)
def test_every_usual_encoding_gives_the_same_text(content):
    document = read(content, "报告.txt")
    assert document.text == REPORT
    assert (document.reader, document.notes) == ("text/2", ())
    assert version(content) == "text/2"


def test_rare_characters_of_gb18030_are_read():
    assert read("鮜门镇𠮷林".encode("gb18030"), "a.txt").text == "鮜门镇𠮷林"


TRADITIONAL = "一、2023年工作\n全鎮糧食播種面積1.82萬畝，產量6850噸，同比增長5.4%。"


@pytest.mark.parametrize("length", [9, 20, len(TRADITIONAL)])
def test_big5_is_told_from_gb18030(length):
    assert read(TRADITIONAL[:length].encode("big5"), "a.txt").text == TRADITIONAL[:length]
    assert read(TRADITIONAL[:length].encode("gb18030"), "a.txt").text == TRADITIONAL[:length]
    assert read(REPORT[:length].encode("gb18030"), "a.txt").text == REPORT[:length]


def test_newlines_become_line_feeds_and_nothing_else_changes():
    assert read("甲\r\n 乙 \r丙\u3000\u2028丁\t\n\n".encode(), "a.txt").text == "甲\n 乙 \n丙\u3000\u2028丁\t\n\n"


def test_each_line_is_a_block():
    document = read(REPORT.encode(), "a.txt")
    got = [document.text[block.start : block.end] for block in document.blocks]
    assert got == [line for line in REPORT.split("\n") if line]
    assert {block.kind for block in document.blocks} == {"paragraph"}


def cells(document: Document) -> list[tuple[int, int, int, str, bool]]:
    return [
        (block.table, block.row, block.column, document.text[block.start : block.end], block.header)
        for block in document.blocks
        if block.kind == "cell"
    ]


def test_lines_with_equally_many_tabs_are_a_table():
    assert cells(read("前\n指标\t数值\n粮食\t 120 \n后".encode(), "a.txt")) == [
        (1, 0, 0, "指标", True), (1, 0, 1, "数值", True), (1, 1, 0, "粮食", False), (1, 1, 1, "120", False),
    ]  # fmt: skip


def test_pipes_are_a_table_without_their_rule_line():
    got = cells(read("|指标|数值|\n|---|---|\n|粮食|120|\n".encode(), "a.txt"))
    assert [(row, column, text) for _, row, column, text, _ in got] == [
        (0, 1, "指标"), (0, 2, "数值"), (2, 1, "粮食"), (2, 2, "120"),
    ]  # fmt: skip


def test_a_change_of_width_begins_another_table_and_a_single_row_is_none():
    got = cells(read(b"a\tb\nc\td\n1\t2\t3\n4\t5\t6\nx\ty\n", "a.txt"))
    assert [table for table, *_ in got] == [1] * 4 + [2] * 6


def test_indented_lines_are_no_table():
    assert cells(read("\t一、甲\n\t二、乙\n".encode(), "a.txt")) == []


@pytest.mark.parametrize("content", [b" \r\n\t\n", "\u3000\n".encode(), b"\xef\xbb\xbf", b"\xff\xfe"])
def test_a_blank_file_says_so(content):
    assert refusal(content).code == "XH-READ-002"


def test_an_empty_file_says_so():
    assert refusal(b"").code == "XH-READ-001"


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("size", [40, 400, 40_000])
def test_random_bytes_are_no_text(seed, size):
    assert refusal(b"\x07" + random.Random(seed).randbytes(size)).code == "XH-READ-003"


@pytest.mark.parametrize(
    "content", [b"\xff\xfe\x00\xd8", b"\xef\xbb\xbf\xff", "报告\0".encode(), b"\x01\x02\x03abc" * 9]
)
def test_controls_and_undecodable_bytes_are_no_text(content):
    assert refusal(content).code == "XH-READ-003"


def test_a_stray_control_character_does_no_harm():
    content = (REPORT + "\x0c" + REPORT + "\x07").encode()
    assert read(content, "a.txt").text == REPORT + "\x0c" + REPORT + "\x07"


def test_utf8_with_a_broken_byte_is_not_read_as_gb18030():
    content = (REPORT * 3).encode()
    error = refusal(content[:40] + content[41:])
    assert error.code == "XH-READ-004"
    assert "第 2 行" in error.reason


def test_utf8_cut_off_in_a_character_is_not_read_as_gb18030():
    assert refusal((REPORT * 3 + "亩").encode()[:-1]).code == "XH-READ-004"
