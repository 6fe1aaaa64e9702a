"""The form of rules/checks.yaml: what is checked, how strictly, and what the office then reads."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from string import Formatter
from typing import Literal, Self

from pydantic import Field, model_validator

from etl.rulebook.model import Exact, Form

Severity = Literal["info", "warning", "error"]

FIELDS = frozenset({
    "name", "surface", "period", "sentence", "value", "base", "change", "growth", "expected", "values", "low", "high",
    "parts", "times", "page",
})  # fmt: skip


class Check(Form):
    """One check: its stable code, how serious a finding is, and what is said.

    ``message`` and ``proposal`` may hold {name}, {surface}, {period}, {value}, {base}, {change}, {growth}, {expected},
    {values}, {low}, {high}, {parts}, {times}, {page} and {sentence}, as far as the check knows them; else they are empty.
    ``finds`` are texts in which the check must find something, ``passes`` texts in which it must not: examples that are
    tests. For checks against last year's report a text is last year's and this year's, with ``=>`` between them.
    """

    code: str = Field(pattern=r"^XH-CHECK-\d{3}$")
    severity: Severity
    message: str
    proposal: str = ""
    finds: tuple[str, ...] = ()
    passes: tuple[str, ...] = ()

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


class RangeCheck(Check):
    """``slips``: by what a figure beyond its range is divided or multiplied to see whether it would lie within it."""

    slips: tuple[Exact, ...] = ()


class RepeatCheck(Check):
    """``once``: flows of which a year has one figure. ``several``: indicators of which a report gives many figures by
    nature (of single products, projects); they are not compared. ``partial``: words right before a figure of less than the
    whole (国庆期间, 村均), which is not compared either.
    """

    once: tuple[str, ...] = ()
    several: tuple[str, ...] = ()
    partial: tuple[str, ...] = ()


class PartsCheck(Check):
    """``words`` open a list of parts, ``closing`` ones a total after its parts; ``stops`` end a list. Units that are
    ``alike`` count the same kind of thing (企业86家、个体户236户).

    Parts are doubtful only where their sum comes within ``near`` (a fraction) of the total without being it.
    """

    words: tuple[str, ...]
    closing: tuple[str, ...]
    stops: tuple[str, ...]
    alike: tuple[str, ...]
    near: Exact


class PairCheck(Check):
    """Units of households and persons that are printed side by side (5户3人)."""

    households: tuple[str, ...]
    persons: tuple[str, ...]


class SuccessCheck(Check):
    """``cases`` and ``successes``: the words before two figures of one unit, of which the second is part of the first."""

    cases: tuple[str, ...]
    successes: tuple[str, ...]


class RateCheck(GrowthCheck):
    """``words``: of whatever was counted second (办结), if the rate behind it is called by the same word (办结率)."""

    words: tuple[str, ...]


class FractionCheck(Check):
    """``tolerance``: a fraction that is forgiven on top of rounding."""

    tolerance: Exact


class SlipCheck(Check):
    """``factors`` by dimension of the unit (``any`` for all): by how much a unit written wrongly multiplies a figure.

    A figure is doubtful within ``tolerance`` (a fraction) of such a multiple of last year's; the lower of both must be
    at least ``smallest``, because small numbers jump.
    """

    factors: dict[str, tuple[Exact, ...]]
    tolerance: Exact
    smallest: Exact


class SteadyCheck(FractionCheck):
    """``indicators`` that hardly change from one year to the next."""

    indicators: tuple[str, ...]


class OutlierCheck(Check):
    """Figures far from the median of the county's townships, of which at least ``townships`` report.

    ``least``: how many times the median a figure must be at the least, ``least_rate`` for rates and figures per head;
    ``power``: and how often the usual distance from the median multiplied by itself.
    """

    townships: int
    least: Exact
    least_rate: Exact
    power: int


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
    """What must hold between indicators of one document and period; exactly one of ``sum``, ``at_most``, ``ratio`` and
    ``hundred`` (shares that add up to 100 %).

    ``at_most: [a, b, c]`` says a ≤ b ≤ c, for whichever are reported. ``within: sentence`` compares only figures of one
    sentence. ``tolerance`` is a fraction of the larger side, for ``ratio`` an amount in units of the quotient.
    ``severity``: where it is not that of the check. ``finds`` and ``passes``: as for a check.
    """

    name: str
    severity: Severity | None = None
    within: Literal["document", "sentence"] = "document"
    tolerance: Exact = Decimal(0)
    sum: Total | None = None
    at_most: tuple[str, ...] = ()
    ratio: Quotient | None = None
    hundred: tuple[str, ...] = ()
    finds: tuple[str, ...] = ()
    passes: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _one_form(self) -> Self:
        if [self.sum, self.at_most or None, self.ratio, self.hundred or None].count(None) != 3:
            raise ValueError("sum、at_most、ratio、hundred 四者写且只写一个。")
        return self

    def codes(self) -> list[str]:
        """The indicators that the identity names."""
        named = [*self.at_most, *self.hundred]
        if self.sum:
            named += [self.sum.total, *self.sum.parts, *self.sum.optional]
        if self.ratio:
            named += [self.ratio.of, self.ratio.to, *filter(None, [self.ratio.equals])]
        return named


class Words(Form):
    """Words between a figure and the one before it that say how it is to be compared.

    ``average``: a rate per year over several years (年均); ``yearly``: against the year before (同比).
    """

    average: tuple[str, ...]
    yearly: tuple[str, ...]


class RealTerms(Form):
    """``indicators`` that grow at constant prices by report, while their levels are in prices of the year: growth rates
    are forgiven ``tolerance`` percentage points more.
    """

    indicators: tuple[str, ...]
    tolerance: Exact


class Checks(Form):
    """All checks. ``approximate`` is the deviation (a fraction) that figures with 约, 余, 超 are allowed."""

    approximate: Exact
    words: Words
    real_terms: RealTerms
    change: Check
    growth: GrowthCheck
    growth_document: GrowthCheck
    growth_average: GrowthCheck
    range: RangeCheck
    repeat: RepeatCheck
    missing: Check
    recognised: Check
    sum: Check
    at_most: Check
    ratio: Check
    hundred: Check
    parts: PartsCheck
    pair: PairCheck
    success: SuccessCheck
    rate: RateCheck
    proportion: Check
    completion: GrowthCheck
    completion_target: GrowthCheck
    last_year: FractionCheck
    last_year_quoted: FractionCheck
    slip: SlipCheck
    steady: SteadyCheck
    outlier: OutlierCheck
    identities: tuple[Identity, ...] = ()

    def named_codes(self) -> Iterator[tuple[tuple[str | int, ...], str, Sequence[str]]]:
        """Where indicators are named: the path in the file, what to call the place, and the codes."""
        yield ("real_terms", "indicators"), "real_terms", self.real_terms.indicators
        yield ("repeat", "once"), "repeat", self.repeat.once
        yield ("repeat", "several"), "repeat", self.repeat.several
        yield ("steady", "indicators"), "steady", self.steady.indicators
        for index, identity in enumerate(self.identities):
            yield ("identities", index), identity.name, identity.codes()
