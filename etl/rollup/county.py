"""All tables of a county and a reporting year, and of several counties together.

A frame of 3,000 figures costs what its hundreds of operations cost to start, whatever is in it: several counties together
cost less than one after the other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar, cast

import polars as pl

from etl.checks import against_last_year, among_townships, find
from etl.review.decision import Decisions
from etl.review.question import rule_fingerprints
from etl.rollup.candidates import candidates
from etl.rollup.conflicts import conflicts
from etl.rollup.decided import assign, decide
from etl.rollup.evidence import with_evidence
from etl.rollup.notes import noted
from etl.rollup.observations import observe, publish
from etl.rollup.previous import with_previous
from etl.rollup.rollup import roll_up_observations
from etl.rollup.targets import targets
from etl.rulebook.model import Rulebook
from etl.tables import FINDINGS, PUBLISHED_MENTIONS, REPORTS

NOTHING_DECIDED = Decisions()
T = TypeVar("T")


@dataclass(frozen=True)
class CountyTables:
    """The tables of ``outputs/<year>/<county>``; ``reports`` and ``mentions`` are those of this year only,
    ``texts`` the canonical text of each of them by sha256.

    ``expected`` are the townships that should report: those of the roster, or without one those that did, by name.
    """

    county: str
    year: int
    expected: Sequence[str]
    reports: pl.DataFrame
    mentions: pl.DataFrame
    observations: pl.DataFrame
    rollup: pl.DataFrame
    findings: pl.DataFrame
    targets: pl.DataFrame
    texts: Mapping[str, str]
    decisions: Decisions = NOTHING_DECIDED
    _made: dict[str, tuple[Rulebook | None, object]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def once(self, name: str, rulebook: Rulebook | None, make: Callable[[], T]) -> T:
        """What ``make`` makes of these tables by the rulebook (None: by none): made once, since several files show it."""
        if name not in self._made or self._made[name][0] is not rulebook:
            self._made[name] = rulebook, make()
        return cast(T, self._made[name][1])


@dataclass(frozen=True)
class CountyReports:
    """What the tables of ``county`` are made of.

    ``mentions`` (``PUBLISHED_MENTIONS``) and ``reports`` (``REPORTS``) hold all current reports of the county of
    this year and the year before, and may hold more; ``texts`` the canonical text of each by sha256. ``expected``
    are the townships of the roster; without one, those that reported this year count as expected. ``decisions`` are
    what the county's reviewers have decided.
    """

    county: str
    mentions: pl.DataFrame
    reports: pl.DataFrame
    texts: Mapping[str, str]
    expected: Sequence[str] | None = None
    decisions: Decisions = NOTHING_DECIDED


def roll_up(
    mentions: pl.DataFrame,
    reports: pl.DataFrame,
    texts: Mapping[str, str],
    year: int,
    county: str,
    rulebook: Rulebook,
    expected: Sequence[str] | None = None,
    decisions: Decisions = NOTHING_DECIDED,
) -> CountyTables:
    """The tables of one county, made of what :class:`CountyReports` says."""
    reported = CountyReports(county, mentions, reports, texts, expected, decisions)
    return roll_up_together([reported], year, rulebook)[0]


def roll_up_together(counties: Sequence[CountyReports], year: int, rulebook: Rulebook) -> list[CountyTables]:
    """The tables of each of these counties, no two of them the same, for the reporting ``year``.

    Observations come out of the reports of ``year``, and plans for ``year`` out of those of other years.
    """
    reports = pl.concat(each.reports.filter(pl.col("county") == each.county) for each in counties)
    mentions = pl.concat(each.mentions.filter(pl.col("county") == each.county) for each in counties)
    texts = {sha: text for each in counties for sha, text in each.texts.items()}
    # A 编号 holds the name of the county: no decision is taken for one of another county.
    decisions = Decisions([decision for each in counties for decision in each.decisions.history])
    mentions = assign(mentions, texts, decisions, rulebook)
    this, before = _of_years(candidates(mentions, rulebook), year)
    now = _decided(this, texts, year, decisions, rulebook)
    # Last year's evidence and 编号 are shown nowhere: they only find what was decided on.
    last = _decided(before, texts, year - 1, decisions, rulebook) if decisions else observe(before)
    observed = with_previous(now, this, last)
    current, published = _of_this_year(reports, mentions, year)
    reported = _by_county(current)
    expected = {each.county: _expected(each, reported(each.county)) for each in counties}
    rolled = roll_up_observations(
        observed, last, year, rulebook, {county: len(townships) for county, townships in expected.items()}
    )
    found = _findings(
        find(published, rulebook, texts),
        conflicts(this),
        *_of_observations(observed, this, last, rulebook, texts, year),
        noted(current, published),
    )
    made = {
        "mentions": _by_county(published),
        "observations": _by_county(publish(observed, reports)),
        "rollup": _by_county(_placed(rolled, reports)),
        "findings": _by_county(found),
        "targets": _by_county(targets(observed, year)),
    }
    return [
        CountyTables(
            county=each.county,
            year=year,
            expected=expected[each.county],
            reports=reported(each.county),
            texts={sha: texts[sha] for sha in reported(each.county)["sha256"]},
            decisions=each.decisions,
            **{name: of_county(each.county) for name, of_county in made.items()},
        )
        for each in counties
    ]


def _by_county(frame: pl.DataFrame) -> Callable[[str], pl.DataFrame]:
    """The rows of each county, in their order."""
    parts = frame.partition_by("county", as_dict=True)
    return lambda county: parts.get((county,), frame.clear())


def _expected(reported: CountyReports, current: pl.DataFrame) -> Sequence[str]:
    return current["township"].unique().sort().to_list() if reported.expected is None else reported.expected


def _decided(
    chosen: pl.DataFrame, texts: Mapping[str, str], year: int, decisions: Decisions, rulebook: Rulebook
) -> pl.DataFrame:
    """The observations of these candidates with their evidence, those decided on as decided."""
    observed = with_evidence(observe(chosen), chosen, texts)
    return decide(observed, year, decisions, rule_fingerprints(rulebook), rulebook)


def _of_years(figures: pl.DataFrame, year: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The candidates for the observations of the year, and those of the year before."""
    planned = (pl.col("role") == "plan") & (pl.col("year") == year)
    return figures.filter((pl.col("report_year") == year) | planned), figures.filter(report_year=year - 1)


def _of_this_year(reports: pl.DataFrame, mentions: pl.DataFrame, year: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The reports of the year, and all that they say, as they are published."""
    current = reports.filter(year=year).sort("township", "period", "document", "sha256")
    published = mentions.filter(report_year=year).sort("township", "document", "sha256", "start")
    return REPORTS.conform(current), PUBLISHED_MENTIONS.conform(published)


def _of_observations(
    observed: pl.DataFrame,
    this: pl.DataFrame,
    last: pl.DataFrame,
    rulebook: Rulebook,
    texts: Mapping[str, str],
    year: int,
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Findings on what was observed; what a person added is no report's contradiction."""
    reported = observed.filter(pl.col("start").is_not_null())
    return (
        against_last_year(reported, this, last, rulebook, texts, year),
        among_townships(reported, rulebook, texts, year),
    )


def _placed(rolled: pl.DataFrame, reports: pl.DataFrame) -> pl.DataFrame:
    codes = reports.group_by("county").agg(pl.col("county_code").drop_nulls().sort().first())
    return rolled.with_columns(
        county_code=pl.col("county").replace_strict(codes["county"], codes["county_code"], return_dtype=pl.String)
    )


def _findings(*found: pl.DataFrame) -> pl.DataFrame:
    order = ["township", "document", "start", "end", "code", "indicator", "message"]
    return pl.concat([FINDINGS.conform(each) for each in found]).sort(order)
