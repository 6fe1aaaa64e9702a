"""A page as its reader found it: pieces of text and ruled tables, each with its box.

Lengths are in one unit a page (points, millimetres, pixels), from the upper left corner of the page as people hold it.
Which of it is text of the report, and in which order, is decided elsewhere (:mod:`etl.readers.order`, ``prose``).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from etl.readers.canonical import Cell


@dataclass(frozen=True, slots=True)
class Box:
    left: float
    top: float
    right: float
    bottom: float

    @property
    def middle(self) -> float:
        """Half way between top and bottom."""
        return (self.top + self.bottom) / 2

    @property
    def width(self) -> float:
        return self.right - self.left

    def holds(self, other: Box) -> bool:
        """Whether the centre of the other box lies within."""
        return self.left <= (other.left + other.right) / 2 <= self.right and self.top <= other.middle <= self.bottom


@dataclass(frozen=True, slots=True)
class Piece:
    """Text of one line without a wide gap in it. ``size`` is that of its writing: about the width of a Chinese character.

    ``gaps`` are the narrower ones, at which it may be two cells: offset in the text, and where the gap begins and ends.
    """

    text: str
    box: Box
    size: float
    gaps: tuple[tuple[int, float, float], ...] = ()

    def parts(self) -> list[Piece]:
        """The pieces that it is when all its gaps part it."""
        found, start, left = [], 0, self.box.left
        for offset, end, following in self.gaps:
            found.append(Piece(self.text[start:offset].strip(), replace(self.box, left=left, right=end), self.size))
            start, left = offset, following
        return [*found, Piece(self.text[start:].strip(), replace(self.box, left=left), self.size)]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: its box, and its rows of cells, empty ones among them."""

    box: Box
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Page:
    """One page; ``number`` counts from 1. ``marks`` are the footnote marks that were left out of its text;
    ``recognised``: its text was read from a picture."""

    number: int
    width: float
    height: float
    pieces: Sequence[Piece] = field(default=())
    grids: Sequence[Grid] = field(default=())
    marks: Sequence[str] = field(default=())
    recognised: bool = False


def around(boxes: Iterable[Box]) -> Box:
    """The smallest box around all, of which there must be one."""
    every = list(boxes)
    return Box(
        min(box.left for box in every),
        min(box.top for box in every),
        max(box.right for box in every),
        max(box.bottom for box in every),
    )
