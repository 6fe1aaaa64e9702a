"""Sums of products over the townships of a slot, and their quotients: exact, rounded half-even to 6 places, in columns.

A figure in a column is a whole number of 128 bits (with ten places). Products and sums of whole numbers are exact, and polars
rounds a quotient of decimals half-even: nothing is lost as long as everything fits. What may not fit (a figure beyond all
measure, a weight with more than four places) is left to Python, slot by slot.

A level of last year that a growth rate implies is a quotient itself, rounded to 12 places. Growth is computed with the least
and with the greatest level that it stands for; where these differ in the sixth place, Python's fractions decide.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_HALF_EVEN, Context, Decimal, localcontext
from fractions import Fraction

import polars as pl

from etl.tables import FIGURE

_EXACT = Context(prec=60, rounding=ROUND_HALF_EVEN)
_PLACE = Decimal("0.000001")
_PLACES, _IMPLIED = pl.Decimal(38, 6), pl.Decimal(38, 12)
_ROOM = 9e31  # whole numbers below it can be divided to six places
_FIGURES = 1e27  # quotients below it are figures
_COARSE = 10**6  # a weight is a whole number with four places, a figure one with ten
_IMPLYING = 10**12  # larger figures and rates imply no level in columns


def quotient(above: Decimal, below: Decimal) -> Decimal | None:
    """above / below, rounded half-even to 6 places; nothing when dividing by zero."""
    with localcontext(_EXACT):
        return (above / below).quantize(_PLACE) if below else None


def quotients(terms: pl.DataFrame) -> pl.DataFrame:
    """``slot, above, times, below, weight`` → ``slot, quotient``: the sum of above x times over that of below x weight.

    Empty when dividing by zero.
    """
    sums = terms.group_by("slot").agg(
        above=_sum("above", "times"),
        below=_sum("below", "weight"),
        fits=_fine("times") & _fine("weight") & (_size("above", "times") < _ROOM) & (_size("below", "weight") < _ROOM),
    )
    above, below = pl.col("above"), pl.col("below")
    fits = pl.col("fits") & (_is_figure(above, below) | (below == 0))
    done = sums.filter(fits).select("slot", quotient=_rounded(above, below))
    return _with_python(done, terms.join(done, on="slot", how="anti"), _quotient)


def growths(compared: pl.DataFrame) -> pl.DataFrame:
    """``slot, amount, previous, growth_pct, weight`` → ``slot, quotient``: the growth of weighted sums in %.

    Where ``previous`` is null the amount and its growth rate imply it. No row where the sum of last year is zero or less.
    """
    stated = pl.col("previous").is_not_null()
    level, amount = pl.coalesce("previous", "amount"), pl.col("amount").to_physical()
    before = pl.when(stated).then(pl.col("previous").to_physical() * 100).otherwise(_implied(~stated))
    sums = (
        compared.with_columns(after=amount * 100, before=before, slack=(~stated).cast(pl.Int128), level=level)
        .group_by("slot")
        .agg(
            *(_sum(name, "weight") for name in ("after", "before")),
            slack=(pl.col("slack") * _coarse("weight").abs()).sum(),
            fits=_fine("weight")
            & pl.col("before").is_not_null().all()
            & ((_size("amount", "weight") + _size("level", "weight")) * 10_000 < _ROOM),
        )
    )
    after, least, most = pl.col("after"), pl.col("before") - pl.col("slack"), pl.col("before") + pl.col("slack")
    grown = sums.filter(pl.col("fits"), least > 0, _is_figure(after * 100, least)).select(
        "slot", quotient=_rounded((after - most) * 100, most), other=_rounded((after - least) * 100, least)
    )
    done = grown.filter(pl.col("quotient") == pl.col("other")).select("slot", "quotient")
    none = sums.filter(pl.col("fits"), most <= 0).select("slot")
    rest = compared.join(pl.concat([done.select("slot"), none]), on="slot", how="anti")
    return _with_python(done, rest, _growth)


def _rounded(above: pl.Expr, below: pl.Expr) -> pl.Expr:
    return (above.cast(_PLACES) / pl.when(below != 0).then(below).cast(_PLACES)).cast(FIGURE)


def _implied(wanted: pl.Expr) -> pl.Expr:
    """amount / (1 + growth %), a whole number with 12 places; null where it is not wanted or does not fit."""
    fits = wanted & (pl.col("amount").abs() < _IMPLYING) & (pl.col("growth_pct") < _IMPLYING)
    above = pl.when(fits).then(pl.col("amount").to_physical()) * 100
    below = pl.when(fits).then(pl.col("growth_pct").to_physical()) + 100 * 10**FIGURE.scale
    level: pl.Expr = above.cast(_IMPLIED) / below.cast(_IMPLIED)
    return level.to_physical()


def _sum(name: str, weight: str) -> pl.Expr:
    products: pl.Expr = pl.col(name).to_physical() * _coarse(weight)
    return products.sum().alias(name)


def _coarse(weight: str) -> pl.Expr:
    return pl.col(weight).to_physical() // _COARSE


def _fine(weight: str) -> pl.Expr:
    """Whether no weight of the slot has more than four places."""
    return (pl.col(weight).to_physical() % _COARSE == 0).all()


def _size(name: str, weight: str) -> pl.Expr:
    """What the sum of the products, as whole numbers with 14 places, is at most."""
    largest = [pl.col(each).abs().max().cast(pl.Float64) for each in (name, weight)]
    return pl.len() * 1e14 * largest[0] * largest[1]


def _is_figure(above: pl.Expr, below: pl.Expr) -> pl.Expr:
    return (above.cast(pl.Float64) / below.cast(pl.Float64)).abs() < _FIGURES


def _with_python(done: pl.DataFrame, rest: pl.DataFrame, compute: Callable[..., Decimal | None]) -> pl.DataFrame:
    """The quotients that are ``done``, and those of the ``rest`` of the slots by Python's numbers."""
    if rest.is_empty():
        return done
    rows = rest.group_by("slot").agg(pl.exclude("slot")).iter_rows()
    found = [(slot, figure) for slot, *columns in rows if (figure := compute(*columns)) is not None]
    return pl.concat([done, pl.DataFrame(found, schema=done.schema, orient="row")])


def _quotient(
    above: list[Decimal], times: list[Decimal], below: list[Decimal], weight: list[Decimal]
) -> Decimal | None:
    with localcontext(_EXACT):
        sums = [sum(map(Decimal.__mul__, *pair), Decimal(0)) for pair in ((above, times), (below, weight))]
    return quotient(*sums)


def _growth(
    amounts: list[Decimal], previous: list[Decimal | None], growths: list[Decimal], weights: list[Decimal]
) -> Decimal | None:
    after = before = Fraction(0)
    for amount, stated, growth, weight in zip(amounts, previous, growths, weights, strict=True):
        level = Fraction(amount) / (1 + Fraction(growth) / 100) if stated is None else Fraction(stated)
        after += Fraction(amount) * Fraction(weight)
        before += level * Fraction(weight)
    if before <= 0:
        return None
    grown = (after - before) * 100 / before
    return quotient(Decimal(grown.numerator), Decimal(grown.denominator))
