"""Promises of the Word reader: text boxes and tables, each counted once and at its place."""

from etl.readers.document import Document

from .wordfile import cell, deleted, inserted, opened, paragraph, row, run, style, styled, styles, table, text


def cells(document: Document) -> list[tuple[int, int, str, bool]]:
    return [(b.row, b.column, document.text[b.start : b.end], b.header) for b in document.blocks if b.kind == "cell"]


# Text boxes


def boxed(*inner: str) -> str:
    content = f"<w:txbxContent>{''.join(inner)}</w:txbxContent>"
    return (
        f"<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:txbx>{content}</wps:txbx></w:drawing>"
        f"</mc:Choice><mc:Fallback><w:pict><v:textbox>{content}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )


def test_a_text_box_counts_once_behind_its_paragraph():
    assert (
        text(paragraph(run("甲") + boxed(paragraph("框内120户")) + run("乙")), paragraph("丙"))
        == "甲乙\n框内120户\n丙\n"
    )


def test_a_text_box_of_old_word_counts():
    old = f"<w:r><w:pict><v:textbox><w:txbxContent>{paragraph('框')}</w:txbxContent></v:textbox></w:pict></w:r>"
    assert text(paragraph(old)) == "框\n"


def test_a_text_box_in_a_cell_belongs_to_the_cell():
    assert text(table(row("甲", cell(paragraph(run("1") + boxed(paragraph("注")))), "乙"))) == "甲\t1 注\t乙\n"


# Tables


def test_a_row_is_a_line_and_cells_have_row_column_and_header():
    document = opened(paragraph("前"), table(row("指标", "2023年"), row("粮食", "120")), paragraph("后"))
    assert document.text == "前\n指标\t2023年\n粮食\t120\n后\n"
    assert cells(document) == [
        (0, 0, "指标", True),
        (0, 1, "2023年", True),
        (1, 0, "粮食", False),
        (1, 1, "120", False),
    ]


def test_tables_are_numbered():
    document = opened(table(row("a", "b")), table(row("c", "d")))
    assert [block.table for block in document.blocks] == [1, 1, 2, 2]


def test_horizontally_merged_cells_count_once_and_keep_their_columns():
    grid = table(row(cell("合计", '<w:gridSpan w:val="2"/>'), "9"), row("甲", "乙", "丙"))
    document = opened(grid)
    assert document.text == "合计\t9\n甲\t乙\t丙\n"
    assert [(column, text) for row, column, text, _ in cells(document) if row == 0] == [(0, "合计"), (2, "9")]


def test_vertically_merged_cells_count_once():
    start, more = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    grid = table(row("类", "项"), row(cell("粮食", start), "面积"), row(cell("粮食", more), "产量"))
    assert text(grid) == "类\t项\n粮食\t面积\n\t产量\n"


def test_marked_header_rows_win():
    grid = table(row("甲", "乙"), row("丙", "丁", properties="<w:tblHeader/>"), row("1", "2"))
    assert {row: header for row, _, _, header in cells(opened(grid))} == {0: False, 1: True, 2: False}


def test_a_title_row_and_a_header_of_two_rows_are_header():
    grid = table(
        row(cell("2023年完成情况", '<w:gridSpan w:val="3"/>')),
        row(cell("指标", '<w:vMerge w:val="restart"/>'), cell("2023年", '<w:gridSpan w:val="2"/>')),
        row(cell("", "<w:vMerge/>"), "计划", "实际"),
        row("粮食", "1", "2"),
    )
    assert {row: header for row, _, _, header in cells(opened(grid))} == {0: True, 1: True, 2: True, 3: False}


def test_paragraphs_breaks_and_tabs_in_a_cell_become_blanks():
    inner = cell(paragraph("<w:r><w:t>粮食</w:t><w:br/><w:t>产量</w:t></w:r>") + paragraph("（吨）"))
    assert text(table(row(inner, "5"))) == "粮食 产量 （吨）\t5\n"


def test_a_revised_figure_in_a_cell_is_found_at_its_place():
    document = opened(table(row("粮食", cell(paragraph("共") + paragraph(deleted("28") + inserted("35"))))))
    assert document.text == "粮食\t共 35\n"
    assert document.text[document.notes[0].start :] == "35\n"


def test_a_table_of_single_cells_is_a_frame_around_body_text():
    frame = table(row(cell(styled("2", "一、成效") + paragraph("粮食120吨"))))
    document = opened(frame, styles=styles(style("2", "heading 1")))
    assert document.text == "一、成效\n粮食120吨\n"
    assert [block.kind for block in document.blocks] == ["heading", "paragraph"]


def test_a_table_inside_a_frame_stays_a_table():
    document = opened(table(row(cell(paragraph("前") + table(row("甲", "1")) + paragraph("后")))))
    assert document.text == "前\n甲\t1\n后\n"
    assert cells(document) == [(0, 0, "甲", True), (0, 1, "1", True)]


def test_inner_tables_are_text_of_their_cell():
    assert text(table(row(cell(table(row("甲", "1")) + paragraph("末")), "乙"))) == "甲 1 末\t乙\n"


def test_rows_and_cells_in_content_controls_count():
    grid = f"<w:tbl><w:sdt><w:sdtContent>{row('甲', '1')}</w:sdtContent></w:sdt></w:tbl>"
    assert text(grid) == "甲\t1\n"
