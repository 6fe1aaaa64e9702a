"""The figures of each report as one immutable Parquet file per (content, rules version), and reading many of them.

``.xianhui/mentions/<first two>/<sha256>.<key>.parquet`` with the columns of MENTIONS. The file is written, made
durable and renamed before the ledger names it: a row of the ledger never points to nothing.
"""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

import polars as pl

from etl.store.files import write_whole
from etl.tables import MENTIONS, PUBLISHED_MENTIONS


def keep_mentions(folder: Path, sha256: str, version: str, mentions: pl.DataFrame) -> str:
    """Write MENTIONS of the content ``sha256``; ``version`` names what else they depend on (rules, reader, file name).

    Gives the path relative to ``folder``, with ``/``. Raises OSError.
    """
    key = hashlib.sha256(version.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    name = f"{sha256[:2]}/{sha256}.{key}.parquet"
    buffer = io.BytesIO()
    MENTIONS.conform(mentions).write_parquet(buffer, compression="zstd")
    write_whole(folder / name, buffer.getvalue())
    return name


def published_mentions(folder: Path, reports: pl.DataFrame) -> pl.DataFrame:
    """The mentions of ``reports`` (REPORTS and ``parquet``) as PUBLISHED_MENTIONS, by report and in reading order."""
    frames = [
        pl.read_parquet(folder / report["parquet"]).with_columns(
            county=pl.lit(report["county"]),
            township=pl.lit(report["township"]),
            report_year=pl.lit(report["year"]),
            report_period=pl.lit(report["period"]),
            document=pl.lit(report["document"]),
            sha256=pl.lit(report["sha256"]),
        )
        for report in reports.iter_rows(named=True)
    ]
    return pl.concat([PUBLISHED_MENTIONS.empty(), *(PUBLISHED_MENTIONS.conform(frame) for frame in frames)])
