"""What is different from the last rollup, figure by figure, and why: schema ``CHANGES``.

Rules:

- Compared are value, growth and status of every observation, by township, period, role and indicator, and the value of every
  row of the county; what is in only one of both was added or removed.
- The reason is what stands behind the two figures: a decision where they were decided on differently; another report
  (a new one, or one that was replaced or taken away); else, of one report read once more, the rules or the program.
- The county's own figures come first: they follow from those of the townships.
- Nothing but figures counts: a rule that moved to another line, a file that was renamed are no changes.
"""

from __future__ import annotations

from collections.abc import Collection

import polars as pl

from etl.tables import CHANGES, OBSERVATIONS, ROLLUP

KEY = ["township", "year", "period", "role", "indicator"]
COUNTY = "全县"
_SAID = ["value", "growth_pct", "status"]
_BEHIND = ["name", "unit", "document", "sha256"]
_DECISION = "decision"


def changes(
    earlier: pl.DataFrame,
    observations: pl.DataFrame,
    earlier_rollup: pl.DataFrame,
    rollup: pl.DataFrame,
    current: Collection[str],
) -> pl.DataFrame:
    """``earlier`` and ``earlier_rollup`` are those of the last rollup; ``current`` the sha256 of the reports that count now."""
    townships = _differences(earlier, observations, OBSERVATIONS.names)
    before, after = (frame.with_columns(township=pl.lit(COUNTY)) for frame in (earlier_rollup, rollup))
    county = _differences(before, after, ROLLUP.names)
    said = townships.with_columns(reason=_reason(current), document=pl.coalesce("document", "document_before"))
    told = pl.concat([county.with_columns(reason=pl.lit("townships")), said], how="diagonal_relaxed")
    ordered = told.sort(pl.col("township") != COUNTY, *KEY)
    return CHANGES.conform(ordered)


def _differences(before: pl.DataFrame, after: pl.DataFrame, known: Collection[str]) -> pl.DataFrame:
    """One row for each key whose figures differ, with those of before under ``*_before``."""
    names = [name for name in [*_SAID, *_BEHIND, _DECISION] if name in known]
    sides = [frame.select(*KEY, *(_text(frame, name) for name in names)) for frame in (before, after)]
    earlier = sides[0].with_columns(was=pl.lit(True)).rename({name: f"{name}_before" for name in names})
    joined = (
        sides[1].with_columns(there=pl.lit(True)).join(earlier, on=KEY, how="full", coalesce=True, nulls_equal=True)
    )
    same = [pl.col(name).eq_missing(pl.col(f"{name}_before")) for name in _SAID if name in names]
    differing = joined.filter(~pl.all_horizontal(pl.col("there").eq_missing(pl.col("was")), *same))
    change = pl.when(pl.col("was").is_null()).then(pl.lit("added")).when(pl.col("there").is_null())
    return differing.with_columns(
        *(pl.coalesce(name, f"{name}_before").alias(name) for name in ("name", "unit")),
        change=change.then(pl.lit("removed")).otherwise(pl.lit("changed")),
        before="value_before",
        after="value",
    )


def _text(frame: pl.DataFrame, name: str) -> pl.Expr:
    """The column; where a frame of an older edition lacks it, nothing. Nothing and empty text are the same."""
    if name not in frame.columns:
        return pl.lit(None, pl.String).alias(name)
    column = pl.col(name)
    return pl.when(column != "").then(column).alias(name) if frame.schema[name] == pl.String else column


def _reason(current: Collection[str]) -> pl.Expr:
    decided = pl.lit(False)
    if _DECISION in OBSERVATIONS.names:
        decided = pl.col(_DECISION).ne_missing(pl.col(f"{_DECISION}_before"))
    gone = pl.col("sha256_before").is_not_null() & ~pl.col("sha256_before").is_in(list(current))
    other = pl.col("sha256").ne_missing(pl.col("sha256_before"))
    return (
        pl.when(decided)
        .then(pl.lit("decision"))
        .when(gone & pl.col("sha256").is_null())
        .then(pl.lit("withdrawn"))
        .when(gone)
        .then(pl.lit("replaced"))
        .when(other & pl.col("sha256").is_not_null())
        .then(pl.lit("report"))
        .otherwise(pl.lit("rule"))
    )
