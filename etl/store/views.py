"""What the ledger tells: every file and its state, the reports that count, who has not reported.

A state is never stored twice: it follows from the sighting of the path, the work on its content and the recording of
it.

States of a file: what a path shows that was never staged has the state of its sighting. Of the paths of one content
one speaks for it, the others are ``alias``. The speaker is ``waiting`` while work is due, ``quarantined`` when it
failed, ``review`` for a reviewed workbook, else ``unclaimed``, ``superseded`` or ``recorded`` by its recording. A
version that was refused or not claimed and has been replaced under the same name is ``superseded``: it is no longer
open.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl
import sqlalchemy as sa

from etl.normalize.places import folders_of
from etl.settings import County
from etl.store.settle import COUNTS, SPECIAL
from etl.store.tables import arrivals, contents, recordings, sightings
from etl.tables import DOCUMENTS, REPORTS

PLAN = "计划"
COVERAGE = pl.Schema(
    {
        "county": pl.String(),
        "period": pl.String(),
        "expected": pl.Int64(),
        "reported": pl.Int64(),
        "missing": pl.String(),
    }
)
REPORT_FILES = pl.Schema({**REPORTS.schema, "parquet": pl.String(), "rules": pl.String(), "reader": pl.String()})

Row = dict[str, Any]


def documents(connection: sa.Connection) -> pl.DataFrame:
    """DOCUMENTS: a row for each version of each path that ever lay in the inbox, by path and order of receipt."""
    older = {
        row.superseded_by: row.sha256
        for row in connection.execute(_recorded().where(recordings.c.superseded_by.is_not(None)))
    }
    rows = [
        _unread(row) for row in connection.execute(sa.select(sightings).where(sightings.c.state != "staged")).mappings()
    ]
    rows += [_staged(dict(row), older) for row in connection.execute(_versions()).mappings()]
    rows.sort(key=lambda row: (row["file"], row["round"]))
    return DOCUMENTS.conform(pl.DataFrame(rows, infer_schema_length=None)) if rows else DOCUMENTS.empty()


def reports(connection: sa.Connection) -> pl.DataFrame:
    """REPORTS, with ``parquet``, ``rules`` and ``reader``: the recordings that are claimed and not superseded."""
    query = _recorded().where(recordings.c.claimed, recordings.c.superseded_by.is_(None))
    rows = connection.execute(query.order_by(contents.c.round, contents.c.mtime_ns, contents.c.sha256)).mappings()
    columns = {"document": "path", "county_code": "county_code", "township_code": ""}
    data = [
        {name: received if name == "received" else row.get(columns.get(name, name), "") for name in REPORT_FILES}
        for received, row in enumerate(rows, start=1)
    ]
    return pl.DataFrame(data, schema=REPORT_FILES)


def coverage(connection: sa.Connection, counties: Mapping[str, County]) -> pl.DataFrame:
    """``county, period, expected, reported, missing`` (names): who has reported, plans and special reports aside.

    A county of the roster from which nothing came has a row without a period. Without a roster ``expected`` is what
    was seen.
    """
    counted = reports(connection).filter(~pl.col("kind").is_in([PLAN, SPECIAL]))
    seen = {county: set(frame["township"]) for (county,), frame in counted.group_by("county")}
    rows = []
    for (county, period), frame in counted.group_by("county", "period"):
        due = set(counties[county].townships) if county in counties else seen[county]
        rows.append(_coverage_row(county, period, due, set(frame["township"])))
    rows += [
        _coverage_row(county, None, set(roster.townships), set())
        for county, roster in counties.items()
        if county not in seen
    ]
    return pl.DataFrame(rows, schema=COVERAGE).sort("county", "period")


def _coverage_row(county: object, period: object, due: set[str], reported: set[str]) -> Row:
    missing = "、".join(sorted(due - reported))
    return {
        "county": county,
        "period": period,
        "expected": len(due),
        "reported": len(due & reported),
        "missing": missing,
    }


def _recorded() -> sa.Select[Any]:
    return sa.select(recordings, contents.c.path).join(contents, COUNTS)


def _versions() -> sa.Select[Any]:
    """Every arrival with its content, its recording if any, and whether the path shows something else by now."""
    place = [recordings.c[name] for name in ("county", "township", "period", "kind", "claimed", "superseded_by")]
    why = [recordings.c[name].label(f"place_{name}") for name in ("code", "reason", "remedy")]
    work = [contents.c[name] for name in ("state", "code", "reason", "remedy", "owner")]
    replaced = sa.func.coalesce(sightings.c.sha256, "") != arrivals.c.sha256
    columns = [
        arrivals.c.path.label("file"),
        arrivals.c.sha256,
        arrivals.c.round,
        contents.c.path.label("speaker"),
        *work,
        *place,
        *why,
    ]
    query = sa.select(*columns, replaced.label("replaced"))
    query = query.join_from(arrivals, contents, contents.c.sha256 == arrivals.c.sha256)
    return query.join(sightings, sightings.c.path == arrivals.c.path).outerjoin(recordings, COUNTS)


def _unread(row: sa.RowMapping) -> Row:
    said = {name: row[name] for name in ("state", "code", "reason", "remedy")}
    return {
        **_by_folders(row["path"]),
        **said,
        "file": row["path"],
        "sha256": None,
        "round": float("inf"),
        "supersedes": None,
    }


def _staged(row: Row, older: Mapping[str, str]) -> Row:
    by_folder = _by_folders(row["file"])
    known = {name: row[name] or by_folder.get(name) for name in ("county", "township", "period", "kind")}
    state, code, reason, remedy = _state(row)
    supersedes = older.get(row["sha256"]) if state in ("recorded", "superseded") else None
    base = {name: row[name] for name in ("file", "sha256", "round")}
    return {**base, **known, "state": state, "code": code, "reason": reason, "remedy": remedy, "supersedes": supersedes}


def _by_folders(path: str) -> Row:
    county, township, *_ = [*folders_of(path), None, None]
    return {"county": county, "township": township, "period": None, "kind": None}


def _state(row: Row) -> tuple[str, str, str, str]:
    if row["speaker"] != row["file"]:
        return "alias", "XH-INTAKE-050", f"内容与“{row['speaker']}”相同。", "无需处理。"
    open_ = row["state"] == "failed" or (row["state"] == "done" and not row["claimed"])
    if open_ and row["replaced"]:
        return "superseded", "XH-INTAKE-051", "已由同名的新文件代替。", "无需处理。"
    if row["state"] == "failed":
        return "quarantined", row["code"], row["reason"], row["remedy"]
    if row["state"] == "review":
        return "review", "XH-INTAKE-052", "审核件，已收到。", "无需处理。"
    if row["state"] == "pending":
        waiting = (row["code"] or "XH-INTAKE-053", row["reason"] or "等待处理。", row["remedy"] or "稍后自动处理。")
        return "waiting", *waiting
    why = (row["place_code"], row["place_reason"], row["place_remedy"])
    if not row["claimed"]:
        return "unclaimed", *why
    if row["superseded_by"]:
        return (
            "superseded",
            "XH-INTAKE-054",
            "已被后来收到的同期报告取代。",
            "无需处理；如取代有误，请重新放入正确的一份。",
        )
    return "recorded", *why
