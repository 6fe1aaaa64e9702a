"""Finding words: sets of literal words in one pass over the text, and expressions of literal words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from itertools import groupby
from operator import itemgetter
from typing import Generic, TypeVar

import ahocorasick_rs

What = TypeVar("What")
Hit = tuple[What, int, int]


class Hits(Generic[What]):
    """What was found in a sentence, where it begins and ends, in the order of the ends.

    Plain tuples, because a report has thousands.
    """

    def __init__(self, found: list[Hit[What]]) -> None:
        self._found = found

    def __len__(self) -> int:
        return len(self._found)

    def within(self, start: int, end: int) -> list[Hit[What]]:
        """The hits that lie in ``[start, end)`` completely."""
        return [hit for hit in self._found if hit[1] >= start and hit[2] <= end]


class Words:
    """Finds all occurrences, overlapping ones too, of words, which are numbered in their order."""

    def __init__(self, words: Iterable[str]) -> None:
        self.listed = list(dict.fromkeys(words))
        self._automaton = ahocorasick_rs.AhoCorasick(self.listed) if self.listed else None

    def find(self, text: str) -> list[Hit[int]]:
        """Number, start and end of the words that stand in the text, in the order of their ends."""
        return self._automaton.find_matches_as_indexes(text, overlapping=True) if self._automaton else []

    def numbered(self, meanings: Mapping[str, What]) -> dict[int, What]:
        """What words mean, by their number."""
        return {number: meanings[word] for number, word in enumerate(self.listed) if word in meanings}


class Endings:
    """A set of many words at one of which a text may end."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = frozenset(words)
        self._lengths = sorted({len(word) for word in self._words})

    def end(self, text: str) -> bool:
        return any(text[-length:] in self._words for length in self._lengths)


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
