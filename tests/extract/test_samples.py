"""The sample reports: what a reader finds in them, the engine finds too (etl/samples/README.md)."""

from __future__ import annotations

import csv
from collections.abc import Callable
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from etl.extract import extract, mentions_frame
from etl.normalize import canonical
from etl.readers import read
from etl.rulebook.model import Rulebook

SAMPLES = Path(__file__).parents[2] / "etl" / "samples"
Row = dict[str, str]
Report = tuple[str, str, str]


def rows(name: str) -> list[Row]:
    with (SAMPLES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def of_report(row: Row) -> Report:
    return row["county"], row["township"], row["report_year"]


EXPECTED, HOLES = rows("expected.csv"), rows("holes.csv")
REPORTS = sorted({of_report(row) for row in EXPECTED})


@pytest.fixture(scope="module")
def mentions(rulebook: Rulebook) -> Callable[[Report], list[dict[str, Any]]]:
    """The mentions of a report with their canonical values."""

    @cache
    def found(report: Report) -> list[dict[str, Any]]:
        county, township, year = report
        files = [path for path in (SAMPLES / "inbox" / county / township).iterdir() if path.is_file()]
        for path in files:
            extraction = extract(read(path.read_bytes(), path.name), rulebook, name=path.name)
            if str(extraction.profile.year) == year:
                return canonical(mentions_frame(extraction.mentions), rulebook).to_dicts()
        raise AssertionError(f"no report of {township} for {year}")

    return found


def is_value(row: Row, mention: dict[str, Any]) -> bool:
    same = (mention["indicator"], mention["role"], mention["type"]) == (row["indicator"], row["role"], "quantity")
    year = str(mention["year"]) == row["year"] or (row["role"] == "cumulative" and mention["year"] is None)
    return same and year and mention["canonical_value"] == Decimal(row["value"])


def is_growth(row: Row, mention: dict[str, Any]) -> bool:
    return (
        mention["indicator"] == row["indicator"]
        and mention["measure"] in ("growth_rate", "change")
        and mention["canonical_value"] == Decimal(row["growth_pct"])
    )


def is_found(row: Row, mentions: list[dict[str, Any]]) -> bool:
    levels = [mention for mention in mentions if row["value"] and is_value(row, mention)]
    if row["value"] and not levels:
        return False
    if not row["growth_pct"]:
        return True
    starts = {mention["start"] for mention in levels}
    growths = [mention for mention in mentions if is_growth(row, mention)]
    return any(mention["relates_to"] in starts if levels else True for mention in growths)


@pytest.mark.parametrize(
    "report",
    REPORTS,
    ids="-".join,
)
def test_every_expected_figure_is_found(mentions: Callable[[Report], list[dict[str, Any]]], report: Report) -> None:
    found = mentions(report)
    lost = [row for row in EXPECTED if of_report(row) == report and not is_found(row, found)]
    assert [f"{row['indicator']} {row['role']} {row['year']} {row['value']}: {row['evidence']}" for row in lost] == []


@pytest.mark.parametrize(
    "hole",
    HOLES,
    ids=lambda row: f"{row['township']}{row['report_year']}-{row['evidence']}",
)
def test_every_hole_is_missing(mentions: Callable[[Report], list[dict[str, Any]]], hole: Row) -> None:
    found = [m for m in mentions(of_report(hole)) if m["surface"] == hole["evidence"] and m["type"] == "missing"]
    assert found
    assert {m["value"] for m in found} == {None}
