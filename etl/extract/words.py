"""Finding words: sets of literal words in one pass over the text, and expressions of literal words."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from operator import itemgetter

import ahocorasick_rs

Hit = tuple[int, int, str]
"""Start, end and word of a vocabulary's word found in the folded text: a plain tuple, because a report has thousands."""


class Hits:
    """Hits in order of their start, with look-up by position."""

    def __init__(self, hits: list[Hit]) -> None:
        self._hits = sorted(hits)
        self._starts = [hit[0] for hit in self._hits]
        self.words = {hit[2] for hit in self._hits}

    def __iter__(self) -> Iterator[Hit]:
        return iter(self._hits)

    def within(self, start: int, end: int) -> list[Hit]:
        """The hits that lie in ``[start, end)`` completely."""
        first = bisect_left(self._starts, start)
        last = bisect_left(self._starts, end, first)
        return [hit for hit in self._hits[first:last] if hit[1] <= end] if first < last else []


class Words:
    """Finds all occurrences, overlapping ones too, of a set of words."""

    def __init__(self, words: set[str]) -> None:
        self._words = sorted(words)
        self._automaton = ahocorasick_rs.AhoCorasick(self._words) if self._words else None

    def find(self, text: str, start: int = 0, end: int | None = None) -> Hits:
        """The hits in ``[start, end)`` of the text, which is all of it when nothing else is said."""
        if self._automaton is None:
            return Hits([])
        found = self._automaton.find_matches_as_indexes(text[start:end], overlapping=True)
        words = self._words
        return Hits([(start + begin, start + stop, words[index]) for index, begin, stop in found])


class Search:
    """Looks for words in one text, stretch by stretch: in the sentences that hold figures, and in no others."""

    def __init__(self, words: Words, text: str) -> None:
        self._words = words
        self._text = text
        self._found: dict[int, Hits] = {}

    def within(self, start: int, end: int) -> Hits:
        """The hits in a sentence. One that begins at ``start`` is always asked for with the same ``end``."""
        hits = self._found.get(start)
        if hits is None:
            hits = self._found[start] = self._words.find(self._text, start, end)
        return hits


def alternation(
    words: Iterable[str],
    before: Mapping[str, str] | None = None,
    behind: Mapping[str, str] | None = None,
    spared: Mapping[str, Iterable[str]] | None = None,
) -> str:
    """A non-capturing group of literal words, the longest first, gathered by their first characters: hundreds of words cost
    little where none of them begins.

    A word is no match where one of the characters that ``before`` lists for it precedes, or one of ``behind`` follows, unless
    that begins one of the words that ``spared`` lists.
    """

    def rest(word: str) -> str:
        escaped = re.escape(word[1:])
        if before and word in before:
            escaped += f"(?<![{re.escape(before[word])}]{re.escape(word)})"
        if behind is not None and word[-1].isdigit():
            return escaped + r"(?!\d)"
        if not behind or word not in behind:
            return escaped
        kept = f"(?!{alternation(spared[word])})" if spared and word in spared else ""
        return escaped + f"(?!{kept}[{re.escape(behind[word])}])"

    ordered = sorted(set(words), key=lambda word: (word[0], -len(word), word))
    gathered = {first: [rest(word) for word in group] for first, group in groupby(ordered, key=itemgetter(0))}
    return "(?:" + "|".join(re.escape(first) + _one_of(rests) for first, rests in gathered.items()) + ")"


def guarded(
    words: Iterable[str],
    before: Mapping[str, str] | None = None,
    behind: Mapping[str, str] | None = None,
    spared: Mapping[str, Iterable[str]] | None = None,
) -> str:
    """An ``alternation`` for the inside of an expression: one look at the next character tells ``re`` that none fits."""
    listed = set(words)
    firsts = "".join(sorted({word[0] for word in listed}))
    return f"(?:(?=[{re.escape(firsts)}]){alternation(listed, before, behind, spared)})"


def _one_of(rests: list[str]) -> str:
    return rests[0] if len(rests) == 1 else f"(?:{'|'.join(rests)})"
