"""Numbers of pages inside the text: lines that a printed page or a converter has left between those of a report.

Readers that know the pages take page numbers off themselves (:mod:`etl.readers.prose`); here are those of plain texts.

- A page number stands alone in its line: in dashes (- 12 -) or as 第3页; bare (12) or with their number (3/12) only where all such
  lines of the text count on by one, three at least.
- A sentence goes on over it, or over a form feed, where the line above is long or ends in a figure, has no mark at its end, and is
  neither the first line of the text, nor a heading, nor a row of a table; and where no item or row begins below.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from etl.readers.prose import DECIMAL, LINE_START, SENTENCE_MARKS

_MARKED = re.compile(
    r"[-—–－―~·•]{1,3}[ \t]*\d{1,4}[ \t]*[-—–－―~·•]{1,3}|第[ \t]*\d{1,4}[ \t]*页(?:[ \t,，/]*共[ \t]*\d{1,4}[ \t]*页)?"
)
_COUNTED = re.compile(r"(\d{1,4})(?:[ \t]*[/／][ \t]*\d{1,4})?")
_ROW = re.compile(r"[\t|]|  |\u3000\u3000")
_BLANK = " \t\u3000\r\f"
_RUN, _LONG, _HEADING = 3, 16, 40


class PageBreak(NamedTuple):
    """What is left out at the turn of a page, and where the number of the page lies, empty for a mere form feed."""

    start: int
    end: int
    number: tuple[int, int]


class _Line(NamedTuple):
    """A line that is not blank without the blanks around it; ``page``: it is the number of a page; ``fed``: a form feed stands
    before it."""

    start: int
    end: int
    text: str
    page: bool
    fed: bool


def page_breaks(text: str) -> Iterator[PageBreak]:
    """The turns of pages: the number alone, or all that stands between the two parts of a sentence."""
    if not ("\f" in text or _MARKED.search(text) or _stray(text)):
        return
    lines = _lines(text)
    first = next((line.start for line in lines if not line.page), 0)
    pending: list[_Line] = []
    above: _Line | None = None
    for line in lines:
        if line.page:
            pending.append(line)
            continue
        turned = bool(pending) or line.fed
        if turned and above is not None and above.start > first and _goes_on(above.text, line.text):
            yield from _between(above.end, line.start, pending)
        else:
            yield from (PageBreak(page.start, page.end, (page.start, page.end)) for page in pending)
        above, pending = line, []
    yield from (PageBreak(page.start, page.end, (page.start, page.end)) for page in pending)


def _between(start: int, end: int, pages: Sequence[_Line]) -> Iterator[PageBreak]:
    """Everything from one part of a sentence to the other, cut behind each number of a page."""
    for page in pages[:-1]:
        yield PageBreak(start, page.end, (page.start, page.end))
        start = page.end
    last = (pages[-1].start, pages[-1].end) if pages else (start, start)
    yield PageBreak(start, end, last)


def _stray(text: str) -> bool:
    """Whether figures stand alone in three lines at least."""
    return (
        len(re.findall(r"^[ \t\u3000]*\d{1,4}(?:[ \t]*[/／][ \t]*\d{1,4})?[ \t\u3000]*$", text, re.MULTILINE)) >= _RUN
    )


def _lines(text: str) -> list[_Line]:
    found, start, fed = [], 0, False
    for line in text.split("\n"):
        inner = line.strip(_BLANK)
        fed = fed or "\f" in line[: len(line) - len(line.lstrip(_BLANK))]
        if inner:
            at = start + line.index(inner)
            found.append(_Line(at, at + len(inner), inner, _MARKED.fullmatch(inner) is not None, fed))
            fed = line.endswith("\f")
        start += len(line) + 1
    numbers = [match for line in found if (match := _COUNTED.fullmatch(line.text))]
    values = [int(match[1]) for match in numbers]
    if len(values) < _RUN or any(after != before + 1 for before, after in pairwise(values)):
        return found
    return [line._replace(page=line.page or _COUNTED.fullmatch(line.text) is not None) for line in found]


def _goes_on(above: str, below: str) -> bool:
    """Whether a sentence goes on from one line to the other."""
    if above[-1] in SENTENCE_MARKS or _ROW.search(above) or _ROW.search(below):
        return False
    if LINE_START.match(below) and not DECIMAL.match(below):
        return False
    if LINE_START.match(above) and len(above) < _HEADING:
        return False
    return len(above) >= _LONG or above[-1].isdigit()
