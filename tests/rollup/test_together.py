"""Counties that are rolled up together come out as each by itself."""

from __future__ import annotations

import dataclasses

import polars as pl
import pytest

from etl.review.decision import CORRECT, REJECT, Decision, Decisions
from etl.rollup import CountyReports, CountyTables, roll_up_together
from etl.rollup.candidates import DECIDING, candidates
from etl.rollup.observations import observe
from etl.rollup.previous import with_previous
from etl.rollup.rollup import roll_up_observations
from tests.sample_reports import counties, documents, received, rulebook

YEAR = 2024
TABLES = ["reports", "mentions", "observations", "rollup", "findings", "targets"]


@pytest.fixture(autouse=True)
def no_checks() -> None:
    """Here the checks are not left out."""


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


@pytest.fixture(scope="module")
def several() -> list[CountyReports]:
    """The counties of the samples, one with a roster, one without last year's reports, and one of which nothing has come."""
    mentions, reports, texts = received(documents())
    late = mentions.filter(report_year=YEAR), reports.filter(year=YEAR)
    first, second = reports["county"].unique(maintain_order=True)[:2]
    copy = [frame.with_columns(county=pl.lit("新县"), sha256=pl.col("sha256") + "新") for frame in late]
    copied = {f"{sha}新": text for sha, text in texts.items()}
    return [
        CountyReports(first, mentions, reports, texts, expected=[*reports["township"].unique(), "没有报的镇"]),
        CountyReports("空县", mentions, reports, texts, expected=["甲镇"]),
        CountyReports("新县", copy[0].filter(county="新县"), copy[1], copied),
        CountyReports(second, mentions, reports, texts),
    ]


def assert_same(together: list[CountyTables], apart: list[CountyTables]) -> None:
    for one, other in zip(together, apart, strict=True):
        assert (one.county, one.year, one.expected) == (other.county, other.year, other.expected)
        assert (one.texts, one.decisions) == (other.texts, other.decisions)
        for name in TABLES:
            assert getattr(one, name).equals(getattr(other, name)), (one.county, name)


def by_itself(counties: list[CountyReports]) -> list[CountyTables]:
    return [tables for county in counties for tables in roll_up_together([county], YEAR, rulebook())]


def test_all_tables_of_counties_together_are_as_each_by_itself(several: list[CountyReports]) -> None:
    together = roll_up_together(several, YEAR, rulebook())
    assert_same(together, by_itself(several))
    assert [tables.rollup.is_empty() for tables in together] == [False, True, False, False]
    assert [tables.rollup["prev_value"].count() > 0 for tables in together] == [True, False, False, True]
    assert sum(not tables.findings.is_empty() for tables in together) > 1


def test_a_decision_is_of_its_county_alone(several: list[CountyReports]) -> None:
    """Of two counties with the same figures one is corrected, where another figure is rejected."""
    plain = by_itself(several)
    corrected, rejected = (_decided(plain[2], at, what) for at, what in ((0, CORRECT), (1, REJECT)))
    reviewed = list(several)
    reviewed[2] = dataclasses.replace(several[2], decisions=Decisions([corrected, rejected]))
    together = roll_up_together(reviewed, YEAR, rulebook())
    assert_same(together, by_itself(reviewed))
    assert_same(together[:2] + together[3:], plain[:2] + plain[3:])
    assert set(together[2].observations["status"]) >= {"corrected", "rejected"}


def _decided(tables: CountyTables, at: int, what: str) -> Decision:
    row = tables.observations.filter(pl.col("value").is_not_null(), year=YEAR).row(at, named=True)
    return Decision(
        number=row["number"], county=tables.county, year=YEAR, township=row["township"], indicator=row["indicator"],
        name=row["name"], period=row["period"], role=row["role"], decision=what, value="7" if what == CORRECT else "",
        unit=row["unit"], target="", note="", reviewer="某人", old_value="", evidence="", rule="", source="", made=1.0,
    )  # fmt: skip
