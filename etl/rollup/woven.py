"""Slots into which figures of other indicators enter: ratios, weighted means, and the growth of weighted figures.

- The weight of a township is its figure of the same period and role, else its actual figure of the whole reporting year.
- Growth compares only the townships with both years: for sums, sum of this year / sum of last year - 1; for weighted
  figures with a unit of their own (per head) the same with both years weighted alike, on at least half of the known weight.
  Shares have none, for a difference in points is no growth; nor have other methods, nor a previous sum of zero or less.
"""

from __future__ import annotations

import polars as pl

from etl.rollup.aggregate import ONE, check_sums, methods
from etl.rollup.catalogue import catalogue
from etl.rollup.exact import growths, quotients
from etl.rulebook.model import Rulebook
from etl.tables import FIGURE

CELL = ["county", "year", "period", "role"]
_AT = ["cell", "indicator"]
_SAME = ["slot", "township"]


class Figures:
    """The figures that others are weighed with or divided by, of one reporting year: those of all slots, by township."""

    def __init__(self, observed: pl.DataFrame, year: int, rulebook: Rulebook) -> None:
        self._year = year
        self._methods = methods(rulebook)
        woven = self._methods.filter("woven")
        sides = pl.concat([woven[name] for name in ("indicator", "weight", "of", "to")]).unique().drop_nulls()
        orders = catalogue(rulebook).filter(pl.col("indicator").is_in(sides.to_list()))["order"]
        needed = observed.select(*CELL, "township", "indicator", "order", "amount").filter(
            pl.col("amount").is_not_null(), pl.col("order").is_in(orders.to_list())
        )
        self._cells = needed.select(CELL).unique().with_row_index("cell")
        self._figures = needed.select(*CELL, "township", "indicator", figure="amount").join(self._cells, on=CELL)

    def totals(self, slots: pl.DataFrame) -> pl.DataFrame:
        """``slot, county, year, period, role, indicator`` → ``slot, method, woven_value, entering, coverage_weight,
        low_weight`` of the slots for which the plain method does not stand.
        """
        placed = self._placed(slots, pl.col("woven"))
        values = self._of(placed, "indicator", "value")
        stated = values.group_by("slot").agg(stated=pl.len())
        ratios = self._ratios(placed, stated)
        weighted = placed.filter(pl.col("aggregate") == "weighted_mean").join(ratios, on="slot", how="anti")
        return pl.concat([ratios, self._weighted(weighted, values, stated)])

    def growths(self, compared: pl.DataFrame) -> pl.DataFrame:
        """Slots, each with ``township, amount, previous, growth_pct`` → ``slot, growth_pct, growth_reporting``."""
        slots = compared.select("slot", *CELL, "indicator").unique("slot")
        placed = self._placed(slots, pl.col("grows").is_not_null())
        rows = compared.drop(*CELL, "indicator").join(placed.select("slot", "grows"), on="slot")
        weights = self._weights(placed.filter(pl.col("grows") == "weighted"))
        weighted = rows.filter(pl.col("grows") == "weighted").join(weights, on=_SAME)
        enough = _coverage(weighted, weights).filter("enough")
        terms = [
            rows.filter(pl.col("grows") == "sum").with_columns(weight=ONE),
            weighted.join(enough, on="slot", how="semi"),
        ]
        every = pl.concat(each.select("slot", "amount", "previous", "growth_pct", "weight") for each in terms)
        counted = every.group_by("slot").agg(growth_reporting=pl.len().cast(pl.Int64))
        return growths(every).rename({"quotient": "growth_pct"}).join(counted, on="slot")

    def _placed(self, slots: pl.DataFrame, wanted: pl.Expr) -> pl.DataFrame:
        """The slots that are ``wanted``, with how they aggregate, their cell, and that of the whole year."""
        whole_year = self._cells.filter(year=self._year, period=str(self._year), role="actual")
        return (
            slots.select("slot", *CELL, "indicator")
            .join(self._methods.filter(wanted), on="indicator")
            .join(self._cells, on=CELL, how="left")
            .join(whole_year.select("county", whole_year="cell"), on="county", how="left")
        )

    def _of(self, placed: pl.DataFrame, indicator: str, name: str, cell: str = "cell") -> pl.DataFrame:
        """``slot, township``, and under ``name`` the figures of the indicator that the column ``indicator`` names."""
        wanted = placed.select("slot", cell=cell, indicator=indicator)
        return wanted.join(self._figures, on=_AT).select("slot", "township", pl.col("figure").alias(name))

    def _weights(self, placed: pl.DataFrame) -> pl.DataFrame:
        """``slot, township, weight``."""
        own, whole_year = (self._of(placed, "weight", "weight", cell) for cell in ("cell", "whole_year"))
        return pl.concat([own, whole_year]).unique(_SAME, keep="first", maintain_order=True)

    def _ratios(self, placed: pl.DataFrame, stated: pl.DataFrame) -> pl.DataFrame:
        """Those slots of which enough townships have both sides."""
        above, below = self._of(placed, "of", "above"), self._of(placed, "to", "below")
        both = above.join(below, on=_SAME).join(placed.select("slot", "times"), on="slot")
        counted = both.group_by("slot").agg(entering=pl.len()).join(stated, on="slot", how="left")
        enough = counted.filter(2 * pl.col("entering") >= pl.col("stated").fill_null(0))
        terms = both.join(enough, on="slot", how="semi").with_columns(weight=ONE)
        return enough.join(quotients(terms), on="slot", how="left").select(
            "slot",
            "entering",
            method=pl.lit("ratio_of_sums"),
            woven_value="quotient",
            coverage_weight=pl.lit(None, FIGURE),
            low_weight=pl.lit(False),
        )

    def _weighted(self, placed: pl.DataFrame, values: pl.DataFrame, stated: pl.DataFrame) -> pl.DataFrame:
        weights = self._weights(placed)
        both = values.join(weights, on=_SAME)
        counted = (
            placed.select("slot")
            .join(stated, on="slot", how="left")
            .join(both.group_by("slot").agg(common=pl.len()), on="slot", how="left")
            .join(_coverage(both, weights), on="slot", how="left")
            .with_columns(pl.col("stated", "common").fill_null(0), pl.col("enough").fill_null(False))
            .with_columns(covered=pl.col("enough") & (2 * pl.col("common") >= pl.col("stated")))
        )
        terms = both.join(counted.filter("covered"), on="slot", how="semi")
        means = quotients(terms.select("slot", "weight", above="value", times="weight", below=ONE))
        return counted.join(means, on="slot", how="left").select(
            "slot",
            entering=pl.when("covered").then("common").otherwise("stated"),
            method=pl.lit("weighted_mean"),
            woven_value="quotient",
            coverage_weight="coverage_weight",
            low_weight=~pl.col("covered") & (pl.col("stated") > 0),
        )


def _coverage(both: pl.DataFrame, weights: pl.DataFrame) -> pl.DataFrame:
    """``slot, coverage_weight, enough``: the share of all known ``weights`` of a slot that those in ``both`` hold, and
    whether it is at least half; none where no weight is known. Raises ComputeError where sums may wrap around.
    """
    figure = pl.col("weight")
    held = weights.group_by("slot").agg(
        reporting=pl.len(), min_value=figure.min(), max_value=figure.max(), whole=figure.sum()
    )
    check_sums(held)
    common = both.group_by("slot").agg(common=figure.sum())
    shares = held.join(common, on="slot", how="left").with_columns(pl.col("common").fill_null(0))
    covered, rest = pl.col("common"), pl.col("whole") - pl.col("common")
    enough = pl.when(pl.col("whole") > 0).then(covered >= rest).when(pl.col("whole") < 0).then(covered <= rest)
    terms = shares.select("slot", above="common", times=ONE, below="whole", weight=ONE)
    return (
        shares.join(quotients(terms), on="slot", how="left")
        .with_columns(pl.col("quotient").fill_null(0), enough=enough.otherwise(False))
        .select("slot", "enough", coverage_weight="quotient")
    )
