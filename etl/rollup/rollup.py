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

import polars as pl

from etl.rollup.aggregate import methods, plain
from etl.rollup.catalogue import catalogue
from etl.rollup.numbers import number, rank
from etl.rollup.observations import ROLES
from etl.rollup.periods import with_year_before
from etl.rollup.woven import CELL, Figures
from etl.rulebook.model import Rulebook
from etl.tables import FIGURE, ROLLUP

SLOT = [*CELL, "indicator"]


def roll_up_observations(
    observed: pl.DataFrame, last: pl.DataFrame, year: int, rulebook: Rulebook, expected: Mapping[str, int]
) -> pl.DataFrame:
    """Observations with ``previous``, and those of the reports of the year before (``last``) → schema ``ROLLUP``.

    The code of the county is left blank. ``expected`` (by county) is never below what has reported.
    """
    figures = Figures(observed, year, rulebook)
    slots = _totals(_slots(observed), figures, rulebook)
    rolled = (
        slots.join(figures.growths(_compared(slots, observed)), on="slot", how="left")
        .join(_values_before(slots, last, year - 1, rulebook), on="slot", how="left")
        .join(catalogue(rulebook), on="indicator", how="left")
        .with_columns(pl.col("growth_reporting").fill_null(0), expected=_expected(expected))
    )
    return ROLLUP.conform(rolled.sort("slot").with_columns(_flags()))


def _slots(observed: pl.DataFrame) -> pl.DataFrame:
    """One row for each slot, with the sum, the extremes and the marks of its figures; numbered in the order of the rows."""
    stated, amount = pl.col("amount").is_not_null(), pl.col("amount")
    marks = {
        "approximate": stated & (pl.col("approx") != ""),
        "estimated": stated & pl.col("estimated"),
        "conflict": pl.col("status") == "conflict",
        "corrected": pl.col("status").is_in(["corrected", "added"]),
        "rejected": pl.col("status") == "rejected",
    }
    figures = observed.select("amount", **marks).with_columns(_numbers(observed), at=pl.int_range(pl.len()))
    slots = (
        figures.sort("place")
        .group_by("number", maintain_order=True)
        .agg(
            pl.col("at").first(),
            amount.sum().alias("added"),
            amount.count().alias("reporting"),
            lowest=pl.col("at").get(amount.arg_min()),
            highest=pl.col("at").get(amount.arg_max()),
            **{mark: pl.col(mark).any() for mark in marks},
        )
    )
    ends = {
        f"{end}_{what}": observed[column].gather(slots[at])
        for end, at in (("min", "lowest"), ("max", "highest"))
        for what, column in (("township", "township"), ("value", "amount"))
    }
    named = observed.select(SLOT)[slots["at"]].hstack(slots.drop("at", "number", "lowest", "highest"))
    return named.with_columns(**ends).with_row_index("slot")


def _numbers(observed: pl.DataFrame) -> list[pl.Series]:
    """``number`` of the slot of each figure, in the order of the rows of ROLLUP, and ``place``: within it by township."""
    role = observed["role"].cast(pl.Enum(ROLES)).to_physical()
    of_slot = [rank(observed["county"]), observed["year"], rank(observed["period"]), role, observed["order"]]
    slot = number(of_slot)
    return [slot.alias("number"), number([slot, rank(observed["township"])]).alias("place")]


def _totals(slots: pl.DataFrame, figures: Figures, rulebook: Rulebook) -> pl.DataFrame:
    """Slots with ``aggregate, value, reporting, coverage_weight, low_weight``."""
    stands = methods(rulebook).select("indicator", "aggregate")
    totals = plain(slots.join(stands, on="indicator", how="left", maintain_order="left"))
    return totals.join(figures.totals(slots), on="slot", how="left").with_columns(
        aggregate=pl.coalesce("method", "aggregate"),
        value=pl.when(pl.col("method").is_null()).then("value").otherwise("woven_value"),
        reporting=pl.coalesce("entering", "reporting"),
        low_weight=pl.col("low_weight").fill_null(False),
    )


def _compared(slots: pl.DataFrame, observed: pl.DataFrame) -> pl.DataFrame:
    """``slot``, its columns, ``township, amount, previous, growth_pct`` of the actual figures with a level of last year:
    one that is stated, or one that the growth rate implies; a fall by 100 % or more implies none.
    """
    stated, implied = pl.col("previous").is_not_null(), pl.col("growth_pct") > -100
    rows = observed.select(*SLOT, "township", "amount", "previous", "growth_pct")
    compared = rows.filter(pl.col("role") == "actual", pl.col("amount").is_not_null(), stated | implied)
    return compared.join(slots.select("slot", *SLOT), on=SLOT)


def _values_before(slots: pl.DataFrame, last: pl.DataFrame, year: int, rulebook: Rulebook) -> pl.DataFrame:
    """``slot, prev_value`` of the slots of actual figures, where there is a report of the ``year`` before."""
    if last.is_empty():
        return pl.DataFrame(schema={"slot": pl.UInt32, "prev_value": FIGURE})
    dated = with_year_before(slots.filter(pl.col("role") == "actual"))
    then = dated.select("slot", "county", "role", "indicator", year="year_before", period="period_before")
    stated = then.join(_slots(last).drop("slot"), on=SLOT, how="left").with_columns(pl.col("reporting").fill_null(0))
    return _totals(stated, Figures(last, year, rulebook), rulebook).select("slot", prev_value="value")


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
