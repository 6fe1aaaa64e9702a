"""What stands in a sentence of the words that any stage asks for: all of them are found in one pass.

Most sentences hold none of the words by which most expressions are led; a stage that knows so need not look.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from operator import itemgetter

from etl.extract.layout import Sentence
from etl.extract.vocabulary import Phrase, Vocabulary
from etl.extract.words import Hit, Hits, What, Words

_ROLES = ("no_cue", "plan", "done", "estimated", "cumulative")
_NUMBER = itemgetter(0)
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
            "invest": (*lexicon.scope["invest"], *lexicon.scope["covering"]),
            "each": lexicon.scope["each"],
            "evenly": lexicon.scope["evenly"],
            "part": lexicon.comparison["part"],
            "move": tuple(word for kind in ("new", "up", "down") for word in lexicon.comparison[kind]),
            "completion": lexicon.comparison["completion"],
            "completion rate": lexicon.comparison["completion_rate"],
            "soft plan": lexicon.role["plan_soft"],
            "narrowing": lexicon.narrowing,
            "distributing": lexicon.distributing,
            "year": (*lexicon.year["this"], *lexicon.year["last"], *lexicon.year["next"]),
            "part of year": tuple(sections.parts_of_year),
        }
        kinds: dict[str, tuple[str, ...]] = {}
        for kind, listed in leading.items():
            kinds |= {word: (*kinds.get(word, ()), kind) for word in listed}
        self.all = Words((*words.anchors, *roles, *scopes, *kinds))
        self.roles, self.scopes = self.all.numbered(roles), self.all.numbered(scopes)
        self.kinds = self.all.numbered(kinds)
        self.cues = frozenset((*self.roles, *self.scopes, *self.kinds))
        self.parts = self.all.numbered({anchor: _needed(phrases) for anchor, phrases in words.phrases.items()})


def _needed(phrases: Iterable[Phrase]) -> tuple[frozenset[str], ...]:
    """The sets of words one of which must stand in the sentence too for an anchor to count; none where it stands alone."""
    needed = {phrase.others for phrase in phrases}
    return () if frozenset() in needed else tuple(needed)


class Seen:
    """What was seen in one sentence: words of rules, cues of roles and scopes by their kinds, and ``kinds`` of words that make
    a stage look closer."""

    __slots__ = ("_anchors", "_sought", "_start", "kinds", "roles", "scopes", "words")

    def __init__(self, found: list[Hit[int]], start: int, sought: SoughtWords) -> None:
        self._start, self._sought = start, sought
        self.words = set(map(sought.all.listed.__getitem__, map(_NUMBER, found)))
        parts, present = sought.parts, self.words.issuperset
        self._anchors = Hits([  # offsets are those of the sentence: most hits are never looked at
            hit for hit in found if (needed := parts.get(hit[0])) is not None and (not needed or any(map(present, needed)))
        ])  # fmt: skip
        cues = [hit for hit in found if hit[0] in sought.cues]
        self.roles, self.scopes = self._of_kinds(cues, sought.roles), self._of_kinds(cues, sought.scopes)
        self.kinds = {kind for number, _, _ in cues for kind in sought.kinds.get(number, ())}

    def _of_kinds(self, cues: list[Hit[int]], kinds: dict[int, str]) -> Hits[str]:
        start = self._start
        found = [(kinds[number], start + a, start + b) for number, a, b in cues if number in kinds]
        return Hits(found) if found else _NONE

    def called(self, start: int, end: int, meaning: Callable[[str], What]) -> list[Hit[What]]:
        """What the words of rules that lie in ``[start, end)`` completely mean, those without a meaning left out, and those
        that mean nothing because other words of their phrases are nowhere in the sentence."""
        base, listed = self._start, self._sought.all.listed
        return [
            (meant, base + begin, base + stop)
            for number, begin, stop in self._anchors.within(start - base, end - base)
            if (meant := meaning(listed[number]))
        ]


def look(folded: str, sentences: Iterable[Sentence], words: Vocabulary) -> list[Seen]:
    """What stands in each of the sentences. All are scanned before anything else is done with them, which is faster: the
    automaton, a large one, stays in the processor's cache meanwhile."""
    sought = words.compiled(SoughtWords)
    found = [(sentence.start, sought.all.find(folded[sentence.start : sentence.end])) for sentence in sentences]
    return [Seen(hits, start, sought) for start, hits in found]
