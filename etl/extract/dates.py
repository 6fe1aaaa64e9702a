"""The dates of a text: the points in time that it names in figures, with their years and parts of years."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import NamedTuple

from etl.extract.mention import Mention
from etl.extract.vocabulary import Vocabulary
from etl.extract.words import alternation

_YEAR = re.compile(r"(?:19|20)\d\d")
_MONTHS = re.compile(r"(?<!\d)(\d{1,2}) ?月?(?:份)? ?[-—–~至到] ?(\d{1,2}) ?月")


class Date(NamedTuple):
    """A point in time named in the text: where, its year (None also where it is ``masked``), and its part of the year (months)
    or empty."""

    start: int
    end: int
    year: int | None
    part: str = ""
    masked: bool = False


class DateWords:
    """The expressions for years that are masked (201X年) and for a month alone (今年7月份)."""

    def __init__(self, words: Vocabulary) -> None:
        forms = words.lexicon.year
        mask = re.escape("".join(words.lexicon.holes["mask"]))
        self.masked = re.compile(rf"[\d{mask}]{{4}}年")
        named = alternation(forms["this"] + forms["that"] + forms["last"] + forms["next"])
        self.month = re.compile(rf"{named}? ?(\d{{1,2}}) ?月(?:份)?")


class Dates:
    """The dates of one text by their places; tells each mention of a date its (first) year."""

    def __init__(self, words: Vocabulary, folded: str, mentions: list[Mention]) -> None:
        self._folded, self._words = folded, words.compiled(DateWords)
        self._dates = [self._date(mention) for mention in mentions if mention.type == "date"]
        self._starts = [date.start for date in self._dates]

    def within(self, start: int, end: int) -> list[Date]:
        """The dates that lie in ``[start, end)`` completely."""
        first = bisect_left(self._starts, start)
        last = bisect_left(self._starts, end, first)
        return [date for date in self._dates[first:last] if date.end <= end] if first < last else []

    def year_at(self, start: int) -> int | None:
        """The year of the date that begins at ``start``."""
        at = bisect_left(self._starts, start)
        return self._dates[at].year if at < len(self._dates) and self._starts[at] == start else None

    def _date(self, mention: Mention) -> Date:
        text = self._folded[mention.start : mention.end]
        years = _YEAR.findall(text)
        months = _MONTHS.search(text)
        month = self._words.month.fullmatch(text)
        part = f"{int(months[1]):02d}/{int(months[2]):02d}" if months else f"{int(month[1]):02d}" if month else ""
        mention.year = int(years[0]) if years else None
        masked = not years and self._words.masked.match(text) is not None
        return Date(mention.start, mention.end, int(years[-1]) if years else None, part, masked)
