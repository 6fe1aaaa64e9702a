"""Observations of the townships → one row for each year, period, role and indicator of the county.

- ``value`` covers the townships that report; which are missing is never filled up: ``reporting`` of ``expected``,
  flag ``incomplete``. An indicator that is only named (a hole, a growth rate) has a row with a blank value.
- ``prev_value`` is the same aggregate of last year's own observations, of all townships that reported then;
  ``growth_pct`` compares only the townships that have both years. Both are for actual figures only.
- The weight of a township is its figure of the same period and role, else its actual figure of the whole reporting
  year.
- What this year's reports say of other years (a plan for the next, an actual figure of the last) has rows of its own.
- Ties of lowest and highest go to the first township by name.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal, localcontext

import polars as pl

from etl.rollup.aggregate import EXACT, Total, Values, growth, share_units, total
from etl.rollup.catalogue import catalogue
from etl.rollup.observations import ROLES
from etl.rollup.periods import year_before
from etl.rollup.previous import level_before
from etl.rulebook.model import Rulebook
from etl.tables import FIGURE, ROLLUP

SLOT = ["year", "period", "role", "indicator"]
Slot = tuple[int, str, str, str]


class Figures:
    """The figures of one county and reporting year, by slot and township; a township without a figure is not in it."""

    def __init__(self, observed: pl.DataFrame, year: int, rulebook: Rulebook) -> None:
        self.year = year
        self.rulebook = rulebook
        self.shares = share_units(rulebook)
        self.by_slot = _by_slot(observed, observed["amount"])

    def of(self, slot: Slot, indicator: str | None) -> Values:
        """The figures of another indicator in this slot; none for no indicator."""
        year, period, role, _ = slot
        return self.by_slot.get((year, period, role, indicator), {}) if indicator else {}

    def weights(self, slot: Slot) -> Values:
        weight = self.rulebook.indicators[slot[3]].weight
        whole_year = (self.year, str(self.year), "actual", slot[3])
        return {**self.of(whole_year, weight), **self.of(slot, weight)}

    def total(self, slot: Slot) -> Total:
        rule = self.rulebook.indicators[slot[3]]
        of, to = (rule.ratio.of, rule.ratio.to) if rule.ratio else (None, None)
        return total(
            rule, self.of(slot, rule.code), self.of(slot, of), self.of(slot, to), self.weights(slot), shares=self.shares
        )

    def growth(self, slot: Slot, previous: Values) -> tuple[Decimal | None, int]:
        rule = self.rulebook.indicators[slot[3]]
        return growth(rule, self.of(slot, rule.code), previous, self.weights(slot), shares=self.shares)


def roll_up_observations(
    observed: pl.DataFrame, last: pl.DataFrame, year: int, rulebook: Rulebook, expected: int
) -> pl.DataFrame:
    """Observations with ``previous``, and those of the reports of the year before (``last``) → schema ``ROLLUP``.

    The place of the county is left blank. ``expected`` is never below what has reported.
    """
    groups = _groups(observed.sort("township"))
    slots: list[Slot] = groups.select(SLOT).rows()
    this, before = Figures(observed, year, rulebook), Figures(last, year - 1, rulebook)
    totals = [this.total(slot) for slot in slots]
    previous = _previous_levels(observed)
    growths = [this.growth(slot, previous.get(slot, {})) for slot in slots]
    rolled = groups.with_columns(
        pl.Series("aggregate", [each.method for each in totals], pl.String),
        pl.Series("value", [each.value for each in totals], FIGURE),
        pl.Series("prev_value", [_value_before(before, slot) for slot in slots], FIGURE),
        pl.Series("growth_pct", [rate for rate, _ in growths], FIGURE),
        pl.Series("growth_reporting", [count for _, count in growths], pl.Int64),
        pl.Series("reporting", [each.reporting for each in totals], pl.Int64),
        pl.Series("coverage_weight", [each.coverage for each in totals], FIGURE),
        pl.Series("low_weight", [each.low_weight for each in totals], pl.Boolean),
    ).with_columns(expected=pl.max_horizontal(pl.lit(expected), "reporting"))
    named = rolled.join(catalogue(rulebook), on="indicator", how="left").with_columns(_flags())
    return ROLLUP.conform(named.sort("year", "period", pl.col("role").cast(pl.Enum(ROLES)), "order"))


def _groups(observed: pl.DataFrame) -> pl.DataFrame:
    """One row for each slot, with its place, extremes and marks; ``observed`` sorted by township."""
    stated = pl.col("amount").is_not_null()
    town, amount = pl.col("township").filter(stated), pl.col("amount").filter(stated)
    return observed.group_by(SLOT, maintain_order=True).agg(
        min_township=town.sort_by(amount, maintain_order=True).first(),
        min_value=amount.min(),
        max_township=town.sort_by(amount, descending=True, maintain_order=True).first(),
        max_value=amount.max(),
        approximate=(stated & (pl.col("approx") != "")).any(),
        estimated=(stated & pl.col("estimated")).any(),
        conflict=(pl.col("status") == "conflict").any(),
        corrected=pl.col("status").is_in(["corrected", "added"]).any(),
        rejected=(pl.col("status") == "rejected").any(),
    )


def _previous_levels(observed: pl.DataFrame) -> Mapping[Slot, Values]:
    actual = observed.filter(pl.col("role") == "actual", pl.col("amount").is_not_null())
    with localcontext(EXACT):
        levels = [level_before(*row) for row in actual.select("amount", "previous", "growth_pct").iter_rows()]
    return _by_slot(actual, levels)


def _value_before(before: Figures, slot: Slot) -> Decimal | None:
    year, period, role, indicator = slot
    return before.total((year - 1, year_before(period), role, indicator)).value if role == "actual" else None


def _by_slot(observed: pl.DataFrame, figures: Iterable[Decimal | None]) -> Mapping[Slot, Values]:
    slots: dict[Slot, dict[str, Decimal]] = defaultdict(dict)
    places = observed.select("township", *SLOT).iter_rows()
    for (township, year, period, role, indicator), figure in zip(places, figures, strict=True):
        if figure is not None:
            slots[year, period, role, indicator][township] = figure
    return slots


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
