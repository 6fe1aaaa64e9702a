"""Figures that are far from those of the other townships of the county.

Rules:

- Compared are the year's actual figures of an indicator, above nought, where enough townships have one.
- How far a figure lies is how many times the median it is, or the median is it. A figure is doubtful when that is at least
  ``least`` times, and more than the usual distance (the median of all distances) multiplied by itself ``power`` times: where
  townships differ widely by nature, more is forgiven.
- Counts below 20 are left alone: one township has one site, another thirty.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal, localcontext

import polars as pl

from etl.checks.figures import load_checks, rules_frame
from etl.checks.report import Case, Row, findings, measured, plain, rounded, told
from etl.rulebook.checking import OutlierCheck
from etl.rulebook.model import Rulebook
from etl.tables import FINDINGS

_RATES = {"rate"}
_SMALL = Decimal(20)
_TENTH = Decimal("0.1")


def among_townships(observed: pl.DataFrame, rulebook: Rulebook, texts: Mapping[str, str], year: int) -> pl.DataFrame:
    """FINDINGS of the observations of a year, those of each county by themselves."""
    check = load_checks(rulebook).outlier
    rows = observed.filter(
        pl.col("role") == "actual", pl.col("period") == str(year), pl.col("amount") > 0, ~pl.col("is_part")
    ).join(rules_frame(rulebook).select("indicator", "kind"), on="indicator", how="left", maintain_order="left")
    groups: dict[tuple[str, str], list[Row]] = {}
    for row in told(rows.filter(pl.len().over("county", "indicator") >= check.townships), "amount", "unit", "kind"):
        groups.setdefault((row["county"], row["indicator"]), []).append(row)
    cases = [case for group in groups.values() for case in _cases(group, check)]
    return findings(cases, texts) if cases else FINDINGS.empty()


def _cases(rows: Sequence[Row], check: OutlierCheck) -> Iterator[Case]:
    with localcontext(prec=30):
        middle = _median([row["amount"] for row in rows])
        distances = [max(row["amount"] / middle, middle / row["amount"]) for row in rows]
        least = check.least_rate if rows[0]["kind"] in _RATES else check.least
        limit = max(least, _median(distances) ** check.power)
        for row, distance in zip(rows, distances, strict=True):
            if distance > limit and max(row["amount"], middle) >= _SMALL:
                times = row["amount"] / middle
                words = {
                    "value": measured(row["amount"], row["unit"]),
                    "base": rounded(middle, row["unit"]),
                    "times": plain(times.quantize(_TENTH) if times >= 1 else times.quantize(_TENTH**4)),
                }
                yield Case(check, row, (row["start"],), words)


def _median(values: list[Decimal]) -> Decimal:
    ordered = sorted(values)
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2
