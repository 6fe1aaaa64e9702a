"""LibreOffice as a converter to docx: found, started once for many files, ended in time.

Rules:

- It runs without a window, in a folder and with a profile of its own that are thrown away: no macro runs, no link is
  followed, nothing of its user's is touched.
- Work files are named by hash: no file name of a stranger reaches a command line.
- The filter is named, not guessed: what is no such file is refused by LibreOffice instead of being read as text.
- What is not converted in time is ended with whatever it has started; what was finished until then counts. On Linux its
  memory and processor time are limited too.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from etl.errors import DocumentError

SECONDS = 30.0  # for a call, and as many for each ten further files
MEMORY = 4 << 30
_TARGET = "docx:MS Word 2007 XML"
_PLACES = (
    "C:/Program Files/LibreOffice/program/soffice.com",
    "C:/Program Files (x86)/LibreOffice/program/soffice.com",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
)
_SETTINGS = (
    ("Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Office.Writer/Content/Update", "Link", "2"),
    ("Inet/Settings", "ooInetProxyType", "2"),
    ("Inet/Settings", "ooInetHTTPProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPProxyPort", "9"),
    ("Inet/Settings", "ooInetHTTPSProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPSProxyPort", "9"),
)


def program() -> str | None:
    """Where LibreOffice is; None when there is none."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    return found or next((place for place in _PLACES if Path(place).is_file()), None)


def seconds_for(files: int) -> float:
    """How long a call with so many files may take."""
    return SECONDS * (1 + (files - 1) / 10)


def convert(files: Mapping[str, bytes], suffix: str, form: str, seconds: float) -> tuple[dict[str, bytes], bool]:
    """The files, by their hashes, as docx, and whether all was over in time; what LibreOffice cannot open is missing.

    ``suffix`` names the work files, ``form`` is LibreOffice's name for their format. Raises DocumentError without LibreOffice.
    """
    soffice = program()
    if soffice is None:
        raise _missing()
    with tempfile.TemporaryDirectory(prefix="xianhui-", ignore_cleanup_errors=True) as name:
        folder = Path(name).resolve()
        profile, source, target = folder / "profile", folder / "in", folder / "out"
        (profile / "user").mkdir(parents=True)
        (profile / "user" / "registrymodifications.xcu").write_text(_profile(), "utf-8")
        source.mkdir()
        paths = [source / f"{sha256}{suffix}" for sha256 in files]
        for path, content in zip(paths, files.values(), strict=True):
            path.write_bytes(content)
        command = [soffice, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore", "--nologo"]
        command += ["--nolockcheck", f"--infilter={form}", "--convert-to", _TARGET, "--outdir", str(target)]
        in_time = _run([*command, *map(str, paths)], folder, seconds)
        made = {path.stem: target / f"{path.stem}.docx" for path in paths}
        return {sha256: path.read_bytes() for sha256, path in made.items() if path.is_file()}, in_time


def _profile() -> str:
    items = "".join(
        f'<item oor:path="/org.openoffice.{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
        for path, name, value in _SETTINGS
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry" '
        f'xmlns:xs="http://www.w3.org/2001/XMLSchema">{items}</oor:items>'
    )


def _run(command: list[str], folder: Path, seconds: float) -> bool:
    """Run LibreOffice; whether it ended by itself in time."""
    try:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env={**os.environ, "HOME": str(folder), "SAL_USE_VCLPLUGIN": "svp"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except OSError as error:
        raise DocumentError(
            "XH-READ-014", "LibreOffice 启动不了。", "请检查内存是否不足，稍后自动重试。", retry=True
        ) from error
    try:
        _limit(process.pid, seconds)
        process.wait(seconds)
        return True
    except subprocess.TimeoutExpired:
        return False
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the process and whatever it has started, also what outlives it."""
    if sys.platform == "win32":
        if process.poll() is None:
            subprocess.run(["taskkill", "/T", "/F", "/PID", str(process.pid)], capture_output=True, check=False)
    else:
        with suppress(ProcessLookupError, PermissionError):  # all of them have gone
            os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    process.wait()


if sys.platform == "linux":
    import resource

    def _limit(pid: int, seconds: float) -> None:
        """Limits of its own: those of a reader process would be too narrow for it."""
        with suppress(OSError, ValueError):  # it has ended, or the system allows less
            resource.prlimit(pid, resource.RLIMIT_AS, (MEMORY, MEMORY))
            resource.prlimit(pid, resource.RLIMIT_CPU, (int(seconds) + 1, int(seconds) + 5))
else:

    def _limit(pid: int, seconds: float) -> None:
        """No limit but the time."""


def _missing() -> DocumentError:
    reason = "读这种文件要用 LibreOffice 转换，本机没有安装。"
    remedy = "请用 Word 或 WPS 打开，另存为 docx，再重新放入；或安装 LibreOffice 后重新放入。"
    return DocumentError("XH-READ-011", reason, remedy)
