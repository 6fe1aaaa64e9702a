"""What may be the name of a county or township, and the file name that is made of one.

Rules and edge cases:
- A name is not blank, not long, no path, and has no character that a file name cannot have on Windows or Linux: folders and
  files are called so.
- Whatever is called otherwise all the same (a folder of the inbox, an old ledger) gets a file name that stays in its folder:
  such characters become ``_``, names that Windows reserves get one.
"""

from __future__ import annotations

import re

LONGEST = 50
_NO_FILE = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]')
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)


def name_fault(name: str) -> str:
    """Why this is no name of a place, in words; empty when it may be one."""
    if not name.strip():
        return "不能为空"
    if any(sign in name for sign in "/\\"):
        return "不能有斜杠"
    if file_name(name.strip()) != name.strip():
        return "不能有文件名中不许有的字符（如 : * ? 句点结尾）"
    return f"太长，最多 {LONGEST} 个字" if len(name.strip()) > LONGEST else ""


def file_name(name: str) -> str:
    """A file name, or the beginning of one, that is safe in any folder."""
    safe = _NO_FILE.sub("_", name)
    bare = safe.rstrip(". ")
    safe = bare + "_" * (len(safe) - len(bare))
    return f"{safe}_" if not safe or _RESERVED.fullmatch(safe) else safe
