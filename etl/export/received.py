"""文档清单: what became of the files that were received for a year.

Files of which the period is not known (yet) stand in the latest year, so that they do not change the workbooks of all years.
"""

from __future__ import annotations

import polars as pl

from etl.export.layout import Layout
from etl.export.lists import Cell, Row
from etl.export.words import worded
from etl.tables import DOCUMENTS

_SHORT = {"period", "kind", "state", "code"}


def received_rows(documents: pl.DataFrame, year: int, layout: Layout) -> list[Row]:
    """Schema DOCUMENTS, all files of the county → the rows of one year."""
    frame = of_year(documents, year).with_columns(state=worded(DOCUMENTS, "state", layout.words))
    frame = frame.with_columns(pl.col(pl.String).fill_null(""))
    return [
        {name: Cell(value, look="short" if name in _SHORT else "") for name, value in row.items()}
        for row in frame.iter_rows(named=True)
    ]


def of_year(documents: pl.DataFrame, year: int) -> pl.DataFrame:
    """The files of a year: those of its periods, and in the latest year those of which the period is not known (yet)."""
    years = pl.col("period").str.slice(0, 4)
    known = documents.filter(pl.col("period").fill_null("") != "")
    latest = known.select(years.max()).item() if known.height else None
    unknown = pl.col("period").fill_null("") == ""
    return documents.filter((years == str(year)) | (unknown & pl.lit(latest is None or latest <= str(year))))
