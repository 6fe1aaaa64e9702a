"""Contradictions in whole reports: those of the bundled samples and others planted in them are found, and hardly more.

``planted.csv``: in the report of a township ``old`` is replaced by ``new``; a finding with ``code`` must point into it.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import polars as pl
import pytest

from etl.readers.document import Document
from tests.sample_reports import SAMPLES, Key, counties, documents, rows

Row = dict[str, str]
KNOWN = rows(SAMPLES / "contradictions.csv")
PLANTED = rows(Path(__file__).with_name("planted.csv"))


def planted_in(report: Key) -> list[Row]:
    return [row for row in PLANTED if (row["county"], row["township"], row["year"]) == report]


def report_of(row: Row) -> Key:
    return row["county"], row["township"], row["report_year"]


def with_plants(report: Key, document: Document) -> Document:
    plants, text = planted_in(report), document.text
    for plant in plants:
        assert text.count(plant["old"]) == 1, plant
        text = text.replace(plant["old"], plant["new"])
    return Document(text) if plants else document


def rolled(texts: Mapping[Key, tuple[str, Document]]) -> tuple[pl.DataFrame, dict[str, str]]:
    """The findings of all counties and years, and the texts by the name of the document."""
    found = pl.concat([each.findings for each in counties(texts)])
    return found, {"".join(report): document.text for report, (_, document) in texts.items()}


@pytest.fixture(scope="module")
def planted() -> tuple[pl.DataFrame, dict[str, str]]:
    return rolled({report: (name, with_plants(report, text)) for report, (name, text) in documents().items()})


@pytest.fixture(scope="module")
def unchanged() -> tuple[pl.DataFrame, dict[str, str]]:
    return rolled(documents())


def points_into(findings: pl.DataFrame, texts: Mapping[str, str], report: Key, passage: str) -> pl.DataFrame:
    """The warnings and errors of a report of which some figure stands in the passage."""
    begin = texts["".join(report)].index(passage)
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
