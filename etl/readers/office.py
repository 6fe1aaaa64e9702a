"""Formats that LibreOffice converts to docx, which is then read as any other: doc and wps, rtf, odt.

Many files can be converted ahead in one call (:func:`convert_ahead`), since LibreOffice takes longer to start than to
convert; what was not, is converted when it is read.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from etl.errors import DocumentError
from etl.readers import docx
from etl.readers.document import Document, Note
from etl.readers.gate import OLE_MAGIC, Archive, encrypted, is_zip
from etl.readers.libreoffice import SECONDS, convert, seconds_for
from etl.readers.ole import Ole
from etl.readers.reader import Reader
from etl.readers.sheets.ods import odf_type, refuse_locked

_VERSION = 1
_TEXT = b"application/vnd.oasis.opendocument.text"
_LOCKED = 0x100  # of the flags at the beginning of a Word document
_WORD = "WordDocument"
_MACROS = Note("XH-READ-103", "文件带有宏，没有运行，只读了文字。")


@dataclass(frozen=True, slots=True)
class Form:
    """A format: its name for LibreOffice, how work files end, and ``has_macros``, which refuses what has a password."""

    name: str
    suffix: str
    filter: str
    has_macros: Callable[[bytes], bool]

    def read(self, content: bytes) -> Document:
        """The document, by a conversion of its own. Raises DocumentError."""
        macros = self.has_macros(content)
        key = hashlib.sha256(content).hexdigest()
        made, in_time = convert({key: content}, self.suffix, self.filter, SECONDS)
        if key not in made:
            raise _not_converted() if in_time else _too_slow()
        return self._document(made[key], macros=macros)

    def read_converted(self, content: bytes, converted: bytes) -> Document:
        """The document in ``converted``, which was made of ``content`` ahead. Raises DocumentError."""
        return self._document(converted, macros=self.has_macros(content))

    def _document(self, converted: bytes, *, macros: bool) -> Document:
        document = docx.read(converted)
        notes = (_MACROS, *document.notes) if macros else document.notes
        return replace(document, notes=notes, reader=f"{self.name}/{_version()}")


def convert_ahead(contents: Mapping[str, bytes]) -> dict[str, bytes]:
    """Those of these contents, by their hashes, that LibreOffice must convert, as docx, in one call a format.

    A format with a single file, what is refused and what fails are missing: their reader says why. Raises nothing.
    """
    made: dict[str, bytes] = {}
    for reader, form in _FORMS:
        mine = {key: content for key, content in contents.items() if _is_one(reader, form, content)}
        if len(mine) > 1:
            try:
                made |= convert(mine, form.suffix, form.filter, seconds_for(len(mine)))[0]
            except DocumentError:
                return made  # no LibreOffice: the reader says so for each file
    return made


def _is_one(reader: Reader, form: Form, content: bytes) -> bool:
    try:
        if not reader.takes(content):
            return False
        form.has_macros(content)
    except DocumentError:
        return False
    return True


def _is_doc(content: bytes) -> bool:
    return content.startswith(OLE_MAGIC) and _WORD in Ole(content).names


def _doc_macros(content: bytes) -> bool:
    ole = Ole(content)
    flags = ole.read(_WORD)[10:12]
    if len(flags) == 2 and struct.unpack("<H", flags)[0] & _LOCKED:
        raise encrypted()
    return "_VBA_PROJECT" in ole.names


def _is_rtf(content: bytes) -> bool:
    return content.startswith(b"{\\rtf")


def _is_odt(content: bytes) -> bool:
    return is_zip(content) and odf_type(Archive(content)).startswith(_TEXT)


def _odt_macros(content: bytes) -> bool:
    archive = Archive(content)
    refuse_locked(archive)
    return any(name.startswith("Basic/") and name.endswith(".xml") for name in archive.names)


def _version() -> int:
    """Goes up with the reader of what is converted."""
    return _VERSION + docx.READER.version


def _not_converted() -> DocumentError:
    reason = "LibreOffice 打不开这份文件，可能已损坏，或不是它看上去的格式。"
    return DocumentError("XH-READ-012", reason, "请用 Word 或 WPS 打开，另存为 docx，再重新放入。")


def _too_slow() -> DocumentError:
    reason = f"LibreOffice 用了 {SECONDS:g} 秒还没有转换完，已停止。"
    return DocumentError("XH-READ-013", reason, "请用 Word 或 WPS 打开，另存为 docx，再重新放入。")


def _reader(form: Form, title: str, suffixes: Iterable[str], takes: Callable[[bytes], bool]) -> tuple[Reader, Form]:
    reader = Reader(form.name, _version(), title, tuple(suffixes), takes, form.read, form.read_converted)
    return reader, form


_FORMS = (
    _reader(Form("doc", ".doc", "MS Word 97", _doc_macros), "旧版 Word 文档（doc 或 wps）", (".doc", ".wps", ".dot", ".wpt"), _is_doc),
    _reader(Form("rtf", ".rtf", "Rich Text Format", lambda content: False), "RTF 文档", (".rtf",), _is_rtf),
    _reader(Form("odt", ".odt", "writer8", _odt_macros), "OpenDocument 文档（odt）", (".odt", ".ott"), _is_odt),
)  # fmt: skip
READERS = tuple(reader for reader, _ in _FORMS)
