"""Whom a figure is about where its own words do not say: the sentence, the paragraph, the chapter, the report.

Rules and edge cases:

* 该村, 全村 or 该公司 at the head of a clause speak for the rest of their sentence, over a ``;``, up to 全镇.
* The sentences behind the first of a paragraph that begins with the name of one village are about it, up to 全镇; where it
  begins with several they are not.
* So is a chapter whose heading ends in the name of a village ((一)泉湖村), but not one about villages (建设美丽乡村).
* So is a whole report whose title names a village as its author (高桥村2018年度工作总结, 泉湖村村委会工作报告), or that says
  我村 or 该村 at the head of clauses and never speaks of a township.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property

from etl.extract.context import Context
from etl.extract.layout import Layout, Sentence
from etl.extract.named import Named
from etl.extract.numbers import CHINESE_CHARS
from etl.extract.vocabulary import Vocabulary
from etl.extract.words import alternation

_DATE = r"[ \t]*(?:\d{4}年(?:\d{1,2}月)?(?:\d{1,2}日)?,?)?"
_LONGEST_NAME, _LONGEST_PARAGRAPH = 5, 500
_ITSELF = {"whole_village": "village", "whole_firm": "company_or_project"}
_OFTEN = 2  # clauses that a village opens from which on the report is its own


class TopicWords:
    """The expressions of what opens a paragraph, a heading and a clause."""

    def __init__(self, words: Vocabulary) -> None:
        forms = words.lexicon.scope
        village = alternation(forms["village"])
        self.township = re.compile(alternation((*forms["township"], *forms["of_township"])))
        self.opening = re.compile(
            rf"{_DATE}[^,;:。、(\d\n]{{1,{_LONGEST_NAME}}}?(?P<village>{village})(?!(?:\([^()\n]*\))?[、和及与])"
        )
        titles = alternation((*words.sections.title, *forms["village_title"]))
        self.author = re.compile(
            rf"(?P<village>{village})(?:{alternation(forms['village_body'])})?(?:{alternation(forms['village_author'])})?(?=\d|[{CHINESE_CHARS}]{{4}}年|{titles})"
        )
        self.closing = re.compile(rf"(?P<village>{village})[ :]*$")
        self.itself = re.compile(rf"(?:^|[,;:。(.\n])(?P<word>{alternation(forms['whole_village'])})")


class Topics:
    """What the parts of one text are about: ``village`` or ``company_or_project``, or nothing where they are the township's."""

    def __init__(self, words: Vocabulary, folded: str, layout: Layout, named: Named) -> None:
        self._vocabulary, self._words, self._named = words, words.compiled(TopicWords), named
        self._itself = words.lexicon.scope["whole_village"]
        self.folded, self.layout = folded, layout
        self._lines = [0, *(match.end() for match in re.finditer("\n", folded))]
        self._of_sentences: dict[int, bool] = {}
        self._of_lines: dict[int, bool] = {}
        self._of_sections: dict[int, bool] = {}

    def scope(self, context: Context) -> str | None:
        return self._of_sentence(context) or ("village" if self._around(context.sentence) else None)

    def _around(self, sentence: Sentence) -> bool:
        """Whether the report, the chapter or the paragraph of a sentence is about one village."""
        if sentence.start not in self._of_sentences:
            about = self._report or self._heading(sentence.section) or self._paragraph(sentence)
            self._of_sentences[sentence.start] = about
        return self._of_sentences[sentence.start]

    def _of_sentence(self, context: Context) -> str | None:
        """Of whom the sentence has spoken before the last ``;`` (该村有道路8公里；有山坪塘23口)."""
        if context.group == context.sentence.start:
            return None
        for kind, start, _ in reversed(context.seen.scopes.within(context.sentence.start, context.group)):
            if kind == "township":
                return None
            if kind in _ITSELF and self._named.clause(start) == start:
                return _ITSELF[kind]
        return None

    def _paragraph(self, sentence: Sentence) -> bool:
        start = self._lines[bisect_right(self._lines, sentence.start) - 1]
        if sentence.start == start:
            return False
        if start not in self._of_lines:
            self._of_lines[start] = self._begins_with_village(start)
        return self._of_lines[start] and self._words.township.search(self.folded, start, sentence.start) is None

    def _begins_with_village(self, start: int) -> bool:
        match = self._words.opening.match(self.folded, self._vocabulary.behind_number(self.folded, start))
        end = self.folded.find("\n", start)
        short = (end if end >= 0 else len(self.folded)) - start <= _LONGEST_PARAGRAPH
        return match is not None and short and self._named.village(*match.span("village"), placed=True)

    def _heading(self, number: int) -> bool:
        if number not in self._of_sections:
            section = self.layout.sections[number]
            end = section.start + len(section.heading)
            match = self._words.closing.search(self.folded, max(section.start, end - _LONGEST_NAME), end)
            self._of_sections[number] = match is not None and self._named.village(*match.span("village"), placed=True)
        return self._of_sections[number]

    @cached_property
    def _report(self) -> bool:
        return self._author or self._speaks_for_itself

    @property
    def _author(self) -> bool:
        """Whether the title names a village, or a body of one, as the author (高桥村2018年度工作总结)."""
        title = self.layout.profile.title
        at = self.folded.find(title) if title else -1
        if at < 0:
            return False
        match = self._words.author.search(self.folded, at, at + len(title))
        return match is not None and self._named.village(*match.span("village"), placed=True)

    @property
    def _speaks_for_itself(self) -> bool:
        """Whether clauses begin with 我村 or 该村 again and again in a text that never speaks of a township."""
        if not any(map(self.folded.__contains__, self._itself)):
            return False
        spoken = self._words.itself.finditer(self.folded)
        often = sum(1 for _ in zip(spoken, range(_OFTEN), strict=False)) == _OFTEN
        return often and self._words.township.search(self.folded) is None
