"""Measure of a figure (level, growth, change, share, completion) and the level that a comparison belongs to.

Rules and edge cases:

* A word of moving (增长, 下降) right before the figure, with nothing but fillers (了, 约, 达) between, makes a percentage a growth
  rate and an amount a change; with 到 or 至 between, or 为 for one word (降为0.3%), it is a level (提升至74.2%). 新增 is a level. Falls are negative.
* A percentage of a task or plan (完成…任务的103%, 占任务8.5亿元的44.9%) is a completion; any other percentage is a share or rate; 百分点 is a change.
* In a list with one word of moving (分别增长12%、15%) the others follow the first.
* A comparison belongs to the last level before it in the same sentence, baselines left out, if its own words name nothing else
  (，同比增长32%) or name the same thing. What names something else (信访总量同比下降35% beside 76起) belongs to no level.
* An amount of change belongs to the last level of its unit, and a bare rate right behind it to the same (减产6200担，下降3.2%).
* A list of comparisons goes with the list of levels before it, one by one (分别完成…、…，同比分别增长9%、8%).
* A level that follows at once (同比增长28%，达9.8亿元) counts as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property, partial
from itertools import takewhile

from etl.extract.context import Context, follows, names_something, runs
from etl.extract.numbers import CHINESE_CHARS, is_fraction
from etl.extract.vocabulary import Vocabulary
from etl.extract.words import alternation, guarded

COMPARED = ("growth_rate", "change", "completion")
_RATIO = ("ratio", "pp")
_LONGEST_EVENT = 4  # characters of what a figure is compared with the time before (搬迁, 机构改革)
_BACK = 6  # figures in which the levels of a list of comparisons are sought


class Comparison:
    """The expressions of comparing, compiled from the lexicon."""

    def __init__(self, words: Vocabulary) -> None:
        self.words = words
        self.forms = words.lexicon.comparison
        self._amounts = (*self.forms["more"], *self.forms["less"])

    @cached_property
    def _move(self) -> re.Pattern[str]:
        groups = "|".join(f"(?P<{name}>{alternation(self.forms[name])})" for name in ("new", "up", "down"))
        filler, reached = alternation(self.forms["filler"]), alternation(self.forms["reached"])
        return re.compile(rf"(?:{groups})(?P<reached>{reached})?(?:{filler}|{reached}|\s)*$")

    @cached_property
    def _still(self) -> re.Pattern[str]:
        """A word of moving that makes a level: of becoming (降为), or in the name of a rate (自然增长率)."""
        words, filler = alternation(self.forms["becomes"] + self.forms["rate"]), alternation(self.forms["filler"])
        return re.compile(rf"{words}(?:{filler}|\s)*$")

    @cached_property
    def _more(self) -> re.Pattern[str]:
        """More or less than a base (比上年多18人)."""
        return re.compile(
            rf"{alternation(self.forms['base'])}.*(?:{alternation(self.forms['more'])}|(?P<less>{alternation(self.forms['less'])}))$"
        )

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

    @cached_property
    def _base(self) -> re.Pattern[str]:
        """A base of comparison with its time (较2024年, 比上年, 比搬迁前), words of moving and completion: they name nothing."""
        base, filler = alternation(self.forms["base"]), alternation(self.forms["filler"])
        moves = alternation(self.forms["up"] + self.forms["down"] + self.forms["completion"] + self.forms["completed"])
        mask = re.escape("".join(self.words.lexicon.holes["mask"]))
        year = rf"[\d{mask}]{{4}}年?(?:底|末|初)?"
        since = rf"[\u4e00-\u9fff]{{1,{_LONGEST_EVENT}}}?{alternation(self.forms['base_time'])}"
        years = rf"(?:\d{{1,2}}|[{CHINESE_CHARS}]{{1,2}})年(?:{alternation(self.forms['span_end'])})?"
        plan = rf"[“\"]?{self.words.sections.five_year_plan}[”\"]?(?:{alternation(self.forms['span_end'])})?"
        return re.compile(
            rf"{filler}|{base}(?:{year}|{since}|{plan})?(?:的)?|{moves}|{years}|{plan}|{alternation(self._amounts)}$"
        )

    @cached_property
    def _setting(self) -> re.Pattern[str]:
        """Under what circumstances something moved (在遭受大旱的情况下): it names nothing."""
        return re.compile(rf"^.*{alternation(self.forms['setting'])}")

    def measure(self, found: list[Context], folded: str) -> None:
        """Sets ``measure`` of every figure, and the sign of falls."""
        previous: Context | None = None
        for context in found:
            mention = context.mention
            if mention.measure is None:
                lead = context.own if not context.paired else ""
                dimension = "ratio" if is_fraction(mention.surface) else self.dimension(mention.unit)
                mention.measure = self._measure(dimension, lead, context)
                if (
                    mention.measure == "share_or_rate"
                    and previous is not None
                    and self._of_target(previous, context, folded)
                ):
                    mention.measure = "completion"
                if mention.measure == "share_or_rate" and mention.surface[0] in "+-－":
                    remark = not lead and folded[mention.start - 1 : mention.start] == "("
                    mention.measure = "growth_rate" if remark or self._compares(lead) else "share_or_rate"
                if not lead.strip() and previous is not None and self._in_list(previous, context, folded):
                    mention.measure = previous.mention.measure
                    self._fall(context, _fell(previous))
                elif mention.measure in ("growth_rate", "change"):
                    match = self._move.search(lead)
                    less = self._more.search(lead)
                    self._fall(context, bool(match and match["down"]) or bool(less and less["less"]))
            previous = context

    def _measure(self, dimension: str | None, lead: str, context: Context) -> str:
        move = self._move.search(lead) if "move" in context.seen.kinds else None
        moving = move is not None and not move["new"] and not move["reached"] and self._still.search(lead) is None
        moving = moving or (lead.endswith(self._amounts) and self._more.search(lead) is not None)
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

    def _compares(self, lead: str) -> bool:
        """Whether a comparison stands right before a signed percentage (同比分别-6.2%)."""
        return self._based.search(lead) is not None

    def _of_target(self, previous: Context, context: Context, folded: str) -> bool:
        """Whether the figure before is a target of which this is the part done (占年度任务8.5亿元的44.9%)."""
        between = folded[previous.mention.end : context.mention.start]
        return not names_something(folded, (previous.mention.end, context.mention.start), self.words) and (
            "," not in between and self._is_target(previous)
        )

    def _is_target(self, context: Context) -> bool:
        lead = context.own
        if "completion" not in context.seen.kinds:
            return False
        return self._completion.search(lead) is not None and any(word in lead for word in self.forms["completed"])

    def dimension(self, unit: str | None) -> str | None:
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

    def link(self, found: list[Context], folded: str) -> None:
        """Sets ``relates_to`` of comparisons and hands them the subject of their level."""
        pairs = self._pairs(found, folded)
        levels: list[Context] = []  # of the sentence, so far
        for index, context in enumerate(found):
            if levels and levels[-1].sentence.start != context.sentence.start:
                levels = []
            if context.mention.measure not in COMPARED:
                before = found[index - 1] if index else None
                levels += [context] if self._is_level(context, before, folded) else []
                continue
            level = (
                pairs.get(context.mention.start)
                or self._level_before(found, index, levels, folded)
                or self._level_behind(found, index, folded)
            )
            if level is not None:
                context.mention.relates_to = level.mention.start
                context.mention.subject = level.mention.subject

    def _pairs(self, found: list[Context], folded: str) -> dict[int, Context]:
        """A list of comparisons belongs to the list of levels of the same length before it, one by one."""
        pairs: dict[int, Context] = {}
        order = {context.mention.start: index for index, context in enumerate(found)}
        levels: list[Context] = []
        for run in runs(found, partial(self._goes_on, folded=folded)):
            if run[0].mention.measure not in COMPARED:
                levels = run
                continue
            if len(run) != len(levels) or run[0].sentence.start != levels[0].sentence.start:
                levels = self._levels_before(found, order[run[0].mention.start], run)
            if len(run) == len(levels) and not self._names(run[0], folded):
                pairs |= {c.mention.start: level for c, level in zip(run, levels, strict=True)}
        return pairs

    def _goes_on(self, previous: Context, context: Context, folded: str) -> bool:
        """Whether a figure goes on with a list, of comparisons also behind a word of moving (分别增长11%、下降3.4%)."""
        if follows(previous, context, folded, self.words):
            return True
        if previous.mention.measure not in COMPARED or context.mention.measure not in COMPARED:
            return False
        between = folded[previous.mention.end : context.mention.start]
        marked = between[:1] == "、" or between[:1] in self.words.lexicon.joiners
        if not marked and between[:1] == ",":
            before = folded[context.group : previous.mention.start]
            marked = any(word in before for word in self.words.lexicon.distributing)
        return marked and self._move.fullmatch(between[1:]) is not None

    def _levels_before(self, found: list[Context], at: int, run: list[Context]) -> list[Context]:
        """As many levels right before a list of comparisons (面积4.36万亩，产量1.71万吨，分别增长0.5%和1.2%); a share between
        them is left out (游客11万人次，其中外省游客占六成，收入4380万元，分别增长…)."""
        group = [c for c in found[max(0, at - _BACK) : at] if c.group == run[0].group and c.mention.role != "baseline"]
        before = group[-len(run) :]
        if any(c.mention.measure in COMPARED for c in before):
            return []
        counted = [c for c in group if c.mention.measure == "level"][-len(run) :]
        return counted if len(counted) == len(run) else before

    def _level_before(self, found: list[Context], index: int, before: list[Context], folded: str) -> Context | None:
        """The level among those ``before`` that a comparison belongs to, the nearest first, up to the last ``;``."""
        context = found[index]
        named = "" if context.mention.measure == "completion" else self._names(context, folded)
        levels: Iterable[Context] = takewhile(lambda level: level.mention.start >= context.group, reversed(before))
        previous = found[index - 1].mention if index else None
        if not named and previous is not None and previous.measure == "change" and previous.relates_to is not None:
            levels = sorted(levels, key=lambda level: level.mention.start != previous.relates_to)
        elif not named and context.mention.measure == "change":
            levels = sorted(levels, key=lambda level: level.mention.unit != context.mention.unit)
        for level in levels:
            subject = level.mention.subject
            if named and self._counted_ones(level, context):
                return None
            if not named or named in subject or (subject and subject in named):
                return level
        return None

    def _counted_ones(self, level: Context, context: Context) -> bool:
        """Whether the comparison speaks of those that the figure right before it counts (27家企业增幅在50%以上)."""
        return self.words.counts(level.mention.unit) and level.mention.end == context.left[0]

    def _is_level(self, context: Context, before: Context | None, folded: str) -> bool:
        """Whether a figure that is no comparison can have one: not where it is one in other words (是2016年的1.5倍), but where
        it is what another became (由36%提高到41%)."""
        if context.mention.role == "baseline" or self._is_target(context):
            return False
        named = context.mention.measure != "share_or_rate" or bool(self._names(context, folded))
        return named or (before is not None and before.mention.role == "baseline" and before.group == context.group)

    def _names(self, context: Context, folded: str) -> str:
        """What the own words of a comparison name beside the comparing; empty when they name nothing."""
        if context.paired:
            return ""
        own = self._setting.sub("", folded[slice(*(context.item or context.left))])
        noun = next((word for word in self.forms["noun"] if word in own), "")
        return noun or self.words.light.sub("", self._base.sub("", own))

    def _level_behind(self, found: list[Context], index: int, folded: str) -> Context | None:
        context, behind = found[index], found[index + 1 : index + 2]
        if not behind or behind[0].sentence.start != context.sentence.start or behind[0].mention.measure != "level":
            return None
        other = behind[0]
        lead = folded[context.mention.end : other.mention.start]
        reached = any(word in lead for word in self.forms["completed"])
        if not reached or names_something(folded, (context.mention.end, other.mention.start), self.words):
            return None
        other.mention.subject = other.mention.subject or context.mention.subject
        return other


def _fell(context: Context) -> bool:
    value = context.mention.value
    return value is not None and value < 0
