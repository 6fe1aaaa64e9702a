"""Prefect's database in a new workspace: the one that its own migrations make, and what runs leave in it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from flows.database import begin_database, made_by_prefect

WRITE_ANEW = "Prefect has other tables by now: python -m flows.database"


def tables(path: Path) -> dict[str, object]:
    """The revision, and the statement of each table and index, whose constraints migrations leave in any order."""
    with closing(sqlite3.connect(path)) as database:
        revision = database.execute("SELECT version_num FROM alembic_version").fetchall()
        made = database.execute("SELECT type, name, coalesce(sql, '') FROM sqlite_master").fetchall()
    statements = {f"{kind} {name}": sorted(line.strip(" \t,") for line in sql.splitlines()) for kind, name, sql in made}
    return {"revision": revision, **statements}


def test_a_new_database_is_the_one_that_prefect_would_make(tmp_path: Path) -> None:
    (tmp_path / "ours").mkdir()
    made_by_prefect(tmp_path / "theirs")
    assert begin_database(tmp_path / "ours")
    assert tables(tmp_path / "ours" / "prefect.db") == tables(tmp_path / "theirs" / "prefect.db"), WRITE_ANEW
    assert [path.name for path in (tmp_path / "ours").iterdir()] == ["prefect.db"]


def test_a_database_that_exists_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "prefect.db").touch()
    assert not begin_database(tmp_path)
    assert not (tmp_path / "prefect.db").stat().st_size


def test_where_the_environment_names_a_database_none_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PREFECT_API_DATABASE_CONNECTION_URL", "postgresql+asyncpg://office/prefect")
    assert not begin_database(tmp_path)
    assert not list(tmp_path.iterdir())


def test_when_a_pass_ends_its_runs_are_recorded_to_their_ends(demo: Path) -> None:
    with closing(sqlite3.connect(demo / ".xianhui" / "prefect" / "prefect.db")) as database:
        for table, least in (("flow_run", 2), ("task_run", 5)):
            states = [state for (state,) in database.execute(f"SELECT state_type FROM {table}")]
            assert len(states) >= least
            assert set(states) == {"COMPLETED"}
