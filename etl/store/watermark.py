"""Which county tables are due: those whose inputs differ from the inputs that they were last written from.

Rules:
- A county has a table for every year that a report of it counts for (of a pure plan the year planned).
- The inputs of a year's table are the county's reports of that year, of the year before (growth, targets) and of no
  other, the state of every file of the county, its roster, the decisions of its reviewers and the reviews that were
  taken in, and whatever else the caller names (rules version, format of export).
- A table whose reports have all gone elsewhere is due once more, with 0 reports, and then forgotten.
- Where the figures lie is no input: the nightly puts them together.
- The schedule does not decide: an hour missed or fired twice changes nothing.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

import polars as pl
import sqlalchemy as sa

from etl.normalize.roster import Rosters
from etl.store.database import upsert
from etl.store.reviews import fingerprints
from etl.store.tables import rollups
from etl.store.views import documents, reports


@dataclass(frozen=True, slots=True)
class Due:
    """A county table that is to be written.

    From how many ``reports`` of its year, and the fingerprint of all its inputs.
    """

    county: str
    year: int
    fingerprint: str
    reports: int


def due(connection: sa.Connection, rosters: Rosters, extra: str) -> list[Due]:
    """The tables whose inputs have changed, by county and year."""
    written = {(row.county, row.year): row.fingerprint for row in connection.execute(sa.select(rollups))}
    counted, files = reports(connection, rosters).drop("received", "parquet"), documents(connection, rosters)
    by_county, files_of = (
        {county: frame for (county,), frame in every.group_by("county", maintain_order=True)}
        for every in (counted, files)
    )
    wanted = {(county, year) for county, frame in by_county.items() for year in frame["year"].unique()}
    reviewed = fingerprints(connection)
    result = []
    for county, year in sorted(wanted | set(written)):
        mine = by_county.get(county, counted.clear())
        roster = rosters.fingerprint(county) if county in rosters.regions else ""
        relevant = mine.filter(pl.col("year").is_in([year - 1, year]))
        known = files_of.get(county, files.clear())
        inputs = (relevant.rows(), known.rows(), roster, reviewed.get(county), extra)
        fingerprint = hashlib.sha256(
            json.dumps(inputs, ensure_ascii=False).encode("utf-8", "surrogatepass")
        ).hexdigest()
        if written.get((county, year)) != fingerprint:
            result.append(Due(county, year, fingerprint, mine.filter(pl.col("year") == year).height))
    return result


def written(connection: sa.Connection, table: Due, now: float) -> None:
    """The table was written from the inputs of ``table.fingerprint``."""
    if table.reports:
        row = {"county": table.county, "year": table.year, "fingerprint": table.fingerprint, "written": now}
        upsert(connection, rollups, [row])
    else:
        connection.execute(rollups.delete().where(rollups.c.county == table.county, rollups.c.year == table.year))
