"""The rows of a workbook that came back on which somebody has said something, by the headings of their columns.

Rules and edge cases:
- A table of questions is known by its headings (编号, and 决定 with 更正值, 核实结果 with 正确数, or 归入指标), on whatever sheet and row it stands:
  sheets may be renamed or copied, columns moved, inserted or removed, rows sorted, filtered, inserted or deleted.
- A row counts when somebody has filled in a decision, a correction, an indicator or a remark, also without a 编号.
- A heading that stands twice counts at its first place.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import NamedTuple

from etl.review.cells import EMPTY, Book, Cell

ASKED = ("编号", "乡镇", "指标", "期间", "数值", "单位", "原文", "原因", "决定", "更正值", "备注", "审核人")
ANSWERS = ASKED[8:]
TO_ASSIGN = ("编号", "归入指标", "备注", "审核人")
TO_VERIFY = ("编号", "指标", "期间", "报告中的数", "单位", "原文", "请核实", "核实结果", "正确数", "说明", "填报人")
_FIELDS = {
    "编号": "number", "乡镇": "township", "指标": "name", "事项": "name", "期间": "period", "数值": "value",
    "原数": "value", "报告中的数": "value", "单位": "unit", "原文": "evidence", "原句": "evidence", "决定": "decision",
    "核实结果": "verified", "更正值": "correction", "正确数": "correction", "归入指标": "target", "备注": "note",
    "说明": "note", "审核人": "reviewer", "填报人": "reviewer",
}  # fmt: skip
_ASKING = ({"decision", "correction"}, {"verified", "correction"}, {"target"})
_SAID = ("decision", "verified", "correction", "target", "note")
_HEADINGS_WITHIN = 15
EDITION_MARK = "县汇 版次"
_EDITION = re.compile(rf"{EDITION_MARK} ([0-9a-f]+)")


class Answered(NamedTuple):
    """One row: where it stands, and its cells by field; a field whose column is missing is not in it."""

    sheet: str
    row: int
    cells: dict[str, Cell]

    def text(self, field: str) -> str:
        """What stands there, without blanks around it."""
        return self.cells.get(field, EMPTY).text.strip()

    def says(self, field: str) -> bool:
        cell = self.cells.get(field, EMPTY)
        return bool(cell.text.strip()) or cell.formula


class Returned(NamedTuple):
    """A workbook that came back: which edition was edited (empty when it cannot be told), and its answered rows."""

    edition: str
    rows: list[Answered]


def read_returned(content: bytes) -> Returned:
    """Raises DocumentError when the file cannot be read."""
    book = Book(content)
    edition = _EDITION.search(book.keywords)
    rows = [row for sheet in book.sheets for row in _answered(book, sheet)]
    return Returned(edition[1] if edition else "", rows)


def _answered(book: Book, sheet: str) -> list[Answered]:
    rows = book.rows(sheet)
    for _, head in islice(rows, _HEADINGS_WITHIN):
        fields = _headings(head)
        if "number" in fields.values() and any(asking.issubset(fields.values()) for asking in _ASKING):
            answered = (
                Answered(sheet, number, {field: cells.get(at, EMPTY) for at, field in fields.items()})
                for number, cells in rows
            )
            return [each for each in answered if any(each.says(field) for field in _SAID)]
    return []


def _headings(cells: dict[int, Cell]) -> dict[int, str]:
    fields: dict[int, str] = {}
    for column, cell in sorted(cells.items()):
        field = _FIELDS.get("".join(cell.text.split()))
        if field and field not in fields.values():
            fields[column] = field
    return fields
