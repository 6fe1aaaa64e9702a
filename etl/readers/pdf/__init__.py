"""PDF files: the text in reading order, tables, and scanned pages, each block with its page.

The modules in the order in which a page passes through them: ``content`` (text or picture?), ``chars``, ``tables``; then
:mod:`etl.readers.pieces`, for pictures :mod:`etl.readers.ocr`, and for all :mod:`etl.readers.order`, ``prose``, ``printed``.

- A page that is a picture is recognised (extra ``ocr``). Without the extra a file of pictures is refused; when it holds
  pages of text too, those are read, and a note says which pages are missing. A text that a scanner put behind its picture
  is read as it is, and counts as recognised.
- Without the extra ``tables`` the rows of a table are told by what stands below each other, and a note says so.
- What is left out is noted: pictures in a page of text, writing aslant, fields of forms, footnotes.
- At most ``MOST_PAGES`` pages, and ``ocr.MOST_PAGES`` pictures among them. A file without its end was not copied whole.
"""

from __future__ import annotations

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
from etl.readers.pieces import pieces
from etl.readers.printed import PageNotes, printed
from etl.readers.reader import Reader

if TYPE_CHECKING:
    import pypdfium2

MOST_PAGES = 600
TABLE_SECONDS = 45.0
_HEAD, _TAIL = 1024, 4096
_MARK, _END = b"%PDF-", b"%%EOF"


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
    """The pages of one file as they are read, and what is noted about them."""

    def __init__(self, file: bytes) -> None:
        self._tables = tables.Tables(file)
        self._pages: list[Page] = []
        self._notes = PageNotes()
        self._scans = 0

    def add(self, page: pypdfium2.PdfPage, number: int) -> None:
        text, kind = printed_on(page), content(page)
        if kind.is_scan(text):
            self._add_scan(page, number)
            return
        self._notes.add("XH-READ-123", number, kind.has_picture and not kind.was_scanned)
        self._notes.add("XH-READ-124", number, text.slanted > 0)
        self._notes.add("XH-READ-120", number, kind.was_scanned)
        self._pages.append(replace(self._text(text, kind, page, number), recognised=kind.was_scanned))

    def _text(self, text: Print, kind: Content, page: pypdfium2.PdfPage, number: int) -> Page:
        chars, grids = text.chars, list[Grid]()
        upright = page.get_rotation() == 90 * text.turn
        if kind.may_have_table and text.legible and upright:
            if tables.installed():
                more(TABLE_SECONDS)
                found = self._tables.on(number)
                self._notes.add("XH-READ-127", number, found is None)
                chars, grids = tables.with_tables(chars, found or [])
            else:
                self._notes.add("XH-READ-122", number, True)
        found_pieces, marks = pieces(chars, kind.upright if upright and not text.turn else ())
        self._notes.add("XH-READ-125", number, bool(marks))
        return Page(number, text.width, text.height, found_pieces, grids, marks)

    def _add_scan(self, page: pypdfium2.PdfPage, number: int) -> None:
        if not ocr.installed():
            self._notes.add("XH-READ-121", number, True)
            return
        self._scans += 1
        longest = max(page.get_size()) or 1
        picture = page.render(scale=ocr.LONGEST_SIDE / longest, rev_byteorder=False, prefer_bgrx=False).to_numpy()
        found = ocr.recognise(picture, number, self._scans)
        self._pages.append(found.page)
        self._notes.add("XH-READ-120", number, bool(found.page.pieces))
        self._notes.add("XH-READ-126", number, found.illegible > 0)

    def document(self, *, form: bool) -> Document:
        """The document of all pages that were added."""
        others = [Note("XH-READ-128", "文件带有表单，填在其中的内容没有读入。")] if form else []
        return printed(self._pages, READER.label, self._notes, others)


READER = Reader("pdf", 2, "PDF 文件", (".pdf",), takes, read)
