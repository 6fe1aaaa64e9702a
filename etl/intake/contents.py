"""What a staged content is, as far as intake must know: a reviewed workbook, an archive of documents, or a document.

Edge cases:
- Office files are zip files too: an archive is a zip without their marks. What looks like an archive, but is damaged,
  locked or a bomb, counts as a document, and its reader refuses it with the reason.
- An archive in an archive is not opened, but refused; so is one that holds no file.
- Member names without the UTF-8 mark are UTF-8 all the same (macOS) or GB18030 (Chinese Windows). Folders, empty names
  and steps out of the archive (``..``, ``/``, ``C:``) have no effect on where anything is written: they are left out
  of the name.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase

from etl.errors import DocumentError
from etl.readers.gate import Archive, is_zip

REVIEW_SHEETS = tuple(f'name="{title}"'.encode() for title in ("待审核", "核实单"))
_OFFICE = {"[Content_Types].xml", "mimetype", "OFD.xml", "content.xml"}
_UTF8_MARK = 0x800


def is_review(content: bytes) -> bool:
    """Whether ``content`` is a county workbook, or a township's 核实单, that comes back from review."""
    archive = _archive(content)
    try:
        if archive is None or "xl/workbook.xml" not in archive.names:
            return False
        sheets = archive.read("xl/workbook.xml")
        return any(sheet in sheets for sheet in REVIEW_SHEETS)
    except DocumentError:
        return False


def is_archive(content: bytes) -> bool:
    archive = _archive(content)
    return archive is not None and not _OFFICE.intersection(archive.names)


def empty_archive() -> DocumentError:
    return DocumentError("XH-INTAKE-041", "压缩包里没有文件。", "请重新打包，或请报送单位重发。")


def members(content: bytes, ignore: Sequence[str]) -> Iterator[tuple[str, bytes | DocumentError]]:
    """The files of an archive.

    Shown name with ``/``, and the bytes, or why they cannot be had. Needs :func:`is_archive`.
    """
    archive = Archive(content)
    infos = zipfile.ZipFile(io.BytesIO(content)).infolist()
    patterns = [pattern.lower() for pattern in ignore]
    taken: set[str] = set()
    for raw, info in zip(archive.names, infos, strict=True):
        parts = _parts(_name(raw, info))
        ignored = any(fnmatchcase(part.lower(), pattern) for part in parts for pattern in patterns)
        if info.is_dir() or not parts or ignored:
            continue
        name = "/".join(parts)
        while name in taken:
            name += "~"
        taken.add(name)
        try:
            content_of = archive.read(raw)
            yield name, _nested() if is_archive(content_of) else content_of
        except DocumentError as error:
            yield name, error


def _nested() -> DocumentError:
    reason, remedy = "这是压缩包里的压缩包，没有再展开。", "请解压后，把其中的文件放入收件箱。"
    return DocumentError("XH-INTAKE-042", reason, remedy)


def _archive(content: bytes) -> Archive | None:
    if not is_zip(content):
        return None
    try:
        return Archive(content)
    except DocumentError:
        return None


def _name(raw: str, info: zipfile.ZipInfo) -> str:
    if info.flag_bits & _UTF8_MARK:
        return raw
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.encode("cp437").decode(encoding)
        except UnicodeError:
            continue
    return raw


def _parts(name: str) -> list[str]:
    parts = [part.strip() for part in name.replace("\\", "/").split("/")]
    return [part for part in parts if part not in ("", ".", "..") and not part.endswith(":")]
