"""Look-alikes (``not``): words that say that a figure is another than the one of which a rule's words were found.

They are looked for where the rule's words may stand, and only there:

* in the figure's own words, before and behind it, and in the item that it is distributed to;
* for carried words from where the rule's words begin (overlaps count: 城乡居民 for 乡), in a list of one clause in all of it;
* for a bare attribute (产值) in the clause that says of what it is (种植水稻8000亩，产值1200万元), before other attributes;
* in the words of the total that a figure is a part of, when the rule speaks of it and the total has no indicator;
* not in words behind the figure that begin with what each has (脱贫人口1126人人均纯收入13640元): they are the next one's;
* with 新增 also what the lexicon lists for it (``newly``: 新评定家庭农场6家);
* a word of doing (新增, 销售) also at the head of the list that a figure goes on: 新增私营企业40家、个体工商户300户; 新增 also
  behind a comma, where the figure has a bare noun of its own (,个体工商户300户, but not ,现有个体工商户300户).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from etl.extract.context import Context, Span, names_something
from etl.extract.phrases import Neighbours, Phrase
from etl.extract.seen import SoughtWords
from etl.extract.vocabulary import Vocabulary
from etl.rulebook.model import Indicator

_QUALIFIER = 3  # characters with which the next figure begins (不足)
_FIGURE = re.compile(r"\d")
_OPENING = 8  # characters at the head of a list in which its word of doing stands (全年新增)


@dataclass(slots=True)
class Candidate:
    """A rule whose words were found near a figure: they begin at ``start``, ``anchor`` is the part of them next to the figure,
    ``gap`` characters from it. ``objection`` is why it is out, empty if it stands; of others the lowest ``rank`` wins."""

    indicator: Indicator
    phrase: Phrase
    rank: tuple[int, bool, int, int, int, str]
    start: int
    anchor: Span
    carried: int
    gap: int
    behind: bool
    objection: str = ""


def _doing(words: Vocabulary) -> frozenset[str]:
    """The words of doing at the head of a list that may be a look-alike of all its items."""
    lexicon = words.lexicon
    newly = (word for listed in lexicon.newly.values() for word in listed)
    return words.verbs.union(lexicon.counting, lexicon.comparison["new"], newly)


class LookAlikes:
    """Finds the look-alikes of candidates in one text."""

    def __init__(self, words: Vocabulary, folded: str) -> None:
        self.words = words
        self.folded = folded
        self._neighbours = words.neighbours
        self._doing = words.compiled(_doing)
        self._each = words.lexicon.scope["each"]
        self._totals: dict[int, Context] = {}
        self._heads: dict[int, int] = {}  # where the list begins that a figure goes on

    def look_around(self, found: list[Context], totals: dict[int, Context]) -> None:
        """Makes known all figures of the text in reading order, and the totals of those that are parts."""
        self._totals = totals
        for previous, context in pairwise(found):
            if previous.sentence != context.sentence or context.left[0] != previous.mention.end + 1:
                continue
            mark = self.folded[previous.mention.end]
            if mark == "、" or (mark == "," and "move" in context.seen.kinds):
                head = self._heads.get(previous.mention.start, previous.left[0])
                if mark == "、" or (self._newly(head) and self._is_bare(context)):
                    self._heads[context.mention.start] = head

    def _newly(self, head: int) -> bool:
        """Whether a list begins with 新增 (吸毒人员新增9人 does not)."""
        ends = (self.folded.find(word, head, head + _OPENING) for word in self.words.lexicon.comparison["new"])
        return any(end >= 0 and not names_something(self.folded, (head, end), self.words) for end in ends)

    def _is_bare(self, context: Context) -> bool:
        """Whether the own words of a count are a noun and no more: nothing is done, and nothing said of how many there are
        (市场主体突破1.2万户)."""
        own, mention = context.own, context.mention
        counted = mention.surface[:1].isdigit() and self.words.counts(mention.unit)
        return counted and own == self.words.trim(own) and not any(map(own.__contains__, self._doing))

    def found(self, candidate: Candidate, context: Context) -> str | None:
        """The look-alike in the words that the rule matched; None where there is none."""
        neighbours = self._neighbours[candidate.phrase.code]
        around = self.folded[context.group : max(context.right[1], _behind(candidate, context))]
        for last, before, word in neighbours.look_alikes if any(map(around.__contains__, neighbours.lasts)) else ():
            if last in around:
                for span in self._matched(candidate, context, len(last) - 1):
                    at = self.folded.rfind(last, *span)
                    if at >= 0 and backwards(self.folded, before, context.group, at) is not None:
                        return word
        head = self._heads.get(context.mention.start)
        return None if head is None else self._governing(neighbours, self.folded[head : head + _OPENING])

    def _governing(self, neighbours: Neighbours, opening: str) -> str | None:
        return next((word for _, _, word in neighbours.look_alikes if word in self._doing and word in opening), None)

    def _matched(self, candidate: Candidate, context: Context, reach: int) -> Iterator[Span]:
        """Where the words stand that the rule matched, carried ones with ``reach`` characters before them, and those of the
        total that the figure is a part of."""
        yield context.left
        if candidate.phrase.holed or not self.folded.startswith(self._each, context.right[0]):
            yield context.right[0], max(context.right[1], _behind(candidate, context))
        if context.item:
            yield context.item
        if candidate.carried:
            farthest = max(candidate.gap, context.mention.start - candidate.start)
            start = max(context.group, context.mention.start - farthest - reach)
            if "," not in self.folded[start : context.left[0]]:  # a list in one clause: 稻麦亩产分别达625公斤、386公斤
                start = max(context.group, self.folded.rfind(",", context.group, start) + 1)
            yield start, context.left[0]
        elif candidate.phrase.text in self.words.lexicon.attributes:
            yield self._owner(context)
        total = self._totals.get(context.mention.start)
        if total is not None and total.mention.indicator is None and self._speaks_of(candidate.indicator, total):
            yield total.left

    def _owner(self, context: Context) -> Span:
        """The clause that says of what the bare attribute is that a figure has for its own words; empty where these say it."""
        attributes, end = self.words.lexicon.attributes, context.left[0]
        if self.words.trim(context.own) not in attributes:
            return end, end
        while end > context.group:
            start = max(context.group, self.folded.rfind(",", context.group, end - 1) + 1)
            if self.words.trim(_FIGURE.split(self.folded[start:end], 1)[0]) not in attributes:
                return start, end
            end = start
        return end, end

    def _speaks_of(self, indicator: Indicator, total: Context) -> bool:
        """Whether a word of the rule stands before the figure."""
        found = total.seen.called(*total.left, self.words.compiled(SoughtWords).phrases)
        return any(phrase.code == indicator.code for meant, _, _ in found for phrase, _ in meant)


def backwards(folded: str, parts: tuple[str, ...], begin: int, end: int) -> int | None:
    """The start of the parts in this order within ``[begin, end)``, each as near to the end as can be; None without them."""
    for part in reversed(parts):
        end = folded.rfind(part, begin, end)
        if end < 0:
            return None
    return end


def _behind(candidate: Candidate, context: Context) -> int:
    """Where the words behind a figure end that a rule with ``{n}`` speaks of: with the qualifier of the next figure."""
    return context.until + _QUALIFIER if candidate.phrase.holed and context.right[1] == context.until else 0
