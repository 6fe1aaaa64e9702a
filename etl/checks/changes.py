"""Levels against what they were compared with: 比2015年的8740元增加2639元，增长30.2％.

Rules:

- A change or growth rate belongs to the level it relates to; without one, to the only level of its indicator in the
  sentence.
- The baseline is the only one of the same indicator and unit in the sentence. Several baselines, changes or rates for
  one level (同比, 比2015年) are left alone: which belongs to which is not certain.
- level ≠ baseline + change is an error; the growth rate is then compared with baseline and change, not with the level.
- Without a baseline in the sentence a growth rate of a year is compared with the level of the year before, when exactly
  one value of it stands in the same document.
- A rate per year over several years (年均增长) is compared with the compound rate from the baseline's year to the
  level's, where both are known; with nothing else. One year more or less is forgiven: offices count the years differently.
- A rate against the year before (同比) is not compared with the baseline of an earlier year.
- Rates in words (翻了一番, 增长一成) are round and are not compared.
- Every figure may be wrong by its rounding (``slack``), and that error is carried through the computation.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal, localcontext
from typing import Any

import polars as pl

from etl.checks.figures import SENTENCE, exact
from etl.checks.report import Case, Row, measured, rounded
from etl.rulebook.checking import Check, Checks

_PART = ["start", "amount", "amount_unit", "slack", "year"]
_TOPIC = [*SENTENCE, "key"]


def change_cases(figures: pl.DataFrame, checks: Checks) -> Iterator[Case]:
    """Contradictions of levels, baselines, changes and growth rates; ``figures`` are the comparable ones."""
    levels = figures.filter(pl.col("measure") == "level")
    bases = _only(levels.filter(pl.col("role") == "baseline"), _TOPIC)
    now = levels.filter(pl.col("role") != "baseline")
    changes = _linked(figures.filter(pl.col("measure") == "change"), now)
    printed = figures.filter(pl.col("measure") == "growth_rate", pl.col("surface").str.contains(r"\d"))
    averages = pl.col("lead").str.contains_any(list(checks.words.average))
    growths = _linked(printed, now)
    broken = _broken_sums(changes, now, bases)
    yield from (_change_case(row, checks) for row in broken.iter_rows(named=True))
    rates = _with_base(growths, now, bases, changes, broken)
    yearly = pl.col("lead").str.contains_any(list(checks.words.yearly)) & (pl.col("from_year") != pl.col("year") - 1)
    simple = rates.filter(~averages, ~yearly.fill_null(False))
    for row in _contradicting(simple, checks.growth.tolerance, checks):
        yield _growth_case(row, checks.growth)
    for row in _contradicting(_with_last_year(simple, now), checks.growth_document.tolerance, checks):
        yield _growth_case(row, checks.growth_document)
    for row in rates.filter(averages).iter_rows(named=True):
        yield from _average_case(row, checks)


def _only(frame: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
    """The rows that are alone in their group."""
    return frame.filter(pl.len().over(keys) == 1)


def _part(frame: pl.DataFrame, keys: list[str], prefix: str) -> pl.DataFrame:
    """Figures to be joined to others: their keys, and what is computed with under a prefix."""
    return frame.select(*keys, pl.col(_PART).name.prefix(f"{prefix}_"))


def _linked(modifiers: pl.DataFrame, levels: pl.DataFrame) -> pl.DataFrame:
    """Changes or rates with ``level_start`` (null: none is certain) and the topic of the level that they qualify."""
    related = levels.select("sha256", relates_to="start", related_key="key")
    lonely = _only(levels, _TOPIC).select(*_TOPIC, lonely_start="start")
    joined = modifiers.join(related, on=["sha256", "relates_to"], how="left", maintain_order="left")
    joined = joined.with_columns(key=pl.coalesce("related_key", "key"))
    joined = joined.join(lonely, on=_TOPIC, how="left", maintain_order="left")
    start = pl.when(pl.col("related_key").is_not_null()).then("relates_to").otherwise("lonely_start")
    joined = joined.with_columns(level_start=start).drop("related_key", "lonely_start")
    return _only(joined, [*_TOPIC, "level_start"])


def _broken_sums(changes: pl.DataFrame, levels: pl.DataFrame, bases: pl.DataFrame) -> pl.DataFrame:
    """Levels that are not baseline plus change: one row each, with base_*, change_* and expected."""
    joined = levels.join(
        _part(changes, ["sha256", "level_start"], "change"),
        left_on=["sha256", "start"],
        right_on=["sha256", "level_start"],
    ).join(_part(bases, _TOPIC, "base"), on=_TOPIC)
    return (
        joined.filter(
            pl.col("amount_unit") == pl.col("base_amount_unit"), pl.col("amount_unit") == pl.col("change_amount_unit")
        )
        .with_columns(expected=pl.col("base_amount") + pl.col("change_amount"))
        .filter(
            (pl.col("amount") - pl.col("expected")).abs()
            > pl.col("slack") + pl.col("base_slack") + pl.col("change_slack")
        )
    )


def _with_base(
    growths: pl.DataFrame, levels: pl.DataFrame, bases: pl.DataFrame, changes: pl.DataFrame, broken: pl.DataFrame
) -> pl.DataFrame:
    """Rates with ``now_*`` and ``from_*``: the two amounts between which they claim to lie (null where unknown).

    now: the level, unless it contradicts its sentence, else baseline + change; from: the baseline, else level - change.
    """
    sound = levels.join(broken.select("sha256", "start"), on=["sha256", "start"], how="anti")
    joined = (
        growths.join(_part(sound, ["sha256"], "level"), on=["sha256", "level_start"], how="left", maintain_order="left")
        .join(_part(bases, _TOPIC, "base"), on=_TOPIC, how="left", maintain_order="left")
        .join(_part(_only(changes, _TOPIC), _TOPIC, "change"), on=_TOPIC, how="left", maintain_order="left")
        .with_columns(compared_unit=pl.coalesce("level_amount_unit", "base_amount_unit"))
    )
    joined = joined.with_columns(
        pl.when(pl.col(f"{side}_amount_unit") == pl.col("compared_unit"))
        .then(f"{side}_{column}")
        .alias(f"{side}_{column}")
        for side in ("base", "change")
        for column in ("amount", "slack", "start")
    )
    return joined.with_columns(
        now_amount=pl.coalesce("level_amount", pl.col("base_amount") + pl.col("change_amount")),
        now_slack=pl.coalesce("level_slack", pl.col("base_slack") + pl.col("change_slack")),
        now_start=pl.when(pl.col("level_amount").is_null()).then("change_start").otherwise("level_start"),
        from_amount=pl.coalesce("base_amount", pl.col("level_amount") - pl.col("change_amount")),
        from_slack=pl.coalesce("base_slack", pl.col("level_slack") + pl.col("change_slack")),
        from_start=pl.coalesce("base_start", "change_start"),
        from_year=pl.col("base_year"),
    )


def _with_last_year(rates: pl.DataFrame, levels: pl.DataFrame) -> pl.DataFrame:
    """Rates that have a level but nothing to compare it with in the sentence, with the level of the year before."""
    keys = ["sha256", "indicator", "scope", "period"]
    earlier = _only(levels.filter(pl.col("indicator").is_not_null(), pl.col("period").is_not_null()), keys)
    alone = rates.filter(pl.col("level_amount").is_not_null(), pl.col("from_amount").is_null())
    alone = alone.with_columns(
        period=pl.when(pl.col("period") == pl.col("year").cast(pl.String)).then((pl.col("year") - 1).cast(pl.String))
    ).drop("from_amount", "from_slack", "from_start", "from_year")
    joined = alone.join(_part(earlier, keys, "from"), on=keys, maintain_order="left")
    return joined.filter(pl.col("from_amount_unit") == pl.col("level_amount_unit"))


def _contradicting(rates: pl.DataFrame, tolerance: Decimal, checks: Checks) -> Iterator[dict[str, Any]]:
    """Rates that lie farther from the computed one (``expected``) than the rounding of all three figures allows, and
    what is forgiven beyond it.
    """
    real = pl.col("indicator").is_in(checks.real_terms.indicators).fill_null(False)
    forgiven = pl.when(real).then(exact(tolerance + checks.real_terms.tolerance)).otherwise(exact(tolerance))
    base = pl.when(pl.col("from_amount") > exact(0)).then(pl.col("from_amount"))
    spread = pl.col("now_slack") + pl.col("from_slack") * (pl.col("now_amount").abs() / base)
    allowed = spread * exact(100) / base + pl.col("slack") + forgiven
    computed = rates.with_columns(expected=(pl.col("now_amount") - base) * exact(100) / base)
    wrong = pl.col("percent") & ((pl.col("expected") - pl.col("amount")).abs() > allowed)
    yield from computed.filter(wrong).iter_rows(named=True)


def _average_case(row: dict[str, Any], checks: Checks) -> Iterator[Case]:
    """The compound rate per year between two levels of which the years are known."""
    now, base, years = row["now_amount"], row["from_amount"], (row["year"] or 0) - (row["from_year"] or 0)
    known = None not in (now, base, row["from_year"], row["year"])
    if not known or years < 2 or base <= 0 or now <= 0:
        return
    real = checks.real_terms.tolerance if row["indicator"] in checks.real_terms.indicators else Decimal(0)
    allowed = row["slack"] + checks.growth_average.tolerance + real
    with localcontext(prec=30):
        spread = (row["now_slack"] / now + row["from_slack"] / base) * 100
        rates = [((now / base) ** (1 / Decimal(years + more)) - 1) * 100 for more in (0, -1, 1)]
        fits = [abs(rate - row["amount"]) <= allowed + spread / years for rate in rates]
    if not any(fits):
        yield _growth_case(row | {"expected": rates[0]}, checks.growth_average)


def _dated(year: int | None, amount: Decimal, unit: str) -> str:
    """2015年8740元, or the figure alone."""
    return f"{f'{year}年' if year else ''}{measured(amount, unit)}"


def _change_case(row: Row, checks: Checks) -> Case:
    unit, change = row["amount_unit"], row["change_amount"]
    words = {
        "value": measured(row["amount"], unit),
        "base": _dated(row["base_year"], row["base_amount"], unit),
        "change": ("减少" if change < 0 else "增加") + measured(abs(change), unit),
        "expected": measured(row["expected"], unit),
    }
    return Case(checks.change, row, (row["start"], row["base_start"], row["change_start"]), words)


def _growth_case(row: dict[str, Any], check: Check) -> Case:
    unit = row["compared_unit"]
    words = {
        "value": measured(row["now_amount"], unit),
        "base": _dated(row["from_year"], row["from_amount"], unit),
        "growth": measured(row["amount"], row["amount_unit"]),
        "expected": rounded(row["expected"], row["amount_unit"]),
    }
    involved = (row["start"], row["now_start"], row["from_start"])
    return Case(check, row, tuple(start for start in involved if start is not None), words)
