"""Which rules a figure can belong to by what it is itself: its unit, its measure, its scope, its section.

Rules and edge cases:

* A comparison in % or percentage points fits every indicator.
* Else the unit is the indicator's own or one that the rule accepts; where the rule lists none, or what it counts is not
  counted (金额, 面积), any unit of the same dimension fits.
* Measure words of one kind (件, 起, 宗) stand for one another.
* A figure without a unit fits nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from etl.extract.measures import COMPARED
from etl.extract.mention import Mention
from etl.extract.seen import Meant, SoughtWords
from etl.extract.vocabulary import COUNTED, Vocabulary
from etl.rulebook.model import Indicator, Unit

_RATIOS = ("ratio", "pp")


class Facets(NamedTuple):
    """What of a figure itself can keep a rule out; ``section`` is empty where no rule asks for one."""

    unit: str | None
    measure: str | None
    scope: str | None
    section: str


class FittingPhrases(dict[int, Sequence[Meant]]):
    """By the number of their anchor the phrases of the rules that a figure of some facets can belong to, sought when first
    asked for."""

    def __init__(self, fitting: Fitting, facets: Facets) -> None:
        super().__init__()
        self._fitting, self._facets = fitting, facets

    def __missing__(self, anchor: int) -> Sequence[Meant]:
        phrases, misfit = self._fitting.sought.phrases.get(anchor, ()), self._fitting.misfit
        fitting = tuple(meant for meant in phrases if not misfit(meant[0].indicator, self._facets))
        self[anchor] = fitting
        return fitting


class Fitting:
    """Keeps, for a rulebook, what has been found out about facets: reports repeat a few hundred of them."""

    def __init__(self, words: Vocabulary) -> None:
        self.words = words
        self.sought = words.compiled(SoughtWords)
        rules = words.rulebook.indicators
        self._sectioned = any(rule.section for rule in rules.values())
        self._own = {code: frozenset((rule.unit, *rule.accept)) for code, rule in rules.items()}
        self._words_of: dict[str, frozenset[str]] = {}
        self._phrases: dict[tuple[str | None, ...], FittingPhrases] = {}

    def facets(self, mention: Mention) -> Facets:
        return Facets(mention.unit, mention.measure, mention.scope, mention.section if self._sectioned else "")

    def phrases(self, mention: Mention) -> FittingPhrases:
        facets = mention.unit, mention.measure, mention.scope, mention.section if self._sectioned else ""
        known = self._phrases.get(facets)
        if known is None:
            known = self._phrases[facets] = FittingPhrases(self, self.facets(mention))
        return known

    def misfit(self, indicator: Indicator, facets: Facets) -> str:
        """Why the rule is out, in Chinese words for ``explain``; empty if it fits."""
        if not self._fits_unit(indicator, facets.unit, facets.measure):
            return f"单位“{facets.unit or '（无）'}”与指标单位“{indicator.unit}”不符"
        if indicator.measure is not None and indicator.measure != facets.measure:
            return f"口径是 {facets.measure}，规则要求 {indicator.measure}"
        if indicator.scope == "township" and facets.scope not in (None, "township"):
            return f"范围是 {facets.scope}，不是全乡镇的数"
        if indicator.section and facets.section not in indicator.section:
            return f"所在部分是 {facets.section}，规则只用于 {'、'.join(indicator.section)}"
        return ""

    def _fits_unit(self, indicator: Indicator, unit: str | None, measure: str | None) -> bool:
        known, wanted = self.words.units.get(unit or ""), self.words.dimensions[indicator.code]
        if known is None or wanted is None:
            return False
        if measure in COMPARED and known.dimension in _RATIOS:
            return True
        if not self._spellings(known).isdisjoint(self._own[indicator.code]):
            return True
        narrowed = bool(indicator.accept) and wanted in COUNTED
        return known.dimension == wanted and not narrowed

    def _spellings(self, unit: Unit) -> frozenset[str]:
        """What rules may call a unit: its spellings, and the measure words that count the same kind of thing."""
        known = self._words_of.get(unit.unit)
        if known is None:
            others = self.words.kin.get(unit.unit, ())
            known = self._words_of[unit.unit] = frozenset((unit.unit, *unit.variants, *others))
        return known
