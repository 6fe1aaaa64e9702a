"""How the figures of townships become the figure of the county, exactly; quotients are rounded half-even to 6 places.

Methods (``aggregate``):

- ``sum``            of all values. Shares and other rates are never added: a rule that asks for it gets a blank.
- ``ratio_of_sums``  sum of numerators / sum of denominators * times, over the townships that have both. Taken
  instead of the rule's own method when the rule names both sides, and at least half as many townships have both as
  state the rate.
- ``weighted_mean``  over the townships with value and weight. Blank (``low_weight``) when these hold less than half
  of all known weight, or are fewer than half of the townships that state a value, or no weight is known.
- ``mean``, ``max``, ``min`` of the values; ``latest``: periods are kept apart already, so what is left is one
  county-wide figure that the reports repeat: taken when they agree, else blank; ``none``: blank.

``reporting`` counts the townships that enter the value; of a blank, those that state one.

Here are the methods into which only figures of the indicator itself enter; for the others see :mod:`etl.rollup.woven`.
"""

from __future__ import annotations

import polars as pl

from etl.rollup.exact import quotients
from etl.rulebook.derived import derived
from etl.rulebook.model import Indicator, Rulebook
from etl.tables import FIGURE

PERCENT = "%"
ONE = pl.lit(1, FIGURE)
_METHODS = pl.Schema({
    "indicator": pl.String(), "aggregate": pl.String(), "woven": pl.Boolean(), "grows": pl.String(),
    "weight": pl.String(), "of": pl.String(), "to": pl.String(), "times": FIGURE,
})  # fmt: skip


@derived
def methods(rulebook: Rulebook) -> pl.DataFrame:
    """By ``indicator``: how it aggregates.

    ``aggregate`` is the method that stands by itself, ``woven`` whether figures of others may enter; ``weight`` and ``of``,
    ``to``, ``times`` name them. ``grows`` says how growth is computed: by a ``sum``, by a ``weighted`` sum, or not (null).
    """
    shares = share_units(rulebook)
    rows = [_method(rule, shares) for rule in rulebook.indicators.values()]
    return pl.DataFrame(rows, schema=_METHODS, orient="row")


def _method(rule: Indicator, shares: frozenset[str]) -> tuple[object, ...]:
    adds_up = rule.aggregate == "sum" and rule.kind != "rate" and rule.unit not in shares
    aggregate = "none" if rule.aggregate == "sum" and not adds_up else rule.aggregate
    weighted = rule.aggregate == "weighted_mean"
    grows = "sum" if adds_up else "weighted" if weighted and rule.unit not in shares else None
    sides = (rule.ratio.of, rule.ratio.to, rule.ratio.times) if rule.ratio else (None, None, None)
    return rule.code, aggregate, weighted or rule.ratio is not None, grows, rule.weight, *sides


def share_units(rulebook: Rulebook) -> frozenset[str]:
    """The units of shares: those of the same dimension as per cent."""
    units = rulebook.units.units
    dimensions = {unit.dimension for unit in units if unit.unit == PERCENT}
    return frozenset(unit.unit for unit in units if unit.dimension in dimensions) | {PERCENT}


def plain(slots: pl.DataFrame) -> pl.DataFrame:
    """Slots with ``aggregate, added, reporting, min_value, max_value`` → the same with ``value``."""
    check_sums(slots.filter(pl.col("aggregate").is_in(["sum", "mean"])))
    method = pl.col("aggregate")
    means = slots.filter(method == "mean", pl.col("reporting") > 0).select(
        "slot", above="added", times=ONE, below=ONE, weight=pl.col("reporting").cast(FIGURE)
    )
    value = (
        pl.when(pl.col("reporting") == 0)
        .then(None)
        .when(method == "sum")
        .then("added")
        .when((method == "min") | ((method == "latest") & (pl.col("min_value") == pl.col("max_value"))))
        .then("min_value")
        .when(method == "max")
        .then("max_value")
        .otherwise("quotient")
    )
    return slots.join(quotients(means), on="slot", how="left").with_columns(value=value).drop("quotient")


def check_sums(slots: pl.DataFrame) -> None:
    """Raises ComputeError where ``added`` may be wrong: sums of groups that are too large wrap around in silence, and
    products do not.
    """
    largest = pl.max_horizontal(pl.col("min_value", "max_value").abs())
    slots.select(largest * pl.col("reporting"))
