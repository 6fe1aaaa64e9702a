"""The tables of the last rollup, read back from the county's folder: what 变更 compares with.

Rules and edge cases:

- a table that is not there, or that somebody else has rewritten (other columns, text where a figure should be), counts as
  not there: then there is nothing to compare with, and nothing is said to have changed;
- columns of a newer edition that the file lacks are null;
- while nothing has changed, the changes of the last time stay: a rerun writes the same bytes. They are written before the
  tables that they compare, so that a run that was cut short finds the same changes again.
"""

from __future__ import annotations

import io
from pathlib import Path

import polars as pl
from polars.exceptions import PolarsError

from etl.rollup import CountyTables
from etl.rollup.changes import changes
from etl.tables import CHANGES, OBSERVATIONS, ROLLUP, Table


def earlier(folder: Path, table: Table) -> pl.DataFrame | None:
    """The table as it was written last, or None."""
    path = folder / f"{table.name}.csv"
    try:
        text = pl.read_csv(io.BytesIO(path.read_bytes()), infer_schema=False)
        known = [column for column in table.columns if column.name in text.columns]
        read = text.select(_value(column.name, column.dtype) for column in known)
    except (OSError, PolarsError):
        return None
    return table.conform(read) if known else None


def _value(name: str, dtype: pl.DataType) -> pl.Expr:
    if dtype == pl.String:
        return pl.col(name).str.replace(r"^'([=+\-@\t\r\n＝＋－＠])", "${1}")
    if dtype == pl.Boolean:
        return pl.col(name) == "true"
    return pl.col(name).cast(dtype)


def changes_since(folder: Path, tables: CountyTables) -> pl.DataFrame:
    """Schema CHANGES: what this rollup changes about what lies in ``folder``, or what the last one that changed anything did."""
    before, rolled = earlier(folder, OBSERVATIONS), earlier(folder, ROLLUP)
    if before is None or rolled is None:
        return CHANGES.empty()
    current = set(tables.mentions["sha256"]) | set(tables.reports["sha256"]) | set(tables.observations["sha256"])
    found = changes(before, tables.observations, rolled, tables.rollup, current)
    if found.height:
        return found.with_columns(county=pl.lit(tables.county))
    kept = earlier(folder, CHANGES)
    return CHANGES.empty() if kept is None else kept
