"""The role of a figure: actual, plan, baseline, cumulative; and whether it is an estimate.

Rules and edge cases, in the order in which they decide:

* Baseline: an earlier level quoted for comparison, between a word of comparing (比, 由) and a word of moving (比2015年的8740元增加).
  So is what stood so much the year before, in the parenthesis right behind a level of its unit (6850吨（去年6500吨）), or at the
  same time of it (上年同期为4人, but not 去年同期建成的12座 or 为去年同期85%).
* A target beside what was done of it (:mod:`etl.extract.targets`) is planned.
* In a chapter of plans everything is planned, but for what 目前 or 已 says is done, until the planned
  year is named.
* Elsewhere a figure is planned behind a word of planning (计划投资, 力争) up to the end of the sentence, until a word of
  being done (目前, 实际), but not where 力争 tells what was won (力争资金860万元); right behind 任务 or 目标; behind a verb 计划
  (我镇计划发展24人); in what it turns on (围绕…的目标); behind a year or a part of it that the report does not cover yet
  (下半年 in one on the first half), but not up to one (截至2024年3月); behind a label (预期目标是：) up to the next one of its
  paragraph; and in a sentence that only gives parts (其中，…) of what is planned.
* Cumulative: behind 累计 in its clause; behind what opens a span of years (:mod:`etl.extract.spans`), but where the sentence
  names one year or says 目前 (not in 近三年已建42座); and a growth against an earlier year than the one before.
* 预计 for the reporting year is actual and estimated.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from itertools import pairwise

from etl.extract import numbers
from etl.extract.context import Context
from etl.extract.measures import COMPARED
from etl.extract.spans import Span
from etl.extract.times import Times, Told
from etl.extract.vocabulary import Vocabulary
from etl.extract.words import Hit, alternation

_PART_OF = re.compile(r"的 ?\d")
_LONGEST_AIM, _LONGEST_WON = 40, 12


class RoleWords:
    """The expressions for what stands right beside a figure."""

    def __init__(self, words: Vocabulary) -> None:
        forms = words.lexicon.role
        self.fulfilled, self.programme = forms["fulfilled"], forms["programme"]
        self.soft_plan = re.compile(alternation(forms["plan_soft"]) + alternation(words.lexicon.light) + "?$")
        self.base = re.compile(alternation(forms["baseline_before"]) + r"[^,;:]{0,16}$")
        self.start = re.compile(alternation(words.lexicon.ranges["from"]) + r"[^,;:]{0,16}$")
        self.moved = re.compile(alternation(forms["baseline_after"]))
        last, filler = alternation(words.lexicon.year["last"]), alternation(words.lexicon.comparison["filler"])
        self.last_year = re.compile(rf"\((?:{last}|(?P<year>(?:19|20)\d\d) ?年)(?:度|底|末|{filler}|[ :])*")
        same = alternation(words.lexicon.year["same_time"])
        beside = alternation((*words.lexicon.year["base"], *forms["share_done"]))
        self.same_time = re.compile(rf"(?P<beside>{beside})?{last}{same}(?:[^,;:]*[^,;:的])?$")
        self.part = words.lexicon.comparison["part"]
        around, no_verb = alternation(forms["plan_around"]), alternation(forms["plan_noun"])
        self.aim = re.compile(rf"{around}[^。;,\n]{{0,{_LONGEST_AIM}}}?[的为]{alternation(forms['plan_aim'])}")
        self.verb = re.compile(rf"(?:^|{alternation(forms['planner'])}){alternation(forms['plan_verb'])}(?!{no_verb})")
        winning, won, fails = (alternation(forms[name]) for name in ("winning", "won", "not_won"))
        behind = rf"{alternation(words.qualifying)}?[\d{numbers.CHINESE_CHARS}]"
        self.won = re.compile(rf"{winning}(?:,|(?:(?!{fails})[^,;:。\d]){{0,{_LONGEST_WON}}}?{won}{behind})")
        self.label = re.compile(r":(?<=[^,。;:\n]{2}:)")
        self.opens = tuple(f"{word}:" for word in forms["plan_label"])


class Roles:
    """Sets the roles of the figures of one text."""

    def __init__(self, words: Vocabulary, folded: str, times: Times) -> None:
        self.folded = folded
        self.times = times
        self._sections = times.layout.sections
        self._words = words.compiled(RoleWords)
        self._line_ends = [match.start() for match in re.finditer("\n", folded)]
        self._aims = [match.span() for match in self._words.aim.finditer(folded)]
        ends = (match.end() for match in self._words.label.finditer(folded))
        self._labels = [(end, folded.endswith(self._words.opens, 0, end)) for end in ends]
        self._last: tuple[int, str] = (-1, "")  # where the figure judged last stands, and its role

    def set_baselines(self, found: list[Context]) -> None:
        """Marks earlier levels; before comparisons are linked, because nothing is linked to a baseline."""
        for context in found:
            if context.mention.measure in COMPARED or (
                context.paired and self.folded[context.mention.start - 1] != ":"
            ):
                continue
            same = self._words.same_time.search(context.own) if "year" in context.seen.kinds else None
            if same is not None and not same["beside"]:
                context.mention.role = "baseline"
                continue
            if self._words.base.search(context.own) is None:
                continue
            end = self._end_of_ratio(context.mention.end)
            if self._words.start.search(context.own) and self.folded[end : end + 1] == ",":
                end += 1
            if self._words.moved.match(self.folded, end):
                context.mention.role = "baseline"
        for level, context in pairwise(found):
            if self.folded.startswith("(", level.mention.end) and self._of_last_year(level, context):
                context.mention.role = "baseline"

    def _of_last_year(self, level: Context, context: Context) -> bool:
        """Whether a figure is what a level was the year before, in the parenthesis right behind it (6850吨（去年6500吨）)."""
        if level.mention.unit != context.mention.unit or context.mention.measure != level.mention.measure:
            return False
        match = self._words.last_year.fullmatch(self.folded, level.mention.end, context.mention.start)
        year, told = self._sections[context.sentence.section].year, match and match["year"]
        return match is not None and (told is None or (year is not None and int(told) < year))

    def _end_of_ratio(self, end: int) -> int:
        """Where a ratio ends (13.1:44.8:42.1调整为), from any of its figures."""
        while self.folded[end : end + 1] and self.folded[end] in ":.0123456789":
            end += 1
        return end

    def set(self, context: Context, told: Told) -> None:
        """Sets role and ``estimated`` of a figure that is no baseline and no target; ``told`` is the year named before it."""
        mention = context.mention
        if mention.role is not None:
            return
        last = self._last_cues(context) if context.seen.roles else {}
        done, plan = (last.get("done", -1), last.get("plan", -1)) if last else (-1, -1)
        if self._sections[context.sentence.section].role == "plan":
            over = done > plan and not self._planned_since(done, context)
            mention.role = "actual" if over or self._past(told, plan) else "plan"
        elif (
            plan > done
            or (done < 0 and self.times.part_ahead(context))
            or self._told_planned(context, told.year, done >= 0)
        ):
            mention.role = "plan"
        else:
            mention.role = "cumulative" if self._cumulative(context, last, told) else "actual"
        mention.estimated = "estimated" in last and mention.role != "plan" and last["estimated"] > done
        self._last = mention.start, mention.role

    def _planned_since(self, done: int, context: Context) -> bool:
        """Whether the planned year is named behind what is done (2023年已建成320亩，2024年再建200亩)."""
        planned, named = self.times.layout.profile.plan_year, self.times.dates.within(done, context.mention.start)
        return planned is not None and any(date.year == planned for date in named)

    def _past(self, told: Told, plan: int) -> bool:
        """Whether a year before the planned one is named, and no plan (2024年粮食产量6850吨,… at the head of the plan for 2025)."""
        planned = self.times.layout.profile.plan_year
        return plan < 0 and told.named and told.year is not None and planned is not None and told.year < planned

    def _told_planned(self, context: Context, year: int | None, done: bool) -> bool:
        """Whether something beside the cues of the sentence tells that a figure is planned."""
        soft = "soft plan" in context.seen.kinds
        if (soft and self._soft(context)) or self._ahead(context, year) or self._aimed_at(context.mention.start):
            return True
        return not done and ((soft and self._verb(context)) or self._labelled(context) or self._goes_on(context))

    def _aimed_at(self, position: int) -> bool:
        """Whether a position lies in what something turns on (围绕1000只羊的目标)."""
        at = bisect_left(self._aims, (position + 1, 0)) - 1
        return at >= 0 and position < self._aims[at][1]

    def _verb(self, context: Context) -> bool:
        """Whether 计划 stands before the figure as a verb: what it completes has been done (完成年计划104%)."""
        if context.mention.measure == "completion":
            return False
        verb = self._words.verb.search(context.own)
        return verb is not None and not any(word in context.own[: verb.start()] for word in self._words.fulfilled)

    def _labelled(self, context: Context) -> bool:
        """Whether the last label of the paragraph before the figure (预期目标是：) opens what is planned."""
        at = bisect_left(self._labels, (context.mention.start, False)) - 1
        if at < 0 or not self._labels[at][1]:
            return False
        return self._paragraph(self._labels[at][0]) == self._paragraph(context.mention.start)

    def _goes_on(self, context: Context) -> bool:
        """Whether the sentence gives parts of what the one before it planned."""
        start, (at, role) = context.sentence.start, self._last
        if role != "plan" or not self.folded.startswith(self._words.part, start):
            return False
        return at >= start or self.times.follows(at, context.sentence)

    def _last_cues(self, context: Context) -> dict[str, int]:
        """The last position of each kind of cue that reaches the figure: 累计 to the next comma, others to the next ``;``, and
        further where a colon behind the cue opens a list."""
        last: dict[str, int] = {}
        for kind, start, end in self._cues(context):
            if start < context.group and ":" not in self.folded[end : end + 6]:
                continue
            if kind != "cumulative" or start >= context.left[0] or self._governs(end, context.mention.start):
                last[kind] = max(start, last.get(kind, -1))
        return last

    def _cues(self, context: Context) -> list[Hit[str]]:
        """The cues of the sentence before the figure, but for those that touch a word that only looks like one
        (全年计划生育率), and 力争 where it tells what was won (力争资金860万元)."""
        cues = context.seen.roles.within(context.sentence.start, context.mention.start)
        if not cues:
            return cues
        masks = [(start, end) for kind, start, end in cues if kind == "no_cue"]
        if masks:
            cues = [cue for cue in cues if not any(cue[1] < end and start < cue[2] for start, end in masks)]
        return [cue for cue in cues if cue[0] != "plan" or not self._words.won.match(self.folded, cue[1])]

    def _governs(self, end: int, position: int) -> bool:
        """Whether what ends further to the front still speaks of a position: no separator between, but those of a list."""
        return not re.search(r"[,;:]", self.folded[end:position])

    def _soft(self, context: Context) -> bool:
        """Right behind 任务 or 目标, unless the clause says that it is done (完成招商任务3000万元, but 完成任务500万元的60%)."""
        if context.mention.measure in COMPARED:
            return False
        part_of = _PART_OF.match(self.folded, context.mention.end) is not None
        if any(word in context.own for word in self._words.fulfilled) and not part_of:
            return False
        match = self._words.soft_plan.search(context.own)
        return match is not None and not self._only_looks_so(match)

    def _only_looks_so(self, match: re.Match[str]) -> bool:
        """Whether the word for a plan ends a word that is none (三年行动计划1450万元)."""
        first, last = match.span()
        near = ((word, max(0, first - len(word) + 1)) for word in self._words.programme)
        return any(match.string.find(word, begin, last) >= 0 for word, begin in near)

    def _ahead(self, context: Context, year: int | None) -> bool:
        reported = self.times.layout.profile.year
        if reported is None or year is None or year <= reported:
            return False
        reached = (end for kind, _, end in self._cues(context) if kind == "done")
        return not any(self.times.dates.year_at(end) == year for end in reached)

    def _cumulative(self, context: Context, last: dict[str, int], told: Told) -> bool:
        if "cumulative" in last:
            return True
        spans = self.times.spans
        if told.named or not spans.found:
            return False
        span = spans.before(context.mention.start)
        return span is not None and ("done" not in last or self._within(span, last["done"]))

    def _within(self, span: Span, done: int) -> bool:
        """Whether what is done was done in the span: no separator between (近三年已建42座)."""
        return span.until is not None and span.end <= done and self._governs(span.end, done)

    def _paragraph(self, position: int) -> int:
        return bisect_left(self._line_ends, position)

    def set_long_growth(self, found: list[Context]) -> None:
        """Growth against a baseline of an earlier year than the one before is cumulative, over the years between."""
        baselines: dict[int, Context] = {c.sentence.start: c for c in found if c.mention.role == "baseline"}
        for context in found:
            base = baselines.get(context.sentence.start)
            mention = context.mention
            if base is None or mention.measure not in ("growth_rate", "change") or base.mention.start > mention.start:
                continue
            if base.mention.year and mention.year and mention.year - base.mention.year > 1:
                mention.role, mention.period = "cumulative", f"{base.mention.year}/{mention.year}"
