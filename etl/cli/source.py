"""Files and rules that are named on the command line."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from etl import SETTINGS_FILE
from etl.errors import XianhuiError, system_reason

if TYPE_CHECKING:
    from etl.readers.document import Document
    from etl.rulebook import Rulebook
    from etl.workspace import Workspace


def opened(path: Path) -> bytes:
    """The bytes of the file. Raises XianhuiError with what is wrong with the path."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise _not_readable(path, error) from error


def document_in(content: bytes, name: str) -> Document:
    """The document, read in a process of its own, within limits. Raises XianhuiError."""
    from etl.readers.apart import ReadingFailed, read

    try:
        return read(content, name)
    except ReadingFailed as error:
        remedy = "请用 Word 或 WPS 另存为 docx 再试；如仍不行，请把文件交给维护人员。"
        raise XianhuiError("XH-CLI-009", f"程序读这份文件时出错（{error.kind}）。", remedy) from error


def _not_readable(path: Path, error: OSError) -> XianhuiError:
    if path.is_dir():
        return XianhuiError("XH-CLI-003", f"“{path}”是文件夹。", "请给出其中的文件。")
    if isinstance(error, FileNotFoundError):
        return XianhuiError("XH-CLI-002", f"没有“{path}”。", "请检查路径。")
    return XianhuiError("XH-CLI-004", f"打不开“{path}”：{system_reason(error)}。", "请检查权限，或关闭占用它的程序。")


def not_written(path: Path, error: OSError) -> XianhuiError:
    """What to say when ``path`` could not be written."""
    return XianhuiError("XH-CLI-005", f"写不进“{path}”：{system_reason(error)}。", "请检查权限和磁盘空间。")


def quoted(path: Path) -> str:
    """The path as it can be put into a command of any shell."""
    return f'"{path}"' if any(char.isspace() or char in "&()'" for char in str(path)) else str(path)


def existing_folder(path: Path) -> Path:
    """The folder, if it is one. Raises XianhuiError."""
    if not path.is_dir():
        raise XianhuiError("XH-CLI-002", f"没有文件夹“{path}”。", "请检查路径。")
    return path


def workspace_here() -> Workspace | None:
    """The workspace in which the command was given, if it is one."""
    if not Path(SETTINGS_FILE).is_file():
        return None
    from etl.workspace import Workspace

    return Workspace(Path.cwd())


def rulebook_with(overlay: Path | None, workspace: Workspace | None) -> Rulebook:
    """The built-in rules, with those of the folder laid over them, else with those of the workspace."""
    from etl.rulebook import builtin_rulebook, load_rulebook

    if overlay is not None:
        return load_rulebook(overlay=existing_folder(overlay))
    return workspace.rulebook() if workspace else builtin_rulebook()
