"""What lies in the inbox: one walk, and for everything that is no document, why not.

Rules and edge cases:
- A path is shown relative to the inbox, with ``/``. A name that is not UTF-8 is shown as GB18030 (old Windows
  archives), or with its bytes as ``\\xNN`` where that is none either or where the shown path is taken; the file is
  taken like any other.
- What the ignore list of the settings names (``~$x.docx``, ``Thumbs.db``, ``@eaDir``) is ignored with its reason and
  counted; a folder on the list is not entered.
- A folder whose name looks like a file's (``x.txt``) is reported as ignored, and what lies in it is taken.
- A link whose target lies in the inbox is taken when it is a file; a link to a folder, out of the inbox or to nothing
  is ignored.
- A FIFO, socket or device is ignored and never opened.
- A folder or file without permission waits, and so does a file that vanishes during the walk. What lies under a folder
  that cannot be listed is not known to be gone.
- Size and time come from the file itself: Windows keeps stale ones in the folder while a file is being written.
"""

from __future__ import annotations

import os
import re
import stat
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path

from etl.errors import WorkspaceError
from etl.store.receive import UNLISTED

LIKE_A_FILE = re.compile(r"\.[A-Za-z][A-Za-z0-9]{1,4}$")


@dataclass(frozen=True, slots=True)
class Found:
    """A regular file: shown path, where it really is, size in bytes, modification time in nanoseconds."""

    path: str
    place: str
    size: int
    mtime_ns: int

    @property
    def real(self) -> Path:
        """Made when asked for: most files of a walk are known and not touched."""
        return Path(self.place)


@dataclass(frozen=True, slots=True)
class Refused:
    """Something that is not taken: ``state`` is ignored or waiting."""

    path: str
    state: str
    code: str
    reason: str
    remedy: str


@dataclass(slots=True)
class Scan:
    """One walk. ``ignored`` counts by pattern of the ignore list; ``unlisted`` are folders that could not be read."""

    files: dict[str, Found] = field(default_factory=dict)
    refused: dict[str, Refused] = field(default_factory=dict)
    ignored: Counter[str] = field(default_factory=Counter)
    unlisted: list[str] = field(default_factory=list)

    def knows(self, path: str) -> bool:
        """Whether the walk tells if ``path`` is there: found, refused, or under no folder that could not be listed."""
        return (
            path in self.files
            or path in self.refused
            or not any(path.startswith(f"{folder}/") for folder in self.unlisted)
        )


def scan(inbox: Path, ignore: Sequence[str]) -> Scan:
    """Walk ``inbox``.

    Raises :class:`WorkspaceError` when the inbox itself cannot be listed (share offline, no permission).
    """
    result = Scan()
    base = os.path.realpath(inbox)
    patterns = [pattern.lower() for pattern in ignore]
    folders: list[tuple[str, str]] = [("", os.fspath(inbox))]
    while folders:
        shown, real = folders.pop()
        try:
            entries = _listed(real)
        except OSError as error:
            if not shown:
                raise _inbox_unreadable(inbox, error) from error
            result.unlisted.append(shown)
            _refuse(
                result,
                shown,
                "waiting",
                UNLISTED,
                "文件夹无法打开（没有权限或暂时不可用）。",
                "请开放读取权限，稍后自动重试。",
            )
            continue
        for entry in entries:
            _look(entry, _shown(shown, entry.name, result), base, patterns, result, folders)
    return result


def _listed(folder: str) -> list[os.DirEntry[str]]:
    """Entries in the order of their names.

    Those that are not UTF-8 last, so that they give way when shown paths collide.
    """
    with os.scandir(folder) as entries:
        return sorted(entries, key=lambda entry: (_decoded(entry.name) is None, os.fsencode(entry.name)))


def _look(
    entry: os.DirEntry[str], path: str, base: str, patterns: list[str], result: Scan, folders: list[tuple[str, str]]
) -> None:
    pattern = next((pattern for pattern in patterns if fnmatchcase(entry.name.lower(), pattern)), None)
    if pattern is not None:
        result.ignored[pattern] += 1
        _refuse(result, path, "ignored", "XH-INTAKE-001", f"临时文件或系统文件（忽略规则 {pattern}）。", "无需处理。")
        return
    try:
        if _is_link(entry) and not _link_is_taken(entry, path, base, result):
            return
        status = os.stat(entry.path)
    except OSError:
        _refuse(
            result,
            path,
            "waiting",
            "XH-INTAKE-008",
            "文件暂时无法访问（没有权限、正被移动或已消失）。",
            "稍后自动重试。",
        )
        return
    if stat.S_ISDIR(status.st_mode):
        if LIKE_A_FILE.search(entry.name):
            _refuse(
                result,
                path,
                "ignored",
                "XH-INTAKE-002",
                "这是文件夹，不是文件；其中的文件照常处理。",
                "如属误建，请改名或删除。",
            )
        folders.append((path, entry.path))
    elif stat.S_ISREG(status.st_mode):
        result.files[path] = Found(path, entry.path, status.st_size, status.st_mtime_ns)
    else:
        _refuse(result, path, "ignored", "XH-INTAKE-006", "不是普通文件（管道、设备等）。", "请删除。")


def _is_link(entry: os.DirEntry[str]) -> bool:
    junction = getattr(entry, "is_junction", None)  # Python 3.12, Windows
    return entry.is_symlink() or bool(junction and junction())


def _link_is_taken(entry: os.DirEntry[str], path: str, base: str, result: Scan) -> bool:
    target = os.path.realpath(entry.path)
    if not os.path.exists(target):
        _refuse(result, path, "ignored", "XH-INTAKE-005", "链接指向的文件不存在。", "请放入文件本身。")
    elif os.path.commonpath([base, target]) != base:
        _refuse(result, path, "ignored", "XH-INTAKE-003", "链接指向收件箱以外。", "请放入文件本身，不要放链接。")
    elif os.path.isdir(target):
        _refuse(result, path, "ignored", "XH-INTAKE-004", "链接指向文件夹；其中的文件在原位置处理。", "无需处理。")
    else:
        return True
    return False


def _refuse(result: Scan, path: str, state: str, code: str, reason: str, remedy: str) -> None:
    result.refused[path] = Refused(path, state, code, reason, remedy)


def _shown(folder: str, name: str, result: Scan) -> str:
    prefix = f"{folder}/" if folder else ""
    for text in _readings(name):
        path = prefix + text
        if path not in result.files and path not in result.refused:
            break
    return path


def _readings(name: str) -> Iterator[str]:
    """Ways to show a name, best first."""
    text = _decoded(name)
    if text is not None:
        yield text
        return
    raw = os.fsencode(name)
    with suppress(UnicodeDecodeError):  # not Chinese either: its bytes are shown
        yield raw.decode("gb18030")
    yield raw.decode("utf-8", "backslashreplace")


def _decoded(name: str) -> str | None:
    try:
        return os.fsencode(name).decode("utf-8")
    except UnicodeDecodeError:
        return None


def _inbox_unreadable(inbox: Path, error: OSError) -> WorkspaceError:
    return WorkspaceError(
        "XH-INTAKE-009",
        f"收件箱打不开：{inbox}（{type(error).__name__}）。",
        "请确认文件夹存在、网络共享已连接、有读取权限。",
    )
