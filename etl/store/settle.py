"""What a recording means beside the others: its place, and whether a newer one supersedes it.

Rules:
- A recording counts when it is of the rules and the reader that its content is done with.
- It is claimed when county and township are known (etl/normalize/places.py) and its period is known.
- What a person has claimed for a place is there, whatever rules and folders say.
- A newer claimed recording of the same county, township, period and kind supersedes the older one, of special reports
  (专题) also only with the same title. Newer is what was received later: round of looking, then mtime, then hash.
- In a chain each names the next newer one; all of them stay.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from operator import attrgetter
from typing import Any, TypeVar

import sqlalchemy as sa

from etl.normalize.places import place
from etl.normalize.roster import Rosters
from etl.store.tables import claims, contents, recordings

SPECIAL = "专题"
BATCH = 500

Places = Rosters
Key = tuple[str, ...]
T = TypeVar("T")

# Nearly all contents are done: SQLite must not look for them by their state, which its index would let it do.
COUNTS = (
    (contents.c.sha256 == recordings.c.sha256)
    & (contents.c.rules == recordings.c.rules)
    & (contents.c.reader == recordings.c.reader)
    & (contents.c.state.concat("") == "done")
)


@contextmanager
def settle(connection: sa.Connection, touched: Sequence[str], places: Places) -> Iterator[None]:
    """Around a change to the contents ``touched``.

    Afterwards their places and all supersession that it concerns are right.
    """
    before = {_key(row) for row in _current(connection, touched) if row.claimed}
    yield
    _place(connection, _current(connection, touched), places)
    after = {_key(row) for row in _current(connection, touched) if row.claimed}
    _supersede(connection, before | after)


def batches(items: Sequence[T]) -> Iterator[Sequence[T]]:
    """As many at a time as one statement may name."""
    for start in range(0, len(items), BATCH):
        yield items[start : start + BATCH]


def _current(connection: sa.Connection, touched: Sequence[str]) -> list[sa.Row[Any]]:
    """The recordings that count of these contents, with their path and what a person has claimed."""
    person = [claims.c[name].label(f"claimed_{name}") for name in ("county", "township")]
    query = sa.select(recordings, contents.c.path, contents.c.round, contents.c.mtime_ns, *person)
    query = query.join(contents, COUNTS)
    query = query.outerjoin(claims, claims.c.sha256 == recordings.c.sha256)
    return [
        row for some in batches(touched) for row in connection.execute(query.where(contents.c.sha256.in_(some))).all()
    ]


def _key(row: sa.Row[Any]) -> Key:
    return row.county, row.township, row.period, row.kind, row.title if row.kind == SPECIAL else ""


def _place(connection: sa.Connection, rows: Sequence[sa.Row[Any]], places: Places) -> None:
    placed = [(row, _placed(row, places)) for row in rows]
    moved = [
        (row, {**values, "superseded_by": None})
        for row, values in placed
        if any(getattr(row, name) != value for name, value in values.items())
    ]
    _change(connection, moved)


def _placed(row: sa.Row[Any], places: Places) -> dict[str, Any]:
    person = (row.claimed_county, row.claimed_township) if row.claimed_county is not None else None
    found = place(row.path, row.title, row.signature, places, row.period, person)
    values = {name: getattr(found, name) for name in ("county", "township", "county_code", "code", "reason", "remedy")}
    values |= {"claimed": found.claimed, "placed_by": found.source}
    if found.claimed and (row.year is None or row.period is None):
        values.update(
            claimed=False,
            code="XH-PLACE-006",
            reason="看不出是哪一年、哪一期的报告。",
            remedy="请在文件名中写明年份和期间（如 2023年上半年），改名后会重新识别；或用 xianhui claim 的 --period 指明。",
        )
    return values


def _supersede(connection: sa.Connection, keys: set[Key]) -> None:
    """Of the recordings of each key each is superseded by the next newer one."""
    near: set[str] = set()  # joined to their contents at once, all contents would be gone through
    for some in batches(sorted({key[:2] for key in keys})):
        counties, townships = ({place[at] for place in some} for at in (0, 1))
        here = recordings.c.county.in_(counties) & recordings.c.township.in_(townships)
        near.update(connection.scalars(sa.select(recordings.c.sha256).where(here, recordings.c.claimed)))
    rivals: dict[Key, list[sa.Row[Any]]] = {key: [] for key in keys}
    for row in sorted(_current(connection, sorted(near)), key=attrgetter("round", "mtime_ns", "sha256")):
        if row.claimed:
            rivals.get(_key(row), []).append(row)
    changed = []
    for rows in rivals.values():
        for row, newer in itertools.zip_longest(rows, rows[1:]):
            by = newer.sha256 if newer else None
            if row.superseded_by != by:
                changed.append((row, {"superseded_by": by}))
    _change(connection, changed)


def _change(connection: sa.Connection, changes: Sequence[tuple[sa.Row[Any], dict[str, Any]]]) -> None:
    """Give recordings new values, all of the same columns."""
    if not changes:
        return
    named = ("sha256", "rules", "reader")
    same = [recordings.c[name] == sa.bindparam(f"its_{name}") for name in named]
    new: dict[str, Any] = {name: sa.bindparam(f"new_{name}") for name in changes[0][1]}
    rows = [
        {f"its_{name}": getattr(row, name) for name in named} | {f"new_{name}": value for name, value in values.items()}
        for row, values in changes
    ]
    connection.execute(recordings.update().where(*same).values(new), rows)
