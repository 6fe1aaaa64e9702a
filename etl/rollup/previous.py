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

_TIME = ["year_before", "period_before"]
_NUMBERS, _NAMES = ["place"], ["county", "township"]


def with_previous(observed: pl.DataFrame, mentions: pl.DataFrame, last: pl.DataFrame) -> pl.DataFrame:
    """Adds ``previous``: stated by last year's observations ``last``, or quoted among this year's ``mentions``.

    All of them come from the same candidates, which number the places; what a person added has no number, only names.
    """
    added = observed["place"].null_count() + last["place"].null_count()
    same = [*(_NAMES if added else _NUMBERS), "order", *_TIME]
    quoted = pl.col("role").is_in(["baseline", "actual"]) & pl.col("is_value") & ~pl.col("is_part")
    dated = with_year_before(observed)
    times = dated.select(*_TIME, "role").filter(pl.col("role") == "actual").select(_TIME).unique()
    both = [_levels(last, pl.col("role") == "actual", times), _levels(mentions, quoted, times)]
    levels = preferred(pl.concat(both).select(*same, "level"), same)
    return (
        dated.join(levels, on=same, how="left", maintain_order="left")
        .with_columns(previous=pl.when(pl.col("role") == "actual").then("level"))
        .drop(*_TIME, "level")
    )


def _levels(frame: pl.DataFrame, counts: pl.Expr, times: pl.DataFrame) -> pl.DataFrame:
    """``level`` of each place and indicator, of the rows that count, for these years and periods."""
    stated = (counts & pl.col("amount").is_not_null()).alias("stated")
    rows = frame.select(*_NUMBERS, *_NAMES, "order", stated, level="amount", year_before="year", period_before="period")
    return rows.filter("stated").drop("stated").join(times, on=_TIME, how="semi", maintain_order="left")
