"""The rows of 待审核: figures on which a human has to decide, worst first.

Rules:

- a row for each observation that needs a person: persons disagree about it, or what they decided on has changed (0);
  an error speaks of it (0); other figures contradict it (1); a warning speaks of it (2); it is approximate, estimated or
  inferred and weighs much in the county's sum (3); its indicator was told by words further back in the text, or the
  page was read by text recognition (4). Several reasons for one figure stand in one row;
- what has been decided is not asked again, until its sentence, what contradicts it, its rule or its value has changed
  (the 编号 holds all of these, :mod:`etl.review.question`). A figure that has become just what was decided asks nobody;
- a finding belongs to the observation that starts where one of its figures starts, else to the actual one of the same
  township and indicator in its year; a finding on something that was never observed still gets a row, without a value;
- findings on the county as a whole are in 问题清单 only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

import polars as pl

from etl.export.layout import load_layout
from etl.export.readings import Reading, readings, township_order
from etl.extract.mention import CARRIED
from etl.review.decision import CONFIRM, CORRECT, DECISIONS, Decision
from etl.review.question import Key, absent_number, rule_fingerprints
from etl.review.returned import ASKED

if TYPE_CHECKING:
    from etl.rollup import CountyTables
    from etl.rulebook.model import Rulebook

SHEET = "待审核"
COLUMNS = ASKED
__all__ = ["COLUMNS", "CONFLICT", "DECISIONS", "SHEET", "ReviewRow", "review_rows"]
CONFLICT = "同一指标在报告中有不同的数，或与其他数字矛盾。"
_RANK = {"disagree": 0, "changed": 0, "error": 0, "conflict": 1, "warning": 2, "weight": 3, "weak": 4}
TOWNSHIP_KNOWS = 3  # up to this rank the township itself can say what is right
_WORDS = re.compile("“(.+?)”")
_INEXACT = {"approximate": "原文是约数", "estimated": "原文是预计数", "inferred": "这个数的单位或合计是推断的"}


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


Slot = tuple[str, str, str, str]  # township, indicator, period, role
Reason = tuple[Slot, str, str]


def review_rows(tables: CountyTables, rulebook: Rulebook) -> list[ReviewRow]:
    """All rows of the sheet."""
    return tables.once("review", rulebook, lambda: _review_rows(tables, rulebook))


def _review_rows(tables: CountyTables, rulebook: Rulebook) -> list[ReviewRow]:
    numbered = readings(tables, rulebook)
    reasons: dict[Slot, dict[str, None]] = {}
    ranks: dict[Slot, int] = {}
    for slot, kind, reason in _reasons(tables, rulebook, numbered):
        reasons.setdefault(slot, {})[reason] = None
        ranks[slot] = min(ranks.get(slot, 9), _RANK[kind])
    places = {_slot(reading): number for number, reading in enumerate(numbered)}
    rules = rule_fingerprints(rulebook)
    rows = [
        _row(tables, rulebook, rules, numbered, places.get(slot, -1), slot, reasons[slot], ranks[slot])
        for slot in reasons
        if not _is_decided(tables, rules, numbered, places.get(slot, -1), slot)
    ]
    towns = {name: rank for rank, name in enumerate(township_order(tables))}
    codes = {code: rank for rank, code in enumerate(rulebook.indicators)}
    return sorted(
        rows,
        key=lambda row: (row.rank, towns.get(row.township, 9999), codes.get(row.indicator, 9999), row.period, row.id),
    )


def _slot(reading: Reading) -> Slot:
    return reading.township, reading.indicator, reading.period, reading.role


def _is_decided(
    tables: CountyTables, rules: Mapping[str, str], numbered: list[Reading], number: int, slot: Slot
) -> bool:
    if number >= 0:
        return bool(numbered[number].decision)
    absent = absent_number(Key(tables.county, *slot), rules.get(slot[1], ""))
    return tables.decisions.standing(absent).decision is not None


def _reasons(tables: CountyTables, rulebook: Rulebook, numbered: list[Reading]) -> Iterator[Reason]:
    yield from _decided_otherwise(tables, numbered)
    yield from _conflicts(numbered)
    yield from _found(tables, numbered)
    yield from _weighty(tables, rulebook, numbered)
    yield from _weak(numbered)


def _decided_otherwise(tables: CountyTables, numbered: list[Reading]) -> Iterator[Reason]:
    """Figures on which persons disagree, and those whose decision was made on something else."""
    if not tables.decisions:
        return
    for reading in numbered:
        if reading.decision:
            continue
        views = tables.decisions.standing(reading.number).disagreeing
        last = tables.decisions.last_on(Key(tables.county, *_slot(reading)))
        if views:
            said = "；".join(f"{each.signed}：{each.words()}" for each in views)
            yield _slot(reading), "disagree", f"审核意见不一：{said}。请商定。"
        elif last is not None and not _came_true(last, reading):
            yield _slot(reading), "changed", _changed(last, reading)


def _came_true(last: Decision, reading: Reading) -> bool:
    """Whether the figure is by now what was decided."""
    decided = last.value if last.decision == CORRECT else last.old_value if last.decision == CONFIRM else None
    return decided == reading.value and reading.status == "exact"


def _changed(last: Decision, reading: Reading) -> str:
    changes = [
        title
        for title, same in (
            ("数值", last.old_value == reading.value),
            ("原文", last.evidence == reading.evidence),
        )
        if not same
    ]
    before = f"（原为{last.old_value}{last.unit}）" if last.old_value else "（原来没有数）"
    return f"{last.signed}曾决定“{last.words()}”{before}；现在{'、'.join(changes) or '规则或与之矛盾的数'}变了，请重新决定。"


def _conflicts(numbered: list[Reading]) -> Iterator[Reason]:
    for reading in numbered:
        if reading.status == "conflict":
            yield _slot(reading), "conflict", f"报告中另有 {reading.rivals}" if reading.rivals else CONFLICT


def _found(tables: CountyTables, numbered: list[Reading]) -> Iterator[Reason]:
    """Findings with an indicator, each with the figure that it speaks of; what is said of last year's figure is asked at
    this year's, beside which it was quoted."""
    at = {(reading.document, reading.start, reading.indicator): reading for reading in numbered}
    actual = {_slot(reading): reading for reading in numbered if reading.role == "actual"}
    serious = tables.findings.filter(
        pl.col("severity").is_in(["warning", "error"])
        & (pl.col("indicator").fill_null("") != "")
        & (pl.col("township").fill_null("") != "")
    )
    for row in serious.iter_rows(named=True):
        fallback = (row["township"], row["indicator"], str(row["year"]), "actual")
        this_year = (*fallback[:2], str(tables.year), "actual")
        reading = _spoken_of(row, at) or actual.get(fallback) or actual.get(this_year)
        reason = row["message"] + (f"\n{row['proposal']}" if row["proposal"] else "")
        yield _slot(reading) if reading else fallback, row["severity"], reason


def _spoken_of(row: dict[str, Any], at: dict[tuple[str, int, str], Reading]) -> Reading | None:
    starts = [row["start"], *(int(part) for part in (row["starts"] or "").split(";") if part.isdigit())]
    return next((at[key] for start in starts if (key := (row["document"], start, row["indicator"])) in at), None)


def _weighty(tables: CountyTables, rulebook: Rulebook, numbered: list[Reading]) -> Iterator[Reason]:
    """Inexact figures that hold much of a county's sum."""
    limits = load_layout(rulebook).review
    sums = tables.rollup.filter(
        (pl.col("aggregate") == "sum") & (pl.col("value") > 0) & (pl.col("reporting") >= limits.among)
    )
    totals = {tuple(row[:3]): row[3] for row in sums.select("indicator", "period", "role", "value").iter_rows()}
    for reading in numbered:
        total = totals.get((reading.indicator, reading.period, reading.role))
        if total is None or reading.role != "actual" or reading.status not in _INEXACT or not reading.value:
            continue
        share = Decimal(reading.value) * 100 / total
        if share >= limits.weight:
            what = _INEXACT[reading.status]
            yield _slot(reading), "weight", f"{what}，占全县合计的{share:.0f}%，请核实准确数。"


def _weak(numbered: list[Reading]) -> Iterator[Reason]:
    """Figures whose indicator was told by words of another sentence, and those that were read from a picture."""
    for reading in numbered:
        if reading.recognised and reading.value:
            yield _slot(reading), "weak", "由扫描件识别，请对照原件核对。"
        words = _WORDS.search(reading.reason) if CARRIED in reading.reason else None
        elsewhere = words is not None and words[1] not in reading.evidence
        if elsewhere and reading.value and reading.role == "actual":
            yield _slot(reading), "weak", f"本句没有写明指标，是沿用前文判断的：{reading.reason}。请看是不是这个指标。"


def _row(
    tables: CountyTables,
    rulebook: Rulebook,
    rules: Mapping[str, str],
    numbered: list[Reading],
    number: int,
    slot: Slot,
    reasons: dict[str, None],
    rank: int,
) -> ReviewRow:
    township, indicator, period, role = slot
    rule = rulebook.indicators.get(indicator)
    name, unit = (rule.name, rule.unit) if rule else (indicator, "")
    words = [reason for reason in reasons if reason != CONFLICT] or [CONFLICT]
    value = evidence = ""
    asked = absent_number(Key(tables.county, *slot), rules.get(indicator, ""))
    if number >= 0:
        reading = numbered[number]
        asked, name, unit, value, evidence = reading.number, reading.name, reading.unit, reading.value, reading.evidence
    return ReviewRow(
        asked, township, indicator, name, period, role, value, unit, evidence, "\n".join(words), number, rank
    )
