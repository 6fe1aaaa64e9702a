"""The title and the headings of a report.

Rules and edge cases:

* The title is the last repetition of the first line that looks like one: short, with a word of titles, without a number.
* A heading begins with a number (一、 （一） 1. 一是), is marked as one by the reader, or is a short line of its own with an
  unmistakable word. One that runs on into the text counts up to its first clause.
* A line that ends in a colon and names a year (2016年，我们主要抓了以下工作：) is a heading for what follows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

import re2

from etl.extract.periods import YEAR
from etl.extract.vocabulary import Vocabulary
from etl.extract.words import alternation
from etl.readers.document import Block

_RUN_ON = re.compile(r"[:,;(]|(?<=\D)\d{1,2}[.、](?=\D)")
_LEAD_IN = 2  # the level of a line that leads in: below the parts of the report
LONGEST_TITLE, _LONGEST_HEADING, _TITLE_LINES = 60, 45, 60
Span = tuple[int, int]


class Heading(NamedTuple):
    """``[start, end)`` with its level from 1; ``text`` is what it says, empty when it is too long for a heading."""

    start: int
    end: int
    level: int
    text: str


class HeadingWords:
    """What headings look like and say, compiled from rules/sections.yaml; the numbers are an RE2 set."""

    def __init__(self, words: Vocabulary) -> None:
        self.forms = words.sections
        self._numbers = re2.Set.MatchSet()
        for number in self.forms.numbering:
            self._numbers.Add(number)
        self._numbers.Compile()
        roles = self.forms.roles.values()
        self._strong = re.compile(alternation(word for role in roles for word in role.strong))
        self._misleading = re.compile(alternation(self.forms.misleading))
        self.listing = len(self.forms.numbering)
        self._any = re.compile(alternation(word for role in roles for word in (*role.strong, *role.any)))
        self._roles = [(name, role.strong, (*role.strong, *role.any)) for name, role in self.forms.roles.items()]

    def is_top(self, heading: Heading, top: int) -> bool:
        """Whether a heading is of the highest level of its report, and no item of a list (一是) that stands alone."""
        return heading.level == top != self.listing

    def level(self, text: str) -> int:
        """The level of the heading number that the text begins with, from 1; 0 without one."""
        found = self._numbers.Match(text[:LONGEST_TITLE].encode())
        return 1 + min(found) if found else 0

    def unmistakable(self, text: str) -> bool:
        """Whether a word stands in the text that makes a heading of any line."""
        return self._strong.search(text) is not None

    def role(self, heading: str, top: bool) -> str | None:
        """The role that the words of a heading give, or None; the first role in rules/sections.yaml wins."""
        heading = self._misleading.sub("", heading)
        if (self._any if top else self._strong).search(heading) is None:
            return None
        return next(
            role
            for role, strong, all_words in self._roles
            if any(map(heading.__contains__, all_words if top else strong))
        )


def find_title(folded: str, words: Vocabulary) -> Span | None:
    """Where the title line lies: the first that looks like one, in its last repetition."""
    best: Span | None = None
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
    if not 4 <= len(text) <= LONGEST_TITLE or any(mark in text for mark in "。;!?") or text[-1] in ",:、":
        return False
    if not any(word in text for word in forms.title) or any(word in text for word in forms.not_title):
        return False
    return words.compiled(HeadingWords).level(text) == 0


def find_headings(
    blocks: tuple[Block, ...],
    folded: str,
    spans: list[Span],
    title: Span | None,
    words: Vocabulary,
) -> Iterator[Heading]:
    marked = {block.start: block.level for block in blocks if block.kind == "heading"}
    forms, body = words.compiled(HeadingWords), title[1] if title else 0
    for start, end in spans:
        if start < body:
            continue
        text = folded[start:end].strip()
        level = forms.level(text) or marked.get(start, 0)
        if not level and len(text) <= _LONGEST_HEADING:
            level = _bare_heading(folded, start, end, text, forms)
        if level:
            yield Heading(start, end, level, _heading_text(text, words))


def _heading_text(text: str, words: Vocabulary) -> str:
    """The words of a heading; of one that runs on into the text (二、2024年工作计划1.产业方面：…) its first clause."""
    if len(text) <= _LONGEST_HEADING:
        return text
    stop = _RUN_ON.search(text, words.behind_number(text) or 1)
    return text[: stop.start()] if stop and stop.start() <= _LONGEST_HEADING else ""


def _bare_heading(folded: str, start: int, end: int, text: str, forms: HeadingWords) -> int:
    """1 for a short line of its own that names a part of the report without a number (下一步工作打算); the level below the
    parts for a line that ends in a colon and names a year."""
    alone = (start == 0 or folded[start - 1] == "\n") and (end == len(folded) or folded[end] == "\n")
    if alone and text.endswith(":") and YEAR.search(text):
        return _LEAD_IN
    if not alone or not 3 <= len(text) <= 20 or any(mark in text for mark in ",:、%"):
        return 0
    return int(forms.unmistakable(text))
