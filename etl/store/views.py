"""What the ledger tells: every file and its state, the reports that count, who has not reported.

A state is never stored twice: it follows from the sighting of the path, the work on its content and the recording of
it.

States of a file: what a path shows that was never staged has the state of its sighting; what waited and is no longer
there is ``ignored``, and a folder that could not be listed is forgotten when it can. Of the paths of one content
one speaks for it, the others are ``alias``, with a warning when they lie in the folder of another township. The speaker
is ``waiting`` while work is due, ``quarantined`` when it
failed, ``review`` for a reviewed workbook, else ``unclaimed``, ``superseded`` or ``recorded`` by its recording. A
version that was refused or not claimed and has been replaced under the same name is ``superseded``: it is no longer
open.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import polars as pl
import sqlalchemy as sa

from etl.normalize.folders import official_site
from etl.normalize.roster import Rosters
from etl.store.receive import PROCESSED, UNLISTED
from etl.store.reviews import answered
from etl.store.settle import BATCH, COUNTS, SPECIAL
from etl.store.tables import arrivals, contents, recordings, sightings
from etl.tables import DOCUMENTS, REPORTS

PLAN = "计划"
REFUSED = "隔离"
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
DATED = pl.Schema({**DOCUMENTS.schema, "round": pl.Float64()})

Row = dict[str, Any]


def documents(connection: sa.Connection, rosters: Rosters, *, unsettled: bool = False) -> pl.DataFrame:
    """DOCUMENTS: a row for each version of each path that ever lay in the inbox, by path and order of receipt.

    With ``unsettled`` only those that may need somebody, which are few: no content that is recorded where it belongs.
    """
    found = _framed(document_rows(connection, rosters, unsettled=unsettled), DATED)
    return DOCUMENTS.conform(found.sort("file", "round", maintain_order=True))


def document_rows(connection: sa.Connection, rosters: Rosters, *, unsettled: bool = False) -> Iterator[Row]:
    """The rows of :func:`documents` one by one, by path: what was never staged, then every version of what was."""
    spoken_for, older = _rivals(connection)
    said = answered(connection)
    unread = sa.select(sightings).where(_was_never_staged()).order_by(sightings.c.path)
    for row in connection.execute(unread).mappings():
        yield _unread(row, rosters)
    versions = _versions().order_by(arrivals.c.path, arrivals.c.round, arrivals.c.sha256)
    if unsettled:
        versions = versions.where((contents.c.state != "done") | ~recordings.c.claimed)
    for row in connection.execute(versions).mappings():
        known = {"newer": spoken_for.get(row["superseded_by"]), "answered": said.get(row["sha256"])}
        yield _staged({**row, **known}, older, rosters)


def _rivals(connection: sa.Connection) -> tuple[dict[str, str], dict[str, str]]:
    """Of the contents that supersede another: the path that speaks for each, and the content that it supersedes."""
    newer = contents.alias()
    query = sa.select(recordings.c.sha256, recordings.c.superseded_by, newer.c.path).join(contents, COUNTS)
    query = query.join(newer, newer.c.sha256 == recordings.c.superseded_by).where(recordings.c.claimed)
    rows = connection.execute(query).all()
    return {row.superseded_by: row.path for row in rows}, {row.superseded_by: row.sha256 for row in rows}


def _framed(rows: Iterable[Row], schema: pl.Schema) -> pl.DataFrame:
    """The rows as a frame, made some at a time: as Python's objects all of them would take many times its memory."""
    coming, frames = iter(rows), [pl.DataFrame(schema=schema)]
    while some := list(itertools.islice(coming, BATCH)):
        frames.append(pl.DataFrame(some, schema=schema))
    return pl.concat(frames)


class Reported(NamedTuple):
    """Reports of a county (REPORTS), their figures (PUBLISHED_MENTIONS) and canonical texts by sha256, and the townships
    that ought to report for the latest of the years.
    """

    reports: pl.DataFrame
    mentions: pl.DataFrame
    texts: Mapping[str, str]
    expected: Sequence[str]


def reports(connection: sa.Connection, rosters: Rosters, counties: Sequence[str] = ()) -> pl.DataFrame:
    """REPORTS, with ``parquet``, ``rules`` and ``reader``: the recordings that are claimed and not superseded.

    Those of the ``counties``, or all; ``received`` counts among them.
    """
    return _framed(report_rows(connection, rosters, counties), REPORT_FILES)


def report_rows(connection: sa.Connection, rosters: Rosters, counties: Sequence[str] = ()) -> Iterator[Row]:
    """The rows of :func:`reports` one by one."""
    query = _recorded().where(_counted())
    query = query.where(recordings.c.county.in_(counties)) if counties else query
    rows = connection.execute(query.order_by(contents.c.round, contents.c.mtime_ns, contents.c.sha256)).mappings()
    nothing, kept = dict.fromkeys(REPORT_FILES), [name for name in REPORT_FILES if name in recordings.c]
    for received, row in enumerate(rows, start=1):
        yield {
            **nothing,
            **{name: row[name] for name in kept},
            "document": row["path"],
            "received": received,
            "township_code": rosters.township_code(row["county"], row["township"]),
        }


def _counted() -> sa.ColumnElement[bool]:
    return recordings.c.claimed & recordings.c.superseded_by.is_(None)


def reporting_counties(connection: sa.Connection) -> list[str]:
    """The counties of :func:`reports`."""
    counted = sa.select(recordings.c.county).distinct().join(contents, COUNTS)
    return list(connection.scalars(counted.where(_counted())))


def recorded(connection: sa.Connection) -> dict[str, str]:
    """The contents that are recorded with place and period, superseded ones too, and the path that speaks for each."""
    query = sa.select(recordings.c.sha256, contents.c.path).join(contents, COUNTS).where(recordings.c.claimed)
    return {row.sha256: row.path for row in connection.execute(query)}


def outcomes(connection: sa.Connection, wanted: Sequence[str]) -> list[Row]:
    """How work on the contents ``wanted`` ended, by path: ``file, county, township, period, state, mentions, indicators,
    reason, remedy``; the state in words."""
    place = [recordings.c[name] for name in ("county", "township", "period", "mentions", "indicators", "claimed")]
    why = [recordings.c[name].label(f"place_{name}") for name in ("reason", "remedy")]
    query = sa.select(
        contents.c.path.label("file"), contents.c.state, contents.c.reason, contents.c.remedy, *place, *why
    )
    query = query.outerjoin(recordings, COUNTS).where(contents.c.sha256.in_(wanted)).order_by(contents.c.path)
    return [_outcome(dict(row)) for row in connection.execute(query).mappings()]


def _outcome(row: Row) -> Row:
    if row["state"] != "done":
        return {**row, "state": {"failed": REFUSED, "pending": "稍后再试"}.get(row["state"], row["state"])}
    said = {name: row[f"place_{name}"] for name in ("reason", "remedy")}
    return {**row, **said, "state": "入账" if row["claimed"] else "待认领"}


def coverage(connection: sa.Connection, rosters: Rosters) -> pl.DataFrame:
    """``county, period, expected, reported, missing`` (names): who has reported, plans and special reports aside.

    A county of the roster from which nothing came has a row without a period. Without a roster ``expected`` is what
    was seen. The roster is that of the end of the period; ``missing`` is in its order.
    """
    every = reports(connection, rosters)
    counted = every.filter(~pl.col("kind").is_in([PLAN, SPECIAL]))
    rows = []
    for (county, period), frame in counted.group_by("county", "period"):
        due = expected(every, rosters, str(county), str(period))
        rows.append(_coverage_row(county, period, due, set(frame["township"])))
    rows += [
        _coverage_row(county, None, rosters.expected(county, None) or [], set())
        for county in rosters.regions
        if county not in set(counted["county"])
    ]
    return pl.DataFrame(rows, schema=COVERAGE).sort("county", "period")


def expected(every: pl.DataFrame, rosters: Rosters, county: str, period: str | None) -> list[str]:
    """The townships that ought to report: those of the roster, without one all that a report was ever seen of."""
    due = rosters.expected(county, period)
    return sorted(every.filter(pl.col("county") == county)["township"].unique()) if due is None else due


def _coverage_row(county: object, period: object, due: list[str], reported: set[str]) -> Row:
    missing = "、".join(name for name in due if name not in reported)
    return {
        "county": county,
        "period": period,
        "expected": len(due),
        "reported": len(reported.intersection(due)),
        "missing": missing,
    }


def _recorded() -> sa.Select[Any]:
    return sa.select(recordings, contents.c.path).join(contents, COUNTS)


def _versions() -> sa.Select[Any]:
    """Every arrival with its content, its recording if any, and whether the path shows something else by now."""
    place = [
        recordings.c[name] for name in ("county", "township", "period", "kind", "claimed", "superseded_by", "placed_by")
    ]
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
    query = sa.select(*columns, sightings.c.present, replaced.label("replaced"))
    query = query.join_from(arrivals, contents, contents.c.sha256 == arrivals.c.sha256)
    return query.join(sightings, sightings.c.path == arrivals.c.path).outerjoin(recordings, COUNTS)


def _was_never_staged() -> sa.ColumnElement[bool]:
    listed_again = (sightings.c.code == UNLISTED) & ~sightings.c.present
    return sightings.c.state.not_in(("staged", PROCESSED)) & ~listed_again


def _unread(row: sa.RowMapping, rosters: Rosters) -> Row:
    said = {name: row[name] for name in ("state", "code", "reason", "remedy")}
    if row["state"] == "waiting" and not row["present"]:
        reason, remedy = "还没有读到，就已移走或删除。", "如仍需要，请重新放入。"
        said = {"state": "ignored", "code": "XH-INTAKE-055", "reason": reason, "remedy": remedy}
    return {
        **_by_folders(row["path"], rosters),
        **said,
        "file": row["path"],
        "sha256": None,
        "round": float("inf"),
        "supersedes": None,
        "placed_by": None,
    }


def _staged(row: Row, older: Mapping[str, str], rosters: Rosters) -> Row:
    alias = row["speaker"] != row["file"]
    needed = alias or not (row["county"] and row["township"])
    by_folder = _by_folders(row["file"], rosters) if needed else {}
    known = {name: row[name] or by_folder.get(name) for name in ("county", "township", "period", "kind")}
    state, code, reason, remedy = _alias(row, by_folder) if alias else _state(row)
    supersedes = older.get(row["sha256"]) if state in ("recorded", "superseded") else None
    base = {name: row[name] for name in ("file", "sha256", "round")}
    base["placed_by"] = row["placed_by"] or None
    return {**base, **known, "state": state, "code": code, "reason": reason, "remedy": remedy, "supersedes": supersedes}


def _by_folders(path: str, rosters: Rosters) -> Row:
    county, township = official_site(path, rosters)
    return {"county": county, "township": township, "period": None, "kind": None}


def _alias(row: Row, by_folder: Row) -> tuple[str, str, str, str]:
    here, recorded = ((place["county"], place["township"]) for place in (by_folder, row))
    if row["present"] and not row["replaced"] and row["claimed"] and None not in here and here != recorded:
        reason = f"内容与“{row['speaker']}”相同，已归入“{'/'.join(recorded)}”，这一份却放在“{'/'.join(here)}”。"
        remedy = f"如误放，请删去这一份；如应归“{here[1]}”，请删去“{row['speaker']}”，或用 xianhui claim 认领。"
        return "alias", "XH-INTAKE-056", reason, remedy
    return "alias", "XH-INTAKE-050", f"内容与“{row['speaker']}”相同。", "无需处理。"


def _state(row: Row) -> tuple[str, str, str, str]:
    open_ = row["state"] == "failed" or (row["state"] == "done" and not row["claimed"])
    if open_ and row["replaced"]:
        return "superseded", "XH-INTAKE-051", "已由同名的新文件代替。", "无需处理。"
    if row["state"] == "failed":
        return "quarantined", row["code"], row["reason"], row["remedy"]
    if row["state"] == "review":
        return (
            "review",
            "XH-INTAKE-052",
            row["answered"] or "审核件，已收到，待读取。",
            "每一行的结果见工作簿的“上次审核结果”。",
        )
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
            f"已被后来收到的同期报告“{row['newer']}”取代。",
            "无需处理；如应以这一份为准，请用它覆盖那一份，或用 xianhui claim 认领并加 --newest；"
            "如那一份归错了乡镇或期间，请移走或认领那一份。",
        )
    return "recorded", *why
