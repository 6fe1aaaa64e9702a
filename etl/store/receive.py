"""Noting what came in: sightings of paths, contents that lie in staging, versions of a path, aliases of a content.

Rules:
- The path that speaks for a content is one that still shows it before one that does not, one in a township's folder
  before one that is not, then the first received, then by name. So moving a file into its folder claims it.
- An original that was put away after recording still shows its content, but gives way to one in the inbox that is in
  the folder of another township.
- New content under a known path is a new version, also when it is known from elsewhere: it counts as received anew. So
  does content that returns to a path which showed another since.
- Content that was refused is tried again when it is dropped again: under a further path, or the same path with another
  mtime.
- A report whose period was not found in its text is extracted again when it is renamed (the name may tell).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass

import sqlalchemy as sa

from etl.normalize.places import folders_of
from etl.store.database import upsert
from etl.store.settle import COUNTS, Places, settle
from etl.store.tables import arrivals, contents, recordings, sightings

PROCESSED = "processed"
UNLISTED = "XH-INTAKE-007"  # a folder that cannot be listed
BY_NAME = ("", "文件名")  # sources of a period (etl/extract/layout.py) that a renamed file may change


@dataclass(frozen=True, slots=True)
class Sighting:
    """How a path looked at the last look.

    ``state`` is staged, processed (staged, recorded and put away), waiting, ignored or quarantined; ``next_retry`` in
    Unix time; ``round`` of a file that waits because it could not be read: when it was first to be taken.
    """

    path: str
    size: int
    mtime_ns: int
    state: str
    sha256: str | None = None
    code: str = ""
    reason: str = ""
    remedy: str = ""
    attempts: int = 0
    next_retry: float | None = None
    present: bool = True
    round: int = 0


@dataclass(frozen=True, slots=True)
class Receipt:
    """A content that lies in staging, the path that showed it, and in which round of looking.

    ``review`` says that it is a reviewed workbook.
    """

    path: str
    sha256: str
    size: int
    mtime_ns: int
    round: int
    review: bool = False


def see(connection: sa.Connection, seen: Iterable[Sighting], now: float) -> None:
    rows = [{**asdict(sighting), "first_seen": now, "last_seen": now} for sighting in seen]
    upsert(connection, sightings, rows, fixed=("first_seen",))


def gone(connection: sa.Connection, paths: Sequence[str], now: float, places: Places) -> None:
    """The paths are no longer in the inbox; what they showed stays, spoken for by another path if one shows it."""
    for path in paths:
        row = sightings.c.path == path
        connection.execute(sightings.update().where(row).values(present=False, last_seen=now))
    shown = sa.select(arrivals.c.sha256).where(arrivals.c.path.in_(paths)).distinct()
    _speak(connection, sorted(connection.scalars(shown)), places)


def processed(connection: sa.Connection, paths: Sequence[str], now: float) -> None:
    """The originals have been put away after recording: they are not in the inbox, and still speak for their content."""
    for path in paths:
        row = sightings.c.path == path
        connection.execute(sightings.update().where(row).values(present=False, last_seen=now))
        connection.execute(sightings.update().where(row, sightings.c.state == "staged").values(state=PROCESSED))


def receive(connection: sa.Connection, receipts: Sequence[Receipt], now: float, places: Places) -> None:
    """Note contents that lie in staging; of one round the order of receipt is by mtime, then hash."""
    replaced: set[str] = set()
    for receipt in receipts:
        replaced.update(connection.scalars(sa.select(arrivals.c.sha256).where(arrivals.c.path == receipt.path)))
        _receive_one(connection, receipt)
    see(connection, [Sighting(r.path, r.size, r.mtime_ns, "staged", r.sha256) for r in receipts], now)
    _speak(connection, sorted(replaced | {receipt.sha256 for receipt in receipts}), places)


def next_round(connection: sa.Connection) -> int:
    last = (connection.scalar(sa.select(sa.func.max(table.c.round))) or 0 for table in (arrivals, contents))
    return max(map(int, last)) + 1


def stage_again(connection: sa.Connection, sha256: str) -> None:
    paths = list(connection.scalars(sa.select(sightings.c.path).where(sightings.c.sha256 == sha256)))
    archives = [path[:at] for path in paths for at in range(len(path)) if path[at] == "/"]
    shown = sightings.c.path.in_(paths + archives) & sightings.c.present
    connection.execute(sightings.update().where(shown).values(size=-1))


def _receive_one(connection: sa.Connection, receipt: Receipt) -> None:
    order = {"round": receipt.round, "mtime_ns": receipt.mtime_ns}
    content = {"sha256": receipt.sha256, "size": receipt.size, "path": receipt.path, **order}
    upsert(connection, contents, [{**content, "state": "review" if receipt.review else "pending"}], keep=True)
    here = (arrivals.c.path == receipt.path) & (arrivals.c.sha256 == receipt.sha256)
    before = connection.execute(sa.select(arrivals).where(here)).one_or_none()
    if before is None:
        if connection.execute(sa.select(arrivals.c.sha256).where(arrivals.c.path == receipt.path).limit(1)).first():
            connection.execute(contents.update().where(contents.c.sha256 == receipt.sha256).values(**order))
        connection.execute(arrivals.insert().values(path=receipt.path, sha256=receipt.sha256, **order))
        _try_again(connection, receipt.sha256)
        return
    if before.mtime_ns != receipt.mtime_ns:
        _try_again(connection, receipt.sha256)
    _no_longer_lost(connection, receipt.sha256)
    since = (arrivals.c.path == receipt.path) & (arrivals.c.round > before.round)
    if connection.execute(sa.select(arrivals.c.sha256).where(since).limit(1)).first():
        connection.execute(contents.update().where(contents.c.sha256 == receipt.sha256).values(**order))
        connection.execute(arrivals.update().where(here).values(**order))
    else:
        connection.execute(arrivals.update().where(here).values(mtime_ns=receipt.mtime_ns))


def _no_longer_lost(connection: sa.Connection, sha256: str) -> None:
    lost = (contents.c.sha256 == sha256) & (contents.c.state == "pending") & contents.c.owner.is_(None)
    connection.execute(contents.update().where(lost).values(next_retry=None))


def _try_again(connection: sa.Connection, sha256: str) -> None:
    refused = (contents.c.sha256 == sha256) & (contents.c.state == "failed")
    fresh = {"state": "pending", "code": "", "reason": "", "remedy": "", "attempts": 0, "next_retry": None}
    connection.execute(contents.update().where(refused).values(**fresh))


def _speak(connection: sa.Connection, touched: Sequence[str], places: Places) -> None:
    """Choose the path that speaks for each content, and draw the consequences."""
    with settle(connection, touched, places):
        for sha256 in touched:
            path = _speaker(connection, sha256)
            changed = (contents.c.sha256 == sha256) & (contents.c.path != path)
            connection.execute(contents.update().where(changed).values(path=path))
        for sha256 in touched:
            _extract_again_if_renamed(connection, sha256)


def _speaker(connection: sa.Connection, sha256: str) -> str:
    query = sa.select(arrivals, sightings.c.present, sightings.c.sha256.label("shows"), sightings.c.state)
    query = query.join(sightings, sightings.c.path == arrivals.c.path).where(arrivals.c.sha256 == sha256)
    rows = connection.execute(query).all()
    here = {_township(row.path) for row in rows if row.present and row.shows == sha256} - {()}
    best = min(
        rows,
        key=lambda row: (
            not ((row.present or row.state == PROCESSED) and row.shows == sha256),
            not _township(row.path),
            not row.present and bool(here - {_township(row.path)}),
            row.round,
            row.path,
        ),
    )
    return str(best.path)


def _township(path: str) -> tuple[str, ...]:
    """The township's folder in which a path lies; empty when it lies in none."""
    folders = folders_of(path)
    return tuple(folders[:2]) if len(folders) >= 2 else ()


def _extract_again_if_renamed(connection: sa.Connection, sha256: str) -> None:
    query = sa.select(recordings.c.name, recordings.c.source, contents.c.path).join(contents, COUNTS)
    row = connection.execute(query.where(contents.c.sha256 == sha256)).one_or_none()
    if row and row.source in BY_NAME and row.path.rpartition("/")[2] != row.name:
        connection.execute(contents.update().where(contents.c.sha256 == sha256).values(state="pending", attempts=0))
