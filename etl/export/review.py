"""The rows of 待审核: figures on which a human has to decide, worst first.

Rules:

- a row for each observation that is in conflict, or that a warning or an error with an indicator speaks of; several
  reasons for one figure stand in one row;
- a finding belongs to the observation that starts where one of its figures starts, else to the actual one of the same
  township and indicator in its year; a finding on something that was never observed still gets a row, without a value;
- 编号 is a hash of county, township, indicator, period, role and the sentence: it stays the same from run to run and
  when rows are sorted, and changes when the sentence that was decided on has changed;
- findings on the county as a whole are in 问题清单 only.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any, NamedTuple

import polars as pl

from etl.export.readings import Reading, readings, township_order

if TYPE_CHECKING:
    from etl.rollup import CountyTables
    from etl.rulebook.model import Rulebook

SHEET = "待审核"
COLUMNS = ("编号", "乡镇", "指标", "期间", "数值", "单位", "原文", "原因", "决定", "更正值", "备注", "审核人")
DECISIONS = ("确认", "修改", "驳回")
CONFLICT = "同一指标在报告中有不同的数，或与其他数字矛盾。"
_RANK = {"error": 0, "conflict": 1, "warning": 2}


class ReviewRow(NamedTuple):
    """One figure to decide on; ``number`` is its place among the readings, -1 when it was never observed."""

    id: str
    township: str
    indicator: str
    name: str
    period: str
    role: str
    value: str
    unit: str
    evidence: str
    reason: str
    number: int
    rank: int


Key = tuple[str, str, str, str]  # township, indicator, period, role


def review_id(county: str, key: Key, evidence: str) -> str:
    """编号: R and 10 hexadecimal digits; the letter keeps spreadsheets from reading it as a number."""
    sentence = hashlib.sha256(evidence.encode()).hexdigest()
    text = "|".join([county, *key, sentence])
    return f"R{hashlib.sha256(text.encode()).hexdigest()[:10]}"


def review_rows(tables: CountyTables, rulebook: Rulebook, numbered: list[Reading] | None = None) -> list[ReviewRow]:
    """All rows of the sheet; ``numbered`` are the county's readings when they are known already."""
    numbered = readings(tables, rulebook) if numbered is None else numbered
    reasons: dict[Key, dict[str, None]] = {}
    ranks: dict[Key, int] = {}
    for key, kind, reason in [*_conflicts(numbered), *_found(tables, numbered)]:
        reasons.setdefault(key, {})[reason] = None
        ranks[key] = min(ranks.get(key, 9), _RANK[kind])
    places = {_key(reading): number for number, reading in enumerate(numbered)}
    rows = [_row(tables, rulebook, numbered, places.get(key, -1), key, reasons[key], ranks[key]) for key in reasons]
    towns = {name: rank for rank, name in enumerate(township_order(tables))}
    codes = {code: rank for rank, code in enumerate(rulebook.indicators)}
    return sorted(
        rows,
        key=lambda row: (row.rank, towns.get(row.township, 9999), codes.get(row.indicator, 9999), row.period, row.id),
    )


def _key(reading: Reading) -> Key:
    return reading.township, reading.indicator, reading.period, reading.role


def _conflicts(numbered: list[Reading]) -> list[tuple[Key, str, str]]:
    return [(_key(reading), "conflict", CONFLICT) for reading in numbered if reading.status == "conflict"]


def _found(tables: CountyTables, numbered: list[Reading]) -> list[tuple[Key, str, str]]:
    """Findings with an indicator, each with the key of the figure that it speaks of."""
    at = {(reading.document, reading.start, reading.indicator): reading for reading in numbered}
    actual = {_key(reading): reading for reading in numbered if reading.role == "actual"}
    serious = tables.findings.filter(
        pl.col("severity").is_in(["warning", "error"])
        & (pl.col("indicator").fill_null("") != "")
        & (pl.col("township").fill_null("") != "")
    )
    found = []
    for row in serious.iter_rows(named=True):
        fallback = (row["township"], row["indicator"], str(row["year"]), "actual")
        reading = _spoken_of(row, at) or actual.get(fallback)
        reason = row["message"] + (f"\n{row['proposal']}" if row["proposal"] else "")
        found.append((_key(reading) if reading else fallback, row["severity"], reason))
    return found


def _spoken_of(row: dict[str, Any], at: dict[tuple[str, int, str], Reading]) -> Reading | None:
    starts = [row["start"], *(int(part) for part in (row["starts"] or "").split(";") if part.isdigit())]
    return next((at[key] for start in starts if (key := (row["document"], start, row["indicator"])) in at), None)


def _row(
    tables: CountyTables,
    rulebook: Rulebook,
    numbered: list[Reading],
    number: int,
    key: Key,
    reasons: dict[str, None],
    rank: int,
) -> ReviewRow:
    township, indicator, period, role = key
    rule = rulebook.indicators.get(indicator)
    name, unit = (rule.name, rule.unit) if rule else (indicator, "")
    words = [reason for reason in reasons if reason != CONFLICT] or [CONFLICT]
    value = evidence = ""
    if number >= 0:
        reading = numbered[number]
        name, unit, value, evidence = reading.name, reading.unit, reading.value, reading.evidence
    return ReviewRow(
        review_id(tables.county, key, evidence), township, indicator, name, period, role, value, unit, evidence,
        "\n".join(words), number, rank,
    )  # fmt: skip
