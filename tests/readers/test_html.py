"""Promises of the reader of web pages: the words of the page, without what surrounds them."""

from __future__ import annotations

import pytest

from etl.errors import DocumentError
from etl.readers import read
from etl.readers.document import Document


def page(body: str, head: str = "<title>x</title>") -> Document:
    return read(f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>".encode(), "a.html")


def blocks(document: Document) -> list[tuple[str, int, str]]:
    return [(b.kind, b.level, document.text[b.start : b.end]) for b in document.blocks]


def cells(document: Document) -> list[tuple[int, int, str, bool, int, int]]:
    return [
        (b.row, b.column, document.text[b.start : b.end], b.header, b.width, b.height)
        for b in document.blocks
        if b.kind == "cell"
    ]


def test_headings_paragraphs_and_breaks():
    assert blocks(page("<h1>总结</h1><div><p>甲<b>乙</b><br>丙</p>丁</div><h3>三、<i>戊</i></h3>")) == [
        ("heading", 1, "总结"), ("paragraph", 0, "甲乙"), ("paragraph", 0, "丙"), ("paragraph", 0, "丁"), ("heading", 3, "三、戊"),
    ]  # fmt: skip


def test_what_surrounds_the_words_is_left_out():
    chrome = "<header>县政府 2023</header><nav>1</nav><footer>备案 2</footer><script>3</script><style>p{4}</style>"
    hidden = "<p hidden>5</p><p style='display : none'>6</p><div aria-hidden='true'>7</div><button>8</button><!-- 9 -->"
    assert page(f"{chrome}<p>正文</p>{hidden}").text == "正文\n"


def test_the_header_of_an_article_belongs_to_it_and_forms_hold_pages():
    assert page("<form><article><header><h1>总结</h1></header>文</article></form>").text == "总结\n文\n"


def test_line_breaks_of_the_source_vanish_beside_chinese_and_are_blanks_elsewhere():
    assert page("<p>粮食\n  总产量\n6850吨\n and more\n\n  words</p>").text == "粮食总产量6850吨and more words\n"


def test_numbered_lists_show_their_numbers():
    lists = "<ol><li>甲<li><p>乙</p><ol type=a><li>丙</ol></ol><ol start=5><li>丁</ol><ul><li>戊</ul>"
    assert page(lists).text == "1. 甲\n2. 乙\na. 丙\n5. 丁\n戊\n"


def test_merged_cells_count_once_and_keep_their_columns():
    grid = (
        "<table><tr><th rowspan=2>指标<th colspan=2>2023年</tr><tr><td>计划<td>实际</tr>"
        "<tr><td>粮食<td>7000<td>6850<br>吨</tr></table>"
    )
    assert cells(page(grid)) == [
        (0, 0, "指标", True, 1, 2), (0, 1, "2023年", True, 2, 1), (1, 1, "计划", True, 1, 1), (1, 2, "实际", True, 1, 1),
        (2, 0, "粮食", False, 1, 1), (2, 1, "7000", False, 1, 1), (2, 2, "6850吨", False, 1, 1),
    ]  # fmt: skip


def test_a_table_around_a_table_or_a_heading_is_a_frame():
    inner = "<table><tr><td>甲<td>1</tr><tr><td>乙<td>2</tr></table>"
    document = page(f"<table><tr><td>栏<td><h2>一、成效</h2>{inner}</td></tr></table>")
    assert [kind for kind, *_ in blocks(document)] == ["paragraph", "heading", "cell", "cell", "cell", "cell"]


@pytest.mark.parametrize(("name", "encoding"), [("gb2312", "gb18030"), ("big5", "big5"), ("utf-8", "utf-8")])
def test_the_page_names_its_encoding(name, encoding):
    content = f"<html><meta charset='{name}'><p>全年一二三</p></html>".encode(encoding)
    assert read(content, "a.html").text == "全年一二三\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_a_page_that_names_a_wrong_encoding_is_read_all_the_same(encoding):
    content = "<html><head><meta charset=ascii></head><p>全镇粮食总产量</p></html>".encode(encoding)
    assert read(content, "a.htm").text == "全镇粮食总产量\n"


@pytest.mark.parametrize("name", ["报表.xls", "总结.doc", "总结.txt"])
def test_a_page_under_another_name_is_read_and_noted(name):
    document = read(b"<table><tr><td>a<td>b</tr><tr><td>c<td>1</tr></table>", name)
    assert (document.text, document.reader) == ("a\tb\nc\t1\n", "html/1")
    assert [note.code for note in document.notes] == ["XH-READ-101"]


def test_xhtml_and_comments_before_the_page_are_seen():
    content = '<?xml version="1.0" encoding="utf-8"?>\n<!-- x -->\n<!DOCTYPE html>\n<html><body>文</body></html>'
    assert read(content.encode(), "a.html").text == "文\n"


def test_a_page_without_words_says_so():
    with pytest.raises(DocumentError) as caught:
        page("<img src='x.png'>")
    assert caught.value.code == "XH-READ-002"


def test_deep_nesting_and_wide_spans_are_read_or_refused():
    deep = "<div>" * 5000 + "底" + "</div>" * 5000
    wide = "<table>" + "<tr><td colspan=99999 rowspan=99999>1<td>2</tr>" * 300 + "</table>"
    for body in (deep, wide):
        try:
            assert page(body).text
        except DocumentError as error:
            assert error.code.startswith("XH-")
