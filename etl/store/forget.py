"""Removing a content with all that came of it; that it was removed, and why, is all that stays.

Rules:
- What it had superseded counts again; what was the same content under other names goes with it.
- The same bytes, dropped again, are not taken: a synchronised folder must not bring back what was removed.
- Questions about its figures go, and the decisions on them: both quote a sentence of it. They stay where another report of
  the same township says the same, and those on other townships are not touched.
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


def kept_texts(connection: sa.Connection, sha256: str) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """The texts (sha256, reader) of the content, and those of other reports of its townships."""
    mine = sa.select(recordings.c.county, recordings.c.township).where(recordings.c.sha256 == sha256)
    here = sa.tuple_(recordings.c.county, recordings.c.township).in_(mine)
    query = sa.select(recordings.c.sha256, recordings.c.reader).where(here).distinct()
    rows = [(row.sha256, row.reader) for row in connection.execute(query)]
    return [row for row in rows if row[0] == sha256], [row for row in rows if row[0] != sha256]


def forget(
    connection: sa.Connection, sha256: str, path: str, why: str, now: float, places: Places, *, text: str, others: str
) -> None:
    """Forget the content; ``path`` is how it was named by whoever asked for it.

    ``text`` is what it said, ``others`` what other reports of its townships say.
    """
    _forget_quotes(connection, sha256, "".join(text.split()), "".join(others.split()))
    with settle(connection, [sha256], places):
        for table in (recordings, claims, arrivals, sightings, contents):
            connection.execute(table.delete().where(table.c.sha256 == sha256))
        upsert(connection, forgotten, [{"sha256": sha256, "path": path, "why": why, "made": now}])


def _forget_quotes(connection: sa.Connection, sha256: str, text: str, others: str) -> None:
    mine = sa.select(recordings.c.county, recordings.c.township).where(recordings.c.sha256 == sha256)
    for table in (questions, decisions):
        here = sa.tuple_(table.c.county, table.c.township).in_(mine)
        quotes = connection.scalars(sa.select(table.c.evidence).where(here, table.c.evidence != "").distinct())
        bare = {quote: "".join(quote.split()) for quote in quotes}
        gone = [quote for quote, said in bare.items() if said in text and said not in others]
        for start in range(0, len(gone), BATCH):
            connection.execute(table.delete().where(here, table.c.evidence.in_(gone[start : start + BATCH])))


def reasons(connection: sa.Connection, contents_: Iterable[str]) -> dict[str, str]:
    """Why those of these contents that were removed were removed."""
    query = sa.select(forgotten.c.sha256, forgotten.c.why).where(forgotten.c.sha256.in_(list(contents_)))
    return {row.sha256: row.why for row in connection.execute(query)}


def removals(connection: sa.Connection) -> list[tuple[str, str, float]]:
    """Path, reason and Unix time of all that was removed, in that order."""
    query = sa.select(forgotten.c.path, forgotten.c.why, forgotten.c.made).order_by(forgotten.c.made)
    return [(row.path, row.why, row.made) for row in connection.execute(query)]
