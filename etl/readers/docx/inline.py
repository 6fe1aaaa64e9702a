"""The text of one paragraph in its accepted state, and which figures were revised.

- Insertions count, deletions do not; both are remembered as long as it takes to find ``28→35``.
- A content control that nobody has filled in is not text, nor is the mark of a foot- or endnote; which notes are marked is
  handed back.
- Other content controls, hyperlinks, simple fields, smart tags and ruby bases stand for their content; field codes and
  hidden text (``w:vanish``) are not text. Of alternate contents the first choice counts, once.
- Tabs stay tabs, breaks become ``\\n``, a non-breaking hyphen becomes ``-``, a soft one nothing. Without
  ``xml:space="preserve"`` Word drops blanks at the ends of a text, and so does this.
- Text boxes are handed back: they are blocks, to be placed behind their paragraph.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from lxml import etree

from etl.readers.docx.names import (
    ALTERNATE,
    BOX,
    CHOICE,
    DELETED,
    FALLBACK,
    GRAPHICS,
    INSERTED,
    MATH,
    MATH_TEXT,
    NOTE_MARKS,
    PARAGRAPH_PROPERTIES,
    PRESERVE,
    RUN,
    RUN_PROPERTIES,
    TEXT,
    WRAPPERS,
    W,
    is_on,
    unfilled,
)

State = Literal["kept", "inserted", "deleted"]

_FIXED_TEXT = {
    f"{W}tab": "\t", f"{W}ptab": "\t", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-", f"{W}softHyphen": "",
}  # fmt: skip
_DELETED_TEXT, _VANISH = f"{W}delText", f"{W}vanish"
_SYMBOL = f"{W}sym"
# Positions of the Symbol font that carry meaning beside a figure; other symbols are ornaments.
_SYMBOL_FONT = {0xA3: "≤", 0xB0: "°", 0xB1: "±", 0xB3: "≥", 0xB4: "×", 0xB8: "÷", 0xBB: "≈"}
_LINE_ENDS = re.compile(r"[\r\n]+")
_FIGURE_TAIL = re.compile(r"[\d.．,，]*$")
_FIGURE_HEAD = re.compile(r"^[\d.．,，]*")
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Revision:
    """A figure that tracked changes altered: where the new one begins in the text, the old writing and the new one."""

    start: int
    old: str
    new: str


@dataclass(slots=True)
class Inline:
    """The pieces of a paragraph in order, each with its state; ``boxes`` are the text boxes anchored in it, ``notes`` kind and
    id of the foot- and endnotes marked in it."""

    pieces: list[tuple[State, str]] = field(default_factory=list)
    boxes: list[etree._Element] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    hidden: bool = False

    def add_paragraph(self, paragraph: etree._Element) -> None:
        """Add the content of a ``w:p`` behind what is there."""
        self._content(paragraph, "kept")

    @property
    def text(self) -> str:
        return "".join(text for state, text in self.pieces if state != "deleted")

    def _content(self, parent: etree._Element, state: State) -> None:
        for element in parent:
            tag = element.tag
            if tag == RUN:
                self._run(element, state)
            elif tag == PARAGRAPH_PROPERTIES:
                continue
            elif tag in WRAPPERS:
                if not unfilled(element):
                    self._content(element, state)
            elif tag in DELETED:
                self._content(element, "deleted")
            elif tag in INSERTED:
                self._content(element, "deleted" if state == "deleted" else "inserted")
            elif tag == ALTERNATE:
                self._alternate(element, state, self._content)
            elif tag in MATH:
                self.pieces.append((state, "".join(part.text or "" for part in element.iter(*MATH_TEXT))))

    def _run(self, run: etree._Element, state: State) -> None:
        for element in run:
            tag = element.tag
            if tag in (TEXT, _DELETED_TEXT):
                self.pieces.append(("deleted" if tag == _DELETED_TEXT else state, _shown(element)))
            elif tag == RUN_PROPERTIES:
                if _hides(element):
                    self.hidden = True
                    return
            elif tag in _FIXED_TEXT:
                self.pieces.append((state, _FIXED_TEXT[tag]))
            elif tag == _SYMBOL:
                self.pieces.append((state, _symbol(element)))
            elif tag == ALTERNATE:
                self._alternate(element, state, self._run)
            elif tag in NOTE_MARKS:
                if state != "deleted":
                    self.notes.append((NOTE_MARKS[tag], element.get(f"{W}id", "")))
            elif tag in GRAPHICS:
                if state != "deleted":
                    self.boxes.extend(_boxes(element))
            elif tag in WRAPPERS:
                self._content(element, state)

    def _alternate(self, element: etree._Element, state: State, walk: Callable[[etree._Element, State], None]) -> None:
        chosen = element.find(CHOICE)
        chosen = element.find(FALLBACK) if chosen is None else chosen
        if chosen is not None:
            walk(chosen, state)

    def revisions(self) -> list[Revision]:
        """Figures where a deletion stands beside an insertion, with the digits around that both share."""
        if all(state != "deleted" for state, _ in self.pieces):
            return []
        found = []
        pieces = [piece for piece in self.pieces if piece[1]]
        before = ""
        groups = [(kept, list(group)) for kept, group in itertools.groupby(pieces, lambda piece: piece[0] == "kept")]
        for index, (kept, group) in enumerate(groups):
            new = "".join(text for state, text in group if state != "deleted")
            old = "".join(text for state, text in group if state == "deleted")
            if not kept and old and new:
                after = "".join(text for _, text in groups[index + 1][1]) if index + 1 < len(groups) else ""
                found += _revision(before, old, new, after)
            before += new
        return found


def _revision(before: str, old: str, new: str, after: str) -> list[Revision]:
    head, tail = _FIGURE_TAIL.search(before), _FIGURE_HEAD.search(after)
    shared_before, shared_after = head[0] if head else "", tail[0] if tail else ""
    old, new = (shared_before + text + shared_after for text in (old, new))
    if old == new or not _DIGIT.search(old):
        return []
    return [Revision(len(before) - len(shared_before), old, new)]


def _hides(properties: etree._Element) -> bool:
    """Whether these ``w:rPr`` hide their text: asked of every run, so not by a path."""
    vanish = next(properties.iterchildren(_VANISH), None)
    return vanish is not None and is_on(vanish)


def _shown(element: etree._Element) -> str:
    text = element.text or ""
    if "\n" in text or "\r" in text:
        text = _LINE_ENDS.sub(" ", text)
    return text if element.get(PRESERVE) == "preserve" else text.strip(" \t")


def _symbol(element: etree._Element) -> str:
    code = element.get(f"{W}char", "")
    try:
        point = int(code, 16)
    except ValueError:
        return ""
    if 0xF000 <= point <= 0xF0FF:
        return _SYMBOL_FONT.get(point - 0xF000, "") if element.get(f"{W}font") == "Symbol" else ""
    return chr(point) if 0x20 <= point < 0xD800 or 0xF900 <= point < 0xFFFE else ""


def _boxes(graphic: etree._Element) -> list[etree._Element]:
    """The outermost text boxes in a drawing, leaving out what is only a fallback of another."""
    found: list[etree._Element] = []
    waiting = [graphic]
    while waiting:
        element = waiting.pop()
        if element.tag == BOX:
            found.append(element)
        elif element.tag == ALTERNATE:
            chosen = element.find(CHOICE)
            chosen = element.find(FALLBACK) if chosen is None else chosen
            waiting.extend([] if chosen is None else [chosen])
        else:
            waiting.extend(reversed(element))
    return found
