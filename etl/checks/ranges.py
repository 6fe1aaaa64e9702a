"""Figures that stand alone: outside of what one township can have, given twice with different values, or missing."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from etl.checks.figures import exact
from etl.checks.report import Case, measured
from etl.rulebook.checking import Checks


def range_cases(figures: pl.DataFrame, checks: Checks) -> Iterator[Case]:
    """Levels of a township beyond the plausible limits of their rule; a baseline may be somebody else's figure."""
    value = pl.col("canonical_value")
    outside = figures.filter(
        pl.col("type") == "quantity",
        pl.col("measure").is_in(["level", "share_or_rate"]),
        pl.col("role") != "baseline",
        (pl.col("scope") == "township") | (pl.col("rule_scope") == "any"),
        pl.col("canonical_unit") == pl.col("rule_unit"),
        (value < pl.col("lowest")) | (value > pl.col("highest")),
    )
    for row in outside.iter_rows(named=True):
        unit = row["canonical_unit"]
        words = {
            "value": measured(row["canonical_value"], unit),
            "low": measured(row["lowest"], unit),
            "high": measured(row["highest"], unit),
        }
        yield Case(checks.range, row, (row["start"],), words)


def repeat_cases(figures: pl.DataFrame, checks: Checks) -> Iterator[Case]:
    """One indicator, period and role of the township with values in one document that no rounding reconciles.

    6.85亿 and 68505万 agree, 1500余 and 1450 too; five-year and yearly figures have different periods. Figures of firms
    and projects are many by nature and are left alone. The finding points to the first figure.
    """
    group = ["sha256", "indicator", "period", "role", "scope", "amount_unit"]
    levels = figures.filter(
        pl.col("indicator").is_not_null(),
        pl.col("measure").is_in(["level", "share_or_rate"]),
        pl.col("scope") == "township",
        pl.col("period").is_not_null(),
        pl.col("amount_unit") == pl.col("rule_unit"),
    )
    lowest = (pl.col("amount") - pl.col("slack")).max().over(group)
    highest = (pl.col("amount") + pl.col("slack")).min().over(group)
    differing = levels.filter(lowest - highest > exact(0))
    for rows in differing.partition_by(group, maintain_order=True):
        first = rows.row(0, named=True)
        values = "、".join(dict.fromkeys(rows["surface"].to_list()))
        yield Case(checks.repeat, first, tuple(rows["start"].to_list()), {"values": values})


def missing_cases(figures: pl.DataFrame, checks: Checks) -> Iterator[Case]:
    """Core indicators whose figure was removed from the text (约亿元)."""
    missing = figures.filter(pl.col("type") == "missing", pl.col("tier") == "core")
    for row in missing.iter_rows(named=True):
        yield Case(checks.missing, row, (row["start"],), {})
