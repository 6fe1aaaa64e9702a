"""Measure of a figure: level, growth, change, share or completion.

Rules and edge cases:

* A word of moving (增长, 下降) right before the figure, with nothing but fillers (了, 约, 达) between, makes a percentage a growth
  rate and an amount a change; with 到 or 至 between, or 为 for one word (降为0.3%), it is a level (提升至74.2%). 新增 is a level.
  Falls are negative. A verb before what becomes less (压减水稻面积300亩) makes a fall, too.
* A percentage of a task or plan (完成…任务的103%, 占任务8.5亿元的44.9%) is a completion, but what is planned for a year
  (2025年计划99%) is not; any other percentage is a share or rate; 百分点 is a change.
* In a list with one word of moving (分别增长12%、15%) the others follow the first, and so do the people of households (减少38户104人).
"""

from __future__ import annotations

import re
from functools import cached_property

from etl.extract.context import Context, follows, names_something
from etl.extract.numbers import is_fraction
from etl.extract.vocabulary import Vocabulary
from etl.extract.words import alternation, guarded

COMPARED = ("growth_rate", "change", "completion")
_SIGNS = "+-－"
_REMARK = re.compile(r"\([^()]*\)")
_RATIO = ("ratio", "pp")


class Measures:
    """The expressions of measuring, compiled from the lexicon."""

    def __init__(self, words: Vocabulary) -> None:
        self.words = words
        self.forms = words.lexicon.comparison
        self._amounts = (*self.forms["more"], *self.forms["less"])

    @cached_property
    def move(self) -> re.Pattern[str]:
        groups = "|".join(f"(?P<{name}>{alternation(self.forms[name])})" for name in ("new", "up", "down"))
        filler, reached = alternation(self.forms["filler"]), alternation(self.forms["reached"])
        return re.compile(rf"(?:{groups})(?P<reached>{reached})?(?:{filler}|{reached}|\s)*$")

    @cached_property
    def _still(self) -> re.Pattern[str]:
        """A word of moving that makes a level: of becoming (降为), or in the name of a rate (自然增长率)."""
        words, filler = alternation(self.forms["becomes"] + self.forms["rate"]), alternation(self.forms["filler"])
        return re.compile(rf"{words}(?:{filler}|\s)*$")

    @cached_property
    def _taken(self) -> re.Pattern[str]:
        """A verb before what becomes less (压减水稻面积300亩), not what is left of it (核减后, 压减到)."""
        taken, reached = alternation(self.forms["taken"]), alternation(self.forms["reached"])
        spent = alternation(self.forms["taken_spent"])
        return re.compile(rf"{taken}(?!{spent})(?:(?!{reached})[^,;:])*$")

    @cached_property
    def _more(self) -> re.Pattern[str]:
        """More or less than a base (比上年多18人)."""
        return re.compile(
            rf"{alternation(self.forms['base'])}.*(?:{alternation(self.forms['more'])}|(?P<less>{alternation(self.forms['less'])}))$"
        )

    @cached_property
    def _beyond(self) -> re.Pattern[str]:
        """Above or below an earlier time (高于上年2600元), with nothing that is compared with it."""
        over, under = alternation(self.forms["over"]), alternation(self.forms["under"])
        return re.compile(rf"(?:{over}|(?P<less>{under})){alternation(self.words.lexicon.year['last'])}$")

    @cached_property
    def _based(self) -> re.Pattern[str]:
        return re.compile(rf"{alternation(self.forms['base'])}(?:{alternation(self.forms['filler'])})*$")

    @cached_property
    def _completion(self) -> re.Pattern[str]:
        filler = alternation(self.forms["filler"])
        return re.compile(rf"{alternation(self.forms['completion'])}(?:{filler}|\s)*$")

    @cached_property
    def _planned(self) -> re.Pattern[str]:
        """What is planned for a year itself (2025年计划99%), not what was done of it."""
        plan = alternation(self.words.lexicon.role["plan_verb"])
        return re.compile(rf"(?:19|20)\d\d年{plan}$")

    @cached_property
    def _rate_of_completion(self) -> re.Pattern[str]:
        """The rate of completion, with nothing that says of what (,完成率81.6%)."""
        light, rate = guarded(self.words.lexicon.light), alternation(self.forms["completion_rate"])
        return re.compile(rf"(?:{light}|\s)*{rate}(?:{light}|\s)*$")

    def measure(self, found: list[Context], folded: str) -> None:
        """Sets ``measure`` of every figure, and the sign of falls."""
        previous: Context | None = None
        for context in found:
            mention = context.mention
            if mention.measure is None:
                lead = context.own if not context.paired else ""
                if "(" in lead:
                    lead = _REMARK.sub("", lead)
                dimension = "ratio" if is_fraction(mention.surface) else self.dimension(mention.unit)
                mention.measure = self._measure(dimension, lead, context)
                if (
                    mention.measure == "share_or_rate"
                    and previous is not None
                    and self._of_target(previous, context, folded)
                ):
                    mention.measure = "completion"
                if mention.measure == "share_or_rate" and mention.surface[0] in _SIGNS:
                    remark = not lead and folded[mention.start - 1 : mention.start] == "("
                    mention.measure = "growth_rate" if remark or self._compares(lead) else "share_or_rate"
                if previous is not None and self._follows(previous, context, lead, folded):
                    mention.measure = previous.mention.measure
                    self._fall(context, _fell(previous) and previous.mention.surface[0] not in _SIGNS)
                elif mention.measure in ("growth_rate", "change"):
                    self._fall(context, self._falls(lead))
            previous = context

    def _measure(self, dimension: str | None, lead: str, context: Context) -> str:
        move = self.move.search(lead) if "move" in context.seen.kinds else None
        moving = move is not None and not move["new"] and not move["reached"] and self._still.search(lead) is None
        moving = moving or (lead.endswith(self._amounts) and self._more.search(lead) is not None)
        moving = moving or ("beyond" in context.seen.kinds and self._beyond.search(lead) is not None)
        moving = moving or ("taken" in context.seen.kinds and self._taken.search(lead) is not None)
        if dimension == "pp":
            return "change"
        if dimension not in _RATIO:
            return "change" if moving else "level"
        kinds = context.seen.kinds
        if "completion" in kinds and self._completion.search(lead) and self._planned.search(lead) is None:
            return "completion"
        if "completion rate" in kinds and self._rate_of_completion.fullmatch(lead):
            return "completion"
        return "growth_rate" if moving else "share_or_rate"

    def _falls(self, lead: str) -> bool:
        move, more = self.move.search(lead), self._more.search(lead)
        if move is None and more is None:
            beyond = self._beyond.search(lead)
            return bool(beyond["less"]) if beyond else self._taken.search(lead) is not None
        return bool(move and move["down"]) or bool(more and more["less"])

    def _follows(self, previous: Context, context: Context, lead: str, folded: str) -> bool:
        """Whether a figure moves as the one before: in a list, or side by side with it (减少38户104人)."""
        if context.paired:
            return previous.mention.measure == "change" and self.dimension(context.mention.unit) not in _RATIO
        return not lead.strip() and self._in_list(previous, context, folded)

    def _compares(self, lead: str) -> bool:
        """Whether a comparison stands right before a signed percentage (同比分别-6.2%)."""
        return self._based.search(lead) is not None

    def _of_target(self, previous: Context, context: Context, folded: str) -> bool:
        """Whether the figure before is a target of which this is the part done (占年度任务8.5亿元的44.9%)."""
        between = folded[previous.mention.end : context.mention.start]
        return not names_something(folded, (previous.mention.end, context.mention.start), self.words) and (
            "," not in between and self.is_target(previous)
        )

    def is_target(self, context: Context) -> bool:
        """Whether a figure is the plan of which something was done (完成…任务8.5亿元的44.9%), not what was done itself."""
        lead = context.own
        if "completion" not in context.seen.kinds:
            return False
        return self._completion.search(lead) is not None and any(word in lead for word in self.forms["completed"])

    def dimension(self, unit: str | None) -> str | None:
        """What a unit as printed measures (元: money), None without a unit or of one that is not listed."""
        known = self.words.units.get(unit or "")
        return known.dimension if known else None

    def _in_list(self, previous: Context, context: Context, folded: str) -> bool:
        """Whether a figure has no words but those of the one before: changes of different units only behind 分别."""
        if not follows(previous, context, folded, self.words):
            return False
        if previous.mention.unit == context.mention.unit:
            return True
        distributed = any(word in previous.own for word in self.words.lexicon.distributing)
        return (
            distributed and previous.mention.measure == "change" and self.dimension(context.mention.unit) not in _RATIO
        )

    def _fall(self, context: Context, fell: bool) -> None:
        mention = context.mention
        if fell:
            mention.value = -abs(mention.value) if mention.value is not None else None
            if mention.value_low is not None and mention.value_high is not None:
                mention.value_low, mention.value_high = -mention.value_high, -mention.value_low


def _fell(context: Context) -> bool:
    value = context.mention.value
    return value is not None and value < 0
