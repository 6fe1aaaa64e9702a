"""The build of a report: its sentences, and its sections with their roles and years.

Rules and edge cases:

* A sentence ends at 。！？ or a line break, at a colon before a top heading (现总结如下：一、…), and at a full stop in half width
  that is no decimal point (列养率达100%.XX集镇). A label at the head of a line belongs to the sentence behind it (1.肉牛。存栏…).
* What stands before the title (a table of contents, a website's chrome) is a section of role ``other``; so a table of
  contents never opens a section.
* A heading gives its role to everything below it up to the next heading of its level or higher. Top headings are read by
  many words (``any``), lower ones only by unmistakable ones (``strong``). A top heading that says nothing goes on with a plan.
* A heading with a year of its own is for that year; 十三五 is 2016/2020; 过去五年 ends with the year reported on, 今后五年
  begins behind it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest
from typing import NamedTuple

from etl.extract.headings import Heading, HeadingWords, Span, find_headings, find_title
from etl.extract.labels import LONGEST, is_label
from etl.extract.mention import Profile, Section
from etl.extract.periods import Period, periods, several_years
from etl.extract.profile import complete, find_profile
from etl.extract.vocabulary import Vocabulary
from etl.readers.document import Block

_SENTENCE_END = re.compile(  # one class of marks first: ``re`` goes from mark to mark
    r"[。!?\n:.](?:(?<=[。!?\n])|(?<=:)(?=[一二三四五六七八九十]{1,2}、)|(?<=[^\d\s]\.)(?=[^\dA-Za-z.]))"
)
_LONGEST_SENTENCE = 1200


class Sentence(NamedTuple):
    """``[start, end)`` without its final mark; ``section`` numbers the sections."""

    start: int
    end: int
    section: int


@dataclass(frozen=True, slots=True)
class Layout:
    sentences: list[Sentence]
    sections: list[Section]
    profile: Profile


def lay_out(blocks: tuple[Block, ...], folded: str, words: Vocabulary, name: str = "", period: str = "") -> Layout:
    """Sentences, sections and profile of a folded text; ``name`` is the file name, the last source of its period;
    ``period`` is what a person has named and wins."""
    spans = list(_sentence_spans(folded))
    title = find_title(folded, words)
    headings = list(find_headings(blocks, folded, spans, title, words))
    profile = find_profile(folded, title, headings, words, name, period)
    sections = _sections(folded, title, headings, profile, words.compiled(HeadingWords))
    completed = complete(profile, sections)
    if completed.year != profile.year:
        sections = list(_ahead(sections, completed))
    return Layout(_sentences(folded, list(_labelled(folded, spans, words)), sections), sections, completed)


def _ahead(sections: list[Section], profile: Profile) -> Iterator[Section]:
    """The sections, those for the planned year as plans: a report of 2023 that looks back on 2022 plans what 2023 is to bring."""
    for section in sections:
        planned = section.role == "review" and section.heading and section.year == profile.plan_year
        yield section._replace(role="plan") if planned else section


def _sentence_spans(folded: str) -> Iterator[Span]:
    start = 0
    for match in _SENTENCE_END.finditer(folded):
        mark, end = match.span()
        if start < mark <= start + _LONGEST_SENTENCE:
            yield start, mark
        else:
            yield from _pieces(folded, start, mark)
        start = end
    yield from _pieces(folded, start, len(folded))


def _labelled(folded: str, spans: list[Span], words: Vocabulary) -> Iterator[Span]:
    """The sentences, those behind a label at the head of a line (1.肉牛。) together with it: it says what they are about."""
    label: int | None = None
    for start, end in spans:
        if end - start < LONGEST and is_label(folded, start, end, words):
            label = start
            continue
        yield start if label is None else label, end
        label = None


def _pieces(folded: str, start: int, end: int) -> Iterator[Span]:
    """A sentence in pieces of bearable length, cut behind separators: what is said in one breath is never so long."""
    while end - start > _LONGEST_SENTENCE:
        cut = max(folded.rfind(mark, start + 1, start + _LONGEST_SENTENCE) for mark in ",;、\t")
        cut = cut + 1 if cut > start else start + _LONGEST_SENTENCE
        while cut < end and folded[cut - 1 : cut + 1].isdigit():
            cut += 1
        yield start, cut
        start = cut
    if end > start:
        yield start, end


def _sentences(folded: str, spans: list[Span], sections: list[Section]) -> list[Sentence]:
    found, section = [], 0
    begins = [*(section.start for section in sections[1:]), len(folded) + 1]
    for start, end in spans:
        while begins[section] <= start:
            section += 1
        found.append(Sentence(start, end, section))
    return found or [Sentence(0, len(folded), 0)]


def _sections(
    folded: str, title: Span | None, headings: list[Heading], profile: Profile, words: HeadingWords
) -> list[Section]:
    default = "plan" if profile.kind == "计划" else "review"
    body = title[0] if title else 0
    sections = [Section(0, body, "", 0, "other", profile.year, profile.period)] if body else []
    first = headings[0].start if headings else len(folded)
    top = min((heading.level for heading in headings), default=1)
    sections.append(_section(body, first, "", 0, default, profile))
    above: list[tuple[int, str]] = []
    named: list[Section] = []  # the last section with a heading of each level, down to the present one
    last_top = default
    for heading, following in zip_longest(headings, headings[1:]):
        above = [(level, role) for level, role in above if level < heading.level]
        role = words.role(heading.text, words.is_top(heading, top))
        if role is None:
            role = above[-1][1] if above else ("plan" if last_top == "plan" else default)
        if heading.level == top:
            last_top = role
        above.append((heading.level, role))
        end = following.start if following else len(folded)
        parent = next((section for section in reversed(named) if section.level < heading.level), None)
        period = _own_period(heading, role, parent, words)
        period = period or several_years(heading.text, role, profile.year, words.forms)
        sections.append(_section(heading.start, end, heading.text, heading.level, role, profile, period))
        if heading.text:
            named = [section for section in named if section.level < heading.level] + sections[-1:]
    return sections


def _own_period(heading: Heading, role: str, parent: Section | None, words: HeadingWords) -> Period | None:
    """The period that a heading names itself, or that the heading above it of the same role named; in an item of a list or
    a heading that goes on as a sentence (三是养牛,全乡养牛2000头) as in running text."""
    running = heading.level == words.listing or "," in heading.text
    named = periods(heading.text, words.forms, running) if heading.text else []
    if named:
        return named[0]
    return (parent.year, parent.period) if parent is not None and parent.role == role else None


def _section(
    start: int, end: int, heading: str, level: int, role: str, profile: Profile, period: Period | None = None
) -> Section:
    """A section; without a period of its own it is for what the report plans or reports on."""
    planned = role == "plan"
    whole = (profile.plan_year, profile.plan_period) if planned else (profile.year, profile.period)
    return Section(start, end, heading, level, role, *(period or whole))
