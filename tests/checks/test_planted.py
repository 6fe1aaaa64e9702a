"""Contradictions in whole reports: those of the bundled samples and others planted in them are found, and hardly more.

``planted.csv``: in the report of a township ``old`` is replaced by ``new``; a finding with ``code`` must point into it.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from etl.extract import extract, mentions_frame
from etl.normalize import canonical
from etl.readers import read
from etl.readers.document import Document
from etl.rollup import roll_up
from etl.rulebook import load_rulebook
from etl.tables import PUBLISHED_MENTIONS, REPORTS

SAMPLES = Path(__file__).parents[2] / "etl" / "samples"
Row = dict[str, str]
Key = tuple[str, str, str]


def rows(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


KNOWN = rows(SAMPLES / "contradictions.csv")
PLANTED = rows(Path(__file__).with_name("planted.csv"))


def planted_in(report: Key) -> list[Row]:
    return [row for row in PLANTED if (row["county"], row["township"], row["year"]) == report]


def report_of(row: Row) -> Key:
    return row["county"], row["township"], row["report_year"]


@cache
def documents() -> dict[Key, tuple[str, Document]]:
    """File name and document of every sample report."""
    rulebook, found = load_rulebook(), {}
    for path in sorted(path for path in (SAMPLES / "inbox").rglob("*") if path.is_file()):
        document = read(path.read_bytes(), path.name)
        year = extract(document, rulebook, name=path.name).profile.year
        found[path.parent.parent.name, path.parent.name, str(year)] = path.name, document
    return found


def with_plants(report: Key, document: Document) -> Document:
    plants, text = planted_in(report), document.text
    for plant in plants:
        assert text.count(plant["old"]) == 1, plant
        text = text.replace(plant["old"], plant["new"])
    return Document(text) if plants else document


def rolled(texts: Mapping[Key, tuple[str, Document]]) -> tuple[pl.DataFrame, dict[str, str]]:
    """The findings of all counties and years, and the texts by sha256."""
    rulebook, frames, reports, canon = load_rulebook(), [], [], {}
    for number, ((county, township, year), (name, document)) in enumerate(texts.items()):
        sha = f"sha{number}"
        canon[sha] = document.text
        extraction = extract(document, rulebook, name=name)
        place: dict[str, Any] = {"county": county, "township": township, "document": f"{township}{year}", "sha256": sha}
        named = mentions_frame(extraction.mentions).with_columns(
            pl.lit(value).alias(column) for column, value in place.items()
        )
        frames.append(named.with_columns(report_year=int(year), report_period=pl.lit(extraction.profile.period)))
        reports.append({**place, "year": int(year), "period": year, "kind": "总结", "received": number})
    mentions = PUBLISHED_MENTIONS.conform(canonical(pl.concat(frames), rulebook))
    received = REPORTS.conform(pl.DataFrame(reports))
    places = received.select("county", "year").unique(maintain_order=True).rows()
    tables = [roll_up(mentions, received, canon, year, county, rulebook) for county, year in places]
    return pl.concat([each.findings for each in tables]), canon


@pytest.fixture(scope="module")
def planted() -> tuple[pl.DataFrame, dict[str, str]]:
    return rolled({report: (name, with_plants(report, text)) for report, (name, text) in documents().items()})


@pytest.fixture(scope="module")
def unchanged() -> tuple[pl.DataFrame, dict[str, str]]:
    return rolled(documents())


def points_into(findings: pl.DataFrame, texts: Mapping[str, str], report: Key, passage: str) -> pl.DataFrame:
    """The warnings and errors of a report of which some figure stands in the passage."""
    (text,) = (text for text, (known, _) in zip(texts.values(), documents().items(), strict=True) if known == report)
    begin = text.index(passage)
    inside = pl.col("starts").map_elements(
        lambda starts: any(begin <= int(at) < begin + len(passage) for at in starts.split(";") if at.isdigit()),
        return_dtype=pl.Boolean,
    )
    of_report = (pl.col("document") == f"{report[1]}{report[2]}") & (pl.col("county") == report[0])
    return findings.filter(of_report, pl.col("severity") != "info").filter(inside)


@pytest.mark.parametrize("row", KNOWN, ids=lambda row: f"{row['township']}{row['report_year']}-{row['kind']}")
def test_every_contradiction_of_the_samples_is_found(unchanged: tuple[pl.DataFrame, dict[str, str]], row: Row) -> None:
    assert points_into(*unchanged, report_of(row), row["evidence"]).height == 1


def test_the_samples_raise_no_false_alarm(unchanged: tuple[pl.DataFrame, dict[str, str]]) -> None:
    assert unchanged[0].filter(pl.col("severity") != "info").height == len(KNOWN)


@pytest.mark.parametrize("row", PLANTED, ids=lambda row: f"{row['code']}-{row['kind']}")
def test_every_planted_contradiction_is_found(planted: tuple[pl.DataFrame, dict[str, str]], row: Row) -> None:
    report = row["county"], row["township"], row["year"]
    found = points_into(*planted, report, row["new"])
    assert row["code"] in found["code"].to_list(), (
        planted[0].filter(pl.col("township") == row["township"])["message"].to_list()
    )


def test_planted_contradictions_are_of_many_kinds_and_bring_hardly_any_false_alarm(
    planted: tuple[pl.DataFrame, dict[str, str]],
) -> None:
    told = planted[0].filter(pl.col("severity") != "info")
    meant = [points_into(*planted, (row["county"], row["township"], row["year"]), row["new"]) for row in PLANTED]
    meant += [points_into(*planted, report_of(row), row["evidence"]) for row in KNOWN]
    stray = told.join(pl.concat(meant), on=["document", "code", "starts"], how="anti")
    assert len({row["code"] for row in PLANTED}) >= 12
    assert stray.height <= told.height // 10, stray["message"].to_list()
