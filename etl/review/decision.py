"""Decisions, and which of them stands.

Rules:
- History is only added to. Of one person the latest decision on a question counts.
- Persons who agree decide. Where their decisions differ, none is used, and the question is asked again with what each
  of them said. A decision made in a workbook that showed the earlier ones is made over them: it settles the matter.
- 审核人 left empty counts as one person without a name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from etl.review.question import Key, absent_number

CONFIRM, CORRECT, REJECT, ASSIGN = "确认", "修改", "驳回", "归入"
DECISIONS = (CONFIRM, CORRECT, REJECT)
UNSIGNED = "未署名"


class Decision(NamedTuple):
    """One row of the history.

    ``value`` is the correction, a plain decimal in ``unit``; ``target`` the indicator to which a quantity without a
    rule was assigned. ``old_value``, ``evidence`` (the sentence) and ``rule`` are what it was decided on. ``source`` is
    the file that brought it, ``made`` when it was taken in (Unix time). ``over``: how many earlier decisions on the same
    question the workbook showed.
    """

    number: str
    county: str
    year: int
    township: str
    indicator: str
    name: str
    period: str
    role: str
    decision: str
    value: str
    unit: str
    target: str
    note: str
    reviewer: str
    old_value: str
    evidence: str
    rule: str
    source: str
    made: float
    over: int = 0

    @property
    def key(self) -> Key:
        return Key(self.county, self.township, self.indicator, self.period, self.role)

    @property
    def said(self) -> tuple[str, str, str]:
        """What was decided: two who said the same agree."""
        return self.decision, self.value, self.target

    @property
    def signed(self) -> str:
        return self.reviewer or UNSIGNED

    def words(self) -> str:
        """``修改为6950吨``"""
        what = f"为{self.value}{self.unit}" if self.decision == CORRECT else f" {self.target}" if self.target else ""
        return self.decision + what


class Standing(NamedTuple):
    """How a question stands: what decides it and who decided so, or who disagrees about it."""

    decision: Decision | None = None
    signed: str = ""
    disagreeing: tuple[Decision, ...] = ()


class Decisions:
    """The history of a county, in order; by 编号 and by figure."""

    def __init__(self, history: Sequence[Decision] = ()) -> None:
        self.history = tuple(history)
        self._by_number: dict[str, list[Decision]] = {}
        self._by_key: dict[Key, Decision] = {}
        for each in self.history:
            self._by_number.setdefault(each.number, []).append(each)
            self._by_key[each.key] = each

    def __bool__(self) -> bool:
        return bool(self.history)

    def on(self, number: str) -> Sequence[Decision]:
        """The history of one question."""
        return self._by_number.get(number, ())

    def standing(self, number: str) -> Standing:
        votes = self._votes(number)
        if len({vote.said for vote in votes}) > 1:
            return Standing(disagreeing=votes)
        if not votes:
            return Standing()
        return Standing(votes[-1], "、".join(dict.fromkeys(vote.signed for vote in votes)))

    def last_on(self, key: Key) -> Decision | None:
        """The latest decision on this figure, whatever it was decided on."""
        return self._by_key.get(key)

    def added(self, rules: Mapping[str, str]) -> dict[Key, Standing]:
        """Figures that persons have added because no report held them, as far as their rules are what they were."""
        found = {}
        for each in self.history:
            standing = self.standing(absent_number(each.key, rules.get(each.indicator, "")))
            if standing.decision and standing.decision.decision == CORRECT:
                found[each.key] = standing
        return found

    def assigned(self) -> dict[str, Standing]:
        """By 编号: the quantities without a rule that persons have assigned to an indicator."""
        standings = {number: self.standing(number) for number in self._by_number}
        return {
            number: standing
            for number, standing in standings.items()
            if standing.decision is not None and standing.decision.decision == ASSIGN
        }

    def _votes(self, number: str) -> tuple[Decision, ...]:
        """The latest decision of each person, without those that a later one was made over; in order."""
        history = self._by_number.get(number, [])
        latest: dict[str, Decision] = {}
        for place, each in enumerate(history):
            if not any(later.over > place for later in history[place + 1 :]):
                latest.pop(each.reviewer, None)
                latest[each.reviewer] = each
        return tuple(latest.values())
