"""What stands in a sentence of the words that any stage asks for: all of them are found in one pass.

Most sentences hold none of the words by which most expressions are led; a stage that knows so need not look.
"""

from __future__ import annotations

from collections.abc import Iterator

from etl.extract.layout import Sentence
from etl.extract.vocabulary import Vocabulary
from etl.extract.words import Hit, Hits, Words

_ROLES = ("no_cue", "plan", "done", "estimated", "cumulative")
_NONE: Hits[str] = Hits([])
_SCOPES = ("village", "company", "township", "above")


class SoughtWords:
    """All words that are looked for, compiled from a rulebook: those of rules, the cues of roles and of scopes with their
    kinds, and those that make a stage look closer."""

    def __init__(self, words: Vocabulary) -> None:
        lexicon, sections = words.lexicon, words.sections
        roles = {word: kind for kind in _ROLES for word in lexicon.role[kind]}
        scopes = {word: kind for kind in _SCOPES for word in lexicon.scope[kind]}
        leading = {
            "invest": lexicon.scope["invest"],
            "each": lexicon.scope["each"],
            "evenly": lexicon.scope["evenly"],
            "part": lexicon.comparison["part"],
            "year": (*lexicon.year["this"], *lexicon.year["last"], *lexicon.year["next"]),
            "part of year": tuple(sections.parts_of_year),
        }
        kinds = {word: kind for kind, listed in leading.items() for word in listed}
        self.all = Words((*words.anchors, *roles, *scopes, *kinds))
        self.roles, self.scopes, self.kinds = map(self.all.numbered, (roles, scopes, kinds))
        self.cues = frozenset((*self.roles, *self.scopes, *self.kinds))


class Seen:
    """What was seen in one sentence: words of rules, cues of roles and scopes by their kinds, and ``kinds`` of words that make
    a stage look closer."""

    __slots__ = ("_all", "_sought", "_start", "_words", "kinds", "roles", "scopes")

    def __init__(self, folded: str, sentence: Sentence, sought: SoughtWords) -> None:
        found = sought.all.find(folded[sentence.start : sentence.end])
        self._start, self._sought = sentence.start, sought
        self._all = Hits(found)  # offsets are those of the sentence: most hits are never looked at
        self._words: set[str] | None = None
        cues = [hit for hit in found if hit[0] in sought.cues]
        self.roles, self.scopes = self._of_kinds(cues, sought.roles), self._of_kinds(cues, sought.scopes)
        self.kinds = {sought.kinds[number] for number, _, _ in cues if number in sought.kinds}

    def _of_kinds(self, cues: list[Hit[int]], kinds: dict[int, str]) -> Hits[str]:
        start = self._start
        found = [(kinds[number], start + a, start + b) for number, a, b in cues if number in kinds]
        return Hits(found) if found else _NONE

    @property
    def words(self) -> set[str]:
        if self._words is None:
            listed = self._sought.all.listed
            self._words = {listed[number] for number, _, _ in self._all}
        return self._words

    def within(self, start: int, end: int) -> Iterator[tuple[str, int, int]]:
        """The words that lie in ``[start, end)`` completely, and where."""
        base, listed = self._start, self._sought.all.listed
        for number, begin, stop in self._all.within(start - base, end - base):
            yield listed[number], base + begin, base + stop
