"""Which reader takes a file, and what its name says otherwise.

The content decides, not the name; a name that says otherwise becomes a note. Only where marks and separators may be meant as
they stand, the name tells: what is called ``.txt`` is read as text, character by character. What no reader takes is refused
with the name of its format and what to do. A new format is a module with a ``READER`` in ``READERS``.
"""

from __future__ import annotations

import dataclasses
from pathlib import PurePath

from etl.errors import DocumentError
from etl.readers import docx, html, markdown, ofd, office, pdf, picture, sheets, text
from etl.readers.document import Document, Note
from etl.readers.foreign import refuse_foreign
from etl.readers.reader import Reader
from etl.readers.sheets import separated

READERS: tuple[Reader, ...] = (
    docx.READER,
    *office.READERS,
    pdf.READER,
    ofd.READER,
    picture.READER,
    html.READER,
    markdown.READER,
    *sheets.READERS,
)
_REST = text.READER
_MARKED = (markdown.READER, separated.READER)
_PLAIN = (".txt", ".text", ".tsv")


def read(content: bytes, name: str, converted: bytes = b"") -> Document:
    """The document in ``content``. ``name`` only serves notes and messages. Raises DocumentError and nothing else.

    ``converted`` is what was made of the content ahead, if it is of a format that has to be converted.
    """
    suffix = PurePath(name).suffix.lower()
    reader = _choose(content, suffix)
    try:
        ahead = reader.read_converted if converted else None
        document = reader.read(content) if ahead is None else ahead(content, converted)
    except DocumentError as error:
        expected = _reader_of(suffix)
        if reader is not _REST or expected in (None, _REST) or error.code != "XH-READ-003":
            raise
        raise _not_what_it_is_called(suffix) from error
    if not suffix or suffix in reader.suffixes:
        return document
    note = Note("XH-READ-101", f"文件名以 {suffix} 结尾，内容却是{reader.title}，已按内容读取。")
    return dataclasses.replace(document, notes=(note, *document.notes))


def version(content: bytes, name: str = "") -> str:
    """Name and version of the reader that takes ``content`` (``docx/1``), without reading it. Raises DocumentError."""
    return _choose(content, PurePath(name).suffix.lower()).label


def _choose(content: bytes, suffix: str) -> Reader:
    if not content:
        raise DocumentError("XH-READ-001", "文件是空的（0 字节）。", "请重新复制，或请报送单位重发。")
    for reader in READERS:
        if not (suffix in _PLAIN and reader in _MARKED) and reader.takes(content):
            return reader
    refuse_foreign(content)
    return _REST


def _reader_of(suffix: str) -> Reader | None:
    return next((reader for reader in (*READERS, _REST) if suffix in reader.suffixes), None)


def _not_what_it_is_called(suffix: str) -> DocumentError:
    reason = f"文件名以 {suffix} 结尾，内容却不是这种文件，可能已损坏或被加密软件加密。"
    return DocumentError("XH-READ-005", reason, "请确认能用 Word 或 WPS 打开；另存后再放入，或请报送单位重发。")
