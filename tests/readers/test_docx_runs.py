"""Promises of the Word reader on runs: however Word cuts a paragraph into them, its text is that of the pieces."""

import itertools

from etl.readers import read

from .wordfile import document, packed, paragraph, run, text

PROOF = '<w:proofErr w:type="spellStart"/>'  # says nothing, and keeps the runs beside it apart
TEXTS = ("甲乙", " 甲", "乙 ", " ", "", "\t1", "行&#10;", "&#13;尾", "&amp;", "2;", "&lt;3", "　全角　")


def piece(words: str, kept: bool, properties: str = "") -> str:
    attribute = ' xml:space="preserve"' if kept else ""
    return f'<w:r w:rsidRPr="00AB">{properties}<w:t{attribute}>{words}</w:t></w:r>'


def test_runs_that_stand_side_by_side_read_as_runs_that_do_not():
    pieces = [piece(*each) for each in itertools.product(TEXTS, (True, False))]
    for between in ("", '<w:rPr><w:rFonts w:hint="eastAsia"/><w:sz w:val="32"/></w:rPr>'):
        rows = [(first, second, piece("末", False, between)) for first in pieces for second in pieces]
        beside, apart = (text(*(paragraph(run("始") + gap.join(row)) for row in rows)) for gap in ("", PROOF))
        assert beside == apart
        assert beside.count("始") == beside.count("末") == len(rows)


def test_a_figure_cut_anywhere_is_whole():
    words = "全年实现工业总产值12.35亿元，同比增长8.6%。"
    for size in range(1, len(words)):
        runs = [piece(words[at : at + size], False) for at in range(0, len(words), size)]
        assert text(paragraph("".join(runs))) == f"{words}\n"


def test_what_is_hidden_hides_nothing_behind_it():
    assert text(paragraph(run("暗", "<w:vanish/>") + run("明") + run("亮"))) == "明亮\n"
    assert text(paragraph(run("明") + run("暗", "<w:vanish/>") + run("亮"))) == "明亮\n"


SEAM = "</w:t></w:r><w:r><w:t>"


def test_what_looks_like_runs_and_is_none_stays_as_it_is():
    assert text(paragraph(piece(f"产值<!-- 甲{SEAM}乙</w:t></w:r> -->9亿元", False))) == "产值9亿元\n"
    assert text(paragraph(piece(f"产值<?a 甲{SEAM}乙</w:t></w:r>?>9亿元", False))) == "产值9亿元\n"
    assert text(paragraph(piece(f"<![CDATA[甲{SEAM}乙</w:t></w:r>]]>", False))) == f"甲{SEAM}乙</w:t></w:r>\n"


def test_another_prefix_than_the_usual_one_reads_alike():
    usual = document(paragraph(run("产值1.") + run("2亿") + run("元")))
    own = usual.replace("w:", "x:").replace("xmlns:w=", "xmlns:x=")
    content = packed({"[Content_Types].xml": "<Types/>", "word/document.xml": own})
    assert read(content, "报告.docx").text == "产值1.2亿元\n"
