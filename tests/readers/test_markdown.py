"""Promises of the reader of Markdown: the words without their marks."""

from __future__ import annotations

import pytest

from etl.readers import read
from etl.readers.document import Document

TABLE = "| 指标 | 2023年 |\n|---|:---:|\n| 粮食 \\| 吨 | **6850** |\n"


def marked(text: str, name: str = "a.md") -> Document:
    return read(f"# 总结\n\n## 一、成效\n\n{text}".encode(), name)


def body(text: str) -> str:
    return marked(text).text.removeprefix("总结\n一、成效\n")


def test_headings_have_their_levels():
    document = marked("标题\n====\n次\n---\n### 末 ###\n")
    assert [(b.kind, b.level, document.text[b.start : b.end]) for b in document.blocks] == [
        ("heading", 1, "总结"), ("heading", 2, "一、成效"), ("heading", 1, "标题"), ("heading", 2, "次"), ("heading", 3, "末"),
    ]  # fmt: skip


def test_no_mark_parts_a_figure_from_its_unit():
    assert (
        body("产量**6850**吨，~~约~~`12`户，[增长](http://a.cn/9)__5.4__%\\*![图](7.png)")
        == "产量6850吨，约12户，增长5.4%*\n"
    )


def test_bullets_vanish_and_numbers_stay():
    assert body("- 甲\n* 乙\n> 丙\n1. 丁\n<!-- 9 -->\n-5度\n***\n- - -\n") == "甲\n乙\n丙\n1. 丁\n-5度\n"


def test_a_table_has_cells_and_a_header():
    document = marked(TABLE + "末")
    assert document.text.endswith("指标\t2023年\n粮食 | 吨\t6850\n末\n")
    assert [(b.row, b.column, b.header) for b in document.blocks if b.kind == "cell"] == [
        (0, 0, True), (0, 1, True), (1, 0, False), (1, 1, False),
    ]  # fmt: skip


def test_fenced_text_stays_as_it_is():
    assert body("```\n# 9 **x**\n```\n") == "# 9 **x**\n"


@pytest.mark.parametrize("text", ["# 一\n正文", "甲|乙\n1|2\n", "#标签\n#标签\n", "a\n---\nb"])
def test_plain_text_is_no_markdown(text):
    assert read(text.encode(), "a").reader == "text/2"


def test_what_is_called_txt_keeps_its_marks():
    assert read(TABLE.encode(), "a.txt").text == TABLE
    assert read(TABLE.encode(), "a").reader == "markdown/1"
