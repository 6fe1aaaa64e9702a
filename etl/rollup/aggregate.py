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

``Total.reporting`` counts the townships that enter the value; of a blank, those that state one.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal, localcontext

from etl.rulebook.model import Indicator, Rulebook

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


def total(rule: Indicator, values: Values, of: Values, to: Values, weights: Values, *, shares: frozenset[str]) -> Total:
    """The figure of one indicator in one period and role; the mappings go from township to figure.

    ``of`` and ``to`` are both sides of the rate (empty without a ratio), ``shares`` the units of shares
    (:func:`share_units`).
    """
    both = of.keys() & to.keys()
    if rule.ratio is not None and both and 2 * len(both) >= len(values):
        above = _dot(of, dict.fromkeys(both, rule.ratio.times), both)
        return Total("ratio_of_sums", quotient(above, _dot(to, _ones(both), both)), len(both))
    if rule.aggregate == "weighted_mean":
        return _weighted(values, weights)
    method = "none" if rule.aggregate == "sum" and _never_added(rule, shares) else rule.aggregate
    return Total(method, _plain(method, values), len(values))


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
        weights = _ones(common)
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
    mean = quotient(_dot(values, weights, common), _dot(weights, _ones(common), common))
    return Total("weighted_mean", mean, len(common), coverage)


def _plain(method: str, values: Values) -> Decimal | None:
    figures = list(values.values())
    if not figures or method == "none":
        return None
    if method == "latest":
        return figures[0] if len(set(figures)) == 1 else None
    if method in ("max", "min"):
        return max(figures) if method == "max" else min(figures)
    whole = _dot(values, _ones(values), values)
    return whole if method == "sum" else quotient(whole, Decimal(len(figures)))


def _never_added(rule: Indicator, shares: frozenset[str]) -> bool:
    return rule.kind == "rate" or rule.unit in shares


def _coverage(townships: Collection[str], weights: Values) -> Decimal:
    """The share of all known weight that these townships hold, unrounded; 0 when none is known."""
    whole = _dot(weights, _ones(weights), weights)
    with localcontext(EXACT):
        return _dot(weights, _ones(townships), townships) / whole if whole else Decimal(0)


def _dot(values: Values, weights: Values, townships: Collection[str]) -> Decimal:
    with localcontext(EXACT):
        return sum((values[township] * weights[township] for township in townships), Decimal(0))


def _ones(townships: Collection[str]) -> Values:
    return dict.fromkeys(townships, Decimal(1))
