"""A township's figures against its own report of the year before.

Rules:

- 本年6850吨、增长3% implies a figure of last year; it is compared with last year's report, and where it does not fit, the
  growth that both levels give is proposed. A figure that is stated to have grown just so is no slip either.
- The figure of last year that this year's report quotes is compared with last year's report.
- A figure that is a multiple of last year's as wrong units and points make them (2, 15, 100, 1500, 10000) is doubtful when the
  report states no growth.
- What hardly changes in a year (population, land, villages) must not have changed much.
- A completion that the report states is compared with the target of last year's report.
- Only whole years and figures of the township itself; every figure may be wrong by its rounding.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

import polars as pl

from etl.checks.figures import load_checks, rules_frame, with_slack
from etl.checks.report import Case, Row, findings, measured, rounded, told
from etl.rulebook.checking import Check, Checks, FractionCheck
from etl.rulebook.model import Rulebook

_KEY = ["county", "township", "indicator"]
_PART = ["amount", "slack", "sha256", "start"]
_COMPARED = ["amount", "slack", "unit", *(f"last_{name}" for name in _PART)]


def against_last_year(
    observed: pl.DataFrame,
    quoted: pl.DataFrame,
    last: pl.DataFrame,
    rulebook: Rulebook,
    texts: Mapping[str, str],
    year: int,
) -> pl.DataFrame:
    """FINDINGS. ``observed`` and ``last`` are the observations of the reports of ``year`` and of the year before (with plans
    for ``year``), ``quoted`` this year's candidates; all have the columns of PUBLISHED_MENTIONS and ``amount``.
    """
    checks = load_checks(rulebook)
    facts = rules_frame(rulebook).select("indicator", "kind", "dimension")
    this = _of_year(observed, year, checks).join(facts, on="indicator", how="left", maintain_order="left")
    before = _part(_of_year(last, year - 1, checks), "last")
    pairs = this.join(before, on=_KEY, maintain_order="left").filter(pl.col("last_amount") > 0)
    plans = _part(_planned(observed, year, checks), "last")
    cases: list[Case] = []
    for row in told(pairs, *_COMPARED, "kind", "dimension", "growth_pct"):
        cases += _level_cases(row, checks)
    said = _quoted(quoted, year - 1, checks).join(before, on=_KEY, maintain_order="left")
    for row in told(said, *_COMPARED):
        cases += _quoted_cases(row, checks)
    completed = this.filter(pl.col("completion_pct").is_not_null()).join(plans, on=_KEY, maintain_order="left")
    for row in told(completed.filter(pl.col("last_sha256") != pl.col("sha256")), *_COMPARED, "completion_pct"):
        cases += _target_cases(row, checks)
    return findings(cases, texts)


def _of_year(observed: pl.DataFrame, year: int, checks: Checks) -> pl.DataFrame:
    whole = observed.filter(
        pl.col("role") == "actual", pl.col("period") == str(year), pl.col("amount").is_not_null(), ~pl.col("is_part")
    )
    return with_slack(whole, checks.approximate)


def _planned(observed: pl.DataFrame, year: int, checks: Checks) -> pl.DataFrame:
    plans = observed.filter(pl.col("role") == "plan", pl.col("period") == str(year), pl.col("report_year") == year - 1)
    return with_slack(plans.filter(pl.col("amount") > 0), checks.approximate)


def _quoted(candidates: pl.DataFrame, year: int, checks: Checks) -> pl.DataFrame:
    """Levels of last year in this year's reports, one for each township and indicator."""
    levels = candidates.filter(
        pl.col("report_year") == year + 1, pl.col("role").is_in(["baseline", "actual"]), pl.col("period") == str(year),
        "is_value", ~pl.col("is_part"), pl.col("amount").is_not_null(), pl.col("measure") == "level",
    )  # fmt: skip
    return with_slack(levels.unique(_KEY, keep="first", maintain_order=True), checks.approximate)


def _part(frame: pl.DataFrame, prefix: str) -> pl.DataFrame:
    return frame.select(*_KEY, pl.col(_PART).name.prefix(f"{prefix}_"))


def _level_cases(row: Row, checks: Checks) -> Iterator[Case]:
    growth = row["growth_pct"]
    if growth is not None and growth > -100:
        factor = 1 + growth / 100
        slack = row["slack"] / factor + row["last_slack"]
        implied = row["amount"] / factor
        if row["indicator"] in checks.real_terms.indicators:
            slack += row["last_amount"] * checks.real_terms.tolerance / 100
        if _differ(implied, row["last_amount"], slack, checks.last_year):
            words = {
                "growth": measured(growth, "%"),
                "expected": rounded(implied, row["unit"]),
                "change": rounded((row["amount"] / row["last_amount"] - 1) * 100, "%"),
            }
            yield _case(checks.last_year, row, words)
        return
    slipped = _slip(row, checks)
    if slipped is not None:
        times, expected = slipped
        yield _case(checks.slip, row, {"times": measured(times, ""), "expected": rounded(expected, row["unit"])})
    elif row["indicator"] in checks.steady.indicators and row["last_amount"] >= checks.slip.smallest:
        slack = row["slack"] + row["last_slack"]
        if _differ(row["amount"], row["last_amount"], slack, checks.steady):
            yield _case(checks.steady, row, {})


def _slip(row: Row, checks: Checks) -> tuple[Decimal, Decimal] | None:
    """The factor, and what the figure would be without the slip; None when nothing looks like one."""
    check = checks.slip
    stable = row["kind"] != "flow" or row["indicator"] in checks.repeat.once
    if min(row["amount"], row["last_amount"]) < check.smallest:
        return None
    ratio = row["amount"] / row["last_amount"]
    for factor in (*(check.factors.get(row["dimension"], ()) if stable else ()), *check.factors.get("any", ())):
        if abs(ratio / factor - 1) <= check.tolerance:
            return factor, row["amount"] / factor
        if abs(ratio * factor - 1) <= check.tolerance:
            return factor, row["amount"] * factor
    return None


def _quoted_cases(row: Row, checks: Checks) -> Iterator[Case]:
    slack = row["slack"] + row["last_slack"]
    if _differ(row["amount"], row["last_amount"], slack, checks.last_year_quoted):
        yield _case(checks.last_year_quoted, row, {})


def _target_cases(row: Row, checks: Checks) -> Iterator[Case]:
    quotient = row["amount"] * 100 / row["last_amount"]
    slack = (row["slack"] * 100 + row["last_slack"] * quotient) / row["last_amount"]
    if abs(quotient - row["completion_pct"]) > slack + checks.completion_target.tolerance:
        words = {"growth": measured(row["completion_pct"], "%"), "expected": rounded(quotient, "%")}
        yield _case(checks.completion_target, row, words)


def _differ(value: Decimal, base: Decimal, slack: Decimal, check: FractionCheck) -> bool:
    return bool(abs(value - base) > slack + check.tolerance * abs(base))


def _case(check: Check, row: Row, words: Mapping[str, str]) -> Case:
    unit = row["unit"]
    said = {"value": measured(row["amount"], unit), "base": measured(row["last_amount"], unit)} | dict(words)
    return Case(check, row, (row["start"], f"{row['last_sha256']}:{row['last_start']}"), said)
