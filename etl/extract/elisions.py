"""Units that are left out, printed once for several figures, or torn apart by a blank.

Rules and edge cases:

* The words of ``elided`` in rules/lexicon.yaml make a unit certain (投资400万: 元); it is filled in and marked as inferred.
* What makes a unit certain for the last of a list (增长29和27) does so for all.
* In a list that prints its unit once (4200、860和3100万元) every figure has the unit and multiplier of the last.
* What goes from one number to another has one unit and, where the two are of one size, one multiplier (由320减至210户,
  由12.5%降至0, 由1.2到1.8万头, but 由8000增加到1.2万元).
* An amount in 万 or 亿 with nothing but light words between it and an amount of money is one too (848万元,占任务1550万的55%).
* A size without digits counts where it is passed (产值突破百亿大关) and its unit is certain.
* A blank inside a unit is none (5 个百 分点), unless what stands before it is a unit of its own (3 人 次数).
* What has no unit at all is a year, a name when glued to Latin letters, or a bare number.
"""

from __future__ import annotations

import re
from decimal import Decimal
from itertools import pairwise

from etl.extract import numbers
from etl.extract.grammar import MARKS, Grammar, around
from etl.extract.mention import Mention
from etl.extract.vocabulary import Vocabulary
from etl.extract.words import alternation

CLAUSE_END = re.compile(r"[,。;]")
NEAR = 12  # characters before a figure that are searched for the words that stand in for an elided unit
_LONGEST_TORN, _LONGEST_SIZE, _LONGEST_SEVERAL = 12, 3, 4
_LONGEST_WAY = 16  # characters before each end of what goes from one number to another
_OF_ONE_SIZE = 100
_YEAR = re.compile(r"(?:19|20)\d\d")


class Elisions:
    """The words beside which a unit is left out (``elided``), with what each asks for."""

    def __init__(self, words: Vocabulary) -> None:
        self.listed = [
            (elided, re.compile(alternation(elided.before)) if elided.before else None)
            for elided in words.lexicon.elided
        ]
        joiner = alternation(("、", *words.lexicon.joiners))
        self._figures_before = re.compile(rf"(?:\d+(?:\.\d+)? ?{joiner} ?)+$")

    def unit(self, lead: str, behind: str, multiplied: bool) -> str | None:
        """The unit that is certain between these words; ``multiplied``: whether 万 or 亿 stands behind the figure."""
        alone = self._figures_before.sub("", lead).rstrip()
        for elided, before in self.listed:
            if (elided.multiplied and not multiplied) or (
                elided.together and not any(word in lead for word in elided.together)
            ):
                continue
            fits = before is not None and before.search(lead) is not None
            fits = fits or bool(elided.after and behind.lstrip().startswith(elided.after))
            if fits or (elided.directly and alone.endswith(elided.directly) and behind.lstrip(" ")[:1] in MARKS):
                return elided.unit
        return None


def _clause_before(folded: str, start: int) -> str:
    return CLAUSE_END.split(folded[max(0, start - NEAR) : start])[-1]


def without_unit(mention: Mention, multiplied: bool, folded: str, words: Vocabulary) -> Mention:
    """An Arabic figure without unit: the elided unit where the context is certain, else a year, a name, or a bare number."""
    behind = folded[mention.end : mention.end + NEAR]
    elided = words.compiled(Elisions).unit(_clause_before(folded, mention.start), behind, multiplied)
    if elided is not None:
        mention.unit, mention.unit_inferred = elided, True
    elif not multiplied:
        if _YEAR.fullmatch(mention.surface):
            mention.type, mention.value = "date", None
        elif _glued_to_latin(folded, mention.start, mention.end):
            mention.type, mention.value, mention.approx = "name", None, ""
    return mention


def _glued_to_latin(folded: str, start: int, end: int) -> bool:
    return any(char.isascii() and char.isalpha() for char in (folded[start - 1 : start], folded[end : end + 1]) if char)


class MovingWords:
    """The words of moving (提高), by which a unit that is one only of changes is known (提高2个点)."""

    def __init__(self, words: Vocabulary) -> None:
        forms = words.lexicon.comparison
        self._expression = re.compile(alternation((*forms["up"], *forms["down"])) + r"[^,;]?$")

    def before(self, folded: str, start: int) -> bool:
        """Whether something moves right before the figure."""
        return self._expression.search(_clause_before(folded, start)) is not None


class SizeWords:
    """The words that make a size of the place behind them (上百, but not 网上百货)."""

    def __init__(self, words: Vocabulary) -> None:
        self._expression = re.compile(f"{alternation(words.several, before=words.lexicon.approx_guards)}$")

    def before(self, lead: str) -> str:
        """The word at the end of ``lead``, or empty."""
        match = self._expression.search(lead[-_LONGEST_SEVERAL:])
        return match[0] if match else ""


def is_size(number: str) -> bool:
    """Whether a numeral ends like a size that can be passed (百亿)."""
    return number[-1:] in ("万", "亿") and len(number) <= _LONGEST_SIZE


def passed(mention: Mention, number: str, qualified: bool, folded: str, words: Vocabulary) -> Mention | None:
    """A size that has no unit and is passed (突破百亿大关, 总投资过千万), or None."""
    size, behind = numbers.size(number), folded[mention.end : mention.end + NEAR]
    lead = _clause_before(folded, mention.start)
    word = "" if qualified else words.compiled(SizeWords).before(lead)
    if size is None or not (qualified or word) or not is_size(number):
        return None
    if behind[:1] not in MARKS and not behind.startswith(words.lexicon.thresholds):
        return None
    unit = words.compiled(Elisions).unit(lead, behind, True)
    if unit is None:
        return None
    mention.value, mention.unit, mention.unit_inferred = size, unit, True
    mention.start, mention.surface = mention.start - len(word), word + mention.surface
    mention.approx = mention.approx or words.several[word]
    return mention


def torn_unit(folded: str, start: int, end: int, words: Vocabulary) -> int:
    """Where a unit that begins at ``start`` and was read up to ``end`` really ends, when a blank is in it."""
    if " " not in folded[start : start + _LONGEST_TORN]:
        return end
    compact, inner, parted = "", False, False
    for position in range(start, min(start + _LONGEST_TORN, len(folded))):
        if folded[position] == " ":
            inner, parted = inner or bool(compact), parted or compact in words.units
            continue
        compact += folded[position]
        whole = inner and compact in words.units and position >= end
        if whole and (not parted or len(compact) > 2):
            end = position + 1
    return end


def share_units(found: list[Mention], folded: str, words: Vocabulary) -> None:
    """Gives the figures of a list the unit printed once, and amounts the unit of the money that they go with."""
    factor, following = Decimal(1), None
    for mention in reversed(found):
        bare = mention.unit is None and mention.type == "quantity"
        listed = bare and following is not None and following.type == "quantity" and following.unit is not None
        if listed and following is not None and words.joins(folded[mention.end : following.start].strip(" ")):
            if not following.unit_inferred:
                match = words.compiled(Grammar).figure.fullmatch(folded, following.start, following.end)
                factor = words.factor(match["multiplier"] if match else None)
            mention.value = mention.value * factor if mention.value is not None else None
            mention.unit, mention.unit_inferred = following.unit, True
        following = mention
    _share_ways(found, folded, words)
    _share_money(found, folded, words)


class WayWords:
    """What stands before the numbers from which (由) and to which (到) something goes."""

    def __init__(self, words: Vocabulary) -> None:
        forms = words.lexicon.ranges
        begins = alternation(forms["from"], before=around(forms, -1), behind=around(forms, 1))
        reached = alternation((*words.lexicon.comparison["reached"], *words.lexicon.comparison["becomes"]))
        self.start = re.compile(rf"{begins}[^,;:。\n]*$")
        self.end = re.compile(rf"[^,;:。、\n]{{0,{_LONGEST_WAY}}}{reached}")


def _share_ways(found: list[Mention], folded: str, words: Vocabulary) -> None:
    for first, last in pairwise(found):
        if (first.unit is None) == (last.unit is None) or first.value is None or last.value is None:
            continue
        forms = words.compiled(WayWords)
        if not forms.end.fullmatch(folded, first.end, last.start):
            continue
        if not forms.start.search(folded, max(0, first.start - _LONGEST_WAY), first.start):
            continue
        bare, whole = (first, last) if first.unit is None else (last, first)
        match = words.compiled(Grammar).figure.fullmatch(folded, whole.start, whole.end)
        factor = words.factor(match["multiplier"] if match else None)
        if whole.value is not None and bare.value is not None and bare.value * factor < whole.value * _OF_ONE_SIZE:
            bare.value *= factor
        bare.unit, bare.unit_inferred = whole.unit, True


def _share_money(found: list[Mention], folded: str, words: Vocabulary) -> None:
    previous: Mention | None = None
    for mention in found:
        bare = mention.type == "quantity" and mention.unit is None and folded[mention.end - 1] in "万亿"
        known = words.units.get(previous.unit or "") if bare and previous is not None else None
        if previous is not None and known is not None and known.dimension == "money":
            between = folded[previous.end : mention.start]
            light = words.all_light.match(between)
            if between.count(",") == 1 and "\n" not in between and light and light.end() == len(between):
                mention.unit, mention.unit_inferred = known.unit, True
        previous = mention if mention.type == "quantity" else previous
