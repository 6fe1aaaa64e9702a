"""OFD files (GB/T 33190): the text of the pages in reading order, each block with its page.

The modules in the order in which a file passes through them: ``pages`` (which parts are pages, what lies on them), ``drawn``
(a page without text as a picture); then the same as for PDF.

- Text is what ``TextCode`` says, at its place; rows of a table are told by what stands below each other.
- A page without text that shows a picture or outlines of signs is a scan: recognised with the extra ``ocr``. Without it
  a file of such pages is refused; when there are pages of text too, a note says which are missing.
- At most ``MOST_PAGES`` pages, and ``ocr.MOST_PAGES`` scans among them.
"""

from __future__ import annotations

from etl.errors import DocumentError
from etl.readers import ocr
from etl.readers.document import Document
from etl.readers.gate import Archive, encrypted, is_zip
from etl.readers.ofd.drawn import picture
from etl.readers.ofd.pages import ROOT, Sheet, sheets
from etl.readers.page import Page
from etl.readers.pieces import pieces
from etl.readers.printed import PageNotes, printed
from etl.readers.reader import Reader

MOST_PAGES = 600
_LOCKED = "Encryptions.xml"


def takes(content: bytes) -> bool:
    return is_zip(content) and ROOT in Archive(content).names


def read(content: bytes) -> Document:
    archive = Archive(content)
    if _LOCKED in archive.names:
        raise encrypted()
    notes = PageNotes()
    pages, scans = [], 0
    for number, sheet in enumerate(sheets(archive), start=1):
        if number > MOST_PAGES:
            raise DocumentError("XH-GATE-020", f"文件超过 {MOST_PAGES} 页。", "请拆成几份再放入。")
        if not sheet.is_scan:
            found, marks = pieces(sheet.chars)
            notes.add("XH-READ-125", number, bool(marks))
            pages.append(Page(number, sheet.width, sheet.height, found, (), marks))
            continue
        scans += 1
        pages += _recognised(sheet, number, scans, notes)
    return printed(pages, READER.label, notes)


def _recognised(sheet: Sheet, number: int, scans: int, notes: PageNotes) -> list[Page]:
    if not ocr.installed():
        notes.add("XH-READ-121", number, True)
        return []
    found = ocr.recognise(picture(sheet), number, scans)
    notes.add("XH-READ-120", number, bool(found.page.pieces))
    notes.add("XH-READ-126", number, found.illegible > 0)
    return [found.page]


READER = Reader("ofd", 2, "版式文件（OFD）", (".ofd",), takes, read)
