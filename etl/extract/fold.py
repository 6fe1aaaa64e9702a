"""Folding: the text in one form to be matched against, and the way back to the offsets of the original.

Full width, traditional script and the lexicon's characters are replaced one by one. Rules and edge cases beyond that:

* A misprint behind numerals (6各行政村) is mended where the document shows it at least three times.
* A year in Chinese digits (一九九八年, 二OO四年) gets Arabic ones.
* 、 or a blank for the decimal point (3、19亿元, 5 9亿元) is read as the point where no list stands; 2、3万元 is left.
* So is · before a multiplier, 元 or % (3·5万元); 3·15 is a day.
* A line break inside a sentence (text copied from a PDF) is left out: :mod:`etl.readers.prose` decides which they are.
* So is the number of a page between two lines, with all that stands between the two parts of a sentence
  (:mod:`etl.readers.pagination`).
* So is a blank that tears a figure: between groups of three digits (1 286.4万元, but not behind a year) and behind a decimal
  point (36. 5万, 128. 4亩), where a word of ``torn`` stands behind it.
* So are the blanks between characters of a text that is spread out to fill its lines (完 成 财 政 收 入): where five stand so.
* So is a pronunciation in parentheses behind a character (萬(wàn)元), which converters of script leave behind.

What is shown and stored is always the original.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from etl.extract.words import alternation
from etl.readers.pagination import page_breaks
from etl.readers.prose import soft_breaks
from etl.rulebook.lexicon import Lexicon

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, 0x00A0: 0x20}
_NUMERAL = "0-9零一二两三四五六七八九十百千万半余多"
_FEW = 24  # different characters that are replaced one after the other
_OFTEN = 3  # a misprint counts as such when a document shows it this often
_CHINESE_YEAR = re.compile(r"[一二][零〇○OoО0一二三四五六七八九]{3}(?=年)")
_DIGITS = str.maketrans("零〇○OoО一二三四五六七八九", "000000123456789")
_PINYIN = re.compile(r"\((?<=[\u4e00-\u9fff]\()[a-zü]*[āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ][a-z]*\)")
_SPREAD = re.compile(r" (?<=[\u4e00-\u9fff] )(?:[\u4e00-\u9fff] ){3}[\u4e00-\u9fff]")
_BETWEEN = re.compile(r" (?<=[\u4e00-\u9fff] )(?=[\u4e00-\u9fff])")
_LIST_REACH = 16  # characters before a lost point that are searched for a word that opens a list


@dataclass(frozen=True, slots=True)
class Folded:
    """``text`` is what is matched against; ``kept`` the original without what was left out, of the same length; ``at`` the
    original offset of each character, or None where nothing was left out; ``pages`` where the numbers of pages lie in it."""

    text: str
    kept: str
    at: list[int] | None
    pages: tuple[tuple[int, int], ...] = ()

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The original offsets of ``[start, end)``."""
        if self.at is None:
            return start, end
        return self.start(start), (self.at[end - 1] + 1 if end > start else self.start(start))

    def start(self, position: int) -> int:
        """The original offset of a character, or the end of the text."""
        if self.at is None:
            return position
        return self.at[position] if position < len(self.at) else (self.at[-1] + 1 if self.at else 0)


def table(characters: dict[str, str]) -> dict[int, int]:
    """A table for ``str.translate`` from full width forms and the given characters (one to one)."""
    return _FULL_WIDTH | {ord(key): ord(value) for key, value in characters.items()}


def fold(text: str, characters: dict[int, int]) -> str:
    """The text with its characters in one form: what words of the rules and of reports have in common."""
    return text.translate(characters)


class Folding:
    """``fold`` made ready for whole documents, most of which hold a dozen characters to be folded, and those often."""

    def __init__(self, characters: dict[int, int]) -> None:
        self._characters = characters
        self._form = {chr(key): chr(value) for key, value in characters.items()}
        self._folded_away = re.compile(f"[{re.escape(''.join(self._form))}]")

    def __call__(self, text: str) -> str:
        found = set(self._folded_away.findall(text))
        if len(found) > _FEW or any(self._form[char] in found for char in found):
            return fold(text, self._characters)
        for char in found:
            text = text.replace(char, self._form[char])
        return text


class Mending:
    """What the lexicon says of misprints, blanks and lost points, made ready for whole documents."""

    def __init__(self, fold: Folding, lexicon: Lexicon) -> None:
        self.fold, self.distributing = fold, lexicon.distributing
        self._misprints = [
            (re.compile(rf"{re.escape(wrong)}(?<=[{_NUMERAL}]{re.escape(wrong)})"), right)
            for wrong, right in lexicon.misprints.items()
        ]
        words = {place: alternation(listed) for place, listed in lexicon.torn.items()}
        self.torn = re.compile(
            rf"\n(?<=\d\n)(?={words['broken_line']})"
            rf"| (?:(?<=\d )(?<!\d{{4}} )(?=\d{{3}}(?: \d{{3}}){{0,5}}(?:\.\d+)?{words['grouped']})"
            rf"|(?<=\d\. )(?=\d+{words['decimal']})"
            rf"|(?<=\d{{3}}\. )(?<!(?:19|20)\d\d\. )(?=\d+{words['long_decimal']}))"
        )
        self._lost_point = re.compile(
            rf"([0-9](?<=[\u4e00-\u9fff]\d)\d{{0,3}})([、 ])(\d{{1,2}})(?={words['lost_point']}{words['lost_point_unit']}?(?!、))"
        )
        self._raised_point = re.compile(rf"·(?<=\d·)(?=\d{{1,4}}{words['raised_point']})")

    def without_misprints(self, folded: str) -> str:
        """The text with misprints behind numerals mended, where it shows one often, and with its decimal points."""
        for wrong, right in self._misprints:
            if len(wrong.findall(folded)) >= _OFTEN:
                folded = wrong.sub(right, folded)
        return self._raised_point.sub(".", self._lost_point.sub(self._with_point, folded))

    def _with_point(self, match: re.Match[str]) -> str:
        """The figure with a point for 、 or a blank; as it is in a list (分别) and where two numbers follow each other (2、3万)."""
        before = match.string[max(0, match.start() - _LIST_REACH) : match.start()]
        listed = any(word in before.rpartition("\n")[2] for word in self.distributing)
        neighbours = len(match[3]) == 1 and int(match[3]) == int(match[1]) + 1
        return match[0] if listed or neighbours else f"{match[1]}.{match[3]}"


def fold_document(text: str, mending: Mending) -> Folded:
    """A whole document in one form."""
    folded = mending.fold(text)
    folded = _CHINESE_YEAR.sub(lambda match: match[0].translate(_DIGITS), folded)
    folded = mending.without_misprints(folded)
    spread = _SPREAD.search(folded) is not None
    dropped = {*(match.start() for match in _BETWEEN.finditer(folded))} if spread else set()
    turns = [*page_breaks(folded)]
    dropped.update(*(range(turn.start, turn.end) for turn in turns))
    dropped |= {*(match.start() for match in mending.torn.finditer(folded)), *soft_breaks(folded), *_pronounced(folded)}
    if not dropped:
        return Folded(folded, text, None)
    at = [index for index in range(len(folded)) if index not in dropped]
    pages = tuple(turn.number for turn in turns if turn.number[0] < turn.number[1])
    return Folded("".join(folded[i] for i in at), "".join(text[i] for i in at), at, pages)


def _pronounced(folded: str) -> Iterator[int]:
    """The offsets of pronunciations that a converter of script has put behind characters (萬(wàn)元)."""
    return (at for match in _PINYIN.finditer(folded) for at in range(*match.span()))
