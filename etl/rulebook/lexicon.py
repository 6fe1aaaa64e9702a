"""The forms of rules/lexicon.yaml and rules/sections.yaml, the words by which the engine reads reports, and of
rules/places.yaml, the words by which names of places are known.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

MentionType = Literal["date", "duration", "name", "numbering", "missing", "quantity"]
Approx = Literal["约", "余", "超", "以下"]


class Form(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Pattern(Form):
    """A shape of figures that are no plain quantities.

    ``pattern`` is an RE2 expression over the folded text, in which ``{d}`` stands for an Arabic figure, ``{c}`` for a Chinese
    numeral, ``{mult}`` for a multiplier, ``{unit}`` for any unit word, ``{measure}`` for a unit that measures (元, 亩, %).
    The group ``m`` is the mention (default: the whole match), ``v`` its number, ``u`` its unit. ``type`` quantity is for
    grades (Ⅲ类, 一等奖), whose measure is rank_or_level. ``holed`` patterns count only in a text in which figures were left out
    elsewhere without a trace (约亿元, 增长%).
    """

    type: MentionType
    pattern: str
    note: str = ""
    holed: bool = False


class Elided(Form):
    """A unit that reports leave out: ``unit`` is filled in when one of ``before`` stands in the words before the figure,
    one of ``directly`` right before it (and nothing but punctuation behind it), or one of ``after`` right behind it;
    ``multiplied`` asks that the figure ends in 万 or 亿, ``together`` that one of its words stands in the same clause."""

    unit: str
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    directly: tuple[str, ...] = ()
    together: tuple[str, ...] = ()
    multiplied: bool = False


class Lexicon(Form):
    """Characters, qualifiers, patterns and cue words; each key is explained in rules/lexicon.yaml."""

    fold: dict[str, str]
    misprints: dict[str, str]
    torn: dict[str, tuple[str, ...]]
    approx_before: dict[Approx, tuple[str, ...]]
    approx_middle: dict[Approx, tuple[str, ...]]
    approx_plus: dict[Approx, tuple[str, ...]]
    approx_after: dict[Approx, tuple[str, ...]]
    approx_closing: dict[Approx, tuple[str, ...]]
    ranges: dict[str, tuple[str, ...]]
    approx_guards: dict[str, str]
    unit_repairs: dict[str, str]
    unit_guards: dict[str, str]
    unit_followers: dict[str, tuple[str, ...]]
    moved_units: dict[str, str]
    arabic_only: tuple[str, ...]
    elided: tuple[Elided, ...]
    thresholds: tuple[str, ...]
    distributing: tuple[str, ...]
    pairs: tuple[str, ...]
    kin: tuple[tuple[str, ...], ...]
    grades: dict[str, int]
    patterns: tuple[Pattern, ...]
    holes: dict[str, tuple[str, ...]]
    names: tuple[str, ...]
    ordinal: tuple[str, ...]
    several: dict[Approx, tuple[str, ...]]
    counting: tuple[str, ...]
    slots: dict[str, tuple[str, ...]]
    having: tuple[str, ...]
    visiting: tuple[str, ...]
    dealing: tuple[str, ...]
    carrying_out: tuple[str, ...]
    serving: tuple[str, ...]
    serving_people: tuple[str, ...]
    narrowing: tuple[str, ...]
    newly: dict[str, tuple[str, ...]]
    among: tuple[str, ...]
    reaching: tuple[str, ...]
    remaining: tuple[str, ...]
    neutral: tuple[str, ...]
    verbs: tuple[str, ...]
    none_of: tuple[str, ...]
    comes_to_nothing: tuple[str, ...]
    light: tuple[str, ...]
    bound: tuple[str, ...]
    attributes: tuple[str, ...]
    joiners: tuple[str, ...]
    joiner_guards: dict[str, str]
    mainly: dict[str, str]
    comparison: dict[str, tuple[str, ...]]
    role: dict[str, tuple[str, ...]]
    columns: dict[str, tuple[str, ...]]
    sums: dict[str, tuple[str, ...]]
    scope: dict[str, tuple[str, ...]]
    year: dict[str, tuple[str, ...]]


class SectionWords(Form):
    """``any``: words that give a top heading this role; ``strong``: words that give it to a heading of any level."""

    any: tuple[str, ...] = ()
    strong: tuple[str, ...] = ()


class Kind(Form):
    review: tuple[str, ...]
    plan: tuple[str, ...]


class Sections(Form):
    """How titles and headings look and what they say; each key is explained in rules/sections.yaml."""

    title: tuple[str, ...]
    not_title: tuple[str, ...]
    delivered: tuple[str, ...] = Field(description="reports titled by the year in which they are delivered")
    kind: Kind
    numbering: tuple[str, ...] = Field(description="RE2 expressions of heading numbers, from the highest level down")
    roles: dict[str, SectionWords]
    misleading: tuple[str, ...]
    parts_of_year: dict[str, str]
    title_joins: tuple[str, ...]
    spans: dict[str, int]
    past: tuple[str, ...]
    coming: tuple[str, ...]
    founding: tuple[str, ...]
    five_year_plan: str


Word = Annotated[str, Field(min_length=1)]


class PlaceWords(Form):
    """How names of counties, townships and bureaus end and begin; each key is explained in rules/places.yaml."""

    township_endings: tuple[Word, ...] = ()
    office_endings: tuple[Word, ...] = ()
    county_endings: tuple[Word, ...] = ()
    no_county_endings: tuple[Word, ...] = ()
    bureau_endings: tuple[Word, ...] = ()
    any_place: tuple[Word, ...] = ()
    not_before: tuple[Word, ...] = ()
    begins_after: tuple[Word, ...] = ()
    lead_ins: tuple[Word, ...] = ()
    never_inside: tuple[Word, ...] = ()
    year_beginnings: tuple[Word, ...] = ()
