"""A workspace at work: settings, rules and ledger opened together, and the work that is due in it.

Rules:
- A county table is due when its inputs have changed since it was written, or when it is no longer there. One that lies
  under a dated name, because the file was open elsewhere, stays due.
- The overview of a year is taken away before its tables change and written after them. Where it is missing, a run was
  cut short: one table of the year is due again, and the overview with it.
- What comes back from review is taken in before tables are written, and once more after: a workbook may have been
  saved meanwhile, and a new ledger knows its questions only then.
- A table all of whose reports have gone elsewhere is written once more, empty: nobody must read old figures in it.
"""

from __future__ import annotations

import dataclasses
import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TypeVar

import polars as pl

from etl.export import Guard, Reviewed, export_county, write_documents, write_overview
from etl.names import file_name
from etl.review.asking import questions
from etl.review.decision import Decisions
from etl.review.outcome import outcomes
from etl.review.taking import Reviews
from etl.rollup import CountyReports, CountyTables, roll_up_together
from etl.store import Due, Ledger
from etl.tables import DOCUMENTS
from etl.workspace import Workspace
from flows.groups import groups

PACKAGE, OVERVIEW = "datapackage.json", "overview.csv"
_log = logging.getLogger("xianhui.office")
T = TypeVar("T")


class Office:
    """Close it, or use it in a ``with``. Raises WorkspaceError and AuthorError (settings, rules)."""

    def __init__(self, root: Path) -> None:
        self.workspace = Workspace.open(root)
        self.rulebook = self.workspace.rulebook()
        self.ledger = Ledger(self.workspace)
        self.reviews = Reviews(self.ledger, self.rulebook)
        self._documents: dict[str, pl.DataFrame] | None = None
        self._ahead: dict[Due, CountyTables] = {}

    def __enter__(self) -> Office:
        return self

    def __exit__(self, *_: object) -> None:
        self.ledger.close()

    def pending(self) -> int:
        """How many contents wait to be read and extracted."""
        return self.ledger.pending(self.rulebook.version)

    def due(self) -> list[Due]:
        """The county tables to write. Nothing is noted: whoever looks may do so while another writes.

        A year without its overview is one whose writing was cut short, unless tables of it are due anyway, or being written.
        """
        tables = self.ledger.due(self.rulebook.version, every=True)
        in_hand = {table.year for table in tables if table.changed}
        due = []
        for table in tables:
            cut_short = table.year not in in_hand and not (self.folder(table).parent / OVERVIEW).exists()
            lost = table.reports and (cut_short or not (self.folder(table) / PACKAGE).exists())
            if table.changed or lost:
                due.append(table)
                in_hand.add(table.year)
        return due

    def folder(self, table: Due) -> Path:
        return self.workspace.outputs / str(table.year) / file_name(table.county)

    def take_reviews(self) -> list[str]:
        """Take in what has come back from review, dropped or edited where it lies; a sentence on each."""
        said = self.reviews.take()
        for sentence in said:
            _log.info("审核件 %s", sentence)
        return said

    def documents_of(self, county: str) -> pl.DataFrame:
        """DOCUMENTS of a county. Going through all files takes long: while tables are written they are those of the start."""
        if self._documents is not None:
            return self._documents.get(county, DOCUMENTS.empty())
        return self.ledger.documents().filter(pl.col("county") == county)

    def write(
        self, table: Due, documents: pl.DataFrame | None = None, tell: Callable[[str], object] = _log.warning
    ) -> list[Path]:
        """Roll up one county and year and write its files; their paths, the workbook among them.

        What it is about to show is noted before, so that the answers are understood whenever they come. ``documents`` are
        those of the county (:meth:`documents_of`); ``tell`` hears of files that are open elsewhere.
        """
        tables = self._ahead.pop(table, None) or self._tables([table])[0]
        asked = questions(tables, self.rulebook)
        self.ledger.reviews.ask(table.county, table.year, asked)
        edition = self.ledger.reviews.edition_of(table.county, table.year)
        last = self.ledger.reviews.last(table.county, table.year)
        current = {question.number for question in asked}
        reviewed = Reviewed(
            edition.edition, [(each, outcomes(lines, tables.decisions, current)) for each, lines in last]
        )
        guard = Guard(partial(self.reviews.publishing, edition=edition), self.reviews.may_replace)
        documents = self.documents_of(table.county) if documents is None else documents
        busy: list[str] = []
        written = export_county(
            self.folder(table), tables, documents, self.rulebook, reviewed=reviewed, guard=guard, tell=busy.append
        )
        for message in busy:
            tell(message)
        if not busy:
            self.ledger.written(table)
        return written

    def roll_up_ahead(self, group: Sequence[Due]) -> None:
        """Roll up several tables of one year together, before each is written (:meth:`write`).

        Where that cannot be done, because something of one of them is broken, each is rolled up when it is written: the error
        is then that of this one alone.
        """
        self._ahead = {}
        if len(group) > 1:
            try:
                self._ahead = dict(zip(group, self._tables(group), strict=True))
            except Exception:
                _log.debug("%s 等 %d 张汇总表改为逐张汇总", group[0].county, len(group), exc_info=True)

    def _tables(self, group: Sequence[Due]) -> list[CountyTables]:
        return roll_up_together([self._reported(table) for table in group], group[0].year, self.rulebook)

    def _reported(self, table: Due) -> CountyReports:
        told = self.ledger.reported(table.county, table.year - 1, table.year)
        decisions = Decisions(self.ledger.reviews.decisions(table.county))
        return CountyReports(table.county, told.mentions, told.reports, told.texts, told.expected, decisions)

    def write_all(self, tables: list[Due]) -> Iterator[list[Path]]:
        for group in groups(tables, processes=1):
            self.roll_up_ahead(group)
            yield from map(self.write, group)

    def write_due(self, write: Callable[[list[Due]], Iterable[T]]) -> list[T]:
        """Write what is due, the tables by ``write`` (:meth:`write_all`, or what does so elsewhere), and what goes with them."""
        self.take_reviews()
        done = self._write_due(write)
        return done + self._write_due(write) if self.take_reviews() else done

    def _write_due(self, write: Callable[[list[Due]], Iterable[T]]) -> list[T]:
        due = self.due()
        years = sorted({table.year for table in due})
        for table in due:
            if not table.changed:  # and stays due where it cannot be written to its place
                self.ledger.written(dataclasses.replace(table, fingerprint=""))
        for year in years:
            self.drop_overview(year)
        # Read after the fingerprints of what is due: what comes in meanwhile makes a table due again.
        self._documents = {str(county): mine for (county,), mine in self.ledger.documents().group_by("county")}
        try:
            done = list(write(due))
        finally:
            self._documents = None
        self.write_documents()
        listed = self.ledger.due(self.rulebook.version, every=True) if years else []
        for year in years:
            self.write_overview(year, [table for table in listed if table.year == year])
        return done

    def write_documents(self) -> Path:
        """``outputs/documents.csv``: every file of the workspace and its state."""
        return write_documents(self.workspace.outputs, self.ledger.documents())

    def drop_overview(self, year: int) -> None:
        """Take the overview of the year away, since its tables are about to change."""
        try:
            (self.workspace.outputs / str(year) / OVERVIEW).unlink(missing_ok=True)
        except PermissionError:  # open in a spreadsheet: the new one will lie beside it
            _log.warning("[XH-EXPORT-002] “%s”正被占用。", OVERVIEW)

    def write_overview(self, year: int, tables: list[Due]) -> list[Path]:
        """``outputs/<year>/总览.xlsx`` and ``overview.csv``: the core indicators of all counties of the year with reports.

        ``tables`` are all of the year.
        """
        counties = [table.county for table in tables if table.reports]
        coverage = self.ledger.coverage().filter(period=str(year)).drop("period")
        listed = pl.DataFrame({"county": counties}, schema={"county": pl.String}).join(
            coverage, on="county", how="left"
        )
        listed = listed.with_columns(pl.col("expected", "reported").fill_null(0))
        folder = self.workspace.outputs / str(year)
        return write_overview(folder, listed, year, self.rulebook, tell=_log.warning)
