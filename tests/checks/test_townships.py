"""Outliers among the townships of a county: what is far from all others is told, what differs by nature is not."""

from __future__ import annotations

from decimal import Decimal

import polars as pl
import pytest

from etl.checks import among_townships
from etl.rulebook import Rulebook, load_rulebook
from etl.tables import PUBLISHED_MENTIONS

YEAR = 2024


@pytest.fixture(scope="module")
def rulebook() -> Rulebook:
    return load_rulebook()


def told(rulebook: Rulebook, indicator: str, *values: str) -> list[tuple[str, str]]:
    """Township and message of what is found when the townships 1, 2, ... report these values."""
    rule = rulebook.indicators[indicator]
    rows = [
        {
            "county": "某县", "township": f"{number}镇", "report_year": YEAR, "document": f"{number}.txt",
            "sha256": str(number), "start": 5, "end": 9, "surface": value, "role": "actual", "year": YEAR,
            "period": str(YEAR), "indicator": indicator, "sentence_start": 0, "sentence_end": 9,
        }
        for number, value in enumerate(values, 1)
    ]  # fmt: skip
    observed = PUBLISHED_MENTIONS.conform(pl.DataFrame(rows)).with_columns(
        amount=pl.Series([Decimal(value) for value in values], dtype=pl.Decimal(38, 10)),
        is_part=pl.lit(False), name=pl.lit(rule.name), unit=pl.lit(rule.unit),
    )  # fmt: skip
    findings = among_townships(observed, rulebook, {}, YEAR)
    return list(findings.select("township", "message").iter_rows())


def test_a_figure_far_from_all_others_is_told_with_the_median(rulebook: Rulebook) -> None:
    ((township, message),) = told(rulebook, "grain_output", "6850", "7200", "5900", "8100", "6400", "680000")
    assert township == "6镇"
    assert "680000吨" in message and "7025吨" in message and "96.8倍" in message


def test_a_figure_far_below_is_told_too(rulebook: Rulebook) -> None:
    ((township, _),) = told(rulebook, "registered_population", "28510", "32160", "24180", "13520", "36590", "285")
    assert township == "6镇"


def test_rates_and_figures_per_head_differ_less(rulebook: Rulebook) -> None:
    ((township, _),) = told(rulebook, "rural_income_per_capita", "19860", "18240", "16980", "15630", "17850", "198600")
    assert township == "6镇"


@pytest.mark.parametrize(
    ("indicator", "values"),
    [
        ("grain_output", ("6850", "7200", "5900", "8100", "680000")),  # too few townships
        ("industrial_output_above_scale", ("500", "1200", "9240", "42600", "58400", "234300", "120")),
        ("bridge_rebuilt_count", ("1", "1", "1", "1", "1", "19")),
        ("grain_output", ("6850", "7200", "5900", "8100", "6400", "21000")),
        ("grain_output", ("0", "7200", "5900", "8100", "6400", "6850", "7000")),
    ],
)
def test_what_differs_by_nature_is_not_told(rulebook: Rulebook, indicator: str, values: tuple[str, ...]) -> None:
    assert told(rulebook, indicator, *values) == []
