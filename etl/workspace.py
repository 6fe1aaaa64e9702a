"""A workspace: the folder in which everything of one office lies, and the names of what lies in it.

Rules:

- A folder is a workspace when it holds ``xianhui.yaml``. The checkout of this project (its ``pyproject.toml`` beside
  ``rules/``) is one too: its ``rules/`` is the built-in set, so it has no overlay.
- Nothing is written outside of the workspace. ``inbox`` and ``outputs`` may be links to a network share; ``.xianhui``
  must not lie on one, because SQLite's write-ahead log loses data there: opening such a workspace is refused.
- Opening makes the folders that are missing; ``已处理`` is made by whoever moves the first original into it.
"""

from __future__ import annotations

import errno
import os
import re
import sys
import tomllib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from etl import SETTINGS_FILE
from etl.errors import WorkspaceError, system_reason
from etl.settings import Settings, settings_text
from etl.settings_file import load_settings

if TYPE_CHECKING:
    from etl.rulebook import Rulebook

_OVERLAY_README = Path(__file__).with_name("overlay.zh-CN.md")
_NETWORK_TYPES = re.compile(
    r"nfs\d?|cifs|smb\w*|ncpfs|afs|davfs|fuse\.(sshfs|smbnetfs|davfs2?|rclone|gvfsd-fuse|gvfs-fuse-daemon|s3fs|curlftpfs)"
)
_WINDOWS_REMOTE_DRIVE = 4


@dataclass(frozen=True)
class Workspace:
    """The paths of a workspace under ``root``; :meth:`open` and :func:`init_workspace` see that it can be used."""

    root: Path

    @classmethod
    def open(cls, path: Path) -> Workspace:
        """The workspace at ``path``, folders made. Raises WorkspaceError: no workspace, network share, not writable."""
        workspace = cls(path.expanduser().resolve())
        _expect_file(workspace.root / SETTINGS_FILE)
        if not (workspace.root / SETTINGS_FILE).is_file() and not workspace.is_checkout:
            raise WorkspaceError(
                "XH-WSP-001",
                f"“{workspace.root}”不是县汇的工作区（没有 {SETTINGS_FILE}）。",
                "请用 --workspace 指明工作区，或用 xianhui init 新建一个。",
            )
        _refuse_network(workspace.state)
        _make_folders(workspace)
        return workspace

    @property
    def inbox(self) -> Path:
        return self.root / "inbox"

    @property
    def outputs(self) -> Path:
        return self.root / "outputs"

    @property
    def rules(self) -> Path:
        return self.root / "rules"

    @property
    def overlay(self) -> Path | None:
        """The rules that lie over the built-in ones, if there are any."""
        return self.rules if self.rules.is_dir() and not self.is_checkout else None

    @property
    def quarantine(self) -> Path:
        return self.root / "隔离"

    @property
    def processed(self) -> Path:
        return self.root / "已处理"

    @property
    def reviews(self) -> Path:
        """Reviewed workbooks that were taken in, and what became of them."""
        return self.root / "审核"

    @property
    def state(self) -> Path:
        return self.root / ".xianhui"

    @property
    def ledger_path(self) -> Path:
        return self.state / "ledger.sqlite"

    @property
    def texts(self) -> Path:
        """Canonical texts, one a (content, reader version)."""
        return self.state / "texts"

    @property
    def mentions(self) -> Path:
        """Parquet files, one a (content, rules version)."""
        return self.state / "mentions"

    @property
    def staging(self) -> Path:
        """Copies of inbox files that are being taken."""
        return self.state / "staging"

    @property
    def prefect_home(self) -> Path:
        return self.state / "prefect"

    @property
    def log(self) -> Path:
        return self.state / "xianhui.log"

    @property
    def compiled_rules(self) -> Path:
        """The rules that were last in force, in compiled form."""
        return self.state / "rules.json"

    def rulebook(self) -> Rulebook:
        """The rules in force now: the built-in ones under the overlay. Raises AuthorError with every mistake."""
        from etl.rulebook import kept_rulebook

        return kept_rulebook(self.compiled_rules, self.overlay)

    @cached_property
    def settings(self) -> Settings:
        """The settings, read once. Raises AuthorError for what they say, WorkspaceError when they cannot be read."""
        try:
            return load_settings(self.root / SETTINGS_FILE)
        except OSError as error:
            reason = f"读不了设置文件“{self.root / SETTINGS_FILE}”：{system_reason(error)}。"
            raise WorkspaceError("XH-WSP-005", reason, "请检查文件权限，关闭占用它的程序后再试。") from error

    @cached_property
    def is_checkout(self) -> bool:
        """Whether this is the source tree of the project itself."""
        project = self.root / "pyproject.toml"
        if not project.is_file() or not self.rules.is_dir():
            return False
        try:
            named = tomllib.loads(project.read_text("utf-8")).get("project", {}).get("name")
        except (tomllib.TOMLDecodeError, UnicodeDecodeError):
            return False
        return bool(named == "xianhui")


def init_workspace(path: Path) -> Workspace:
    """Make an empty workspace at ``path``; files that are there stay. Raises WorkspaceError when it is one already."""
    from etl.rulebook.editors import write_schemas
    from etl.rulebook.layers import INDICATORS

    workspace = Workspace(path.expanduser().resolve())
    _expect_folder(workspace.root)
    settings = workspace.root / SETTINGS_FILE
    _expect_file(settings)
    if settings.exists():
        reason = f"“{workspace.root}”已经是工作区，没有改动。"
        raise WorkspaceError("XH-WSP-002", reason, f"要改设置，请编辑“{settings}”。")
    _refuse_network(workspace.state)
    _make_folders(workspace)
    try:
        write_schemas(workspace.rules)
        (workspace.rules / INDICATORS).mkdir(exist_ok=True)
        _write_new(workspace.rules / "README.md", _OVERLAY_README.read_text("utf-8"))
        _write_new(settings, settings_text())
    except OSError as error:
        raise _not_writable(workspace.root, error) from error
    return workspace


def _expect_folder(root: Path) -> None:
    file = next((place for place in (root, *root.parents) if place.is_file()), None)
    if file is not None:
        raise WorkspaceError(
            "XH-WSP-004", f"“{file}”是一个文件，不能当作文件夹，没有建工作区。", "请换一个名称，或先把这个文件移走。"
        )


def _expect_file(settings: Path) -> None:
    if settings.is_dir():
        reason = f"“{settings}”应是设置文件，却是一个文件夹。"
        raise WorkspaceError("XH-WSP-007", reason, "请把这个文件夹移走或改名，再用 xianhui init 建工作区。")


def _write_new(path: Path, text: str) -> None:
    if not path.exists():
        path.write_text(text, "utf-8")


def _make_folders(workspace: Workspace) -> None:
    try:
        for folder in (workspace.inbox, workspace.outputs, workspace.quarantine):
            folder.mkdir(parents=True, exist_ok=True)
        for folder in (workspace.texts, workspace.mentions, workspace.staging, workspace.prefect_home):
            folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _not_writable(workspace.root, error) from error
    if not os.access(workspace.state, os.W_OK):
        raise _not_writable(workspace.root, PermissionError(errno.EACCES, "", str(workspace.state)))


def _not_writable(root: Path, error: OSError) -> WorkspaceError:
    place = error.filename or root
    reason = f"写不进“{place}”：{system_reason(error)}。"
    return WorkspaceError("XH-WSP-004", reason, "请检查文件夹权限和磁盘空间后再试。")


def _refuse_network(state: Path) -> None:
    # The state folder may be a link, and may not exist yet: what counts is the file system it is or will be on.
    if _on_network(state.resolve()):
        raise WorkspaceError(
            "XH-WSP-003",
            f"台账不能放在网络共享上：“{state}”。在那里，断网或两台机器同时写入会丢失数据。",
            "请把工作区建在本机磁盘；inbox 和 outputs 两个文件夹可以链接到网络共享。",
        )


def _on_network(path: Path) -> bool:
    if sys.platform == "win32":
        return _on_windows_share(path)
    mounts = Path("/proc/mounts")
    if not mounts.is_file():
        return False
    kind = file_system_type(path, mounts.read_text("utf-8", "surrogateescape"))
    return _NETWORK_TYPES.fullmatch(kind) is not None


def file_system_type(path: Path, mounts: str) -> str:
    """The type of the file system that holds ``path`` by the text of /proc/mounts: the deepest, of equals the last."""
    best, kind = -1, ""
    for line in mounts.splitlines():
        _, point, this_kind, *_ = line.split(" ")
        folder = Path(re.sub(r"\\([0-7]{3})", lambda octal: chr(int(octal[1], 8)), point))
        if path.is_relative_to(folder) and len(folder.parts) >= best:
            best, kind = len(folder.parts), this_kind
    return kind


if sys.platform == "win32":

    def _on_windows_share(path: Path) -> bool:
        import ctypes

        drive = path.drive.removeprefix("\\\\?\\")
        if drive.startswith("\\\\") or drive.upper().startswith("UNC\\"):
            return True
        return int(ctypes.windll.kernel32.GetDriveTypeW(f"{drive}\\")) == _WINDOWS_REMOTE_DRIVE
