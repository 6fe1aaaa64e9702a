"""The figures that are checked, each with what it is about and how far its printed form may be from the truth."""

from __future__ import annotations

from decimal import Decimal

import polars as pl

from etl.rulebook.model import Rulebook
from etl.rulebook.scales import scale_of, unit_scales
from etl.tables import FIGURE, TEXT

#: Larger amounts are left to the range check, so that products of three of them still fit the decimal type.
LARGEST = 10**15

RATIO = "ratio"
SENTENCE = ["sha256", "sentence_start"]

RULES = pl.Schema({
    "indicator": TEXT, "name": TEXT, "tier": TEXT, "rule_scope": TEXT, "rule_unit": TEXT,
    "factor": FIGURE, "lowest": FIGURE, "highest": FIGURE,
})  # fmt: skip


def exact(number: Decimal | int) -> pl.Expr:
    """A constant of the type of figures."""
    return pl.lit(Decimal(number), dtype=FIGURE)


def _rules_frame(rulebook: Rulebook) -> pl.DataFrame:
    """One row for each indicator: name, tier, scope, unit, factor to its dimension's base unit, plausible limits."""
    scales = unit_scales(rulebook.units)
    rows = []
    for code, rule in rulebook.indicators.items():
        scale = scale_of(rule.unit, rulebook.units, scales)
        limits = rule.plausible or (None, None)
        rows.append((code, rule.name, rule.tier, rule.scope, rule.unit, scale and scale.factor, *limits))
    return pl.DataFrame(rows, schema=RULES, orient="row")


def figures(mentions: pl.DataFrame, rulebook: Rulebook, approximate: Decimal) -> pl.DataFrame:
    """The mentions with what the checks need beside the columns of PUBLISHED_MENTIONS.

    ``amount`` in ``amount_unit``: the canonical value, or without indicator the value as read; null without a value.
    ``key``: the indicator, or without one the subject: what a figure is about. ``name``: the same for people.
    ``percent``: amount_unit is per cent. ``slack``: half a unit of the last printed digit, in amount_unit, and at least
    ``approximate`` of the amount for 约, 余, 超.
    """
    joined = mentions.join(_rules_frame(rulebook), on="indicator", how="left", maintain_order="left")
    converted = pl.col("canonical_value").is_not_null()
    per_cent = [dimension.base for dimension in rulebook.units.dimensions if dimension.id == RATIO]
    return (
        joined.with_columns(
            amount=pl.coalesce("canonical_value", "value"),
            amount_unit=pl.when(converted).then("canonical_unit").otherwise("unit"),
            key=pl.coalesce("indicator", pl.when(pl.col("subject") != "").then("subject")),
            name=pl.coalesce("name", "subject"),
        )
        .with_columns(half=_half_a_digit(), percent=pl.col("amount_unit").is_in(per_cent))
        .with_columns(
            slack=pl.when(pl.col("approx").fill_null("") == "")
            .then("half")
            .otherwise(pl.max_horizontal("half", pl.col("amount").abs() * exact(approximate)))
        )
        .drop("half")
    )


def comparable(figures: pl.DataFrame) -> pl.DataFrame:
    """Quantities with a subject, an amount and a unit that can be computed with."""
    return figures.filter(
        pl.col("type") == "quantity",
        pl.col("key").is_not_null(),
        pl.col("amount_unit").is_not_null(),
        pl.col("amount").abs() <= exact(LARGEST),
    )


def _half_a_digit() -> pl.Expr:
    """Half a unit of the last digit that is printed.

    Printed digits (9.8 of 9.8亿元) give the place of the last one, and the amount over the printed number its size;
    words (三千) count as exact, because they are rarely rounded to be written so.
    """
    digits = pl.col("surface").str.replace_all(r"[,，\s]", "").str.extract(r"([0-9]+(?:\.[0-9]+)?)")
    places = digits.str.extract(r"\.([0-9]+)").str.len_chars().fill_null(0).clip(0, 10)
    printed = digits.str.slice(0, 16).cast(FIGURE, strict=False)
    amount = pl.when(pl.col("amount").abs() <= exact(LARGEST)).then(pl.col("amount").abs())
    step = pl.when(printed > exact(0)).then(amount / printed)
    size = places.replace_strict(range(11), [Decimal(1).scaleb(-place) for place in range(11)], return_dtype=FIGURE)
    return (step * size * exact(Decimal("0.5"))).fill_null(exact(0))
