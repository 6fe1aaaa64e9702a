"""Housekeeping in the store: many small Parquet files become one for each county and year, and what nobody names goes.

Rules:
- The figures of the reports that count of a county and year are put into one file, with the column ``sha256`` in front;
  their recordings name it from then on. A file that holds just these reports is left alone.
- A file that also holds figures of a report that was removed on purpose is written without them, whatever names it: the
  one report that is left of a county and year, one that has been superseded, or one of other rules.
- The new file is durable before the ledger names it, and only what the ledger does not name is removed: a crash anywhere
  leaves every row of the ledger with its file.
- Recordings with other rules or another reader than their content is done with are removed after ``KEPT`` days (till then
  switching rules back costs nothing).
- A report that is recorded anew while its county is put together keeps its own new file.
- A file that no recording names is removed when it is older than an hour: a younger one may be about to be named.
- Texts of contents that the ledger no longer has go likewise.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import AbstractContextManager
from pathlib import Path

import polars as pl
import sqlalchemy as sa

from etl.durable import write_whole
from etl.store.parquet import COMPACT, compact_file, report_mentions
from etl.store.settle import COUNTS
from etl.store.tables import contents, forgotten, recordings
from etl.workspace import Workspace

KEPT = 30.0 * 86_400
NAMED_SOON = 3_600.0
FEWEST = 2  # reports that are worth a file of their own


def keep_house(
    workspace: Workspace, reports: pl.DataFrame, writing: Callable[[], AbstractContextManager[sa.Connection]]
) -> int:
    """All of it; how many files went. ``reports`` are those that count (REPORTS and ``parquet``)."""
    folder = workspace.mentions
    for name, held in compacted(folder, reports):
        with writing() as connection:
            name_compact(connection, name, held)
    with writing() as connection:
        forget_stale(connection, time.time())
        removed = set(connection.scalars(sa.select(forgotten.c.sha256)))
        lying = contents_by_file(connection) if removed else {}
    for name, held in freed(folder, lying, removed):
        with writing() as connection:
            name_compact(connection, name, held)
    with writing() as connection:
        named, known = named_files(connection), known_contents(connection)
    return prune(folder, workspace.texts, named, known)


def compacted(folder: Path, reports: pl.DataFrame) -> Iterator[tuple[str, dict[str, str]]]:
    """Write a file for each county and year of ``reports`` (REPORTS and ``parquet``) where that is due.

    Gives its path relative to ``folder``, and for each content that it holds the file in which it lay. Raises OSError.
    """
    for (_, _), mine in reports.group_by("county", "year", maintain_order=True):
        if mine.height < FEWEST or _is_compact(folder, mine):
            continue
        held = mine.select("sha256", "parquet")
        name, content = compact_file([*mine["parquet"], *mine["sha256"]], report_mentions(folder, held))
        write_whole(folder / name, content)
        yield name, dict(held.iter_rows())


def freed(
    folder: Path, lying: Mapping[str, Collection[str]], removed: Collection[str]
) -> Iterator[tuple[str, dict[str, str]]]:
    """Write anew each file of several reports that holds any that was ``removed``; ``lying`` are the contents to keep by file.

    Gives the same as :func:`compacted`. Raises OSError.
    """
    for file, kept in lying.items():
        if not file.startswith(COMPACT) or _held(folder / file).isdisjoint(removed):
            continue
        mine = pl.DataFrame({"sha256": sorted(kept)}).with_columns(parquet=pl.lit(file))
        name, content = compact_file([file, *mine["sha256"]], report_mentions(folder, mine))
        write_whole(folder / name, content)
        yield name, dict(mine.iter_rows())


def name_compact(connection: sa.Connection, name: str, held: dict[str, str]) -> None:
    """The recordings that lay in the files ``held`` (by content) lie in the file ``name`` from now on.

    One that was recorded anew meanwhile lies elsewhere, and stays there.
    """
    for sha256, before in held.items():
        same = (recordings.c.sha256 == sha256) & (recordings.c.parquet == before)
        connection.execute(recordings.update().where(same).values(parquet=name))


def forget_stale(connection: sa.Connection, now: float) -> None:
    """Remove the recordings that have not counted for long."""
    counting = sa.select(contents.c.sha256).where(COUNTS).exists()
    connection.execute(recordings.delete().where(~counting, recordings.c.recorded < now - KEPT))


def named_files(connection: sa.Connection) -> set[str]:
    """The Parquet files that recordings name."""
    return set(connection.scalars(sa.select(recordings.c.parquet).distinct()))


def contents_by_file(connection: sa.Connection) -> dict[str, set[str]]:
    """By Parquet file the contents whose recordings name it."""
    lying: dict[str, set[str]] = {}
    for file, sha256 in connection.execute(sa.select(recordings.c.parquet, recordings.c.sha256)):
        lying.setdefault(file, set()).add(sha256)
    return lying


def known_contents(connection: sa.Connection) -> set[str]:
    return set(connection.scalars(sa.select(contents.c.sha256)))


def prune(mentions: Path, texts: Path, named: set[str], known: set[str]) -> int:
    """Remove Parquet files that are not ``named`` and texts of contents that are not ``known``; how many went.

    What cannot be removed now (open elsewhere) is removed another night.
    """
    removed = 0
    for path in _old(mentions):
        removed += path.relative_to(mentions).as_posix() not in named and _gone(path)
    for path in _old(texts):
        removed += path.name.partition(".")[0] not in known and _gone(path)
    return removed


def _gone(path: Path) -> bool:
    try:
        path.unlink(missing_ok=True)
    except PermissionError:
        return False
    return True


def _is_compact(folder: Path, reports: pl.DataFrame) -> bool:
    """Whether one file holds just these reports."""
    paths = reports["parquet"].unique()
    if len(paths) != 1 or not paths[0].startswith(COMPACT):
        return False
    return _held(folder / paths[0]) <= set(reports["sha256"])


def _held(file: Path) -> set[str]:
    """The reports whose figures lie in a file of several."""
    return set(pl.read_parquet(file, columns=["sha256"])["sha256"].unique())


def _old(folder: Path) -> Iterator[Path]:
    before = time.time() - NAMED_SOON
    for place, _, names in os.walk(folder):
        for name in sorted(names):
            path = Path(place) / name
            if path.stat().st_mtime < before:
                yield path
