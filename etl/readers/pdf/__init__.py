"""PDF files: the text in reading order, tables, and scanned pages, each block with its page.

The modules in the order in which a page passes through them: ``content`` (text or picture?), ``chars``, ``tables``,
``pieces``; then :mod:`etl.readers.ocr` for pictures, and for all :mod:`etl.readers.order`, ``prose`` and ``printed``.

- A page that is a picture is recognised (extra ``ocr``). Without the extra a file of pictures is refused; when it holds
  pages of text too, those are read, and a note says which pages are missing. A text that a scanner put behind its picture
  is read as it is, and counts as recognised.
- Without the extra ``tables`` the rows of a table are told by what stands below each other, and a note says so.
- What is left out is noted: pictures in a page of text, writing aslant, fields of forms, footnotes.
- At most ``MOST_PAGES`` pages, and ``MOST_SCANNED`` pictures among them. A file without its end was not copied whole.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from etl.errors import DocumentError
from etl.readers import ocr
from etl.readers.allowance import more
from etl.readers.document import Document, Note
from etl.readers.gate import damaged
from etl.readers.page import Grid, Page
from etl.readers.pdf import tables
from etl.readers.pdf.chars import Print, printed_on
from etl.readers.pdf.content import Content, content
from etl.readers.pdf.pieces import pieces, with_tables
from etl.readers.printed import printed
from etl.readers.reader import Reader

if TYPE_CHECKING:
    import pypdfium2

MOST_PAGES, MOST_SCANNED = 600, 100
TABLE_SECONDS = 45.0
_HEAD, _TAIL = 1024, 4096
_MARK, _END = b"%PDF-", b"%%EOF"
_NOTES = {
    "XH-READ-120": "{}是扫描件，文字由机器识别，其中的数字都要核对。",
    "XH-READ-121": "{}是扫描图片，没有读入：未安装文字识别组件（xianhui[ocr]）。",
    "XH-READ-122": "{}有表格，按文字的位置读入：未安装表格组件（xianhui[tables]）。",
    "XH-READ-123": "{}有图片，图中的文字没有读入。",
    "XH-READ-124": "{}有斜排的文字（水印、印章），没有读入。",
    "XH-READ-125": "{}有脚注，没有读入。",
    "XH-READ-126": "{}有字迹不清、识别不出的文字。",
    "XH-READ-127": "{}的表格线识别不了，按文字的位置读入。",
}


def takes(content: bytes) -> bool:
    return _MARK in content[:_HEAD]


def read(content: bytes) -> Document:
    import pypdfium2

    if _END not in content[-_TAIL:]:
        raise damaged()
    pdf = _opened(content)
    try:
        return _document(pdf, content)
    except pypdfium2.PdfiumError as error:
        raise damaged() from error
    finally:
        pdf.close()


def _opened(content: bytes) -> pypdfium2.PdfDocument:
    import pypdfium2
    import pypdfium2.raw as pdfium

    try:
        pdf = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        if error.err_code in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY):
            reason = "PDF 加了密码，打不开。"
            raise DocumentError("XH-READ-020", reason, "请去掉密码，另存后再放入。") from error
        raise damaged() from error
    if (count := len(pdf)) > MOST_PAGES:
        pdf.close()
        reason = f"PDF 有 {count} 页，超过 {MOST_PAGES} 页。"
        raise DocumentError("XH-GATE-020", reason, "请拆成几份再放入。")
    return pdf


def _document(pdf: pypdfium2.PdfDocument, content: bytes) -> Document:
    reading = Reading(content)
    for number in range(1, len(pdf) + 1):
        page = pdf[number - 1]
        reading.add(page, number)
        page.close()
    return reading.document(form=pdf.get_formtype() != 0)


class Reading:
    """The pages of one file as they are read, and for each kind of note the pages that it speaks of."""

    def __init__(self, file: bytes) -> None:
        self._tables = tables.Tables(file)
        self._pages: list[Page] = []
        self._noted: defaultdict[str, list[int]] = defaultdict(list)
        self._scanned = 0

    def add(self, page: pypdfium2.PdfPage, number: int) -> None:
        text, kind = printed_on(page), content(page)
        if kind.is_scan(text):
            self._add_scan(page, number)
            return
        self._note("XH-READ-123", number, kind.has_picture and not kind.was_scanned)
        self._note("XH-READ-124", number, text.slanted > 0)
        self._note("XH-READ-120", number, kind.was_scanned)
        self._pages.append(replace(self._text(text, kind, page, number), recognised=kind.was_scanned))

    def _text(self, text: Print, kind: Content, page: pypdfium2.PdfPage, number: int) -> Page:
        chars, grids = text.chars, list[Grid]()
        upright = page.get_rotation() == 90 * text.turn
        if kind.may_have_table and text.legible and upright:
            if tables.installed():
                more(TABLE_SECONDS)
                found = self._tables.on(number)
                self._note("XH-READ-127", number, found is None)
                chars, grids = with_tables(chars, found or [])
            else:
                self._note("XH-READ-122", number, True)
        found_pieces, marks = pieces(chars)
        self._note("XH-READ-125", number, bool(marks))
        return Page(number, text.width, text.height, found_pieces, grids, marks)

    def _add_scan(self, page: pypdfium2.PdfPage, number: int) -> None:
        if not ocr.installed():
            self._note("XH-READ-121", number, True)
            return
        self._scanned += 1
        if self._scanned > MOST_SCANNED:
            reason = f"扫描的页数超过 {MOST_SCANNED} 页。"
            raise DocumentError("XH-GATE-021", reason, "请拆成几份再放入，或请报送单位提供 Word 文档。")
        longest = max(page.get_size()) or 1
        picture = page.render(scale=ocr.LONGEST_SIDE / longest, rev_byteorder=False, prefer_bgrx=False).to_numpy()
        found = ocr.recognise(picture, number)
        self._pages.append(found.page)
        self._note("XH-READ-120", number, bool(found.page.pieces))
        self._note("XH-READ-126", number, found.illegible > 0)

    def _note(self, code: str, number: int, holds: bool) -> None:
        if holds:
            self._noted[code].append(number)

    def document(self, *, form: bool) -> Document:
        """The document of all pages that were added."""
        notes = [Note(code, _NOTES[code].format(_pages(numbers))) for code, numbers in sorted(self._noted.items())]
        if form:
            notes.append(Note("XH-READ-128", "文件带有表单，填在其中的内容没有读入。"))
        document = printed(self._pages, READER.label, notes)
        if document.text:
            return document
        if self._noted["XH-READ-121"]:
            raise ocr.missing()
        raise DocumentError("XH-READ-002", "文件里没有文字。", "请核对是否放错了文件。")


def _pages(numbers: list[int]) -> str:
    return f"第{'、'.join(map(str, numbers))}页"


READER = Reader("pdf", 1, "PDF 文件", (".pdf",), takes, read)
