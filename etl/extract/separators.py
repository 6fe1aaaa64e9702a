"""Where the clauses of a sentence end: the separators between the words of its figures.

Separators are , ; : tab and | that are no part of a figure (1,200亩; 8:30), and the ends of a parenthesis in which a figure
stands: 地区生产总值(GDP)约… keeps its subject.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right

from etl.extract.layout import Sentence
from etl.extract.mention import Mention

_SEPARATOR = re.compile(r"[,;:。\t|]")
_WITHIN = re.compile(r"[,;:\t|()]")
_PARENTHESIS = re.compile(r"\([^()\n]{0,60}\)?")


def separators(folded: str, sentence: Sentence, figures: list[Mention]) -> list[int]:
    """Where the separators of a sentence stand that are no part of a figure."""
    start, end, _ = sentence
    found = [match.start() for match in _SEPARATOR.finditer(folded, start, end)]
    opening = folded.find("(", start, end)
    if opening >= 0:
        starts = [mention.start for mention in figures]
        for match in _PARENTHESIS.finditer(folded, opening, end):
            begin, stop = match.span()
            if bisect_left(starts, stop) > bisect_right(starts, begin):
                found += (begin, stop - 1)
        found.sort()
    inside = {
        at
        for figure in figures
        if _WITHIN.search(folded, figure.start, figure.end)
        for at in range(figure.start, figure.end)
    }
    return [at for at in found if at not in inside] if inside else found
