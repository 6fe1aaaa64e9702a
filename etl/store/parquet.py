"""The figures of each report as one immutable Parquet file per (content, rules version), and reading many of them.

The nightly puts those of a county and year together (etl/store/housekeeping.py); then the file says in a column
``sha256`` whose figures they are.

``.xianhui/mentions/<first two>/<sha256>.<key>.parquet`` with the columns of MENTIONS. The file is written, made
durable and renamed (:mod:`etl.intake.work`) before the ledger names it: a row of the ledger never points to nothing.
"""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

import polars as pl

from etl.tables import MENTIONS, PUBLISHED_MENTIONS


def mentions_file(sha256: str, version: str, mentions: pl.DataFrame) -> tuple[str, bytes]:
    """Where MENTIONS of the content ``sha256`` are to be kept, relative to the folder of all, with ``/``; and the bytes.

    ``version`` names what else they depend on (rules, reader, file name).
    """
    key = hashlib.sha256(version.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    buffer = io.BytesIO()
    MENTIONS.conform(mentions).write_parquet(buffer, compression="zstd")
    return f"{sha256[:2]}/{sha256}.{key}.parquet", buffer.getvalue()


def report_mentions(folder: Path, reports: pl.DataFrame) -> pl.DataFrame:
    """MENTIONS behind ``sha256``, of ``reports`` (``sha256, parquet``) in their order, each in reading order.

    Raises OSError.
    """
    empty = MENTIONS.empty().select(pl.lit("").alias("sha256"), pl.all())
    frames = [
        _with_sha256(folder, str(path), mine) for (path,), mine in reports.group_by("parquet", maintain_order=True)
    ]
    found = pl.concat([empty, *frames])
    order = reports.select("sha256", order=pl.int_range(pl.len()))
    return found.join(order, on="sha256", maintain_order="left").sort("order", maintain_order=True).drop("order")


def _with_sha256(folder: Path, path: str, reports: pl.DataFrame) -> pl.DataFrame:
    """A file of one report, or of several: then it says itself whose figures they are."""
    frame = pl.read_parquet(folder / path)
    whose = pl.lit(frame["sha256"] if "sha256" in frame.columns else reports["sha256"][0]).alias("sha256")
    return MENTIONS.conform(frame).select(whose, pl.all())


def published_mentions(folder: Path, reports: pl.DataFrame) -> pl.DataFrame:
    """The mentions of ``reports`` (REPORTS and ``parquet``) as PUBLISHED_MENTIONS, by report and in reading order."""
    described = reports.select("sha256", "county", "township", "document", report_year="year", report_period="period")
    found = report_mentions(folder, reports.select("sha256", "parquet"))
    return PUBLISHED_MENTIONS.conform(found.join(described, on="sha256", maintain_order="left"))
