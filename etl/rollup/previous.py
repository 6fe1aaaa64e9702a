"""Last year's level of each township and indicator: what this year's figure is compared with.

Rules: the township's own report of last year first; else the level that this year's report quotes for the same
period a year earlier (role ``baseline``, or an actual figure of that year); else, in :func:`level_before`, the
level implied by the reported growth rate. Only actual figures have a previous level: a plan, a cumulative and a
five-year figure are not compared.
"""

from __future__ import annotations

from decimal import Decimal

import polars as pl

from etl.rollup.candidates import preferred
from etl.rollup.periods import year_before

_PLACE = ["township", "indicator", "year_before", "period_before"]


def with_previous(observed: pl.DataFrame, mentions: pl.DataFrame, last: pl.DataFrame) -> pl.DataFrame:
    """Adds ``previous``: stated by last year's observations ``last``, or quoted among this year's ``mentions``."""
    levels = pl.col("amount").is_not_null() & pl.col("is_value") & ~pl.col("is_part")
    quoted = mentions.filter(levels, pl.col("role").is_in(["baseline", "actual"]))
    periods = observed["period"].unique().to_list()
    before = pl.DataFrame(
        {"period": periods, "period_before": [year_before(period) for period in periods]},
        schema={"period": pl.String, "period_before": pl.String},
    )
    return (
        observed.with_columns(year_before=pl.col("year") - 1)
        .join(before, on="period", how="left", maintain_order="left")
        .join(_levels(last.filter(pl.col("role") == "actual"), "own"), on=_PLACE, how="left", maintain_order="left")
        .join(_levels(quoted, "quoted"), on=_PLACE, how="left", maintain_order="left")
        .with_columns(previous=pl.when(pl.col("role") == "actual").then(pl.coalesce("own", "quoted")))
        .drop("year_before", "period_before", "own", "quoted")
    )


def level_before(value: Decimal, previous: Decimal | None, growth: Decimal | None) -> Decimal | None:
    """The stated previous level, else value / (1 + growth %), else nothing; a fall by 100 % or more implies none."""
    if previous is not None or growth is None or growth <= -100:
        return previous
    return value / (1 + growth / 100)


def _levels(frame: pl.DataFrame, name: str) -> pl.DataFrame:
    renamed = frame.filter(pl.col("amount").is_not_null()).select(
        "township", "indicator", pl.col("amount").alias(name), year_before="year", period_before="period"
    )
    return preferred(renamed, _PLACE)
