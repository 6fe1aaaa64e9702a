"""One number for several columns: equal where all are equal, ordered as they are."""

from __future__ import annotations

import itertools
import random

import polars as pl
import pytest

from etl.rollup.numbers import number, rank


def test_words_are_ranked_as_they_sort() -> None:
    words = pl.Series(["乙", "甲", None, "乙", "丙"])
    assert rank(words).to_list() == [{word: at for at, word in enumerate(sorted("甲乙丙"))}.get(each) for each in words]


def test_numbers_tell_rows_apart_and_order_them_as_the_columns_do() -> None:
    chance = random.Random(1)
    rows = [tuple(chance.choice((-3, 0, 1, 2024)) for _ in range(3)) for _ in range(60)]
    numbers = number([pl.Series(column, dtype=pl.Int64) for column in zip(*rows, strict=True)]).to_list()
    for (one, its), (other, others) in itertools.combinations(zip(rows, numbers, strict=True), 2):
        assert (its < others) == (one < other) and (its == others) == (one == other)


def test_a_row_with_a_hole_has_no_number() -> None:
    assert number([pl.Series([1, None]), pl.Series([2, 2])]).to_list()[1] is None


def test_no_rows_have_no_numbers() -> None:
    assert number([pl.Series([], dtype=pl.Int64), pl.Series([], dtype=pl.UInt32)]).to_list() == []


def test_what_is_too_much_for_a_number_is_refused() -> None:
    wide = pl.Series([0, 2**40])
    with pytest.raises(OverflowError):
        number([wide, wide])
