"""The rulebook made ready for scanning text: automata for words, one expression for figures, one for other shapes.

Everything here is compiled once per rulebook. Words from YAML run on Aho-Corasick, patterns from YAML on RE2 (both linear in
the text whatever the pattern); Python's ``re`` runs only expressions written in this package.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from functools import cached_property
from string import ascii_letters
from typing import Any, TypeVar

import re2

from etl.extract.fold import Folding, Mending, table
from etl.extract.phrases import Neighbours, Phrase, neighbours_of, phrase_of
from etl.extract.words import Words, alternation, guarded
from etl.rulebook.model import Rulebook, Unit
from etl.rulebook.scales import Scale, scale_of, unit_scales

Form = TypeVar("Form")
COUNTED = ("count", "times", "people", "households", "visits")
_LATIN = frozenset(ascii_letters)
_LONGEST_NUMBER = 12  # characters of the number of a heading or an item, with the blanks before it


class Trim:
    """Cuts from the ends of a subject light words that do not belong to its noun (到位资金), punctuation, and what is left of a
    date when its figures are cut off."""

    def __init__(self, words: set[str]) -> None:
        self._front = re.compile(rf"(?:{guarded(words)}|[^\u4e00-\u9fffA-Za-z]|[年月日号底末初])*+")
        self._part = re.compile(rf"{alternation(words)}|[^\u4e00-\u9fffA-Za-z]")
        self._lasts = frozenset(word[-1] for word in words)

    def __call__(self, text: str) -> str:
        match = self._front.match(text) if text else None
        start, end = match.end() if match else 0, len(text)
        while start < end and (
            (last := text[end - 1]) in self._lasts or not ("\u4e00" <= last <= "\u9fff" or last in _LATIN)
        ):
            for part in self._part.finditer(text, max(start, end - 4), end):
                if part.end() == end:
                    end = part.start()
                    break
            else:
                break
        return text[start:end]


class Vocabulary:
    """What the stages of the engine look up, compiled from one rulebook."""

    def __init__(self, rulebook: Rulebook) -> None:
        self.rulebook = rulebook
        self.lexicon = rulebook.lexicon
        self.sections = rulebook.sections
        self.fold = Folding(table(_traditional(rulebook) | self.lexicon.fold))
        self.multipliers = {word: Decimal(value) for word, value in rulebook.units.multipliers.items()}
        self._compiled: dict[Any, Any] = {}

    def compiled(self, form: Callable[[Vocabulary], Form]) -> Form:
        """What a stage of the engine compiles from the vocabulary for itself: made once and kept here."""
        made: Form | None = self._compiled.get(form)
        if made is None:
            made = self._compiled[form] = form(self)
        return made

    @cached_property
    def _numbering(self) -> Any:
        """The numbers of headings and items; a mark behind one in parentheses is part of it ((二)、)."""
        listed = "|".join(f"(?:{number})" for number in self.sections.numbering)
        return re2.compile(rf"[ \t]*(?:{listed})、?".encode())

    def behind_number(self, text: str, start: int = 0) -> int:
        """Where the number of a heading or an item ends that stands at ``start``; ``start`` itself without one."""
        head = text[start : start + _LONGEST_NUMBER].encode()
        match = self._numbering.match(head)
        return start + len(head[: match.end()].decode()) if match else start

    @cached_property
    def mending(self) -> Mending:
        return Mending(self.fold, self.lexicon)

    @cached_property
    def units(self) -> dict[str, Unit]:
        """Unit by each of its (folded) spellings."""
        by_word: dict[str, Unit] = {}
        for unit in self.rulebook.units.units:
            for word in (unit.unit, *unit.variants, *unit.glued):
                by_word.setdefault(self.fold(word), unit)
        return by_word

    def counts(self, unit: str | None) -> bool:
        """Whether a unit counts things or people (16家), and so may be followed by what it counts."""
        return unit in self._counting

    @cached_property
    def _counting(self) -> frozenset[str]:
        return frozenset(word for word, unit in self.units.items() if unit.dimension in COUNTED)

    @cached_property
    def joining(self) -> frozenset[str]:
        """The characters with which begins what stands between the figures of a list."""
        return frozenset(("、", ",", *(word[0] for word in self.lexicon.joiners)))

    def joins(self, between: str) -> bool:
        """Whether what stands between two figures makes a list of them: 、 or a joiner."""
        return between == "、" or between in self.lexicon.joiners

    def factor(self, multiplier: str | None) -> Decimal:
        """What a multiplier as printed stands for: 万 is 10 000, 千余万 is 10 000 000; without one 1."""
        if not multiplier or multiplier in self.multipliers:
            return self.multipliers[multiplier] if multiplier else Decimal(1)
        product, rest = Decimal(1), multiplier
        while rest:
            word = next((w for w in self.multiplying if rest.startswith(w)), "")
            product *= self.multipliers.get(word, 1)
            rest = rest[len(word) or 1 :]
        return product

    @cached_property
    def multiplying(self) -> tuple[str, ...]:
        """The words of ``multipliers``, the longest first."""
        return tuple(sorted(self.multipliers, key=len, reverse=True))

    def dimension_of(self, unit: str) -> str | None:
        """The dimension of a unit as rules write it (万元 is money)."""
        scale = scale_of(unit, self.rulebook.units, self._scales)
        return scale.dimension if scale else None

    @cached_property
    def _scales(self) -> dict[str, Scale]:
        return unit_scales(self.rulebook.units)

    @cached_property
    def unit_words(self) -> tuple[set[str], set[str]]:
        """The unit words that always count, and all of them (also those that count only when glued to a figure)."""
        free = {self.fold(w) for u in self.rulebook.units.units for w in (u.unit, *u.variants)}
        return free, free | {self.fold(w) for u in self.rulebook.units.units for w in u.glued}

    @cached_property
    def kin(self) -> dict[str, frozenset[str]]:
        """The measure words that count the same kind of thing as each (宗 for 件)."""
        return {word: frozenset(words) for words in self.lexicon.kin for word in words}

    @cached_property
    def names(self) -> Words:
        return Words(self.lexicon.names)

    @cached_property
    def qualifiers(self) -> dict[str, str]:
        """Approximation by its word: {"近": "约", "余": "余", ...}."""
        lexicon = self.lexicon
        inside = (lexicon.approx_middle, lexicon.approx_plus)
        tables = (lexicon.approx_before, *inside, lexicon.approx_after, lexicon.approx_closing)
        return {word: str(kind) for table in tables for kind, words in table.items() for word in words}

    @cached_property
    def qualifying(self) -> tuple[str, ...]:
        """The words of ``qualifiers``."""
        return tuple(self.qualifiers)

    @cached_property
    def several(self) -> dict[str, str]:
        """Words that make a place a size (上百, 数十) with their approximation, the longest first."""
        listed = {word: str(kind) for kind, words in self.lexicon.several.items() for word in words}
        return dict(sorted(listed.items(), key=lambda item: -len(item[0])))

    @cached_property
    def light(self) -> re.Pattern[str]:
        """Words that name nothing, with punctuation, blanks and figures between them."""
        return re.compile(rf"{alternation(self.lexicon.light)}|[^\u4e00-\u9fffA-Za-z]")

    @cached_property
    def all_light(self) -> re.Pattern[str]:
        """As many of ``light`` as follow one another: what it takes away from the front without looking back."""
        return re.compile(rf"(?:{guarded(self.lexicon.light)}|[^\u4e00-\u9fffA-Za-z])*+")

    @cached_property
    def trim(self) -> Trim:
        return Trim(set(self.lexicon.light) - set(self.lexicon.bound))

    @cached_property
    def each(self) -> re.Pattern[str]:
        """Words behind which a figure is that of each."""
        return re.compile(alternation(self.lexicon.scope["each"]))

    @cached_property
    def verbs(self) -> frozenset[str]:
        """The words of doing that a report uses."""
        return frozenset(self.lexicon.verbs)

    @cached_property
    def joiner(self) -> re.Pattern[str]:
        return re.compile(alternation(self.lexicon.joiners, behind=self.lexicon.joiner_guards))

    @cached_property
    def next_item(self) -> re.Pattern[str]:
        """Where what is counted behind a figure ends: at 、, at 一个 and its like."""
        measures = (word for word, unit in self.units.items() if unit.dimension == "count" and len(word) == 1)
        return re.compile(rf"[、一](?:(?<=、)|(?<=[\u4e00-\u9fff]一){alternation(measures)})")

    @cached_property
    def lister(self) -> re.Pattern[str]:
        return re.compile(rf"、|{self.joiner.pattern}")

    @cached_property
    def phrases(self) -> dict[str, list[Phrase]]:
        """Phrases by their anchor part."""
        by_anchor: dict[str, list[Phrase]] = {}
        written = [
            (text, weak, rule)
            for rule in self.rulebook.indicators.values()
            for listed, weak in ((tuple(dict.fromkeys((rule.name, *rule.phrases))), False), (rule.weak, True))
            for text in listed
        ]
        folded = self.fold("\n".join(text for text, _, _ in written)).split("\n")  # at once: there are thousands
        for (text, weak, rule), form in zip(written, folded, strict=True):
            phrase = phrase_of(text, form, weak, rule)
            by_anchor.setdefault(phrase.anchor, []).append(phrase)
        return by_anchor

    @cached_property
    def neighbours(self) -> dict[str, Neighbours]:
        """The conditions of every rule by its code."""
        newly = self.lexicon.newly
        return {code: neighbours_of(rule, self.fold, newly) for code, rule in self.rulebook.indicators.items()}

    @cached_property
    def dimensions(self) -> dict[str, str | None]:
        """The dimension of every rule's unit by its code."""
        return {code: self.dimension_of(rule.unit) for code, rule in self.rulebook.indicators.items()}

    @cached_property
    def anchors(self) -> set[str]:
        """The words that bring a rule into play, the anchors of its phrases, and the other parts of these."""
        parts = (part for phrases in self.phrases.values() for phrase in phrases for part in phrase.others)
        return {*self.phrases, *parts}


def _traditional(rulebook: Rulebook) -> dict[str, str]:
    """The pairs of rules/traditional.yaml, which may be absent."""
    listed = rulebook.extra.get("traditional")
    pairs = str(listed.get("traditional", "")).split() if isinstance(listed, dict) else []
    return {pair[0]: pair[1] for pair in pairs}


_latest: Vocabulary | None = None


def vocabulary(rulebook: Rulebook) -> Vocabulary:
    """The vocabulary of a rulebook; the one used last is kept, so that a batch compiles it once."""
    global _latest
    if _latest is None or _latest.rulebook is not rulebook:
        _latest = Vocabulary(rulebook)
    return _latest
