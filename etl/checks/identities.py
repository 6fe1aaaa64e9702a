"""What must hold between indicators: sums, parts within totals, and quotients, as rules/checks.yaml lists them.

Compared are figures of one document (or one sentence), period, role and scope township. Where a document gives an
indicator more than once, the exact figure is taken before the approximate one, and the earlier before the later. Each
figure may be wrong by its rounding. Whatever is not reported is not checked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import pairwise

import polars as pl

from etl.checks.figures import SENTENCE
from etl.checks.report import Case, Row, measured, rounded, told
from etl.rulebook.checking import Checks, Identity, Quotient, Total

Values = Mapping[str, Row]
_PLACE = {"document": ["sha256", "period", "role"], "sentence": [*SENTENCE, "period", "role"]}


def identity_cases(figures: pl.DataFrame, checks: Checks) -> Iterator[Case]:
    """Identities that do not hold; ``figures`` are the comparable ones."""
    levels = figures.filter(
        pl.col("measure").is_in(["level", "share_or_rate"]),
        pl.col("role").is_in(["actual", "plan", "cumulative"]),
        pl.col("scope") == "township",
        pl.col("amount_unit") == pl.col("rule_unit"),
    ).sort(pl.col("approx").fill_null("") != "", "start", maintain_order=True)
    groups = {within: _groups(levels.filter(_named(within, checks)), place) for within, place in _PLACE.items()}
    for identity in checks.identities:
        for values in groups[identity.within]:
            yield from _cases(identity, values, checks)


def _named(within: str, checks: Checks) -> pl.Expr:
    """Whether an identity that is looked at ``within`` this names the indicator."""
    of = (identity for identity in checks.identities if identity.within == within)
    return pl.col("indicator").is_in({code for identity in of for code in identity.codes()})


def _groups(levels: pl.DataFrame, place: list[str]) -> list[Values]:
    """For each place of comparison with several indicators the chosen figure of each."""
    chosen = levels.unique([*place, "indicator"], keep="first", maintain_order=True)
    groups: dict[tuple[object, ...], dict[str, Row]] = {}
    for row in told(chosen.filter(pl.len().over(place) > 1), "role", "amount", "amount_unit", "factor", "slack"):
        groups.setdefault(tuple(row[name] for name in place), {})[row["indicator"]] = row
    return list(groups.values())


def _cases(identity: Identity, values: Values, checks: Checks) -> Iterator[Case]:
    if identity.sum:
        yield from _sum_case(identity, identity.sum, values, checks)
    if identity.ratio:
        yield from _ratio_case(identity, identity.ratio, values, checks)
    if identity.hundred and set(identity.hundred) <= set(values):
        yield from _hundred_case(identity, [values[code] for code in identity.hundred], checks)
    reported = [values[code] for code in identity.at_most if code in values]
    for low, high in pairwise(reported):
        yield from _at_most_case(identity, low, high, checks)


def _sum_case(identity: Identity, total: Total, values: Values, checks: Checks) -> Iterator[Case]:
    if not {total.total, *total.parts} <= set(values):
        return
    whole = values[total.total]
    parts = [values[code] for code in (*total.parts, *total.optional) if code in values]
    added = sum((_base(part) for part in parts), Decimal(0))
    slack = sum((_slack(part) for part in (whole, *parts)), Decimal(0))
    if abs(_base(whole) - added) > slack + identity.tolerance * abs(_base(whole)):
        words = {
            "parts": "、".join(map(_text, parts)),
            "expected": measured(added / whole["factor"], whole["amount_unit"]),
        }
        yield _case(identity, checks, "sum", [whole, *parts], words)


def _hundred_case(identity: Identity, shares: list[Row], checks: Checks) -> Iterator[Case]:
    """Shares of a whole; each is rounded, so that they may miss 100 by one last digit each."""
    added = sum((share["amount"] for share in shares), Decimal(0))
    if abs(added - 100) > sum((2 * share["slack"] for share in shares), identity.tolerance):
        words = {"parts": "、".join(map(_text, shares)), "expected": measured(added, shares[0]["amount_unit"])}
        yield _case(identity, checks, "hundred", shares, words)


def _at_most_case(identity: Identity, low: Row, high: Row, checks: Checks) -> Iterator[Case]:
    allowed = _slack(low) + _slack(high) + identity.tolerance * abs(_base(high))
    if _base(low) - _base(high) > allowed:
        yield _case(identity, checks, "at_most", [low, high], {"base": _text(high)})


def _ratio_case(identity: Identity, ratio: Quotient, values: Values, checks: Checks) -> Iterator[Case]:
    above, below = values.get(ratio.of), values.get(ratio.to)
    equal = values.get(ratio.equals) if ratio.equals else None
    if above is None or below is None or below["amount"] <= 0 or (ratio.equals and equal is None):
        return
    quotient = above["amount"] / below["amount"] * ratio.times
    slack = (above["slack"] + below["slack"] * abs(quotient / ratio.times)) / below["amount"] * ratio.times
    low, high = ratio.between or (Decimal(0), Decimal(0))
    if equal is not None:
        low, high = equal["amount"] - equal["slack"], equal["amount"] + equal["slack"]
    if not low - slack - identity.tolerance <= quotient <= high + slack + identity.tolerance:
        limits = _text(equal) if equal is not None else f"{measured(low, '')}至{measured(high, '')}"
        rows = [above, below, *([equal] if equal is not None else [])]
        words = {"parts": f"{_text(above)}、{_text(below)}", "value": rounded(quotient, ""), "expected": limits}
        yield _case(identity, checks, "ratio", rows, words)


def _base(row: Row) -> Decimal:
    """The amount in the base unit of its dimension, so that 亩 and 平方公里 compare."""
    value: Decimal = row["amount"] * row["factor"]
    return value


def _slack(row: Row) -> Decimal:
    value: Decimal = row["slack"] * row["factor"]
    return value


def _text(row: Row) -> str:
    return f"{row['name']}{measured(row['amount'], row['amount_unit'])}"


def _case(identity: Identity, checks: Checks, form: str, rows: list[Row], words: Mapping[str, str]) -> Case:
    check = {"sum": checks.sum, "at_most": checks.at_most, "ratio": checks.ratio, "hundred": checks.hundred}[form]
    starts = tuple(row["start"] for row in rows)
    said = {"value": _text(rows[0])} | dict(words) | {"name": identity.name}
    return Case(check, rows[0], starts, said, identity.severity)
