"""The dates that a text names, and the words that name years and parts of years without figures."""

from __future__ import annotations

import re
from typing import NamedTuple

from etl.extract import numbers
from etl.extract.mention import Mention
from etl.extract.vocabulary import Vocabulary
from etl.extract.words import alternation

YEAR = re.compile(r"(?:19|20)\d\d")
_MONTHS = re.compile(r"(?<!\d)(\d{1,2}) ?月?(?:份)? ?[-—–~至到] ?(\d{1,2}) ?月")


class Date(NamedTuple):
    """A point in time named in the text: where, its year (None also where it is ``masked``), and its part of the year (H1, Q3,
    months) or empty."""

    start: int
    end: int
    year: int | None
    part: str = ""
    masked: bool = False


class YearWords:
    """The words that name years and parts of years without figures."""

    def __init__(self, words: Vocabulary) -> None:
        forms = words.lexicon.year
        mask = re.escape("".join(words.lexicon.holes["mask"]))
        self.masked = re.compile(rf"[\d{mask}]{{4}}年")
        self.part = words.lexicon.comparison["part"]
        self.base = re.compile(alternation(forms["base"]) + r"$")
        self.relative = re.compile(
            "|".join(f"(?P<{name}>{alternation(forms[name])})" for name in ("this", "that", "last", "next"))
        )
        self.bound = re.compile(alternation(forms["bound"]))
        self.ahead = re.compile(rf"{alternation(forms['ahead'])}(?P<count>[{numbers.CHINESE_CHARS}\d]{{1,2}}) ?年")
        named = alternation(forms["this"] + forms["that"] + forms["last"] + forms["next"])
        self.month = re.compile(rf"{named}? ?(\d{{1,2}}) ?月(?:份)?")
        self.sections = words.sections
        self.parts = words.sections.parts_of_year
        self.built_on = re.compile(rf"[^,;]{{0,30}}?{alternation(words.lexicon.comparison['setting'])}")
        self.part_named = re.compile(alternation(self.parts))


def date_of(mention: Mention, folded: str, words: YearWords) -> Date:
    """The date that a mention is; gives the mention its first year."""
    text = folded[mention.start : mention.end]
    years = YEAR.findall(text)
    months = _MONTHS.search(text)
    month = words.month.fullmatch(text)
    part = f"{int(months[1]):02d}/{int(months[2]):02d}" if months else f"{int(month[1]):02d}" if month else ""
    mention.year = int(years[0]) if years else None
    masked = not years and words.masked.match(text) is not None
    return Date(mention.start, mention.end, int(years[-1]) if years else None, part, masked)
