"""What persons have decided, put into the observations.

Rules:
- A decision is used for the observation with its 编号, and so for no other figure (etl/review/question.py).
- 确认 leaves the figure as it is (status ``confirmed``: what contradicts it has been looked at). 修改 puts the correction
  into its place, exact; ``original`` keeps what the report says. 驳回 leaves the figure out of everything that is
  computed (status ``rejected``); ``original`` keeps it.
- A figure that was added stands as an observation without a document (status ``added``), as long as no report gives
  one for it.
- A quantity without a rule that was assigned to an indicator is read as a figure of that indicator; where a rule finds
  an indicator for it by now, the rule stands.
- While persons disagree, none of what they say is used.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import polars as pl

from etl.normalize import canonical
from etl.review.decision import ASSIGN, CORRECT, REJECT, Decision, Decisions, Standing
from etl.review.question import open_number
from etl.rollup.candidates import KEY
from etl.rollup.catalogue import catalogue
from etl.rollup.evidence import numbered
from etl.rulebook.model import Rulebook
from etl.tables import FIGURE

ASSIGNED_RULE = "审核归入"
_SCHEMA = {"decision": pl.String, "original": FIGURE, "reviewer": pl.String, "note": pl.String}
_FACETS = ("growth_pct", "change", "completion_pct")


def decide(
    observed: pl.DataFrame, year: int, decisions: Decisions, rules: Mapping[str, str], rulebook: Rulebook
) -> pl.DataFrame:
    """Observations with evidence, those decided as decided, and those of ``year`` that were added.

    New columns: ``number``, ``decision``, ``original``, ``reviewer``, ``note``.
    """
    rows = numbered(observed, rules)
    standings = [decisions.standing(number) for number in rows["number"]] if decisions else [Standing()] * rows.height
    chosen = [standing.decision for standing in standings]
    rows = rows.with_columns(
        pl.Series("decision", [each.decision if each else None for each in chosen], pl.String),
        pl.Series("reviewer", [standing.signed or None for standing in standings], pl.String),
        pl.Series("note", [each.note or None if each else None for each in chosen], pl.String),
        pl.Series("correction", [_correction(each) for each in chosen], FIGURE),
        original=pl.lit(None, FIGURE),
    )
    added = _added(rows, year, decisions, rules, rulebook)
    return pl.concat([_used(rows), added], how="diagonal") if added.height else _used(rows)


def assign(mentions: pl.DataFrame, texts: Mapping[str, str], decisions: Decisions, rulebook: Rulebook) -> pl.DataFrame:
    """Mentions (PUBLISHED_MENTIONS) with the quantities that persons have assigned to an indicator."""
    assigned = decisions.assigned()
    if not assigned:
        return mentions
    targets = [_target(row, texts, assigned) for row in mentions.iter_rows(named=True)]
    hit = pl.col("target").is_not_null()
    marked = mentions.with_columns(pl.Series("target", [each.target if each else None for each in targets], pl.String))
    said = pl.Series("said", [f"{each.signed}{ASSIGN}" if each else None for each in targets], pl.String)
    filled = marked.with_columns(said).with_columns(
        indicator=pl.when(hit).then("target").otherwise("indicator"),
        rule=pl.when(hit).then(pl.lit(ASSIGNED_RULE)).otherwise("rule"),
        reason=pl.when(hit).then("said").otherwise("reason"),
    )
    return pl.concat(
        [filled.filter(~hit), canonical(filled.filter(hit), rulebook).select(filled.columns)], how="vertical"
    ).select(mentions.columns)


def _target(row: dict[str, Any], texts: Mapping[str, str], assigned: Mapping[str, Standing]) -> Decision | None:
    if row["indicator"] is not None or row["type"] != "quantity":
        return None
    standing = assigned.get(mention_number(row, texts))
    return standing.decision if standing else None


def mention_number(row: Mapping[str, Any], texts: Mapping[str, str]) -> str:
    """编号 of a quantity without a rule (a row of PUBLISHED_MENTIONS)."""
    start, end = row["sentence_start"] or 0, row["sentence_end"] or 0
    sentence = texts.get(row["sha256"], "")[start:end]
    return open_number(
        row["county"] or "", row["township"] or "", row["report_period"] or "", sentence, row["start"] - start,
        row["surface"],
    )  # fmt: skip


def _correction(decision: Decision | None) -> Decimal | None:
    return Decimal(decision.value) if decision is not None and decision.decision == CORRECT else None


def _used(rows: pl.DataFrame) -> pl.DataFrame:
    decided, corrected, rejected = _is("decision"), _is("decision", CORRECT), _is("decision", REJECT)
    status = (
        pl.when(corrected)
        .then(pl.lit("corrected"))
        .when(rejected)
        .then(pl.lit("rejected"))
        .when(decided & pl.col("amount").is_not_null())
        .then(pl.lit("confirmed"))
        .otherwise("status")
    )
    return rows.with_columns(
        *(pl.when(~rejected).then(pl.col(name)).alias(name) for name in _FACETS),
        status=status,
        original=pl.when(corrected | rejected).then("amount"),
        amount=pl.when(corrected).then("correction").when(~rejected).then("amount"),
        approx=pl.when(corrected).then(pl.lit("")).otherwise("approx"),
        estimated=pl.when(corrected).then(pl.lit(False)).otherwise("estimated"),
    ).drop("correction")


def _is(name: str, value: str | None = None) -> pl.Expr:
    return (pl.col(name) == value).fill_null(False) if value else pl.col(name).is_not_null()


def _added(
    rows: pl.DataFrame, year: int, decisions: Decisions, rules: Mapping[str, str], rulebook: Rulebook
) -> pl.DataFrame:
    found = [_added_row(standing, rows.schema) for standing in decisions.added(rules).values()]
    if not found:
        return rows.clear()
    schema = {name: dtype for name, dtype in rows.schema.items() if name in found[0]}
    frame = pl.DataFrame(found, schema=schema).filter(pl.col("year") == year)
    named = frame.join(catalogue(rulebook), on="indicator", how="inner")
    return named.join(rows.select(KEY), on=KEY, how="anti").select(name for name in rows.columns if name in named)


def _added_row(standing: Standing, schema: pl.Schema) -> dict[str, Any]:
    decision = standing.decision
    assert decision is not None
    return {
        "township": decision.township, "year": decision.year, "period": decision.period, "role": decision.role,
        "indicator": decision.indicator, "amount": Decimal(decision.value), "approx": "", "estimated": False,
        "status": "added", "number": decision.number, "decision": decision.decision, "reviewer": standing.signed,
        "note": decision.note or None, "evidence": f"报告没有此数；{standing.signed}补充：{decision.note}",
        "county": decision.county, "is_value": True, "is_part": False, "doubt": 0, "rivals_text": "",
    }  # fmt: skip
