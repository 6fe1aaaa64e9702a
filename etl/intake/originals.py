"""What becomes of the originals in the inbox once they are recorded: they stay, move to ``已处理/``, or go.

Rules:
- Only what is recorded with place and period goes. What is unclaimed, in quarantine, waiting, in review or ignored stays
  where it is, whatever the setting.
- An archive goes when every one of its members is recorded; till then it stays as a whole.
- A file goes only if it still is what was recorded: it is read again, and its hash compared.
- Of several copies of a content the one that speaks for it goes last, so that its place never depends on a copy that
  could not go.
- In ``已处理/`` a file lies under the same folders; where another content has taken the name, eight digits of the hash
  are put into it. On another disk it is copied, made durable and compared before the original goes.
- The ledger notes first that they go: what a crash leaves in the inbox is taken once more, and goes then.
- What cannot go now (busy, no permission) is said, and tried again by the next pass.
"""

from __future__ import annotations

import errno
import hashlib
import os
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from etl.durable import copy_whole, sync_folder
from etl.errors import DocumentError
from etl.intake.quarantine import place_of
from etl.intake.scan import Found, scan
from etl.store import Ledger, Sighting

Failed = list[tuple[str, DocumentError]]


@dataclass(slots=True)
class PutAway:
    """Paths that are no longer in the inbox, and those that could not go, with the reason."""

    done: list[str] = field(default_factory=list)
    failed: Failed = field(default_factory=list)


def put_away(ledger: Ledger) -> PutAway:
    """Do with the recorded originals what the setting ``keep_originals`` says. Raises WorkspaceError as :func:`scan`."""
    result = PutAway()
    if ledger.workspace.settings.keep_originals == "stay":
        return result
    known = {path: sighting for path, sighting in ledger.sightings().items() if sighting.present}
    speakers = ledger.recorded()
    due = [path for path, sighting in known.items() if _may_go(path, sighting, known, speakers)]
    if not due:
        return result
    here = scan(ledger.workspace.inbox, ledger.workspace.settings.ignore).files
    ledger.processed([each for path in due for each in _with_members(path, known)])
    held: set[str | None] = set()
    for path in sorted(due, key=lambda path: _last_the_speaker(path, known, speakers)):
        shown = {known[each].sha256 for each in _with_members(path, known)}
        try:
            if path not in here or shown & held:
                raise OSError(errno.EAGAIN, os.strerror(errno.EAGAIN), path)
            _go(ledger, here[path], known[path].sha256 or "")
            result.done.append(path)
        except OSError as error:
            held |= shown
            result.failed.append((path, _stays(error)))
    ledger.see([known[each] for path, _ in result.failed for each in _with_members(path, known)])
    return result


def _may_go(path: str, sighting: Sighting, known: dict[str, Sighting], speakers: dict[str, str]) -> bool:
    inside = _with_members(path, known)[1:]
    if inside:
        return all(known[member].state == "staged" and known[member].sha256 in speakers for member in inside)
    return sighting.state == "staged" and sighting.sha256 in speakers


def _with_members(path: str, known: dict[str, Sighting]) -> list[str]:
    """The path, and the members if it is an archive."""
    if known[path].state == "ignored" and known[path].sha256:
        return [path, *(other for other in known if other.startswith(f"{path}/"))]
    return [path]


def _last_the_speaker(path: str, known: dict[str, Sighting], speakers: dict[str, str]) -> tuple[bool, str]:
    return any(speakers.get(known[each].sha256 or "") == each for each in _with_members(path, known)), path


def _go(ledger: Ledger, found: Found, sha256: str) -> None:
    """Raises OSError, also when the file is no longer what was recorded."""
    if found.real.is_symlink():
        found.real.unlink()  # what it leads to lies in the inbox as well
        return
    if _hash(found.real) != sha256:
        raise OSError(errno.EAGAIN, os.strerror(errno.EAGAIN), str(found.real))
    if ledger.workspace.settings.keep_originals == "move":
        _move(found.real, place_of(ledger.workspace.processed, found.path), sha256)
    else:
        found.real.unlink()


def _move(real: Path, target: Path, sha256: str) -> None:
    if target.exists() and (not target.is_file() or _hash(target) != sha256):
        target = target.with_name(f"{target.stem}.{sha256[:8]}{target.suffix}")
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.replace(real, target)
        with suppress(OSError):  # it has moved; after a power cut it may lie in the inbox again, and goes again
            sync_folder(target.parent)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        copy_whole(real, target)
        if _hash(target) != sha256:
            raise
        real.unlink()


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _stays(error: OSError) -> DocumentError:
    reason = f"已入账，但原件没能移走（{errno.errorcode.get(error.errno or 0, type(error).__name__)}）。"
    return DocumentError("XH-INTAKE-060", reason, "如正打开，请关闭；下次运行时再移。", retry=True)
