"""What the readers noted about the reports of a county (a revised figure, a page that is a picture), as findings.

A note tells what a person should know, ``info``; that a part of the report was not read at all is a ``warning``. A note on a place
names the figure there, with its indicator.
"""

from __future__ import annotations

import json
from typing import Any

import polars as pl

from etl.tables import FINDINGS

_NOT_READ = {"XH-READ-108", "XH-READ-121"}


def noted(reports: pl.DataFrame, mentions: pl.DataFrame) -> pl.DataFrame:
    """REPORTS and their PUBLISHED_MENTIONS → schema ``FINDINGS``, one row for each note."""
    rows = [
        {name: report[name] for name in ("county", "township", "year", "document")}
        | {"code": code, "severity": "warning" if code in _NOT_READ else "info", "message": message}
        | _place(mentions, report["sha256"], start)
        for report in reports.iter_rows(named=True)
        for code, message, start in json.loads(report["notes"] or "[]")
    ]
    return FINDINGS.conform(pl.DataFrame(rows, infer_schema_length=None)) if rows else FINDINGS.empty()


def _place(mentions: pl.DataFrame, sha256: str, at: int | None) -> dict[str, Any]:
    """Where the figure that lies there begins and ends, and its indicator; the place itself where there is none."""
    if at is None:
        return {"start": None, "starts": ""}
    there = (pl.col("sha256") == sha256) & (pl.col("start") <= at) & (pl.col("end") > at)
    found = mentions.filter(there).select("start", "end", "indicator").head(1).to_dicts()
    place = found[0] if found else {"start": at, "end": None, "indicator": None}
    return place | {"starts": str(place["start"])}
