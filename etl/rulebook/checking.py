"""The form of rules/checks.yaml: what is checked, how strictly, and what the office then reads."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from string import Formatter
from typing import Literal, Self

from pydantic import Field, model_validator

from etl.rulebook.model import Exact, Form

Severity = Literal["info", "warning", "error"]

FIELDS = frozenset({
    "name", "surface", "period", "sentence", "value", "base", "change", "growth", "expected", "values", "low", "high",
    "parts",
})  # fmt: skip


class Check(Form):
    """One check: its stable code, how serious a finding is, and what is said.

    ``message`` and ``proposal`` may hold {name}, {surface}, {period}, {value}, {base}, {change}, {growth},
    {expected}, {values}, {low}, {high}, {parts} and {sentence}, as far as the check knows them; else they are empty.
    """

    code: str = Field(pattern=r"^XH-CHECK-\d{3}$")
    severity: Severity
    message: str
    proposal: str = ""

    @model_validator(mode="after")
    def _known_fields(self) -> Self:
        for template in (self.message, self.proposal):
            for name in _fields(template):
                if name not in FIELDS:
                    raise ValueError(f"没有“{{{name}}}”这个字段，可用：{'、'.join(sorted(FIELDS))}。")
        return self


def _fields(template: str) -> Iterator[str]:
    try:
        parsed = list(Formatter().parse(template))
    except ValueError:
        raise ValueError("花括号没有配对。") from None
    yield from (name for _, name, _, _ in parsed if name is not None)


class GrowthCheck(Check):
    """``tolerance``: the percentage points that are forgiven on top of the rounding of the printed figures."""

    tolerance: Exact


class Quotient(Form):
    """``of`` ÷ ``to`` × ``times``, in the indicators' own units: ``equals`` an indicator, or is ``between`` two."""

    of: str
    to: str
    times: Exact = Decimal(1)
    equals: str | None = None
    between: tuple[Exact, Exact] | None = None


class Total(Form):
    """``total`` is the sum of ``parts``; those of ``optional`` count as nothing when they are not reported."""

    total: str
    parts: tuple[str, ...] = Field(min_length=1)
    optional: tuple[str, ...] = ()


class Identity(Form):
    """What must hold between indicators of one document and period; exactly one of ``sum``, ``at_most`` and ``ratio``.

    ``at_most: [a, b, c]`` says a ≤ b ≤ c, for whichever are reported. ``within: sentence`` compares only figures of one
    sentence. ``tolerance`` is a fraction of the larger side, for ``ratio`` an amount in units of the quotient.
    ``severity``: where it is not that of the check.
    """

    name: str
    severity: Severity | None = None
    within: Literal["document", "sentence"] = "document"
    tolerance: Exact = Decimal(0)
    sum: Total | None = None
    at_most: tuple[str, ...] = ()
    ratio: Quotient | None = None

    @model_validator(mode="after")
    def _one_form(self) -> Self:
        if [self.sum, self.at_most or None, self.ratio].count(None) != 2:
            raise ValueError("sum、at_most、ratio 三者写且只写一个。")
        return self

    def codes(self) -> list[str]:
        """The indicators that the identity names."""
        named = [*self.at_most]
        if self.sum:
            named += [self.sum.total, *self.sum.parts, *self.sum.optional]
        if self.ratio:
            named += [self.ratio.of, self.ratio.to, *filter(None, [self.ratio.equals])]
        return named


class Checks(Form):
    """All checks. ``approximate`` is the deviation (a fraction) that figures with 约, 余, 超 are allowed."""

    approximate: Exact
    change: Check
    growth: GrowthCheck
    growth_document: GrowthCheck
    range: Check
    repeat: Check
    missing: Check
    sum: Check
    at_most: Check
    ratio: Check
    identities: tuple[Identity, ...] = ()
