"""Observations of the townships → one row for each year, period, role and indicator of the county.

- ``value`` covers the townships that report; which are missing is never filled up: ``reporting`` of ``expected``,
  flag ``incomplete``. An indicator that is only named (a hole, a growth rate) has a row with a blank value.
- ``prev_value`` is the same aggregate of last year's own observations, of all townships that reported then;
  ``growth_pct`` compares only the townships that have both years. Both are for actual figures only.
- The weight of a township is its figure of the same period and role, else its actual figure of the whole reporting
  year.
- What this year's reports say of other years (a plan for the next, an actual figure of the last) has rows of its own.
- Ties of lowest and highest go to the first township by name.

Observations of several counties may be given at once. A slot is a county, year, period, role and indicator; ``slot`` is
its number.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, localcontext

import polars as pl

from etl.rollup.aggregate import EXACT, Total, Values, growth, methods, plain, share_units, woven
from etl.rollup.catalogue import catalogue
from etl.rollup.observations import ROLES
from etl.rollup.periods import with_year_before
from etl.rollup.previous import level_before
from etl.rulebook.model import Rulebook
from etl.tables import FIGURE, ROLLUP

SLOT = ["county", "year", "period", "role", "indicator"]
Slot = tuple[str, int, str, str, str]
_WOVEN = pl.Schema({
    "slot": pl.UInt32(), "method": pl.String(), "woven_value": FIGURE, "entering": pl.UInt32(), "coverage_weight": FIGURE,
    "low_weight": pl.Boolean(),
})  # fmt: skip
_GROWTH = pl.Schema({"slot": pl.UInt32(), "growth_pct": FIGURE, "growth_reporting": pl.Int64()})


class Figures:
    """The figures that others are weighed with or divided by, of one reporting year, by slot and township.

    A township without a figure is not in it.
    """

    def __init__(self, observed: pl.DataFrame, year: int, rulebook: Rulebook) -> None:
        self.year = year
        self.rulebook = rulebook
        self.shares = share_units(rulebook)
        needed = observed.select(*SLOT, "township", "amount").filter(
            pl.col("amount").is_not_null(), pl.col("indicator").is_in(_woven_together(rulebook))
        )
        rows = needed.group_by(SLOT, maintain_order=True).agg("township", "amount").iter_rows()
        self.by_slot = {tuple(slot): dict(zip(towns, figures, strict=True)) for *slot, towns, figures in rows}

    def of(self, slot: Slot, indicator: str | None) -> Values:
        """The figures of another indicator in this slot; none for no indicator."""
        return self.by_slot.get((*slot[:4], indicator), {}) if indicator else {}

    def weights(self, slot: Slot) -> Values:
        weight = self.rulebook.indicators[slot[4]].weight
        if weight is None:
            return {}
        whole_year = (slot[0], self.year, str(self.year), "actual", weight)
        return {**self.of(whole_year, weight), **self.of(slot, weight)}

    def total(self, slot: Slot) -> Total | None:
        rule = self.rulebook.indicators[slot[4]]
        of, to = (rule.ratio.of, rule.ratio.to) if rule.ratio else (None, None)
        return woven(rule, self.of(slot, rule.code), self.of(slot, of), self.of(slot, to), self.weights(slot))

    def growth(self, slot: Slot, this: Values, previous: Values) -> tuple[Decimal | None, int]:
        return growth(self.rulebook.indicators[slot[4]], this, previous, self.weights(slot), shares=self.shares)


def roll_up_observations(
    observed: pl.DataFrame, last: pl.DataFrame, year: int, rulebook: Rulebook, expected: Mapping[str, int]
) -> pl.DataFrame:
    """Observations with ``previous``, and those of the reports of the year before (``last``) → schema ``ROLLUP``.

    The code of the county is left blank. ``expected`` (by county) is never below what has reported.
    """
    figures = Figures(observed, year, rulebook)
    slots = _totals(_slots(observed), figures)
    rolled = (
        slots.join(_growths(slots, observed, figures), on="slot", how="left")
        .join(_values_before(slots, last, Figures(last, year - 1, rulebook)), on="slot", how="left")
        .join(catalogue(rulebook), on="indicator", how="left")
        .with_columns(pl.col("growth_reporting").fill_null(0), expected=_expected(expected))
    )
    ordered = rolled.sort("county", "year", "period", pl.col("role").cast(pl.Enum(ROLES)), "order")
    return ROLLUP.conform(ordered.with_columns(_flags()))


def _slots(observed: pl.DataFrame) -> pl.DataFrame:
    """One row for each slot, with the sum, the extremes and the marks of its figures."""
    stated, town, amount = pl.col("amount").is_not_null(), pl.col("township"), pl.col("amount")
    marks = {
        "approximate": stated & (pl.col("approx") != ""),
        "estimated": stated & pl.col("estimated"),
        "conflict": pl.col("status") == "conflict",
        "corrected": pl.col("status").is_in(["corrected", "added"]),
        "rejected": pl.col("status") == "rejected",
    }
    return (
        observed.select(*SLOT, "township", "amount", **marks)
        .sort("township")
        .group_by(SLOT, maintain_order=True)
        .agg(
            amount.sum().alias("added"),
            amount.count().alias("reporting"),
            min_township=town.get(amount.arg_min()),
            min_value=amount.min(),
            max_township=town.get(amount.arg_max()),
            max_value=amount.max(),
            **{mark: pl.col(mark).any() for mark in marks},
        )
        .with_row_index("slot")
    )


def _totals(slots: pl.DataFrame, figures: Figures) -> pl.DataFrame:
    """Slots with ``aggregate, value, reporting, coverage_weight, low_weight``."""
    totals = plain(slots.join(methods(figures.rulebook), on="indicator", how="left", maintain_order="left"))
    found = [
        (number, total.method, total.value, total.reporting, total.coverage, total.low_weight)
        for number, *slot in totals.filter("woven").select("slot", *SLOT).iter_rows()
        if (total := figures.total(tuple(slot))) is not None
    ]
    stands = pl.col("method").is_null()
    return totals.join(pl.DataFrame(found, schema=_WOVEN, orient="row"), on="slot", how="left").with_columns(
        aggregate=pl.coalesce("method", "aggregate"),
        value=pl.when(stands).then("value").otherwise("woven_value"),
        reporting=pl.coalesce("entering", "reporting"),
        low_weight=pl.col("low_weight").fill_null(False),
    )


def _growths(slots: pl.DataFrame, observed: pl.DataFrame, figures: Figures) -> pl.DataFrame:
    """``slot, growth_pct, growth_reporting``, where there is anything to compare with."""
    levels = ["amount", "previous", "growth_pct"]
    compared = (
        observed.select(*SLOT, "township", *levels)
        .filter(
            pl.col("role") == "actual",
            pl.col("amount").is_not_null(),
            pl.col("previous").is_not_null() | pl.col("growth_pct").is_not_null(),
        )
        .group_by(SLOT, maintain_order=True)
        .agg("township", *levels)
        .join(slots.select("slot", *SLOT), on=SLOT, how="left")
    )
    found = []
    for *slot, towns, this, previous, growths, number in compared.iter_rows():
        with localcontext(EXACT):
            levels_before = map(level_before, this, previous, growths)
            before = {town: level for town, level in zip(towns, levels_before, strict=True) if level is not None}
        found.append((number, *figures.growth(tuple(slot), dict(zip(towns, this, strict=True)), before)))
    return pl.DataFrame(found, schema=_GROWTH, orient="row")


def _values_before(slots: pl.DataFrame, last: pl.DataFrame, figures: Figures) -> pl.DataFrame:
    """``slot, prev_value`` of the slots of actual figures, where there is a report of the year before."""
    if last.is_empty():
        return pl.DataFrame(schema={"slot": pl.UInt32, "prev_value": FIGURE})
    dated = with_year_before(slots.filter(pl.col("role") == "actual"))
    then = dated.select("slot", "county", "role", "indicator", year="year_before", period="period_before")
    stated = then.join(_slots(last).drop("slot"), on=SLOT, how="left").with_columns(pl.col("reporting").fill_null(0))
    return _totals(stated, figures).select("slot", prev_value="value")


def _woven_together(rulebook: Rulebook) -> list[str]:
    """The indicators with a ratio or a weight, and those that these name."""
    rules = [rule for rule in rulebook.indicators.values() if rule.ratio or rule.aggregate == "weighted_mean"]
    sides = {side for rule in rules if rule.ratio for side in (rule.ratio.of, rule.ratio.to)}
    return sorted({rule.code for rule in rules} | {rule.weight for rule in rules if rule.weight} | sides)


def _expected(expected: Mapping[str, int]) -> pl.Expr:
    return pl.max_horizontal(pl.col("county").replace_strict(expected, return_dtype=pl.Int64), "reporting")


def _flags() -> pl.Expr:
    """The flags that hold, joined by ``;`` in the order of the closed list."""
    holds = {
        "approximate": pl.col("approximate"),
        "estimated": pl.col("estimated"),
        "incomplete": pl.col("reporting") < pl.col("expected"),
        "low_weight": pl.col("low_weight"),
        "conflict": pl.col("conflict"),
        "corrected": pl.col("corrected"),
        "rejected": pl.col("rejected"),
    }
    return pl.concat_str(
        [pl.when(expression).then(pl.lit(name)) for name, expression in holds.items()], separator=";", ignore_nulls=True
    ).alias("flags")
