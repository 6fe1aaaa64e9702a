"""Work on contents: who may do it, for how long, and how it ended.

Rules:
- Work is due for a content that is pending, and for one that was read but done (or failed) with other rules.
- A claim is atomic and gives a lease; its owner renews it while alive. A lease that ran out is free for anybody.
- A claim counts as an attempt until it is finished; giving it back (an orderly stop, a full disk) takes the attempt
  back.
- What was tried before and not finished comes last and alone.
- A failure that may heal waits longer each time: 1, 2, 4 … minutes, at most an hour. The third is final.
- Only the owner may report a failure: whoever lost the lease meanwhile has nothing to say. A success is always good.
- Rules that were in force before (switched back) need no work where their recording exists.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from etl.store.claims import claimed_period, extract_again, read_as_claimed
from etl.store.database import upsert
from etl.store.settle import Places, settle
from etl.store.tables import contents, recordings

MAX_ATTEMPTS = 3
LEASE_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Claim:
    """A content to work on.

    ``path`` it came by, ``reader`` of its kept text or empty, this being attempt number ``attempts``; the ``period`` that
    a person has claimed for it, or empty.
    """

    sha256: str
    path: str
    size: int
    reader: str
    attempts: int
    period: str = ""


@dataclass(frozen=True, slots=True)
class Recording:
    """What was read and extracted of a content.

    Fields as in the table ``recordings``, ``parquet`` relative to the folder of mentions.
    """

    sha256: str
    rules: str
    reader: str
    name: str
    title: str
    kind: str
    year: int | None
    period: str | None
    plan_year: int | None
    plan_period: str | None
    source: str
    signature: str
    parquet: str
    mentions: int
    indicators: int
    notes: str


@dataclass(frozen=True, slots=True)
class Failure:
    """How work ended otherwise.

    ``retry``: waiting may heal it; ``counted``: it is an attempt (a full disk is nobody's fault).
    """

    sha256: str
    rules: str
    code: str
    reason: str
    remedy: str
    reader: str = ""
    retry: bool = False
    counted: bool = True
    trace: str = ""

    def is_final(self, attempts: int) -> bool:
        """Whether no further attempt is made after this one, number ``attempts``."""
        return not self.retry or (self.counted and attempts >= MAX_ATTEMPTS)


def due_condition(rules: str, now: float) -> sa.ColumnElement[bool]:
    stale = contents.c.state.in_(("done", "failed")) & (contents.c.reader != "") & (contents.c.rules != rules)
    free = contents.c.owner.is_(None) | (contents.c.lease_until < now)
    ripe = contents.c.next_retry.is_(None) | (contents.c.next_retry <= now)
    return ((contents.c.state == "pending") | stale) & free & ripe


def claim(connection: sa.Connection, rules: str, owner: str, limit: int, now: float, places: Places) -> list[Claim]:
    """At most ``limit`` contents, the untried in the order of receipt first, that from now on are ``owner``'s."""
    _adopt(connection, rules, now, places)
    order = (contents.c.attempts, contents.c.round, contents.c.mtime_ns, contents.c.sha256)
    chosen = (
        sa.select(contents, claimed_period().label("period"))
        .where(due_condition(rules, now))
        .order_by(*order)
        .limit(limit)
    )
    rows = _apart(connection.execute(chosen.with_for_update(skip_locked=True)).all())
    mine = contents.c.sha256.in_([row.sha256 for row in rows])
    connection.execute(
        contents.update()
        .where(mine)
        .values(owner=owner, lease_until=now + LEASE_SECONDS, attempts=contents.c.attempts + 1)
    )
    return [Claim(row.sha256, row.path, row.size, row.reader, row.attempts + 1, row.period or "") for row in rows]


def _apart(rows: Sequence[sa.Row[Any]]) -> Sequence[sa.Row[Any]]:
    """What has been tried before is tried alone: if it ends the process again, it takes no other with it."""
    untried = [row for row in rows if not row.attempts]
    return untried or rows[:1]


def renew(connection: sa.Connection, owner: str, now: float) -> None:
    connection.execute(contents.update().where(contents.c.owner == owner).values(lease_until=now + LEASE_SECONDS))


def holds(connection: sa.Connection, owner: str) -> bool:
    return (
        connection.execute(sa.select(contents.c.sha256).where(contents.c.owner == owner).limit(1)).first() is not None
    )


def release(connection: sa.Connection, owner: str, *, counted: bool) -> None:
    """Give back whatever ``owner`` holds unfinished; unless ``counted``, as if it had not been claimed."""
    held = contents.update().where(contents.c.owner == owner)
    attempts = contents.c.attempts if counted else contents.c.attempts - 1
    connection.execute(held.values(owner=None, lease_until=None, attempts=attempts))


def record(connection: sa.Connection, done: Sequence[Recording], now: float, places: Places) -> None:
    with settle(connection, [recording.sha256 for recording in done], places):
        rows = [{name: getattr(recording, name) for name in Recording.__slots__} for recording in done]
        upsert(connection, recordings, [{**row, "recorded": now} for row in rows])
        finished = [{"sha256": each.sha256, "rules": each.rules, "reader": each.reader} for each in done]
        _finish(connection, finished, state="done", code="", reason="", remedy="")
        extract_again(connection, [recording.sha256 for recording in done])


def fail(connection: sa.Connection, failure: Failure, owner: str, now: float, places: Places) -> bool:
    """Report a failure; whether it is final. False also when ``owner`` has lost the lease."""
    held = sa.select(contents).where(contents.c.sha256 == failure.sha256, contents.c.owner == owner)
    row = connection.execute(held).one_or_none()
    if row is None:
        return False
    said = {"code": failure.code, "reason": failure.reason, "remedy": failure.remedy}
    if not failure.is_final(row.attempts):
        attempts = row.attempts if failure.counted else row.attempts - 1
        delay = min(3600.0, 60.0 * 2.0 ** max(0, attempts - 1))
        waiting = {**said, "attempts": attempts, "next_retry": now + delay, "owner": None, "lease_until": None}
        connection.execute(contents.update().where(contents.c.sha256 == failure.sha256).values(**waiting))
        return False
    with settle(connection, [failure.sha256], places):
        finished = {"sha256": failure.sha256, "rules": failure.rules, "reader": failure.reader or row.reader}
        _finish(connection, [finished], state="failed", **said)
    return True


def _finish(connection: sa.Connection, finished: Sequence[dict[str, str]], **values: str) -> None:
    """End the work on contents (``sha256``) by ``rules`` and ``reader``, whoever holds them."""
    free = {"owner": None, "lease_until": None, "attempts": 0, "next_retry": None}
    by: dict[str, Any] = {name: sa.bindparam(f"new_{name}") for name in ("rules", "reader")}
    statement = contents.update().where(contents.c.sha256 == sa.bindparam("its")).values({**free, **values, **by})
    rows = [{"its": each["sha256"], "new_rules": each["rules"], "new_reader": each["reader"]} for each in finished]
    connection.execute(statement, rows)


def _adopt(connection: sa.Connection, rules: str, now: float, places: Places) -> None:
    described = (recordings.c.name, recordings.c.period, recordings.c.source)
    known = sa.select(contents.c.sha256, contents.c.path, *described, claimed_period().label("claimed")).join(
        recordings,
        (recordings.c.sha256 == contents.c.sha256)
        & (recordings.c.reader == contents.c.reader)
        & (recordings.c.rules == rules),
    )
    rows = connection.execute(known.where(due_condition(rules, now), contents.c.state != "pending")).all()
    adopted = [
        row.sha256
        for row in rows
        if row.path.rpartition("/")[2] == row.name and read_as_claimed(row.source, row.period, row.claimed)
    ]
    if adopted:
        with settle(connection, adopted, places):
            values = {"state": "done", "rules": rules, "code": "", "reason": "", "remedy": ""}
            connection.execute(contents.update().where(contents.c.sha256.in_(adopted)).values(**values))
