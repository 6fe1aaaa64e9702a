"""文档清单: what became of the files that were received for a year.

Files of which the period is not known (yet) stand in the latest year, so that they do not change the workbooks of all years.
"""

from __future__ import annotations

import polars as pl

from etl.export.columns import Columns, Shown
from etl.export.layout import Layout
from etl.export.words import worded
from etl.tables import DOCUMENTS

_SHORT = {"period", "kind", "state", "code"}


def received_columns(documents: pl.DataFrame, year: int, layout: Layout) -> Columns:
    """Schema DOCUMENTS, all files of the county → the files of one year, by column."""
    frame = of_year(documents, year).with_columns(state=worded(DOCUMENTS, "state", layout.words))
    frame = frame.with_columns(pl.col(pl.String).fill_null(""))
    return {column.name: Shown(column.to_list(), "short" if column.name in _SHORT else "") for column in frame}


def of_year(documents: pl.DataFrame, year: int) -> pl.DataFrame:
    """The files of a year: those of its periods, and in the latest year those of which the period is not known (yet)."""
    years = pl.col("period").str.slice(0, 4)
    known = documents.filter(pl.col("period").fill_null("") != "")
    latest = known.select(years.max()).item() if known.height else None
    unknown = pl.col("period").fill_null("") == ""
    return documents.filter((years == str(year)) | (unknown & pl.lit(latest is None or latest <= str(year))))
