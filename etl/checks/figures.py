"""The figures that are checked, each with what it is about and how far its printed form may be from the truth."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

import polars as pl

from etl.rulebook.checking import Checks
from etl.rulebook.derived import derived
from etl.rulebook.model import Rulebook
from etl.rulebook.scales import scale_of, unit_scales
from etl.tables import FIGURE, TEXT

#: Larger amounts are left to the range check, so that products of three of them still fit the decimal type.
LARGEST = 10**15

RATIO = "ratio"
COUNTED = frozenset({"count", "households", "people", "visits", "times"})
NEVER = pl.lit(False)
SENTENCE = ["sha256", "sentence_start"]

_SIZES = pl.Series("size", [Decimal(1).scaleb(-place) for place in range(11)], FIGURE)

RULES = pl.Schema({
    "indicator": TEXT, "name": TEXT, "tier": TEXT, "rule_scope": TEXT, "rule_unit": TEXT,
    "kind": TEXT, "dimension": TEXT, "factor": FIGURE, "lowest": FIGURE, "highest": FIGURE,
})  # fmt: skip


def exact(number: Decimal | int) -> pl.Expr:
    """A constant of the type of figures."""
    return pl.lit(Decimal(number), dtype=FIGURE)


@derived
def load_checks(rulebook: Rulebook) -> Checks:
    """The checks of ``rulebook``; their mistakes were found when the rules were loaded."""
    return Checks.model_validate(rulebook.extra["checks"])


@derived
def rules_frame(rulebook: Rulebook) -> pl.DataFrame:
    """One row for each indicator: name, tier, scope, unit, factor to its dimension's base unit, plausible limits."""
    scales = unit_scales(rulebook.units)
    rows = []
    for code, rule in rulebook.indicators.items():
        scale = scale_of(rule.unit, rulebook.units, scales)
        limits = rule.plausible or (None, None)
        kind_of = (scale.dimension, scale.factor) if scale else (None, None)
        rows.append((code, rule.name, rule.tier, rule.scope, rule.unit, rule.kind, *kind_of, *limits))
    return pl.DataFrame(rows, schema=RULES, orient="row")


def figures(mentions: pl.DataFrame, rulebook: Rulebook, approximate: Decimal, texts: Mapping[str, str]) -> pl.DataFrame:
    """The mentions with what the checks need beside the columns of PUBLISHED_MENTIONS.

    ``amount`` in ``amount_unit``: the canonical value, or without indicator the value as read; null without a value.
    ``key``: the indicator, or without one the subject: what a figure is about. ``name``: the same for people.
    ``percent``: amount_unit is per cent. ``countable``: the unit counts things.
    ``slack``: half a unit of the last printed digit, in amount_unit; at least ``approximate`` of it for 约, 余, 超.
    ``lead``: the words between the number before it, or the beginning of the sentence, and the figure.
    """
    joined = mentions.join(rules_frame(rulebook), on="indicator", how="left", maintain_order="left")
    converted = pl.col("canonical_value").is_not_null()
    per_cent = [dimension.base for dimension in rulebook.units.dimensions if dimension.id == RATIO]
    scales = unit_scales(rulebook.units)
    counted = [word for word, scale in scales.items() if scale.dimension in COUNTED]
    return with_slack(
        joined.with_columns(
            pl.col("unit").is_in(counted).fill_null(False).alias("countable"),
            _leads(joined, texts),
            amount=pl.coalesce("canonical_value", "value"),
            amount_unit=pl.when(converted).then("canonical_unit").otherwise("unit"),
            key=pl.coalesce("indicator", pl.when(pl.col("subject") != "").then("subject")),
            name=pl.coalesce("name", "subject"),
        ).with_columns(percent=pl.col("amount_unit").is_in(per_cent)),
        approximate,
        pl.col("countable"),
    )


def with_slack(rows: pl.DataFrame, approximate: Decimal, countable: pl.Expr = NEVER) -> pl.DataFrame:
    """Rows with ``amount``, ``surface`` and ``approx``: the same with ``slack`` (see :func:`figures`).

    What is ``countable`` (people, households, pieces) and printed without a multiplier was counted, not rounded.
    """
    rough = pl.max_horizontal("half", pl.col("amount").abs() * exact(approximate))
    certain = pl.col("approx").fill_null("") == ""
    counted = countable & (pl.col("half") == exact(Decimal("0.5")))
    return (
        rows.join(_printed(rows), on="surface", how="left", maintain_order="left")
        .with_columns(half=_half_a_digit())
        .with_columns(half=pl.when(counted).then(exact(0)).otherwise("half"))
        .with_columns(slack=pl.when(certain).then("half").otherwise(rough))
        .drop("half", "printed", "last")
    )


def _leads(mentions: pl.DataFrame, texts: Mapping[str, str]) -> pl.Series:
    """Needs mentions in the order of the text; empty where the text of a document is not known."""
    before = pl.max_horizontal(pl.col("end").shift(1).over("sha256"), "sentence_start").fill_null(0)
    rows = mentions.select("sha256", before, "start").iter_rows()
    return pl.Series("lead", [texts.get(sha, "")[begin:start] for sha, begin, start in rows], pl.String)


def comparable(figures: pl.DataFrame, totals: Sequence[str]) -> pl.DataFrame:
    """Quantities with a subject, an amount and a unit that can be computed with.

    Left out is the last line of a table of villages, which begins with one of ``totals`` (合计): it adds up those of the
    table, and says nothing of the township.
    """
    opening = pl.col("lead").first().over(SENTENCE).str.strip_chars()
    totalled = pl.any_horizontal(opening.str.starts_with(word) for word in totals)
    before = pl.col("scope").shift(1).over("sha256")
    of_villages = (pl.col("before") == "village").first().over(SENTENCE)
    marked = figures.with_columns(before=before).with_columns(partial=(totalled & of_villages).fill_null(False))
    return marked.drop("before").filter(
        ~pl.col("partial"),
        pl.col("type") == "quantity",
        pl.col("key").is_not_null(),
        pl.col("amount_unit").is_not_null(),
        pl.col("amount").abs() <= exact(LARGEST),
    )


def _printed(rows: pl.DataFrame) -> pl.DataFrame:
    """``surface, printed, last`` of each surface, which many figures share: 9.8 of 9.8亿元 and the size of its last place, 0.1.

    ``printed`` is empty for words.
    """
    digits = pl.col("surface").str.replace_all(r"[,，\s]", "").str.extract(r"[0-9]+(?:\.[0-9]+)?", 0)
    places = (pl.col("digits").str.len_bytes() - pl.col("digits").str.find(".", literal=True) - 1).fill_null(0)
    return (
        rows.select(pl.col("surface").unique())
        .with_columns(digits=digits)
        .select(
            "surface",
            printed=pl.col("digits").str.slice(0, 16).cast(FIGURE, strict=False),
            last=pl.lit(_SIZES).gather(places.clip(0, 10)),
        )
    )


def _half_a_digit() -> pl.Expr:
    """Half a unit of the last digit that is printed.

    Printed digits (9.8 of 9.8亿元) give the place of the last one, and the amount over the printed number its size;
    words (三千) count as exact, because they are rarely rounded to be written so.
    """
    amount = pl.when(pl.col("amount").abs() <= exact(LARGEST)).then(pl.col("amount").abs())
    step = pl.when(pl.col("printed") > exact(0)).then(amount / pl.col("printed"))
    return (step * pl.col("last") * exact(Decimal("0.5"))).fill_null(exact(0))
