"""All tables of one county and one reporting year."""

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
    _made: dict[str, tuple[Rulebook, object]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def once(self, name: str, rulebook: Rulebook, make: Callable[[], T]) -> T:
        """What ``make`` makes of these tables by the rulebook: made once, since several files show it."""
        if name not in self._made or self._made[name][0] is not rulebook:
            self._made[name] = rulebook, make()
        return cast(T, self._made[name][1])


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
    """The tables of ``county`` for the reporting ``year``.

    ``mentions`` (``PUBLISHED_MENTIONS``) and ``reports`` (``REPORTS``) hold all current reports of the county of
    this year and the year before, and may hold more; ``texts`` the canonical text of each by sha256. ``expected``
    are the townships of the roster; without one, those that reported this year count as expected. ``decisions`` are
    what the county's reviewers have decided.

    Observations come out of the reports of ``year``, and plans for ``year`` out of those of other years.
    """
    mentions = assign(mentions.filter(pl.col("county") == county), texts, decisions, rulebook)
    reports = reports.filter(pl.col("county") == county)
    this, before = _of_years(candidates(mentions, rulebook), year)
    now = _decided(this, texts, year, county, decisions, rulebook)
    # Last year's evidence and 编号 are shown nowhere: they only find what was decided on.
    last = _decided(before, texts, year - 1, county, decisions, rulebook) if decisions else observe(before)
    observed = with_previous(now, this, last)
    current, published = _of_this_year(reports, mentions, year)
    expected = current["township"].unique().sort().to_list() if expected is None else expected
    rolled = roll_up_observations(observed, last, year, rulebook, {county: len(expected)})
    return CountyTables(
        county=county,
        year=year,
        expected=expected,
        reports=current,
        mentions=published,
        observations=publish(observed, reports),
        rollup=_placed(rolled, reports),
        findings=_findings(
            find(published, rulebook, texts),
            conflicts(this),
            *_of_observations(observed, this, last, rulebook, texts, year),
            noted(current, published),
        ),
        targets=targets(observed, year),
        texts={sha: texts[sha] for sha in current["sha256"]},
        decisions=decisions,
    )


def _decided(
    chosen: pl.DataFrame, texts: Mapping[str, str], year: int, county: str, decisions: Decisions, rulebook: Rulebook
) -> pl.DataFrame:
    """The observations of these candidates with their evidence, those decided on as decided."""
    observed = with_evidence(observe(chosen), chosen, texts)
    return decide(observed, year, county, decisions, rule_fingerprints(rulebook), rulebook)


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
    code = reports["county_code"].drop_nulls().sort().first()
    return rolled.with_columns(county_code=pl.lit(code, pl.String))


def _findings(*found: pl.DataFrame) -> pl.DataFrame:
    order = ["township", "document", "start", "end", "code", "indicator", "message"]
    return pl.concat([FINDINGS.conform(each) for each in found]).sort(order)
