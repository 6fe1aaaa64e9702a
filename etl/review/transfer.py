"""The history of decisions as a CSV file: to look at, to keep, to take to another machine.

Rules:
- One row a decision, in order, with everything that it is bound to; the first columns say which figure it was.
- Importing adds what is not there yet, in the order of the file; what is there stays. So importing twice is the same as
  once, and two machines may exchange their files in both directions.
- A row that is not complete or was changed by hand (校验 is a hash of the others) refuses the whole file, with the line
  and the reason: half a history is none, and a decision must not come to another figure.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation

from etl.errors import XianhuiError
from etl.review.decision import ASSIGN, CORRECT, DECISIONS, Decision
from etl.review.question import digest

COLUMNS = {
    "number": "编号", "county": "县区", "township": "乡镇", "name": "指标", "period": "期间", "decision": "决定",
    "value": "更正值", "unit": "单位", "target": "归入指标", "note": "备注", "reviewer": "审核人", "old_value": "原数",
    "evidence": "原文", "source": "来自", "made": "时间", "year": "年份", "indicator": "指标代码", "role": "性质",
    "rule": "规则", "over": "所见决定",
}  # fmt: skip
CHECK = "校验"
_NEEDED = ("number", "county", "period", "decision", "role")


def decisions_csv(history: Iterable[Decision]) -> str:
    """The history as CSV text with headings."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([*COLUMNS.values(), CHECK])
    for each in history:
        row = each._asdict() | {"made": datetime.fromtimestamp(each.made, UTC).isoformat()}
        cells = [_defused(str(row[name])) for name in COLUMNS]
        writer.writerow([*cells, digest(*cells)])
    return out.getvalue()


def decisions_from_csv(text: str) -> list[Decision]:
    """Raises XianhuiError (XH-DECISION-001 to 003) when the file is not such a history."""
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))
    missing = [title for title in (*COLUMNS.values(), CHECK) if title not in (reader.fieldnames or ())]
    if missing:
        raise XianhuiError(
            "XH-DECISION-001", f"缺少栏目：{'、'.join(missing)}。", "请用 xianhui decisions export 导出的文件。"
        )
    return [_decision(row, line) for line, row in enumerate(reader, start=2)]


def news(known: Sequence[Decision], coming: Sequence[Decision]) -> list[Decision]:
    """Those of ``coming`` that are not among ``known``, each once."""
    have = set(known)
    fresh = []
    for each in coming:
        if each not in have:
            have.add(each)
            fresh.append(each)
    return fresh


def _decision(row: dict[str, str | None], line: int) -> Decision:
    if row[CHECK] != digest(*(row[title] or "" for title in COLUMNS.values())):
        raise XianhuiError("XH-DECISION-002", f"第 {line} 行被改动过。", "请重新导出，不要改动。")
    values = {name: _restored(row[title] or "") for name, title in COLUMNS.items()}
    try:
        decision = Decision(
            **{name: value for name, value in values.items() if name not in ("year", "made", "over")},
            year=int(values["year"]),
            made=datetime.fromisoformat(values["made"]).timestamp(),
            over=int(values["over"]),
        )
        if decision.value:
            Decimal(decision.value)
    except (ValueError, InvalidOperation) as error:
        raise XianhuiError(
            "XH-DECISION-002", f"第 {line} 行的年份、时间或数值看不懂。", "请重新导出，不要改动。"
        ) from error
    complete = all(values[name] for name in _NEEDED) and decision.decision in (*DECISIONS, ASSIGN)
    if not complete or bool(decision.value) != (decision.decision == CORRECT):
        raise XianhuiError("XH-DECISION-003", f"第 {line} 行不完整，或决定与更正值不符。", "请重新导出，不要改动。")
    return decision


def _defused(text: str) -> str:
    """A text that a spreadsheet would run as a formula gets a leading ', one that has such a ' another."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r", "'")) else text


def _restored(text: str) -> str:
    return text.removeprefix("'")
