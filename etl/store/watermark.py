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
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from etl.normalize.roster import Rosters
from etl.store.database import upsert
from etl.store.reviews import fingerprints
from etl.store.tables import rollups
from etl.store.views import REPORT_FILES, document_rows, report_rows, reporting_counties
from etl.tables import DOCUMENTS

AT_ONCE = 20  # counties
_INPUTS = [name for name in REPORT_FILES if name not in ("received", "parquet")]
_YEAR = _INPUTS.index("year")


@dataclass(frozen=True, slots=True)
class Due:
    """A county table that is to be written.

    From how many ``reports`` of its year, and the fingerprint of all its inputs; whether these have ``changed`` since.
    """

    county: str
    year: int
    fingerprint: str
    reports: int
    changed: bool = True


def due(connection: sa.Connection, rosters: Rosters, extra: str, every: bool) -> list[Due]:
    """The tables whose inputs have changed, with ``every`` the others as well, by county and year."""
    written = {(row.county, row.year): row.fingerprint for row in connection.execute(sa.select(rollups))}
    files, reviewed = _files(connection, rosters), fingerprints(connection)
    result = []
    for county, mine in _counted(connection, rosters, {county for county, _ in written}):
        roster = rosters.fingerprint(county) if county in rosters.regions else ""
        beside = (files.get(county), roster, reviewed.get(county), extra)
        reported = Counter(row[_YEAR] for row in mine)
        for year in sorted({*reported, *(year for its, year in written if its == county)}):
            relevant = [row for row in mine if row[_YEAR] in (year - 1, year)]
            fingerprint = hashlib.sha256(_packed((relevant, *beside))).hexdigest()
            changed = written.get((county, year)) != fingerprint
            if changed or every:
                result.append(Due(county, year, fingerprint, reported[year], changed))
    return result


def _counted(
    connection: sa.Connection, rosters: Rosters, others: set[str]
) -> Iterator[tuple[str, list[tuple[Any, ...]]]]:
    """The reports that count of each county, and of ``others``; by county, some at a time: there may be thousands."""
    counties = sorted({*reporting_counties(connection), *others})
    for at in range(0, len(counties), AT_ONCE):
        some: dict[str, list[tuple[Any, ...]]] = {county: [] for county in counties[at : at + AT_ONCE]}
        for row in report_rows(connection, rosters, list(some)):
            some[row["county"]].append(tuple(row[name] for name in _INPUTS))
        yield from some.items()


def _files(connection: sa.Connection, rosters: Rosters) -> dict[str, str]:
    """By county: the state of all its files."""
    found: dict[str, Any] = {}
    names = DOCUMENTS.names
    for row in document_rows(connection, rosters):
        if row["county"] is not None:
            digest = found.setdefault(row["county"], hashlib.sha256())
            digest.update(_packed([row[name] for name in names]))
    return {county: digest.hexdigest() for county, digest in found.items()}


def _packed(inputs: Sequence[object]) -> bytes:
    return json.dumps(inputs, ensure_ascii=False).encode("utf-8", "surrogatepass")


def written(connection: sa.Connection, table: Due, now: float) -> None:
    """The table was written from the inputs of ``table.fingerprint``."""
    if table.reports:
        row = {"county": table.county, "year": table.year, "fingerprint": table.fingerprint, "written": now}
        upsert(connection, rollups, [row])
    else:
        connection.execute(rollups.delete().where(rollups.c.county == table.county, rollups.c.year == table.year))
