"""Words of a rule that stand beside a figure without naming it.

Rules and edge cases:

* A phrase that begins before another figure (合作医疗参保率99.2%, 建档立卡人口参保率100%) needs its last part at the head of
  the own words: what stands in front of it there names something else, but for verbs that only say that it was done (志愿者620人,
  开展活动120次).
* A bare 产量 or 产值 is that of what was named last: in 花生4358亩,产量501吨,芝麻40亩,产量3吨 the 3吨 are of no peanuts, for
  what is measured in 亩 has changed. A part (其中水稻1.9万亩) changes nothing.
* Words are not carried over another figure that has its own: in 城镇化率2.4%,男性7058人,占54.2% the share is of the men, in
  改造污水管网12公里,市政道路5条、4.8公里 the 4.8公里 are of roads.
* A figure of each (户均分红820元, 每村2个) is no total, unless the rule speaks of each itself.
* What is visited or checked (走访企业32家, 服务家庭农场12户) is not all there is.
* Of what there is (``stock``) only some is merged, closed or repaired (合并自然村12个), unless the rule speaks of that itself.
* A phrase that ends in the figure (全镇{n}) does not say what is counted behind it (全镇有13名护林员).
* A part of those whom something happened to (吸纳就业142人,其中脱贫户58人) is not all there are.
* What is left to do (整改61个,尚有2个) is not what was done, unless the rule speaks of what is left itself.
* With 中 between the words and the figure (规上企业中43家) the figure is of some of them.
* What is measured of several kinds together (药材、红薯等4000亩) is none of one of them.
* A figure at the head of its clause, or behind 对 or 在, with the noun running on behind it (9个村卫生室全部达标, 10个贫困村中) says which ones
  are meant, not how many there are; behind 辖, 全镇 or 新建, also at the head of its list, or where the noun ends, it counts.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping

from etl.extract.context import Context, Span, names_something
from etl.extract.groups import Groups
from etl.extract.phrases import Phrase
from etl.extract.seen import SoughtWords
from etl.extract.vocabulary import Vocabulary

_PEOPLE = ("people", "households", "visits")
_MOST = 20  # figures that are looked at between the beginning of a phrase and the figure


class Bystanders:
    """Tells for the figures of one text whether the words found near one name it."""

    def __init__(self, words: Vocabulary, folded: str) -> None:
        self.words = words
        self.folded = folded
        self._figures: list[Context] = []
        self._starts: list[int] = []
        self._parts: Mapping[int, Context] = {}
        self._groups = Groups(words, folded)
        self._visiting, self._among_words = words.lexicon.visiting, words.lexicon.among
        self._dealing = words.lexicon.dealing
        self._and_so_on = words.lexicon.scope["enumerated"]

    def look_around(self, figures: list[Context], parts: Mapping[int, Context]) -> None:
        """Makes known all figures of the text in reading order, and by their starts the totals of those that are parts."""
        self._figures, self._parts = figures, parts
        self._starts = [context.mention.start for context in figures]

    def objection(self, phrase: Phrase, context: Context, start: int, anchor: tuple[int, int]) -> str:
        """Why the words name something else, in Chinese words for ``explain``; empty if they name the figure.

        ``start`` is where the phrase begins, ``anchor`` where the part of it lies that stands in the figure's own words.
        """
        if anchor[0] >= context.mention.start:
            objection = self._of_each(phrase, context) or self._running_on(phrase, context, anchor)
            return objection or self._groups.behind(phrase, context, start)
        objection = self._visited(context, anchor[0]) or self._of_those(phrase, context)
        if "dealing" in context.seen.kinds:
            objection = objection or self._dealt_with(phrase, context, anchor[0])
        if start < context.left[0] <= anchor[0] and context.item is None:
            objection = (
                objection or self._crossing(context, start, anchor[0]) or self._overtaken(phrase, context, start)
            )
        objection = (
            objection or self._of_each(phrase, context) or self._groups.before(phrase, context, start, anchor[0])
        )
        objection = objection or self._among(context, anchor[1])
        if not objection and "、" in context.own:
            objection = self._one_of_several(phrase, context, anchor)
        return objection or (self._counts_other(context) if phrase.holed and not phrase.after else "")

    def names_behind(self, context: Context) -> bool:
        """Whether what the figure is of stands behind it, so that it is nothing carried over (民宿…，为9个村卫生室…; 50亩以上的大户)."""
        of = self.words.counts(context.mention.unit) or self.folded.startswith("的", context.mention.end)
        return of and names_something(self.folded, context.right, self.words)

    def names_whom(self, context: Context) -> bool:
        """Whether people or households head a clause, or stand behind 对 and its like: what is behind them says what of them."""
        unit = self.words.units.get(context.mention.unit or "")
        if unit is None or unit.dimension not in _PEOPLE:
            return False
        return not context.named or context.own.rstrip().endswith(self.words.lexicon.serving)

    def passed_over(self, context: Context, start: int) -> str:
        """The figure with words of its own that stands between those carried over from ``start`` and a figure without any."""
        if context.named:
            return ""
        at = bisect_left(self._starts, start)
        between = self._figures[at + 1 : min(at + _MOST, bisect_left(self._starts, context.mention.start))]
        named = next((figure for figure in between if figure.named and figure.mention.measure == "level"), None)
        return f"前面已说到“{named.mention.subject}”" if named is not None else ""

    def left_over(self, phrase: Phrase, context: Context) -> str:
        """The word by which a figure is what is left to do, where the rule does not say it itself."""
        if not context.own.endswith(self.words.lexicon.remaining):
            return ""
        word = next(word for word in self.words.lexicon.remaining if context.own.endswith(word))
        return "" if word in phrase.text else f"是“{word}”的数"

    def _of_those(self, phrase: Phrase, context: Context) -> str:
        total = self._parts.get(context.mention.start)
        happened = None if total is None else self.words.rulebook.indicators.get(total.mention.indicator or "")
        if total is None or happened is None or (happened.kind, phrase.indicator.kind) != ("flow", "stock"):
            return ""
        if happened.category == phrase.indicator.category:  # 参保8600人,其中领取养老金3260人
            return ""
        people = {self.words.dimensions[rule.code] for rule in (happened, phrase.indicator)} <= set(_PEOPLE)
        return f"是“{total.mention.surface}”中的一些" if people else ""

    def _visited(self, context: Context, anchor: int) -> str:
        if not self.folded.endswith(self._visiting, context.left[0], anchor) or not self.words.counts(
            context.mention.unit
        ):
            return ""
        lead = self.folded[context.left[0] : anchor]
        return f"是所{next(word for word in self._visiting if lead.endswith(word))}的，不是总数"

    def _dealt_with(self, phrase: Phrase, context: Context, anchor: int) -> str:
        if phrase.indicator.kind != "stock" or not self.folded.endswith(self._dealing, context.left[0], anchor):
            return ""
        lead = self.folded[context.left[0] : anchor]
        word = next(word for word in self._dealing if lead.endswith(word))
        return "" if word in self._groups.said(phrase.code) else f"是所{word}的，不是总数"

    def _crossing(self, context: Context, start: int, anchor: int) -> str:
        left = context.left[0]
        figure_between = any(map(str.isdigit, self.folded[start:left]))
        own = self.words.each.sub("", self.folded[left:anchor])
        if self.words.trim(own) in self.words.lexicon.carrying_out:
            return ""
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

    def _one_of_several(self, phrase: Phrase, context: Context, anchor: tuple[int, int]) -> str:
        """A list that ends in 等 in which the words are one of several kinds (药材、红薯等4000亩, 小麦、玉米等作物4000亩)."""
        if not self.folded.startswith(("、", *self._and_so_on), anchor[1]):
            return ""
        if self.words.counts(context.mention.unit) or self._groups.takes_any_kind(phrase):
            return ""
        end = max(self.folded.find(word, anchor[1], context.mention.start) for word in self._and_so_on)
        if end < 0:
            return ""
        listed = list(self._items(context.left[0], end))
        other = next((item for item in listed if self._is_another(phrase, context, item)), None)
        return f"与“{self.folded[slice(*other)]}”合在一起" if other is not None else ""

    def _items(self, start: int, end: int) -> Iterator[Span]:
        """The parts of a list between 、."""
        while (at := self.folded.find("、", start, end)) >= 0:
            yield start, at
            start = at + 1
        yield start, end

    def _is_another(self, phrase: Phrase, context: Context, item: Span) -> bool:
        """Whether an item of a list is what other rules speak of, and not this one."""
        called = context.seen.called(*item, self.words.compiled(SoughtWords).phrases)
        codes = {meant.indicator.code for phrases, _, _ in called for meant, others in phrases if not others}
        return bool(codes) and phrase.code not in codes

    def _counts_other(self, context: Context) -> str:
        if context.paired or not self.names_behind(context):
            return ""
        return f"数的是“{self.folded[slice(*context.right)]}”"

    def _running_on(self, phrase: Phrase, context: Context, anchor: tuple[int, int]) -> str:
        if phrase.holed:
            return ""
        own = context.own.rstrip()
        serving = own.endswith(self.words.lexicon.serving)
        if context.named and not serving:
            return ""
        if not self._picks(phrase, own, serving=serving):
            return ""
        having = (*self.words.lexicon.having, *self.words.lexicon.scope["township"])
        if any(word in (own or self._opening(context)) for word in having):
            return ""
        behind = self.folded[anchor[1] : anchor[1] + 4]
        runs_on = bool(behind) and "\u4e00" <= behind[0] <= "\u9fff" and not self.words.joiner.match(behind)
        return "数字只说明是其中哪些" if runs_on else ""

    def _picks(self, phrase: Phrase, own: str, *, serving: bool) -> bool:
        """Whether a figure at the head of a clause may say which ones are meant: of things always, of people and households behind
        对 and its like, where the rule counts all there are."""
        dimension = self.words.dimensions[phrase.code]
        if dimension == "people" and phrase.indicator.kind == "stock":
            return own.endswith(self.words.lexicon.serving_people)
        return dimension == "count" or (serving and dimension == "households")

    def _opening(self, context: Context) -> str:
        """The words at the head of the list that a figure goes on without any of its own (全镇16个村级活动室、14个农家书屋)."""
        at = bisect_left(self._starts, context.mention.start)
        while at and not self._figures[at].own and self.folded[self._figures[at].left[0] - 1] == "、":
            at -= 1
        head = self._figures[at]
        return head.own if head.sentence.start == context.sentence.start else ""
