"""Figures that are known by their shape (rules/lexicon.yaml, ``patterns``): dates, durations, numbering, codes, grades, holes.

The patterns are tried in the order in which the lexicon lists them; what one has taken no later one gets. A shape never
begins or ends inside a run of digits, which would lose a part of a number, and never runs on into the next line. Some count
only in a text that has lost its figures, which two holes without a mask tell (``holed``).

All patterns together are one RE2 set, which says of each line in a single pass which of them occur in it: few do.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from decimal import Decimal
from itertools import accumulate
from typing import Any, NamedTuple

import re2

from etl.extract import numbers
from etl.extract.holes import approximation, last_unit
from etl.extract.mention import Mention
from etl.extract.vocabulary import COUNTED, Vocabulary
from etl.extract.words import alternation
from etl.rulebook.lexicon import Pattern

_UNMEASURED = (*COUNTED, "duration", "label")
Span = tuple[int, int]
_PART = b"\xff"
_HOLED = 2  # figures left out without a trace from which on a text is known to have lost them
_SET_MEMORY = 64 << 20  # RE2's own default is for a single expression


class Line(NamedTuple):
    """A line as the UTF-8 that RE2 works on, with the line breaks on both sides, which patterns may ask for, and where it begins."""

    start: int
    bytes: bytes


def _lines(text: str) -> Iterator[Line]:
    start = 0
    while start < len(text):
        end = text.find("\n", start) + 1 or len(text)
        begin = max(0, start - 1)
        yield Line(begin, text[begin:end].encode())
        start = end


class Joined:
    """Lines to be searched at once, parted by what is no UTF-8, so that no pattern runs on into the next one."""

    def __init__(self, lines: list[Line]) -> None:
        self.bytes = _PART.join([line.bytes for line in lines])
        self._lines = lines
        self._known = (-1, 0)  # where a mention was found last: among the bytes, and in the text
        self._starts = [*accumulate((len(line.bytes) + len(_PART) for line in lines[:-1]), initial=0)]

    def span(self, first: int, last: int) -> Span:
        """Where in the text the bytes ``[first, last)`` of a line stand."""
        at = bisect_right(self._starts, first) - 1
        begin, offset = self._starts[at], self._lines[at].start
        if (
            begin <= self._known[0] <= first
        ):  # matches come from the front: what was decoded for one is not for the next
            begin, offset = self._known
        start = offset + len(self.bytes[begin:first].decode())
        self._known = first, start
        return start, start + len(self.bytes[first:last].decode())


class Shape(NamedTuple):
    """A pattern of the lexicon on RE2, with the numbers of its groups: the mention, its number, its unit (0 without)."""

    pattern: Pattern
    expression: Any
    mention: int
    number: int
    unit: int
    half: int


class ShapeWords:
    """The lexicon's patterns on RE2, in their order."""

    def __init__(self, words: Vocabulary) -> None:
        options = re2.Options()
        options.max_mem = _SET_MEMORY
        self._occurring = re2.Set.SearchSet(options)
        self.shapes: list[Shape] = []
        places = _places(words)
        for pattern in words.lexicon.patterns:
            source = pattern.pattern
            for place, replacement in places.items():
                source = source.replace(place, replacement)
            expression = re2.compile(source.encode())
            self._occurring.Add(source)
            groups = expression.groupindex
            self.shapes.append(Shape(pattern, expression, *(groups.get(name, 0) for name in (b"m", b"v", b"u", b"h"))))
        self._occurring.Compile()

    def find(self, text: str) -> Iterator[tuple[Shape, Any, Joined]]:
        """All matches of all patterns with the lines in which they lie, pattern by pattern, each from line to line."""
        lines: dict[int, list[Line]] = {}
        for line in _lines(text):
            for index in self._occurring.Match(line.bytes) or ():
                lines.setdefault(index, []).append(line)
        for index in sorted(lines):
            shape, joined = self.shapes[index], Joined(lines[index])
            for match in shape.expression.finditer(joined.bytes):
                yield shape, match, joined


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
    holes = 0
    for shape, match, lines in words.compiled(ShapeWords).find(folded):
        if shape.pattern.holed and holes < _HOLED:
            continue
        first, last = match.span(shape.mention)
        if first < 0:
            first, last = match.span()
        start, end = lines.span(first, last)
        if start == end or 1 in taken[start:end] or _splits_digits(folded, start, end):
            continue
        mention = _shape(shape, match, Mention(start, end, text[start:end], shape.pattern.type), words)
        if mention is not None:
            taken[start:end] = b"\1" * (end - start)
            holes += mention.type == "missing" and not shape.pattern.holed
            yield mention


def _splits_digits(folded: str, start: int, end: int) -> bool:
    """Whether the stretch begins or ends inside a run of digits (20 of 2023)."""
    return (start > 0 and folded[start - 1 : start + 1].isdigit()) or (
        end < len(folded) and folded[end - 1 : end + 1].isdigit()
    )


def _shape(shape: Shape, match: Any, mention: Mention, words: Vocabulary) -> Mention | None:
    """The mention with what its shape says of it; None when the numeral in it is no number."""
    if mention.type == "missing":
        mention.unit = last_unit(mention.surface, words)
        mention.approx = approximation(mention.surface, words)
    number = (match[shape.number] or b"").decode() if shape.number else ""
    if not number:
        return mention
    unit = (match[shape.unit] or b"").decode() if shape.unit else ""
    if mention.type == "duration":
        mention.value, mention.unit = numbers.parse(number), unit or None
        if shape.half and match[shape.half] and mention.value is not None:
            mention.value += Decimal("0.5")
        return mention if mention.value is not None else None
    if mention.type == "quantity":
        grade = words.lexicon.grades.get(number)
        mention.value = Decimal(grade) if grade is not None else numbers.parse(number)
        mention.unit, mention.measure = unit, "rank_or_level"
        mention.approx = approximation(mention.surface, words, tail=True)
    return mention
