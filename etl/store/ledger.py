"""The ledger of a workspace: what was received, where its work stands, what was recorded, what tables are due.

Each method is one short transaction; any number of processes may have the ledger open. The rules are in the modules:
:mod:`etl.store.receive` (files), :mod:`etl.store.queue` (work), :mod:`etl.store.settle` (place, supersession),
:mod:`etl.store.claims` (what persons claim), :mod:`etl.store.review_book` (what they decide; ``Ledger.reviews``),
:mod:`etl.store.views` (states, coverage), :mod:`etl.store.watermark` (tables that are due).
"""

from __future__ import annotations

import time
from collections.abc import Collection, Sequence
from contextlib import AbstractContextManager
from dataclasses import fields
from typing import Any

import polars as pl
import sqlalchemy as sa

from etl.normalize.folders import site_of
from etl.normalize.region_files import load_rosters
from etl.store import claims, forget, housekeeping, queue, receive, reviews, tables, views, watermark
from etl.store.database import empty_log, open_engine, reading, upsert, writing
from etl.store.parquet import published_mentions
from etl.store.queue import Claim, Failure, Recording
from etl.store.receive import Receipt, Sighting
from etl.store.review_book import ReviewBook
from etl.store.settle import settle
from etl.store.tables import contents, meta, rollups, sightings
from etl.store.texts import canonical_text, said
from etl.store.watermark import Due
from etl.tables import REPORTS
from etl.workspace import Workspace


class Ledger:
    """Close it, or use it in a ``with``.

    Raises WorkspaceError when it cannot be opened, AuthorError for wrong settings or rosters; every method raises
    WorkspaceError, and has done nothing, when the database cannot be read or written (busy for long, disk full).
    """

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.rosters = load_rosters(workspace)
        self._engine = open_engine(workspace.ledger_path)
        self.reviews = ReviewBook(self._engine)
        self._follow_roster()

    def __enter__(self) -> Ledger:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._engine.dispose()

    # Files

    def sightings(self) -> dict[str, Sighting]:
        """Every path ever seen, as it was last seen."""
        columns = [sightings.c[field.name] for field in fields(Sighting)]
        with self._reading() as connection:
            return {row.path: Sighting(**row._mapping) for row in connection.execute(sa.select(*columns))}

    def see(self, seen: Sequence[Sighting]) -> None:
        if not seen:
            return
        with self._writing() as connection:
            receive.see(connection, seen, time.time())

    def gone(self, paths: Sequence[str]) -> None:
        """The paths are no longer in the inbox; what they showed stays."""
        if not paths:
            return
        with self._writing() as connection:
            receive.gone(connection, paths, time.time(), self.rosters)

    def processed(self, paths: Sequence[str]) -> None:
        """The originals have been put away after recording."""
        if not paths:
            return
        with self._writing() as connection:
            receive.processed(connection, paths, time.time())

    def next_round(self) -> int:
        with self._reading() as connection:
            return receive.next_round(connection)

    def receive(self, receipts: Sequence[Receipt]) -> None:
        """Note contents that lie in staging."""
        with self._writing() as connection:
            receive.receive(connection, receipts, time.time(), self.rosters)

    def need_copies(self, staged: Collection[str]) -> set[str]:
        """Those of the contents whose staged copy is still needed: they are unread, or a review not kept yet."""
        if not staged:
            return set()
        with self._reading() as connection:
            return reviews.need_copies(connection).intersection(staged)

    def is_replaced(self, path: str, sha256: str) -> bool:
        """Whether the path shows another content by now."""
        with self._reading() as connection:
            shown = connection.scalar(sa.select(sightings.c.sha256).where(sightings.c.path == path))
            return shown is not None and shown != sha256

    def stage_again(self, sha256: str) -> None:
        """The staged copy of a content is lost: the files that show it count as not yet looked at."""
        with self._writing() as connection:
            receive.stage_again(connection, sha256)

    def claim_place(self, sha256: str, county: str, township: str, period: str, *, newest: bool = False) -> None:
        """A person says whose report a content is, of which period (empty: as the report says), and if it is the newest."""
        with self._writing() as connection:
            this_round = receive.next_round(connection) if newest else None
            claims.claim_place(
                connection, sha256, county, township, period, time.time(), self.rosters, newest_round=this_round
            )

    def claimed_period(self, sha256: str) -> str:
        """The period that a person has claimed for a content, or empty."""
        with self._reading() as connection:
            return connection.scalar(sa.select(tables.claims.c.period).where(tables.claims.c.sha256 == sha256)) or ""

    def paths_of(self, sha256: str) -> list[str]:
        """Every path under which a content was ever seen."""
        with self._reading() as connection:
            return forget.paths_of(connection, sha256)

    def forget(self, sha256: str, path: str, why: str) -> None:
        """Remove a content from the ledger with all that came of it, but for the fact and the reason."""
        with self._writing() as connection:
            kept = forget.kept_texts(connection, sha256)
            text, others = (said(self.workspace.texts, pairs) for pairs in kept)
            forget.forget(connection, sha256, path, why, time.time(), self.rosters, text=text, others=others)
        empty_log(self._engine)

    def removed(self, contents_: Sequence[str]) -> dict[str, str]:
        """Why those of these contents that were removed on purpose were removed."""
        with self._reading() as connection:
            return forget.reasons(connection, contents_)

    def removals(self) -> list[tuple[str, str, float]]:
        """Path, reason and Unix time of all that was removed on purpose."""
        with self._reading() as connection:
            return forget.removals(connection)

    def keep_house(self) -> int:
        """Put the figures of each county and year together and remove what nobody names; how many files went."""
        return housekeeping.keep_house(self.workspace, self._reports_of(), self._writing)

    # Work

    def pending(self, rules: str) -> int:
        """How many contents :meth:`claim` would give at once."""
        with self._reading() as connection:
            count = sa.select(sa.func.count()).select_from(contents).where(queue.due_condition(rules, time.time()))
            return int(connection.scalar(count) or 0)

    def waiting_counties(self, rules: str) -> list[str]:
        """The counties in whose folders lies what :meth:`claim` would give, as far as folders tell."""
        query = sa.select(contents.c.path).where(queue.due_condition(rules, time.time()))
        with self._reading() as connection:
            counties = {site_of(path, self.rosters).county for path in connection.scalars(query)}
        return sorted(counties - {""})

    def held(self) -> int:
        """How many contents somebody works on, or did till a crash less than a lease ago."""
        with self._reading() as connection:
            leased = contents.c.owner.is_not(None) & (contents.c.lease_until >= time.time())
            return int(connection.scalar(sa.select(sa.func.count()).select_from(contents).where(leased)) or 0)

    def claim(self, rules: str, owner: str, limit: int) -> list[Claim]:
        """At most ``limit`` contents that from now on are ``owner``'s; nothing is written when nothing is due."""
        if not self.pending(rules):
            return []
        with self._writing() as connection:
            return queue.claim(connection, rules, owner, limit, time.time(), self.rosters)

    def renew(self, owner: str) -> None:
        with self._writing() as connection:
            queue.renew(connection, owner, time.time())

    def release(self, owner: str, *, counted: bool) -> None:
        with self._reading() as connection:
            if not queue.holds(connection, owner):
                return
        with self._writing() as connection:
            queue.release(connection, owner, counted=counted)

    def record(self, done: Sequence[Recording]) -> None:
        if not done:
            return
        with self._writing() as connection:
            queue.record(connection, done, time.time(), self.rosters)

    def fail(self, failure: Failure, owner: str) -> bool:
        """Whether the failure is final."""
        with self._writing() as connection:
            return queue.fail(connection, failure, owner, time.time(), self.rosters)

    # Views

    def documents(self, *, unsettled: bool = False) -> pl.DataFrame:
        """DOCUMENTS: every file that ever lay in the inbox, in exactly one state; or those that may need somebody."""
        with self._reading() as connection:
            return views.documents(connection, self.rosters, unsettled=unsettled)

    def outcomes(self, wanted: Sequence[str]) -> list[dict[str, Any]]:
        """How work on the contents ``wanted`` (sha256) ended, see :func:`etl.store.views.outcomes`."""
        with self._reading() as connection:
            return views.outcomes(connection, wanted)

    def recorded(self) -> dict[str, str]:
        """The contents that are recorded, and the path that speaks for each."""
        with self._reading() as connection:
            return views.recorded(connection)

    def coverage(self) -> pl.DataFrame:
        """``county, period, expected, reported, missing``."""
        with self._reading() as connection:
            return views.coverage(connection, self.rosters)

    def reports(self, county: str, *years: int) -> pl.DataFrame:
        """REPORTS of the county that count, of these years or of all."""
        mine = self._reports_of(county)
        return REPORTS.conform(mine.filter(pl.col("year").is_in(list(years))) if years else mine)

    def mentions(self, reports: pl.DataFrame) -> pl.DataFrame:
        """The figures of ``reports`` (REPORTS) as PUBLISHED_MENTIONS, by report and in reading order."""
        return published_mentions(self.workspace.mentions, self._files_of(reports))

    def texts(self, reports: pl.DataFrame) -> dict[str, str]:
        """The canonical texts of ``reports`` (REPORTS) by sha256."""
        return self._texts(self._files_of(reports))

    def _texts(self, files: pl.DataFrame) -> dict[str, str]:
        pairs = files.select("sha256", "reader").iter_rows()
        return {sha256: canonical_text(self.workspace.texts, sha256, reader) for sha256, reader in pairs}

    def reported(self, county: str, *years: int) -> views.Reported:
        """What the tables of a county are made of: its reports of these years with their figures and texts, as they are now."""
        every = self._reports_of(county)
        files = every.filter(pl.col("year").is_in(list(years)))
        return views.Reported(
            REPORTS.conform(files),
            published_mentions(self.workspace.mentions, files),
            self._texts(files),
            views.expected(every, self.rosters, county, str(max(years))),
        )

    # Tables

    def due(self, extra: str, *, every: bool = False) -> list[Due]:
        """The county tables to write, with ``every`` the others as well.

        ``extra`` is what they depend on beside reports and files (rules version, decisions).
        """
        with self._reading() as connection:
            return watermark.due(connection, self.rosters, extra, every)

    def last_written(self) -> dict[tuple[str, int], float]:
        """When the table of each county and year that is still as it was written was written (Unix time)."""
        with self._reading() as connection:
            return {
                (row.county, row.year): row.written
                for row in connection.execute(sa.select(rollups).where(rollups.c.fingerprint != ""))
            }

    def written(self, table: Due) -> None:
        with self._writing() as connection:
            watermark.written(connection, table, time.time())

    def _files_of(self, reports: pl.DataFrame) -> pl.DataFrame:
        """``reports`` (REPORTS) as they count now, with the files in which they are kept."""
        mine = self._reports_of(*reports["county"].unique())
        return mine.filter(pl.col("sha256").is_in(reports["sha256"].to_list()))

    def _reports_of(self, *counties: str) -> pl.DataFrame:
        with self._reading() as connection:
            return views.reports(connection, self.rosters, counties)

    def _follow_roster(self) -> None:
        """Decide all places again when the roster has changed since."""
        digest = self.rosters.fingerprint()
        with self._reading() as connection:
            if connection.scalar(sa.select(meta.c.value).where(meta.c.key == "roster")) == digest:
                return
        with self._writing() as connection:
            everything = list(connection.scalars(sa.select(contents.c.sha256)))
            with settle(connection, everything, self.rosters):
                upsert(connection, meta, [{"key": "roster", "value": digest}])

    def _reading(self) -> AbstractContextManager[sa.Connection]:
        return reading(self._engine)

    def _writing(self) -> AbstractContextManager[sa.Connection]:
        return writing(self._engine)
