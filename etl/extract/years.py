"""The years that a sentence names, in figures and in words.

Rules and edge cases:

* A year that is a base of comparison (比2015年, 较2024年), opens a span of years (2018年以来) or is a bound in the past (1990年以前)
  is none that a figure is of; nor are 去年以来 and 去年同期.
* 当年 is the year named before it, 次年 the one behind that (without one before, none); 今后五年 is the last of them, 五年前 as many
  before the one reported on.
* A year whose deeds are only built on (在去年…的基础上) is over with these words. One that is masked (201X年) is named, and unknown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from operator import itemgetter

from etl.extract import numbers
from etl.extract.dates import Date, Dates
from etl.extract.layout import Layout, Sentence
from etl.extract.spans import Spans
from etl.extract.vocabulary import Vocabulary
from etl.extract.words import alternation

_SHIFTS = {"this": 0, "that": 0, "before_last": -2, "last": -1, "following": 1, "next": 1}
_TOLD_BEFORE = ("that", "following")  # counted from the year named before them
_EVENT, _COUNT = 8, 3  # characters of what a year is named for, and of a number of years
NamedYear = tuple[int, int, int | None]


class YearWords:
    """The words that name years without figures."""

    def __init__(self, words: Vocabulary) -> None:
        forms = words.lexicon.year
        self.base = re.compile(alternation(forms["base"]) + r"$")
        named = (*_SHIFTS, "ahead", "ago")
        self.relative = re.compile("|".join(f"(?P<{name}>{alternation(forms[name])})" for name in named))
        since, same = alternation(words.lexicon.role["span_since"]), alternation(forms["same_time"])
        self.no_year = re.compile(
            rf"(?:(?:\d{{1,2}}月|[^,;:。\d]{{0,{_EVENT}}}?){since}|{same}(?![^,;:\d]{{1,{_EVENT}}}的))"
        )
        self.bound = re.compile(alternation(forms["bound"]))
        count = rf"(?P<count>[{numbers.CHINESE_CHARS}\d]{{1,2}})"
        self.years = re.compile(rf"{count} ?年")
        self.count = re.compile(rf"(?<![\d第]){count} ?$")
        self.built_on = re.compile(rf"[^,;]{{0,30}}?{alternation(words.lexicon.comparison['setting'])}")


class Years:
    """Finds the years named in the sentences of one text."""

    def __init__(self, words: Vocabulary, folded: str, layout: Layout, dates: Dates, spans: Spans) -> None:
        self.folded, self.layout, self.dates, self._spans = folded, layout, dates, spans
        self._words = words.compiled(YearWords)
        self._named: dict[int, list[NamedYear]] = {}

    def named_in(self, sentence: Sentence, worded: bool) -> list[NamedYear]:
        """Start, end and year of all years that the sentence names in figures or (``worded``) by words, the last first."""
        if sentence.start not in self._named:
            named = list(self._all(sentence, worded))
            if named:
                named += [over for _, end, _ in named for over in self._built_on(sentence, end)]
                named.sort(key=itemgetter(0), reverse=True)
            self._named[sentence.start] = named
        return self._named[sentence.start]

    def is_relative(self, start: int, end: int) -> bool:
        """Whether a word names a year in ``[start, end)``."""
        return self._words.relative.search(self.folded, start, end) is not None

    def is_base(self, start: int) -> bool:
        """Whether what begins there is only compared with (比2015年)."""
        return self._words.base.search(self.folded[max(0, start - 2) : start]) is not None

    def _all(self, sentence: Sentence, worded: bool) -> Iterator[NamedYear]:
        """Start, end and year of all years that the sentence names, in figures or (``worded``) by words."""
        reported, told = self.layout.sections[sentence.section].year, self.dates.within(sentence.start, sentence.end)
        for date in told:
            if (date.year is not None or date.masked) and not self._only_beside(date, reported):
                yield date.start, date.end, date.year
        if reported is not None and worded:
            yield from self._worded(sentence, reported, told)

    def _worded(self, sentence: Sentence, reported: int, told: list[Date]) -> Iterator[NamedYear]:
        """The years that words name (去年, 当年, 次年, 五年前); 去年以来 and 去年同期 name none."""
        for match in self._words.relative.finditer(self.folded, sentence.start, sentence.end):
            name, start = match.lastgroup or "this", match.start()
            if name == "ahead" or name == "ago":
                yield from self._counted(name, match, sentence.start)
                continue
            if self.is_base(start) or (name == "last" and self._words.no_year.match(self.folded, match.end())):
                continue
            own = name == "next" or (name == "this" and self._is_built_on(match.end(), sentence))
            base: int | None = (self.layout.profile.year or reported) if own else reported
            if name in _TOLD_BEFORE:
                before = (date.year for date in reversed(told) if date.year and date.end <= start)
                base = next(before, None if name == "following" else base)
            if base is not None:
                yield *match.span(), base + _SHIFTS[name]

    def _counted(self, name: str, match: re.Match[str], begin: int) -> Iterator[NamedYear]:
        """The year so many ahead of the one reported on (今后五年), or behind it (五年前)."""
        if name == "ahead":
            counted, sign = self._words.years.match(self.folded, match.end()), 1
        else:
            counted, sign = self._words.count.search(self.folded, max(begin, match.start() - _COUNT), match.start()), -1
        years = numbers.parse(counted["count"]) if counted is not None else None
        reported = self.layout.profile.year
        if counted is None or years is None or reported is None or (sign < 0 and self.is_base(counted.start())):
            return
        yield min(counted.start(), match.start()), max(counted.end(), match.end()), reported + sign * int(years)

    def _only_beside(self, date: Date, reported: int | None) -> bool:
        """Whether a date is only compared with, opens a span of years, or is a bound in the past (1990年以前)."""
        if self.is_base(date.start) or self._spans.opens(date.start):
            return True
        past = reported is not None and date.year is not None and date.year < reported
        return past and self._words.bound.match(self.folded, date.end) is not None

    def _built_on(self, sentence: Sentence, end: int) -> Iterator[NamedYear]:
        """Where a year that ends at ``end`` is over, because what was done in it is only built on (在去年…的基础上)."""
        over = self._is_built_on(end, sentence)
        if over is not None:
            yield end, over.end(), self.layout.sections[sentence.section].year

    def _is_built_on(self, end: int, sentence: Sentence) -> re.Match[str] | None:
        return self._words.built_on.match(self.folded, end, sentence.end)
