"""Taking in what comes back, and seeing that nothing that a person typed is overwritten unread.

Two ways back: dropped into the inbox, or edited and saved where it lies in outputs. Both end in ``审核/``: a copy of
the workbook, and beside it a text that says what became of each row.

Rules and edge cases:
- Any xlsx file in the folder of a county under outputs whose bytes we have not written is a review: the workbook itself,
  a dated sibling, a copy with another name, a 核实单 that was filled in there.
- A workbook that is as it was when it was last looked at is not read again (:mod:`etl.review.looking`).
- The copy is kept, and the ledger knows it, before anything is overwritten; a crash in between is repeated.
- What is open elsewhere (an owner's file beside it, or locked), or cannot be read, is not overwritten: the new workbook
  goes to a dated sibling.
- Reviews that name unknown 编号 are read again when more questions are known (a new ledger, say).
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from pathlib import Path

from etl.durable import write_whole
from etl.errors import DocumentError
from etl.export.files import write_file
from etl.names import file_name
from etl.review.decision import Decisions
from etl.review.judge import Judge
from etl.review.line import Line, Review
from etl.review.looking import Lookout
from etl.review.outcome import outcomes, report, summary, text_bytes
from etl.review.returned import read_returned
from etl.rulebook.model import Rulebook
from etl.store import Edition, Ledger

OWNERS = ("~${}", ".~lock.{}#", ".~{}")
_ANY_XLSX = "*.xlsx"


class Reviews:
    """The reviews of a workspace."""

    def __init__(self, ledger: Ledger, rulebook: Rulebook, clock: Callable[[], float] = time.time) -> None:
        self._ledger = ledger
        self._workspace = ledger.workspace
        self._rulebook = rulebook
        self._clock = clock

    def take(self) -> list[str]:
        """Take in and read whatever has come back; a sentence on each review that was read."""
        self._collect()
        return self._read()

    def stamp(self) -> int:
        """Another number when a workbook in outputs was saved, came or went."""
        found = []
        for path in self._outputs():
            with suppress(FileNotFoundError):
                found.append((str(path), path.stat().st_mtime_ns))
        return hash(tuple(found))

    def may_replace(self, path: Path) -> bool:
        """Whether nothing is lost when ``path`` is overwritten now; what a person typed there is kept first."""
        if any(path.with_name(owner.format(path.name)).exists() for owner in OWNERS):
            return False
        try:
            content = path.read_bytes()
        except FileNotFoundError:
            return True
        except OSError:
            return False
        sha256 = hashlib.sha256(content).hexdigest()
        if not self._ledger.reviews.is_known(sha256):
            self._keep(content, sha256, self._shown(path), *self._place(path))
        return self._ledger.reviews.is_known(sha256)

    def publishing(self, contents: Collection[bytes], edition: Edition) -> None:
        """Workbooks of these bytes are about to be written to outputs."""
        self._ledger.reviews.publishing([hashlib.sha256(content).hexdigest() for content in contents], edition)

    def _collect(self) -> None:
        lookout = Lookout(self._ledger.reviews.looked(), self._clock)
        known = self._ledger.reviews.known()
        for path, content in lookout.to_read((self._shown(path), path) for path in self._outputs()):
            sha256 = hashlib.sha256(content).hexdigest()
            if sha256 in known or self._ledger.reviews.is_known(sha256) or self._ledger.reviews.state(sha256):
                continue
            self._keep(content, sha256, self._shown(path), *self._place(path))
        self._ledger.reviews.look(lookout.seen)
        for sha256, shown in self._ledger.reviews.unkept():
            staged = self._workspace.staging / sha256
            if not staged.exists():
                self._ledger.stage_again(sha256)
                continue
            self._keep(staged.read_bytes(), sha256, f"inbox/{shown}", "", None)
            staged.unlink(missing_ok=True)

    def _outputs(self) -> Iterator[Path]:
        """The workbooks of counties under outputs; not what an office program has laid beside them."""
        for path in sorted(self._workspace.outputs.rglob(_ANY_XLSX)):
            year, _, inside = path.relative_to(self._workspace.outputs).as_posix().partition("/")
            if year.isdigit() and "/" in inside and not path.name.startswith(("~", ".")) and path.is_file():
                yield path

    def _shown(self, path: Path) -> str:
        return path.relative_to(self._workspace.root).as_posix()

    def _place(self, path: Path) -> tuple[str, int | None]:
        year, county, *_ = path.relative_to(self._workspace.outputs).parts
        return county, int(year)

    def _keep(self, content: bytes, sha256: str, shown: str, county: str, year: int | None) -> None:
        """Keep a copy, then let the ledger know it."""
        state, reason, edition = "kept", "", ""
        try:
            edition = read_returned(content).edition
        except DocumentError as error:
            state, reason = "unreadable", f"[{error.code}] {error.reason}{error.remedy}"
        known = self._ledger.reviews.known_edition(edition) if edition else None
        if known is not None:
            county, year = known.county, known.year
        folder = f"{year}/{file_name(county)}" if county and year else "未定"
        name = Path(shown).name
        copy = f"{folder}/{Path(name).stem}.{sha256[:8]}{Path(name).suffix}"
        write_whole(self._workspace.reviews / copy, content)
        turn = self._ledger.reviews.next_round()
        self._ledger.reviews.keep(Review(sha256, shown, copy, county, year, edition, turn, state, reason))

    def _read(self) -> list[str]:
        turn = self._ledger.reviews.next_round()
        taken = []
        for review in self._ledger.reviews.to_read():
            try:
                rows = read_returned((self._workspace.reviews / review.copy).read_bytes()).rows
            except (OSError, DocumentError) as error:
                self._ledger.reviews.refuse(review, f"[XH-REVIEW-003] 存档的副本读不了（{type(error).__name__}）。")
                continue
            judge = Judge(rows, review, self._rulebook, self._township, int(self._clock()))
            reading = self._ledger.reviews.take(review, judge.numbers(), judge, turn)
            if reading is not None:
                taken.append((review, reading.lines))
        return [self._told(review, lines) for review, lines in taken]

    def _told(self, review: Review, lines: list[Line]) -> str:
        """Says beside the copy what became of each row; in one sentence."""
        named = {line.number for line in lines}
        found = outcomes(lines, Decisions(self._ledger.reviews.decisions()), named)
        write_file(self._workspace.reviews / f"{review.copy}.结果.txt", text_bytes(report([(review, found)])))
        return summary(review, found)

    def _township(self, county: str, name: str) -> str | None:
        """The official name of a township: by the roster, without one by the reports seen."""
        region = self._ledger.rosters.county(county)
        if region is not None:
            known = self._ledger.rosters.township(region, name)
            return known.name if known else None
        return name if name in set(self._ledger.reports(county)["township"]) else None
