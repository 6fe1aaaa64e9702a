"""What was planned beside what was done: the figure of a task, and the figure of its fulfilment.

Rules and edge cases:

* A figure whose clause speaks of a task (任务, 指标, 目标) is planned where the next figure, of the same unit, is said to be done
  (目标任务造林500亩，已完成480亩; 下达指标为2000万元，实际完成2150万元).
* So is one in parentheses right behind a figure of its unit (完成120户（任务150户）).
* What the clause itself says is fulfilled (完成任务86户，实际…) is not.
* A share that only says that it is done, behind such a pair, is a completion (8.2亿元（目标8亿元，完成102.5%）).
"""

from __future__ import annotations

import re
from itertools import pairwise

from etl.extract.context import Context
from etl.extract.vocabulary import Vocabulary
from etl.extract.words import alternation, guarded

_RATIO = ("ratio", "pp")


class Targets:
    """The expressions for tasks and their fulfilment, compiled from the lexicon."""

    def __init__(self, words: Vocabulary) -> None:
        forms, light = words.lexicon.role, guarded(words.lexicon.light)
        self._words = words
        other = rf"(?:(?!{alternation(forms['fulfilled'])}).)*"
        self._task = re.compile(rf"{other}?{alternation(forms['task'])}{other}")
        self._done = re.compile(alternation((*forms["done"], *forms["fulfilled"])))
        done = alternation((*forms["fulfilled"], *forms["share_done"]))
        self._bare = re.compile(rf"(?:{light}|\s)*{done}(?:{light}|\s)*")

    def set(self, found: list[Context], folded: str) -> None:
        """Marks what was planned, and as completions the shares behind it that name nothing else."""
        for index, (context, following) in enumerate(pairwise(found)):
            if "task" not in context.seen.kinds or context.sentence.start != following.sentence.start:
                continue
            target = self._target(context, following, folded)
            if target is None:
                continue
            target.mention.role = "plan"
            if self._dimension(target) in _RATIO:  # 目标95%，实际完成96% is the share itself
                following.mention.measure = target.mention.measure
            for share in found[index + 2 : index + 3]:
                if self._completes(target, share):
                    share.mention.measure = "completion"

    def _target(self, context: Context, following: Context, folded: str) -> Context | None:
        """Which of two figures is what was planned of the other."""
        if not self._beside(context, following):
            return None
        if self._is_task(context) and self._done.search(following.own):
            return context
        return following if self._enclosed(context, following, folded) else None

    def _beside(self, context: Context, following: Context) -> bool:
        return context.mention.unit == following.mention.unit and not following.paired

    def _is_task(self, context: Context) -> bool:
        return self._task.fullmatch(context.own) is not None

    def _enclosed(self, context: Context, following: Context, folded: str) -> bool:
        """Whether a figure is the task in the parenthesis that stands right behind another."""
        behind = context.mention.end
        within = folded.startswith("(", behind) and ")" not in folded[behind : following.mention.start]
        return within and self._is_task(following)

    def _completes(self, target: Context, share: Context) -> bool:
        """Whether a share says no more than that so much is done of what was planned right before it."""
        if share.sentence.start != target.sentence.start:
            return False
        if self._dimension(share) not in _RATIO or self._dimension(target) in _RATIO:
            return False
        return self._bare.fullmatch(share.own) is not None

    def _dimension(self, context: Context) -> str | None:
        unit = self._words.units.get(context.mention.unit or "")
        return unit.dimension if unit else None
