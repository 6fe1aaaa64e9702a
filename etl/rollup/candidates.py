"""Which mentions may become an observation, and in which order they are preferred.

A candidate is a mention with an indicator of the rulebook, of scope ``township`` (or of any scope, where the rule
says so), with ``year`` and ``period`` filled in. Mentions of several counties may be given at once; ``DECIDING`` are the
columns that must be there, further ones are carried along. Columns added: those of
:func:`etl.rollup.catalogue.catalogue` (``unit`` is the indicator's), and

- ``amount``   the figure in the indicator's unit; empty for a hole in the text and for a range of an actual figure.
  Of a planned range it is the end that must at least be met: the low one, or the high one when the text says "at
  most".
- ``is_value`` true for the indicator's own figure, false for a facet (growth rate, change, completion). A rule with
  ``measure: growth_rate`` has growth rates as its own figures.
- ``doubt``    0 exact, 1 approximate or estimated, 2 a range without amount, 3 a hole in the text.
- ``report``, ``place``, ``key``  numbers for the report, the county and township, and the KEY: to group and join by them
  costs a tenth of what the words cost.

Order of preference: figure of the township before parts of it; less doubt first; overview section first (profile,
review, routine, others); earlier report first; the report of just this period before others; document name; place
in the text.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from etl.rollup.catalogue import catalogue
from etl.rollup.numbers import number, rank
from etl.rollup.periods import fill_in
from etl.rulebook.model import Rulebook
from etl.tables import FIGURE

KEY = ["county", "township", "year", "period", "role", "indicator"]
DECIDING = [
    "county", "township", "report_year", "report_period", "document", "sha256", "start", "surface", "type",
    "unit_inferred", "approx", "measure", "relates_to", "scope", "role", "estimated", "year", "period", "indicator",
    "canonical_value", "section", "sentence_start", "canonical_low", "canonical_high",
]  # fmt: skip
AT_MOST = "以下"
_READ = ["quantity", "missing"]
_FACETS = ["growth_rate", "change", "completion"]
_SECTIONS = ["profile", "review", "routine"]


def candidates(mentions: pl.DataFrame, rulebook: Rulebook) -> pl.DataFrame:
    """The candidates in order of preference; a figure that could not be brought to the indicator's unit is none."""
    read = mentions.filter(pl.col("type").is_in(_READ), pl.col("indicator").is_not_null())
    figures = (
        read.drop("unit", strict=False)
        .hstack(_reports(read))
        .join(catalogue(rulebook), on="indicator", how="left", maintain_order="left")
        .with_columns(
            role=pl.col("role").fill_null("actual"),
            approx=pl.col("approx").fill_null(""),
            estimated=pl.col("estimated").fill_null(False),
            is_part=(pl.col("scope") != "township").fill_null(True),
        )
        .pipe(fill_in)
        .with_columns(_is_value(), _amount())
        .with_columns(_doubt())
    )
    figures = figures.with_columns(_key(figures))
    usable = pl.col("order").is_not_null() & (~pl.col("is_part") | pl.col("any_scope")) & pl.col("doubt").is_not_null()
    ranked = figures.select(_preference(), usable=usable).with_row_index("at").filter("usable").sort("preference")
    return figures[ranked["at"]]


def preferred(frame: pl.DataFrame, key: str | list[str]) -> pl.DataFrame:
    """The first row for each key; the frame keeps the order of preference."""
    if isinstance(key, list):
        return frame.unique(key, keep="first", maintain_order=True)
    return frame.filter(pl.col(key).is_first_distinct())


def _reports(mentions: pl.DataFrame) -> pl.DataFrame:
    """``report, place`` of each mention: the reports are numbered by document name. One is looked up once for all of its
    mentions that follow each other.
    """
    run = mentions["sha256"].rle_id()
    heads = mentions.select("county", "township", "document", "sha256").filter(run.is_first_distinct())
    reports = heads.unique("sha256").sort("document", "sha256").with_row_index("report")
    numbered = reports.select("sha256", "report", pl.struct("county", "township").rank("dense").alias("place"))
    return heads.select("sha256").join(numbered, on="sha256", how="left", maintain_order="left").drop("sha256")[run]


def _is_value() -> pl.Expr:
    facet = pl.col("measure").is_in(_FACETS).fill_null(False)
    return (~facet | pl.col("measure").eq_missing(pl.col("own_measure"))).alias("is_value")


def _amount() -> pl.Expr:
    ends = (
        pl.when(pl.col("approx") == AT_MOST)
        .then(pl.coalesce("canonical_high", "canonical_low"))
        .otherwise(pl.coalesce("canonical_low", "canonical_high"))
    )
    planned = pl.when(pl.col("role") == "plan").then(ends)
    amount = pl.when(pl.col("type") == "quantity").then(pl.coalesce("canonical_value", planned))
    return amount.cast(FIGURE).alias("amount")


def _doubt() -> pl.Expr:
    """Empty when there is neither a figure nor a hole: the unit could not be converted."""
    certain = (pl.col("approx") == "") & ~pl.col("estimated") & pl.col("canonical_value").is_not_null()
    return (
        pl.when(pl.col("type") == "missing")
        .then(3)
        .when(pl.col("amount").is_null() & pl.coalesce("canonical_low", "canonical_high").is_not_null())
        .then(2)
        .when(pl.col("amount").is_not_null() & certain)
        .then(0)
        .when(pl.col("amount").is_not_null())
        .then(1)
        .alias("doubt")
    )


def _preference() -> pl.Expr:
    """One number whose digits are what is preferred, the first before the later: sorting by it is fastest."""
    section = pl.lit(len(_SECTIONS))
    for place, name in enumerate(_SECTIONS):
        section = pl.when(pl.col("section") == name).then(place).otherwise(section)
    digits: list[tuple[pl.Expr, pl.Expr | int]] = [
        (pl.col("doubt"), 4),
        (section, 4),
        (pl.col("report_year").fill_null(0), 10_000),
        (pl.col("report_period").ne_missing(pl.col("period")), 2),
        (pl.col("report"), pl.col("report").max() + 1),
        (pl.col("start"), pl.col("start").max() + 1),
    ]
    return _number(pl.col("is_part"), digits).alias("preference")


def _key(figures: pl.DataFrame) -> pl.Series:
    """One number for place, indicator, year, period and role."""
    words = [rank(figures[name].fill_null("")) for name in ("period", "role")]
    return number([figures["place"], figures["order"], figures["year"].fill_null(0), *words]).alias("key")


def _number(first: pl.Expr, digits: Sequence[tuple[pl.Expr, pl.Expr | int]]) -> pl.Expr:
    """The number that begins with ``first`` and goes on with these digits, each less than the base beside it."""
    number = first.cast(pl.Int64)
    for digit, base in digits:
        number = number * base + digit
    return number
