"""What the engine finds: one mention for each number of a report, and what the report says of itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

CARRIED = "（沿用前文）"  # in the reason of a mention: its indicator was told by words further back in the text


@dataclass(slots=True)
class Mention:
    """One numeric mention; the fields are those of the table ``MENTIONS`` (etl/tables.py), where each is explained."""

    start: int
    end: int
    surface: str
    type: str
    value: Decimal | None = None
    value_low: Decimal | None = None
    value_high: Decimal | None = None
    unit: str | None = None
    unit_inferred: bool = False
    approx: str = ""
    subject: str = ""
    measure: str | None = None
    relates_to: int | None = None
    scope: str | None = None
    role: str | None = None
    estimated: bool = False
    year: int | None = None
    period: str | None = None
    indicator: str | None = None
    canonical_value: Decimal | None = None
    canonical_unit: str | None = None
    rule: str | None = None
    reason: str = ""
    section: str = ""
    sentence_start: int = 0
    sentence_end: int = 0
    canonical_low: Decimal | None = None
    canonical_high: Decimal | None = None
    page: int | None = None
    recognised: bool = False


class Section(NamedTuple):
    """A stretch of the report under one heading: its role, the years that its figures are for when nothing else is said."""

    start: int
    end: int
    heading: str
    level: int
    role: str
    year: int | None
    period: str | None


@dataclass(frozen=True, slots=True)
class Profile:
    """What a report says of itself: ``kind`` is 总结, 计划, 总结和计划 or 专题; years and periods as in ``MENTIONS``.

    ``year``/``period`` are what it reports on (of a pure plan: what it plans), ``plan_year``/``plan_period`` what it plans;
    ``source`` tells where the period was found: title, heading, sentence, file name, or nothing.
    """

    title: str = ""
    kind: str = ""
    year: int | None = None
    period: str | None = None
    plan_year: int | None = None
    plan_period: str | None = None
    source: str = ""


@dataclass(slots=True)
class Extraction:
    """The engine's result for one document: mentions in reading order, sections, profile."""

    mentions: list[Mention]
    sections: list[Section] = field(default_factory=list)
    profile: Profile = field(default_factory=Profile)
