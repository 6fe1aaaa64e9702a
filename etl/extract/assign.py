"""Giving every figure of a report its indicator: the winner of each, parts, comparisons that follow their level.

A part that 其中 introduces has no indicator when it would have that of its total, and a growth whose level stands anywhere
in the document takes the level's code.
"""

from __future__ import annotations

from etl.extract.context import Context
from etl.extract.indicators import Indicators
from etl.extract.mention import CARRIED, Mention
from etl.rulebook import Rulebook


def _totals(found: list[Context], indicators: Indicators) -> dict[int, Context]:
    """By the start of each figure that 其中 introduces the figure before 其中, of which it is a part."""
    part = indicators.words.lexicon.comparison["part"]
    totals: dict[int, Context] = {}
    total: Context | None = None
    for index, context in enumerate(found):
        lead = indicators.folded[found[index - 1].mention.end if index else context.group : context.mention.start]
        if any(word in lead for word in part):
            total = found[index - 1] if index and found[index - 1].sentence.start == context.sentence.start else None
        elif total is not None and (context.group != total.group or "," in lead):
            total = None
        if total is not None:
            totals[context.mention.start] = total
    return totals


def _leave_out_parts(found: list[Context], indicators: Indicators) -> None:
    """A part is not its total: what 其中 introduces has no indicator when it would have that of the figure before 其中."""
    for context in found:
        total = indicators.totals.get(context.mention.start)
        if total is not None and _is_part(context.mention, total.mention):
            context.mention.indicator, context.mention.rule = None, None
            context.mention.reason = f"是“{total.mention.surface}”的其中项"


def _is_part(mention: Mention, total: Mention) -> bool:
    same = mention.indicator is not None and mention.indicator == total.indicator
    return same and mention.relates_to is None and mention.unit == total.unit


def prefer_levels(mentions: list[Mention], rulebook: Rulebook) -> None:
    """A growth whose level stands anywhere in the document takes the level's code, not that of growth alone."""
    given = {mention.indicator for mention in mentions if mention.type == "quantity" and mention.measure == "level"}
    for mention in mentions:
        rule = rulebook.indicators.get(mention.indicator or "")
        if rule is not None and rule.growth_of is not None and rule.growth_of in given:
            mention.indicator = rule.growth_of
            mention.reason += "；文中另有其数值，归入该指标"


def assign(found: list[Context], indicators: Indicators) -> None:
    """Sets indicator, rule and reason of every figure; linked comparisons follow their level."""
    by_start = {context.mention.start: context for context in found}
    indicators.totals = _totals(found, indicators)
    for context in found:
        mention = context.mention
        if mention.relates_to is not None:
            continue
        winner = indicators.winner(context)
        if winner is not None:
            mention.indicator, mention.rule = winner.indicator.code, winner.indicator.place
            mention.reason = f"词语“{winner.phrase.text}”" + (CARRIED if winner.carried else "")
        elif not mention.reason:
            mention.reason = "没有规则与之相符"
    _leave_out_parts(found, indicators)
    for context in found:
        mention = context.mention
        level = by_start.get(mention.relates_to) if mention.relates_to is not None else None
        if level is not None:
            mention.indicator, mention.rule = level.mention.indicator, level.mention.rule
            mention.reason = f"修饰数值“{level.mention.surface}”"
