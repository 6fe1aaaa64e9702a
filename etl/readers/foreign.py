"""Formats that no reader takes: recognised by content, so that the refusal says what the file is and what to do."""

from __future__ import annotations

from etl.errors import DocumentError
from etl.readers.gate import OLE_MAGIC, Archive, encrypted, is_encrypted_office, is_zip
from etl.readers.ole import Ole

_SAVE_AS_DOCX = "请用 Word 或 WPS 打开，另存为 docx，再重新放入。"
_COPY_TEXT = "请打开后把文字复制到 Word 或 WPS，另存为 docx，再重新放入。"

_OLE_STREAMS = (("PowerPoint Document", "旧版演示文稿（ppt 或 dps）"),)
_ZIP_MEMBERS = (
    ("xl/", "二进制 Excel 表格（xlsb）"),
    ("ppt/", "演示文稿（pptx）"),
    ("content.xml", "OpenDocument 文件（不是 odt 或 ods）"),
)
_SIGNATURES = (
    (b"GIF8", "图片", _COPY_TEXT),
    (b"Rar!", "RAR 压缩包", "请解压后把其中的文件放入。"),
    (b"7z\xbc\xaf", "7z 压缩包", "请解压后把其中的文件放入。"),
    (b"\x1f\x8b", "gzip 压缩包", "请解压后把其中的文件放入。"),
    (b"MZ", "程序文件", "请核实来源，不要运行它。"),
)
# May begin a text; a binary file has NUL bytes near its beginning.
_WEAK = (b"MZ",)
_MARKUP = (b"<?xml", b"mime-version:")


def refuse_foreign(content: bytes) -> None:
    """Raise DocumentError when ``content`` is of a known format that cannot be read; return when it may be text."""
    if is_encrypted_office(content):
        raise encrypted()
    if content.startswith(OLE_MAGIC):
        raise _refusal(_ole_title(content), _SAVE_AS_DOCX)
    if is_zip(content):
        raise _zip_refusal(Archive(content).names)
    for signature, title, remedy in _SIGNATURES:
        if content.startswith(signature) and (signature not in _WEAK or b"\0" in content[:64]):
            raise _refusal(title, remedy)
    if content[:512].removeprefix(b"\xef\xbb\xbf").lstrip().lower().startswith(_MARKUP):
        raise _refusal("XML 文件或单个文件网页（mht）", _SAVE_AS_DOCX)


def _ole_title(content: bytes) -> str:
    names = Ole(content).names
    return next((title for stream, title in _OLE_STREAMS if stream in names), "旧版 Office 文件")


def _zip_refusal(names: tuple[str, ...]) -> DocumentError:
    for prefix, title in _ZIP_MEMBERS:
        if any(name.startswith(prefix) for name in names):
            return _refusal(title, _COPY_TEXT)
    return _refusal("压缩包", "请解压后把其中的文件放入。")


def _refusal(title: str, remedy: str) -> DocumentError:
    return DocumentError("XH-READ-007", f"这是{title}，目前还不能读。", remedy)
