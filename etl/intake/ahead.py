"""Conversion ahead: what LibreOffice must convert of a batch is converted in one call, before the batch is worked on.

Rules:
- Starting LibreOffice takes longer than a file: many files share a call, of bounded number and size.
- What was made lies beside the staged copy, as ``<sha256>.docx``, and goes with it. It is not durable and not needed: what
  is missing, for whatever reason, is converted when it is read.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from etl.durable import PARTIAL
from etl.readers.office import convert_ahead
from etl.store import Claim
from etl.workspace import Workspace

FILES = 20
BYTES = 64 << 20


def prepare(claims: Iterable[Claim], workspace: Workspace) -> None:
    """Convert what has to be converted of these claims. A file that cannot be read or written is left to the work on it."""
    for contents in _groups(claims, workspace):
        for sha256, docx in convert_ahead(contents).items():
            with suppress(OSError):
                _write(_converted(workspace, sha256), docx)


def converted(sha256: str, workspace: Workspace) -> bytes:
    """What was made of the content ahead; empty when nothing was."""
    try:
        return _converted(workspace, sha256).read_bytes()
    except OSError:
        return b""


def forget(sha256: str, workspace: Workspace) -> None:
    """Remove the staged copy of a content, and what was made of it."""
    for path in (workspace.staging / sha256, _converted(workspace, sha256)):
        path.unlink(missing_ok=True)


def _converted(workspace: Workspace, sha256: str) -> Path:
    return workspace.staging / f"{sha256}.docx"


def _groups(claims: Iterable[Claim], workspace: Workspace) -> Iterator[dict[str, bytes]]:
    """Staged contents that have not been read yet, as many as one call may hold."""
    group: dict[str, bytes] = {}
    size = 0
    for claim in claims:
        if claim.reader or claim.size > BYTES or _converted(workspace, claim.sha256).exists():
            continue
        if group and (len(group) == FILES or size + claim.size > BYTES):
            yield group
            group, size = {}, 0
        with suppress(OSError):  # the work on it says so
            group[claim.sha256] = (workspace.staging / claim.sha256).read_bytes()
            size += claim.size
    if group:
        yield group


def _write(path: Path, content: bytes) -> None:
    """Write the whole file or none: another watcher may be reading it."""
    handle, partial = tempfile.mkstemp(prefix=PARTIAL, dir=path.parent)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    os.replace(partial, path)
