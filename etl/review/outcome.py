"""What became of the rows of reviewed workbooks, as the office reads it: for a sheet and for a text file.

Whether a decision that was taken counts depends on what the figures are by now, so it is said as of the tables that are
being written, not as of the moment when it was read.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

from etl.review.decision import ASSIGN, Decisions
from etl.review.line import KNOWN, REFUSED, Line, Review

USED, NOTED, OPEN, NOT_TAKEN = "已采用", "已记下，未用", "意见不一", "未采用"
_NOTHING = "没有填写新的决定。"


class Outcome(NamedTuple):
    """A line with its result in words, and why."""

    line: Line
    result: str
    why: str


def outcomes(lines: Sequence[Line], decisions: Decisions, current: Collection[str]) -> list[Outcome]:
    """What became of the lines; ``current`` are the 编号 of the figures as they are now."""
    return [Outcome(line, *_result(line, decisions, current)) for line in lines]


def _result(line: Line, decisions: Decisions, current: Collection[str]) -> tuple[str, str]:
    if line.outcome == REFUSED:
        return NOT_TAKEN, f"[{line.code}] {line.message}"
    said = line.message
    standing = decisions.standing(line.number)
    if standing.disagreeing:
        views = "；".join(f"{each.signed}：{each.words()}" for each in standing.disagreeing)
        return OPEN, f"{views}。请商定后在新表中重填"
    last = standing.decision
    if last is None:
        return NOTED, said
    if last.decision != ASSIGN and line.number not in current:
        return NOTED, "原文、规则或数值已经变了，这个决定是针对原来的数的" + (f"（{said}）" if said else "")
    if line.outcome == KNOWN:
        return USED, said
    return USED, said


def summary(review: Review, found: Sequence[Outcome]) -> str:
    """One sentence on a review."""
    if review.state == "unreadable":
        return f"{review.path}：读不了。{review.reason}"
    if not found:
        return f"{review.path}：{_NOTHING}"
    counts = {result: sum(each.result == result for each in found) for result in (USED, NOTED, OPEN, NOT_TAKEN)}
    return f"{review.path}：" + "，".join(f"{result} {count} 行" for result, count in counts.items() if count) + "。"


def report(found: Sequence[tuple[Review, Sequence[Outcome]]]) -> str:
    """The text file: each review with its rows, those that were not taken first."""
    parts = []
    for review, rows in found:
        ordered = sorted(rows, key=lambda each: (each.result == USED, each.line.sheet, each.line.row))
        parts.append("\n".join([summary(review, rows), *map(_told, ordered)]))
    return "\n\n".join(parts) + "\n"


def text_bytes(text: str) -> bytes:
    """As Notepad on every Windows shows it: UTF-8 with BOM, CRLF."""
    return ("\ufeff" + text.replace("\n", "\r\n")).encode("utf-8", "replace")


def _told(outcome: Outcome) -> str:
    line = outcome.line
    about = " ".join(filter(None, (line.number, line.township, line.name, line.decision, line.value, line.reviewer)))
    return f"  {outcome.result}  {line.sheet} 第{line.row}行  {about}" + (f"  {outcome.why}" if outcome.why else "")
