"""Quarantine: a copy of what could not be taken, and beside it, in plain Chinese, what is wrong and what to do.

``隔离/<path in the inbox>`` and ``隔离/<path in the inbox>.原因.txt``. When the mended file has been taken under the
same name, the reason becomes ``.已解决.txt``; the copy stays, since it may be the only one left. Writing the same
again changes nothing.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

from etl.errors import XianhuiError
from etl.store.files import copy_whole, write_whole

OPEN = ".原因.txt"
SOLVED = ".已解决.txt"
_NOT_IN_NAMES = re.compile(r'[<>:"|?*\\\x00-\x1f\ud800-\udfff]')


def quarantine(folder: Path, path: str, copy: Path | None, why: XianhuiError) -> None:
    """Put ``copy`` (None: too large to keep, or empty) and the reason under ``folder``. Raises OSError."""
    target = place_of(folder, path)
    target.parent.mkdir(parents=True, exist_ok=True)
    if copy is not None:
        copy_whole(copy, target)
    again = "改好后，请用同样的名称放回收件箱的同一文件夹，会自动重新处理。"
    text = f"文件：{path}\n原因：{why.reason}（{why.code}）\n处理办法：{why.remedy}\n{again}\n"
    _named(target, SOLVED).unlink(missing_ok=True)
    write_whole(_named(target, OPEN), text.replace("\n", "\r\n").encode("utf-8-sig", "backslashreplace"))


def heal(folder: Path, path: str) -> None:
    """The file ``path`` has been taken: what was wrong with an earlier one is solved. Raises OSError."""
    target = place_of(folder, path)
    if _named(target, OPEN).exists():
        os.replace(_named(target, OPEN), _named(target, SOLVED))


def place_of(folder: Path, path: str) -> Path:
    """Where the file ``path`` lies in quarantine: the same folders, in characters that every system allows in names."""
    return folder.joinpath(*(_NOT_IN_NAMES.sub("_", part).rstrip(" .") or "_" for part in path.split("/")))


def _named(target: Path, suffix: str) -> Path:
    return target.with_name(target.name + suffix)
