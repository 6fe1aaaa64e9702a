"""The spans of years of which a paragraph tells what was done in all of them: 五年来, “十三五”期间, 2018年以来.

Rules and edge cases:

* 五年来, 过去五年, 近三年来 end with the year reported on; 一年来 is no span, nor is what lies ahead or goes on (今后五年, 连续三年).
* A five-year plan (“十三五”期间) has its own years. 几年来 has none.
* What stands behind these belongs to them to the end of the paragraph, but where a sentence names its year. 2018年以来 is over
  with its sentence; since the year reported on (2020年以来) is no span.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from typing import NamedTuple

from etl.extract import numbers
from etl.extract.layout import Layout
from etl.extract.periods import periods
from etl.extract.vocabulary import Vocabulary
from etl.extract.words import alternation

_LONGEST_COUNT = 3  # characters of the number of years
_BACK = 12  # characters before 期间 in which the plan is named


class Span(NamedTuple):
    """Where the words of a span lie, its years (None where they are not said), and where its sentence ends if that ends it."""

    start: int
    end: int
    period: str | None
    until: int | None = None


class SpanWords:
    """The expressions of spans, compiled from the lexicon."""

    def __init__(self, words: Vocabulary) -> None:
        forms = words.lexicon.role
        lead, tail, vague = alternation(forms["span_lead"]), alternation(forms["span_tail"]), forms["span_vague"]
        count = rf"(?P<count>[{numbers.CHINESE_CHARS}]{{1,{_LONGEST_COUNT}}}|\d{{1,2}}|{alternation(vague)})"
        self.behind_count = re.compile(rf"年(?:{tail}|,)")  # one character first: ``re`` goes from one to the next
        self.longest = max(map(len, forms["span_lead"])) + max(_LONGEST_COUNT, *map(len, vague)) + 1
        self.years = re.compile(rf"(?<![\d第])(?P<lead>{lead})?{count} ?年(?:(?P<tail>{tail})|(?(lead),|(?!)))")
        since = alternation(forms["span_since"])
        self.since = re.compile(rf"(?P<year>(?:19|20)\d\d) ?年(?:\d{{1,2}}月)?{since}")
        self.plan = re.compile(alternation(forms["span"]))


class Spans:
    """The spans of one text, in their order."""

    def __init__(self, words: Vocabulary, folded: str, layout: Layout) -> None:
        self._words, self._vocabulary = words.compiled(SpanWords), words
        self._folded, self._reported = folded, layout.profile.year
        self._ends = [match.start() for match in re.finditer("\n", folded)]
        self.found = sorted([*self._counted(), *self._since(layout), *self._plans()])
        self._starts = [span.start for span in self.found]

    def before(self, position: int) -> Span | None:
        """The span that a figure belongs to whose sentence names no time of its own."""
        for span in reversed(self.found[: bisect_left(self._starts, position)]):
            if self._paragraph(span.start) != self._paragraph(position):
                return None
            if span.until is None or position < span.until:
                return span
        return None

    def opens(self, start: int) -> bool:
        """Whether a year that begins there only opens a span (2018年以来)."""
        at = bisect_left(self._starts, start)
        return at < len(self._starts) and self._starts[at] == start and self.found[at].until is not None

    def _paragraph(self, position: int) -> int:
        return bisect_left(self._ends, position)

    def _counted(self) -> Iterator[Span]:
        for match in self._years():
            said = match["count"]
            count = numbers.parse(said) if said[0].isdigit() or said[0] in numbers.CHINESE_CHARS else None
            if said in self._vocabulary.lexicon.role["span_vague"]:
                yield Span(*match.span(), None)
            elif count is not None and count > 1:
                last = self._reported
                yield Span(*match.span(), f"{last - int(count) + 1}/{last}" if last else None)

    def _years(self) -> Iterator[re.Match[str]]:
        """Where so many years are spoken of: looked for before each 年来 and its like."""
        for behind in self._words.behind_count.finditer(self._folded):
            start, end = max(0, behind.start() - self._words.longest), behind.end()
            yield from (match for match in self._words.years.finditer(self._folded, start, end) if match.end() == end)

    def _since(self, layout: Layout) -> Iterator[Span]:
        ends = [sentence.end for sentence in layout.sentences]
        for match in self._words.since.finditer(self._folded):
            if self._reported and int(match["year"]) < self._reported:
                until = ends[bisect_left(ends, match.end())]
                yield Span(*match.span(), f"{match['year']}/{self._reported}", until)

    def _plans(self) -> Iterator[Span]:
        for match in self._words.plan.finditer(self._folded):
            near = periods(self._folded[max(0, match.start() - _BACK) : match.end()], self._vocabulary.sections)
            yield Span(*match.span(), next((period for year, period in reversed(near) if year is None), None))
