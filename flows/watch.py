"""The watch loop: look at the inbox again and again, and start a flow only when there is work for it.

Rules:
- The scan is the truth; nothing depends on events of the file system.
- Contents that wait are worked on at once. County tables are asked for when the inbox has been quiet for a while, and right after
  the start, because the ledger and not the clock tells what was missed. The same due tables are asked for once; when that fails,
  the nightly run tries again.
- Who writes tables writes the list of documents as well, and is asked to whenever something came in, though no table may be due:
  made in this process, the list of thousands would stay in its memory. Here it is written only after the start, for what was
  cut short.
- Rules or settings that were changed are read again; while they are wrong nothing is worked on, and it is said once.
- Looking takes at most a tenth of the time, however many files there are; while a file is being waited for, the next look comes
  when it can be stable.
- What happens is said, in a line each: what is worked on, what a person must see to, which tables were written (by whichever
  process: the ledger tells).
- A flow that fails does not end the watch: it is said, its trace is in Prefect, and the next look comes later each time.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from pathlib import Path

from etl import SETTINGS_FILE
from etl.cli.status import open_documents
from etl.errors import AuthorError, XianhuiError
from etl.intake import Inbox, put_away
from etl.names import file_name
from flows.office import Office

StartIntake = Callable[[Office], object]
AskForTables = Callable[[], object]
SHORTEST_PAUSE, LONGEST_PAUSE = 0.2, 300.0
SHARE = 10  # of the time of a look, for which nothing is done after it
_log = logging.getLogger("xianhui.watch")


class Watch:
    """``start_intake`` works on what waits in an office; ``ask_for_tables`` has those written that are due."""

    def __init__(self, root: Path, start_intake: StartIntake, ask_for_tables: AskForTables) -> None:
        self._root = root
        self._start_intake = start_intake
        self._ask_for_tables = ask_for_tables
        self._said = ""
        self._stamp = 0
        self._edits = 0
        self._changed = float("-inf")
        self._asked = self._listed = self._arrived = False
        self._failures = 0
        self._took = 0.0
        self._open()
        self._known = set(open_documents(self._office.ledger.documents(unsettled=True)))
        self._written = self._office.ledger.last_written()

    @property
    def pause(self) -> float:
        """Seconds until the next look."""
        usual = max(self._office.workspace.settings.scan_seconds * 2.0**self._failures, self._took * SHARE)
        return max(SHORTEST_PAUSE, min(LONGEST_PAUSE, usual, self._inbox.stable_in))

    def close(self) -> None:
        self._office.ledger.close()

    def look(self) -> None:
        """One round. What a user can mend is said once and tried again in the next round."""
        try:
            self._reopen_if_changed()
            self._take()
            self._notice_edits()
            self._publish()
            self._tell_written()
        except AuthorError as error:
            self._say("\n".join(map(str, error.problems)))
        except XianhuiError as error:
            self._say(f"[{error.code}] {error.reason}{error.remedy}")
        except Exception as error:
            self._failures = min(self._failures + 1, 10)
            self._say(f"[XH-SERVE-003] 流程出错（{type(error).__name__}），稍后再试。详情见流程界面。")
        else:
            self._said, self._failures = "", 0

    def _take(self) -> None:
        began = time.monotonic()
        arrived = self._inbox.look(began)
        self._took = time.monotonic() - began
        pending = self._office.pending()
        if pending:
            _log.info("处理 %d 份文件。", pending)
            self._start_intake(self._office)
        if arrived.taken or pending:
            self._changed, self._asked, self._arrived = time.monotonic(), False, True
            self._tell_open()

    def _notice_edits(self) -> None:
        """A workbook that somebody has saved where it lies is news like a file that was dropped."""
        stamp = self._office.reviews.stamp()
        if stamp != self._edits:
            self._edits, self._changed, self._asked = stamp, time.monotonic(), False

    def _publish(self) -> None:
        quiet = time.monotonic() - self._changed
        if self._asked or quiet < self._office.workspace.settings.quiet_minutes * 60:
            return
        for path, why in put_away(self._office.ledger).failed:
            _log.warning("%s\n    [%s] %s%s", path, why.code, why.reason, why.remedy)
        answered = self._office.take_reviews()
        if self._arrived or answered or self._office.due():
            self._ask_for_tables()
        elif not self._listed:
            self._office.write_documents()
        self._asked, self._listed, self._arrived = True, True, False

    def _tell_open(self) -> None:
        """The files that a person must see to and of which nothing was said yet."""
        lines = open_documents(self._office.ledger.documents(unsettled=True))
        for line in lines:
            if line not in self._known:
                _log.warning("%s", line)
        self._known = set(lines)

    def _tell_written(self) -> None:
        written = self._office.ledger.last_written()
        for county, year in sorted(written):
            if written[county, year] != self._written.get((county, year)):
                folder = self._office.workspace.outputs / str(year) / file_name(county)
                _log.info("%s %d 年汇总表已更新：%s", county, year, folder)
        self._written = written

    def _reopen_if_changed(self) -> None:
        if self._newest() != self._stamp:
            old = self._office
            self._open()
            old.ledger.close()

    def _open(self) -> None:
        self._office = Office(self._root)
        self._inbox = Inbox(self._office.ledger)
        self._stamp = self._newest()
        self._edits = self._office.reviews.stamp()
        self._asked = self._listed = False

    def _newest(self) -> int:
        """When rules or settings were last written, as far as their files tell."""
        files = [self._root / SETTINGS_FILE, *(self._root / "rules").rglob("*")]
        return max((file.stat().st_mtime_ns for file in files if file.exists()), default=0)

    def _say(self, message: str) -> None:
        if message != self._said:
            _log.warning("%s", message)
        self._said = message
