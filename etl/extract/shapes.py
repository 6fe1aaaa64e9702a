"""Figures that are known by their shape (rules/lexicon.yaml, ``patterns``): dates, durations, numbering, codes, grades, holes.

The patterns are tried in the order in which the lexicon lists them; what one has taken no later one gets. A shape never
begins or ends inside a run of digits, which would lose a part of a number.

All patterns together are one RE2 set, which says in a single pass which of them occur in a text at all: few do.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from decimal import Decimal
from itertools import accumulate
from typing import Any

import re2

from etl.extract import numbers
from etl.extract.mention import Mention
from etl.extract.vocabulary import COUNTED, Vocabulary
from etl.extract.words import alternation
from etl.rulebook.lexicon import Pattern

_UNMEASURED = (*COUNTED, "duration", "label")
_STEP = 64
_SET_MEMORY = 64 << 20  # RE2's own default is for a single expression


class Encoded:
    """A text as the UTF-8 that RE2 works on, encoded once for all patterns, with the way back to its positions."""

    def __init__(self, text: str) -> None:
        pieces = [text[start : start + _STEP].encode() for start in range(0, len(text), _STEP)]
        self.bytes = b"".join(pieces)
        self._starts = [*accumulate(map(len, pieces[:-1]), initial=0)]

    def position(self, offset: int) -> int:
        """The position in the text of a byte at which a character begins."""
        piece = bisect_right(self._starts, offset) - 1
        return piece * _STEP + len(self.bytes[self._starts[piece] : offset].decode())


class ShapeWords:
    """The lexicon's patterns on RE2, in their order, with the number of the group that is the mention."""

    def __init__(self, words: Vocabulary) -> None:
        options = re2.Options()
        options.max_mem = _SET_MEMORY
        self._occurring = re2.Set.SearchSet(options)
        self.patterns: list[tuple[Pattern, Any, int]] = []
        places = _places(words)
        for pattern in words.lexicon.patterns:
            source = pattern.pattern
            for place, replacement in places.items():
                source = source.replace(place, replacement)
            expression = re2.compile(source.encode())
            self._occurring.Add(source)
            self.patterns.append((pattern, expression, expression.groupindex.get(b"m", 0)))
        self._occurring.Compile()

    def find(self, text: Encoded) -> Iterator[tuple[Pattern, Any, int]]:
        """All matches of all patterns, pattern by pattern, each with the number of the group that is the mention."""
        for index in sorted(self._occurring.Match(text.bytes) or ()):
            pattern, expression, group = self.patterns[index]
            for match in expression.finditer(text.bytes):
                yield pattern, match, group if match.group(group) else 0


def _places(words: Vocabulary) -> dict[str, str]:
    """What the words in braces stand for in a pattern."""
    measures = (unit for unit in words.rulebook.units.units if unit.dimension not in _UNMEASURED)
    return {
        "{d}": r"\d+(?:\.\d+)?",
        "{c}": f"[{numbers.CHINESE_CHARS}]+",
        "{mult}": alternation(words.multipliers),
        "{unit}": alternation(words.unit_words[0]),
        "{measure}": alternation(words.fold(word) for unit in measures for word in (unit.unit, *unit.variants)),
    }


def find_shapes(text: str, folded: str, words: Vocabulary, taken: bytearray) -> Iterator[Mention]:
    """The mentions with a shape of the lexicon; what they cover is marked in ``taken``."""
    encoded = Encoded(folded)
    for pattern, match, group in words.compiled(ShapeWords).find(encoded):
        start, end = map(encoded.position, match.span(group))
        if start == end or 1 in taken[start:end] or _splits_digits(folded, start, end):
            continue
        mention = _shape(pattern, match.groupdict(), Mention(start, end, text[start:end], pattern.type), words)
        if mention is not None:
            taken[start:end] = b"\1" * (end - start)
            yield mention


def _splits_digits(folded: str, start: int, end: int) -> bool:
    """Whether the stretch begins or ends inside a run of digits (20 of 2023)."""
    return any(folded[at - 1 : at + 1].isdigit() for at in (start, end) if 0 < at < len(folded))


def _shape(pattern: Pattern, groups: dict[bytes, bytes | None], mention: Mention, words: Vocabulary) -> Mention | None:
    """The mention with what its shape says of it; None when the numeral in it is no number."""
    number, unit = ((groups.get(name) or b"").decode() for name in (b"v", b"u"))
    if pattern.type == "duration" and number:
        mention.value, mention.unit = numbers.parse(number), unit or None
        return mention if mention.value is not None else None
    if pattern.type == "quantity" and number:
        grade = words.lexicon.grades.get(number)
        mention.value = Decimal(grade) if grade is not None else numbers.parse(number)
        mention.unit, mention.measure = unit, "rank_or_level"
        mention.approx = _approx(mention.surface, words, tail=True)
    if pattern.type == "missing":
        mention.unit = _last_unit(mention.surface, words)
        mention.approx = _approx(mention.surface, words)
    return mention


def _last_unit(surface: str, words: Vocabulary) -> str | None:
    """The longest unit word at the end of what is left of a figure (约亿元 → 元)."""
    folded = words.fold(surface)
    return next((folded[i:] for i in range(len(folded)) if folded[i:] in words.units), None)


def _approx(surface: str, words: Vocabulary, tail: bool = False) -> str:
    """The approximation by the longest qualifier at the head of the words, or at their tail."""
    folded = words.fold(surface)
    fits = folded.endswith if tail else folded.startswith
    return next((kind for word, kind in sorted(words.qualifiers.items(), key=lambda w: -len(w[0])) if fits(word)), "")
