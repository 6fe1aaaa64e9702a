"""Prefect's own database in a new workspace: begun with the tables that Prefect's migrations make, which take it seconds.

Rules:
- ``prefect.sql`` is what the migrations of one version of Prefect leave in an empty SQLite database, and says which revision it
  has. A Prefect that does not know this revision begins for itself; a later one goes on from there.
- A database that exists, and one that the environment names, is left alone.

After an update of Prefect ``python -m flows.database`` writes ``prefect.sql`` anew.
"""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from importlib.util import find_spec
from pathlib import Path

TABLES = Path(__file__).with_name("prefect.sql")
NAMED_ELSEWHERE = ("PREFECT_API_DATABASE_", "PREFECT_SERVER_DATABASE_")
REVISIONS = Path("server", "database", "_migrations", "versions", "sqlite")  # in the package
_REVISION = re.compile(r"""INSERT INTO "alembic_version" VALUES\('(\w+)'\)""")


def begin_database(home: Path) -> bool:
    """Make ``prefect.db`` in Prefect's ``home`` where that is of use; whether it was made."""
    path, sql = home / "prefect.db", TABLES.read_text("utf-8")
    if path.exists() or any(name.startswith(NAMED_ELSEWHERE) for name in os.environ) or not _knows(_revision(sql)):
        return False
    partial = home / f"prefect.db.{os.getpid()}"
    partial.unlink(missing_ok=True)
    with closing(sqlite3.connect(partial)) as database:
        database.executescript(sql)
    os.replace(partial, path)
    return True


def made_by_prefect(home: Path) -> str:
    """The statements that make what the migrations of the installed Prefect leave in an empty database at ``home``."""
    environment = {**os.environ, "PREFECT_HOME": str(home), "PREFECT_PROFILES_PATH": str(home / "profiles.toml")}
    migrate = "import asyncio, prefect.server.database as d; asyncio.run(d.provide_database_interface().create_db())"
    subprocess.run([sys.executable, "-c", migrate], env=environment, check=True)
    with closing(sqlite3.connect(home / "prefect.db")) as database:
        return "\n".join(database.iterdump()) + "\n"


def _revision(sql: str) -> str:
    found = _REVISION.search(sql)
    assert found is not None, TABLES
    return found[1]


def _knows(revision: str) -> bool:
    """Whether the installed Prefect has the migration to the revision. It is not imported yet, and need not be for this."""
    package = find_spec("prefect")
    folders = package.submodule_search_locations if package is not None else None
    return any(Path(folder, REVISIONS).glob(f"*_{revision}_*.py") for folder in folders or [])


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        TABLES.write_text(made_by_prefect(Path(folder)), "utf-8", newline="\n")
