"""Figures that were left out of the text: a mask, empty brackets, dots or a blank where the number should stand.

What a hole looks like is written in rules/lexicon.yaml (``holes``). Rules and edge cases:

* Behind a mask (XX, xx, ×, **, ＿＿, ○) that does not go on a Latin word, brackets (〔...〕, （ ）), dots (……) or dashes a unit
  must follow, with or without 万 and 余.
* Digits that a mask has eaten into (2X万元, XX0元, X.6亿元) are no value: the whole is the hole.
* Behind a list of masked names a figure is whole (××、×××2个), and so is a product (3×5米), but not of people (8*0户).
* XX-XX个 is one hole, X户X人 are two.
* A blank is a hole only where a clause ends behind the unit (共投入  万元，), so that a flattened table has none
  (产量 吨 6850).
* Names are no holes: XX村, XX镇, X年.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from etl.extract.mention import Mention
from etl.extract.vocabulary import COUNTED, Vocabulary
from etl.extract.words import alternation, guarded

_UNMEASURED = (*COUNTED, "duration", "label")
_LONGEST_QUALIFIER = 4
_CLAUSE_ENDS = r"(?=[,。;、)\n]|$)"


class HoleWords:
    """The expressions of holes, compiled from the lexicon: ``opener`` finds where one may begin, ``expression`` reads it."""

    def __init__(self, words: Vocabulary) -> None:
        forms = words.lexicon.holes
        table = words.rulebook.units.units
        measures = [w for u in table if u.dimension not in _UNMEASURED for w in (u.unit, *u.variants)]
        guards, spared = words.lexicon.unit_guards, words.lexicon.unit_followers
        unit = guarded(map(words.fold, (*measures, *forms["counted"])), behind=guards, spared=spared)
        middle = alternation(w for kinds in words.lexicon.approx_middle.values() for w in kinds)
        tail = rf"{middle}?{alternation(words.multipliers)}?{middle}?{unit}"
        large = rf"(?:{alternation(forms['large'])}{middle}?)(?={alternation(forms['people'])}|[^\u4e00-\u9fff]|$)"
        chars = re.escape("".join(forms["mask"]))
        dots, dashes = re.escape("".join(forms["dots"])), re.escape("".join(forms["dashes"]))
        opening, closing = (re.escape("".join(forms[name])) for name in ("opening", "closing"))
        asking = re.escape("".join(forms["asking"]))
        mask = rf"[{chars}][\d.{chars}]*(?:[-—–~至][{chars}]+)?"
        brackets = rf"[{opening}][ {dots}{chars}]*[{closing}]"
        rows = rf"[{dots}]{{2,}}|[{dashes}]{{2,}}"
        blank = rf"(?P<blank> {{2,}}|(?<=[{asking}]) )"
        any_mask = rf"(?<=[{chars}])(?<![A-Za-z][{chars}])"
        empty = rf"(?<=[{opening}])(?=[ {dots}{chars}{closing}])"
        run = rf"(?<![{dots}{dashes}][{dots}{dashes}])(?:(?<=[{dots}])(?=[{dots}])|(?<=[{dashes}])(?=[{dashes}]))"
        torn = rf"(?<=[\u4e00-\u9fff] )(?:(?= )|(?<=[{asking}] ))"
        first = rf"[{chars}{opening}{dots}{dashes} ]"  # one class first: ``re`` goes from one to the next
        self.opener = re.compile(rf"{first}(?:{any_mask}|{empty}|{run}|{torn})")
        self.expression = re.compile(
            rf"(?:{mask} ?|{brackets}|{rows}|{blank}){tail}(?(blank){_CLAUSE_ENDS})|{mask}{large}"
        )
        self.multiplied = re.compile(rf"\d[{chars}]\d")
        self.mask = frozenset(forms["mask"])
        before = [word for kinds in words.lexicon.approx_before.values() for word in kinds]
        self.before = re.compile(rf"{guarded(before, before=words.lexicon.approx_guards)}$")


def find_holes(text: str, folded: str, words: Vocabulary, taken: bytearray) -> Iterator[Mention]:
    """The holes of a text that nothing else has taken; what they cover is marked in ``taken``."""
    forms, end = words.compiled(HoleWords), 0
    for opener in forms.opener.finditer(folded):
        if opener.start() < end:
            continue
        match = forms.expression.match(folded, opener.start())
        if match is None:
            end = _end_of_run(folded, opener.start(), forms.mask) if opener[0] in forms.mask else end
            continue
        start, end = _start(folded, match.start(), forms), match.end()
        figure = _behind_names(folded, opener.start(), forms.mask)
        if figure:
            end = figure
            continue
        if 1 in taken[start:end] or _multiplies(folded, start, end, forms, words):
            continue
        taken[start:end] = b"\1" * (end - start)
        mention = Mention(start, end, text[start:end], "missing")
        mention.unit = last_unit(mention.surface, words)
        mention.approx = approximation(mention.surface, words)
        yield mention


def _behind_names(folded: str, start: int, mask: frozenset[str]) -> int:
    """Where the figure behind a list of masked names begins (抓好××、×××2个支部), or 0."""
    end = start
    while end < len(folded) and folded[end] in mask:
        end += 1
    listed = start > 1 and folded[start - 1] == "、" and folded[start - 2] in mask
    return end if listed and end > start and folded[end : end + 1].isdecimal() else 0


def _multiplies(folded: str, start: int, end: int, forms: HoleWords, words: Vocabulary) -> bool:
    """Whether a mask between digits is a sign of multiplication (3×5米): people are not multiplied (8*0户)."""
    if not forms.multiplied.search(folded, start, end):
        return False
    unit = words.units.get(last_unit(folded[start:end], words) or "")
    return unit is None or unit.dimension not in ("people", "households")


def _end_of_run(folded: str, start: int, mask: frozenset[str]) -> int:
    """Where a run of mask characters and digits ends, which need not be tried again from its middle."""
    while start < len(folded) and (folded[start] in mask or folded[start].isdecimal() or folded[start] == "."):
        start += 1
    return start


def _start(folded: str, start: int, forms: HoleWords) -> int:
    """The start of a hole with the digits that the mask has left and the qualifier in front (约2X万元)."""
    if folded[start] in forms.mask:
        while start and (folded[start - 1].isdecimal() or folded[start - 1] == "."):
            start -= 1
    word = forms.before.search(folded, max(0, start - _LONGEST_QUALIFIER), start)
    return word.start() if word else start


def approximation(surface: str, words: Vocabulary, tail: bool = False) -> str:
    """The approximation by the longest qualifier at the head of the words, or at their tail."""
    folded = words.fold(surface)
    fits = folded.endswith if tail else folded.startswith
    return words.qualifiers[max(filter(fits, words.qualifying), key=len)] if fits(words.qualifying) else ""


def last_unit(surface: str, words: Vocabulary) -> str | None:
    """The longest unit word at the end of what is left of a figure (约亿元 → 元)."""
    folded = words.fold(surface)
    return next((folded[i:] for i in range(len(folded)) if folded[i:] in words.units), None)
