"""What stands in a sentence of the words that any stage asks for: all of them are found in one pass.

Most sentences hold none of the words by which most expressions are led; a stage that knows so need not look.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence, Set
from operator import itemgetter

from etl.extract.labels import labelled
from etl.extract.layout import Sentence
from etl.extract.phrases import Phrase
from etl.extract.vocabulary import Vocabulary
from etl.extract.words import Hit, Hits, Words

_ROLES = ("no_cue", "plan", "done", "estimated", "cumulative")
_NUMBER = itemgetter(0)
_MANY = 40  # words in a sentence from which on it pays to leave out those that mean nothing
_NONE: Hits[str] = Hits([])
_SCOPES = (
    "village",
    "whole_village",
    "company",
    "quoted",
    "whole_firm",
    "site",
    "brand",
    "person",
    "township",
    "above",
)
_ALONE: frozenset[int] = frozenset()
Meant = tuple[Phrase, frozenset[int]]  # with the numbers of the other words of the phrase


class Meanings(dict[int, Sequence[Meant]]):
    """The phrases by the number of their anchor; other words mean nothing."""

    def __missing__(self, number: int) -> Sequence[Meant]:
        return ()


class SoughtWords:
    """All words that are looked for, compiled from a rulebook: those of rules, the cues of roles and of scopes with their
    kinds, and those that make a stage look closer. All are numbered, the cues first.

    ``alone`` are the words of rules that mean something by themselves, ``asking`` those that do only with others, which it gives.
    """

    def __init__(self, words: Vocabulary) -> None:
        lexicon, sections = words.lexicon, words.sections
        roles = {word: kind for kind in _ROLES for word in lexicon.role[kind]}
        scopes = {word: kind for kind in _SCOPES for word in lexicon.scope[kind]}
        leading = {
            "invest": (*lexicon.scope["invest"], *lexicon.scope["covering"]),
            "each": lexicon.scope["each"],
            "evenly": lexicon.scope["evenly"],
            "part": lexicon.comparison["part"],
            "in all": lexicon.scope["in_all"],
            "move": tuple(word for kind in ("new", "up", "down") for word in lexicon.comparison[kind]),
            "beyond": (*lexicon.comparison["over"], *lexicon.comparison["under"]),
            "taken": lexicon.comparison["taken"],
            "completion": lexicon.comparison["completion"],
            "completion rate": lexicon.comparison["completion_rate"],
            "soft plan": lexicon.role["plan_soft"],
            "task": lexicon.role["task"],
            "narrowing": lexicon.narrowing,
            "reaching": lexicon.reaching,
            "dealing": lexicon.dealing,
            "distributing": lexicon.distributing,
            "year": tuple(
                word
                for kind in ("this", "that", "before_last", "last", "following", "next", "ahead", "ago")
                for word in lexicon.year[kind]
            ),
            "part of year": tuple(sections.parts_of_year),
        }
        kinds: dict[str, tuple[str, ...]] = {}
        for kind, listed in leading.items():
            kinds |= {word: (*kinds.get(word, ()), kind) for word in listed}
        cues = sorted({*roles, *scopes, *kinds})
        self.cues = len(cues)
        self.all = Words((*cues, *sorted(words.anchors)))
        self.roles, self.scopes = self.all.numbered(roles), self.all.numbered(scopes)
        self.kinds = self.all.numbered(kinds)
        number = {word: place for place, word in enumerate(self.all.listed)}
        self.phrases = Meanings()
        for anchor, phrases in words.phrases.items():
            numbers = (
                frozenset(map(number.__getitem__, phrase.others)) if phrase.others else _ALONE for phrase in phrases
            )
            self.phrases[number[anchor]] = tuple(zip(phrases, numbers, strict=True))
        others = {anchor: {asked for _, asked in phrases} for anchor, phrases in self.phrases.items()}
        self.alone = frozenset(anchor for anchor, asked in others.items() if _ALONE in asked)
        self.asking = {anchor: tuple(asked) for anchor, asked in others.items() if anchor not in self.alone}


class Seen:
    """What was seen in one sentence: ``words`` by their numbers, cues of roles and scopes by their kinds, and ``kinds`` of
    words that make a stage look closer."""

    __slots__ = ("_ends", "_found", "_start", "kinds", "roles", "scopes", "words")

    def __init__(self, found: list[Hit[int]], start: int, sought: SoughtWords) -> None:
        self._start, self.words = start, frozenset(map(_NUMBER, found))
        cues = [hit for hit in found if hit[0] < sought.cues]
        self.roles, self.scopes = self._of_kinds(cues, sought.roles), self._of_kinds(cues, sought.scopes)
        self.kinds: Set[str] = {kind for number in self.words & sought.kinds.keys() for kind in sought.kinds[number]}
        found = found if len(found) < _MANY else self._speaking(found, sought)
        self._found = found  # at offsets of the sentence: most hits are never looked at
        self._ends = [end for _, _, end in found]

    def _speaking(self, found: list[Hit[int]], sought: SoughtWords) -> list[Hit[int]]:
        """The words of rules without those that mean nothing, because others of their phrases are nowhere in the sentence:
        where there are many words, each figure looks at all of them."""
        present, asking = self.words.issuperset, sought.asking
        speaking = {number for number in self.words & asking.keys() if any(map(present, asking[number]))}
        speaking |= self.words & sought.alone
        return [hit for hit in found if hit[0] in speaking]

    def _of_kinds(self, cues: list[Hit[int]], kinds: dict[int, str]) -> Hits[str]:
        if kinds.keys().isdisjoint(self.words):
            return _NONE
        start = self._start
        return Hits([(kinds[number], start + a, start + b) for number, a, b in cues if number in kinds])

    def called(self, start: int, end: int, meanings: Mapping[int, Sequence[Meant]]) -> list[Hit[Sequence[Meant]]]:
        """What the words that lie in ``[start, end)`` completely mean by their numbers, those without a meaning left out."""
        base = self._start
        begun = start - base
        first = bisect_right(self._ends, begun)
        last = bisect_right(self._ends, end - base, first)
        return [
            (meant, base + begin, base + stop)
            for number, begin, stop in self._found[first:last]
            if begin >= begun and (meant := meanings[number])
        ]


def look(folded: str, sentences: Iterable[Sentence], words: Vocabulary) -> list[Seen]:
    """What stands in each of the sentences. All are scanned before anything else is done with them, which is faster: the
    automaton, a large one, stays in the processor's cache meanwhile."""
    sought = words.compiled(SoughtWords)
    found = [(sentence.start, _found(folded[sentence.start : sentence.end], sought, words)) for sentence in sentences]
    return [Seen(hits, start, sought) for start, hits in found]


def _found(sentence: str, sought: SoughtWords, words: Vocabulary) -> list[Hit[int]]:
    """The words of a sentence, with those of rules that its label makes with the words behind it."""
    found = sought.all.find(sentence)
    made = [hit for hit in labelled(sentence, sought.all, words) if hit[0] >= sought.cues]
    return sorted([*found, *made], key=itemgetter(2)) if made else found
