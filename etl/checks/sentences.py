"""Figures of one sentence that must fit whatever they are about, with or without an indicator.

Rules:

- parts (其中企业86家、个体工商户236户): doubtful when their sum comes near the total without being it; when it is far from
  it, or an earlier part already completes it, they are no parts of it. A total may follow its parts (合计9300亩).
- 户 and 人 side by side (5户3人): no fewer persons than households.
- of cases and those settled, next to one another and in one unit: no more of the second; and a rate right behind them that
  is called by the same word is their quotient.
- proportions (12.1:45.2:42.7) that come near 100 add up to 100.
- 任务174万元，完成198万元，占任务的113.8%: the completion is the quotient.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import accumulate, pairwise

import polars as pl

from etl.checks.figures import LARGEST, SENTENCE, exact, with_slack
from etl.checks.report import Case, Row, measured, plain, rounded, told
from etl.rulebook.checking import Checks, PartsCheck

Rows = Sequence[Row]
_DIGITS = re.compile(r"\d[\d,]*(?:\.\d+)?")
_COLON = re.compile("[:：∶﹕]")
_PROPORTION = r"^\s*\d+(?:\.\d+)?(?:\s*[:：∶﹕]\s*\d+(?:\.\d+)?){2,}\s*$"
_COMPARED = (
    "key", "subject", "unit", "percent", "measure", "role", "relates_to", "approx", "lead", "amount", "slack",
)  # fmt: skip
_LEVELS = ("level", "share_or_rate")
_HUNDRED, _NEAR_HUNDRED = Decimal(100), Decimal(10)


def sentence_cases(figures: pl.DataFrame, checks: Checks) -> Iterator[Case]:
    """``figures`` are all of them; they are compared as printed, in the unit of the text."""
    printed = figures.filter(
        pl.col("type") == "quantity", pl.col("unit").is_not_null(), pl.col("value").abs() <= exact(LARGEST)
    ).filter(pl.len().over(SENTENCE) > 1, _telling(checks))
    as_printed = printed.with_columns(amount="value", amount_unit="unit")
    amounts = with_slack(as_printed, checks.approximate, pl.col("countable"))
    sentences: dict[tuple[object, ...], list[Row]] = {}
    for row in told(amounts, *_COMPARED):
        sentences.setdefault(tuple(row[name] for name in SENTENCE), []).append(row)
    for rows in sentences.values():
        levels = [row for row in rows if row["measure"] in _LEVELS]
        yield from _part_cases(levels, checks)
        yield from _pair_cases(rows, checks)
        yield from _settled_cases(levels, checks)
        yield from _completion_cases(rows, checks)


def _telling(checks: Checks) -> pl.Expr:
    """Whether the sentence has a word, a unit or a measure without which nothing in it is compared: most have none."""
    words = {*checks.parts.words, *checks.parts.closing, *checks.success.successes, *checks.rate.words}
    units = (pl.col("unit").is_in(each).any().over(SENTENCE) for each in (checks.pair.households, checks.pair.persons))
    said = pl.col("lead").str.contains_any(sorted(words)) | (pl.col("measure") == "completion").fill_null(False)
    return said.any().over(SENTENCE) | pl.all_horizontal(units)


def _has(lead: str, words: Sequence[str]) -> bool:
    return any(word in lead for word in words)


def _part_cases(levels: Rows, checks: Checks) -> Iterator[Case]:
    check = checks.parts
    for at, row in enumerate(levels):
        if at and _has(row["lead"], check.words):
            total, *parts = _list(levels[at - 1], levels[at:], check)
            yield from _unequal(total, parts, checks)
        elif at > 1 and _has(row["lead"], check.closing):
            total, *parts = _list(row, levels[:at][::-1], check)
            yield from _unequal(total, parts, checks)


def _list(total: Row, following: Rows, check: PartsCheck) -> list[Row]:
    """The total and the parts that go with it: of its unit and role, up to whatever ends the list."""
    rows = [total]
    for number, row in enumerate(following):
        alike = row["unit"] == total["unit"] or {row["unit"], total["unit"]} <= set(check.alike)
        if not alike or row["role"] != total["role"] or (number and _has(row["lead"], check.stops)):
            break
        rows.append(row)
    return rows


def _unequal(total: Row, parts: Rows, checks: Checks) -> Iterator[Case]:
    """One case when some of the first parts (two at least) nearly make the total, and none of them make it."""
    slack = total["slack"] + sum((part["slack"] for part in parts), Decimal(0))
    sums = list(accumulate((part["amount"] for part in parts), initial=Decimal(0)))[2:]
    near = checks.parts.near * abs(total["amount"])
    if not sums or any(abs(each - total["amount"]) <= slack for each in sums):
        return
    count, added = min(enumerate(sums, 2), key=lambda each: abs(each[1] - total["amount"]))
    if abs(added - total["amount"]) <= near:
        rows = [total, *parts[:count]]
        words = {"value": _text(total), "parts": "、".join(map(_text, rows[1:])), "expected": _figure(total, added)}
        yield Case(checks.parts, total, _starts(rows), words)


def _pair_cases(rows: Rows, checks: Checks) -> Iterator[Case]:
    check = checks.pair
    for households, persons in pairwise(rows):
        units = households["unit"] in check.households and persons["unit"] in check.persons
        levels = households["measure"] == persons["measure"] == "level"
        if units and levels and not persons["lead"].strip() and _above(households, persons):
            words = {"value": _text(households), "base": _amount(persons)}
            yield Case(check, households, _starts([households, persons]), words)


def _settled_cases(levels: Rows, checks: Checks) -> Iterator[Case]:
    success, rate = checks.success, checks.rate
    for at, (cases, settled) in enumerate(pairwise(levels)):
        if cases["unit"] != settled["unit"] or cases["role"] != settled["role"] or cases["amount"] <= 0:
            continue
        if _has(cases["lead"], success.cases) and _has(settled["lead"], success.successes) and _above(settled, cases):
            words = {"value": _text(settled), "base": _text(cases)}
            yield Case(success, settled, _starts([cases, settled]), words)
        behind = levels[at + 2] if at + 2 < len(levels) else None
        if behind is not None and _called_alike(settled, behind, rate.words) and not _above(settled, cases):
            yield from _rate_cases(cases, settled, behind, checks)


def _called_alike(settled: Row, rate: Row, words: Sequence[str]) -> bool:
    exact_ones = not (settled["approx"] or rate["approx"])
    return rate["percent"] and exact_ones and any(word in settled["lead"] and word in rate["lead"] for word in words)


def _rate_cases(cases: Row, settled: Row, rate: Row, checks: Checks) -> Iterator[Case]:
    quotient = settled["amount"] * 100 / cases["amount"]
    if abs(quotient - rate["amount"]) > rate["slack"] + checks.rate.tolerance:
        parts = f"{_text(cases)}、{_text(settled)}"
        words = {"value": _text(rate), "parts": parts, "expected": rounded(quotient, rate["unit"])}
        yield Case(checks.rate, rate, _starts([cases, settled, rate]), words)


def proportion_cases(figures: pl.DataFrame, checks: Checks) -> Iterator[Case]:
    """Three or more numbers with colons between them; what does not add up to 100 is no share to the engine, but a name."""
    for row in told(figures.filter(pl.col("type") == "name", pl.col("surface").str.contains(_PROPORTION))):
        shares = _COLON.split(_plainly(row["surface"]))
        added = sum(map(Decimal, shares), Decimal(0))
        slack = sum((Decimal(1).scaleb(-len(share.partition(".")[2])) for share in shares), Decimal(0))
        if slack < abs(added - _HUNDRED) <= _NEAR_HUNDRED:
            words = {"values": _plainly(row["surface"]), "expected": plain(added)}
            yield Case(checks.proportion, row, (row["start"],), words)


def _completion_cases(rows: Rows, checks: Checks) -> Iterator[Case]:
    plans = [row for row in rows if row["role"] == "plan" and row["measure"] == "level" and row["amount"] > 0]
    if len(plans) != 1:
        return
    (plan,) = plans
    for done in rows:
        actual = next((row for row in rows if row["start"] == done["relates_to"]), None)
        if done["measure"] != "completion" or actual is None or not done["percent"]:
            continue
        if actual["unit"] != plan["unit"] or actual["key"] != plan["key"]:
            continue
        quotient = actual["amount"] * 100 / plan["amount"]
        slack = (actual["slack"] * 100 + plan["slack"] * quotient) / plan["amount"]
        if abs(quotient - done["amount"]) > slack + done["slack"] + checks.completion.tolerance:
            value = f"{actual['name'] or ''}{_amount(actual)}"
            words = {"value": value, "base": _amount(plan), "growth": _amount(done)}
            words["expected"] = rounded(quotient, done["unit"])
            yield Case(checks.completion, done, _starts([plan, actual, done]), words)


def _above(first: Row, second: Row) -> bool:
    """Whether the first is certainly more than the second."""
    return bool(first["amount"] - first["slack"] > second["amount"] + second["slack"])


def _figure(row: Row, value: Decimal) -> str:
    """Another value, written as the figure of the row is: 9760万元 like 9860万元."""
    digits = _DIGITS.search(row["surface"])
    printed = Decimal(digits[0].replace(",", "")) if digits else Decimal(0)
    if not printed or not row["amount"]:
        return measured(value, row["unit"])
    return _plainly(row["surface"].replace(digits[0], plain(value * printed / row["amount"]))) if digits else ""


def _amount(row: Row) -> str:
    return _plainly(row["surface"])


def _text(row: Row) -> str:
    """What a figure is about, and the figure as printed."""
    return f"{row['subject'] or row['name'] or ''}{_amount(row)}"


def _plainly(surface: str) -> str:
    """A figure as printed, without the line breaks in it."""
    return "".join(surface.split())


def _starts(rows: Rows) -> tuple[int, ...]:
    return tuple(row["start"] for row in rows)
