"""The observations of a county in the order in which the workbook shows them, one :class:`Reading` each.

A reading's place in the list is its row in 明细 and in 证据 alike, which is what makes links in both directions simple.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from etl.export.plain import plain_decimal

if TYPE_CHECKING:
    from etl.rollup import CountyTables
    from etl.rulebook.model import Rulebook

LAST = 1_000_000
FIGURES = ("value", "growth_pct", "change", "completion_pct", "original")


class Reading(NamedTuple):
    """One observation; figures are plain decimals as text ("" when there is none), the rest as in OBSERVATIONS.

    ``surface`` is the figure as printed and ``mark`` its offset in ``evidence`` (-1 when it cannot be told). ``original``
    is what the report says of a figure that was corrected or rejected. ``page`` is -1 for files
    without pages.
    """

    township: str
    indicator: str
    name: str
    period: str
    role: str
    value: str
    unit: str
    growth_pct: str
    change: str
    completion_pct: str
    approx: str
    status: str
    document: str
    start: int
    surface: str
    evidence: str
    mark: int
    rule: str
    sha256: str
    page: int
    recognised: bool
    number: str
    decision: str
    original: str
    reviewer: str
    note: str
    rivals: str
    reason: str


def township_order(tables: CountyTables) -> list[str]:
    """The townships expected, in the order of the roster, then those that reported without being on it."""
    return tables.once("townships", None, lambda: _township_order(tables))


def _township_order(tables: CountyTables) -> list[str]:
    seen = pl.concat([tables.reports["township"], tables.observations["township"]]).drop_nulls().unique().sort()
    return [*tables.expected, *(name for name in seen if name and name not in set(tables.expected))]


def readings(tables: CountyTables, rulebook: Rulebook) -> list[Reading]:
    """All observations by township, indicator, period and role; those of last year's plans among them."""
    return tables.once("readings", rulebook, lambda: _readings(tables, rulebook))


def _readings(tables: CountyTables, rulebook: Rulebook) -> list[Reading]:
    frame = tables.observations.with_columns(
        *(plain_decimal(pl.col(name)) for name in FIGURES),
        rank("township", township_order(tables)),
        rank("indicator", list(rulebook.indicators)),
    ).sort("township_rank", "township", "indicator_rank", "indicator", "period", "role", maintain_order=True)
    frame = frame.with_columns(pl.col(pl.String).fill_null(""), pl.col(pl.Int64).fill_null(-1))
    frame = frame.with_columns(
        _mark(), evidence=pl.when(pl.col("evidence") == "").then("surface").otherwise("evidence")
    )
    return [Reading(*row) for row in frame.select(Reading._fields).iter_rows()]


def rank(name: str, order: list[str]) -> pl.Expr:
    """The place of each value in ``order`` as column ``<name>_rank``; those that are not in it come last."""
    ranks = {value: rank for rank, value in enumerate(order)}
    return pl.col(name).replace_strict(ranks, default=LAST, return_dtype=pl.Int64).alias(f"{name}_rank")


def _mark() -> pl.Expr:
    """Offset of the figure in its sentence, if the sentence has the printed figure just there, else -1."""
    offset = pl.col("start") - pl.col("sentence_start")
    length = pl.col("surface").str.len_chars()
    found = (pl.col("sentence_start") >= 0) & (offset >= 0) & (length > 0)
    there = pl.col("evidence").str.slice(pl.when(found).then(offset).otherwise(0), length) == pl.col("surface")
    return pl.when(found & there).then(offset).otherwise(-1).alias("mark")
