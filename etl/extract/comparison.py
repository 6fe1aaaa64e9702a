"""The level that a comparison belongs to: a growth, a change, or what was done of a plan.

Rules and edge cases:

* A comparison belongs to the last level before it in the same sentence, baselines and targets left out, if its own words name nothing else
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
from etl.extract.measures import COMPARED, Measures
from etl.extract.numbers import CHINESE_CHARS
from etl.extract.vocabulary import Vocabulary
from etl.extract.words import alternation

_LONGEST_EVENT = 4  # characters of what a figure is compared with the time before (搬迁, 机构改革)
_BACK = 6  # figures in which the levels of a list of comparisons are sought


class Comparison:
    """The expressions of comparing, compiled from the lexicon."""

    def __init__(self, words: Vocabulary) -> None:
        self.words = words
        self.forms = words.lexicon.comparison
        self.measures = words.compiled(Measures)

    @cached_property
    def _base(self) -> re.Pattern[str]:
        """A base of comparison with its time (较2024年, 比上年, 比搬迁前), words of moving and completion: they name nothing."""
        base, filler = alternation(self.forms["base"]), alternation(self.forms["filler"])
        moving = ("up", "down", "over", "under", "completion", "completed")
        moves = alternation([word for kind in moving for word in self.forms[kind]])
        mask = re.escape("".join(self.words.lexicon.holes["mask"]))
        year = rf"[\d{mask}]{{4}}年?(?:底|末|初)?"
        since = rf"[\u4e00-\u9fff]{{1,{_LONGEST_EVENT}}}?{alternation(self.forms['base_time'])}"
        years = rf"(?:\d{{1,2}}|[{CHINESE_CHARS}]{{1,2}})年(?:{alternation(self.forms['span_end'])})?"
        plan = rf"[“\"]?{self.words.sections.five_year_plan}[”\"]?(?:{alternation(self.forms['span_end'])})?"
        return re.compile(
            rf"{filler}|{base}(?:{year}|{since}|{plan})?(?:的)?|{moves}|{years}|{plan}|{alternation(self.forms['more'] + self.forms['less'])}$"
        )

    @cached_property
    def _setting(self) -> re.Pattern[str]:
        """Under what circumstances something moved (在遭受大旱的情况下): it names nothing."""
        return re.compile(rf"^.*{alternation(self.forms['setting'])}")

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
        return marked and self.measures.move.fullmatch(between[1:]) is not None

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
        if not named and context.mention.measure == "change":
            levels = sorted(levels, key=lambda level: level.mention.unit != context.mention.unit)
        elif not named and previous is not None and previous.measure == "change" and previous.relates_to is not None:
            levels = sorted(levels, key=lambda level: level.mention.start != previous.relates_to)
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
        if context.mention.role is not None or self.measures.is_target(context):
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
        lead = folded[context.mention.end : other.mention.end]  # 突破3亿元 is one figure
        reached = any(word in lead for word in self.forms["completed"])
        if not reached or names_something(folded, (context.mention.end, other.mention.start), self.words):
            return None
        other.mention.subject = other.mention.subject or context.mention.subject
        return other
