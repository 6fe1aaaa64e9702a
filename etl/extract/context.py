"""Whose words belong to which figure.

A figure's *own words* stand between the separator or figure before it and the figure itself (``left``), and behind it up to the
next separator or figure (``right``: 16家生产经营单位). Rules and edge cases:

* Separators (:mod:`etl.extract.separators`) are marks; 、 only behind a figure (公厕5座、停车场3个), so 门店、农家乐及旅馆23家
  keeps its list.
* Between two figures without a separator, a joiner (和, 及) divides the words: 16家生产经营单位以及10所学校. 一个 begins
  another item (9个行政村一个居委会), and a parenthesis right behind a figure holds a remark, not what is counted. A blank
  right behind it parts it from the words of the next figure (医疗救助18人 农村低保8人).
* Two figures side by side (186户528人, 50MW/100MWh) share the words on both sides; households and their people (186户,528人)
  those before them.
* A list of figures is distributed over a list of the same length before 分别 (牛、羊分别出栏1250头和3800只); behind one word for
  all of it each has its place (三次产业分别完成…).
* Where the own words name nothing (产值达, 共计) or are one verb (今年新建), those since the last ``;`` are *carried* over,
  to a bare attribute (期末存栏) those before it too.
"""

from __future__ import annotations

import sys
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from etl.extract.layout import Layout, Sentence
from etl.extract.mention import Mention
from etl.extract.seen import Seen, look
from etl.extract.separators import separators
from etl.extract.vocabulary import Vocabulary

_SIDE_BY_SIDE, _LISTED = ("", "/", ":"), (",", "、")
_FIGURES = ("quantity", "missing")
_RIGHT_REACH = 18
Span = tuple[int, int]


@dataclass(slots=True)
class Context:
    """A figure with its surroundings; all spans are offsets. ``group`` begins behind the last ``;`` of the sentence.

    ``seen``: what stands in the sentence. ``own``: the text of ``left``. ``until``: where the next figure or the end of the
    sentence is. ``named``: the own words name something; ``done``: they are this verb and no more. ``paired``: side by side with
    the figure before. ``place``: which figure of a ratio it is, from 1, else 0. ``item``: what the figure is distributed to, whose
    words are its own too; ``tail``: the last item, whose head noun the others share (城镇、农村居民人均可支配收入分别达到).
    """

    mention: Mention
    sentence: Sentence
    seen: Seen
    group: int
    left: Span
    right: Span
    until: int
    own: str = ""
    named: bool = False
    done: str = ""
    paired: bool = False
    place: int = 0
    item: Span | None = None
    tail: Span | None = None


def contexts(folded: str, mentions: list[Mention], layout: Layout, words: Vocabulary) -> list[Context]:
    """A context for every quantity and hole, in reading order."""
    by_sentence = _by_sentence(mentions, layout)
    found: list[Context] = []
    for seen, (sentence, figures) in zip(look(folded, by_sentence, words), by_sentence.items(), strict=True):
        of_sentence = _of_sentence(folded, sentence, seen, figures, words)
        if "distributing" in seen.kinds:
            _distribute(folded, of_sentence, words)
        for context in of_sentence:
            start, end = context.left
            context.own = folded[start:end]
        found += of_sentence
    return found


def _by_sentence(mentions: list[Mention], layout: Layout) -> dict[Sentence, list[Mention]]:
    """The figures of each sentence that has any; tells every mention its sentence and section."""
    by_sentence: dict[Sentence, list[Mention]] = {}
    sentences, roles = layout.sentences, [section.role for section in layout.sections]
    starts = [sentence.start for sentence in sentences]
    following = -1  # where the sentence behind begins
    for mention in mentions:
        if mention.start >= following:
            at = bisect_right(starts, mention.start)
            sentence, following = sentences[max(0, at - 1)], starts[at] if at < len(starts) else sys.maxsize
            role = roles[sentence.section] if roles else ""
            figures: list[Mention] = []
        mention.sentence_start, mention.sentence_end, mention.section = sentence.start, sentence.end, role
        if mention.type in _FIGURES:
            if not figures:
                by_sentence[sentence] = figures
            figures.append(mention)
    return by_sentence


def runs(found: list[Context], goes_on: Callable[[Context, Context], bool]) -> Iterator[list[Context]]:
    """Figures that go on with the list of the one before (:func:`follows`): the lists of two and more."""
    run: list[Context] = []
    for context in found:
        if run and goes_on(run[-1], context):
            run.append(context)
            continue
        if len(run) > 1:
            yield run
        run = [context]
    if len(run) > 1:
        yield run


def follows(previous: Context, context: Context, folded: str, words: Vocabulary) -> bool:
    """Whether a figure goes on with the list of the one before: behind 、 or a joiner, or a bare comma behind 分别."""
    first = folded[previous.mention.end]
    if first not in words.joining and not first.isspace():
        return False
    between = folded[previous.mention.end : context.mention.start].strip()
    if between != ",":
        return words.joins(between)
    return any(word in folded[context.group : previous.mention.start] for word in words.lexicon.distributing)


def _distribute(folded: str, found: list[Context], words: Vocabulary) -> None:
    items: list[Span] = []
    last: Context | None = None
    for run in runs(found, partial(follows, folded=folded, words=words)):
        again = last is not None and len(run) == len(items) and _goes_on(folded, last, run[0], words)
        if not again:
            items = _items_of(folded, run, words)
        if items:
            at = run[0].left[0] if again else items[-1][1]
            tail = None if _bare(folded, items[-1], words) else items[-1]
            for context, item in zip(run, items, strict=True):
                context.item, context.left, context.named = item, (at, run[0].left[1]), True
                context.tail = tail if item != items[-1] else None
        elif _counted_off(folded, run, words):
            for place, context in enumerate(run, 1):
                context.place, context.left, context.named = place, run[0].left, run[0].named
        last = run[-1]


def _bare(folded: str, item: Span, words: Vocabulary) -> bool:
    """Whether the last item is a mere attribute (旅游人次和收入分别): it takes its noun from the others, which have their own head."""
    return words.trim(folded[slice(*item)]) in words.lexicon.attributes


def _counted_off(folded: str, run: list[Context], words: Vocabulary) -> bool:
    """Whether one word stands for all that a list is distributed to (三次产业分别完成3.2亿元、5.1亿元、4.4亿元)."""
    start, end = run[0].left
    return any(folded.find(word, start, end) > start for word in words.lexicon.distributing)


def _goes_on(folded: str, last: Context, context: Context, words: Vocabulary) -> bool:
    """Whether a list only says what the figures of the list before became (分别由2.3万元、1.3万元提高到3.4万元、2.1万元)."""
    span = last.mention.end, context.mention.start
    return last.group == context.group and "," not in folded[slice(*span)] and not names_something(folded, span, words)


def _items_of(folded: str, run: list[Context], words: Vocabulary) -> list[Span]:
    """What the figures of a list are distributed to, one item each; empty when nothing says so."""
    start, end = run[0].left
    at = max(folded.rfind(word, start, end) for word in words.lexicon.distributing)
    items = list(_items(folded, start, at, words)) if at > start else []
    items = _pair(folded, start, at, words) or items if len(items) == 1 and len(run) == 2 else items
    return items if len(items) == len(run) else []


def _items(folded: str, start: int, end: int, words: Vocabulary) -> Iterator[Span]:
    """The parts of a list between 、 and joiners."""
    position = start
    for match in words.lister.finditer(folded, start, end):
        yield position, match.start()
        position = match.end()
    yield position, end


def _pair(folded: str, start: int, end: int, words: Vocabulary) -> list[Span]:
    """The two items of a word that names one with each character (城乡居民收入分别), the last of them with the noun of both."""
    at = max((folded.rfind(word, start, end) for word in words.lexicon.pairs), default=-1)
    return [(at, at + 1), (at + 1, end)] if at >= 0 else []


def _of_sentence(
    folded: str, sentence: Sentence, seen: Seen, figures: list[Mention], words: Vocabulary
) -> list[Context]:
    ends = separators(folded, sentence, figures)
    parted = folded.find(";", sentence.start, sentence.end) >= 0
    groups = [at + 1 for at in ends if folded[at] == ";"] if parted else []
    found: list[Context] = []
    previous: Context | None = None
    for index, mention in enumerate(figures):
        at = bisect_left(ends, mention.start)
        start = ends[at - 1] + 1 if at else sentence.start
        left = (start, mention.start)
        if previous is not None and previous.mention.end >= start:
            left = _divide(folded, previous, mention, words)
        until = figures[index + 1].start if index + 1 < len(figures) else sentence.end
        group = _last(groups, mention.start, sentence.start) if groups else sentence.start
        right = _behind(folded, mention, ends[at] if at < len(ends) else until, until, words)
        if (
            previous is not None
            and group > previous.group
            and words.trim(folded[slice(*left)]) in words.lexicon.attributes
        ):
            group = previous.group
        context = Context(mention, sentence, seen, group, left, right, until)
        if previous is not None:
            _share(folded, previous, context, words)
        if not context.paired:
            context.done = "" if right[0] < right[1] else _bare_verb(folded, left, words)
            context.named = not context.done and names_something(folded, context.left, words)
        found.append(context)
        previous = context
    return found


def _bare_verb(folded: str, span: Span, words: Vocabulary) -> str:
    """The verb that the words before a figure are, if they say no more (今年新建4户)."""
    said = words.trim(folded[slice(*span)])
    return said if said in words.verbs else ""


def _behind(folded: str, mention: Mention, separator: int, until: int, words: Vocabulary) -> Span:
    """The own words of a figure behind it, up to the next separator, figure or item."""
    end = mention.end
    stop = min(until, separator, end + _RIGHT_REACH)
    if stop <= end or folded[end] == "(" or (stop == until and folded[end] == " "):
        return end, end
    behind = words.next_item.search(folded, end, stop)
    return end, behind.start() if behind else stop


def _share(folded: str, previous: Context, context: Context, words: Vocabulary) -> None:
    """Gives a figure the words of the one before where both stand side by side, or none where those only say what that counts."""
    mention = context.mention
    if _names_before(folded, previous, context, words):
        context.left = (mention.start, mention.start)
    between = folded[previous.mention.end : mention.start]
    beside = between in _SIDE_BY_SIDE
    if beside or (between in _LISTED and _pairs(previous.mention, mention, words)):
        context.left, context.paired, context.named = previous.left, True, previous.named
    if beside:
        previous.right = context.right
        if folded[mention.start - 1] == ":":
            previous.place = previous.place or 1
            context.place = previous.place + 1


def _names_before(folded: str, previous: Context, context: Context, words: Vocabulary) -> bool:
    """Whether the words between two counts only say what the first counts: 辖1个社区26个行政村 (the noun of each stands behind it),
    辖东山、西山等7个村64个屯."""
    if previous.mention.unit != context.mention.unit or not words.counts(context.mention.unit):
        return False
    if context.left != (previous.mention.end, context.mention.start):
        return False
    lead, having = folded[slice(*previous.left)].rstrip(), words.lexicon.having
    listed = lead.endswith(words.lexicon.scope["enumerated"]) and any(map(lead.__contains__, having))
    led = not previous.named or lead.endswith(having) or listed
    return led and names_something(folded, context.right, words)


def _pairs(households: Mention, people: Mention, words: Vocabulary) -> bool:
    """Whether the figures are households and their people."""
    units = (words.units.get(mention.unit or "") for mention in (households, people))
    return [unit.dimension for unit in units if unit is not None] == ["households", "people"]


def _last(positions: list[int], limit: int, default: int) -> int:
    """The last of the sorted positions that is not beyond the limit."""
    at = bisect_right(positions, limit)
    return positions[at - 1] if at else default


def _divide(folded: str, previous: Context, mention: Mention, words: Vocabulary) -> Span:
    """The own words of ``mention`` behind a figure of the same clause; the words of that figure end where these begin."""
    begin = previous.mention.end
    listed = folded.find("、", begin + 1, mention.start)
    if listed >= 0 and folded[begin] != "、" and words.counts(previous.mention.unit):  # 8个社区、3个行政村
        begin = listed
        previous.right = (previous.right[0], min(previous.right[1], listed))
    while begin < mention.start and folded[begin] in "、 ":
        begin += 1
    joiner = words.joiner.search(folded, begin, mention.start)
    if joiner is not None:
        previous.right = (previous.right[0], min(previous.right[1], joiner.start()))
        return joiner.end(), mention.start
    return begin, mention.start


def names_something(folded: str, span: Span, words: Vocabulary) -> bool:
    """Whether anything but light words stands in the span."""
    start, end = span
    light = words.all_light.match(folded, start, end) if start < end else None
    return light is not None and light.end() < end
