"""Plan beside actual: every plan figure for the year, from last year's report or this year's, and what was reported
of it.

Rules:

- A plan with a level gives a row of measure ``level``, one with a growth rate a row of measure ``growth_rate``
  (both may be).
- Only the same period is compared: a plan for the year has no actual in a half-year report.
- The actual growth is the reported rate, else that of this year's level over last year's (stated, never implied).
- ``direction`` is ``min``; ``max`` when the plan says "at most". For a planned fall it is the other way round: a
  fall by at least 5 % is a growth of at most -5 %.
- The target of an indicator that is the growth of another (固定资产投资增速) is held against its own figure, else against
  the growth of that other one.
- ``met`` is empty when nothing was reported.
"""

from __future__ import annotations

import polars as pl

from etl.rollup.aggregate import PERCENT
from etl.rollup.candidates import AT_MOST
from etl.rollup.exact import quotient
from etl.tables import FIGURE, TARGETS

_SAME = ["county", "township", "indicator", "period"]
_OF_LEVEL = ["county", "township", "growth_of", "period"]


def targets(observed: pl.DataFrame, year: int) -> pl.DataFrame:
    """Observations with ``previous`` → schema ``TARGETS``, of each county by township, indicator as in the rulebook, level first."""
    of_year = observed.filter(pl.col("year") == year)
    plans = of_year.filter(pl.col("role") == "plan")
    actual = of_year.filter(pl.col("role") == "actual").select(
        *_SAME, actual_level="amount", actual_growth=_stated_growth(of_year.filter(pl.col("role") == "actual"))
    )
    beside = plans.join(actual, on=_SAME, how="left").join(_of_level(actual), on=_OF_LEVEL, how="left")
    levels = beside.with_columns(
        measure=_own_measure(), target="amount", actual=pl.coalesce("actual_level", "level_growth"), limit="approx"
    )
    growths = beside.with_columns(
        measure=pl.lit("growth_rate"),
        target="growth_pct",
        actual="actual_growth",
        limit="growth_approx",
        unit=pl.lit(PERCENT),
    )
    both = pl.concat([levels, growths]).filter(pl.col("target").is_not_null()).with_columns(_direction())
    return TARGETS.conform(both.with_columns(_met()).sort("township", "order", "period", pl.col("measure") != "level"))


def _own_measure() -> pl.Expr:
    return (
        pl.when(pl.col("own_measure") == "growth_rate")
        .then(pl.lit("growth_rate"))
        .otherwise(pl.lit("level"))
        .alias("measure")
    )


def _of_level(actual: pl.DataFrame) -> pl.DataFrame:
    """The growth of the levels, to be found by the indicators that are the growth of them."""
    return actual.select("county", "township", "period", growth_of="indicator", level_growth="actual_growth")


def _stated_growth(actual: pl.DataFrame) -> pl.Series:
    """The reported growth of each row, else this year's level over last year's; empty without either."""
    rows = actual.select("growth_pct", "amount", "previous").iter_rows()
    rates = [
        rate if rate is not None or None in (level, before) or before <= 0 else quotient((level - before) * 100, before)
        for rate, level, before in rows
    ]
    return pl.Series("actual_growth", rates, FIGURE)


def _direction() -> pl.Expr:
    at_most = (pl.col("limit") == AT_MOST).fill_null(False)
    fall = (pl.col("measure") == "growth_rate") & (pl.col("target") < 0)
    return pl.when(at_most != fall).then(pl.lit("max")).otherwise(pl.lit("min")).alias("direction")


def _met() -> pl.Expr:
    kept = (
        pl.when(pl.col("direction") == "max")
        .then(pl.col("actual") <= pl.col("target"))
        .otherwise(pl.col("actual") >= pl.col("target"))
    )
    return pl.when(kept).then(pl.lit("true")).when(~kept).then(pl.lit("false")).otherwise(pl.lit("")).alias("met")
