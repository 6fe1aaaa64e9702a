"""Giving every figure of a report its indicator: the winner of each, parts, comparisons that follow their level.

What is added up (:mod:`etl.extract.added`) follows its parts. A part that 其中 introduces has no indicator when it would have
that of its total, and a growth whose level stands anywhere in the document takes the level's code.
"""

from __future__ import annotations

from etl.extract.added import Sums, share_indicators
from etl.extract.context import Context
from etl.extract.indicators import Indicators
from etl.extract.mention import CARRIED, Mention
from etl.extract.parts import leave_out_listed, leave_out_parts
from etl.rulebook import Rulebook


def prefer_levels(mentions: list[Mention], rulebook: Rulebook) -> None:
    """A growth whose level stands anywhere in the document takes the level's code, not that of growth alone."""
    given = {mention.indicator for mention in mentions if mention.type == "quantity" and mention.measure == "level"}
    for mention in mentions:
        rule = rulebook.indicators.get(mention.indicator) if mention.indicator is not None else None
        if rule is not None and rule.growth_of is not None and rule.growth_of in given:
            mention.indicator = rule.growth_of
            mention.reason += "；文中另有其数值，归入该指标"


def assign(found: list[Context], indicators: Indicators, added: Sums) -> None:
    """Sets indicator, rule and reason of every figure; linked comparisons follow their level. ``added``: totals and their parts."""
    by_start = {context.mention.start: context for context in found}
    indicators.look_around(found)
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
    share_indicators(added)
    leave_out_parts(found, indicators.folded, indicators.words)
    leave_out_listed(found, indicators.folded, indicators.words)
    for context in found:
        mention = context.mention
        level = by_start.get(mention.relates_to) if mention.relates_to is not None else None
        if level is not None:
            mention.indicator, mention.rule = level.mention.indicator, level.mention.rule
            mention.reason = f"修饰数值“{level.mention.surface}”"
