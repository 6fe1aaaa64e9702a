"""Every figure of a text, typed: quantities with value and unit, and what is no quantity with its kind.

The order of decision, which is also the order of the functions below:

0. *Ratios*: three shares that add up to 100, or one name.
1. *Shapes* (:mod:`etl.extract.shapes`): dates, durations, numbering, codes and names, grades, orphaned multipliers; then
   *holes* (:mod:`etl.extract.holes`), which are masks and blanks.
2. *Fixed words* with numerals in them (``names``).
   零 alone counts where something comes down to it (``comes_to_nothing``).
3. *Quantities*: qualifier, number, multiplier, unit, qualifier. A Chinese numeral is a quantity only with a unit behind it;
   within a short quotation it is part of a name; ``一`` counts only behind a word of counting; a multiplier alone (百亩菜园) is
   an epithet, unless it is qualified (近百亩, 百余亩, 上百亩). An Arabic figure is never dropped: what has no unit
   at all stays a quantity without one, or a name when glued to Latin letters, or a year. More digits than any
   number has (LONGEST) are a code, and so a name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from operator import attrgetter
from typing import NamedTuple

from etl.extract import numbers
from etl.extract.elisions import (
    CLAUSE_END,
    NEAR,
    MovingWords,
    SizeWords,
    is_size,
    passed,
    share_units,
    torn_unit,
    without_unit,
)
from etl.extract.grammar import MARKS, Grammar
from etl.extract.holes import find_holes
from etl.extract.mention import Mention
from etl.extract.shapes import find_shapes
from etl.extract.vocabulary import Vocabulary

_QUOTED = re.compile(r"[“\"‘「『]([^“”\"‘’「」『』\n]{1,30})[”\"’」』]")
_RATIO = re.compile(r"[0-9](?<![\d.:]\d)\d*(?:\.\d+)?(?:\s?:\s?\d+(?:\.\d+)?){1,3}(?![\d:])", re.ASCII)
_TIME = re.compile(r"(?:[01]?\d|2[0-4]):[0-5]\d(?::[0-5]\d)?")
_CODE = re.compile(numbers.CODE)
_ZERO = re.compile(rf"{numbers.ZERO}(?=[{re.escape(MARKS)}]|$)")
_LISTED = re.compile(r"[\u4e00-\u9fff]{2,10}、一(?=[\u4e00-\u9fff])")


class Parts(NamedTuple):
    """What the groups of ``Grammar.figure`` hold, in their order: number, or both ends of a range, or a fraction; before
    and behind them qualifiers, multiplier and unit. ``several`` and ``more`` stand before and behind the multiplier."""

    qualifier: str | None
    sign: str | None
    fraction: str | None
    low: str | None
    low_tail: str | None
    low_unit: str | None
    high: str | None
    number: str | None
    several: str | None
    unit: str | None
    multiplier: str | None
    more: str | None
    unit_behind: str | None
    after: str | None


def find_figures(text: str, folded: str, words: Vocabulary) -> list[Mention]:
    """All figures of ``text`` in reading order, none overlapping; ``folded`` is the folded text of the same length."""
    taken = bytearray(len(folded))
    found = [
        *_ratios(text, folded, taken),
        *find_shapes(text, folded, words, taken),
        *find_holes(text, folded, words, taken),
        *_names(text, folded, words, taken),
        *_zeros(text, folded, words, taken),
    ]
    words.compiled(Grammar).part(folded, taken)
    quoted = bytearray(len(folded))
    for match in _QUOTED.finditer(folded):
        quoted[match.start() : match.end()] = b"\1" * (match.end() - match.start())
    for start, end in _free(taken):
        for match in _figures(folded, start, end, words):
            mention = _quantity(match, text, folded, words, quoted)
            if mention is not None:
                found.append(mention)
    found.sort(key=attrgetter("start"))
    share_units(found, folded, words)
    return found


def _free(taken: bytearray) -> Iterator[tuple[int, int]]:
    """The stretches that no earlier step has taken."""
    start = 0
    for match in re.finditer(rb"\x01+", taken):
        yield start, match.start()
        start = match.end()
    yield start, len(taken)


def _ratios(text: str, folded: str, taken: bytearray) -> Iterator[Mention]:
    """6.01:55.04:38.95 are three shares when they add up to 100; other ratios (1:9) are one name. Times (8:30) are left."""
    for match in _RATIO.finditer(folded):
        parts = [(m.start() + match.start(), m.end() + match.start()) for m in re.finditer(r"[\d.]+", match[0])]
        values = [Decimal(folded[start:end]) for start, end in parts]
        shares = len(parts) > 2 and abs(sum(values, Decimal(0)) - 100) <= 1 and match[0][0] != "0"
        if not shares and _TIME.fullmatch(match[0]):
            continue
        taken[match.start() : match.end()] = b"\1" * len(match[0])
        if shares:
            for (start, end), value in zip(parts, values, strict=True):
                mention = Mention(start, end, text[start:end], "quantity", value)
                mention.unit, mention.unit_inferred, mention.measure = "%", True, "share_or_rate"
                yield mention
        else:
            yield Mention(match.start(), match.end(), text[match.start() : match.end()], "name")


def _names(text: str, folded: str, words: Vocabulary, taken: bytearray) -> Iterator[Mention]:
    for _, start, end in sorted(words.names.find(folded), key=lambda hit: (hit[1], -hit[2])):
        if 1 not in taken[start:end]:
            taken[start:end] = b"\1" * (end - start)
            yield Mention(start, end, text[start:end], "name")


def _zeros(text: str, folded: str, words: Vocabulary, taken: bytearray) -> Iterator[Mention]:
    """零 alone where something comes down to it (降到零): a figure, with the unit that its words make certain."""
    for match in _ZERO.finditer(folded):
        start, end = match.span()
        if taken[start] or not folded.endswith(words.lexicon.comes_to_nothing, 0, start):
            continue
        taken[start] = 1
        yield without_unit(Mention(start, end, text[start:end], "quantity", Decimal(0)), False, folded, words)


def _figures(folded: str, start: int, end: int, words: Vocabulary) -> Iterator[re.Match[str]]:
    """All figures by the grammar: where a numeral stands, one begins there or in the few characters before."""
    grammar = words.compiled(Grammar)
    longest, lasts = grammar.lead
    while numeral := grammar.numeral.search(folded, start, end):
        at = numeral.start()
        led = folded[at - 1 : at] in lasts
        match = grammar.figure.search(folded, max(start, at - longest) if led else at, end)
        if match is None:
            return
        yield match
        start = match.end()


def _quantity(match: re.Match[str], text: str, folded: str, words: Vocabulary, quoted: bytearray) -> Mention | None:
    """The figure that was read, None where it is none; ``quoted`` marks what stands in short quotations."""
    start, end = match.span()
    parts = Parts(*match.groups())
    unit = parts.unit or parts.unit_behind or ""
    number = parts.number
    arabic = number[0].isdecimal() if number else any(map(str.isdecimal, f"{parts.low}{parts.high}{parts.fraction}"))
    if not (unit or arabic or parts.fraction or is_size(number or "")):
        return None
    if " " in folded[end : end + 2] and not (parts.fraction or parts.after):
        begin = end - len(unit)
        end = torn_unit(folded, begin, end, words)
        unit = folded[begin:end].replace(" ", "")
    if unit in words.lexicon.moved_units and not words.compiled(MovingWords).before(folded, start):
        plain = words.lexicon.moved_units[unit]
        end, unit = end - len(unit) + len(plain), plain
    if folded[start].isspace() or folded[end - 1].isspace():
        start, end = _without_blanks(folded, start, end)
    if end - start > numbers.LONGEST and _CODE.search(match[0]):
        return Mention(start, end, text[start:end], "name")
    mention = Mention(start, end, text[start:end], "quantity")
    _value(mention, parts, words)
    largest = mention.value or mention.value_high
    if largest is not None and largest.adjusted() >= numbers.LONGEST:
        return Mention(start, end, text[start:end], "name")
    mention.approx = _qualifier(parts, words)
    if parts.fraction:
        return mention if mention.value is not None else None
    unit = unit.strip()
    mention.unit = words.lexicon.unit_repairs.get(unit, unit) or None
    if not arabic:
        return _chinese(mention, parts, match, folded, words, bool(quoted[match.start()]))
    return mention if mention.unit else without_unit(mention, parts.multiplier is not None, folded, words)


def _without_blanks(folded: str, start: int, end: int) -> tuple[int, int]:
    while folded[start].isspace():
        start += 1
    while folded[end - 1].isspace():
        end -= 1
    return start, end


def _value(mention: Mention, parts: Parts, words: Vocabulary) -> None:
    """Sets value, or value_low and value_high of a range, or value and unit of a fraction; exact, multiplier folded in."""
    if parts.fraction:
        fraction = numbers.parse_fraction(parts.fraction)
        if fraction is not None:
            mention.value, mention.unit = fraction[0], fraction[1] or None
    elif parts.low and parts.high:
        low, high = numbers.parse(parts.low), numbers.parse(parts.high)
        factor = words.factor(parts.multiplier)
        own = _tail_factor(parts.low_tail or "", words)
        if low is not None and high is not None:
            shared = factor if low <= high else Decimal(1)  # 90-100万, but 8000元至1.2万元
            mention.value_low, mention.value_high = low * (own or shared), high * factor
    elif parts.number:
        value, factor = numbers.parse(parts.number), words.factor(parts.multiplier)
        if value is not None:
            mention.value = value * (-factor if parts.sign == "-" else factor)
        elif bounds := numbers.spread(parts.number):
            mention.value_low, mention.value_high = bounds[0] * factor, bounds[1] * factor


def _tail_factor(tail: str, words: Vocabulary) -> Decimal | None:
    """The multiplier at the end of the lower bound (1万至2万), or None where it has none of its own (90-100万)."""
    return next((factor for word, factor in words.multipliers.items() if tail and tail.endswith(word)), None)


def _qualifier(parts: Parts, words: Vocabulary) -> str:
    """The approximation: what stands behind the figure (以上) before what stands in it (余) before what stands in front (约)."""
    behind = parts.after or parts.more or parts.several
    if behind:
        return words.qualifiers[behind.strip()]
    if parts.multiplier and parts.multiplier not in words.multipliers:
        for word, kind in words.qualifiers.items():
            if word in parts.multiplier:
                return kind
    return words.qualifiers[parts.qualifier] if parts.qualifier else ""


def _chinese(
    mention: Mention, parts: Parts, match: re.Match[str], folded: str, words: Vocabulary, quoted: bool
) -> Mention | None:
    """A figure in Chinese numerals: a quantity, a name, or (None) no figure at all."""
    first = match.start("number" if parts.number else "low")
    if mention.unit is None:
        return passed(mention, parts.number or "", parts.qualifier is not None, folded, words)
    if folded[first - 1 : first] in words.lexicon.ordinal:
        return None
    empty = mention.value is None and mention.value_low is None
    if empty and (parts.number or "")[-1:] not in words.multipliers:
        return None
    barred = (parts.unit or parts.unit_behind or "").strip() in words.lexicon.arabic_only
    if not (quoted or barred) and _of_size(mention, parts, folded, words):
        return mention
    if quoted or empty:
        mention.type, mention.value, mention.unit, mention.approx = "name", None, None, ""
        return mention
    if barred:
        return None
    counted = words.units[mention.unit].dimension not in ("ratio", "money", "area", "mass", "length")
    return _one(mention, folded, words) if mention.value == 1 and counted else mention


def _of_size(mention: Mention, parts: Parts, folded: str, words: Vocabulary) -> bool:
    """A place without a digit counts where it is qualified (近千亩, 百余户) or behind 上 or 数 (上百人), which is part of it."""
    size = numbers.size(parts.number or "")
    if size is None:
        return False
    lead = folded[max(0, mention.start - NEAR) : mention.start]
    word = words.compiled(SizeWords).before(lead)
    if word and not parts.qualifier:
        mention.start, mention.surface = mention.start - len(word), word + mention.surface
        mention.approx = mention.approx or words.several[word]
    mention.value = size * words.factor(parts.multiplier)
    return bool(word or parts.several or parts.more or parts.qualifier)


def _one(mention: Mention, folded: str, words: Vocabulary) -> Mention | None:
    """``一名``: none at all behind a negation (没有一名 is 0); a count right behind a word of counting (新建一座), at the end of
    a clause that has one (建成自来水厂一座), or in a list (12个村、一个居委会); else no figure."""
    lead = folded[max(0, mention.start - NEAR) : mention.start]
    for negation in sorted(words.lexicon.none_of, key=len, reverse=True):
        if lead.endswith(negation):
            mention.start -= len(negation)
            mention.surface = negation + mention.surface
            mention.value = Decimal(0)
            return mention
    clause = CLAUSE_END.split(lead)[-1]
    counted = any(lead.endswith(word) for word in words.lexicon.counting)
    closed = folded[mention.end : mention.end + 1] in MARKS and any(word in clause for word in words.lexicon.counting)
    listed = folded[mention.start - 1 : mention.start] == "、" or _LISTED.match(folded, mention.end)
    return mention if counted or closed or listed else None
