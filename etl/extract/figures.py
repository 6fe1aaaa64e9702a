"""Every figure of a text, typed: quantities with value and unit, and what is no quantity with its kind.

The order of decision, which is also the order of the functions below:

0. *Ratios*: three shares that add up to 100, or one name.
1. *Shapes* (:mod:`etl.extract.shapes`): dates, durations, numbering, codes and names, grades, holes.
2. *Fixed words* with numerals in them (``names``).
3. *Quantities*: qualifier, number, multiplier, unit, qualifier. A Chinese numeral is a quantity only with a unit behind it;
   within a short quotation it is part of a name; ``一`` counts only behind a word of counting; a multiplier alone (百亩菜园) is
   an epithet. An Arabic figure is never dropped: what has no unit at all stays a quantity without one, or a name when glued
   to Latin letters, or a year.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from etl.extract import numbers
from etl.extract.mention import Mention
from etl.extract.shapes import find_shapes
from etl.extract.vocabulary import Vocabulary

_QUOTED = re.compile(r"[“\"‘「『]([^“”\"‘’「」『』\n]{1,30})[”\"’」』]")
_RATIO = re.compile(r"\d(?<![\d.:]\d)\d*(?:\.\d+)?(?:\s?:\s?\d+(?:\.\d+)?){1,3}(?![\d:])", re.ASCII)
_TIME = re.compile(r"(?:[01]?\d|2[0-4]):[0-5]\d")
_CLAUSE_END = re.compile(r"[,。;]")
_MARKS = ",。;、)\n"
_NEAR = 12  # characters before a figure that are searched for the words that stand in for an elided unit


def find_figures(text: str, folded: str, words: Vocabulary) -> list[Mention]:
    """All figures of ``text`` in reading order, none overlapping; ``folded`` is the folded text of the same length."""
    taken = bytearray(len(folded))
    found = [
        *_ratios(text, folded, taken),
        *find_shapes(text, folded, words, taken),
        *_names(text, folded, words, taken),
    ]
    quoted = bytearray(len(folded))
    for match in _QUOTED.finditer(folded):
        quoted[match.start() : match.end()] = b"\1" * (match.end() - match.start())
    for start, end in _free(taken):
        for match in _figures(folded, start, end, words):
            mention = _quantity(match, text, folded, words, bool(quoted[match.start()]))
            if mention is not None:
                found.append(mention)
    found.sort(key=lambda mention: mention.start)
    _share_units(found, folded, words)
    return found


def _share_units(found: list[Mention], folded: str, words: Vocabulary) -> None:
    """In a list that prints its unit once (4200、860和3100万元) every figure has the unit and multiplier of the last."""
    factor = Decimal(1)
    for mention, following in zip(reversed(found[:-1]), reversed(found[1:]), strict=True):
        bare = mention.type == following.type == "quantity" and mention.unit is None
        if bare and following.unit and words.joins(folded[mention.end : following.start]):
            if not following.unit_inferred:
                match = words.figure.fullmatch(folded, following.start, following.end)
                factor = words.factor(match["multiplier"] if match else None)
            mention.value = mention.value * factor if mention.value is not None else None
            mention.unit, mention.unit_inferred = following.unit, True


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
        if len(parts) == 2 and _TIME.fullmatch(match[0]):
            continue
        taken[match.start() : match.end()] = b"\1" * len(match[0])
        if len(parts) > 2 and abs(sum(values, Decimal(0)) - 100) <= 1:
            for (start, end), value in zip(parts, values, strict=True):
                mention = Mention(start, end, text[start:end], "quantity", value)
                mention.unit, mention.unit_inferred, mention.measure = "%", True, "share_or_rate"
                yield mention
        else:
            yield Mention(match.start(), match.end(), text[match.start() : match.end()], "name")


def _names(text: str, folded: str, words: Vocabulary, taken: bytearray) -> Iterator[Mention]:
    for start, end, _ in sorted(words.names.find(folded), key=lambda hit: (hit[0], -hit[1])):
        if 1 not in taken[start:end]:
            taken[start:end] = b"\1" * (end - start)
            yield Mention(start, end, text[start:end], "name")


def _figures(folded: str, start: int, end: int, words: Vocabulary) -> Iterator[re.Match[str]]:
    """All matches of ``words.figure``: where a numeral stands, one begins there or in the few characters before."""
    longest, lasts = words.figure_lead
    while numeral := words.numeral.search(folded, start, end):
        at = numeral.start()
        led = folded[at - 1 : at] in lasts
        match = words.figure.search(folded, max(start, at - longest) if led else at, end)
        if match is None:
            return
        yield match
        start = match.end()


def _quantity(match: re.Match[str], text: str, folded: str, words: Vocabulary, quoted: bool) -> Mention | None:
    start, end = match.span()
    unit = (match["unit"] or match["unit2"] or "").strip() or None
    arabic = any(map(str.isdigit, match[0]))
    if unit is None and not arabic and not match["fraction"]:
        return None
    group = match.groupdict()
    while folded[start].isspace():
        start += 1
    mention = Mention(start, end, text[start:end], "quantity")
    _value(mention, group, words)
    if group["fraction"]:
        return mention if mention.value is not None else None
    mention.unit = words.lexicon.unit_repairs.get(unit, unit) if unit else None
    mention.approx = _qualifier(group, words)
    if not arabic:
        return _chinese(mention, match, folded, words, quoted)
    return _without_unit(mention, match, folded, words) if unit is None else mention


def _value(mention: Mention, group: dict[str, Any], words: Vocabulary) -> None:
    """Sets value, or value_low and value_high of a range, or value and unit of a fraction; exact, multiplier folded in."""
    factor = words.factor(group["multiplier"])
    if group["fraction"]:
        fraction = numbers.parse_fraction(group["fraction"])
        if fraction is not None:
            mention.value, mention.unit = fraction[0], fraction[1] or None
    elif group["low"]:
        low, high = numbers.parse(group["low"]), numbers.parse(group["high"])
        own = _tail_factor(group["lowtail"], words)
        if low is not None and high is not None:
            mention.value_low, mention.value_high = low * (own or factor), high * factor
    else:
        value = numbers.parse(group["number"])
        if value is not None:
            mention.value = value * factor * (-1 if group["sign"] == "-" else 1)


def _tail_factor(tail: str, words: Vocabulary) -> Decimal | None:
    """The multiplier at the end of the lower bound (1万至2万), or None where it has none of its own (90-100万)."""
    return next((factor for word, factor in words.multipliers.items() if tail and tail.endswith(word)), None)


def _qualifier(group: dict[str, Any], words: Vocabulary) -> str:
    """The approximation: what stands behind the figure (以上) before what stands in it (余) before what stands in front (约)."""
    for name in ("after", "more", "several"):
        if group[name]:
            return words.qualifiers[group[name].strip()]
    multiplier = group["multiplier"]
    inner = next((kind for word, kind in words.qualifiers.items() if word in multiplier), "") if multiplier else ""
    return inner or words.qualifiers.get(group["qualifier"] or "", "")


def _chinese(mention: Mention, match: re.Match[str], folded: str, words: Vocabulary, quoted: bool) -> Mention | None:
    """A figure in Chinese numerals: a quantity, a name, or (None) no figure at all."""
    first = match.start("number") if match["number"] else match.start("low")
    if mention.unit is None or folded[first - 1 : first] == "第":
        return None
    empty = mention.value is None and mention.value_low is None
    if empty and (match["number"] or "")[-1:] not in words.multipliers:
        return None
    if quoted or empty:
        mention.type, mention.value, mention.unit, mention.approx = "name", None, None, ""
        return mention
    if (match["unit"] or match["unit2"] or "").strip() in words.lexicon.arabic_only:
        return None
    counted = words.units[mention.unit].dimension not in ("ratio", "money", "area", "mass", "length")
    return _one(mention, folded, words) if mention.value == 1 and counted else mention


def _one(mention: Mention, folded: str, words: Vocabulary) -> Mention | None:
    """``一名``: none at all behind a negation (没有一名 is 0); a count right behind a word of counting (新建一座), at the end of
    a clause that has one (建成自来水厂一座), or in a list (12个村、一个居委会); else no figure."""
    lead = folded[max(0, mention.start - _NEAR) : mention.start]
    for negation in sorted(words.lexicon.none_of, key=len, reverse=True):
        if lead.endswith(negation):
            mention.start -= len(negation)
            mention.surface = negation + mention.surface
            mention.value = Decimal(0)
            return mention
    clause = _CLAUSE_END.split(lead)[-1]
    counted = any(lead.endswith(word) for word in words.lexicon.counting)
    closed = folded[mention.end : mention.end + 1] in _MARKS and any(word in clause for word in words.lexicon.counting)
    listed = folded[mention.start - 1 : mention.start] == "、"
    return mention if counted or closed or listed else None


def _without_unit(mention: Mention, match: re.Match[str], folded: str, words: Vocabulary) -> Mention:
    """An Arabic figure without unit: the elided unit where the context is certain, else a year, a name, or a bare number."""
    lead, next_words = folded[max(0, mention.start - _NEAR) : mention.start], folded[mention.end : mention.end + _NEAR]
    lead = _CLAUSE_END.split(lead)[-1]
    for elided in words.lexicon.elided:
        fits = any(word in lead for word in elided.before) or (elided.after and next_words.startswith(elided.after))
        fits = fits or (elided.directly and lead.endswith(elided.directly) and next_words[:1] in _MARKS)
        if fits and (match["multiplier"] or not elided.multiplied):
            mention.unit, mention.unit_inferred = elided.unit, True
            return mention
    if match["multiplier"] is None:
        if re.fullmatch(r"(?:19|20)\d\d", mention.surface):
            mention.type, mention.value = "date", None
        elif _glued_to_latin(folded, mention.start, mention.end):
            mention.type, mention.value, mention.approx = "name", None, ""
    return mention


def _glued_to_latin(folded: str, start: int, end: int) -> bool:
    return any(char.isascii() and char.isalpha() for char in (folded[start - 1 : start], folded[end : end + 1]) if char)
