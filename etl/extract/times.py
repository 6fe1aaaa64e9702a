"""The year and period that a figure is for.

Rules and edge cases:

* The last year that the sentence names before the figure (:mod:`etl.extract.years`), else the year of the section.
* A sentence that opens with 其中 goes on with the last year of the one before; a year that is masked (201X年) is no year, and
  ends what the years before it said.
* Part of a year named before the figure (1-7月, 上半年) gives the period; so does a month alone among the figure's own words
  (7月当月产值), but not a date by which something is done (9月底前).
* What is cumulative over several years has no year but these as its period, those of the section where the text does not say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from etl.extract.context import Context
from etl.extract.dates import Date, Dates
from etl.extract.layout import Layout, Sentence
from etl.extract.mention import Mention, Section
from etl.extract.periods import comes_after, part_of_year, periods
from etl.extract.spans import Spans
from etl.extract.vocabulary import Vocabulary
from etl.extract.words import alternation
from etl.extract.years import NamedYear, Years

_YEAR = re.compile(r"(?:19|20)\d\d")
_PARAGRAPH = 600  # characters before a figure that are searched for the years that its paragraph speaks of
_PARTS = 3  # sentences that may follow one another and only give parts of what the one before them spoke of


class Told(NamedTuple):
    """Whether a year is named, and which, unless it is masked (201X年)."""

    named: bool
    year: int | None


_UNTOLD = Told(False, None)


def _year_before(section: Section) -> int | None:
    """The year before that of a section, or before the first of its several years."""
    if section.year is not None:
        return section.year - 1
    first = _YEAR.match(section.period or "")
    return int(first[0]) - 1 if first else None


class TimeWords:
    """The words that name parts of years."""

    def __init__(self, words: Vocabulary) -> None:
        self.part = words.lexicon.comparison["part"]
        self.sections = words.sections
        self.parts = words.sections.parts_of_year
        self.part_named = re.compile(alternation(self.parts))


class Times:
    """Sets years and periods from the dates of a text, by which roles are decided too."""

    def __init__(self, words: Vocabulary, folded: str, mentions: list[Mention], layout: Layout) -> None:
        self.folded = folded
        self.layout = layout
        self._words = words.compiled(TimeWords)
        self.spans = Spans(words, folded, layout)
        self._told: dict[int, list[NamedYear]] = {}
        self._dated: dict[int, bool] = {}  # whether a sentence holds a date
        self._quoted: dict[int, int] = {}
        self.dates = Dates(words, folded, mentions)
        self._years = Years(words, folded, layout, self.dates, self.spans)

    def follows(self, position: int, sentence: Sentence) -> bool:
        """Whether a sentence comes right behind the one that holds a position, in the same section."""
        before = self._sentences_before.get(sentence.start)
        return before is not None and before.start <= position < before.end and before.section == sentence.section

    def section(self, context: Context) -> Section:
        return self.layout.sections[context.sentence.section]

    def named(self, context: Context) -> Told:
        """The last year named before the figure in its sentence, or in one that this only gives parts of, that is no base of
        comparison."""
        told, until = self._told.get(context.sentence.start), context.mention.start
        if told is None:
            told = self._told[context.sentence.start] = self._told_of(context)
        for _, end, year in told:
            if end <= until and not self._closed(end, until):
                return Told(True, year)
        return _UNTOLD

    def _told_of(self, context: Context) -> list[NamedYear]:
        """The years that the sentence of a figure names, the last first, before those of the sentences that it goes on."""
        named, worded = self._years.named_in, "year" in context.seen.kinds
        if not self.folded.startswith(self._words.part, context.sentence.start):
            return named(context.sentence, worded)
        going_back = enumerate(self._going_back(context.sentence))
        return [year for back, sentence in going_back for year in named(sentence, worded or back > 0)]

    def _closed(self, start: int, end: int) -> bool:
        """Whether a parenthesis that is open at ``start`` ends before ``end`` (6850吨（去年6500吨），改厕120户)."""
        text = self.folded
        return text.find(")", start, end) >= 0 and text.count(")", start, end) > text.count("(", start, end)

    def _going_back(self, sentence: Sentence) -> Iterator[Sentence]:
        """A sentence, and those before it while each only gives parts of what was spoken of (其中，…)."""
        yield sentence
        for _ in range(_PARTS):
            if not self.folded.startswith(self._words.part, sentence.start):
                return
            before = self._sentences_before.get(sentence.start)
            if before is None or before.section != sentence.section:
                return
            yield before
            sentence = before

    @cached_property
    def _sentences_before(self) -> dict[int, Sentence]:
        return {after.start: before for before, after in pairwise(self.layout.sentences)}

    def part_ahead(self, context: Context) -> bool:
        """Whether the part of the year that the sentence names last before the figure is not yet reported on (下半年 in a
        report on the first half)."""
        section = self.section(context)
        if "part of year" not in context.seen.kinds or section.year is None or section.period is None:
            return False
        start, end = context.sentence.start, context.mention.start
        named = [
            match for match in self._words.part_named.finditer(self.folded, start, end) if self._words.parts[match[0]]
        ]
        if not named:
            return False
        months = [date.part for date in self.dates.within(named[-1].end(), end) if date.part]  # 下半年…如下: 1-6月…
        return comes_after(months[-1] if months else self._words.parts[named[-1][0]], section.period)

    def set(self, context: Context, told: Told) -> None:
        """Sets year and period of a figure; ``told`` is the year named before it."""
        mention, section, year = context.mention, self.section(context), told.year
        if mention.role == "baseline":
            mention.year = self._baseline_year(context) or self._quoted_before(context) or _year_before(section)
            mention.period = str(mention.year) if mention.year else None
            return
        mention.year = year if year is not None else section.year
        same = mention.year == section.year or (mention.role == "cumulative" and year is None)
        mention.period = section.period if same else str(mention.year)
        years = self._spanned(context) if mention.role == "cumulative" and year is None else None
        if years is not None:
            mention.year, mention.period = None, years
            return
        part = self._part(context)
        if part is not None and mention.year is not None:
            mention.period = part_of_year(mention.year, part)

    def _spanned(self, context: Context) -> str | None:
        """The years of the plan that the paragraph names last before the figure (“十一五”期间), or those of the span that the
        figure belongs to (五年来), or None."""
        start = max(self.folded.rfind("\n", 0, context.mention.start) + 1, context.mention.start - _PARAGRAPH)
        named = periods(self.folded[start : context.mention.start], self._words.sections, running=True)
        plan = next((period for year, period in reversed(named) if year is None), None)
        span = None if plan else self.spans.before(context.mention.start)
        return span.period if span else plan

    def _quoted_before(self, context: Context) -> int | None:
        """The year of a baseline quoted before in the same sentence (由2011年的6.8亿元增加到…，收入从2460万元…)."""
        return self._quoted.get(context.sentence.start)

    def _baseline_year(self, context: Context) -> int | None:
        inside = [date.year for date in self.dates.within(context.left[0], context.mention.start) if date.year]
        if inside:
            self._quoted[context.sentence.start] = inside[-1]
        return inside[-1] if inside else None

    def _part(self, context: Context) -> str | None:
        """The part of a year named before the figure in its clause group (H1, Q3, 01/11, empty for all of it), or None."""
        sentence = context.sentence
        if sentence.start not in self._dated:
            self._dated[sentence.start] = bool(self.dates.within(sentence.start, sentence.end))
        if not self._dated[sentence.start] and "part of year" not in context.seen.kinds:
            return None
        dates = self.dates.within(context.group, context.mention.start)
        behind = self._part_behind(context, dates)
        if behind is not None or dates or context.group == sentence.start:
            return behind
        return self._part_at_head(context)

    def _part_at_head(self, context: Context) -> str | None:
        """The part of a year that opens the sentence (1-5月,税收…;产值…), for the figures behind a ``;`` that name no time."""
        sentence = context.sentence
        if "year" in context.seen.kinds and self._years.is_relative(context.group, context.mention.start):
            return None
        comma = self.folded.find(",", sentence.start, context.group)
        lead = self.folded[sentence.start : comma] if comma >= 0 else ""
        opens = [date for date in self.dates.within(sentence.start, comma) if "/" in date.part] if lead else []
        return opens[-1].part if opens and opens[-1].end >= comma - 1 else None

    def _part_behind(self, context: Context, dates: list[Date]) -> str | None:
        if "part of year" in context.seen.kinds:
            named = self._words.part_named.findall(self.folded, context.group, context.mention.start)
            if named:
                return self._words.parts[named[-1]]
        for date in reversed(dates):
            if date.part and self._years.is_base(date.start):
                continue
            if len(date.part) == 2:
                if date.start >= context.left[0]:
                    return f"{date.part}/{date.part}"
            elif date.part:
                return date.part
        return None
