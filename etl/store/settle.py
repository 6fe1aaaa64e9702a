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

import sqlalchemy as sa

from etl.normalize.places import place
from etl.normalize.roster import Rosters
from etl.store.tables import claims, contents, recordings

SPECIAL = "专题"
BATCH = 500

Places = Rosters
Key = tuple[str, ...]

COUNTS = (
    (contents.c.sha256 == recordings.c.sha256)
    & (contents.c.rules == recordings.c.rules)
    & (contents.c.reader == recordings.c.reader)
    & (contents.c.state == "done")
)


@contextmanager
def settle(connection: sa.Connection, touched: Sequence[str], places: Places) -> Iterator[None]:
    """Around a change to the contents ``touched``.

    Afterwards their places and all supersession that it concerns are right.
    """
    before = _keys(connection, touched)
    yield
    _place(connection, touched, places)
    for key in sorted(before | _keys(connection, touched)):
        _supersede(connection, key)


def _current(touched: Sequence[str]) -> Iterator[sa.Select[tuple[object, ...]]]:
    for start in range(0, len(touched), BATCH):
        batch = touched[start : start + BATCH]
        person = [claims.c[name].label(f"claimed_{name}") for name in ("county", "township")]
        query = sa.select(recordings, contents.c.path, *person).join(contents, COUNTS)
        query = query.outerjoin(claims, claims.c.sha256 == recordings.c.sha256)
        yield query.where(contents.c.sha256.in_(batch))


def _keys(connection: sa.Connection, touched: Sequence[str]) -> set[Key]:
    rows = [row for query in _current(touched) for row in connection.execute(query)]
    return {
        (row.county, row.township, row.period, row.kind, row.title if row.kind == SPECIAL else "")
        for row in rows
        if row.claimed
    }


def _place(connection: sa.Connection, touched: Sequence[str], places: Places) -> None:
    for row in [row for query in _current(touched) for row in connection.execute(query)]:
        person = (row.claimed_county, row.claimed_township) if row.claimed_county is not None else None
        found = place(row.path, row.title, row.signature, places, row.period, person)
        values = {
            name: getattr(found, name) for name in ("county", "township", "county_code", "code", "reason", "remedy")
        }
        values |= {"claimed": found.claimed, "placed_by": found.source}
        if found.claimed and (row.year is None or row.period is None):
            values.update(
                claimed=False,
                code="XH-PLACE-006",
                reason="看不出是哪一年、哪一期的报告。",
                remedy="请在文件名中写明年份和期间（如 2023年上半年），改名后会重新识别；或用 xianhui claim 的 --period 指明。",
            )
        if any(getattr(row, name) != value for name, value in values.items()):
            same = (
                (recordings.c.sha256 == row.sha256)
                & (recordings.c.rules == row.rules)
                & (recordings.c.reader == row.reader)
            )
            connection.execute(recordings.update().where(same).values(**values, superseded_by=None))


def _supersede(connection: sa.Connection, key: Key) -> None:
    county, township, period, kind, title = key
    rivals = (
        sa.select(recordings.c.sha256, recordings.c.rules, recordings.c.reader, recordings.c.superseded_by)
        .join(contents, COUNTS)
        .where(recordings.c.county == county, recordings.c.township == township, recordings.c.claimed)
        .where(recordings.c.period == period, recordings.c.kind == kind)
        .order_by(contents.c.round, contents.c.mtime_ns, contents.c.sha256)
    )
    rows = connection.execute(rivals.where(recordings.c.title == title) if kind == SPECIAL else rivals).all()
    for row, newer in itertools.zip_longest(rows, rows[1:]):
        by = newer.sha256 if newer else None
        if row.superseded_by != by:
            same = (
                (recordings.c.sha256 == row.sha256)
                & (recordings.c.rules == row.rules)
                & (recordings.c.reader == row.reader)
            )
            connection.execute(recordings.update().where(same).values(superseded_by=by))
