"""Totals behind their parts: 光伏电站投资3亿元，物流园投资2亿元，合计5亿元.

Rules and edge cases:

* A figure is the total of those before it when a word of adding up (共, 合计) stands among its own words, and the figures right
  before it in its sentence, two at least and all of its unit or counts like it (水库3座、山塘12口，合计15处), add up to it exactly.
  What merely follows (共带动86户) is none.
* It is nobody's alone where its parts are of several: it is the township's when a firm, village or person is named between them.
* Where its own words do not name it, it is what all its parts are, which then are only parts of it; where these are several
  things (低保金120万元，救助金30万元，合计150万元), it is none of them.
* Comparisons, shares and what was before are no parts, and a total of them is none.
"""

from __future__ import annotations

from decimal import Decimal

from etl.extract.context import Context
from etl.extract.mention import CARRIED, Mention
from etl.extract.vocabulary import Vocabulary

_MOST, _FEWEST = 12, 2  # parts of a total
Sums = list[tuple[Context, list[Context]]]


def sums(found: list[Context], words: Vocabulary) -> Sums:
    """The totals, each with the figures before it that add up to it."""
    in_all = words.lexicon.scope["in_all"]
    totals: Sums = []
    for index, context in enumerate(found):
        if "in all" in context.seen.kinds and any(map(context.own.__contains__, in_all)):
            parts = _parts(found[max(0, index - _MOST) : index], context, words)
            if parts:
                totals.append((context, parts))
    return totals


def _kind(mention: Mention, words: Vocabulary) -> str | None:
    unit = words.units.get(mention.unit or "")
    return unit.dimension if unit else None


def _parts(before: list[Context], total: Context, words: Vocabulary) -> list[Context]:
    """The figures right before a total that add up to it; none where they do not."""
    wanted, parts = total.mention.value, list[Context]()
    for part in reversed(before):
        mention = part.mention
        counted = words.counts(mention.unit) and words.counts(total.mention.unit)
        same = mention.unit == total.mention.unit or (counted and _kind(mention, words) == _kind(total.mention, words))
        alike = same and mention.measure == "level" == total.mention.measure
        if (
            part.sentence.start != total.sentence.start
            or not alike
            or mention.value is None
            or mention.role == "baseline"
        ):
            return []
        parts.insert(0, part)
        if len(parts) >= _FEWEST and sum((each.mention.value or Decimal(0) for each in parts), Decimal(0)) == wanted:
            return parts
    return []


def share_scopes(totals: Sums) -> None:
    """A total of what is of several is the township's."""
    for total, parts in totals:
        if total.seen.scopes.within(parts[0].mention.end, total.left[0]):
            total.mention.scope = "township"


def share_indicators(totals: Sums) -> None:
    """What a total is whose own words do not say it."""
    for total, parts in totals:
        mention = total.mention
        told = {(part.mention.indicator, part.mention.rule) for part in parts}
        if told == {(None, None)} or (mention.indicator is not None and not mention.reason.endswith(CARRIED)):
            continue
        mention.indicator, mention.rule = told.pop() if len(told) == 1 else (None, None)
        mention.reason = "是前面各项之和" if mention.indicator else "是前面几种事项之和"
        for part in parts if mention.indicator else ():
            if _alike(part.mention, mention):
                part.mention.indicator, part.mention.rule = None, None
                part.mention.reason = f"是“{mention.surface}”的一部分"


def _alike(part: Mention, total: Mention) -> bool:
    return (part.role, part.period, part.scope) == (total.role, total.period, total.scope)
