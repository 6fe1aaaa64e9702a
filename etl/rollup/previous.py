"""Last year's level of each township and indicator: what this year's figure is compared with.

Rules: the township's own report of last year first; else the level that this year's report quotes for the same
period a year earlier (role ``baseline``, or an actual figure of that year); else, where growth is computed, the
level implied by the reported growth rate. Only actual figures have a previous level: a plan, a cumulative and a
five-year figure are not compared.
"""

from __future__ import annotations

import polars as pl

from etl.rollup.candidates import preferred
from etl.rollup.periods import with_year_before

_TIME = ["year", "period"]
_NAMES = ["county", "township"]
_ORDERS = 2**20  # more than a rulebook has indicators


def with_previous(observed: pl.DataFrame, mentions: pl.DataFrame, last: pl.DataFrame) -> pl.DataFrame:
    """Adds ``previous``: stated by last year's observations ``last``, or quoted among this year's ``mentions``.

    All of them come from the same candidates, which number the places; what a person added has no number, only names.
    """
    if observed["place"].null_count() + last["place"].null_count():
        places = (
            pl.concat(frame.select(_NAMES) for frame in (observed, mentions, last)).unique().with_row_index("place")
        )
        observed, mentions, last = (
            frame.drop("place").join(places, on=_NAMES, how="left", maintain_order="left")
            for frame in (observed, mentions, last)
        )
    actual, quoted = pl.col("role") == "actual", pl.col("role").is_in(["baseline", "actual"])
    times = with_year_before(observed.select(*_TIME, "role").filter(actual).select(_TIME).unique()).with_row_index(
        "time"
    )
    before = times.select("time", year="year_before", period="period_before")
    found = [_levels(last, actual, before), _levels(mentions, quoted & pl.col("is_value") & ~pl.col("is_part"), before)]
    levels = preferred(pl.concat(found), "which")
    mine = observed.select("role", "place", "order", *_TIME).join(times, on=_TIME, how="left", maintain_order="left")
    which = mine.select(which=pl.when(actual).then(_which()))
    return observed.with_columns(previous=which.join(levels, on="which", how="left", maintain_order="left")["level"])


def _levels(frame: pl.DataFrame, counts: pl.Expr, times: pl.DataFrame) -> pl.DataFrame:
    """``which, level`` of the rows that count, for these years and periods."""
    stated = (counts & pl.col("amount").is_not_null()).alias("stated")
    rows = frame.select("place", "order", *_TIME, stated, level="amount").filter("stated")
    return rows.join(times, on=_TIME, maintain_order="left").select(_which().alias("which"), "level")


def _which() -> pl.Expr:
    """One number for place, indicator, year and period: to join by it costs a third of what joining by each costs."""
    return (pl.col("time").cast(pl.Int64) * _ORDERS + pl.col("order")) * 2**32 + pl.col("place")
