"""From the inbox into the ledger: look, wait until stable, stage, note. Nothing is written when nothing has changed.

Rules:
- What is known and looks as it did is not touched. What is new, changed, came back or may heal is looked at until it
  is stable.
- A one-time pass (:func:`arrive`) looks twice, the stability delay apart; only what still changes then is ``waiting``.
  A watcher calls :meth:`Inbox.look` again and again.
- Trouble that heals is tried again after 5, 10, 20 … seconds, at most 5 minutes; a one-time pass tries at once.
- What is no longer there keeps its state; a folder that cannot be listed says nothing about what lies in it.
- An archive is opened once, when it is taken: its members are files ``a.zip/x.docx`` from then on.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from etl.errors import DocumentError, XianhuiError
from etl.intake.contents import is_archive, is_review, members
from etl.intake.quarantine import quarantine
from etl.intake.scan import Found, Scan, scan
from etl.intake.stability import StabilityTracker
from etl.intake.stage import stage, stage_bytes, too_large, trouble
from etl.store import Ledger, Receipt, Sighting
from etl.store.files import PARTIAL

AT_ONCE = 50  # receipts noted in one transaction
LEFT_OVER = 3600.0  # seconds after which a copy in staging that nobody asks for was left by a crash
STILL_CHANGING = DocumentError("XH-INTAKE-010", "文件可能还在复制，等它不再变化。", "稍后自动处理。", retry=True)


@dataclass(slots=True)
class Arrived:
    """What one look brought.

    Contents taken (paths), files still ``waiting``, and files ignored by pattern of the ignore list.
    """

    taken: list[str] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)
    ignored: Counter[str] = field(default_factory=Counter)


class Inbox:
    """The inbox as one watcher sees it: the ledger, and what the last looks have shown."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._workspace = ledger.workspace
        self._settings = ledger.workspace.settings
        self._tracker = StabilityTracker(self._settings.stability_seconds)

    @property
    def stable_in(self) -> float:
        """Seconds after the last look until a file that is being waited for can be stable; infinite when there is none."""
        return self._tracker.stable_in

    def look(self, now: float, *, patient: bool = True, note_waiting: bool = True) -> Arrived:
        """Look once, at monotonic time ``now``, and take what is stable.

        Without ``patient`` trouble is tried again before its time. Raises WorkspaceError when the inbox cannot be
        listed.
        """
        known = self._ledger.sightings()
        seen = scan(self._workspace.inbox, self._settings.ignore)
        clock = time.time() if patient else float("inf")
        fresh = [found for found in seen.files.values() if _is_open(found, known.get(found.path), clock)]
        stable = self._tracker.look(fresh, now)
        self._note_gone(seen, known)
        self._note_refused(seen, known)
        taken = self._take(stable, known)
        waiting = sorted({found.path for found in fresh} - set(taken))
        if note_waiting:
            self._note_waiting([found for found in fresh if found not in stable], known)
        return Arrived(taken, waiting, seen.ignored)

    def _note_gone(self, seen: Scan, known: dict[str, Sighting]) -> None:
        self._ledger.gone([path for path, old in known.items() if old.present and not _is_there(path, seen)])

    def _note_refused(self, seen: Scan, known: dict[str, Sighting]) -> None:
        refused = [
            Sighting(item.path, 0, 0, item.state, code=item.code, reason=item.reason, remedy=item.remedy)
            for item in seen.refused.values()
        ]
        self._ledger.see([sighting for sighting in refused if sighting != known.get(sighting.path)])

    def _note_waiting(self, files: list[Found], known: dict[str, Sighting]) -> None:
        waiting = [_sighting(found, "waiting", STILL_CHANGING) for found in files]
        # A file that could not be opened keeps what was said of it until it is looked at again.
        self._ledger.see(
            [new for new in waiting if new != known.get(new.path) and not _same_trouble(new, known.get(new.path))]
        )

    def _take(self, stable: list[Found], known: dict[str, Sighting]) -> list[str]:
        if not stable:
            return []
        self._sweep()
        this_round = self._ledger.next_round()
        taken: list[str] = []
        receipts: list[Receipt] = []
        for found in sorted(stable, key=lambda found: (found.mtime_ns, found.path)):
            try:
                receipts += self._receipts(found, known, this_round)
                taken.append(found.path)
            except DocumentError as error:
                self._refuse(found, error, known)
            self._tracker.forget(found.path)
            if len(receipts) >= AT_ONCE:
                self._note(receipts, this_round)
                receipts = []
        self._note(receipts, this_round)
        return taken

    def _receipts(self, found: Found, known: dict[str, Sighting], this_round: int) -> list[Receipt]:
        """What is to be noted of a file; an archive is noted here, its members before itself."""
        staged = stage(found, self._workspace.staging, self._settings.max_file_mb << 20)
        if not is_archive(staged.packed):
            review = is_review(staged.packed)
            return [Receipt(found.path, staged.sha256, staged.size, found.mtime_ns, review=review)]
        staged.copy.unlink(missing_ok=True)
        receipts, refused = self._members(found, staged.packed)
        names = {receipt.path for receipt in receipts} | {sighting.path for sighting in refused}
        inside = [path for path, old in known.items() if old.present and path.startswith(f"{found.path}/")]
        self._ledger.gone([path for path in inside if path not in names])
        self._note(receipts, this_round)
        opened = DocumentError("XH-INTAKE-040", f"压缩包，其中的 {len(names)} 个文件已逐个接收。", "无需处理。")
        self._ledger.see([*refused, replace(_sighting(found, "ignored", opened), sha256=staged.sha256)])
        return []

    def _members(self, found: Found, content: bytes) -> tuple[list[Receipt], list[Sighting]]:
        """The members of an archive, staged; and those that cannot be taken. Raises DocumentError that heals."""
        receipts: list[Receipt] = []
        refused: list[Sighting] = []
        for name, member in members(content, self._settings.ignore):
            here = replace(found, path=f"{found.path}/{name}")
            try:
                staged = stage_bytes(_member(member, self._settings.max_file_mb << 20), self._workspace.staging)
                receipts.append(Receipt(here.path, staged.sha256, staged.size, found.mtime_ns))
            except DocumentError as error:
                if error.retry:
                    raise
                refused.append(self._quarantined(here, error))
        return receipts, refused

    def _note(self, receipts: list[Receipt], this_round: int) -> None:
        if not receipts:
            return
        self._ledger.receive(receipts, this_round)
        for sha256 in {receipt.sha256 for receipt in receipts}:
            if not self._ledger.needs_copy(sha256):
                (self._workspace.staging / sha256).unlink(missing_ok=True)

    def _refuse(self, found: Found, error: DocumentError, known: dict[str, Sighting]) -> None:
        if not error.retry:
            try:
                self._ledger.see([self._quarantined(found, error)])
                return
            except DocumentError as full:
                error = full
        old = known.get(found.path)
        attempts = old.attempts + 1 if old else 1
        retry = time.time() + min(300.0, 5.0 * 2.0 ** min(attempts - 1, 10))
        self._ledger.see([replace(_sighting(found, "waiting", error), attempts=attempts, next_retry=retry)])

    def _quarantined(self, found: Found, error: DocumentError) -> Sighting:
        """Put into quarantine. Raises DocumentError that heals when that cannot be written."""
        try:
            quarantine(self._workspace.quarantine, found.path, None, error)
        except OSError as trouble_writing:
            raise trouble(trouble_writing) from trouble_writing
        return _sighting(found, "quarantined", error)

    def _sweep(self) -> None:
        """Remove what a crash left in staging."""
        for copy in self._workspace.staging.iterdir():
            old = time.time() - copy.stat().st_mtime > LEFT_OVER
            if old and (copy.name.startswith(PARTIAL) or not self._ledger.needs_copy(copy.name)):
                copy.unlink(missing_ok=True)


def arrive(
    ledger: Ledger, *, clock: Callable[[], float] = time.monotonic, sleep: Callable[[float], None] = time.sleep
) -> Arrived:
    """One pass over the inbox: look, and when there is something new look again after the stability delay."""
    inbox = Inbox(ledger)
    first = inbox.look(clock(), patient=False, note_waiting=False)
    if not first.waiting:
        return first
    sleep(ledger.workspace.settings.stability_seconds)
    return inbox.look(clock(), patient=False)


def _sighting(found: Found, state: str, why: XianhuiError) -> Sighting:
    said = (why.code, why.reason, why.remedy)
    return Sighting(found.path, found.size, found.mtime_ns, state, None, *said)


def _is_open(found: Found, old: Sighting | None, now: float) -> bool:
    if old is None or not old.present or (old.size, old.mtime_ns) != (found.size, found.mtime_ns):
        return True
    return old.state == "waiting" and (old.next_retry is None or old.next_retry <= now)


def _is_there(path: str, seen: Scan) -> bool:
    """Whether the walk has seen the path, or an archive that it lies in, or cannot tell."""
    parts = path.split("/")
    archives = ("/".join(parts[:length]) for length in range(1, len(parts)))
    return (
        path in seen.files
        or path in seen.refused
        or not seen.knows(path)
        or any(part in seen.files for part in archives)
    )


def _same_trouble(new: Sighting, old: Sighting | None) -> bool:
    same = old is not None and old.present and (old.size, old.mtime_ns) == (new.size, new.mtime_ns)
    return same and old is not None and old.state == "waiting" and old.attempts > 0


def _member(member: bytes | DocumentError, limit: int) -> bytes:
    if isinstance(member, DocumentError):
        raise member
    if not member:
        raise DocumentError("XH-INTAKE-020", "文件是空的（0 字节）。", "请重新复制，或请报送单位重发。")
    if len(member) > limit:
        raise too_large(len(member), limit)
    return member
