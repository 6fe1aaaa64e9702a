"""The ledger's tables. Plain SQL types only, so that the same definitions serve SQLite and PostgreSQL.

``sightings``   one row for every path ever seen in the inbox: how it looked last, and what became of the look
``arrivals``    one row for every (path, content) that was ever staged: the versions of a path, the aliases of a content
``contents``    one row for every content: where its work stands, who holds it, how often it was tried
``recordings``  one row for every (content, rules, reader) that was extracted: what the report says of itself, its
place, its Parquet
``claims``      one row for every content that a person has claimed for a place (and period), by its hash alone
``forgotten``   one row for every content that was removed on purpose: its hash, its path, why and when; nothing else of it
``questions``   one row for every figure that a county workbook has shown: what a decision on its 编号 is bound to
``reviews``     one row for every reviewed workbook that was taken in; ``review_lines`` what became of each of its rows
``decisions``   the history of decisions, only added to
``published``   the bytes of every workbook that was written to outputs, and how much of the history it showed
``workbooks``   the workbooks in outputs as they were last looked at
``rollups``     one row for every county and year that was written, with the fingerprint of what it was made from
``meta``        the version of this schema, and the roster with which places were last decided

Paths are relative to the inbox, with ``/``. Times are seconds since 1970 (UTC). ``mtime_ns`` is as the file system
gives it.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
)

SCHEMA_VERSION = 5

metadata = MetaData()

meta = Table("meta", metadata, Column("key", String, primary_key=True), Column("value", Text, nullable=False))

# ``state`` of a sighting: staged (its content is known, see contents), processed (put away after that), waiting,
# ignored, quarantined.
sightings = Table(
    "sightings",
    metadata,
    Column("path", Text, primary_key=True),
    Column("size", BigInteger, nullable=False),
    Column("mtime_ns", BigInteger, nullable=False),
    Column("first_seen", Float, nullable=False),
    Column(
        "last_seen", Float, nullable=False
    ),  # of the last look that changed this row: an unchanged file is not written
    Column("present", Boolean, nullable=False),
    Column("sha256", String(64)),
    Column("state", String, nullable=False),
    Column("code", String, nullable=False, default=""),
    Column("reason", Text, nullable=False, default=""),
    Column("remedy", Text, nullable=False, default=""),
    Column("attempts", Integer, nullable=False, default=0),
    Column("next_retry", Float),
    Column("round", BigInteger, nullable=False, default=0, server_default="0"),
)

arrivals = Table(
    "arrivals",
    metadata,
    Column("path", Text, primary_key=True),
    Column("sha256", String(64), ForeignKey("contents.sha256"), primary_key=True),
    Column("round", BigInteger, nullable=False),
    Column("mtime_ns", BigInteger, nullable=False),
    Index("arrivals_by_content", "sha256"),
)

# ``state`` of a content: pending, done, failed, review. ``rules`` is the rules version of the state done or failed.
# ``reader`` is set when the canonical text is kept. (``round``, ``mtime_ns``, ``sha256``) is the order of receipt.
contents = Table(
    "contents",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("size", BigInteger, nullable=False),
    Column("path", Text, nullable=False),
    Column("round", BigInteger, nullable=False),
    Column("mtime_ns", BigInteger, nullable=False),
    Column("state", String, nullable=False),
    Column("rules", String, nullable=False, default=""),
    Column("reader", String, nullable=False, default=""),
    Column("code", String, nullable=False, default=""),
    Column("reason", Text, nullable=False, default=""),
    Column("remedy", Text, nullable=False, default=""),
    Column("attempts", Integer, nullable=False, default=0),
    Column("next_retry", Float),
    Column("owner", String),
    Column("lease_until", Float),
    Index("contents_by_state", "state", "rules"),
)

recordings = Table(
    "recordings",
    metadata,
    Column("sha256", String(64), ForeignKey("contents.sha256"), primary_key=True),
    Column("rules", String, primary_key=True),
    Column("reader", String, primary_key=True),
    Column("name", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("kind", String, nullable=False),
    Column("year", Integer),
    Column("period", String),
    Column("plan_year", Integer),
    Column("plan_period", String),
    Column("source", String, nullable=False),
    Column("signature", Text, nullable=False),
    Column("county_code", String, nullable=False, default=""),
    Column("county", Text, nullable=False, default=""),
    Column("township", Text, nullable=False, default=""),
    Column("placed_by", String, nullable=False, default="", server_default=""),
    Column("claimed", Boolean, nullable=False, default=False),
    Column("code", String, nullable=False, default=""),
    Column("reason", Text, nullable=False, default=""),
    Column("remedy", Text, nullable=False, default=""),
    Column("superseded_by", String(64)),
    Column("parquet", Text, nullable=False),
    Column("mentions", Integer, nullable=False),
    Column("indicators", Integer, nullable=False),
    Column("notes", Text, nullable=False),
    Column("recorded", Float, nullable=False),
    Index("recordings_by_place", "county", "township", "period"),
)

# Not tied to ``contents``: a file may be claimed before it is taken.
claims = Table(
    "claims",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("county", Text, nullable=False),
    Column("township", Text, nullable=False),
    Column("period", String, nullable=False, default=""),
    Column("made", Float, nullable=False),
)

questions = Table(
    "questions",
    metadata,
    Column("number", String, primary_key=True),
    Column("year", Integer, primary_key=True),
    Column("county", Text, nullable=False),
    Column("township", Text, nullable=False),
    Column("indicator", String, nullable=False),
    Column("name", Text, nullable=False),
    Column("period", String, nullable=False),
    Column("role", String, nullable=False),
    Column("value", String, nullable=False),
    Column("unit", String, nullable=False),
    Column("evidence", Text, nullable=False),
    Column("rule", String, nullable=False),
    Column("current", Boolean, nullable=False),
    Index("questions_by_county", "county", "year", "current"),
)

# ``state``: kept (not read yet), read, unreadable. ``path`` is where it came from, ``copy`` the kept one in the folder
# of reviews.
reviews = Table(
    "reviews",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("path", Text, nullable=False),
    Column("copy", Text, nullable=False),
    Column("county", Text, nullable=False),
    Column("year", Integer),
    Column("edition", String, nullable=False),
    Column("round", BigInteger, nullable=False),
    Column("state", String, nullable=False),
    Column("reason", Text, nullable=False, default=""),
)

review_lines = Table(
    "review_lines",
    metadata,
    Column("sha256", String(64), ForeignKey("reviews.sha256"), primary_key=True),
    Column("at", Integer, primary_key=True),
    Column("county", Text, nullable=False),
    Column("year", Integer),
    Column("sheet", Text, nullable=False),
    Column("row", Integer, nullable=False),
    Column("number", String, nullable=False),
    Column("township", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("decision", Text, nullable=False),
    Column("value", Text, nullable=False),
    Column("reviewer", Text, nullable=False),
    Column("outcome", String, nullable=False),
    Column("code", String, nullable=False),
    Column("message", Text, nullable=False),
)

decisions = Table(
    "decisions",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    Column("number", String, nullable=False),
    Column("county", Text, nullable=False),
    Column("year", Integer, nullable=False),
    Column("township", Text, nullable=False),
    Column("indicator", String, nullable=False),
    Column("name", Text, nullable=False),
    Column("period", String, nullable=False),
    Column("role", String, nullable=False),
    Column("decision", String, nullable=False),
    Column("value", String, nullable=False),
    Column("unit", String, nullable=False),
    Column("target", String, nullable=False),
    Column("note", Text, nullable=False),
    Column("reviewer", Text, nullable=False),
    Column("old_value", String, nullable=False),
    Column("evidence", Text, nullable=False),
    Column("rule", String, nullable=False),
    Column("source", Text, nullable=False),
    Column("made", Float, nullable=False),
    Column("over", Integer, nullable=False, default=0),
    Index("decisions_by_county", "county"),
)

published = Table(
    "published",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("edition", String, nullable=False),
    Column("county", Text, nullable=False),
    Column("year", Integer, nullable=False),
    Column("upto", Integer, nullable=False),
    Index("published_by_edition", "edition"),
)

# The workbooks in outputs as they were last looked at, so that an untouched one is not read again (etl/review/looking.py).
workbooks = Table(
    "workbooks",
    metadata,
    Column("path", Text, primary_key=True),
    Column("size", BigInteger, nullable=False),
    Column("mtime_ns", BigInteger, nullable=False),
    Column("ctime_ns", BigInteger, nullable=False),
    Column("since", Float, nullable=False),
    Column("settled", Boolean, nullable=False),
)

rollups = Table(
    "rollups",
    metadata,
    Column("county", Text, primary_key=True),
    Column("year", Integer, primary_key=True),
    Column("fingerprint", String(64), nullable=False),
    Column("written", Float, nullable=False),
)

forgotten = Table(
    "forgotten",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("path", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("made", Float, nullable=False),
)
