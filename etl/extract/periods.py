"""The years and periods that a title or heading names.

A period is written ``2023``, ``2023H1``, ``2023Q3``, ``2023-01/2023-11`` or ``2016/2020``; where it spans several years the year
is None. Months that make a half or a quarter of the year are that (1-6月 is 上半年), so that one span has one name.
"""

from __future__ import annotations

import re
from functools import lru_cache
from operator import itemgetter

from etl.extract.words import alternation
from etl.rulebook.lexicon import Sections

Period = tuple[int | None, str | None]
YEAR = re.compile(r"((?:19|20)(?<!\d(?:19|20))\d\d)(?!\d)")  # the first digits first: ``re`` goes from one to the next
_WORDED = re.compile(rf"{YEAR.pattern}(?= ?(?:年|[-—–~至到、和] ?\d{{4}} ?年))")
_RANGE = re.compile(r"((?:19|20)(?<!\d(?:19|20))\d\d) ?年? ?[-—–~至到] ?((?:19|20)\d\d) ?年")
_MONTHS = re.compile(r"(?<!\d)(?:(1)|\d{1,2}) ?月? ?[-—–~至到] ?(\d{1,2}) ?月")
_CALENDAR = {"01/03": "Q1", "04/06": "Q2", "07/09": "Q3", "10/12": "Q4", "01/06": "H1", "07/12": "H2", "01/12": ""}
_ELEVENTH_PLAN = 2006  # first year of 十一五; a plan lasts five years


def periods(text: str, forms: Sections, running: bool = False) -> list[Period]:
    """The (year, period) pairs that a title or heading names, in order: (2023, "2023H1"), (None, "2016/2020"); in ``running``
    text a number is a year only where its word stands behind it, and not where the clause tells of the place's founding."""
    found: list[tuple[int, int | None, str | None]] = []
    for match in _compiled(forms.five_year_plan).finditer(text):
        first = _ELEVENTH_PLAN + 5 * "一二三四五六".index(match[1])
        found.append((match.start(), None, f"{first}/{first + 4}"))
    years = list((_WORDED if running else YEAR).finditer(text))
    if running and years:
        founded = _expression(forms.founding, r"[^,。;\n]*")
        years = [match for match in years if founded.match(text, match.end()) is None]
    ranges = list(_RANGE.finditer(text)) if years else []
    for match in ranges:
        found.append((match.start(), None, f"{match[1]}/{match[2]}"))
    for match in years:
        if not any(span.start() <= match.start() < span.end() for span in ranges):
            found.append(
                (match.start(), int(match[1]), _part_named(match[1], text[match.end() : match.end() + 12], forms))
            )
    return [(year, period) for _, year, period in sorted(found, key=itemgetter(0))]


def part_of_year(year: int | str, mark: str) -> str:
    """The period of a part of a year: H1, Q3, months (01/11), or empty for all of it."""
    mark = _CALENDAR.get(mark, mark)
    first, months, last = mark.partition("/")
    return f"{year}-{first}/{year}-{last}" if months else f"{year}{mark}"


_compiled = lru_cache(maxsize=8)(re.compile)


@lru_cache(maxsize=8)
def _expression(words: tuple[str, ...], or_else: str = "") -> re.Pattern[str]:
    return re.compile(or_else + alternation(words))


def _part_named(year: str, behind: str, forms: Sections) -> str:
    """The part of ``year`` that a title names first behind it, up to a word that goes on to something else."""
    behind = _expression(tuple(forms.title_joins), r"\d{4}|").split(behind)[0]
    named = _expression(tuple(forms.parts_of_year)).search(behind)
    if named is not None:
        return part_of_year(year, forms.parts_of_year[named[0]])
    months = _MONTHS.search(behind)
    return part_of_year(year, f"01/{int(months[2]):02d}") if months and months[1] else year


def following(year: int | None, period: str | None) -> Period:
    """What a report plans when it does not say: the other half of the year, the rest of the year, else the next year."""
    if year is None or period is None:
        return None, None
    if period.endswith("H1"):
        return year, f"{year}H2"
    if period != str(year) and not period.endswith(("H2", "Q4")):
        return year, str(year)
    return year + 1, str(year + 1)


def comes_after(mark: str, period: str) -> bool:
    """Whether a part of the year (H2, Q4, 10/12) begins when a period of that year (2014H1, 2014-01/2014-09) is over."""
    months = next((months for months, name in _CALENDAR.items() if name == mark), mark) if mark else "01/12"
    reported = next((months for months, name in _CALENDAR.items() if name == period[4:]), period)
    return int(months[:2]) > int(reported[-2:])


def several_years(heading: str, role: str, last: int | None, forms: Sections) -> Period | None:
    """The years that a heading speaks of without naming them: 过去五年 end with ``last``, the year reported on, 今后五年 follow it."""
    years = next((count for word, count in forms.spans.items() if word in heading), None)
    if years is None or last is None:
        return None
    if role == "plan" and any(word in heading for word in forms.coming):
        return None, f"{last + 1}/{last + years}"
    return (None, f"{last - years + 1}/{last}") if any(word in heading for word in forms.past) else None
