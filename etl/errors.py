"""The errors that people see, each with a stable code, what happened and what to do about it.

Two kinds, and they never mix: a *document's* error concerns one file that somebody dropped (it ends in quarantine, the rest
goes on); an *author's* error concerns a rule or a setting that somebody wrote (it names the place and the likely fix).
Messages are Chinese, because the office reads them; codes are stable, because scripts and handbooks refer to them.
"""

from __future__ import annotations

import errno
from dataclasses import dataclass
from pathlib import Path

_SYSTEM = {
    errno.ENOENT: "没有这个文件或文件夹",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EROFS: "磁盘是只读的",
    errno.ENOTDIR: "路径中有一段是文件，不是文件夹",
    errno.EISDIR: "这是一个文件夹",
    errno.EEXIST: "同名的文件或文件夹已经有了",
    errno.ENOTEMPTY: "文件夹不是空的",
    errno.ENOSPC: "磁盘空间不足",
    errno.EFBIG: "文件太大",
    errno.EBUSY: "正被别的程序占用",
    errno.EMFILE: "打开的文件太多",
    errno.ENFILE: "打开的文件太多",
    errno.ENAMETOOLONG: "名称太长",
    errno.ELOOP: "链接绕成了圈",
    errno.EIO: "磁盘或网络读写出错",
    errno.ETIMEDOUT: "网络超时",
}
_WINDOWS_SHARING = (32, 33)  # open in another program; Windows also counts it as a lack of permission


class XianhuiError(Exception):
    """Whatever a user can mend. ``code`` is stable, ``reason`` says what happened, ``remedy`` what to do."""

    def __init__(self, code: str, reason: str, remedy: str) -> None:
        super().__init__(f"[{code}] {reason} {remedy}")
        self.code = code
        self.reason = reason
        self.remedy = remedy

    def __reduce__(self) -> tuple[object, ...]:
        """So that it can be raised in one process and caught in another."""
        return _again, (type(self), str(self), vars(self))


def _again(kind: type[XianhuiError], said: str, holds: dict[str, object]) -> XianhuiError:
    error = kind.__new__(kind, said)
    vars(error).update(holds)
    return error


class DocumentError(XianhuiError):
    """This file cannot be taken as it is; ``retry`` says that waiting may heal it (busy, no permission, vanished)."""

    def __init__(self, code: str, reason: str, remedy: str, *, retry: bool = False) -> None:
        super().__init__(code, reason, remedy)
        self.retry = retry


def system_reason(error: OSError) -> str:
    """What the operating system complains about, as the office reads it; in its own words when we have none."""
    if getattr(error, "winerror", None) in _WINDOWS_SHARING:
        return _SYSTEM[errno.EBUSY]
    return _SYSTEM.get(error.errno or 0) or error.strerror or type(error).__name__


@dataclass(frozen=True)
class Place:
    """A position in a file that an author wrote; lines and columns count from 1."""

    file: Path
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True)
class Problem:
    """One mistake of an author: where, what, and what to write instead (empty when there is nothing likely)."""

    place: Place
    code: str
    message: str
    advice: str = ""

    def __str__(self) -> str:
        return f"{self.place}: [{self.code}] {self.message}{self.advice and ' ' + self.advice}"


class AuthorError(XianhuiError):
    """Rules or settings that cannot be used; ``problems`` lists every mistake that was found, not only the first."""

    def __init__(self, problems: list[Problem]) -> None:
        first = problems[0]
        super().__init__(first.code, "\n".join(map(str, problems)), "请按提示改正后再试。")
        self.problems = problems


class WorkspaceError(XianhuiError):
    """The workspace itself cannot be used: missing, not writable, on a network share, in use."""
