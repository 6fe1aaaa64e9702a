"""The years and periods that a title or heading names.

A period is written ``2023``, ``2023H1``, ``2023Q3``, ``2023-01/2023-11`` or ``2016/2020``; where it spans several years the year
is None.
"""

from __future__ import annotations

import re

from etl.rulebook.lexicon import Sections

Period = tuple[int | None, str | None]
YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
_WORDED = re.compile(rf"{YEAR.pattern}(?= ?(?:年|[-—–~至到、和] ?\d{{4}} ?年))")
_RANGE = re.compile(r"(?<!\d)((?:19|20)\d\d) ?年? ?[-—–~至到] ?((?:19|20)\d\d) ?年")
_MONTHS = re.compile(r"(?<!\d)(?:(1)|\d{1,2}) ?月? ?[-—–~至到] ?(\d{1,2}) ?月")
_ELEVENTH_PLAN = 2006  # first year of 十一五; a plan lasts five years


def periods(text: str, forms: Sections, running: bool = False) -> list[Period]:
    """The (year, period) pairs that a title or heading names, in order: (2023, "2023H1"), (None, "2016/2020"); in ``running``
    text a number is a year only where its word stands behind it."""
    found: list[tuple[int, int | None, str | None]] = []
    for match in re.finditer(forms.five_year_plan, text):
        first = _ELEVENTH_PLAN + 5 * "一二三四五六".index(match[1])
        found.append((match.start(), None, f"{first}/{first + 4}"))
    years = list((_WORDED if running else YEAR).finditer(text))
    ranges = list(_RANGE.finditer(text)) if years else []
    for match in ranges:
        found.append((match.start(), None, f"{match[1]}/{match[2]}"))
    for match in years:
        if not any(span.start() <= match.start() < span.end() for span in ranges):
            found.append(
                (match.start(), int(match[1]), _part_of_year(match[1], text[match.end() : match.end() + 12], forms))
            )
    return [(year, period) for _, year, period in sorted(found, key=lambda f: f[0])]


def _part_of_year(year: str, behind: str, forms: Sections) -> str:
    behind = re.split(r"\d{4}", behind)[0]
    for word, mark in {**forms.half_years, **forms.quarters}.items():
        if word in behind:
            return year + mark
    months = _MONTHS.search(behind)
    return f"{year}-01/{year}-{int(months[2]):02d}" if months and months[1] and int(months[2]) < 12 else year


def following(year: int | None, period: str | None) -> Period:
    """What a report plans when it does not say: the other half of the year, the rest of the year, else the next year."""
    if year is None or period is None:
        return None, None
    if period.endswith("H1"):
        return year, f"{year}H2"
    if period != str(year) and not period.endswith(("H2", "Q4")):
        return year, str(year)
    return year + 1, str(year + 1)


def several_years(heading: str, role: str, last: int | None, forms: Sections) -> Period | None:
    """The years that a heading speaks of without naming them: 过去五年 end with ``last``, the year reported on, 今后五年 follow it."""
    years = next((count for word, count in forms.spans.items() if word in heading), None)
    if years is None or last is None:
        return None
    if role == "plan" and any(word in heading for word in forms.coming):
        return None, f"{last + 1}/{last + years}"
    return (None, f"{last - years + 1}/{last}") if any(word in heading for word in forms.past) else None
