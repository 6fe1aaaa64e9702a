"""What a report says of itself: title, kind, the period it reports on and the one it plans.

Sources in this order: title, (without a title line: the first words), top headings, first sentences, file name. Edge cases:

* A speech is dated (——2016年12月28日在…会议上): it reports on that year, or on the one before when held in the first quarter.
* A review whose own heading names an earlier year than the title (2024年政府工作报告, 一、2023年工作回顾) is on that year.
* So is the report of a government (2022年政府工作报告) without such a heading whose first words name the year before more often
  than its own.
* In running text a year is one only before 年 (not 2037万元), and the day of posting (2022-05-16) is none; where the first year
  lies more than one before the last, it is history, and what is planned is no year of it (到2025年).
* A chapter says what the whole report is (总结, 计划) only where all do: with one on 打算 at the end it is both.
* What a report plans without saying for when is the other half of the year, the rest of the year, or the next year.
"""

from __future__ import annotations

import re
from dataclasses import replace

from etl.extract.headings import LONGEST_TITLE, Heading, HeadingWords, Span
from etl.extract.mention import Profile, Section
from etl.extract.periods import YEAR, Period, following, periods
from etl.extract.vocabulary import Vocabulary
from etl.rulebook.lexicon import Sections

_SPEECH = re.compile(
    r"(?:^[-—–(\s]*|[-—–]{2,} ?)在?((?:19|20)\d\d) ?年 ?(\d{1,2}) ?月 ?\d{1,2} ?日(?!前)", re.MULTILINE
)
_QUOTED = re.compile(r"《[^《》\n]*》")  # names of other documents
CLAIMED = "认领"  # source of a period that a person has named
_RUNNING = "首段"
_FIRST_QUARTER, _HISTORY = 3, 2
_UP_TO = re.compile(r"(?:^|[,。;:])到((?:19|20)\d\d)年|((?:19|20)\d\d)年(?:度)?(?:目标|任务|规划)")
_OPENING, _DELIVERED = 300, 1500


def find_profile(
    folded: str, title: Span | None, headings: list[Heading], words: Vocabulary, name: str, period: str = ""
) -> Profile:
    """Kind, years and periods from the title, else the top headings, else the first sentences, else the file name.

    A ``period`` that a person has named wins over all of them.
    """
    opening = _opening(folded, title, headings, words)
    sources = [("标题", folded[title[0] : title[1]].strip() if title else "")]
    sources += [] if title else [(_RUNNING, opening[:LONGEST_TITLE])]
    chapters = [heading.text for heading in headings if heading.level == 1]
    sources += [("小标题", chapter) for chapter in chapters]
    sources += [(_RUNNING, opening), ("文件名", words.fold(name.rsplit(".", 1)[0]))]
    kinds = {text: _kind(text, words.sections, source == _RUNNING) for source, text in sources}
    said = {kinds[chapter] for chapter in chapters}
    if len(said) > 1:
        kinds |= dict.fromkeys(chapters, "总结和计划" if said & {"计划", "总结和计划"} else "")
    profile = Profile(title=sources[0][1], kind=next(filter(None, kinds.values()), ""))
    if period:
        return _claimed(period, profile)
    spoken = _spoken(opening)
    if spoken is None and title is not None:
        spoken = _spoken(profile.title)
    if spoken is not None and not periods(_SPEECH.sub("", profile.title), words.sections):
        return replace(_dated(f"{spoken}年", profile, words.sections) or profile, source="讲话日期")
    for source, candidate in sources:
        dated = _dated(candidate, profile, words.sections, running=source == _RUNNING)
        if dated is not None:
            body = folded[title[1] :] if title else ""
            return _year_before(replace(dated, source=source), body, words.sections)
    return _told(folded[title[1] if title else 0 :][:_OPENING], profile, words.sections)


def _year_before(profile: Profile, body: str, forms: Sections) -> Profile:
    """The profile of a report to a congress, which is titled by the year in which it is held and speaks of the one before."""
    held = profile.year if profile.period == str(profile.year) else None
    if held is None or profile.source != "标题" or not any(word in profile.title for word in forms.delivered):
        return profile
    named = [year for year, _ in periods(body[:_DELIVERED], forms, running=True) if year in (held, held - 1)]
    if not named or named[0] == held or named.count(held - 1) <= named.count(held):
        return profile
    year = held - 1
    return replace(profile, year=year, period=str(year), plan_year=held, plan_period=str(held))


def _told(text: str, profile: Profile, forms: Sections) -> Profile:
    """The profile with the latest year that the first words name: what comes before it is history."""
    named = [year for year, _ in periods(text, forms, running=True) if year is not None]
    latest = max(set(named) - _planned(text) or named, default=None)
    dated = _dated(f"{latest}年", profile, forms) if latest is not None else None
    return replace(dated, source=_RUNNING) if dated is not None else profile


def _claimed(period: str, profile: Profile) -> Profile:
    """The profile of a report whose period a person has named."""
    first, *more = dict.fromkeys(YEAR.findall(period))
    year = None if more else int(first)
    plan_year, plan_period = (year, period) if profile.kind == "计划" else following(year, period)
    return replace(profile, year=year, period=period, plan_year=plan_year, plan_period=plan_period, source=CLAIMED)


def _spoken(opening: str) -> int | None:
    """The year that a speech reports on, by its date under the title."""
    match = _SPEECH.search(opening)
    return int(match[1]) - (int(match[2]) <= _FIRST_QUARTER) if match else None


def _opening(folded: str, title: Span | None, headings: list[Heading], words: Vocabulary) -> str:
    """The first words below the title, up to a chapter that describes the place and its history."""
    start, forms = (title[1] if title else 0), words.compiled(HeadingWords)
    described = (heading.start for heading in headings if forms.role(heading.text, top=True) == "profile")
    return folded[start : min(start + _OPENING, next(described, len(folded)))]


def _kind(text: str, forms: Sections, running: bool) -> str:
    """Review, plan or both by the words of a title; in a running text 计划 and its like say so only as 工作计划."""
    text = _QUOTED.sub("", text) if running else text
    review = any(word in text for word in forms.kind.review)
    plan = any(word in text for word in (forms.roles["plan"].strong if running else forms.kind.plan))
    return "总结和计划" if review and plan else "总结" if review else "计划" if plan else ""


def _dated(text: str, profile: Profile, forms: Sections, running: bool = False) -> Profile | None:
    """The profile with the years that ``text`` names; None when it names none."""
    named = periods(text, forms, running)
    if not named:
        return None
    year, period = _latest(text, named) if running else named[0]
    later = next(((y, p) for y, p in named[1:] if (y or p) != (year or period) and _later(y, year)), None)
    if profile.kind == "计划":
        return replace(profile, year=year, period=period, plan_year=year, plan_period=period)
    plan_year, plan_period = later or following(year, period)
    return replace(profile, year=year, period=period, plan_year=plan_year, plan_period=plan_period)


def _latest(text: str, named: list[Period]) -> Period:
    """The period that a running text names first, or its last year where that lies more than one behind."""
    planned = _planned(text)
    years = [year for year, _ in named if year is not None and year not in planned]
    first = named[0][0]
    if first is None or not years or max(years) - first < _HISTORY:
        return named[0]
    return max(years), str(max(years))


def _planned(text: str) -> set[int]:
    """The years that a running text only looks ahead to (到2025年, 2025年目标)."""
    return {int(before or behind) for before, behind in _UP_TO.findall(text)}


def _later(year: int | None, than: int | None) -> bool:
    return year is None or than is None or year >= than


def complete(profile: Profile, sections: list[Section]) -> Profile:
    """The kind from the sections when the title does not tell, and the year of the review's own heading (政府工作报告)."""
    roles = {section.role for section in sections if section.heading}
    kind = profile.kind
    if not kind:
        kind = "总结和计划" if {"review", "plan"} <= roles else "计划" if roles == {"plan"} else "总结"
    reviewed = next((s for s in sections if s.role == "review" and s.year and str(s.year) in s.heading), None)
    own = profile.source != CLAIMED and kind != "计划"
    if own and reviewed is not None and reviewed.year and profile.year and reviewed.year < profile.year:
        return replace(
            profile,
            kind=kind,
            year=reviewed.year,
            period=reviewed.period,
            plan_year=profile.year,
            plan_period=profile.period,
        )
    return replace(profile, kind=kind)
