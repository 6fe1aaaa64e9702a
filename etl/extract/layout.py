"""The build of a report: sentences, title, sections with their roles and years, and what the report says of itself.

Rules and edge cases:

* A sentence ends at 。！？ or a line break, at a colon before a top heading (现总结如下：一、…), and at a full stop in half width
  that is no decimal point (列养率达100%.XX集镇).
* The title is the last repetition of the first line that looks like one. What stands before it (a table of contents, a
  website's chrome) is a section of role ``other``; so a table of contents never opens a section.
* A report without a title line (also one that is a single line) is known by its first sentences.
* A heading gives its role to everything below it up to the next heading of its level or higher. Top headings are read by
  many words (``any``), lower ones only by unmistakable ones (``strong``). A top heading that says nothing goes on with a plan.
* A heading with a year of its own is for that year; 十三五 is 2016/2020; 过去五年 ends with the year reported on, 今后五年
  begins behind it. A line that ends in a colon and names a year (2016年，我们主要抓了以下工作：) is a heading for what follows.
* Where only plans name a year, the report is on the year before; a speech is dated (——2016年12月28日在…会议上): it reports
  on that year, or on the one before when it was held in the first quarter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import zip_longest

from etl.extract.mention import Profile, Section
from etl.extract.vocabulary import Vocabulary
from etl.readers.document import Block
from etl.rulebook.lexicon import Sections

_SENTENCE_END = re.compile(r"[。!?\n]|:(?=[一二三四五六七八九十]{1,2}、)|(?<=[^\d\s])\.(?=[^\dA-Za-z.])")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
_RANGE = re.compile(r"(?<!\d)((?:19|20)\d\d)年?(?:[-—–~至到])((?:19|20)\d\d)年")
_MONTHS = re.compile(r"(?<!\d)(?:(1)|\d{1,2})月?[-—–~至到](\d{1,2})月")
_RUN_IN = re.compile(r"\(?[一二三四五六七八九十\d]{1,3}[)、.]?")
_RUN_ON = re.compile(r"[:,;(]|(?<=\D)\d{1,2}[.、](?=\D)")
_SPEECH = re.compile(r"^[-—–(\s]*((?:19|20)\d\d)年(\d{1,2})月\d{1,2}日", re.MULTILINE)
_LEAD_IN = 2
_FIRST_QUARTER = 3
_LONGEST_SENTENCE = 1200
_LONGEST_TITLE, _LONGEST_HEADING, _TITLE_LINES, _OPENING = 60, 45, 60, 300


@dataclass(frozen=True, slots=True)
class Sentence:
    """``[start, end)`` without its final mark; ``paragraph`` numbers the lines, ``section`` the sections."""

    start: int
    end: int
    paragraph: int
    section: int


@dataclass(frozen=True, slots=True)
class Layout:
    sentences: list[Sentence]
    sections: list[Section]
    profile: Profile


@dataclass(frozen=True, slots=True)
class _Heading:
    start: int
    end: int
    level: int
    text: str


def lay_out(blocks: tuple[Block, ...], folded: str, words: Vocabulary, name: str = "") -> Layout:
    """Sentences, sections and profile of a folded text; ``name`` is the file name, the last source of its period."""
    spans = list(_sentence_spans(folded))
    title = _title(folded, words)
    headings = list(_headings(blocks, folded, spans, title, words))
    profile = _profile(folded, title, headings, words, name)
    sections = _sections(folded, title, headings, profile, words.sections)
    return Layout(_sentences(folded, spans, sections), sections, _completed(profile, sections))


def _sentence_spans(folded: str) -> Iterator[tuple[int, int]]:
    start = 0
    for match in _SENTENCE_END.finditer(folded):
        yield from _pieces(folded, start, match.start())
        start = match.end()
    yield from _pieces(folded, start, len(folded))


def _pieces(folded: str, start: int, end: int) -> Iterator[tuple[int, int]]:
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


def _sentences(folded: str, spans: list[tuple[int, int]], sections: list[Section]) -> list[Sentence]:
    found, paragraph, position, section = [], 0, 0, 0
    for start, end in spans:
        paragraph += folded.count("\n", position, start)
        position = start
        while section + 1 < len(sections) and sections[section + 1].start <= start:
            section += 1
        found.append(Sentence(start, end, paragraph, section))
    return found or [Sentence(0, len(folded), 0, 0)]


def _title(folded: str, words: Vocabulary) -> tuple[int, int] | None:
    """Where the title line lies: the first that looks like one, in its last repetition."""
    best: tuple[int, int] | None = None
    start = 0
    for line in folded.split("\n", _TITLE_LINES)[:_TITLE_LINES]:
        text = line.strip()
        if (best is None and _is_title(text, words)) or (
            best is not None and text == folded[best[0] : best[1]].strip()
        ):
            best = (start, start + len(line))
        start += len(line) + 1
    return best


def _is_title(text: str, words: Vocabulary) -> bool:
    forms = words.sections
    if not 4 <= len(text) <= _LONGEST_TITLE or any(mark in text for mark in "。;!?") or text[-1] in ",:、":
        return False
    if not any(word in text for word in forms.title) or any(word in text for word in forms.not_title):
        return False
    return _numbering_level(text, words) == 0


def _numbering_level(text: str, words: Vocabulary) -> int:
    """The level of the heading number that the text begins with, from 1; 0 without one."""
    return next((level for level, number in enumerate(words.heading_numbers, 1) if number.match(text)), 0)


def _headings(
    blocks: tuple[Block, ...],
    folded: str,
    spans: list[tuple[int, int]],
    title: tuple[int, int] | None,
    words: Vocabulary,
) -> Iterator[_Heading]:
    marked = {block.start: block.level for block in blocks if block.kind == "heading"}
    for start, end in spans:
        text = folded[start:end].strip()
        level = (
            _numbering_level(text, words)
            or marked.get(start, 0)
            or _bare_heading(folded, start, end, text, words.sections)
        )
        if level and (title is None or start >= title[1]):
            yield _Heading(start, end, level, _heading_text(text))


def _heading_text(text: str) -> str:
    """The words of a heading; of one that runs on into the text (二、2024年工作计划1.产业方面：…) its first clause."""
    if len(text) <= _LONGEST_HEADING:
        return text
    number = _RUN_IN.match(text)
    stop = _RUN_ON.search(text, number.end() if number else 1)
    return text[: stop.start()] if stop and stop.start() <= _LONGEST_HEADING else ""


def _bare_heading(folded: str, start: int, end: int, text: str, forms: Sections) -> int:
    """1 for a short line of its own that names a part of the report without a number (下一步工作打算); the level below the
    parts for a line that ends in a colon and names a year."""
    alone = (start == 0 or folded[start - 1] == "\n") and (end == len(folded) or folded[end] == "\n")
    if alone and text.endswith(":") and len(text) <= _LONGEST_HEADING and _YEAR.search(text):
        return _LEAD_IN
    if not alone or not 3 <= len(text) <= 20 or any(mark in text for mark in ",:、%"):
        return 0
    return int(any(word in text for role in forms.roles.values() for word in role.strong))


def _profile(
    folded: str, title: tuple[int, int] | None, headings: list[_Heading], words: Vocabulary, name: str
) -> Profile:
    """Kind, years and periods from the title, else the top headings, else the first sentences, else the file name."""
    sources = [("标题", folded[title[0] : title[1]].strip() if title else "")]
    sources += [] if title else [("首段", folded[:_LONGEST_TITLE])]
    sources += [("小标题", heading.text) for heading in headings if heading.level == 1]
    sources += [("首段", _opening(folded, title)), ("文件名", words.fold(name.rsplit(".", 1)[0]))]
    text = next((text for _, text in sources if _kind(text, words.sections)), sources[0][1])
    profile = Profile(title=sources[0][1], kind=_kind(text, words.sections))
    spoken = _spoken(_opening(folded, title))
    if spoken is not None and not _periods(profile.title, words.sections):
        return replace(_dated(f"{spoken}年", profile, words.sections) or profile, source="讲话日期")
    for source, candidate in sources:
        dated = _dated(candidate, profile, words.sections)
        if dated is not None:
            return replace(dated, source=source)
    return profile


def _spoken(opening: str) -> int | None:
    """The year that a speech reports on, by its date under the title."""
    match = _SPEECH.search(opening)
    return int(match[1]) - (int(match[2]) <= _FIRST_QUARTER) if match else None


def _opening(folded: str, title: tuple[int, int] | None) -> str:
    start = title[1] if title else 0
    return folded[start : start + _OPENING]


def _kind(text: str, forms: Sections) -> str:
    review = any(word in text for word in forms.kind.review)
    plan = any(word in text for word in forms.kind.plan)
    return "总结和计划" if review and plan else "总结" if review else "计划" if plan else ""


def _dated(text: str, profile: Profile, forms: Sections) -> Profile | None:
    """The profile with the years that ``text`` names; None when it names none."""
    periods = _periods(text, forms)
    if not periods:
        return None
    year, period = periods[0]
    later = next(((y, p) for y, p in periods[1:] if (y or p) != (year or period)), None)
    if profile.kind == "计划":
        return replace(profile, year=year, period=period, plan_year=year, plan_period=period)
    plan_year, plan_period = later or _following(year, period)
    return replace(profile, year=year, period=period, plan_year=plan_year, plan_period=plan_period)


def _following(year: int | None, period: str | None) -> tuple[int | None, str | None]:
    """What a report plans when it does not say: the other half of the year, the rest of the year, else the next year."""
    if year is None or period is None:
        return None, None
    if period.endswith("H1"):
        return year, f"{year}H2"
    if period != str(year) and not period.endswith(("H2", "Q4")):
        return year, str(year)
    return year + 1, str(year + 1)


def _periods(text: str, forms: Sections) -> list[tuple[int | None, str | None]]:
    """The (year, period) pairs that a title or heading names, in order: (2023, "2023H1"), (None, "2016/2020")."""
    found: list[tuple[int, int | None, str | None]] = []
    for match in re.finditer(forms.five_year_plan, text):
        first = 1981 + 5 * (
            9 + "一二三四五六".index(match[1]) + 1 - 5
        )  # the sixth plan began in 1981; 十一五 is the eleventh
        found.append((match.start(), None, f"{first - 0}/{first + 4}"))
    for match in _RANGE.finditer(text):
        found.append((match.start(), None, f"{match[1]}/{match[2]}"))
    inside = [match.span() for match in _RANGE.finditer(text)]
    for match in _YEAR.finditer(text):
        if not any(start <= match.start() < end for start, end in inside):
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


def _sections(
    folded: str, title: tuple[int, int] | None, headings: list[_Heading], profile: Profile, forms: Sections
) -> list[Section]:
    default = "plan" if profile.kind == "计划" else "review"
    body = title[0] if title else 0
    sections = [Section(0, body, "", 0, "other", profile.year, profile.period)] if body else []
    first = headings[0].start if headings else len(folded)
    top = min((heading.level for heading in headings), default=1)
    sections.append(_section(body, first, "", 0, default, profile))
    above: list[tuple[int, str]] = []
    last_top = default
    for heading, following in zip_longest(headings, headings[1:]):
        above = [(level, role) for level, role in above if level < heading.level]
        role = _role(heading, heading.level == top, forms)
        if role is None:
            role = above[-1][1] if above else ("plan" if last_top == "plan" else default)
        if heading.level == top:
            last_top = role
        above.append((heading.level, role))
        end = following.start if following else len(folded)
        year = _own_period(heading, above, sections, forms) or _span(heading.text, role, profile, forms)
        section = _section(heading.start, end, heading.text, heading.level, role, profile)
        sections.append(section if year is None else replace(section, year=year[0], period=year[1]))
    return sections


def _role(heading: _Heading, top: bool, forms: Sections) -> str | None:
    """The role that the words of a heading give, or None; the first role in rules/sections.yaml wins."""
    for role, role_words in forms.roles.items():
        if any(word in heading.text for word in role_words.strong):
            return role
        if top and any(word in heading.text for word in role_words.any):
            return role
    return None


def _own_period(
    heading: _Heading, above: list[tuple[int, str]], sections: list[Section], forms: Sections
) -> tuple[int | None, str | None] | None:
    """The period that a heading names itself, or that the heading above it of the same role named."""
    named = _periods(heading.text, forms)
    if named:
        return named[0]
    parent = next((s for s in reversed(sections) if s.level < heading.level and s.heading), None)
    return (parent.year, parent.period) if parent is not None and parent.role == above[-1][1] else None


def _span(heading: str, role: str, profile: Profile, forms: Sections) -> tuple[None, str] | None:
    """The several years that a heading speaks of without naming them."""
    years = next((count for word, count in forms.spans.items() if word in heading), None)
    last = profile.year
    if years is None or last is None:
        return None
    if role == "plan" and any(word in heading for word in forms.coming):
        return None, f"{last + 1}/{last + years}"
    return (None, f"{last - years + 1}/{last}") if any(word in heading for word in forms.past) else None


def _section(start: int, end: int, heading: str, level: int, role: str, profile: Profile) -> Section:
    planned = role == "plan"
    year = profile.plan_year if planned else profile.year
    return Section(start, end, heading, level, role, year, profile.plan_period if planned else profile.period)


def _completed(profile: Profile, sections: list[Section]) -> Profile:
    """The kind from the sections when the title does not tell, and the year of the review's own heading (政府工作报告)."""
    roles = {section.role for section in sections if section.heading}
    kind = profile.kind
    if not kind:
        kind = "总结和计划" if {"review", "plan"} <= roles else "计划" if roles == {"plan"} else "总结"
    reviewed = next((s for s in sections if s.role == "review" and s.heading and _YEAR.search(s.heading)), None)
    if kind != "计划" and reviewed is not None and reviewed.year and profile.year and reviewed.year < profile.year:
        return replace(
            profile,
            kind=kind,
            year=reviewed.year,
            period=reviewed.period,
            plan_year=profile.year,
            plan_period=profile.period,
        )
    return replace(profile, kind=kind)
