"""Plain text: decoded, newlines as ``\\n``, nothing else changed.

Encodings, tried in this order:

1. a byte order mark of UTF-8 or UTF-16 says it;
2. UTF-8, strictly. A file that is UTF-8 but for a few broken bytes is refused: read as GB18030 it would be rubbish;
3. NUL bytes in what is no UTF-8 mean UTF-16 without a mark; the byte order is the one that gives plausible text.
   U+4E00 has a zero low byte, so positions of NULs alone do not tell;
4. GB18030, strictly.

What decodes but is full of control, private-use or unassigned characters is no text and is refused. A few stray control
characters (cell and page marks of old converters) stay where they are.

Blocks: one a line that is not blank. At least two lines in a row with the same number of tab- or pipe-separated cells
are a table, whose first row is its header; empty cells and rule lines (``|---|---|``) have no block.
"""

from __future__ import annotations

import codecs
import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from etl.errors import DocumentError
from etl.readers.document import Block, Document
from etl.readers.reader import Reader

_STRAY = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ue000-\uf8ff\ufff0-\uffff\U000323b0-\U000e00ff\U000e01f0-\U0010ffff]")
_PLAUSIBLE = re.compile("[\t\n\r -~\u2010-\u2027\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
_RULE_CELL = re.compile(r"\s*:?-+:?\s*")
_MAX_STRAY = 0.02
_MIN_PLAUSIBLE = 0.8
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def read(content: bytes) -> Document:
    text = _decode(content).replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise DocumentError("XH-READ-002", "文件里没有文字。", "请核对是否放错了文件。")
    if "\0" in text or len(_STRAY.findall(text)) > len(text) * _MAX_STRAY:
        raise _not_text()
    return Document(text, tuple(_blocks(text)), (), READER.label)


def _decode(content: bytes) -> str:
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _strictly(content, encoding)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        # Chinese in UTF-16 is never well-formed UTF-8, so only here can zero bytes mean UTF-16 without a mark.
        if b"\0" in content:
            return _utf16(content)
        _refuse_broken_utf8(content, error.start)
    return _strictly(content, "gb18030")


def _strictly(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise _not_text() from error


def _utf16(content: bytes) -> str:
    for encoding in ("utf-16-le", "utf-16-be"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if len(_PLAUSIBLE.findall(text)) >= len(text) * _MIN_PLAUSIBLE:
            return text
    raise _not_text()


def _refuse_broken_utf8(content: bytes, at: int) -> None:
    text = content.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    beyond_ascii = len(text) - len(text.encode("ascii", "ignore"))
    if broken * 20 < beyond_ascii:
        line = content.count(b"\n", 0, at) + 1
        reason = f"文件是 UTF-8 编码，但有 {broken} 处损坏，第一处在第 {line} 行。"
        raise DocumentError("XH-READ-004", reason, "请用原来的程序重新保存，或请报送单位重发。")


def _not_text() -> DocumentError:
    reason = "文件不是文字，也不是能识别的格式。"
    return DocumentError("XH-READ-003", reason, "请核对文件，用 Word 或 WPS 另存为 docx，再重新放入。")


@dataclass(frozen=True, slots=True)
class _Line:
    """A line that is not blank: its place, its separator when it looks like a row, and its number of cells."""

    start: int
    text: str
    separator: str
    cells: int


def _lines(text: str) -> Iterator[_Line]:
    start = 0
    for line in text.split("\n"):
        if line.strip():
            # A tab that only indents the line does not make it a row.
            separator = next((mark for mark in "\t|" if mark in line.strip()), "")
            yield _Line(start, line, separator, line.count(separator) + 1 if separator else 1)
        start += len(line) + 1


def _blocks(text: str) -> Iterator[Block]:
    tables = itertools.count(1)
    for (separator, _), group in itertools.groupby(_lines(text), key=lambda line: (line.separator, line.cells)):
        lines = list(group)
        if separator and len(lines) > 1:
            yield from _table(lines, separator, next(tables))
        else:
            yield from (Block("paragraph", line.start, line.start + len(line.text)) for line in lines)


def _table(lines: list[_Line], separator: str, table: int) -> Iterator[Block]:
    for row, line in enumerate(lines):
        cells = line.text.split(separator)
        start = line.start
        for column, cell in enumerate(cells):
            inner = cell.strip()
            if inner and not _RULE_CELL.fullmatch(cell):
                at = start + cell.index(inner)
                yield Block("cell", at, at + len(inner), table=table, row=row, column=column, header=row == 0)
            start += len(cell) + 1


READER = Reader("text", 1, "文本文件", (".txt", ".text", ".md", ".csv", ".tsv"), lambda content: True, read)
