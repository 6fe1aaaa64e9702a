"""Sums of products and their quotients are exact, however large, small or many-placed the figures are."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction

import polars as pl
import pytest

from etl.rollup.exact import growths, quotients
from etl.tables import FIGURE

SLOTS = 1500
TIE = Fraction(1, 2)
Row = tuple[Decimal | None, ...]
Term = tuple[Decimal, Decimal, Decimal, Decimal]


def figure(chance: random.Random, digits: int, places: int) -> Decimal:
    return Decimal(chance.randrange(10 ** chance.randint(1, digits))).scaleb(-chance.randint(0, places))


def rounded(value: Fraction) -> Decimal:
    """Half-even to six places, by whole numbers alone."""
    whole, rest = divmod(value * 10**6, 1)
    return Decimal(whole + (rest > TIE or (rest == TIE and whole % 2 == 1))).scaleb(-6)


def frame(slots: Sequence[Sequence[Row]], *names: str) -> pl.DataFrame:
    rows = [(number, *row) for number, mine in enumerate(slots) for row in mine]
    return pl.DataFrame(rows, schema={"slot": pl.UInt32, **dict.fromkeys(names, FIGURE)}, orient="row")


def terms(chance: random.Random) -> Iterator[Term]:
    digits, places = chance.choice([4, 9, 16]), chance.choice([0, 4, 10])
    for _ in range(chance.randint(1, 9)):
        weight = figure(chance, 6, places)
        yield figure(chance, digits, 10), weight, figure(chance, digits, 10), weight


def compared(chance: random.Random) -> Iterator[Row]:
    digits, places = chance.choice([3, 8, 13, 20]), chance.choice([0, 2, 5])
    for _ in range(chance.randint(1, 9)):
        growth = figure(chance, 3, 2) * chance.choice([1, 1, -1])
        previous = figure(chance, digits, 4) if growth <= -100 or chance.random() < 0.5 else None
        yield figure(chance, digits, 4), previous, growth, figure(chance, 6, places)


def test_quotients_are_those_of_fractions() -> None:
    chance = random.Random(1)
    slots = [list(terms(chance)) for _ in range(SLOTS)]
    found = dict(quotients(frame(slots, "above", "times", "below", "weight")).iter_rows())
    for number, mine in enumerate(slots):
        above = sum((Fraction(row[0]) * Fraction(row[1]) for row in mine), Fraction(0))
        below = sum((Fraction(row[2]) * Fraction(row[3]) for row in mine), Fraction(0))
        assert found.get(number) == (rounded(above / below) if below else None), mine


def test_growth_is_that_of_fractions_where_levels_are_stated_and_where_rates_imply_them() -> None:
    chance = random.Random(2)
    slots = [list(compared(chance)) for _ in range(SLOTS)]
    found = dict(growths(frame(slots, "amount", "previous", "growth_pct", "weight")).iter_rows())
    for number, mine in enumerate(slots):
        after = before = Fraction(0)
        for amount, previous, growth, weight in mine:
            assert amount is not None and growth is not None and weight is not None
            level = Fraction(amount) / (1 + Fraction(growth) / 100) if previous is None else Fraction(previous)
            after, before = after + Fraction(amount) * Fraction(weight), before + level * Fraction(weight)
        assert found.get(number) == (rounded((after - before) * 100 / before) if before > 0 else None), mine


@pytest.mark.parametrize(("above", "expected"), [(1, "0.007812"), (3, "0.023438"), (-1, "-0.007812")])
def test_a_tie_goes_to_the_even_place(above: int, expected: str) -> None:
    found = quotients(
        frame([[(Decimal(above), Decimal(1), Decimal(128), Decimal(1))]], "above", "times", "below", "weight")
    )
    assert found["quotient"].to_list() == [Decimal(expected)]


def test_a_rate_alone_is_its_own_growth() -> None:
    found = growths(
        frame(
            [[(Decimal("0.07"), None, Decimal("3.3333335"), Decimal(1))]], "amount", "previous", "growth_pct", "weight"
        )
    )
    assert found["quotient"].to_list() == [Decimal("3.333334")]
