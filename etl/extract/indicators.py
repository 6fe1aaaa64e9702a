"""Which indicator a figure belongs to, and why: every candidate rule, what threw it out or made it win.

The order of decision is the same for every rule and figure:

1. Out is what the unit excludes, a look-alike (``not``), a missing or forbidden neighbour (``with``, ``without``), the scope,
   the section or the measure.
2. Of those left, higher ``priority``; then a rule made for this measure (信访总量同比下降35%); then the figure's own words before
   carried ones (the nearest clause first); then the longest phrase; then the one that begins nearest to the figure; then
   the code.

A comparison that is linked to a level takes the level's indicator; one of an indicator that exists only for growth
(``growth_of``) that of the level, when the document gives the level anywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from operator import attrgetter

from etl.extract.bystanders import Bystanders
from etl.extract.comparison import COMPARED
from etl.extract.context import Context, Span, names_something
from etl.extract.fitting import Fitting
from etl.extract.layout import Layout
from etl.extract.parts import totals
from etl.extract.vocabulary import COUNTED, Phrase, Vocabulary
from etl.rulebook.model import Indicator

_LONGEST_BETWEEN, _LONGEST_BEHIND = 4, 3  # characters of other words between what is counted and its figure
_QUALIFIER = 3  # characters with which the next figure begins (不足)
_OPENING = 6  # characters at the head of a list in which its word of doing stands (全年新增)
Phrases = Callable[[str], Sequence[Phrase]]
Near = tuple[Sequence[Phrase], int, int, bool, int]


@dataclass(slots=True)
class Candidate:
    """A rule whose words were found near a figure. ``objection`` is why it is out, empty if it stands."""

    indicator: Indicator
    phrase: Phrase
    matched: str
    start: int
    carried: int
    distance: int
    gap: int
    behind: bool
    objection: str = ""

    @property
    def rank(self) -> tuple[int, bool, int, int, int, str]:
        indicator = self.indicator
        return (
            -indicator.priority, indicator.measure is None, self.carried, -self.phrase.length, self.distance, indicator.code
        )  # fmt: skip


class Indicators:
    """Finds the candidates of a figure among the words of one text."""

    def __init__(self, words: Vocabulary, folded: str, layout: Layout) -> None:
        self.words = words
        self.folded = folded
        self.layout = layout
        self._fitting = words.compiled(Fitting)
        self._bystanders = Bystanders(words, folded)
        self._doing = frozenset((*words.lexicon.counting, *words.lexicon.comparison["new"]))
        self.totals: dict[int, Context] = {}
        self._heads: dict[int, int] = {}  # where the list begins that a figure goes on: 新增低保户26户、特困户8户

    def look_around(self, found: list[Context]) -> None:
        """Makes known all figures of the text, in reading order."""
        self.totals = totals(found, self.folded, self.words)
        self._bystanders.look_around(found, self.totals)
        for previous, context in pairwise(found):
            follows = self.folded.startswith("、", previous.mention.end) and previous.sentence == context.sentence
            if follows and context.left[0] == previous.mention.end + 1:
                self._heads[context.mention.start] = self._heads.get(previous.mention.start, previous.left[0])

    def decide(self, context: Context) -> list[Candidate]:
        """All candidates, the winner first, those with objections last. Empty when no rule's words stand near."""
        found: dict[str, Candidate] = {}
        for candidate in self._candidates(context, self._any):
            candidate.objection = self._objection(candidate, context)
            best = found.get(candidate.indicator.code)
            if best is None or (bool(candidate.objection), candidate.rank) < (bool(best.objection), best.rank):
                found[candidate.indicator.code] = candidate
        return sorted(found.values(), key=lambda c: (bool(c.objection), c.rank))

    def _any(self, anchor: str) -> Sequence[Phrase]:
        return self.words.phrases.get(anchor, ())

    def winner(self, context: Context) -> Candidate | None:
        """The first of ``decide``, if it stands. Rules that do not fit the figure itself are not even tried."""
        fitting = self._fitting.phrases(self._fitting.facets(context.mention))
        candidates = list(self._candidates(context, fitting.__getitem__))
        if len(candidates) > 1:
            candidates.sort(key=attrgetter("rank"))
        for candidate in candidates:
            if not self._opposed(candidate, context):
                return candidate
        return None

    def _candidates(self, context: Context, phrases: Phrases) -> Iterator[Candidate]:
        """The phrases that ``phrases`` gives for the words near the figure, where they are there completely."""
        figure, present, alone = context.mention, context.seen.words, context.item is None
        for found, start, stop, carried, distance in self._near(context, phrases):
            for phrase in found:
                begin: int | None = start
                if not (phrase.single and alone):
                    begin = self._start(phrase, (start, stop), context) if phrase.others <= present else None
                if begin is not None:
                    clauses = 1 + self.folded.count(",", stop, context.left[0]) if carried else 0
                    yield Candidate(
                        phrase.indicator, phrase, self.folded[begin:stop], begin, clauses,
                        max(distance, figure.start - begin), distance, start >= figure.end,
                    )  # fmt: skip

    def _near(self, context: Context, phrases: Phrases) -> Iterator[Near]:
        """The phrases of the words near a figure, where the words stand, whether they are carried over from earlier clauses,
        and their distance."""
        if context.item is not None:
            yield from _near_item(context, context.item, phrases)
            return
        figure, (begin, end), (behind, last) = context.mention, context.left, context.right
        named = context.named or self._bystanders.names_behind(context)
        for found, start, stop in context.seen.called(begin if named else context.group, max(end, last), phrases):
            if start >= begin and stop <= end:
                yield found, start, stop, False, figure.start - stop
            elif behind <= start and stop <= last:
                yield found, start, stop, False, start - figure.end
            elif stop <= begin and not named:
                yield found, start, stop, True, figure.start - stop

    def _start(self, phrase: Phrase, anchor: Span, context: Context) -> int | None:
        """Where the phrase begins when its anchor is at ``anchor``; None when a part of it is not there."""
        anchored, anchor_end = anchor
        if phrase.place not in (0, context.place):
            return None
        if phrase.holed and not self._in_place(phrase, anchor, context):
            return None
        begin, end = context.group, anchored
        if context.item is not None and anchored >= context.item[1]:
            begin, end = context.item
            if context.tail is not None and anchored < context.tail[1] and len(phrase.before) < 2:
                return None
        start = self._backwards(phrase.before[:-1], begin, end)
        if start is None:
            return None
        rest, position = (phrase.after, context.mention.end) if phrase.before else (phrase.after[1:], anchor_end)
        limit = context.until if phrase.holed else position
        for part in rest:
            at = self.folded.find(part, position, limit)
            if at < 0:
                return None
            if phrase.holed and part is phrase.after[0] and phrase.touching[1] and self._names((position, at)):
                return None
            position = at + len(part)
        return min(start, anchored)

    def _in_place(self, phrase: Phrase, anchor: Span, context: Context) -> bool:
        """Whether the words at ``{n}`` stand on their side of the figure, and next to it where the phrase has no gap there."""
        figure, (start, end) = context.mention, anchor
        if not phrase.before:
            return start >= figure.end and not (phrase.touching[1] and self._names((figure.end, start)))
        if start >= figure.end:
            return False
        of_item = context.item is not None and start < context.item[1]
        return of_item or not (phrase.touching[0] and self._names((end, context.left[1])))

    def _names(self, span: Span) -> bool:
        return names_something(self.folded, span, self.words)

    def _speaks_of(self, indicator: Indicator, total: Context) -> bool:
        """Whether a word of the rule stands before the figure."""
        found = total.seen.called(*total.left, self._any)
        return any(phrase.indicator.code == indicator.code for phrases, _, _ in found for phrase in phrases)

    def _backwards(self, parts: tuple[str, ...], begin: int, end: int) -> int | None:
        """The start of the parts in this order within ``[begin, end)``, each as near to the end as can be."""
        for part in reversed(parts):
            end = self.folded.rfind(part, begin, end)
            if end < 0:
                return None
        return end

    def _objection(self, candidate: Candidate, context: Context) -> str:
        """Why the rule is out, in Chinese words for ``explain``; empty if it stands."""
        misfit = self._fitting.misfit(candidate.indicator, self._fitting.facets(context.mention))
        return misfit or self._opposed(candidate, context)

    def _opposed(self, candidate: Candidate, context: Context) -> str:
        """What in the words around keeps a rule out that fits the figure itself."""
        look_alike = self._look_alike(candidate, context)
        if look_alike:
            return f"附近有形近说法“{look_alike}”"
        return (
            self._neighbours(candidate, context)
            or self._too_far(candidate, context)
            or self._beside(candidate, context)
        )

    def _beside(self, candidate: Candidate, context: Context) -> str:
        """What the words name beside the figure (:mod:`etl.extract.bystanders`)."""
        length = len(candidate.phrase.anchor)
        ends = (
            context.mention.end + candidate.gap + length if candidate.behind else context.mention.start - candidate.gap
        )
        anchor = (ends - length, ends)
        if candidate.carried or context.item is not None:
            return ""
        return self._bystanders.objection(candidate.phrase, context, (candidate.start, ends), anchor)

    def _too_far(self, candidate: Candidate, context: Context) -> str:
        """What is counted stands next to the figure: 帮助合作社解决问题27个 and 7个村组建合作社 count no co-operatives."""
        if self.words.dimensions[candidate.indicator.code] not in COUNTED or candidate.carried or context.item:
            return ""
        if candidate.phrase.holed or context.mention.measure in COMPARED:
            return ""
        figure = context.mention
        if candidate.behind:
            own, longest = self.folded[figure.end : figure.end + candidate.gap], _LONGEST_BEHIND
            for part in (*candidate.phrase.before[:-1], *candidate.phrase.after[:-1]):
                own = own.replace(part, "")
        else:
            own, longest = self.folded[figure.start - candidate.gap : figure.start], _LONGEST_BETWEEN
        between = self.words.light.sub("", own) if len(own) > longest else ""
        return f"词语与数字之间还有“{between}”" if len(between) > longest else ""

    def _neighbours(self, candidate: Candidate, context: Context) -> str:
        indicator, conditions = candidate.indicator, self.words.neighbours[candidate.indicator.code]
        if not (conditions.asked or conditions.forbidden):
            return ""
        text = self._surroundings(context)
        asked = conditions.asked and (candidate.phrase.weak or not indicator.weak)
        near = self._qualified(candidate, context) or text
        if asked and not any(word in near for word in conditions.asked):
            return f"同句没有所需的词（{'、'.join(indicator.with_[:5])}）"
        forbidden = next((word for word in conditions.forbidden if word in text), None)
        return f"同句有排除词“{forbidden}”" if forbidden else ""

    def _qualified(self, candidate: Candidate, context: Context) -> str:
        """The figure's own words where they say of what a bare attribute is (瓜菜总产量); else nothing."""
        attributes = self.words.lexicon.attributes
        if not candidate.phrase.weak or candidate.phrase.text not in attributes or candidate.carried:
            return ""
        own = self.folded[slice(*context.left)]
        return "" if context.item is not None or self.words.trim(own) in attributes else own

    def _surroundings(self, context: Context) -> str:
        """The sentence and the heading above it."""
        section = self.layout.sections[context.sentence.section]
        return f"{section.heading}\n{self.folded[context.sentence.start : context.sentence.end]}"

    def _look_alike(self, candidate: Candidate, context: Context) -> str | None:
        """A look-alike in the words that the rule matched: the figure's own, the item it is distributed to, the carried ones."""
        around = self.folded[context.group : max(context.right[1], _behind(candidate, context))]
        for last, before, word in self.words.neighbours[candidate.indicator.code].look_alikes:
            if last in around:
                for span in self._matched(candidate, context, len(last) - 1):
                    at = self.folded.rfind(last, *span)
                    if at >= 0 and self._backwards(before, context.group, at) is not None:
                        return word
        return self._governing(candidate, context)

    def _governing(self, candidate: Candidate, context: Context) -> str | None:
        """A look-alike that is a word of doing at the head of the list that the figure goes on."""
        head = self._heads.get(context.mention.start)
        opening = "" if head is None else self.folded[head : head + _OPENING]
        look_alikes = self.words.neighbours[candidate.indicator.code].look_alikes
        return next((word for _, _, word in look_alikes if word in self._doing and word in opening), None)

    def _matched(self, candidate: Candidate, context: Context, reach: int) -> Iterator[Span]:
        """Where the words stand that the rule matched, and those of the total that the figure is a part of.

        Carried words begin ``reach`` characters earlier, so that a look-alike is found that overlaps them (城乡居民 for 乡).
        """
        yield context.left
        yield context.right[0], max(context.right[1], _behind(candidate, context))
        if context.item:
            yield context.item
        if candidate.carried:
            start = max(context.group, context.mention.start - candidate.distance - reach)
            if "," not in self.folded[start : context.left[0]]:  # a list in one clause: 稻麦亩产分别达625公斤、386公斤
                start = max(context.group, self.folded.rfind(",", context.group, start) + 1)
            yield start, context.left[0]
        total = self.totals.get(context.mention.start)
        if total is not None and total.mention.indicator is None and self._speaks_of(candidate.indicator, total):
            yield total.left


def _behind(candidate: Candidate, context: Context) -> int:
    """Where the words behind a figure end that a rule with ``{n}`` speaks of: with the qualifier of the next figure."""
    return context.until + _QUALIFIER if candidate.phrase.holed and context.right[1] == context.until else 0


def _near_item(context: Context, item: Span, phrases: Phrases) -> Iterator[Near]:
    """The words near a figure of a distributed list: its own, those of what it is distributed to, those of the last item."""
    figure = context.mention
    for found, start, stop in context.seen.called(*context.left, phrases):
        yield found, start, stop, False, figure.start - stop
    for found, start, stop in context.seen.called(*item, phrases):
        yield found, start, stop, False, item[1] - stop
    for found, start, stop in context.seen.called(*context.tail, phrases) if context.tail else ():
        yield found, start, stop, False, 0
    for found, start, stop in context.seen.called(*context.right, phrases):
        yield found, start, stop, False, start - figure.end
