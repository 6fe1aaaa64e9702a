"""The grammar of a printed figure as one expression, compiled from the lexicon and the units.

A figure is: qualifier, sign, number, multiplier, unit, qualifier. Rules and edge cases:

* A range is one figure, with a dash or 至 between its ends, or with 到 where a unit follows that both ends share (10到15户,
  90%到95%); what goes from one number to another (由10户到15户) is two, and so is 统一到3个, which has one.
* 不到 and its like count behind a figure only where a clause ends or 的 follows (30户不到的村, but 3个村不到位).
* 余 and its like stand behind the number or behind the multiplier (20余万元, 80万多元), + there or before a unit (500+家).
"""

from __future__ import annotations

import re
from functools import cached_property

from etl.extract import numbers
from etl.extract.vocabulary import Vocabulary
from etl.extract.words import alternation, guarded

MARKS = ",。;、()\n"  # at which a clause ends
_LONGEST_BOUND = 16  # characters between the lower number of a range and its dash
_LONGEST_RUN = 30  # Chinese numerals behind which is looked for what goes on a figure
_LONGEST_START = 12  # characters between 由 and the number from which something moves


class Grammar:
    """``figure`` reads a figure; its groups are named after what they hold."""

    def __init__(self, words: Vocabulary) -> None:
        self._words = words
        lexicon = words.lexicon
        guards, spared = lexicon.unit_guards, lexicon.unit_followers
        self._free, self._glued = (guarded(units, behind=guards, spared=spared) for units in words.unit_words)
        self._multiplier = guarded(words.multipliers, behind=guards)
        self._middle = alternation(word for listed in lexicon.approx_middle.values() for word in listed)
        self._number = rf"(?:{numbers.COMPOUND}|{numbers.ARABIC}|{numbers.CHINESE})"
        self._tail = rf"(?:{self._middle}?{self._multiplier})?"

    @cached_property
    def figure(self) -> re.Pattern[str]:
        number, free, multiplier, middle = self._number, self._free, self._multiplier, self._middle
        plus = alternation(word for listed in self._words.lexicon.approx_plus.values() for word in listed)
        return re.compile(
            rf"(?P<qualifier>{self._qualifier})?\s?"
            rf"(?P<sign>(?<![\d%A-Za-z\u4e00-\u9fff)])[-+](?=\d)|(?<=[\u4e00-\u9fff])[-+](?=\d+(?:\.\d+)?%))?"
            rf"(?:(?P<fraction>(?:百|千|万|{numbers.CHINESE}|\d+)分之{number}[强弱]?|{numbers.TENTHS}|{numbers.HALF}|{numbers.PRINTED})"
            rf"|{self._range}|(?P<number>{number}))"
            rf"(?P<several>[\s]?{middle}|{plus}(?={free}))?"
            rf"(?:(?P<unit>(?<=[\d]){self._glued}|(?:(?<=\d)[ ])?{free})"
            rf"|[ ]?(?P<multiplier>{multiplier}(?:{middle}{multiplier}|亿)?)(?P<more>{middle}|{plus})?"
            rf"[ ]?(?P<unit2>(?<=[万亿]){self._glued}|{free})?)?"
            rf"(?:[ ]?(?P<after>{self._after}))?",
            re.ASCII,
        )

    @property
    def _qualifier(self) -> str:
        lexicon = self._words.lexicon
        before = [word for listed in lexicon.approx_before.values() for word in listed]
        return guarded(before, before=lexicon.approx_guards)

    @property
    def _range(self) -> str:
        dashes, number = rf"{numbers.DASHES}{numbers.TO}", self._number
        ahead = rf"(?=[0-9.,点·半{numbers.CHINESE_CHARS}]++[^{dashes},、。\n]{{0,{_LONGEST_BOUND}}}+[{dashes}])"  # saves the long way
        shared = rf"{number}(?(lowunit){self._tail}[ ]?(?P=lowunit)|(?:{self._tail}[ ]?{self._free}|{self._middle}?{self._multiplier}))"
        return (
            rf"{ahead}(?P<low>(?>{number}))(?P<lowtail>{self._tail})(?P<lowunit>{self._free})?"
            rf"(?:{numbers.DASH}|{numbers.TO}(?={shared}))(?=[\d{numbers.CHINESE_CHARS}])(?P<high>{number})"
        )

    @property
    def _after(self) -> str:
        lexicon = self._words.lexicon
        closing = alternation(word for listed in lexicon.approx_closing.values() for word in listed)
        after = guarded(word for listed in lexicon.approx_after.values() for word in listed)
        return rf"(?:{after}|{closing}(?=[{re.escape(MARKS)}的]))"

    @cached_property
    def numeral(self) -> re.Pattern[str]:
        """A character with which the number of a ``figure`` begins; not where a Chinese numeral without a size stands before
        something that goes on no figure (进一步), as most do."""
        lexicon, chinese = self._words.lexicon, numbers.CHINESE_CHARS
        after = (lexicon.approx_middle, lexicon.approx_plus, lexicon.approx_after, lexicon.approx_closing)
        words = [word for table in after for listed in table.values() for word in listed]
        words += [*self._words.unit_words[0], *self._words.multipliers]
        firsts = re.escape("".join(sorted({word[0] for word in words})))
        goes_on = rf"[{firsts}{chinese}{numbers.DASHES}{numbers.TO}点·分成半数\s]"
        run = rf"[{chinese}]{{0,{_LONGEST_RUN}}}+(?:(?<=[万亿])|{goes_on})"
        return re.compile(rf"{numbers.FIRST}(?:(?<![半{chinese}])|(?={run}))")

    @cached_property
    def lead(self) -> tuple[int, frozenset[str]]:
        """The most characters of a ``figure`` before its number (qualifier, blank and sign), and those that can be the last."""
        before = [word for listed in self._words.lexicon.approx_before.values() for word in listed]
        return max(map(len, before)) + 2, frozenset("+- \t\n\r\f\v").union(word[-1] for word in before)

    @cached_property
    def _parting(self) -> re.Pattern[str]:
        """What parts two numbers that would be the ends of a range: the group ``to`` is the word between them."""
        forms = self._words.lexicon.ranges
        begins = alternation(forms["from"], before=around(forms, -1), behind=around(forms, 1))
        to = rf"(?P<to>[{numbers.TO}{numbers.DASHES}])(?={self._number})"
        start = rf"{begins}[^,;:。\n]{{0,{_LONGEST_START}}}?{self._number}{self._tail}{self._free}?"
        return re.compile(rf"(?:{alternation(forms['one'])}|{start}){to}")

    @cached_property
    def _parting_lead(self) -> re.Pattern[str]:
        """The places of the words with which ``_parting`` begins: one class first, ``re`` goes from one to the next."""
        listed = {word for name in ("one", "from") for word in self._words.lexicon.ranges[name]}
        firsts = "".join(sorted({word[0] for word in listed}))
        return re.compile(rf"[{firsts}](?:{'|'.join(rf'(?<={word[0]})(?={word[1:]})' for word in sorted(listed))})")

    def part(self, folded: str, taken: bytearray) -> None:
        """Marks what parts two numbers (由10户到15户) as taken, so that no range goes over it."""
        end = 0
        for lead in self._parting_lead.finditer(folded):
            match = self._parting.match(folded, lead.start()) if lead.start() >= end else None
            if match is not None:
                taken[match.start("to")] = 1
                end = match.end()


def around(forms: dict[str, tuple[str, ...]], side: int) -> dict[str, str]:
    """The characters beside each word of ``from`` with which it is part of one of ``not_from``: before it (-1), behind it (1)."""
    found: dict[str, str] = {}
    for word in forms["from"]:
        longer = [other for other in forms["not_from"] if len(other) > len(word)]
        if side < 0:
            found[word] = "".join(other[-len(word) - 1] for other in longer if other.endswith(word))
        else:
            found[word] = "".join(other[len(word)] for other in longer if other.startswith(word))
    return {word: chars for word, chars in found.items() if chars}
