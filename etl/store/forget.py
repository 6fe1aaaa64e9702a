"""Removing a content with all that came of it; that it was removed, and why, is all that stays.

Rules:
- What it had superseded counts again; what was the same content under other names goes with it.
- The same bytes, dropped again, are not taken: a synchronised folder must not bring back what was removed.
- Questions that its sentences were put to reviewers in go, and the decisions on them: both quote the sentence.
- The ledger forgets first, the files go after that: whatever a crash leaves is named by nobody.
"""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa

from etl.store.database import upsert
from etl.store.settle import BATCH, Places, settle
from etl.store.tables import arrivals, claims, contents, decisions, forgotten, questions, recordings, sightings


def paths_of(connection: sa.Connection, sha256: str) -> list[str]:
    """Every path under which the content was ever seen."""
    return sorted(connection.scalars(sa.select(arrivals.c.path).where(arrivals.c.sha256 == sha256)))


def readers_of(connection: sa.Connection, sha256: str) -> list[str]:
    """The readers whose text of the content is kept."""
    return list(connection.scalars(sa.select(recordings.c.reader).where(recordings.c.sha256 == sha256).distinct()))


def forget(
    connection: sa.Connection, sha256: str, path: str, why: str, now: float, places: Places, *, text: str
) -> None:
    """Forget the content; ``path`` is how it was named by whoever asked for it, ``text`` what it said."""
    _forget_quotes(connection, "".join(text.split()))
    with settle(connection, [sha256], places):
        for table in (recordings, claims, arrivals, sightings, contents):
            connection.execute(table.delete().where(table.c.sha256 == sha256))
        upsert(connection, forgotten, [{"sha256": sha256, "path": path, "why": why, "made": now}])


def _forget_quotes(connection: sa.Connection, text: str) -> None:
    for table in (questions, decisions):
        quotes = connection.scalars(sa.select(table.c.evidence).where(table.c.evidence != "").distinct())
        from_it = [quote for quote in quotes if "".join(quote.split()) in text]
        for start in range(0, len(from_it), BATCH):
            connection.execute(table.delete().where(table.c.evidence.in_(from_it[start : start + BATCH])))


def reasons(connection: sa.Connection, contents_: Iterable[str]) -> dict[str, str]:
    """Why those of these contents that were removed were removed."""
    query = sa.select(forgotten.c.sha256, forgotten.c.why).where(forgotten.c.sha256.in_(list(contents_)))
    return {row.sha256: row.why for row in connection.execute(query)}


def removals(connection: sa.Connection) -> list[tuple[str, str, float]]:
    """Path, reason and Unix time of all that was removed, in that order."""
    query = sa.select(forgotten.c.path, forgotten.c.why, forgotten.c.made).order_by(forgotten.c.made)
    return [(row.path, row.why, row.made) for row in connection.execute(query)]
