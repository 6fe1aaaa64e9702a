"""Promises of the Word reader: what a person sees in Word is what is read, once."""

import pytest

from etl.readers import read

from .wordfile import (
    NAMESPACES,
    cell,
    deleted,
    document,
    inserted,
    item,
    level,
    numbering,
    opened,
    packed,
    paragraph,
    row,
    run,
    style,
    styled,
    styles,
    table,
    text,
    word,
)

TITLES = styles(
    style("a1", "Title"),
    style("2", "heading 1"),
    style("own", "正文一级", '<w:outlineLvl w:val="1"/>'),
    style("child", "我的标题样式", based_on="2"),
    style("plain", "引文", '<w:outlineLvl w:val="9"/>', based_on="2"),
    style("toc", "toc 1"),
)


def test_paragraphs_are_lines_and_blank_ones_do_not_count():
    document = opened(paragraph("第一段"), paragraph(), paragraph("  "), paragraph("第二段"))
    assert document.text == "第一段\n第二段\n"
    assert [document.text[b.start : b.end] for b in document.blocks] == ["第一段", "第二段"]
    assert document.reader == "docx/3"


def test_runs_join_without_gaps():
    assert text(paragraph(run("实现产值1.") + run("2亿") + run("元"))) == "实现产值1.2亿元\n"


# Titles and headings


def test_titles_and_headings_by_style_outline_and_inheritance():
    blocks = opened(
        styled("a1", "工作总结"),
        styled("2", "一、成效"),
        styled("own", "（一）农业"),
        styled("child", "二、问题"),
        styled("plain", "正文"),
        paragraph("三、计划", '<w:outlineLvl w:val="0"/>'),
        styled("toc", "一、成效 1"),
        styles=TITLES,
    ).blocks
    assert [(b.kind, b.level) for b in blocks] == [
        ("title", 0), ("heading", 1), ("heading", 2), ("heading", 1), ("paragraph", 0), ("heading", 1), ("note", 0),
    ]  # fmt: skip


def test_a_style_based_on_itself_does_not_hang():
    loop = styles(style("a", "x", based_on="b"), style("b", "y", based_on="a"))
    assert text(styled("a", "正文"), styles=loop) == "正文\n"


# Automatic numbering


CHINESE = numbering(
    level(0, "chineseCountingThousand", "%1、", '<w:suff w:val="nothing"/>'),
    level(1, "chineseCounting", "（%2）", '<w:suff w:val="nothing"/>'),
    level(2, "decimal", "%3."),
)


def test_chinese_numbering_is_shown_and_restarts_below_a_higher_level():
    got = text(item("甲"), item("子", 1), item("丑", 1), item("天", 2), item("乙"), item("寅", 1), numbering=CHINESE)
    assert got == "一、甲\n（一）子\n（二）丑\n1. 天\n二、乙\n（一）寅\n"


def test_the_label_is_part_of_the_block():
    document = opened(item("甲"), numbering=CHINESE)
    assert document.text[document.blocks[0].start : document.blocks[0].end] == "一、甲"


def test_a_figure_does_not_run_into_its_label():
    tight = numbering(level(0, "decimal", "%1.", '<w:suff w:val="nothing"/>'))
    assert text(item("2023年亮点"), item("亮点"), numbering=tight) == "1. 2023年亮点\n2.亮点\n"


def test_levels_combine():
    legal = numbering(level(0, "chineseCounting", "第%1章"), level(1, "decimal", "%1.%2", "<w:isLgl/>"))
    assert text(item("总则"), item("目的", 1), item("范围", 1), numbering=legal) == "第一章 总则\n1.1 目的\n1.2 范围\n"


@pytest.mark.parametrize(
    ("form", "number", "shown"),
    [
        ("decimal", 12, "12"),
        ("decimalZero", 3, "03"),
        ("decimalFullWidth", 12, "１２"),
        ("decimalEnclosedCircle", 3, "③"),
        ("decimalEnclosedCircle", 21, "21"),
        ("chineseCounting", 10, "十"),
        ("chineseCounting", 21, "二十一"),
        ("chineseCounting", 105, "一○五"),
        ("chineseCountingThousand", 11, "十一"),
        ("chineseCountingThousand", 20, "二十"),
        ("chineseCountingThousand", 105, "一百零五"),
        ("chineseCountingThousand", 110, "一百一十"),
        ("chineseCountingThousand", 1005, "一千零五"),
        ("chineseLegalSimplified", 12, "壹拾贰"),
        ("japaneseCounting", 10, "十"),
        ("japaneseCounting", 105, "百五"),
        ("ideographDigital", 10, "一〇"),
        ("ideographTraditional", 2, "乙"),
        ("upperRoman", 14, "XIV"),
        ("lowerLetter", 28, "bb"),
        ("ordinal", 2, "2nd"),
        ("noSuchFormat", 7, "7"),
    ],
)
def test_number_formats(form, number, shown):
    assert text(item("x"), numbering=numbering(level(0, form, "(%1)", start=number))) == f"({shown}) x\n"


def test_bullets_are_dropped():
    assert text(item("甲"), numbering=numbering(level(0, "bullet", "\uf0b7"))) == "甲\n"


def test_a_list_continues_in_another_instance_unless_its_start_is_overridden():
    nums = (
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="0"/></w:num>'
        '<w:num w:numId="3"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/>'
        "</w:lvlOverride></w:num>"
    )
    lists = numbering(level(0, "decimal", "%1)"), nums=nums)
    got = text(item("a"), item("b", list_id=2), item("c", list_id=3), item("d", list_id=3), numbering=lists)
    assert got == "1) a\n2) b\n1) c\n2) d\n"


def test_numbering_by_style_and_switched_off_by_the_paragraph():
    entry = style("h", "heading 1", '<w:numPr><w:numId w:val="1"/></w:numPr>')
    off = paragraph("丙", '<w:pStyle w:val="h"/><w:numPr><w:numId w:val="0"/></w:numPr>')
    got = text(styled("h", "甲"), styled("h", "乙"), off, numbering=CHINESE, styles=styles(entry))
    assert got == "一、甲\n二、乙\n丙\n"


def test_blank_numbered_paragraphs_step_the_counter():
    assert text(item("甲"), item(""), item("乙"), numbering=CHINESE) == "一、甲\n三、乙\n"


def test_a_list_that_is_not_defined_gives_no_label():
    assert text(item("甲", list_id=9), item("乙", 7), numbering=CHINESE) == "甲\n乙\n"


# Tracked changes


def test_tracked_changes_are_accepted_and_a_revised_figure_is_noted():
    document = opened(paragraph(run("新建大棚") + deleted("28") + inserted("35") + run("个")))
    assert document.text == "新建大棚35个\n"
    [note] = document.notes
    assert (note.code, note.message) == ("XH-READ-102", "原稿有修订：28→35")
    assert document.text[note.start :].startswith("35个")


def test_a_figure_revised_in_part_is_noted_whole():
    document = opened(paragraph("前文"), paragraph(run("产值1.2") + inserted("9") + deleted("8") + run("亿元")))
    assert document.text == "前文\n产值1.29亿元\n"
    assert [note.message for note in document.notes] == ["原稿有修订：1.28→1.29"]
    assert document.text[document.notes[0].start :] == "1.29亿元\n"


def test_revised_words_without_figures_are_not_noted():
    assert opened(paragraph(run("大") + deleted("抓") + inserted("力抓") + run("产业"))).notes == ()


def test_marks_between_deletion_and_insertion_do_not_matter():
    between = '<w:bookmarkStart w:id="0"/><w:proofErr w:type="spellStart"/>'
    assert opened(paragraph(deleted("28") + between + inserted("35") + run("个"))).notes[0].message.endswith("28→35")


def test_moved_text_counts_where_it_went():
    moved = f'<w:moveFrom w:id="1">{run("三项")}</w:moveFrom>'
    arrived = f'<w:moveTo w:id="2">{run("三项")}</w:moveTo>'
    assert text(paragraph(moved + run("甲")), paragraph(arrived + run("乙"))) == "甲\n三项乙\n"


def test_a_deleted_paragraph_mark_joins_two_paragraphs_and_counts_one_number():
    gone = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr><w:rPr><w:del w:id="1"/></w:rPr>'
    assert text(paragraph("前", gone), item("后"), item("末"), numbering=CHINESE) == "一、前后\n二、末\n"


def test_a_deleted_paragraph_mark_before_a_table_or_at_the_end_keeps_its_text():
    gone = '<w:rPr><w:del w:id="1"/></w:rPr>'
    assert text(paragraph("甲", gone), table(row("a", "b")), paragraph("乙", gone)) == "甲\na\tb\n乙\n"


def test_a_deleted_paragraph_vanishes():
    gone = paragraph(deleted("共120户"), '<w:rPr><w:del w:id="1"/></w:rPr>')
    assert text(paragraph("甲"), gone, paragraph("乙")) == "甲\n乙\n"


def test_deleted_table_rows_vanish():
    grid = table(row("指标", "数"), row("甲", "1", properties='<w:del w:id="1"/>'), row("乙", "2"))
    assert text(grid) == "指标\t数\n乙\t2\n"


# Inline content


def test_content_controls_links_and_fields_stand_for_their_content():
    control = f"<w:sdt><w:sdtPr><w:alias w:val='名'/></w:sdtPr><w:sdtContent>{run('甲')}</w:sdtContent></w:sdt>"
    link = f'<w:hyperlink w:anchor="x">{run("乙")}</w:hyperlink>'
    field = f'<w:fldSimple w:instr="DATE 9">{run("丙")}</w:fldSimple>'
    code = "<w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:instrText>PAGE 7</w:instrText></w:r>"
    block = f"<w:sdt><w:sdtContent>{paragraph('丁')}</w:sdtContent></w:sdt>"
    assert text(paragraph(control + link + field + code), block) == "甲乙丙\n丁\n"


def test_tabs_breaks_and_hyphens():
    first = "<w:r><w:t>1</w:t><w:noBreakHyphen/><w:t>6月</w:t><w:tab/><w:t>增</w:t></w:r>"
    second = "<w:r><w:softHyphen/><w:t>收</w:t><w:br/><w:t>末</w:t></w:r>"
    assert text(paragraph(first + second)) == "1-6月\t增收\n末\n"


def test_a_page_break_alone_leaves_nothing():
    assert text(paragraph('<w:r><w:br w:type="page"/><w:t>甲</w:t></w:r>'), paragraph("乙")) == "甲\n乙\n"


def test_blanks_count_only_where_word_keeps_them():
    inner = '<w:r><w:t> 甲\n乙 </w:t></w:r><w:r><w:t xml:space="preserve"> 丙</w:t></w:r>'
    assert text(paragraph(inner)) == "甲 乙 丙\n"


def test_hidden_text_is_left_out_and_noted():
    document = opened(paragraph(run("甲") + run("暗", "<w:vanish/>") + run("乙", '<w:vanish w:val="0"/>')))
    assert document.text == "甲乙\n"
    assert [note.code for note in document.notes] == ["XH-READ-104"]


def test_symbols_that_mean_something_are_read():
    inner = '<w:r><w:sym w:font="Symbol" w:char="F0B3"/><w:t>90%</w:t><w:sym w:font="Wingdings" w:char="F0FC"/></w:r>'
    assert text(paragraph(inner)) == "≥90%\n"


def test_formulas_and_ruby_are_text():
    formula = "<m:oMath><m:r><m:t>3+2</m:t></m:r></m:oMath>"
    ruby = f"<w:r><w:ruby><w:rubyPr/><w:rt>{run('jia')}</w:rt><w:rubyBase>{run('甲')}</w:rubyBase></w:ruby></w:r>"
    assert text(paragraph(formula + ruby)) == "3+2甲\n"


# Packages


def test_the_strict_dialect_is_read():
    strict = document(paragraph("甲")).replace(
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "http://purl.oclc.org/ooxml/wordprocessingml/main",
    )
    assert read(packed({"word/document.xml": strict}), "a.docx").text == "甲\n"


def test_headers_footers_and_comments_are_no_text():
    header = f"<w:hdr {NAMESPACES}>{paragraph('页眉2023')}</w:hdr>"
    assert text(paragraph("正文"), header1=header, footer1=header, comments=header) == "正文\n"


def notes(kind: str, **texts: str) -> str:
    inner = "".join(
        f'<w:{kind} w:id="{key[1:]}">{paragraph(f"<w:r><w:{kind}Ref/></w:r>" + run(text))}</w:{kind}>'
        for key, text in texts.items()
    )
    return f"<w:{kind}s {NAMESPACES}>{inner}</w:{kind}s>"


def mark(key: int, kind: str = "footnote") -> str:
    return f'<w:r><w:{kind}Reference w:id="{key}"/></w:r>'


def test_notes_follow_the_paragraph_that_marks_them_once():
    document = opened(
        paragraph(run("产值") + mark(2) + run("9亿元") + mark(1, "endnote")),
        paragraph(run("后") + mark(2)),
        footnotes=notes("footnote", _1="没有提到", _2="快报数"),
        endnotes=notes("endnote", _1="尾注"),
    )
    assert document.text == "产值9亿元\n快报数\n尾注\n后\n"
    assert [block.kind for block in document.blocks] == ["paragraph", "note", "note", "paragraph"]


def test_notes_marked_in_a_table_follow_it():
    grid = table(row("指标", "数"), row("粮食", cell(paragraph(run("6850") + mark(1)))))
    assert text(grid, paragraph("后"), footnotes=notes("footnote", _1="含大豆")) == "指标\t数\n粮食\t6850\n含大豆\n后\n"


def test_a_note_whose_mark_is_deleted_is_gone():
    gone = f'<w:del w:id="1">{mark(1)}</w:del>'
    assert text(paragraph(run("正文") + gone), footnotes=notes("footnote", _1="旧注")) == "正文\n"


def test_a_content_control_that_nobody_has_filled_in_is_no_text():
    empty = (
        f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{run('单击此处输入2023')}</w:sdtContent></w:sdt>"
    )
    block = empty.replace(run("单击此处输入2023"), paragraph("单击"))
    assert text(paragraph(run("正文") + empty), block) == "正文\n"


def test_macros_are_noted_and_embedded_files_too():
    embedded = document(paragraph("甲"), "<w:altChunk/>")
    got = read(packed({"word/document.xml": embedded, "word/vbaProject.bin": b"x"}), "a.docm")
    assert [note.code for note in got.notes] == ["XH-READ-103", "XH-READ-105"]


def test_the_same_bytes_give_the_same_document():
    content = word(item("甲"), paragraph(deleted("1") + inserted("2")), table(row("a", "b")), numbering=CHINESE)
    assert read(content, "a.docx") == read(content, "a.docx")
