"""Quarantine: a copy of what could not be taken, and beside it, in plain Chinese, what is wrong and what to do.

``隔离/<path in the inbox>`` and ``隔离/<path in the inbox>.原因.txt``. When the mended file has been taken under the
same name, the reason becomes ``.已解决.txt``; the copy stays, since it may be the only one left. Where another content
of the same name cannot be taken either, the copy that lies there gets its hash into its name (``a~1b2c3d4e.docx``), and
its reason goes with it, as ``.已替换.txt``. Writing the same again changes nothing.
"""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path

from etl.durable import copy_whole, sha256_of, write_whole
from etl.errors import XianhuiError

OPEN = ".原因.txt"
SOLVED = ".已解决.txt"
REPLACED = ".已替换.txt"
_LONGEST = 200  # bytes of a name; systems allow 255, and the reason's name is longer
_DEVICE = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.IGNORECASE)  # no file names on Windows
_NOT_IN_NAMES = re.compile(r'[<>:"|?*\\\x00-\x1f\ud800-\udfff]')


def quarantine(folder: Path, path: str, copy: Path | None, why: XianhuiError, *, replaced: bool = False) -> None:
    """Put ``copy`` (None: too large to keep, or empty) and the reason under ``folder``. Raises OSError.

    ``replaced``: another content has its name by now, and its own reason if that cannot be read either.
    """
    target = place_of(folder, path)
    if replaced and _named(target, OPEN).exists():
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    _keep_other(target, "" if copy is None else sha256_of(copy))
    if copy is not None:
        copy_whole(copy, target)
    again = "改好后，请用同样的名称放回收件箱的同一文件夹，会自动重新处理。"
    text = f"文件：{path}\n原因：{why.reason}（{why.code}）\n处理办法：{why.remedy}\n{again}\n"
    if not replaced:
        _named(target, SOLVED).unlink(missing_ok=True)
    reason = _named(target, SOLVED if replaced else OPEN)
    write_whole(reason, text.replace("\n", "\r\n").encode("utf-8-sig", "backslashreplace"))


def _keep_other(target: Path, sha256: str) -> None:
    """Give what lies at ``target`` a name of its own, its reason first, unless it holds the content ``sha256``."""
    if not target.is_file() or (other := sha256_of(target)) == sha256:
        return
    kept = of_content(target, other)
    for suffix, then in ((OPEN, REPLACED), (SOLVED, SOLVED)):
        if _named(target, suffix).exists():
            os.replace(_named(target, suffix), _named(kept, then))
    os.replace(target, kept)


def heal(folder: Path, path: str) -> None:
    """The file ``path`` has been taken: what was wrong with an earlier one is solved. Raises OSError."""
    target = place_of(folder, path)
    if _named(target, OPEN).exists():
        os.replace(_named(target, OPEN), _named(target, SOLVED))


def place_of(folder: Path, path: str) -> Path:
    """Where the file ``path`` lies in quarantine: the same folders, in names that every system allows."""
    return folder.joinpath(*(_allowed(part) for part in path.split("/")))


def of_content(place: Path, sha256: str) -> Path:
    """Where the content lies when another one of the same name has taken its ``place``."""
    return place.with_name(f"{place.stem}~{sha256[:8]}{place.suffix}")


def _allowed(name: str) -> str:
    name = _NOT_IN_NAMES.sub("_", name).rstrip(" .") or "_"
    name = f"_{name}" if _DEVICE.match(name) else name
    if len(name.encode()) <= _LONGEST:
        return name
    stem, suffix = os.path.splitext(name)
    suffix = suffix if len(suffix.encode()) < _LONGEST // 4 else ""
    mark = f"~{hashlib.sha256(name.encode()).hexdigest()[:8]}{suffix}"
    return stem.encode()[: _LONGEST - len(mark.encode())].decode("utf-8", "ignore") + mark


def _named(target: Path, suffix: str) -> Path:
    return target.with_name(target.name + suffix)
