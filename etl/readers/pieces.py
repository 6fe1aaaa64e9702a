"""Characters of a page as pieces of text.

- A character printed twice at one place (bold) counts once. Whether letters stand apart is told by their boxes, besides
  blanks that were written: a fifth of the size between Latin letters, more between digits, which justified lines spread,
  and most of a character between others.
- Raised small print becomes a footnote mark where :mod:`etl.readers.prose` says so.
- A gap of two characters, filled by blanks or not, ends a piece, and so does an upright rule. A blank at the end of a line is
  kept: it tells whether the figures before and behind the break are two.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, groupby
from statistics import median

from etl.readers.page import Box, Piece, around
from etl.readers.prose import is_mark

_SAME_LINE = 0.45  # of the size: how far base lines of one line lie apart; raised print stands up to so high
_GAP = 2.0  # of the size: what ends a piece
_RUN_GAP, _RUN_BACK = 1.0, -0.5
_TWICE = 0.15
_LATIN_GAP, _DIGIT_GAP, _WIDE_GAP = 0.2, 0.5, 0.8
_RAISED_SIZE, _RAISED_BY = 0.8, 0.15


@dataclass(frozen=True, slots=True)
class Char:
    """A character, its box and base line from the upper left corner, its size."""

    text: str
    box: Box
    base: float
    size: float


def pieces(chars: Iterable[Char], rules: Sequence[Box] = ()) -> tuple[list[Piece], tuple[str, ...]]:
    """The pieces that these characters are, line by line, and the footnote marks among them. ``rules`` are upright."""
    marks: list[str] = []
    found = [piece for row in _rows(_runs(chars)) for piece in _pieces(row, marks, rules)]
    return found, tuple(marks)


def _runs(chars: Iterable[Char]) -> Iterator[list[Char]]:
    """Characters that follow each other in the file and on the page."""
    run: list[Char] = []
    for char in chars:
        if run:
            last = run[-1]
            step = char.box.left - last.box.right
            level = abs(char.base - last.base) < _TWICE * last.size and abs(char.size - last.size) < _TWICE * last.size
            if not (level and _RUN_BACK * last.size < step < _RUN_GAP * last.size):
                yield run
                run = []
        run.append(char)
    if run:
        yield run


def _rows(runs: Iterable[list[Char]]) -> Iterator[list[Char]]:
    """The characters of one line, from left to right."""
    row: list[list[Char]] = []
    for run in sorted((run for run in runs if run[0].size > 0), key=lambda run: run[0].base):
        if row and run[0].base - row[0][0].base > _SAME_LINE * max(run[0].size, row[0][0].size):
            yield sorted(chain(*row), key=lambda char: char.box.left)
            row = []
        row.append(run)
    if row:
        yield sorted(chain(*row), key=lambda char: char.box.left)


def _pieces(row: Sequence[Char], marks: list[str], rules: Sequence[Box]) -> Iterator[Piece]:
    """The pieces of a line; footnote marks go to ``marks``."""
    inked = [char for char in row if char.text != " "]
    if not inked:
        return
    size = median(char.size for char in inked)
    base = median(char.base for char in inked)
    crossing = [rule for rule in rules if rule.top <= row[0].box.middle <= rule.bottom]
    piece: list[Char] = []
    text, last, blank = "", None, False
    gaps: list[tuple[int, float, float]] = []
    for raised, group in groupby(row, key=lambda char: _is_raised(char, base, size)):
        stretch = list(group)
        word = "".join(char.text for char in stretch).strip()
        if raised and is_mark(word, text):
            marks.append(word)
            continue
        for char in stretch:
            if char.text == " ":
                blank = True
                continue
            if last is not None and _is_twice(last, char):
                continue
            gap = char.box.left - last.box.right if last is not None else 0
            if last is not None and (gap > _GAP * size or any(_parts(rule, last, char) for rule in crossing)):
                yield Piece(text, around(char.box for char in piece), size, tuple(gaps))
                piece, text, gaps = [], "", []
            elif last is not None and (blank or _stand_apart(last.text, char.text, gap / size)):
                text += " "
            if piece and last is not None and gap > _WIDE_GAP * size:
                gaps.append((len(text), last.box.right, char.box.left))
            text, last, blank = text + char.text, char, False
            piece.append(char)
    yield Piece(text + " " * blank, around(char.box for char in piece), size, tuple(gaps))


def _parts(rule: Box, last: Char, char: Char) -> bool:
    """Whether an upright rule stands between two characters."""
    slack = last.size / 4
    return last.box.right - slack < rule.left < char.box.left + slack


def _is_raised(char: Char, base: float, size: float) -> bool:
    return char.size < _RAISED_SIZE * size and base - char.base > _RAISED_BY * size


def _is_twice(last: Char, char: Char) -> bool:
    return last.text == char.text and abs(last.box.left - char.box.left) < _TWICE * char.size


def _stand_apart(before: str, after: str, gap: float) -> bool:
    """Whether a gap of so many sizes is a blank."""
    if before.isascii() and after.isascii():
        return gap > (_DIGIT_GAP if _in_figure(before) and _in_figure(after) else _LATIN_GAP)
    return gap > _WIDE_GAP


def _in_figure(sign: str) -> bool:
    return sign.isdigit() or sign in ".,%"
