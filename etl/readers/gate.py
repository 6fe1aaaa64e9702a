"""The gate before every reader of packed files: what is dangerous or locked is refused before it is unpacked.

Refused, each with its own code:

- a zip file that is cut off or damaged (``XH-GATE-001``), has too many members (002), would unpack to too much (003: in
  total, by ratio, or a single part), is encrypted (004) or packed in a way that Python cannot unpack (005);
- an OLE file that holds an encrypted Office document (004);
- an XML part that declares a DOCTYPE (006), is not well-formed (007) or nested too deeply (007).

Sizes in a zip directory are claims: a part is never inflated beyond its cap, whatever its entry says.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from dataclasses import dataclass

from lxml import etree

from etl.errors import DocumentError

OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP_MAGICS = (b"PK\x03\x04", b"PK\x05\x06")
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
_DOCTYPES = tuple("<!DOCTYPE".encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-16-be"))
_MB = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """What a file may unpack to. ``ratio`` counts only above ``ratio_from`` bytes: small texts may repeat."""

    members: int = 5000
    total: int = 2000 * _MB
    ratio: int = 100
    ratio_from: int = 20 * _MB
    part: int = 32 * _MB


LIMITS = Limits()
_UNPACKING_ERRORS = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, ValueError, OverflowError, KeyError,
)  # fmt: skip


class Archive:
    """A zip file that has passed the gate; ``names`` are its members in order."""

    def __init__(self, content: bytes, limits: Limits = LIMITS) -> None:
        self._limits = limits
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
        except NotImplementedError as error:
            raise _unsupported() from error
        except _UNPACKING_ERRORS as error:
            raise damaged() from error
        self.names = tuple(self._zip.namelist())
        self._check_size(len(content))
        if any(member.flag_bits & 1 for member in self._zip.infolist()):
            raise encrypted()

    def _check_size(self, packed: int) -> None:
        limits = self._limits
        if len(self.names) > limits.members:
            reason = f"压缩包内有 {len(self.names)} 个成员，超过 {limits.members} 个。"
            raise DocumentError("XH-GATE-002", reason, "请拆成几份再放入。")
        total = sum(member.file_size for member in self._zip.infolist())
        if total > limits.total or (total > limits.ratio_from and total > packed * limits.ratio):
            raise _too_large(f"展开后有 {total // _MB} MB，是文件本身的 {total // packed} 倍")

    def read(self, name: str) -> bytes:
        """The unpacked bytes of a member, at most ``limits.part``."""
        try:
            with self._zip.open(name) as member:
                data = member.read(self._limits.part + 1)
        except (NotImplementedError, RuntimeError) as error:
            raise _unsupported() from error
        except _UNPACKING_ERRORS as error:
            raise damaged() from error
        if len(data) > self._limits.part:
            raise _too_large(f"其中的 {name} 展开后超过 {self._limits.part // _MB} MB")
        return data


def is_zip(content: bytes) -> bool:
    return content.startswith(ZIP_MAGICS)


def is_encrypted_office(content: bytes) -> bool:
    """Whether this is a docx or xlsx with a password: an OLE file around an encrypted stream."""
    return content.startswith(OLE_MAGIC) and _ENCRYPTED_STREAM in content


def parse_xml(data: bytes) -> etree._Element:
    """The root of an XML part: no DTD, no entities, no network, bounded depth and text."""
    if any(doctype in data for doctype in _DOCTYPES):
        raise _doctype()
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError, LookupError) as error:
        reason = "文件内部的内容已损坏，不能解析。"
        raise DocumentError("XH-GATE-007", reason, "请用 Word 或 WPS 打开并另存为 docx，再重新放入。") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise _doctype()
    return root


def encrypted() -> DocumentError:
    return DocumentError("XH-GATE-004", "文件加了密码，打不开。", "请去掉密码，另存后再放入。")


def _doctype() -> DocumentError:
    reason = "文件内部带有 DOCTYPE 声明，正常的文档没有，可能是恶意文件。"
    return DocumentError("XH-GATE-006", reason, "请核实来源，用 Word 或 WPS 另存为 docx，再重新放入。")


def damaged() -> DocumentError:
    reason = "文件不完整或已损坏，可能没有复制完。"
    return DocumentError("XH-GATE-001", reason, "请重新复制，或请报送单位重发。")


def _too_large(what: str) -> DocumentError:
    return DocumentError(
        "XH-GATE-003", f"{what}，可能是恶意文件，没有读。", "请核实来源，用 Word 或 WPS 另存后再放入。"
    )


def _unsupported() -> DocumentError:
    return DocumentError("XH-GATE-005", "文件的压缩方式不能识别。", "请用 Word 或 WPS 打开并另存为 docx，再重新放入。")
