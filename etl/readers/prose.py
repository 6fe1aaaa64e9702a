"""What a printed page adds to a report, and how it is taken off again: decided here, for every reader that needs it.

Page furniture (by the place and the words of a line, over all pages):

- A page number stands alone in the first or last two lines of a page: in dashes, as 第3页 or 3/12, or bare in the margin,
  when it is the number of the page or grows with it.
- A header or footer stands in the margin, apart from the text, at the same height of at least two pages and three in ten, in the same
  words whatever their digits, and in no larger print than the text. Odd and even pages may have their own.

Footnotes: raised figures in smaller print behind a word are marks; behind a Latin letter they belong to it (m2). Small
lines at the foot of the page are its footnotes from the first on that begins with a mark of the page.

Line breaks: two lines are one sentence when the first fills its line, so far that the first word of the second would not
have fitted in, the second is not indented, both are of one size and no further apart than others. An end of a paragraph
that fills its line by chance is told by its mark and the number that the next begins with. The lines of a large title in
the middle of the page are one. Chinese is joined without a blank, Latin words with one, and a hyphen between small letters
goes. A figure is never torn; where a blank was written at the end of the line, there are two.

A blank inside a figure stays as it is printed (1 286.4万元): whoever reads the figures mends it, who knows the units.

Plain text has no boxes: it counts as broken by a page when most long lines end without a mark and none is much longer than
the others. Its canonical text stays as it is; what it is matched against leaves such breaks out.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from statistics import median

from etl.readers.order import Line
from etl.readers.page import Page

SENTENCE_MARKS = '。;:!?”"」』)'
LINE_START = re.compile(
    r"[ \t]|[一二三四五六七八九十]{1,3}、|\([一二三四五六七八九十\d]{1,3}\)|\d{1,2}[.、]|[-—·●■◆★]|\|"
)
DECIMAL = re.compile(r"\d+\.\d")
_CLOSING_FIRST = frozenset(",;:。、%)")
_OFTEN, _SCRAP = 3, 6  # lines that begin with closing marks; characters of what is no whole line
_SHORTEST, _LONGEST = 16, 60  # width of lines that a page breaks

_EDGE = 2  # lines at the head and at the foot of a page that may be furniture
_ZONE = 0.13  # of the height of the page: its margins above and below the text
_SAME_HEIGHT = 0.012
_SHARE = 0.3
_NUMBERED = re.compile(
    r"[-—–－―~·•]+\s*\d{1,4}\s*[-—–－―~·•]+|.{0,3}第\s*\d{1,4}\s*页.{0,12}|\d{1,4}\s*[/／]\s*\d{1,4}|\d{1,4}\s*页"
)
_BARE = re.compile(r"\d{1,4}")
_DIGITS = re.compile(r"\d+")
_RAISED = re.compile(r"[\[［〔(（]?(?:\d{1,2}|[①-⑳]|[*※])[\]］〕)）]?")
_SMALL_PRINT = 0.92

_ENDS = re.compile(r"[。；;：:！!？?”」』）)]$")
_ITEM = re.compile(
    r"[一二三四五六七八九十]{1,3}[、是]|[（(][一二三四五六七八九十\d]{1,3}[）)]|\d{1,2}[.．、](?!\d)|第.{1,3}[章节]|[●■◆★]"
)
_CLOSING = '”’）》〉」』】〕〗，。、；：？！％…,.;:?!)"%'
# What is not parted at the end of a line: words or one character, with opening marks before and closing ones behind.
_UNPARTED = re.compile(rf"[“‘（《〈「『【〔〖(\[\"]*(?:(?:[!-~]+[{_CLOSING}]*)+|.[{_CLOSING}]*)?")
_SHORT_OF = 0.8  # of the size: so far from the margin a full line may end, besides what did not fit in
_PAIR = 2  # of the size: a figure of a year, a character with its mark
_INDENT, _WIDEST_INDENT, _INDENTED_SHARE = 1.2, 4, 0.03
_FAR, _TIGHT, _SIZES = 1.5, 1.25, 1.15


def body(pages: Sequence[Page], found: Sequence[list[Line]]) -> list[list[Line]]:
    """The lines of every page without furniture and footnotes."""
    usual = setting(found)
    furniture = {*_page_numbers(pages, found, usual), *_repeated(pages, found, usual)}
    kept = [[line for line in page if id(line) not in furniture] for page in found]
    return [_without_footnotes(page, lines, usual) for page, lines in zip(pages, kept, strict=True)]


@dataclass(frozen=True, slots=True)
class Setting:
    """How the text of a document is set: its usual size, the usual distance between its lines, whether the first line of
    a paragraph is indented."""

    size: float
    leading: float
    indented: bool


def setting(found: Sequence[list[Line]]) -> Setting:
    sizes: Counter[float] = Counter()
    text = [[line for line in page if line.grid is None] for page in found]
    for line in chain(*text):
        sizes[round(line.size, 1)] += len(line.text)
    size = sizes.most_common(1)[0][0] if sizes else 0
    apart = [below.box.middle - above.box.middle for page in text for above, below in pairwise(page)]
    indents = sum(
        _INDENT < (line.box.left - line.left) / line.size < _WIDEST_INDENT for line in chain(*text) if line.size
    )
    count = sum(map(len, text))
    return Setting(size, median([gap for gap in apart if gap > 0] or [0]), indents > count * _INDENTED_SHARE)


def _edges(page: Page, lines: Sequence[Line]) -> Iterator[tuple[Line, float, bool]]:
    """The lines at the head and at the foot of a page, each with the widest distance from line to line between it and
    the text, and whether it stands in the margin."""
    ordered = sorted(lines, key=lambda line: line.box.middle)
    for edge in (ordered[: _EDGE + 1], ordered[: -_EDGE - 2 : -1]):
        apart = [abs(line.box.middle - inner.box.middle) for line, inner in pairwise(edge)]
        for at, line in enumerate(edge[:_EDGE]):
            if line.grid is None:
                outside = not _ZONE < line.box.middle / (page.height or 1) < 1 - _ZONE
                yield line, max(apart[at:], default=0), outside


def _page_numbers(pages: Sequence[Page], found: Sequence[list[Line]], usual: Setting) -> Iterator[int]:
    bare: defaultdict[int, list[Line]] = defaultdict(list)
    for page, lines in zip(pages, found, strict=True):
        for line, gap, outside in _edges(page, lines):
            text = line.text.strip()
            if _NUMBERED.fullmatch(text):
                yield id(line)
            elif _BARE.fullmatch(text) and outside:
                offset = int(text) - page.number
                bare[offset].append(line)
                if offset == 0 and gap > usual.leading * _TIGHT:
                    yield id(line)
    for lines in bare.values():
        if len({line.page for line in lines}) > 1:
            yield from map(id, lines)


def _repeated(pages: Sequence[Page], found: Sequence[list[Line]], usual: Setting) -> Iterator[int]:
    alike: defaultdict[str, list[tuple[Line, float]]] = defaultdict(list)
    for page, lines in zip(pages, found, strict=True):
        for line, gap, outside in _edges(page, lines):
            if outside and line.size <= usual.size * _SIZES and gap > usual.leading * _TIGHT:
                words = _DIGITS.sub("#", "".join(line.text.split()))
                alike[words].append((line, line.box.middle / (page.height or 1)))
    least = max(2, len(pages) * _SHARE)
    for same in alike.values():
        middle = median(height for _, height in same)
        level = [line for line, height in same if abs(height - middle) < _SAME_HEIGHT]
        if len({line.page for line in level}) >= least:
            yield from map(id, level)


def is_mark(raised: str, before: str) -> bool:
    """Whether raised small print behind ``before`` is the mark of a footnote."""
    return bool(_RAISED.fullmatch(raised)) and not (before[-1:].isascii() and before[-1:].isalpha())


def _without_footnotes(page: Page, lines: list[Line], usual: Setting) -> list[Line]:
    foot = sorted((line for line in lines), key=lambda line: line.box.middle)
    small: list[Line] = []
    for line in reversed(foot):
        if line.grid is not None or line.size > usual.size * _SMALL_PRINT:
            break
        small.insert(0, line)
    first = next((at for at, line in enumerate(small) if line.text.lstrip().startswith(tuple(page.marks))), len(small))
    notes = {id(line) for line in small[first:]}
    return [line for line in lines if id(line) not in notes]


def continues(above: Line, below: Line, usual: Setting) -> bool:
    """Whether the sentence or title of one line goes on in the next."""
    large, little = max(above.size, below.size), min(above.size, below.size)
    if above.grid is not None or below.grid is not None or large > little * _SIZES:
        return False
    if above.page == below.page and below.box.middle - above.box.middle > _FAR * max(usual.leading, large * _TIGHT):
        return False
    if little > usual.size * _SIZES and _centred(above) and _centred(below):
        return True
    ended = bool(_ENDS.search(above.text.rstrip()))
    maybe_last = ended and not usual.indented
    missing = _SHORT_OF + (_first_width(below.text) if not maybe_last else min(_first_width(below.text), _PAIR))
    if above.right - above.box.right > large * missing:
        return False
    level = abs(below.box.left - above.box.left) < large / 2
    if below.box.left - below.left > _INDENT * large and (ended or not level):
        return False
    return not (maybe_last and _ITEM.match(below.text.lstrip()))


def _first_width(text: str) -> float:
    """How wide, in sizes, the beginning of a line is that would have had to fit into the line above as a whole."""
    first = _UNPARTED.match(text.lstrip())
    return sum(0.6 if char.isascii() else 1 for char in first[0]) if first else 0


def _centred(line: Line) -> bool:
    """Whether the line stands in the middle between its margins."""
    left, right = line.box.left - line.left, line.right - line.box.right
    return min(left, right) > 0 and abs(left - right) < line.size


def seam(above: str, below: str) -> tuple[int, str]:
    """How many characters at the end of a line go, and what stands between it and the next."""
    first = below[:1]
    if above.endswith(" "):
        rest = above.rstrip()
        return len(above) - len(rest), " " if rest[-1:].isascii() and first.isascii() else ""
    if above[-1:] in ("-", "\u2010") and above[-2:-1].islower() and above[-2:-1].isascii() and first.islower():
        return 1, ""
    last = above[-1:]
    words = last.isascii() and first.isascii() and first.isalnum() and (last.isalpha() or last in (",", ";", ":"))
    return 0, " " if words else ""


def soft_breaks(text: str) -> Iterator[int]:
    """The offsets of line breaks of a plain text that a page made, or a converter, not the writer."""
    lines = text.split("\n")
    if sum(line[:1] in _CLOSING_FIRST for line in lines if line) >= _OFTEN:
        yield from _scattered(lines)
        return
    long = [line for line in lines if len(line.strip()) >= _SHORTEST]
    broken = [line for line in long if line.rstrip()[-1] not in SENTENCE_MARKS]
    widest = max((len(line) for line in long), default=0)
    if len(long) < 5 or len(broken) * 2 < len(long) or widest > _LONGEST or "\t" in text:
        return
    usual = median(len(line) for line in broken)
    position = 0
    for line, following in pairwise(lines):
        position += len(line) + 1
        full = len(line) >= usual * 0.8 and line.rstrip()[-1:] not in SENTENCE_MARKS
        if full and following.strip() and not LINE_START.match(following):
            yield position - 1


def _scattered(lines: list[str]) -> Iterator[int]:
    """The line breaks of a text that was cut where its print changes (XX, 亿元,增长, 5%, ;): lines begin with closing marks.

    A line goes on where the next begins with such a mark, or one of the two is a scrap; a heading stays apart.
    """
    position = 0
    for line, following in pairwise(lines):
        position += len(line) + 1
        if not line.strip() or not following.strip():
            continue
        begins = LINE_START.match(following) and not DECIMAL.match(following)
        ended = line.rstrip()[-1] in SENTENCE_MARKS or begins
        heading = LINE_START.match(line) and len(line) > _SCRAP
        scrap = min(len(line.strip()), len(following.strip())) <= _SCRAP
        if following[0] in _CLOSING_FIRST or (scrap and not ended and not heading):
            yield position - 1
