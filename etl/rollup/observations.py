"""One observation for each township, year, period, role and indicator, chosen among the mentions of its reports.

Rules:

- The same value several times is one observation; of different values the preferred one is taken (order:
  :mod:`etl.rollup.candidates`) and the status is ``conflict``, unless their rounding explains the difference, or one
  sentence lists them (分别完成4200、860、3100万元).
- A facet (growth %, change, completion %) belongs to the row when it relates to a mention of the chosen value, or
  to none, or to a hole in the text. A facet without any level of its key is a row of its own with an empty value.
  Facets of a part (``scope: any``) go with the part's own figure only.
- Role, year and period are part of the key: a plan stands under the year that it is for, and a five-year or
  cumulative figure is never read as one of a year. A ``baseline`` is no row; it serves as last year's level
  (:mod:`etl.rollup.previous`).
- A hole in the text gives status ``missing`` and an empty value, never zero. A range of an actual figure has an
  empty value too.
- ``scope: any`` in a rule: a township's own figure wins; only without one the figures of its parts (firms,
  projects, villages) are added, status ``inferred``, for indicators that add up. An equal figure in another
  sentence is a repetition and counts once; equal figures within one sentence count each. For other indicators the
  preferred part stands.
"""

from __future__ import annotations

from decimal import Decimal

import polars as pl

from etl.checks.figures import with_slack
from etl.rollup.candidates import preferred
from etl.tables import FIGURE, OBSERVATIONS

_FACETS = {"growth_rate": "growth_pct", "change": "change", "completion": "completion_pct"}
ROUGH = Decimal("0.1")  # what 约, 余 and 超 may be off, before two figures contradict each other
ROLES = ["actual", "plan", "cumulative"]
_DECIDING = [
    "key", "role", "report", "start", "sentence_start", "relates_to", "measure", "is_value", "is_part", "adds_up", "doubt",
    "amount", "approx", "estimated", "surface",
]  # fmt: skip
_PLACE, _SENTENCE = ["county", "township"], ["report", "sentence_start"]
_FOUND = ["amount", "approx", "estimated", "parts", "different", "growth_approx"]


def observe(mentions: pl.DataFrame) -> pl.DataFrame:
    """Candidates → one row a key: the chosen mention with ``amount``, facets, ``growth_approx`` and ``status``."""
    rows = mentions.select(*_DECIDING, at=pl.int_range(pl.len())).filter(pl.col("role").is_in(ROLES)).drop("role")
    values = rows.filter("is_value")
    chosen = preferred(values, "key")
    facets = _usable_facets(rows.filter(~pl.col("is_value")), values, chosen)
    lone = preferred(facets.join(chosen, on="key", how="anti"), "key").with_columns(amount=pl.lit(None, FIGURE))
    found = pl.concat([chosen, lone]).join(_clashes(values), on="key", how="left", maintain_order="left")
    told = _with_facets(_with_parts(found, values), facets)
    whole = mentions[told["at"]].with_columns(told.select(*_FOUND, *_FACETS.values()))
    return whole.with_columns(_status())


def publish(observed: pl.DataFrame, reports: pl.DataFrame) -> pl.DataFrame:
    """Observations with evidence and decisions, and the codes of their place: schema ``OBSERVATIONS``, of each county
    sorted by township, indicator in the order of the rulebook, year, period, role. The evidence begins at ``sentence_start``.
    """
    codes = reports.select(*_PLACE, "county_code", "township_code").sort("township_code").unique(_PLACE)
    published = (
        observed.with_columns(value=pl.col("amount"), rivals=pl.col("rivals_text"))
        .join(codes, on=_PLACE, how="left")
        .sort("township", "order", "year", "period", pl.col("role").cast(pl.Enum(ROLES)))
    )
    return OBSERVATIONS.conform(published)


def _usable_facets(facets: pl.DataFrame, values: pl.DataFrame, chosen: pl.DataFrame) -> pl.DataFrame:
    """Facets that may stand beside the chosen value of their key, linked ones first, holes last."""
    facets = facets.with_columns(figure=_figure("relates_to"))
    figures = values.select(figure=_figure("start"), level_key="key", level="amount")
    levels = figures.join(facets, on="figure", how="semi")
    taken = chosen.select("key", taken="amount", has_level=pl.lit(True)).join(facets, on="key", how="semi")
    linked = (pl.col("level_key") == pl.col("key")).fill_null(False)
    usable = (~pl.col("is_part") | pl.col("linked")) & (
        pl.col("relates_to").is_null()
        | (pl.col("linked") & (pl.col("level").is_null() | pl.col("level").eq_missing(pl.col("taken"))))
        | pl.col("has_level").is_null()
    )
    return (
        facets.join(levels, on="figure", how="left", maintain_order="left")
        .join(taken, on="key", how="left", maintain_order="left")
        .with_columns(linked=linked)
        .filter(usable)
        .sort(pl.col("doubt") == 3, ~pl.col("linked"), maintain_order=True)
        .select(values.columns)
    )


def _figure(start: str) -> pl.Expr:
    """Report and offset as one number."""
    return pl.col("report").cast(pl.Int64) * 2**32 + pl.col(start)


def _clashes(values: pl.DataFrame) -> pl.DataFrame:
    """``key, different``: how many different figures of the township itself a key has, where that is a contradiction.

    Most keys have one figure: only the others are looked at. Figures that one sentence lists are left aside, and those
    that differ by no more than their rounding contradict nothing.
    """
    own = values.filter(~pl.col("is_part"), pl.col("amount").is_not_null())
    figures = own.select("key", "amount", "surface", "approx", *_SENTENCE)
    several = figures.filter(pl.col("key").is_duplicated()).filter(_differ("key"))
    least, most = pl.col("amount") - pl.col("slack"), pl.col("amount") + pl.col("slack")
    return (
        with_slack(several.filter(~_differ("key", *_SENTENCE)), ROUGH)
        .group_by("key")
        .agg(least=least.max(), most=most.min(), different=pl.col("amount").n_unique())
        .filter(pl.col("least") > pl.col("most"), pl.col("different") > 1)
        .select("key", "different")
    )


def _differ(*same: str) -> pl.Expr:
    """Whether there are different amounts where all of these columns are the same."""
    return pl.col("amount").min().over(same) != pl.col("amount").max().over(same)


def _with_parts(found: pl.DataFrame, values: pl.DataFrame) -> pl.DataFrame:
    """The sum of the parts where a township has no figure of its own; ``parts`` says how many were added."""
    without_own = found.filter("is_part", "adds_up", "is_value")
    if without_own.is_empty():
        return found.with_columns(parts=pl.lit(1))
    figures = values.filter("is_part", pl.col("amount").is_not_null()).join(
        without_own, on="key", how="semi", maintain_order="left"
    )
    within_sentence = figures.group_by("key", "amount", "report", "sentence_start", maintain_order=True).agg(
        times=pl.len(),
        mark=pl.col("approx").filter(pl.col("approx") != "").first(),
        guess=pl.col("estimated").any(),
    )
    distinct = within_sentence.group_by("key", "amount", maintain_order=True).agg(
        pl.col("times").max(), pl.col("mark").drop_nulls().first(), pl.col("guess").any()
    )
    total = distinct.group_by("key", maintain_order=True).agg(
        total=(pl.col("amount") * pl.col("times")).sum().cast(FIGURE),
        parts=pl.col("times").sum(),
        mark=pl.col("mark").drop_nulls().first(),
        guess=pl.col("guess").any(),
    )
    return found.join(total, on="key", how="left").with_columns(
        amount=pl.coalesce("total", "amount"),
        approx=pl.coalesce("mark", "approx"),
        estimated=pl.coalesce("guess", "estimated"),
        parts=pl.col("parts").fill_null(1),
    )


def _with_facets(found: pl.DataFrame, facets: pl.DataFrame) -> pl.DataFrame:
    """The facets as columns; a sum of parts has none, because each belongs to one part."""
    for measure, column in _FACETS.items():
        of_measure = facets.filter(pl.col("measure") == measure, pl.col("amount").is_not_null())
        best = preferred(of_measure, "key").select(
            "key", pl.col("amount").alias(column), pl.col("approx").alias(f"{column}_approx")
        )
        found = found.join(best, on="key", how="left").with_columns(
            pl.when(pl.col("parts") == 1).then(pl.col(column)).alias(column)
        )
    return found.rename({"growth_pct_approx": "growth_approx"})


def _status() -> pl.Expr:
    return (
        pl.when(pl.col("different") > 1)
        .then(pl.lit("conflict"))
        .when(pl.col("type") == "missing")
        .then(pl.lit("missing"))
        .when("estimated")
        .then(pl.lit("estimated"))
        .when((pl.col("approx") != "") | pl.col("canonical_value").is_null())
        .then(pl.lit("approximate"))
        .when((pl.col("parts") > 1) | pl.col("unit_inferred").fill_null(False))
        .then(pl.lit("inferred"))
        .otherwise(pl.lit("exact"))
        .alias("status")
    )
