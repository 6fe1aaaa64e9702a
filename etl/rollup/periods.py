"""Years and periods of figures: filled in where the sentence leaves them open, and moved back by a year.

Periods are written ``2023``, ``2023H1``, ``2023Q3``, ``2023-01/2023-11``, ``2016/2020``.
"""

from __future__ import annotations

import re

import polars as pl

_YEAR = re.compile(r"\d{4}")


def fill_in(mentions: pl.DataFrame) -> pl.DataFrame:
    """The mentions with ``year`` and ``period`` never empty.

    - A mention's own period stands.
    - A figure of the reporting year, or of no stated year, has the period of its report.
    - A figure of another year, and every plan with a year, is for that whole year: a half-year report plans the
      year, not the half.
    - Without a year, the year is the last one that the period names (2016/2020 → 2020).
    """
    if not mentions["period"].null_count() + mentions["year"].null_count():
        return mentions
    report_period = pl.coalesce("report_period", pl.col("report_year").cast(pl.String))
    of_report = pl.col("year").is_null() | ((pl.col("year") == pl.col("report_year")) & (pl.col("role") != "plan"))
    period = pl.coalesce("period", pl.when(of_report).then(report_period).otherwise(pl.col("year").cast(pl.String)))
    without_year = pl.when(pl.col("year").is_null()).then("period")
    last_year = without_year.str.extract(r"(\d{4})[^/]*$").cast(pl.Int64)
    return mentions.with_columns(period=period).with_columns(year=pl.coalesce("year", last_year))


def with_year_before(frame: pl.DataFrame) -> pl.DataFrame:
    """Adds ``year_before`` and ``period_before`` to ``year`` and ``period``: the same a year earlier."""
    periods = frame["period"].unique().to_list()
    before = pl.DataFrame(
        {"period": periods, "period_before": [year_before(period) for period in periods]},
        schema={"period": pl.String, "period_before": pl.String},
    )
    return frame.with_columns(year_before=pl.col("year") - 1).join(
        before, on="period", how="left", maintain_order="left"
    )


def year_before(period: str) -> str:
    """``2023-01/2023-11`` → ``2022-01/2022-11``."""
    return _YEAR.sub(lambda year: f"{int(year.group()) - 1:04d}", period)
