"""Word documents (docx): canonical text, headings, tables and automatic numbers as Word shows them.

Headers, footers and comments are not part of the text; foot- and endnotes stand behind what they are noted on. Tracked
changes are read as accepted. Paragraphs whose columns blanks part are tables (:mod:`etl.readers.aligned`).
The modules in reading order: ``names``, ``runs``, ``styles``, ``numbering`` (with ``numerals``), ``inline``, ``body``, ``layout``.
"""

from __future__ import annotations

import re

from lxml import etree

from etl.errors import DocumentError
from etl.readers.aligned import within
from etl.readers.document import Document, Note
from etl.readers.docx.body import Body
from etl.readers.docx.layout import Layout
from etl.readers.docx.names import NOTE_MARKS, W, transitional
from etl.readers.docx.numbering import Numbering
from etl.readers.docx.runs import joined
from etl.readers.docx.styles import Styles
from etl.readers.gate import Archive, is_zip, parse_xml
from etl.readers.reader import Reader

# Word Online calls the main part document2.xml.
_MAIN = re.compile(r"word/document\d*\.xml")


def takes(content: bytes) -> bool:
    return is_zip(content) and _main(Archive(content)) is not None


def read(content: bytes) -> Document:
    archive = Archive(content)
    main = _main(archive)
    if main is None:
        raise _no_body()
    try:
        return _document(archive, main)
    except RecursionError as error:
        reason = "文件内部嵌套过深，正常的文档不会这样。"
        raise DocumentError("XH-READ-009", reason, "请用 Word 或 WPS 打开并另存为 docx，再重新放入。") from error


def _main(archive: Archive) -> str | None:
    return next((name for name in archive.names if _MAIN.fullmatch(name)), None)


def _document(archive: Archive, main: str) -> Document:
    styles, numbering = (_part(archive, f"word/{name}.xml") for name in ("styles", "numbering"))
    body = Body(Styles(styles), Numbering(numbering), _marked_notes(archive))
    content = body.read(parse_xml(joined(transitional(archive.read(main)))))
    if content is None:
        raise _no_body()
    layout = Layout()
    for block in content:
        layout.add(block)
    canonical = layout.canonical
    if not canonical.blocks:
        raise DocumentError("XH-READ-002", "文件里没有文字。", "如果内容是图片或扫描件，请提供文字版。")
    blocks = within(canonical.blocks, canonical.text)
    return Document(canonical.text, blocks, (*_notes(archive, body), *layout.notes), READER.label)


def _part(archive: Archive, name: str) -> etree._Element | None:
    return parse_xml(transitional(archive.read(name))) if name in archive.names else None


def _marked_notes(archive: Archive) -> dict[tuple[str, str], etree._Element]:
    """The foot- and endnotes by kind and id."""
    notes = {}
    for kind in NOTE_MARKS.values():
        root = _part(archive, f"word/{kind}s.xml")
        for note in () if root is None else root.iterchildren(f"{W}{kind}"):
            notes[kind, note.get(f"{W}id", "")] = note
    return notes


def _notes(archive: Archive, body: Body) -> list[Note]:
    notes = []
    if any(name.lower().endswith("vbaproject.bin") for name in archive.names):
        notes.append(Note("XH-READ-103", "文件带有宏，没有运行，只读了文字。"))
    if body.hidden:
        notes.append(Note("XH-READ-104", "文件有隐藏文字，没有读入。"))
    if body.embedded:
        notes.append(Note("XH-READ-105", "文件嵌有其他文件，其内容没有读入。"))
    return notes


def _no_body() -> DocumentError:
    return DocumentError("XH-READ-008", "文件里没有 Word 正文。", "请用 Word 或 WPS 打开并另存为 docx，再重新放入。")


READER = Reader("docx", 3, "Word 文档", (".docx", ".docm", ".dotx", ".dotm"), takes, read)
