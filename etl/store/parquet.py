"""The figures of each report as one immutable Parquet file per (content, rules version), and reading many of them.

The nightly puts those of a county and year together (etl/store/housekeeping.py); then the file says in a column
``sha256`` whose figures they are.

``.xianhui/mentions/<first two>/<sha256>.<key>.parquet`` with the columns of MENTIONS. The file is written, made
durable and renamed (:mod:`etl.intake.work`) before the ledger names it: a row of the ledger never points to nothing.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Sequence
from pathlib import Path

import polars as pl

from etl.tables import MENTIONS, PUBLISHED_MENTIONS

COMPACT = "compact/"  # the folder of the files that hold several reports


def mentions_file(sha256: str, version: str, mentions: pl.DataFrame) -> tuple[str, bytes]:
    """Where MENTIONS of the content ``sha256`` are to be kept, relative to the folder of all, with ``/``; and the bytes.

    ``version`` names what else they depend on (rules, reader, file name).
    """
    key = hashlib.sha256(version.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return f"{sha256[:2]}/{sha256}.{key}.parquet", _bytes(MENTIONS.conform(mentions))


def compact_file(named: Sequence[str], mentions: pl.DataFrame) -> tuple[str, bytes]:
    """The same for ``sha256`` and MENTIONS of several reports; ``named`` are they and the files in which they lay."""
    key = hashlib.sha256("\n".join(named).encode()).hexdigest()[:24]
    return f"{COMPACT}{key}.parquet", _bytes(mentions)


def _bytes(frame: pl.DataFrame) -> bytes:
    """A file is always read whole: least and greatest of a column would cost a sixth of it, and be looked at by nobody."""
    buffer = io.BytesIO()
    frame.write_parquet(buffer, compression="zstd", compression_level=1, statistics=False)
    return buffer.getvalue()


def report_mentions(
    folder: Path, reports: pl.DataFrame, columns: Sequence[str] = tuple(MENTIONS.names)
) -> pl.DataFrame:
    """``sha256`` and MENTIONS, or these ``columns`` of it, of ``reports`` (``sha256, parquet``) in their order, each in
    reading order; further columns of ``reports`` stand behind.

    What a file still holds of a report that lies in another by now is left out. Raises OSError.
    """
    kept = reports.with_columns(
        order=pl.int_range(pl.len()), lies=pl.concat_str(pl.lit(f"{folder.as_posix()}/"), "parquet")
    ).drop("parquet")
    compact = reports["parquet"].str.starts_with(COMPACT)
    named = _read(kept.filter(compact), columns).join(kept, on="sha256", how="left", maintain_order="left")
    single = _read(kept.filter(~compact), columns).drop("sha256")
    single = single.join(kept.with_columns(file="lies"), on="file", how="left", maintain_order="left")
    found = pl.concat([named, single.select(named.columns)])
    there = found["file"].eq_missing(found["lies"])
    found = found if there.all() else found.filter(there)
    return (found if found["order"].is_sorted() else found.sort("order", maintain_order=True)).drop(
        "file", "order", "lies"
    )


def _read(kept: pl.DataFrame, columns: Sequence[str]) -> pl.DataFrame:
    """``sha256`` (empty in a file of one report) and ``columns`` of the files, and the ``file`` of each row."""
    schema = pl.Schema({"sha256": pl.String(), **MENTIONS.schema})
    files = kept["lies"].unique(maintain_order=True).to_list()
    if not files:
        return schema.to_frame().select("sha256", *columns, file=pl.lit(None, pl.String))
    scan = pl.scan_parquet(
        files, schema=schema, missing_columns="insert", extra_columns="ignore", include_file_paths="file", glob=False
    )
    return scan.select("sha256", *columns, "file").collect(engine="in-memory")


def published_mentions(
    folder: Path, reports: pl.DataFrame, columns: Sequence[str] = tuple(PUBLISHED_MENTIONS.names)
) -> pl.DataFrame:
    """The mentions of ``reports`` (REPORTS and ``parquet``) as PUBLISHED_MENTIONS, or these ``columns`` of it, by report
    and in reading order.
    """
    described = reports.select(
        "sha256", "parquet", "county", "township", "document", report_year="year", report_period="period"
    )
    found = report_mentions(folder, described, [column for column in MENTIONS.names if column in columns])
    return found.select(columns)
