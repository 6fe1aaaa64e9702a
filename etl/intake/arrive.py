"""From the inbox into the ledger: look, wait until stable, stage, note. Nothing is written when nothing has changed.

Rules:
- What is known and looks as it did is not touched. What is new, changed, came back or may heal is looked at until it
  is stable.
- A one-time pass (:func:`arrive`) looks twice, the stability delay apart; only what still changes then is ``waiting``.
  A watcher calls :meth:`Inbox.look` again and again.
- Trouble that heals is tried again after 5, 10, 20 … seconds, at most 5 minutes; a one-time pass tries at once.
- What is no longer there keeps its state; a folder that cannot be listed says nothing about what lies in it.
- Files are taken in the order of their mtime, and noted in transactions that end only between two mtimes: a crash does
  not change what is newer.
- A file that could not be read counts as received in the round in which it was first to be: trouble makes no old
  report newer than the others.
- An archive is opened once, when it is taken: its members are files ``a.zip/x.docx`` from then on.
"""

from __future__ import annotations

import itertools
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from etl.durable import PARTIAL
from etl.errors import DocumentError, XianhuiError
from etl.intake.contents import empty_archive, is_archive, is_review, members
from etl.intake.quarantine import heal, quarantine
from etl.intake.scan import Found, Scan, scan
from etl.intake.stability import StabilityTracker
from etl.intake.stage import stage, stage_bytes, too_large, trouble
from etl.store import Ledger, Receipt, Sighting

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


@dataclass(slots=True)
class _Looked:
    """What is to be noted of files that were looked into in one ``round``."""

    round: int
    receipts: list[Receipt] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    seen: list[Sighting] = field(default_factory=list)

    def emptied(self) -> tuple[list[Receipt], list[str], list[Sighting]]:
        noted = self.receipts, self.gone, self.seen
        self.receipts, self.gone, self.seen = [], [], []
        return noted


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
            looked_into = {found.path for found in stable}
            self._note_waiting([found for found in fresh if found.path not in looked_into], known)
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
        batch = _Looked(self._ledger.next_round())
        taken: list[str] = []
        stable.sort(key=lambda found: (found.mtime_ns, found.path))
        for found, following in itertools.zip_longest(stable, stable[1:]):
            this_round = _first_round(found, known.get(found.path), batch.round)
            try:
                self._look_into(found, this_round, known, batch)
                taken.append(found.path)
            except DocumentError as error:
                self._refuse(found, this_round, error, known.get(found.path))
            self._tracker.forget(found.path)
            if not following or (len(batch.receipts) >= AT_ONCE and following.mtime_ns != found.mtime_ns):
                self._note(batch)
        return taken

    def _look_into(self, found: Found, this_round: int, known: dict[str, Sighting], batch: _Looked) -> None:
        """Stage a file, or the members of an archive, and put into ``batch`` what is to be noted."""
        staged = stage(found, self._workspace.staging, self._settings.max_file_mb << 20)
        receipt = Receipt(found.path, staged.sha256, staged.size, found.mtime_ns, this_round)
        if not is_archive(staged.packed):
            batch.receipts.append(replace(receipt, review=is_review(staged.packed)))
            return
        staged.copy.unlink(missing_ok=True)
        receipts, refused = self._members(found, receipt, staged.packed)
        names = {receipt.path for receipt in receipts} | {sighting.path for sighting in refused}
        inside = [path for path, old in known.items() if old.present and path.startswith(f"{found.path}/")]
        batch.gone += [path for path in inside if path not in names]
        if not names:
            raise empty_archive()
        opened = DocumentError("XH-INTAKE-040", f"压缩包，其中的 {len(names)} 个文件已逐个接收。", "无需处理。")
        self._healed(found)
        batch.receipts += receipts
        batch.seen += [*refused, replace(_sighting(found, "ignored", opened), sha256=staged.sha256)]

    def _members(self, found: Found, archive: Receipt, content: bytes) -> tuple[list[Receipt], list[Sighting]]:
        """The members of an archive, staged; and those that cannot be taken. Raises DocumentError that heals."""
        receipts: list[Receipt] = []
        refused: list[Sighting] = []
        for name, member in members(content, self._settings.ignore):
            path = f"{found.path}/{name}"
            try:
                inside = _member(member, self._settings.max_file_mb << 20)
                staged, review = stage_bytes(inside, self._workspace.staging), is_review(inside)
                receipts.append(replace(archive, path=path, sha256=staged.sha256, size=staged.size, review=review))
            except DocumentError as error:
                if error.retry:
                    raise
                refused.append(self._quarantined(replace(found, path=path), error))
        return receipts, refused

    def _note(self, batch: _Looked) -> None:
        """Note what a batch has shown; an archive last, so that after a crash it is opened again."""
        receipts, gone, seen = batch.emptied()
        removed = self._ledger.removed([receipt.sha256 for receipt in receipts])
        seen = [*(_removed(each, removed[each.sha256]) for each in receipts if each.sha256 in removed), *seen]
        for sha256 in removed:
            (self._workspace.staging / sha256).unlink(missing_ok=True)
        receipts = [receipt for receipt in receipts if receipt.sha256 not in removed]
        if receipts:
            self._ledger.receive(receipts)
        self._ledger.gone(gone)
        self._ledger.see(seen)
        staged = {receipt.sha256 for receipt in receipts}
        for sha256 in staged - self._ledger.need_copies(staged):
            (self._workspace.staging / sha256).unlink(missing_ok=True)

    def _refuse(self, found: Found, this_round: int, error: DocumentError, old: Sighting | None) -> None:
        if not error.retry:
            try:
                self._ledger.see([self._quarantined(found, error)])
                return
            except DocumentError as full:
                error = full
        attempts = old.attempts + 1 if old else 1
        retry = time.time() + min(300.0, 5.0 * 2.0 ** min(attempts - 1, 10))
        waiting = _sighting(found, "waiting", error)
        self._ledger.see([replace(waiting, attempts=attempts, next_retry=retry, round=this_round)])

    def _healed(self, found: Found) -> None:
        """What was wrong with the file itself is solved. Raises DocumentError that heals."""
        try:
            heal(self._workspace.quarantine, found.path)
        except OSError as error:
            raise trouble(error) from error

    def _quarantined(self, found: Found, error: DocumentError) -> Sighting:
        """Put into quarantine. Raises DocumentError that heals when that cannot be written."""
        try:
            quarantine(self._workspace.quarantine, found.path, None, error)
        except OSError as trouble_writing:
            raise trouble(trouble_writing) from trouble_writing
        return _sighting(found, "quarantined", error)

    def _sweep(self) -> None:
        """Remove what a crash left in staging."""
        old = [copy for copy in self._workspace.staging.iterdir() if _seconds_old(copy) > LEFT_OVER]
        needed = self._ledger.need_copies([copy.name for copy in old])
        for copy in old:
            if copy.name.startswith(PARTIAL) or copy.name not in needed:
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


def _seconds_old(copy: Path) -> float:
    try:
        return time.time() - copy.stat().st_mtime
    except FileNotFoundError:  # another watcher has done with it
        return 0


def _first_round(found: Found, old: Sighting | None, this_round: int) -> int:
    """The round in which the file was first to be taken, if it looks as it did (as far as it could be seen) then."""
    if old is None or not old.present or old.state != "waiting" or not old.round:
        return this_round
    return old.round if (old.size, old.mtime_ns) == (found.size, found.mtime_ns) else this_round


def _removed(receipt: Receipt, why: str) -> Sighting:
    reason = f"这份文件已按要求删除（原因：{why}），不再收录。"
    remedy = "如要重新收录，请报送单位另发一份。"
    return Sighting(receipt.path, receipt.size, receipt.mtime_ns, "ignored", None, "XH-INTAKE-060", reason, remedy)


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
