"""A workspace at work: settings, rules and ledger opened together, and the work that is due in it.

Rules:
- A county table is due when its inputs have changed since it was written, or when it is no longer there. One that lies
  under a dated name, because the file was open elsewhere, stays due.
- The overview of a year is taken away before its tables change and written after them. Where it is missing, a run was
  cut short: one table of the year is due again, and the overview with it.
- A table all of whose reports have gone elsewhere is written once more, empty: nobody must read old figures in it.
"""

from __future__ import annotations

import dataclasses
import logging
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import polars as pl

from etl.export import export_county, write_documents, write_overview
from etl.rollup import roll_up
from etl.store import Due, Ledger
from etl.workspace import Workspace

PACKAGE, OVERVIEW = "datapackage.json", "overview.csv"
_log = logging.getLogger("xianhui.office")
T = TypeVar("T")


class Office:
    """Close it, or use it in a ``with``. Raises WorkspaceError and AuthorError (settings, rules)."""

    def __init__(self, root: Path) -> None:
        self.workspace = Workspace.open(root)
        self.rulebook = self.workspace.rulebook()
        self.ledger = Ledger(self.workspace)

    def __enter__(self) -> Office:
        return self

    def __exit__(self, *_: object) -> None:
        self.ledger.close()

    def pending(self) -> int:
        """How many contents wait to be read and extracted."""
        return self.ledger.pending(self.rulebook.version)

    def due(self) -> list[Due]:
        """The county tables to write."""
        without_overview: set[int] = set()
        for table in self.ledger.due(""):
            cut_short = table.year not in without_overview and not (self.folder(table).parent / OVERVIEW).exists()
            if table.reports and (cut_short or not (self.folder(table) / PACKAGE).exists()):
                self.ledger.written(dataclasses.replace(table, fingerprint=""))
                without_overview.add(table.year)
        return self.ledger.due(self.rulebook.version)

    def folder(self, table: Due) -> Path:
        return self.workspace.outputs / str(table.year) / table.county

    def write(self, table: Due) -> list[Path]:
        """Roll up one county and year and write its files; their paths, the workbook among them."""
        reports = self.ledger.reports(table.county, table.year - 1, table.year)
        tables = roll_up(
            self.ledger.mentions(reports),
            reports,
            self.ledger.texts(reports),
            table.year,
            table.county,
            self.rulebook,
            self.ledger.expected(table.county, str(table.year)),
        )
        documents = self.ledger.documents().filter(pl.col("county") == table.county)
        busy: list[str] = []
        written = export_county(self.folder(table), tables, documents, self.rulebook, tell=busy.append)
        for message in busy:
            _log.warning(message)
        if not busy:
            self.ledger.written(table)
        return written

    def write_due(self, write: Callable[[Due], T]) -> list[T]:
        """Write what is due, each table by ``write`` (:meth:`write`, or a task around it), and what goes with the tables."""
        due = self.due()
        years = sorted({table.year for table in due})
        for year in years:
            self.drop_overview(year)
        done = [write(table) for table in due]
        self.write_documents()
        for year in years:
            self.write_overview(year)
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

    def write_overview(self, year: int) -> list[Path]:
        """``outputs/<year>/总览.xlsx`` and ``overview.csv``: the core indicators of all counties of the year."""
        counties = [table.county for table in self.ledger.due("") if table.year == year and table.reports]
        coverage = self.ledger.coverage().filter(period=str(year)).drop("period")
        listed = pl.DataFrame({"county": counties}, schema={"county": pl.String}).join(
            coverage, on="county", how="left"
        )
        listed = listed.with_columns(pl.col("expected", "reported").fill_null(0))
        folder = self.workspace.outputs / str(year)
        return write_overview(folder, listed, year, self.rulebook, tell=_log.warning)
