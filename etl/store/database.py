"""Opening the ledger's database. The one place that knows that it is SQLite.

Rules:
- WAL with ``synchronous=FULL``: a row that was committed survives a power cut; a reader never blocks a writer.
- A writing transaction begins with ``BEGIN IMMEDIATE``: what it read cannot change before it writes, so a claim is
  atomic.
- Two processes may create the tables at the same time; a ledger of an older program is brought up to date, one of a
  newer program is refused.
- What is deleted is overwritten, so that what must be forgotten is not read out of the file.
- Opening a ledger that exists writes nothing.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from etl.errors import WorkspaceError
from etl.store.tables import SCHEMA_VERSION, meta, metadata

BUSY_MS = 30_000


def open_engine(path: Path) -> sa.Engine:
    """The database at ``path``, made when missing. Raises :class:`WorkspaceError` when it cannot be used."""
    path.parent.mkdir(parents=True, exist_ok=True)
    engine = sa.create_engine(sa.URL.create("sqlite", database=str(path)), connect_args={"timeout": BUSY_MS / 1000})
    sa.event.listen(engine, "connect", _prepare)
    sa.event.listen(engine, "begin", _begin)
    try:
        _check_schema(engine)
    except sa.exc.DatabaseError as error:
        engine.dispose()
        raise WorkspaceError(
            "XH-STORE-001",
            f"台账数据库打不开：{path}（{type(error.orig).__name__}）。",
            "请确认磁盘可写、未满，且工作区不在网络共享上；文件若已损坏，请从备份恢复，或改名后重新运行（会从收件箱重建）。",
        ) from error
    return engine


@contextmanager
def told(path: Path) -> Iterator[None]:
    """What the database at ``path`` cannot do is told as a WorkspaceError; mistakes of the program are not."""
    try:
        yield
    except sa.exc.DatabaseError as error:
        if type(error) not in (sa.exc.OperationalError, sa.exc.DatabaseError):
            raise
        reason = f"台账数据库暂时读不了或写不进：{path}（{error.orig}）。"
        remedy = "请确认磁盘未满、可写，没有别的程序占用它，稍后再运行；已入账的不受影响。"
        raise WorkspaceError("XH-STORE-003", reason, remedy) from error


@contextmanager
def reading(engine: sa.Engine) -> Iterator[sa.Connection]:
    with told(Path(engine.url.database or "")), engine.connect() as connection:
        yield connection


@contextmanager
def writing(engine: sa.Engine) -> Iterator[sa.Connection]:
    """One transaction that writes; nothing of it stays when it is left by an error."""
    with (
        told(Path(engine.url.database or "")),
        engine.execution_options(writing=True).connect() as connection,
        connection.begin(),
    ):
        yield connection


def upsert(
    connection: sa.Connection,
    table: sa.Table,
    rows: Sequence[dict[str, Any]],
    *,
    keep: bool = False,
    fixed: Sequence[str] = (),
) -> None:
    """Insert the rows.

    Where the key exists the given columns but ``fixed`` are overwritten, or with ``keep`` none is.
    """
    if not rows:
        return
    insert = (sqlite if connection.dialect.name == "sqlite" else postgresql).insert(table)
    keys = [column.name for column in table.primary_key]
    changed = {name: insert.excluded[name] for name in rows[0] if name not in keys and name not in fixed}
    statement = (
        insert.on_conflict_do_nothing() if keep else insert.on_conflict_do_update(index_elements=keys, set_=changed)
    )
    connection.execute(statement, list(rows))


def _prepare(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # transactions begin in _begin, not behind our back
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={BUSY_MS}")
    mode = cursor.execute("PRAGMA journal_mode").fetchone()[0]
    if mode != "wal" and cursor.execute("PRAGMA journal_mode=WAL").fetchone()[0] != "wal":
        raise sqlite3.OperationalError("WAL is not available here")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute("PRAGMA secure_delete=ON")
    cursor.close()


def empty_log(engine: sa.Engine) -> None:
    """Put the write-ahead log into the database and empty it, so that it holds no older pages either.

    While another process reads it stays; then the next one to close the ledger empties it.
    """
    connection = engine.raw_connection()
    try:
        connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        connection.close()


def _begin(connection: sa.Connection) -> None:
    writing = connection.get_execution_options().get("writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def _check_schema(engine: sa.Engine) -> None:
    with engine.connect() as connection:
        if sa.inspect(connection).has_table("meta"):
            found = connection.scalar(sa.select(meta.c.value).where(meta.c.key == "schema"))
            if found is not None:
                _refuse_newer(int(found))
            if found == str(SCHEMA_VERSION):
                return
    with engine.connect().execution_options(writing=True) as connection, connection.begin():
        _bring_up_to_date(connection)
        metadata.create_all(connection)
        upsert(connection, meta, [{"key": "schema", "value": str(SCHEMA_VERSION)}])


def _bring_up_to_date(connection: sa.Connection) -> None:
    """Version 1 had no ``claims``, and its recordings did not say what had decided their place; 2 had no ``round`` of
    sightings, 3 no decisions, 4 no ``workbooks``.
    """
    if _lacks(connection, "recordings", "placed_by"):
        connection.exec_driver_sql("ALTER TABLE recordings ADD COLUMN placed_by VARCHAR NOT NULL DEFAULT ''")
        connection.execute(meta.delete().where(meta.c.key == "roster"))  # all places are decided again
    if _lacks(connection, "sightings", "round"):
        connection.exec_driver_sql("ALTER TABLE sightings ADD COLUMN round BIGINT NOT NULL DEFAULT 0")


def _lacks(connection: sa.Connection, table: str, column: str) -> bool:
    """Whether the table is there, but not the column."""
    tables = sa.inspect(connection)
    return tables.has_table(table) and column not in {known["name"] for known in tables.get_columns(table)}


def _refuse_newer(found: int) -> None:
    if found > SCHEMA_VERSION:
        raise WorkspaceError(
            "XH-STORE-002",
            f"台账是第 {found} 版，本程序使用第 {SCHEMA_VERSION} 版。",
            "请使用与台账相符的程序版本。",
        )
