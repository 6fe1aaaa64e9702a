"""Values in the units of their indicators, as exact decimals.

Rules:

- A figure whose unit has the dimension of the indicator's unit is converted to that unit (亿元 and 万元, 公顷 and 亩).
- A growth rate, completion, share or change in per cent or percentage points is no amount of the indicator's unit: it
  keeps its own base unit (% or 个百分点); ‰ becomes %.
- A unit that the rule accepts though its dimension is another (户 for 家) counts one for one; what a compound unit counts is
  converted (亩产 of 800斤 is 400 公斤/亩).
- Any other unit does not fit, as does a grade or a figure without unit: value and unit stay null.
- Where the quotient of the two factors is a finite decimal the result is exact; else it is rounded half to even at ten
  places. A result of more than 28 digits before the point is null.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Context, Decimal
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

import polars as pl

from etl.rulebook.model import Rulebook
from etl.rulebook.scales import scale_of, unit_scales
from etl.tables import FIGURE, TEXT

RATES = ("growth_rate", "completion", "share_or_rate", "change")
RATE_DIMENSIONS = ("ratio", "pp")
PLACES = 10
LARGEST = Fraction(10**28)

CONVERSIONS = pl.Schema({
    "indicator": TEXT, "unit": TEXT, "measure": TEXT,
    "canonical_unit": TEXT, "times": FIGURE, "over": FIGURE, "limit": FIGURE,
})  # fmt: skip
_KEYS = ["indicator", "unit", "measure"]
_FIGURES = {"value": "canonical_value", "value_low": "canonical_low", "value_high": "canonical_high"}
_CONTEXT = Context(prec=60)


class Conversion(NamedTuple):
    """value × ``times`` ÷ ``over`` is the value in ``canonical_unit``, for values up to ``limit``."""

    indicator: str
    unit: str
    measure: str | None
    canonical_unit: str
    times: Decimal
    over: Decimal
    limit: Decimal


def canonical(mentions: pl.DataFrame, rulebook: Rulebook) -> pl.DataFrame:
    """The mentions (MENTIONS or PUBLISHED_MENTIONS) with their canonical values and unit filled in."""
    keys = mentions.select(_KEYS).drop_nulls(["indicator", "unit"]).unique(maintain_order=True)
    table = pl.DataFrame(list(_conversions(keys.iter_rows(), rulebook)), schema=CONVERSIONS, orient="row")
    kept = [name for name in mentions.columns if name not in ("canonical_unit", *_FIGURES.values())]
    filled = {name: _converted(value).alias(name) for value, name in _FIGURES.items()}
    names = dict.fromkeys([*mentions.columns, *_FIGURES.values(), "canonical_unit"])
    joined = mentions.select(kept).join(table, on=_KEYS, how="left", nulls_equal=True, maintain_order="left")
    return joined.select(filled.get(name, pl.col(name)) for name in names)


def _converted(value: str) -> pl.Expr:
    """Null outside of the limit before it is multiplied: one overflow would fail the whole column."""
    fitting = pl.when(pl.col(value).abs() <= pl.col("limit")).then(pl.col(value))
    return (fitting * pl.col("times") / pl.col("over")).cast(FIGURE)


def _conversions(keys: Iterable[tuple[str, str, str | None]], rulebook: Rulebook) -> Iterator[Conversion]:
    """One row for each indicator, unit and measure that fit together."""
    scales = unit_scales(rulebook.units)
    bases = {dimension.id: dimension.base for dimension in rulebook.units.dimensions}
    for code, unit, measure in keys:
        indicator, own = rulebook.indicators.get(code), scales.get(unit)
        if indicator is None or own is None or measure == "rank_or_level":
            continue
        target = scale_of(indicator.unit, rulebook.units, scales)
        if target is not None and target.dimension == own.dimension:
            yield Conversion(code, unit, measure, indicator.unit, *_steps(own.factor, target.factor))
        elif own.unit in {scales[word].unit for word in indicator.accept}:
            counted = scales.get(indicator.unit.partition("/")[0])
            same = counted if counted is not None and counted.dimension == own.dimension else own
            yield Conversion(code, unit, measure, indicator.unit, *_steps(own.factor, same.factor))
        elif measure in RATES and own.dimension in RATE_DIMENSIONS:
            base = bases[own.dimension]
            yield Conversion(code, unit, measure, base, *_steps(own.factor, scales[base].factor))


@lru_cache(maxsize=4096)
def _steps(own: Decimal, target: Decimal) -> tuple[Decimal, Decimal, Decimal]:
    """A multiplication or a division by a number of at most ten places, which round once; both if neither is enough."""
    quotient = Fraction(own) / Fraction(target)
    times, over = Fraction(quotient.numerator), Fraction(quotient.denominator)
    if _fits(quotient):
        times, over = quotient, Fraction(1)
    elif _fits(1 / quotient):
        times, over = Fraction(1), 1 / quotient
    limit = (LARGEST - 1) / max(times, times / over, Fraction(1))
    return _decimal(times), _decimal(over), Decimal(int(limit))


def _fits(number: Fraction) -> bool:
    """Whether the number is a decimal of at most ten places."""
    return bool(10**PLACES % number.denominator == 0)


def _decimal(number: Fraction) -> Decimal:
    return _CONTEXT.divide(Decimal(number.numerator), Decimal(number.denominator))
