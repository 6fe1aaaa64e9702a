"""Words of a rule that stand beside a figure without naming it.

Rules and edge cases:

* A phrase that begins before another figure (合作医疗参保率99.2%, 建档立卡人口参保率100%) needs its last part at the head of
  the own words: what stands in front of it there names something else.
* A bare 产量 or 产值 is that of what was named last: in 花生4358亩,产量501吨,芝麻40亩,产量3吨 the 3吨 are of no peanuts, for
  what is measured in 亩 has changed. A part (其中水稻1.9万亩) changes nothing.
* A figure of each (户均分红820元, 每村2个) is no total, unless the rule speaks of each itself.
* What is visited or checked (走访企业32家, 服务家庭农场12户) is not all there is.
* A word right before the phrase that makes a part of the whole (渔民人均纯收入, 省级重点项目) names another figure, unless the rule
  says the word itself. A rule that speaks of the ``whole`` is out if any but neutral words (组织, 农村), or words of its own, stand
  before the phrase in the clause or in its part of a list: 渔船保险参保率 is of ships.
* With 中 between the words and the figure (规上企业中43家) the figure is of some of them.
* A figure at the head of its clause, or behind 对 or 在, with the noun running on behind it (9个村卫生室全部达标, 10个贫困村中) says which ones
  are meant, not how many there are; behind 辖 or 新建, or where the noun ends, it counts.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Container

from etl.extract.context import Context, names_something
from etl.extract.phrases import Phrase
from etl.extract.vocabulary import Vocabulary
from etl.extract.words import alternation

_QUOTED = re.compile(r"[\"“][^\"“”]*[\"”]")
_LISTED = re.compile(r"[、等和及与的或]")


class Narrowing:
    """What may stand before a phrase without changing what it says: neutral and light words, and the words of a rule itself."""

    def __init__(self, words: Vocabulary) -> None:
        self.neutral = re.compile(
            rf"{alternation((*words.lexicon.neutral, *words.lexicon.light))}|[^\u4e00-\u9fff]"
            rf"|[\u4e00-\u9fff]{{1,5}}{alternation(words.lexicon.scope['named'])}"  # the name of a township
        )
        self.said = {
            rule.code: words.fold("\n".join((rule.name, *rule.phrases, *rule.weak, *rule.with_)))
            for rule in words.rulebook.indicators.values()
        }


_MOST = 20  # figures that are looked at between the beginning of a phrase and the figure


class Bystanders:
    """Tells for the figures of one text whether the words found near one name it."""

    def __init__(self, words: Vocabulary, folded: str) -> None:
        self.words = words
        self.folded = folded
        self._figures: list[Context] = []
        self._starts: list[int] = []
        self._parts: Container[int] = ()
        self._narrowing = words.compiled(Narrowing)
        self._visiting, self._among_words = words.lexicon.visiting, words.lexicon.among

    def look_around(self, figures: list[Context], parts: Container[int]) -> None:
        """Makes known all figures of the text in reading order, and the starts of those that are parts of others."""
        self._figures, self._parts = figures, parts
        self._starts = [context.mention.start for context in figures]

    def objection(self, phrase: Phrase, context: Context, start: int, anchor: tuple[int, int]) -> str:
        """Why the words name something else, in Chinese words for ``explain``; empty if they name the figure.

        ``start`` is where the phrase begins, ``anchor`` where the part of it lies that stands in the figure's own words.
        """
        if anchor[0] >= context.mention.start:
            objection = self._of_each(phrase, context) or self._running_on(phrase, context, anchor)
            return objection or self._narrowed(phrase, context, start, anchor[0])
        objection = self._visited(context, anchor[0])
        if start < context.left[0] <= anchor[0] and context.item is None:
            objection = (
                objection or self._crossing(context, start, anchor[0]) or self._overtaken(phrase, context, start)
            )
        objection = objection or self._of_each(phrase, context) or self._narrowed(phrase, context, start, anchor[0])
        return objection or self._among(context, anchor[1])

    def names_behind(self, context: Context) -> bool:
        """Whether what is counted stands behind the figure, so that it is nothing carried over (民宿…，为9个村卫生室…)."""
        return self.words.counts(context.mention.unit) and names_something(self.folded, context.right, self.words)

    def _visited(self, context: Context, anchor: int) -> str:
        if not self.folded.endswith(self._visiting, context.left[0], anchor) or not self.words.counts(
            context.mention.unit
        ):
            return ""
        lead = self.folded[context.left[0] : anchor]
        return f"是所{next(word for word in self._visiting if lead.endswith(word))}的，不是总数"

    def _crossing(self, context: Context, start: int, anchor: int) -> str:
        left = context.left[0]
        figure_between = any(map(str.isdigit, self.folded[start:left]))
        own = self.words.each.sub("", self.folded[left:anchor])
        if figure_between and names_something(own, (0, len(own)), self.words):
            return f"“{self.folded[left:anchor]}”另有所指"
        return ""

    def _overtaken(self, phrase: Phrase, context: Context, start: int) -> str:
        if self.words.trim(context.own) not in self.words.lexicon.attributes:
            return ""
        at = bisect_left(self._starts, start)
        first, *later = self._figures[at : min(at + _MOST, bisect_left(self._starts, context.mention.start))] or [
            context
        ]
        other = next((figure for figure in later if self._changes(phrase, first, figure)), None)
        return f"前面已说到“{other.mention.subject}”" if other is not None else ""

    def _changes(self, phrase: Phrase, first: Context, figure: Context) -> bool:
        """Whether a figure in between is of something else than the one at which the phrase begins."""
        alike = figure.mention.unit == first.mention.unit and figure.mention.measure == first.mention.measure == "level"
        own = self.folded[slice(*figure.left)]
        return alike and figure.named and figure.mention.start not in self._parts and phrase.before[0] not in own

    def _of_each(self, phrase: Phrase, context: Context) -> str:
        each = self.words.each.search(context.own) if "each" in context.seen.kinds else None
        if each is None or each[0] in phrase.text + phrase.indicator.name:
            return ""
        return f"是“{each[0]}”的数"

    def _among(self, context: Context, end: int) -> str:
        if not self.folded.startswith(self._among_words, end, context.mention.start):
            return ""
        word = next(w for w in self._among_words if self.folded.startswith(w, end))
        some = not names_something(self.folded, (end + len(word), context.mention.start), self.words)
        return f"是“{word}”的一些，不是总数" if some else ""

    def _narrowed(self, phrase: Phrase, context: Context, start: int, anchor: int) -> str:
        narrowed = "narrowing" in context.seen.kinds
        if start >= context.mention.start or not (narrowed or phrase.indicator.whole):
            return ""
        said = self._narrowing.said[phrase.indicator.code]
        part = self._part(said, context, start, anchor) if narrowed else ""
        if part:
            return f"只是“{part}”的数"
        if not phrase.indicator.whole:
            return ""
        lead = self.folded[context.left[0] : start]
        rest = self._narrowing.neutral.sub("", _LISTED.split(_QUOTED.sub("", lead))[-1])
        return f"前面的“{rest}”另有所指" if rest and rest not in said else ""

    def _part(self, said: str, context: Context, start: int, anchor: int) -> str:
        """The word that makes a part of the whole, within the phrase or right before it, and that the rule does not say."""
        within = self.folded[start:anchor] if start >= context.left[0] else ""
        narrowing, group = self.words.lexicon.narrowing, context.group
        if not (self.folded.endswith(narrowing, group, start) or any(map(within.__contains__, narrowing))):
            return ""
        stand = (word for word in narrowing if word in within or self.folded.endswith(word, group, start))
        return next((word for word in stand if word not in said), "")

    def _running_on(self, phrase: Phrase, context: Context, anchor: tuple[int, int]) -> str:
        if phrase.holed:
            return ""
        own = context.own.rstrip()
        if context.named and not own.endswith(self.words.lexicon.serving):
            return ""
        if self.words.dimensions[phrase.indicator.code] != "count":
            return ""
        having = (*self.words.lexicon.having, *self.words.lexicon.scope["township"])
        if any(word in own for word in having):
            return ""
        behind = self.folded[anchor[1] : anchor[1] + 4]
        runs_on = bool(behind) and "\u4e00" <= behind[0] <= "\u9fff" and not self.words.joiner.match(behind)
        return "数字只说明是其中哪些" if runs_on else ""
