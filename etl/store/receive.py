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

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import sqlalchemy as sa

from etl.normalize.folders import site_of
from etl.store.database import upsert
from etl.store.settle import COUNTS, Places, batches, settle
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
    known = _shown(connection, [receipt.path for receipt in receipts])
    first = {receipt.path: receipt for receipt in reversed(receipts) if receipt.path not in known}
    again = [receipt for receipt in receipts if first.get(receipt.path) is not receipt]
    _receive_first(connection, [receipt for receipt in receipts if first.get(receipt.path) is receipt])
    for receipt in again:
        _receive_again(connection, receipt)
    see(connection, [Sighting(r.path, r.size, r.mtime_ns, "staged", r.sha256) for r in receipts], now)
    _speak(connection, sorted(set().union(*known.values()) | {receipt.sha256 for receipt in receipts}), places)


def next_round(connection: sa.Connection) -> int:
    last = (connection.scalar(sa.select(sa.func.max(table.c.round))) or 0 for table in (arrivals, contents))
    return max(map(int, last)) + 1


def stage_again(connection: sa.Connection, sha256: str) -> None:
    paths = list(connection.scalars(sa.select(sightings.c.path).where(sightings.c.sha256 == sha256)))
    archives = [path[:at] for path in paths for at in range(len(path)) if path[at] == "/"]
    shown = sightings.c.path.in_(paths + archives) & sightings.c.present
    connection.execute(sightings.update().where(shown).values(size=-1))


def _shown(connection: sa.Connection, paths: Sequence[str]) -> dict[str, set[str]]:
    """The contents that these paths have ever shown, by path."""
    query = sa.select(arrivals.c.path, arrivals.c.sha256)
    shown: dict[str, set[str]] = {}
    for some in batches(paths):
        for row in connection.execute(query.where(arrivals.c.path.in_(some))):
            shown.setdefault(row.path, set()).add(row.sha256)
    return shown


def _receive_first(connection: sa.Connection, receipts: Sequence[Receipt]) -> None:
    """Under paths that nothing was received by before."""
    if not receipts:
        return
    upsert(connection, contents, [_content(receipt) for receipt in receipts], keep=True)
    columns = ("path", "sha256", "round", "mtime_ns")
    connection.execute(arrivals.insert(), [{name: getattr(each, name) for name in columns} for each in receipts])
    _try_again(connection, [receipt.sha256 for receipt in receipts])


def _content(receipt: Receipt) -> dict[str, str | int]:
    """The row of a content that was not known."""
    row = {name: getattr(receipt, name) for name in ("sha256", "size", "path", "round", "mtime_ns")}
    return {**row, "state": "review" if receipt.review else "pending"}


def _receive_again(connection: sa.Connection, receipt: Receipt) -> None:
    """Under a path that something was received by before."""
    order = {"round": receipt.round, "mtime_ns": receipt.mtime_ns}
    upsert(connection, contents, [_content(receipt)], keep=True)
    here = (arrivals.c.path == receipt.path) & (arrivals.c.sha256 == receipt.sha256)
    before = connection.execute(sa.select(arrivals).where(here)).one_or_none()
    if before is None:
        connection.execute(contents.update().where(contents.c.sha256 == receipt.sha256).values(**order))
        connection.execute(arrivals.insert().values(path=receipt.path, sha256=receipt.sha256, **order))
        _try_again(connection, [receipt.sha256])
        return
    if before.mtime_ns != receipt.mtime_ns:
        _try_again(connection, [receipt.sha256])
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


def _try_again(connection: sa.Connection, received: Sequence[str]) -> None:
    fresh = {"state": "pending", "code": "", "reason": "", "remedy": "", "attempts": 0, "next_retry": None}
    for some in batches(received):
        refused = contents.c.sha256.in_(some) & (contents.c.state == "failed")
        connection.execute(contents.update().where(refused).values(**fresh))


def _speak(connection: sa.Connection, touched: Sequence[str], places: Places) -> None:
    """Choose the path that speaks for each content, and draw the consequences."""
    with settle(connection, touched, places):
        for some in batches(touched):
            changed = [{"its": sha256, "new": path} for sha256, path in _new_speakers(connection, some, places)]
            if changed:
                its = contents.c.sha256 == sa.bindparam("its")
                connection.execute(contents.update().where(its).values(path=sa.bindparam("new")), changed)
            _extract_again_if_renamed(connection, some)


def _new_speakers(connection: sa.Connection, touched: Sequence[str], places: Places) -> Iterator[tuple[str, str]]:
    """The path that speaks from now on, for each content that another one spoke for."""
    query = sa.select(arrivals, sightings.c.present, sightings.c.sha256.label("shows"), sightings.c.state)
    query = query.add_columns(contents.c.path.label("speaker")).join(contents, contents.c.sha256 == arrivals.c.sha256)
    query = query.join(sightings, sightings.c.path == arrivals.c.path).where(arrivals.c.sha256.in_(touched))
    showing: dict[str, list[sa.Row[Any]]] = {}
    for row in connection.execute(query):
        showing.setdefault(row.sha256, []).append(row)
    for sha256, rows in sorted(showing.items()):
        path = _speaker(sha256, rows, places)
        if path != rows[0].speaker:
            yield sha256, path


def _speaker(sha256: str, rows: Sequence[sa.Row[Any]], places: Places) -> str:
    lies = {row.path: _township(row.path, places) for row in rows}
    here = {lies[row.path] for row in rows if row.present and row.shows == sha256} - {()}
    best = min(
        rows,
        key=lambda row: (
            not ((row.present or row.state == PROCESSED) and row.shows == sha256),
            not lies[row.path],
            not row.present and bool(here - {lies[row.path]}),
            row.round,
            row.path,
        ),
    )
    return str(best.path)


def _township(path: str, places: Places) -> tuple[str, ...]:
    """The township in whose folder a path lies; empty when it lies in none's."""
    site = site_of(path, places)
    return places.official(site.county, site.township) if site.complete else ()


def _extract_again_if_renamed(connection: sa.Connection, touched: Sequence[str]) -> None:
    query = sa.select(contents.c.sha256, contents.c.path, recordings.c.name).join(recordings, COUNTS)
    by_name = query.where(contents.c.sha256.in_(touched), recordings.c.source.in_(BY_NAME))
    renamed = [row.sha256 for row in connection.execute(by_name) if row.path.rpartition("/")[2] != row.name]
    connection.execute(contents.update().where(contents.c.sha256.in_(renamed)).values(state="pending", attempts=0))
