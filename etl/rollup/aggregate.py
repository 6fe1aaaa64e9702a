"""How the figures of townships become the figure of the county, exactly; quotients are rounded half-even to 6 places.

Methods (``Total.method``):

- ``sum``            of all values. Shares and other rates are never added: a rule that asks for it gets a blank.
- ``ratio_of_sums``  sum of numerators / sum of denominators * times, over the townships that have both. Taken
  instead of the rule's own method when the rule names both sides, and at least half as many townships have both as
  state the rate.
- ``weighted_mean``  over the townships with value and weight. Blank (``low_weight``) when these hold less than half
  of all known weight, or are fewer than half of the townships that state a value, or no weight is known.
- ``mean``, ``max``, ``min`` of the values; ``latest``: periods are kept apart already, so what is left is one
  county-wide figure that the reports repeat: taken when they agree, else blank; ``none``: blank.

``reporting`` counts the townships that enter the value; of a blank, those that state one.

Where only figures of the indicator itself enter, all slots are computed at once, in columns (:func:`plain`); ratios and
weighted means slot by slot (:func:`woven`).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal, localcontext

import polars as pl

from etl.rulebook.model import Indicator, Rulebook
from etl.tables import FIGURE

Values = Mapping[str, Decimal]
PERCENT = "%"
_HALF = Decimal("0.5")
_PLACES = Decimal("0.000001")
EXACT = Context(prec=60, rounding=ROUND_HALF_EVEN)


@dataclass(frozen=True)
class Total:
    """The county's figure; ``coverage`` is the share of known weight that it covers (0 to 1, weighted means only)."""

    method: str
    value: Decimal | None
    reporting: int
    coverage: Decimal | None = None
    low_weight: bool = False


def methods(rulebook: Rulebook) -> pl.DataFrame:
    """``indicator, aggregate`` (the method that stands by itself) and ``woven``: figures of other indicators may enter."""
    shares = share_units(rulebook)
    rows = [
        (
            rule.code,
            "none" if rule.aggregate == "sum" and _never_added(rule, shares) else rule.aggregate,
            rule.ratio is not None or rule.aggregate == "weighted_mean",
        )
        for rule in rulebook.indicators.values()
    ]
    schema = {"indicator": pl.String, "aggregate": pl.String, "woven": pl.Boolean}
    return pl.DataFrame(rows, schema=schema, orient="row")


def plain(slots: pl.DataFrame) -> pl.DataFrame:
    """Slots with ``aggregate, added, reporting, min_value, max_value`` → the same with ``value``."""
    _check_sums(slots.filter(pl.col("aggregate").is_in(["sum", "mean"])))
    figures = slots.filter(pl.col("aggregate") == "mean", pl.col("reporting") > 0).select("slot", "added", "reporting")
    means = [quotient(added, Decimal(count)) for _, added, count in figures.iter_rows()]
    mean = figures.select("slot", pl.Series("mean", means, FIGURE))
    method = pl.col("aggregate")
    value = (
        pl.when(pl.col("reporting") == 0)
        .then(None)
        .when(method == "sum")
        .then("added")
        .when((method == "min") | ((method == "latest") & (pl.col("min_value") == pl.col("max_value"))))
        .then("min_value")
        .when(method == "max")
        .then("max_value")
        .otherwise("mean")
    )
    return slots.join(mean, on="slot", how="left").with_columns(value=value)


def _check_sums(slots: pl.DataFrame) -> None:
    """Raises ComputeError where ``added`` may be wrong: sums of groups that are too large wrap around in silence, and
    products do not.
    """
    largest = pl.max_horizontal(pl.col("min_value", "max_value").abs())
    slots.select(largest * pl.col("reporting"))


def woven(rule: Indicator, values: Values, of: Values, to: Values, weights: Values) -> Total | None:
    """The figure of an indicator in one slot; the mappings go from township to figure. None: the plain method stands.

    ``of`` and ``to`` are both sides of the rate (empty without a ratio).
    """
    both = of.keys() & to.keys()
    if rule.ratio is not None and both and 2 * len(both) >= len(values):
        above = _dot(of, dict.fromkeys(both, rule.ratio.times), both)
        return Total("ratio_of_sums", quotient(above, _sum(to, both)), len(both))
    return _weighted(values, weights) if rule.aggregate == "weighted_mean" else None


def growth(
    rule: Indicator, this: Values, previous: Values, weights: Values, *, shares: frozenset[str]
) -> tuple[Decimal | None, int]:
    """Growth in % and the number of townships compared: only those with both years.

    Sums: sum of this year / sum of last year - 1. Weighted figures with a unit of their own (per head): the same
    with both years weighted alike, on at least half of the known weight. Shares have none, for a difference in
    points is no growth; nor have other methods, nor a previous sum of zero or less.
    """
    common = this.keys() & previous.keys()
    if rule.aggregate == "weighted_mean" and rule.unit not in shares:
        common = common & weights.keys()
        if _coverage(common, weights) < _HALF:
            return None, 0
    elif rule.aggregate == "sum" and not _never_added(rule, shares):
        weights = dict.fromkeys(common, Decimal(1))
    else:
        return None, 0
    after, before = _dot(this, weights, common), _dot(previous, weights, common)
    if before <= 0:
        return None, 0
    return quotient((after - before) * 100, before), len(common)


def quotient(above: Decimal, below: Decimal) -> Decimal | None:
    """above / below, rounded half-even to 6 places; nothing when dividing by zero."""
    with localcontext(EXACT):
        return (above / below).quantize(_PLACES) if below else None


def share_units(rulebook: Rulebook) -> frozenset[str]:
    """The units of shares: those of the same dimension as per cent."""
    units = rulebook.units.units
    dimensions = {unit.dimension for unit in units if unit.unit == PERCENT}
    return frozenset(unit.unit for unit in units if unit.dimension in dimensions) | {PERCENT}


def _weighted(values: Values, weights: Values) -> Total:
    common = values.keys() & weights.keys()
    covered = _coverage(common, weights)
    coverage = quotient(covered, Decimal(1)) if weights else None
    if covered < _HALF or 2 * len(common) < len(values):
        return Total("weighted_mean", None, len(values), coverage, low_weight=bool(values))
    mean = quotient(_dot(values, weights, common), _sum(weights, common))
    return Total("weighted_mean", mean, len(common), coverage)


def _never_added(rule: Indicator, shares: frozenset[str]) -> bool:
    return rule.kind == "rate" or rule.unit in shares


def _coverage(townships: Collection[str], weights: Values) -> Decimal:
    """The share of all known weight that these townships hold, unrounded; 0 when none is known."""
    whole = _sum(weights, weights)
    with localcontext(EXACT):
        return _sum(weights, townships) / whole if whole else Decimal(0)


def _dot(values: Values, weights: Values, townships: Collection[str]) -> Decimal:
    with localcontext(EXACT):
        return sum((values[township] * weights[township] for township in townships), Decimal(0))


def _sum(values: Values, townships: Collection[str]) -> Decimal:
    with localcontext(EXACT):
        return sum((values[township] for township in townships), Decimal(0))
