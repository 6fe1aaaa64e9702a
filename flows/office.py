"""A workspace at work: settings, rules and ledger opened together, and the work that is due in it.

Rules:
- A county table is due when its inputs have changed since it was written, or when it is no longer there.
- A table all of whose reports have gone elsewhere is written once more, empty: nobody must read old figures in it.
"""

from __future__ import annotations

import dataclasses
from pathlib import Path

import polars as pl

from etl.export import export_county, write_documents
from etl.rollup import roll_up
from etl.rulebook import load_rulebook
from etl.store import Due, Ledger
from etl.workspace import Workspace

PACKAGE = "datapackage.json"


class Office:
    """Close it, or use it in a ``with``. Raises WorkspaceError and AuthorError (settings, rules)."""

    def __init__(self, root: Path) -> None:
        self.workspace = Workspace.open(root)
        self.rulebook = load_rulebook(overlay=self.workspace.overlay)
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
        for table in self.ledger.due(""):
            if table.reports and not (self.folder(table) / PACKAGE).exists():
                self.ledger.written(dataclasses.replace(table, fingerprint=""))
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
            self.ledger.rosters.expected(table.county, str(table.year)),
        )
        documents = self.ledger.documents().filter(pl.col("county") == table.county)
        written = export_county(self.folder(table), tables, documents, self.rulebook)
        self.ledger.written(table)
        return written

    def write_documents(self) -> Path:
        """``outputs/documents.csv``: every file of the workspace and its state."""
        return write_documents(self.workspace.outputs, self.ledger.documents())
