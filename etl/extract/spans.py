"""The spans of years of which a paragraph tells what was done in all of them: 五年来, “十三五”期间, 2018年以来.

Rules and edge cases:

* 五年来, 过去五年, 近三年来 end with the year reported on; 一年来 is no span, nor is what lies ahead or goes on (今后五年, 连续三年).
* A five-year plan (“十三五”期间) has its own years. 几年来 has none.
* What stands behind these belongs to them to the end of the paragraph, but where a sentence names its year. 2018年以来 and
  2016年建镇以来 are over with their sentence; since the year reported on (2020年以来) is no span.
* So is a span that its sentence goes on from without a comma (近三年已建42座, 五年累计完成), at the next ``;`` already;
  近三年努力, 近20年历史 are none.
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
_EVENT = 12  # characters of what a year is named for (2016年建镇以来)
_LAST = 32  # spans before a figure among which its own is sought
_SOME = 10  # years that one looks back on in passing (近三年已建)


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
        few = rf"(?P<count>[{numbers.CHINESE_CHARS}]{{1,{_LONGEST_COUNT}}}|\d{{1,2}}) ?年"
        over = alternation((*forms["span_no"], *forms["span_tail"], ","))
        self.led = re.compile(rf"{lead}{few}(?!{over})")
        self.totalled = re.compile(rf"(?<![\d第]){few}{alternation(forms['span_total'])}")
        self.total = re.compile(rf"年{alternation(forms['span_total'])}")
        self.begins = words.lexicon.scope["township"]
        since, event = alternation(forms["span_since"]), alternation(set(forms["span_since"]) & set(forms["span_tail"]))
        self.since = re.compile(
            rf"(?P<year>(?:19|20)\d\d) ?年(?:(?:\d{{1,2}}月(?:\d{{1,2}}日)?|[底末初])?{since}|[^,;:。\d\n]{{1,{_EVENT}}}{event})"
        )
        self.plan = re.compile(alternation(forms["span"]))


class Spans:
    """The spans of one text, in their order."""

    def __init__(self, words: Vocabulary, folded: str, layout: Layout) -> None:
        self._words, self._vocabulary = words.compiled(SpanWords), words
        self._folded, self._reported = folded, layout.profile.year
        self._ends = [match.start() for match in re.finditer("\n", folded)]
        self._sentence_ends = [sentence.end for sentence in layout.sentences]
        self.found = sorted([*self._counted(), *self._running(), *self._since(), *self._plans()])
        self._starts = [span.start for span in self.found]

    def before(self, position: int) -> Span | None:
        """The span that a figure belongs to whose sentence names no time of its own."""
        at = bisect_left(self._starts, position)
        for span in reversed(self.found[max(0, at - _LAST) : at]):
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

    def _running(self) -> Iterator[Span]:
        """The spans that their sentence goes on from without a comma, which are over with it."""
        for match in (*self._words.led.finditer(self._folded), *self._totalled()):
            count = numbers.parse(match["count"])
            if count is not None and 1 < count <= _SOME and self._opens_clause(match.start()):
                last = self._reported
                period = f"{last - int(count) + 1}/{last}" if last else None
                until = self._end_of_sentence(match.end())
                group = self._folded.find(";", match.end(), until)
                yield Span(*match.span(), period, group if group >= 0 else until)

    def _totalled(self) -> Iterator[re.Match[str]]:
        for behind in self._words.total.finditer(self._folded):
            start, end = max(0, behind.start() - _LONGEST_COUNT - 1), behind.end()
            yield from (m for m in self._words.totalled.finditer(self._folded, start, end) if m.end() == end)

    def _opens_clause(self, start: int) -> bool:
        """Whether a clause begins there, or behind the township that it is about (我镇近三年)."""
        before = self._folded[start - 1 : start]
        return not "\u4e00" <= before <= "\u9fff" or self._folded.endswith(self._words.begins, 0, start)

    def _end_of_sentence(self, position: int) -> int:
        return self._sentence_ends[bisect_left(self._sentence_ends, position)]

    def _since(self) -> Iterator[Span]:
        for match in self._words.since.finditer(self._folded):
            if self._reported and int(match["year"]) < self._reported:
                until = self._end_of_sentence(match.end())
                yield Span(*match.span(), f"{match['year']}/{self._reported}", until)

    def _plans(self) -> Iterator[Span]:
        for match in self._words.plan.finditer(self._folded):
            near = periods(self._folded[max(0, match.start() - _BACK) : match.end()], self._vocabulary.sections)
            yield Span(*match.span(), next((period for year, period in reversed(near) if year is None), None))
