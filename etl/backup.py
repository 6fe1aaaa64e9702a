"""Backups: a whole workspace as one folder that is itself a workspace, taken while it is at work, and given back.

Rules:
- The ledger is copied first, as of one moment (SQLite's own backup); what it names is immutable and copied after that, so
  that each row of the copy finds its file. What the nightly pruned in between makes it begin again.
- Copied is everything but what can be made again or is of no use elsewhere: Prefect's home, locks, half-written files.
- ``inbox`` and ``outputs`` that are links to a share are copied as folders; in other folders links are not followed.
- ``备份清单.csv`` lists path, size and SHA-256 of every file; restoring checks all of them before it says that it is done.
- A backup appears under its name when it is complete. Times are kept: after a restore no file of the inbox is taken anew.
"""

from __future__ import annotations

import csv
import hashlib
import io
import os
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from etl.durable import PARTIAL, sha256_of
from etl.errors import WorkspaceError, system_reason
from etl.workspace import Workspace

MANIFEST = "备份清单.csv"
HEAD = ["path", "size", "sha256"]
TRIES = 3
_CHUNK = 1 << 20

Entry = tuple[str, int, str]


def back_up(workspace: Workspace, folder: Path) -> Path:
    """A backup of the workspace, in a new folder under ``folder``; its path. Raises WorkspaceError, and leaves nothing then."""
    folder = folder.expanduser().resolve()
    if folder.is_relative_to(workspace.root):
        reason = f"备份不能放在工作区里面：“{folder}”。"
        raise WorkspaceError("XH-BACKUP-001", reason, "请指定工作区以外的文件夹，最好在另一块磁盘上。")
    target = folder / time.strftime("县汇备份-%Y%m%d-%H%M%S")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=PARTIAL, dir=folder) as partial:
            place = Path(partial) / target.name
            for _ in range(TRIES):
                if _copied(workspace, place):
                    break
                shutil.rmtree(place)
            else:
                raise WorkspaceError("XH-BACKUP-003", "备份时台账一直在变。", "请稍后再试，或先停止 xianhui serve。")
            os.replace(place, target)
    except OSError as error:
        reason = f"备份写不成：{system_reason(error)}（{_named(error, folder)}）。"
        raise WorkspaceError("XH-BACKUP-002", reason, "请检查磁盘空间和权限后再试。") from error
    return target


def restore(backup: Path, target: Path) -> Workspace:
    """The workspace of a backup, at ``target``, which must be new or empty. Raises WorkspaceError; nothing is left then."""
    backup, target = backup.expanduser().resolve(), target.expanduser().resolve()
    if not (backup / MANIFEST).is_file():
        raise WorkspaceError(
            "XH-BACKUP-004", f"“{backup}”不是备份（没有 {MANIFEST}）。", "请指定 xianhui backup 写出的文件夹。"
        )
    if target.exists() and any(target.iterdir()):
        raise WorkspaceError("XH-BACKUP-005", f"“{target}”不是空文件夹，没有改动。", "请指定一个新的文件夹。")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=PARTIAL, dir=target.parent) as partial:
            place = Path(partial) / target.name
            for path, size, sha256 in _listed(backup):
                if _copy(backup / path, place / path) != (size, sha256):
                    reason = f"备份里的“{path}”与清单不符，已损坏。"
                    raise WorkspaceError("XH-BACKUP-006", reason, "没有恢复。请换一份备份。")
            if target.exists():
                target.rmdir()
            os.replace(place, target)
    except OSError as error:
        reason = f"恢复不成：{system_reason(error)}（{_named(error, target)}）。"
        raise WorkspaceError("XH-BACKUP-002", reason, "请检查备份是否完整、磁盘空间和权限后再试。") from error
    return Workspace.open(target)


def _named(error: OSError, final: Path) -> str:
    """The file that the error is about; what is half-written nobody knows by its name: the place where it is to be."""
    name = os.fsdecode(error.filename or "")
    return str(final) if not name or any(part.startswith(PARTIAL) for part in Path(name).parts) else name


def _copied(workspace: Workspace, place: Path) -> bool:
    """Copy the workspace to ``place``; whether all that the copied ledger names is there."""
    ledger = place / workspace.ledger_path.relative_to(workspace.root)
    ledger.parent.mkdir(parents=True)
    named = _copy_ledger(workspace.ledger_path, ledger)
    entries: list[Entry] = [(ledger.relative_to(place).as_posix(), ledger.stat().st_size, sha256_of(ledger))]
    for source, path in _files(workspace):
        try:
            entries.append((path, *_copy(source, place / path)))
        except FileNotFoundError:
            continue  # it went meanwhile; what the ledger names is asked for below
    copied = {path for path, _, _ in entries}
    _write_manifest(place / MANIFEST, sorted(entries))
    return all(path in copied for path in named)


def _copy_ledger(source: Path, target: Path) -> list[str]:
    """Copy the ledger as it is at one moment; the Parquet files that it names, relative to the workspace."""
    if not source.exists():
        return []
    with closing(sqlite3.connect(source, timeout=30)) as live, closing(sqlite3.connect(target)) as copy:
        live.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
        if not copy.execute("SELECT 1 FROM sqlite_master WHERE name = 'recordings'").fetchone():
            return []
        return [f".xianhui/mentions/{path}" for (path,) in copy.execute("SELECT DISTINCT parquet FROM recordings")]


def _files(workspace: Workspace) -> Iterator[tuple[Path, str]]:
    """What is copied, and the path under which it lies in the backup."""
    for entry in sorted(workspace.root.iterdir()):
        if entry != workspace.state and not entry.name.startswith(PARTIAL):
            yield from _below(entry, entry.name)
    for entry in sorted(workspace.state.iterdir()):
        if entry != workspace.prefect_home and not entry.name.startswith((workspace.ledger_path.name, "serve.lock")):
            yield from _below(entry, f".xianhui/{entry.name}")


def _below(place: Path, path: str) -> Iterator[tuple[Path, str]]:
    if place.is_file():
        yield place, path
    for folder, folders, names in os.walk(place):
        folders.sort()
        inside = Path(folder).relative_to(place).as_posix()
        for name in sorted(names):
            file = Path(folder) / name
            if not name.startswith(PARTIAL) and file.is_file() and not file.is_symlink():
                yield file, "/".join(part for part in (path, inside, name) if part != ".")


def _copy(source: Path, target: Path) -> tuple[int, str]:
    """Copy a file with its times; size and SHA-256 of what was copied."""
    target.parent.mkdir(parents=True, exist_ok=True)
    size, digest = 0, hashlib.sha256()
    with source.open("rb") as content, target.open("wb") as copy:
        while chunk := content.read(_CHUNK):
            copy.write(chunk)
            digest.update(chunk)
            size += len(chunk)
        copy.flush()
        os.fsync(copy.fileno())
    shutil.copystat(source, target)
    return size, digest.hexdigest()


def _write_manifest(path: Path, entries: list[Entry]) -> None:
    with path.open("w", encoding="utf-8-sig", errors="surrogateescape", newline="") as file:
        csv.writer(file).writerows([HEAD, *entries])


def _listed(backup: Path) -> list[Entry]:
    """The entries of the list, none of which leads out of the backup. Raises WorkspaceError."""
    text = (backup / MANIFEST).read_bytes().decode("utf-8-sig", "surrogateescape")
    head, *rows = [row for row in csv.reader(io.StringIO(text, newline="")) if row] or [[]]
    if head != HEAD:
        raise _spoilt(1)
    entries: list[Entry] = []
    for line, row in enumerate(rows, start=2):
        if len(row) != len(HEAD) or not row[1].isdecimal() or not _stays_inside(row[0]):
            raise _spoilt(line)
        entries.append((row[0], int(row[1]), row[2]))
    return entries


def _stays_inside(path: str) -> bool:
    return bool(path) and not Path(path).is_absolute() and ".." not in Path(path).parts


def _spoilt(line: int) -> WorkspaceError:
    reason = f"备份的清单 {MANIFEST} 第 {line} 行看不懂，可能被改过。"
    return WorkspaceError("XH-BACKUP-006", reason, "没有恢复。请换一份备份，不要用 Excel 打开清单后保存。")
