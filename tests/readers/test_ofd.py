"""Promises of the OFD reader: the text of the pages in reading order; pages without text are scans."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from etl.errors import DocumentError
from etl.readers import ocr, read, version
from etl.readers.document import Document

from .wordfile import packed

NAMESPACE = 'xmlns:ofd="http://www.ofdspec.org/2016"'
REPORT = ("全镇实现地区生产总值6.85亿元，同比增长6.2%，粮", "食播种面积1.82万亩，产量6850吨。")
JOINED = "".join(REPORT) + "\n"
SIZE = 5.6


def steps(text: str) -> str:
    """The steps from one character to the next."""
    return " ".join(str(SIZE / 2 if sign.isascii() else SIZE) for sign in text[:-1])


def text(words: str, x: float, y: float, *, delta: str | None = None, more: str = "") -> str:
    """A text object whose box begins at (x, y), in millimetres from the upper left corner."""
    shown = words.replace("&", "&amp;").replace("<", "&lt;")
    return (
        f'<ofd:TextObject ID="9" Boundary="{x} {y} 160 8" Font="1" Size="{SIZE}" {more}>'
        f'<ofd:TextCode X="0" Y="5" DeltaX="{steps(words) if delta is None else delta}">{shown}</ofd:TextCode>'
        "</ofd:TextObject>"
    )


def lines(words: tuple[str, ...], y: float = 40) -> str:
    return "".join(text(line, 25, y + 10 * number) for number, line in enumerate(words))


def ofd(*pages: str, **parts: bytes | str) -> bytes:
    listed = "".join(f'<ofd:Page ID="{n}" BaseLoc="Pages/Page_{n}/Content.xml"/>' for n in range(len(pages)))
    document = (
        f"<ofd:Document {NAMESPACE}><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox>"
        "</ofd:PageArea><ofd:PublicRes>PublicRes.xml</ofd:PublicRes></ofd:CommonData>"
        f"<ofd:Pages>{listed}</ofd:Pages></ofd:Document>"
    )
    contents = {
        f"Doc_0/Pages/Page_{number}/Content.xml": f"<ofd:Page {NAMESPACE}><ofd:Content><ofd:Layer ID='1'>{page}</ofd:Layer>"
        "</ofd:Content></ofd:Page>"
        for number, page in enumerate(pages)
    }
    resources = (
        f'<ofd:Res {NAMESPACE} BaseLoc="Res"><ofd:MultiMedias><ofd:MultiMedia ID="7" Type="Image">'
        "<ofd:MediaFile>a.png</ofd:MediaFile></ofd:MultiMedia></ofd:MultiMedias></ofd:Res>"
    )
    root = f"<ofd:OFD {NAMESPACE}><ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>"
    return packed(
        {"OFD.xml": root, "Doc_0/Document.xml": document, "Doc_0/PublicRes.xml": resources, **contents, **parts}
    )


SCAN = '<ofd:ImageObject ID="2" Boundary="0 0 210 297" CTM="210 0 0 297 0 0" ResourceID="7"/>'
OUTLINES = '<ofd:PathObject ID="3" Boundary="0 0 9 9"><ofd:AbbreviatedData>M 0 0 L 1 1 C</ofd:AbbreviatedData></ofd:PathObject>'


def opened(*pages: str, **parts: bytes | str) -> Document:
    return read(ofd(*pages, **parts), "报告.ofd")


def refusal(content: bytes) -> DocumentError:
    with pytest.raises(DocumentError) as caught:
        read(content, "报告.ofd")
    return caught.value


def test_text_is_read_in_the_order_of_the_page_not_of_the_file() -> None:
    document = opened(text(REPORT[1], 25, 50) + text(REPORT[0], 25, 40))
    assert document.text == JOINED
    assert (document.reader, document.notes, version(ofd(""))) == ("ofd/2", (), "ofd/2")


def test_a_sentence_goes_on_over_pages() -> None:
    document = opened(lines(REPORT[:1]), lines(REPORT[1:]))
    assert document.text == JOINED
    assert [block.page for block in document.blocks] == [1, 2]


def test_page_numbers_are_not_part_of_the_text() -> None:
    assert opened(*(lines(REPORT) + text(f"- {n} -", 100, 280) for n in (1, 2))).text == JOINED * 2


def test_repeated_steps_are_written_once() -> None:
    assert opened(text("粮食产量丰收", 25, 40, delta="g 5 5.6")).text == "粮食产量丰收\n"
    assert opened(text("粮食产量丰收", 25, 40, delta="g 99999 5.6")).text == "粮食产量丰收\n"


def test_a_matrix_moves_and_stretches() -> None:
    moved = text("其次", 0, 0, more='CTM="2 0 0 2 25 50"') + text("首先", 25, 30)
    assert opened(moved).text == "首先\n其次\n"


def test_rows_of_a_table_are_told_by_their_places() -> None:
    rows = (("指标", "本年"), ("粮食产量", "6850吨"))
    page = "".join(text(cell, 25 + 60 * c, 40 + 10 * r) for r, row in enumerate(rows) for c, cell in enumerate(row))
    assert [(b.row, b.column, b.header) for b in opened(page).blocks if b.kind == "cell"] == [
        (0, 0, True), (0, 1, True), (1, 0, False), (1, 1, False),
    ]  # fmt: skip


@pytest.mark.parametrize("page", [SCAN, OUTLINES * 60, SCAN + text("3", 100, 280)])
def test_a_page_without_text_is_a_scan(page: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "installed", lambda: False)
    content = ofd(page, **{"Doc_0/Res/a.png": b"\x89PNG"})
    assert refusal(content).code == "XH-READ-021"
    document = opened(lines(REPORT), page, **{"Doc_0/Res/a.png": b"\x89PNG"})
    assert (document.text, [note.code for note in document.notes]) == (JOINED, ["XH-READ-121"])


@pytest.mark.skipif(not ocr.installed(), reason="needs the extra ocr")
def test_outlines_are_drawn_where_they_stand() -> None:
    from etl.readers.ofd.drawn import picture
    from etl.readers.ofd.pages import Outline, Sheet

    square = "S 0 0 M 0 0 L 20 0 Q 20 10 20 20 B 15 20 5 20 0 20 A 1 1 0 0 0 0 0 C"
    drawn = picture(Sheet(100, 200, outlines=[Outline(square, (1, 0, 0, 1, 40, 150), True)]))
    height, width = drawn.shape[:2]
    black = [
        (int(y * 200 / height), int(x * 100 / width)) for y, x in zip(*(drawn[:, :, 0] < 100).nonzero(), strict=True)
    ]
    assert {min(black), max(black)} == {(150, 40), (169, 59)}


def test_what_is_missing_locked_or_no_number_is_refused() -> None:
    assert refusal(ofd("")).code == "XH-READ-002"
    assert refusal(packed({"OFD.xml": "<OFD><DocRoot>no.xml</DocRoot></OFD>"})).code == "XH-GATE-001"
    assert refusal(ofd(text("甲", 25, 40, more='CTM="1 0 x 1 0 0"'))).code == "XH-GATE-001"
    assert refusal(ofd(text("甲", 25, 40).replace(f'Size="{SIZE}"', 'Size="nan"'))).code == "XH-GATE-001"
    assert refusal(ofd(lines(REPORT), **{"Encryptions.xml": "<x/>"})).code == "XH-GATE-004"


def test_it_is_no_archive() -> None:
    from etl.intake.contents import is_archive

    assert not is_archive(ofd(lines(REPORT)))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.tuples(st.floats(0, 1), st.integers(0, 20), st.sampled_from(["", "-1", "9e9", "nan", "g", "<", "x"])))
)
def test_a_mutated_page_gives_a_document_or_a_reason(changes: list[tuple[float, int, str]]) -> None:
    page = lines(REPORT)
    for place, length, put in changes:
        at = int(place * len(page))
        page = page[:at] + put + page[at + length :]
    try:
        document = read(ofd(page), "报告.ofd")
    except DocumentError as error:
        assert error.code.startswith(("XH-READ-", "XH-GATE-"))
    else:
        assert all(0 <= block.start <= block.end <= len(document.text) for block in document.blocks)
