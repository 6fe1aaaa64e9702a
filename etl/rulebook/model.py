"""The forms of the rule files, as pydantic models: what an author may write, key by key, and what it means.

The same models validate the files, give the JSON Schema for editors, and are what the engine works with. Unknown keys are
errors (:mod:`etl.rulebook.load` adds file, line, column and the nearest valid key).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

GAP = "…"
HOLE = re.compile(r"\{n([1-9]?)\}")  # {n} is the figure; {n2} the second figure of a ratio (20:48:32)
NO_MATCH = "不算"

Aggregate = Literal["sum", "weighted_mean", "mean", "max", "min", "latest", "none"]
SectionRole = Literal["review", "routine", "problems", "plan", "profile", "other"]
Measure = Literal["level", "growth_rate", "change", "share_or_rate", "completion", "rank_or_level"]


def _exact(raw: object) -> Decimal:
    """The decimal as printed: a float of YAML never comes between."""
    try:
        return Decimal(str(raw))
    except InvalidOperation:
        raise ValueError(f"{raw!r} is no number") from None


_NUMBER_OR_TEXT = {"anyOf": [{"type": "number"}, {"type": "string", "pattern": r"^[-+]?[0-9]*\.?[0-9]+$"}]}
Exact = Annotated[Decimal, BeforeValidator(_exact), WithJsonSchema(_NUMBER_OR_TEXT)]


class Form(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Ratio(Form):
    """Both sides of a rate: county value = sum of ``of`` / sum of ``to`` * ``times``."""

    of: str
    to: str
    times: Exact = Decimal(100)


class Indicator(Form):
    """One indicator: what it is called, its unit, how it adds up, the words by which reports name it, and examples."""

    code: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    name: str
    unit: str
    kind: Literal["flow", "stock", "rate"] = "flow"
    tier: Literal["core", "extended"] = "core"
    aggregate: Aggregate = "sum"
    weight: str | None = None
    ratio: Ratio | None = None
    plausible: tuple[Exact, Exact] | None = None
    phrases: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()
    not_: tuple[str, ...] = Field(default=(), alias="not")
    with_: tuple[str, ...] = Field(default=(), alias="with")
    without: tuple[str, ...] = ()
    accept: tuple[str, ...] = ()
    scope: Literal["township", "any"] = "township"
    section: tuple[SectionRole, ...] = ()
    whole: bool | None = None
    measure: Measure | None = None
    growth_of: str | None = None
    priority: int = 0
    examples: dict[str, Exact | Literal["不算"]]
    note: str = ""
    # Filled in by the loader, not by authors.
    category: str = Field(default="", exclude=True)
    place: str = Field(default="", exclude=True)


class Category(Form):
    """One file of rules/indicators: a category and its indicators; ``off`` switches off built-in ones (overlay)."""

    category: str
    title: str
    indicators: tuple[Indicator, ...] = ()
    off: tuple[str, ...] = ()


class Dimension(Form):
    id: str
    base: str
    title: str


class Unit(Form):
    """A unit word. ``factor`` times a value in this unit is the value in the base unit of its dimension.

    ``variants`` are other spellings (畝, ㎡); ``glued`` ones (m, t) count only right behind an Arabic figure.
    """

    unit: str
    dimension: str
    factor: Exact
    variants: tuple[str, ...] = ()
    glued: tuple[str, ...] = ()


class Units(Form):
    dimensions: tuple[Dimension, ...]
    multipliers: dict[str, Exact]
    units: tuple[Unit, ...]


@dataclass(frozen=True)
class Rulebook:
    """All rules, loaded, laid over one another and validated.

    ``indicators`` by code in order of files and entries; ``categories`` are (id, title) in the same order; ``version`` is a
    hash of everything that can change a result; ``place`` of an indicator is ``<file relative to the rules folder>:<line>``.
    """

    indicators: dict[str, Indicator]
    categories: tuple[tuple[str, str], ...]
    units: Units
    lexicon: Lexicon
    sections: Sections
    version: str = ""
    extra: dict[str, object] = field(default_factory=dict)


from etl.rulebook.lexicon import Lexicon, Sections  # noqa: E402  (the forms of the engine's vocabulary)
