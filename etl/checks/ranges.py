"""Figures that stand alone: outside of what one township can have, missing, or read from a picture."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import polars as pl

from etl.checks.report import Case, Row, measured
from etl.rulebook.checking import Checks

_YEARS = r"^(\d{4})/(\d{4})$"


def range_cases(figures: pl.DataFrame, checks: Checks) -> Iterator[Case]:
    """Levels of a township beyond the plausible limits of their rule; a baseline may be somebody else's figure.

    The limits are those of one year: what is done in several may be as many times as much, and of what is cumulative
    for no stated years only the lower limit counts.
    """
    value = pl.col("canonical_value")
    years = pl.col("period").str.extract(_YEARS, 2).cast(pl.Int64) - pl.col("period").str.extract(_YEARS, 1).cast(
        pl.Int64
    )
    flow = pl.col("kind") == "flow"
    endless = flow & (pl.col("role") == "cumulative") & years.is_null()
    highest = pl.when(flow).then(pl.col("highest") * (years + 1).fill_null(1)).otherwise("highest")
    outside = figures.with_columns(highest=highest).filter(
        pl.col("type") == "quantity",
        pl.col("measure").is_in(["level", "share_or_rate"]),
        pl.col("role") != "baseline",
        (pl.col("scope") == "township") | (pl.col("rule_scope") == "any"),
        pl.col("canonical_unit") == pl.col("rule_unit"),
        (value < pl.col("lowest")) | ((value > pl.col("highest")) & ~endless),
    )
    for row in outside.iter_rows(named=True):
        unit = row["canonical_unit"]
        words = {
            "value": measured(row["canonical_value"], unit),
            "low": measured(row["lowest"], unit),
            "high": measured(row["highest"], unit),
            "expected": _slipped(row, checks.range.slips),
        }
        yield Case(checks.range, row, (row["start"],), words)


def _slipped(row: Row, slips: tuple[Decimal, ...]) -> str:
    """What the figure would be if its unit were written wrongly by one of the factors; empty if several would do."""
    value, low, high = row["canonical_value"], row["lowest"], row["highest"]
    inside = [
        (how, factor, slipped)
        for factor in slips
        for how, slipped in (("多", value / factor), ("少", value * factor))
        if low <= slipped <= high
    ]
    if len(inside) != 1:
        return ""
    ((how, factor, slipped),) = inside
    return f"；若单位写{how}了{measured(factor, '倍')}，则为{measured(slipped, row['canonical_unit'])}"


def missing_cases(figures: pl.DataFrame, checks: Checks) -> Iterator[Case]:
    """Core indicators whose figure was removed from the text (约亿元)."""
    missing = figures.filter(pl.col("type") == "missing", pl.col("tier") == "core")
    for row in missing.iter_rows(named=True):
        yield Case(checks.missing, row, (row["start"],), {})


def recognised_cases(figures: pl.DataFrame, checks: Checks) -> Iterator[Case]:
    """Figures of an indicator that were read from the picture of a page."""
    recognised = figures.filter("recognised", pl.col("type") == "quantity", pl.col("indicator").is_not_null())
    for row in recognised.iter_rows(named=True):
        yield Case(checks.recognised, row, (row["start"],), {"page": str(row["page"] or "")})
