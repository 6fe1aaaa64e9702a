"""The bundled sample reports, read and extracted as they are or with other texts: what tests of whole counties work on."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl

from etl.extract import extract, mentions_frame
from etl.normalize import canonical
from etl.readers import read
from etl.readers.document import Document
from etl.rollup import CountyTables, roll_up
from etl.rulebook import Rulebook, load_rulebook
from etl.tables import PUBLISHED_MENTIONS, REPORTS

SAMPLES = Path(__file__).parents[1] / "etl" / "samples"
Key = tuple[str, str, str]  # county, township, year


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def rulebook() -> Rulebook:
    return load_rulebook()


@cache
def documents() -> dict[Key, tuple[str, Document]]:
    """File name and document of every sample report."""
    found = {}
    for path in sorted(path for path in (SAMPLES / "inbox").rglob("*") if path.is_file()):
        document = read(path.read_bytes(), path.name)
        year = extract(document, rulebook(), name=path.name).profile.year
        found[path.parent.parent.name, path.parent.name, str(year)] = path.name, document
    return found


def received(texts: Mapping[Key, tuple[str, Document]]) -> tuple[pl.DataFrame, pl.DataFrame, dict[str, str]]:
    """PUBLISHED_MENTIONS, REPORTS and the canonical text of each of these reports."""
    frames, reports, canon = [], [], {}
    for number, ((county, township, year), (name, document)) in enumerate(texts.items()):
        sha = f"sha{number}"
        canon[sha] = document.text
        extraction = extract(document, rulebook(), name=name)
        place: dict[str, Any] = {"county": county, "township": township, "document": f"{township}{year}", "sha256": sha}
        named = mentions_frame(extraction.mentions).with_columns(
            pl.lit(value).alias(column) for column, value in place.items()
        )
        frames.append(named.with_columns(report_year=int(year), report_period=pl.lit(extraction.profile.period)))
        kind = extraction.profile.kind
        reports.append({**place, "year": int(year), "period": year, "kind": kind, "received": number})
    mentions = PUBLISHED_MENTIONS.conform(canonical(pl.concat(frames), rulebook()))
    return mentions, REPORTS.conform(pl.DataFrame(reports)), canon


def counties(texts: Mapping[Key, tuple[str, Document]]) -> list[CountyTables]:
    """The tables of every county and year of these reports."""
    mentions, reports, canon = received(texts)
    places = reports.select("county", "year").unique(maintain_order=True).rows()
    return [roll_up(mentions, reports, canon, year, county, rulebook()) for county, year in places]
