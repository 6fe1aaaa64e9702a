"""What the readers noted about the reports of a county (a revised figure, a page that is a picture), as findings.

A note tells what a person should know, ``info``; that a part of the report was not read at all is a ``warning``.
"""

from __future__ import annotations

import json

import polars as pl

from etl.tables import FINDINGS

_NOT_READ = {"XH-READ-121"}


def noted(reports: pl.DataFrame) -> pl.DataFrame:
    """REPORTS → schema ``FINDINGS``, one row for each note."""
    rows = [
        {name: report[name] for name in ("county", "township", "year", "document")}
        | {"code": code, "severity": "warning" if code in _NOT_READ else "info", "message": message}
        | {"start": start, "starts": "" if start is None else str(start)}
        for report in reports.iter_rows(named=True)
        for code, message, start in json.loads(report["notes"] or "[]")
    ]
    return FINDINGS.conform(pl.DataFrame(rows, infer_schema_length=None)) if rows else FINDINGS.empty()
