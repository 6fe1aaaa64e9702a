"""Which indicator a figure belongs to, and why: every candidate rule, what threw it out or made it win.

The order of decision is the same for every rule and figure:

1. Out is what the unit excludes, a look-alike (``not``), a missing or forbidden neighbour (``with``, ``without``), the scope,
   the section or the measure.
2. Of those left, higher ``priority``; then a rule made for this measure (信访总量同比下降35%); then the figure's own words before
   carried ones (the nearest clause first), and an item of a list before what it may share with the last; then the longest
   phrase; then the one that begins nearest to the figure; then the code.

A comparison that is linked to a level takes the level's indicator; one of an indicator that exists only for growth
(``growth_of``) that of the level, when the document gives the level anywhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from operator import attrgetter

from etl.extract.bystanders import Bystanders
from etl.extract.context import Context, Span, names_something
from etl.extract.fitting import Fitting
from etl.extract.layout import Layout
from etl.extract.lookalikes import Candidate, LookAlikes, backwards
from etl.extract.measures import COMPARED
from etl.extract.parts import totals
from etl.extract.phrases import Phrase
from etl.extract.seen import Meant, SoughtWords
from etl.extract.vocabulary import COUNTED, Vocabulary

_RANK = attrgetter("rank")
_LONGEST_BETWEEN, _LONGEST_BEHIND = 4, 3  # characters of other words between what is counted and its figure
_LONGEST_DEED = 12  # between people and what they did or got
_SHORTEST_MOVED = 1  # characters of other words between what is counted and its growth that change nothing
_NAMING = 4  # characters of a phrase from which on an item needs no more
Phrases = Mapping[int, Sequence[Meant]]
Near = list[tuple[Sequence[Meant], int, int, bool, int]]


class Indicators:
    """Finds the candidates of a figure among the words of one text."""

    def __init__(self, words: Vocabulary, folded: str, layout: Layout) -> None:
        self.words = words
        self.folded = folded
        self.layout = layout
        self._fitting = words.compiled(Fitting)
        self._dimensions, self._conditions = words.dimensions, words.neighbours
        self._bystanders = Bystanders(words, folded)
        self._look_alikes = LookAlikes(words, folded)

    def look_around(self, found: list[Context]) -> None:
        """Makes known all figures of the text, in reading order."""
        parts = totals(found, self.folded, self.words)
        self._bystanders.look_around(found, parts)
        self._look_alikes.look_around(found, parts)

    def decide(self, context: Context) -> list[Candidate]:
        """All candidates, the winner first, those with objections last. Empty when no rule's words stand near."""
        found: dict[str, Candidate] = {}
        for candidate in self._candidates(context, self.words.compiled(SoughtWords).phrases):
            candidate.objection = self._objection(candidate, context)
            best = found.get(candidate.indicator.code)
            if best is None or (bool(candidate.objection), candidate.rank) < (bool(best.objection), best.rank):
                found[candidate.indicator.code] = candidate
        return sorted(found.values(), key=lambda c: (bool(c.objection), c.rank))

    def winner(self, context: Context) -> Candidate | None:
        """The first of ``decide``, if it stands. Rules that do not fit the figure itself are not even tried."""
        candidates = self._candidates(context, self._fitting.phrases(context.mention))
        if len(candidates) > 1:
            candidates.sort(key=_RANK)
        for candidate in candidates:
            if not self._opposed(candidate, context):
                return candidate
        return None

    def _candidates(self, context: Context, phrases: Phrases) -> list[Candidate]:
        """The phrases that ``phrases`` gives for the words near the figure, where they are there completely."""
        alone, present, figure = context.item is None, context.seen.words, context.mention
        candidates = []
        for meant, start, stop, carried, distance in self._near(context, phrases):
            anchor, behind = (start, stop), start >= figure.end
            clauses = 1 + self.folded.count(",", stop, context.left[0]) if carried else 0
            for phrase, others in meant:
                if phrase.single and alone:
                    begin: int | None = start
                elif others <= present:
                    begin = self._start(phrase, anchor, context)
                else:
                    continue
                if begin is not None:
                    far = max(distance, figure.start - begin)
                    shared = context.tail is not None and not self._whole(phrase, begin, stop, context)
                    rank = (*phrase.standing, clauses + shared, -phrase.length, far, phrase.code)
                    candidates.append(
                        Candidate(phrase.indicator, phrase, rank, begin, anchor, clauses, distance, behind)
                    )
        return candidates

    def _whole(self, phrase: Phrase, begin: int, end: int, context: Context) -> bool:
        """Whether an item of a list names its figure by itself (接待游客和旅游收入分别), so that it needs no noun of the last one."""
        item = context.item
        within = item is not None and item[0] <= begin and end <= item[1]
        return within and not phrase.holed and phrase.length >= _NAMING

    def _near(self, context: Context, phrases: Phrases) -> Near:
        """The phrases of the words near a figure, where the words stand, whether they are carried over from earlier clauses,
        and their distance."""
        if context.item is not None:
            return _near_item(context, context.item, phrases)
        figure, (begin, end), (behind, last) = context.mention, context.left, context.right
        named = context.named or self._bystanders.names_behind(context)
        near: Near = []
        for meant, start, stop in context.seen.called(begin if named else context.group, max(end, last), phrases):
            if start >= begin and stop <= end:
                near.append((meant, start, stop, False, figure.start - stop))
            elif behind <= start and stop <= last:
                near.append((meant, start, stop, False, start - figure.end))
            elif stop <= begin and not named:
                near.append((meant, start, stop, True, figure.start - stop))
        return near

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
        start = backwards(self.folded, phrase.before[:-1], begin, end)
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
        if context.item is not None and start < context.item[1]:
            return self._names(anchor) or not self._names((end, context.item[1]))  # 全镇治安、刑事案件分别下降
        return not (phrase.touching[0] and self._names((end, context.left[1])))

    def _names(self, span: Span) -> bool:
        return names_something(self.folded, span, self.words)

    def _objection(self, candidate: Candidate, context: Context) -> str:
        """Why the rule is out, in Chinese words for ``explain``; empty if it stands."""
        misfit = self._fitting.misfit(candidate.indicator, self._fitting.facets(context.mention))
        return misfit or self._opposed(candidate, context)

    def _opposed(self, candidate: Candidate, context: Context) -> str:
        """What in the words around keeps a rule out that fits the figure itself."""
        look_alike = self._look_alikes.found(candidate, context)
        if look_alike:
            return f"附近有形近说法“{look_alike}”"
        if candidate.carried and context.done and candidate.indicator.kind == "stock":
            return f"“{context.done}”的只是其中一些"
        objection = self._neighbours(candidate, context) or self._bystanders.left_over(candidate.phrase, context)
        if candidate.carried:
            return objection or self._bystanders.passed_over(context, candidate.start)
        if objection or context.item is not None:
            return objection
        return self._too_far(candidate, context) or self._bystanders.objection(
            candidate.phrase, context, candidate.start, candidate.anchor
        )

    def _too_far(self, candidate: Candidate, context: Context) -> str:
        """What is counted stands next to the figure: 帮助合作社解决问题27个 and 7个村组建合作社 count no co-operatives, 合作社社员增长5%
        is no growth of theirs; nor does a figure count what stands behind it and 有 (4个社区有志愿队伍). People at the head of a
        clause may be named before what they did or got (320名返乡农民参加了技能培训)."""
        if self._dimensions[candidate.phrase.code] not in COUNTED:
            return ""
        if candidate.phrase.holed:
            return ""
        figure = context.mention
        if figure.measure in COMPARED:
            moved = self.folded[candidate.anchor[1] : figure.start]  # empty where the words stand behind
            between = self.words.light.sub("", moved)
            return f"增减的是“{between}”" if len(between) > _SHORTEST_MOVED else ""
        if candidate.behind:
            deed = candidate.indicator.kind == "flow" and self._bystanders.names_whom(context)
            own, longest = (
                self.folded[figure.end : figure.end + candidate.gap],
                _LONGEST_DEED if deed else _LONGEST_BEHIND,
            )
            for part in (*candidate.phrase.before[:-1], *candidate.phrase.after[:-1]):
                own = own.replace(part, "")
            if own and own.endswith(tuple(self.words.lexicon.having)):
                return f"数的是“{own}”前面的"
        else:
            own, longest = self.folded[figure.start - candidate.gap : figure.start], _LONGEST_BETWEEN
        between = self.words.light.sub("", own) if len(own) > longest else ""
        return f"词语与数字之间还有“{between}”" if len(between) > longest else ""

    def _neighbours(self, candidate: Candidate, context: Context) -> str:
        conditions = self._conditions[candidate.phrase.code]
        if not (conditions.asked or conditions.forbidden):
            return ""
        text = self._surroundings(context)
        asked = conditions.asked and (candidate.phrase.weak or not candidate.indicator.weak)
        if asked and not any(map((self._qualified(candidate, context) or text).__contains__, conditions.asked)):
            return f"同句没有所需的词（{'、'.join(candidate.indicator.with_[:5])}）"
        forbidden = next((word for word in conditions.forbidden if word in text), None)
        return f"同句有排除词“{forbidden}”" if forbidden else ""

    def _qualified(self, candidate: Candidate, context: Context) -> str:
        """For a bare attribute the own words where they say of what it is (瓜菜总产量), else those between the ``;`` around it."""
        attributes = self.words.lexicon.attributes
        if not candidate.phrase.weak or candidate.phrase.text not in attributes or candidate.carried:
            return ""
        own = self.folded[slice(*context.left)]
        said = context.item is None and self.words.trim(own) not in attributes
        end = self.folded.find(";", context.mention.end, context.sentence.end)
        return own if said else self._surroundings(context, (context.group, end if end >= 0 else context.sentence.end))

    def _surroundings(self, context: Context, within: Span | None = None) -> str:
        """The sentence, or a part of it, and the heading above it."""
        heading = self.layout.sections[context.sentence.section].heading
        start, end = within or (context.sentence.start, context.sentence.end)
        return f"{heading}\n{self.folded[start:end]}"


def _near_item(context: Context, item: Span, phrases: Phrases) -> Near:
    """The words near a figure of a distributed list: its own, those of what it is distributed to, those of the last item."""
    figure, called = context.mention, context.seen.called
    tail = called(*context.tail, phrases) if context.tail else []
    return [
        *((meant, start, stop, False, figure.start - stop) for meant, start, stop in called(*context.left, phrases)),
        *((meant, start, stop, False, item[1] - stop) for meant, start, stop in called(*item, phrases)),
        *((meant, start, stop, False, 0) for meant, start, stop in tail),
        *((meant, start, stop, False, start - figure.end) for meant, start, stop in called(*context.right, phrases)),
    ]
