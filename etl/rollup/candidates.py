"""Which mentions may become an observation, and in which order they are preferred.

A candidate is a mention with an indicator of the rulebook, of scope ``township`` (or of any scope, where the rule
says so), with ``year`` and ``period`` filled in. ``unit`` is the indicator's. Columns added to those of
``PUBLISHED_MENTIONS``: those of :func:`etl.rollup.catalogue.catalogue`, and

- ``amount``   the figure in the indicator's unit; empty for a hole in the text and for a range of an actual figure.
  Of a planned range it is the end that must at least be met: the low one, or the high one when the text says "at
  most".
- ``is_value`` true for the indicator's own figure, false for a facet (growth rate, change, completion). A rule with
  ``measure: growth_rate`` has growth rates as its own figures.
- ``doubt``    0 exact, 1 approximate or estimated, 2 a range without amount, 3 a hole in the text.

Order of preference: figure of the township before parts of it; less doubt first; overview section first (profile,
review, routine, others); earlier report first; the report of just this period before others; document name; place
in the text.
"""

from __future__ import annotations

import polars as pl

from etl.rollup.catalogue import catalogue
from etl.rollup.periods import fill_in
from etl.rulebook.model import Rulebook
from etl.tables import FIGURE

KEY = ["township", "year", "period", "role", "indicator"]
AT_MOST = "以下"
_FACETS = ["growth_rate", "change", "completion"]
_SECTIONS = {"profile": 0, "review": 1, "routine": 2}
_ORDER = ["is_part", "doubt", "section_rank", "report_year", "other_period", "document", "sha256", "start"]


def candidates(mentions: pl.DataFrame, rulebook: Rulebook) -> pl.DataFrame:
    """The candidates in order of preference; a figure that could not be brought to the indicator's unit is none."""
    return (
        mentions.filter(pl.col("type").is_in(["quantity", "missing"]))
        .with_columns(role=pl.col("role").fill_null("actual"), approx=pl.col("approx").fill_null(""))
        .with_columns(estimated=pl.col("estimated").fill_null(False))
        .drop("unit")
        .join(catalogue(rulebook), on="indicator", how="inner")
        .with_columns(is_part=(pl.col("scope") != "township").fill_null(True))
        .filter(~pl.col("is_part") | pl.col("any_scope"))
        .pipe(fill_in)
        .with_columns(_is_value(), _amount())
        .with_columns(_doubt(), _section_rank(), other_period=pl.col("report_period").ne_missing(pl.col("period")))
        .filter(pl.col("doubt").is_not_null())
        .sort(_ORDER)
    )


def preferred(frame: pl.DataFrame, key: list[str]) -> pl.DataFrame:
    """The first row for each key; the frame keeps the order of preference."""
    return frame.unique(key, keep="first", maintain_order=True)


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


def _section_rank() -> pl.Expr:
    return pl.col("section").replace_strict(_SECTIONS, default=3, return_dtype=pl.Int64).alias("section_rank")
