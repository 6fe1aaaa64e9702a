"""Bytes of a text to characters.

Encodings, tried in this order:

1. a byte order mark of UTF-8 or UTF-16 says it;
2. UTF-8, strictly. A file that is UTF-8 but for a few broken bytes is refused: read as GB18030 it would be rubbish;
3. NUL bytes in what is no UTF-8 mean UTF-16 without a mark; the byte order is the one that gives plausible text.
   U+4E00 has a zero low byte, so positions of NULs alone do not tell;
4. GB18030 or Big5, strictly. Most texts are well-formed in both; right is the one in which more of it is common: both
   put their everyday characters before the rare ones.

What decodes but is full of control, private-use or unassigned characters is no text and is refused. A few stray control
characters (cell and page marks of old converters) stay where they are.
"""

from __future__ import annotations

import codecs
import re

from etl.errors import DocumentError

_STRAY = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ue000-\uf8ff\ufff0-\uffff\U000323b0-\U000e00ff\U000e01f0-\U0010ffff]")
_PLAUSIBLE = re.compile("[\t\n\r -~\u2010-\u2027\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
_MAX_STRAY = 0.02
_MIN_PLAUSIBLE = 0.8
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_COMMON_GB = re.compile(rb"([\xa1-\xa9\xb0-\xd7][\xa1-\xfe])|[\x81-\xfe].|[\x00-\x80]", re.DOTALL)
_COMMON_BIG5 = re.compile(rb"([\xa1-\xc6][\x40-\x7e\xa1-\xfe])|[\x81-\xfe].|[\x00-\x80]", re.DOTALL)
_SAMPLE = 1 << 13
BIG5 = "big5hkscs"


def decode(content: bytes) -> str:
    """The text with its newlines as ``\\n``. Raises DocumentError when the bytes are none, or it is blank."""
    text = _decoded(content).replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise DocumentError("XH-READ-002", "文件里没有文字。", "请核对是否放错了文件。")
    if "\0" in text or len(_STRAY.findall(text)) > len(text) * _MAX_STRAY:
        raise not_text()
    return text


def _decoded(content: bytes) -> str:
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
    if _common(_COMMON_BIG5, content) > _common(_COMMON_GB, content):
        try:
            return content.decode(BIG5)
        except UnicodeDecodeError:
            pass  # GB18030 is left
    return _strictly(content, "gb18030")


def _common(pattern: re.Pattern[bytes], content: bytes) -> float:
    """The share of characters beyond ASCII that are among the common ones of an encoding."""
    found = [(match[1] is not None, len(match[0])) for match in pattern.finditer(content[:_SAMPLE])]
    beyond = sum(size > 1 for _, size in found)
    return sum(common for common, _ in found) / max(1, beyond)


def _strictly(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise not_text() from error


def _utf16(content: bytes) -> str:
    for encoding in ("utf-16-le", "utf-16-be"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if len(_PLAUSIBLE.findall(text)) >= len(text) * _MIN_PLAUSIBLE:
            return text
    raise not_text()


def _refuse_broken_utf8(content: bytes, at: int) -> None:
    text = content.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    beyond_ascii = len(text) - len(text.encode("ascii", "ignore"))
    if broken * 20 < beyond_ascii:
        line = content.count(b"\n", 0, at) + 1
        reason = f"文件是 UTF-8 编码，但有 {broken} 处损坏，第一处在第 {line} 行。"
        raise DocumentError("XH-READ-004", reason, "请用原来的程序重新保存，或请报送单位重发。")


def not_text() -> DocumentError:
    reason = "文件不是文字，也不是能识别的格式。"
    return DocumentError("XH-READ-003", reason, "请核对文件，用 Word 或 WPS 另存为 docx，再重新放入。")
