"""Counties that are rolled up together come out as each by itself."""

from __future__ import annotations

import polars as pl
import pytest

from etl.rollup.candidates import DECIDING, candidates
from etl.rollup.observations import observe
from etl.rollup.previous import with_previous
from etl.rollup.rollup import roll_up_observations
from tests.sample_reports import counties, documents, rulebook

YEAR = 2024


@pytest.fixture(scope="module")
def mentions() -> pl.DataFrame:
    return pl.concat([tables.mentions for tables in counties(documents()) if tables.year == YEAR])


def by_indicator(mentions: pl.DataFrame) -> pl.DataFrame:
    figures = candidates(mentions, rulebook())
    observed = observe(figures)
    none = observed.clear()
    expected = dict.fromkeys(mentions["county"].unique(), 3)
    return roll_up_observations(with_previous(observed, figures, none), none, YEAR, rulebook(), expected)


def test_counties_together_are_as_each_by_itself(mentions: pl.DataFrame) -> None:
    apart = [mentions, mentions.with_columns(county=pl.col("county") + "二", sha256=pl.col("sha256") + "二")]
    single = [by_indicator(mine) for both in apart for mine in both.partition_by("county")]
    assert by_indicator(pl.concat(apart)).equals(pl.concat(single).sort("county", maintain_order=True))
    assert len(single) == 2 * mentions["county"].n_unique() > 2


def test_what_is_not_decided_on_changes_no_figure(mentions: pl.DataFrame) -> None:
    assert by_indicator(mentions.select(DECIDING)).equals(by_indicator(mentions))


def test_the_order_of_the_reports_changes_no_figure(mentions: pl.DataFrame) -> None:
    assert by_indicator(mentions.reverse()).equals(by_indicator(mentions))
