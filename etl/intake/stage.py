"""Taking a file: one copy into staging under its hash, from which everything else reads. The original stays.

Rules and edge cases:
- The hash is made while copying; before and after, the file must look as the scan saw it, else it is still being
  written.
- Nothing of a file over the limit is read beyond the limit, and nothing is copied to a disk that is about to be full.
- An empty file is refused at once: many downloads begin as one.
- Busy, locked, vanished, no permission, disk full: each has its code and heals by itself, however often it takes.
- A copy that was cut off leaves a partial file, never one with the name of a hash.
"""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from etl.durable import PARTIAL
from etl.errors import DocumentError
from etl.intake.scan import Found
from etl.readers.gate import is_zip

CHUNK = 1 << 20
RESERVE = 64 << 20  # bytes that must stay free: the ledger must still be able to say that the disk is full
_FULL = {errno.ENOSPC, errno.EDQUOT}
_BUSY = {errno.EACCES, errno.EPERM, errno.EBUSY, errno.ETXTBSY, errno.EAGAIN}


@dataclass(frozen=True, slots=True)
class Staged:
    """A content in staging: its hash, its size in bytes, the copy; ``packed``: the bytes themselves of a zip file.

    The copy may be gone at any time: another watcher may have worked on the same content.
    """

    sha256: str
    size: int
    copy: Path
    packed: bytes = b""


def stage(found: Found, staging: Path, max_bytes: int) -> Staged:
    """Copy ``found`` to ``staging/<sha256>``. Raises DocumentError; with ``retry`` it heals by itself."""
    if found.size == 0:
        raise DocumentError("XH-INTAKE-020", "文件是空的（0 字节）。", "请重新复制，或请报送单位重发。")
    if found.size > max_bytes:
        raise too_large(found.size, max_bytes)
    try:
        if shutil.disk_usage(staging).free < found.size + RESERVE:
            raise disk_full()
        with _opened(found.real) as source:
            _expect(found, os.fstat(source.fileno()))
            staged = _copied(source, staging, found)
        return staged
    except OSError as error:
        raise trouble(error) from error


def trouble(error: OSError) -> DocumentError:
    """What an error of the file system means for a document; it heals by itself."""
    if error.errno in _FULL:
        return disk_full()
    if isinstance(error, FileNotFoundError):
        return DocumentError("XH-INTAKE-012", "文件刚才还在，现在找不到了。", "如已移走则无需处理。", retry=True)
    if error.errno in _BUSY:
        reason = "文件打不开：没有读取权限，或正被别的程序占用。"
        return DocumentError(
            "XH-INTAKE-011", reason, "请关闭 Word、WPS 中的该文件或开放权限，之后自动重试。", retry=True
        )
    reason = f"文件读取失败（{errno.errorcode.get(error.errno or 0, type(error).__name__)}）。"
    return DocumentError("XH-INTAKE-015", reason, "请检查磁盘和网络，之后自动重试。", retry=True)


def disk_full() -> DocumentError:
    return DocumentError(
        "XH-INTAKE-014", "磁盘空间不足，暂停接收。", "请清理工作区所在的磁盘，之后自动继续。", retry=True
    )


def too_large(size: int, max_bytes: int) -> DocumentError:
    reason = f"文件有 {size / (1 << 20):.1f} MB，超过上限 {max_bytes >> 20} MB，没有读取。"
    return DocumentError("XH-INTAKE-021", reason, "请压缩其中的图片或拆成几份，或在 xianhui.yaml 中调大 max_file_mb。")


def _opened(path: Path) -> BinaryIO:
    # Without blocking: what was a file at the scan may be a pipe by now.
    flags = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0)
    return os.fdopen(os.open(path, flags), "rb")


def _copied(source: BinaryIO, staging: Path, found: Found) -> Staged:
    digest, size, packed = hashlib.sha256(), 0, bytearray()
    handle, partial = tempfile.mkstemp(prefix=PARTIAL, dir=staging)
    try:
        with os.fdopen(handle, "wb") as target:
            while size <= found.size and (chunk := source.read(CHUNK)):
                if packed or (not size and is_zip(chunk)):
                    packed += chunk
                digest.update(chunk)
                target.write(chunk)
                size += len(chunk)
        _expect(found, os.fstat(source.fileno()))
        _expect(found, os.stat(found.real))
        if size != found.size:
            raise _still_changing()
        copy = staging / digest.hexdigest()
        os.replace(partial, copy)
    except BaseException:
        Path(partial).unlink(missing_ok=True)
        raise
    return Staged(digest.hexdigest(), size, copy, bytes(packed))


def stage_bytes(content: bytes, staging: Path) -> Staged:
    """Put ``content`` (a member of an archive) into staging. Raises DocumentError."""
    sha256 = hashlib.sha256(content).hexdigest()
    try:
        if shutil.disk_usage(staging).free < len(content) + RESERVE:
            raise disk_full()
        handle, partial = tempfile.mkstemp(prefix=PARTIAL, dir=staging)
        try:
            with os.fdopen(handle, "wb") as target:
                target.write(content)
            os.replace(partial, staging / sha256)
        except BaseException:
            Path(partial).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise trouble(error) from error
    return Staged(sha256, len(content), staging / sha256)


def _expect(found: Found, status: os.stat_result) -> None:
    same = (status.st_size, status.st_mtime_ns) == (found.size, found.mtime_ns)
    if not same or not stat.S_ISREG(status.st_mode):
        raise _still_changing()


def _still_changing() -> DocumentError:
    return DocumentError("XH-INTAKE-013", "文件还在变化，可能正在复制。", "复制完成后自动处理。", retry=True)
