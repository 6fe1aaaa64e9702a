"""What looks like the name of a township, a county or a bureau, where no roster tells which there are.

The words are those of rules/places.yaml (:class:`etl.rulebook.lexicon.PlaceWords`).

Rules and edge cases:
- A name in words ends as townships do and begins at the start, behind what is no Chinese character, behind a year, behind
  the name of a county or city (``湖阳县城关镇``), or behind a word that leads in (``关于``). Good enough to ask, never to decide.
- Words that stand for any township (``全镇``, ``我乡``, ``某某镇``) and for none (``城镇``, ``乡镇企业``, ``乡村``) are no names;
  a masked name (``XX镇``) is none either.
- A folder looks like a township or county when its whole name ends so, and is neither such a word (``各乡镇``, ``县区``) nor
  begins with a year (``2024年各区``, ``二〇二四年``). A name masked or with other letters counts: somebody named the folder so.
- The office of a township (``石桥镇人民政府``) stands for the township.
- A bureau (``农业农村局``) is no township, however much it reports; who speaks of one by name (``石桥镇农业服务中心``) is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from etl.rulebook.lexicon import PlaceWords

_HAN = "[\u4e00-\u9fff]"
_LONGEST_STEM = 6
_YEAR = re.compile(r"\W?(?:19|20)\d\d")


class PlaceNames:
    """Which words look like names of places. All texts are given folded."""

    def __init__(self, words: PlaceWords) -> None:
        self._words = words
        ending, any_place = _one_of(words.township_endings), _one_of(words.any_place)
        before = f"(?:^|[^{_HAN[1:-1]}]|{_one_of(words.begins_after)})(?:{_one_of(words.lead_ins)})?"
        stem = f"(?:(?!{_one_of(words.never_inside)}){_HAN}){{1,{_LONGEST_STEM}}}?"
        self._name = re.compile(
            f"{before}(?!{any_place}(?:{ending}))({stem}(?:{ending}))(?!{_one_of(words.not_before)})"
        )
        parts = _one_of({*words.any_place, *words.township_endings, *words.county_endings})
        alone = _one_of({*words.any_place, *words.county_endings})
        self._generic = re.compile(f"{alone}|{parts}+(?:{ending}|{_one_of(words.county_endings)})")

    def townships(self, text: str) -> list[str]:
        """The names of townships that ``text`` seems to hold, in its order."""
        return list(dict.fromkeys(self._name.findall(text)))

    def like_a_township(self, name: str) -> bool:
        return name.endswith(self._words.township_endings) and self._may_be_a_name(name)

    def without_office(self, name: str) -> str:
        """The township's name of its office's (``东湖街道办事处``); what is no such office's is left."""
        for ending in self._words.office_endings:
            township = name.removesuffix(ending)
            if township != name and self.like_a_township(township):
                return township
        return name

    def like_a_county(self, name: str) -> bool:
        words = self._words
        ends = name.endswith(words.county_endings) and not name.endswith(words.no_county_endings)
        return ends and self._may_be_a_name(name)

    def is_bureau(self, name: str) -> bool:
        return name.endswith(self._words.bureau_endings) and not self.townships(name) and not self.like_a_township(name)

    def begins_with_year(self, name: str) -> bool:
        return _YEAR.match(name) is not None or name.startswith(self._words.year_beginnings)

    def is_short_for(self, name: str, township: str) -> bool:
        """Whether ``name`` is the township's but for its ending (``石桥``, ``石桥镇``)."""
        return any(name + ending == township for ending in self._words.township_endings)

    def _may_be_a_name(self, name: str) -> bool:
        return not self.begins_with_year(name) and self._generic.fullmatch(name) is None


def _one_of(words: Iterable[str]) -> str:
    """A pattern of these words, the longest first; of none, one that matches nothing."""
    ordered: Sequence[str] = sorted(words, key=lambda word: (-len(word), word))
    return f"(?:{'|'.join(map(re.escape, ordered))})" if ordered else "(?!)"
