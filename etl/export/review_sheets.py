"""The sheets of the review: 待审核 asks, 审核记录 shows what was decided, 上次审核结果 what became of the last answers.

In all of them the cells that a person fills in are tinted and have headings that are read back
(:mod:`etl.review.returned`); 决定 has a drop-down that refuses anything else.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from etl.export.columns import Cell, Columns, Row, Shown, figures, in_columns
from etl.export.layout import Layout, Sheet, SheetColumn
from etl.export.lists import Heading, write_list
from etl.export.looks import Figures, decimals
from etl.export.page import Page
from etl.export.readings import Reading
from etl.export.review import COLUMNS, DECISIONS, SHEET, ReviewRow
from etl.review.decision import ASSIGN, Decision
from etl.review.line import Line, Review
from etl.review.outcome import Outcome, summary
from etl.review.returned import ANSWERS, TO_ASSIGN

if TYPE_CHECKING:
    from etl.rollup import CountyTables


def _columns(titles: Sequence[str], widths: Sequence[float]) -> tuple[SheetColumn, ...]:
    return tuple(SheetColumn(id=title, title=title, width=width) for title, width in zip(titles, widths, strict=True))


TO_FILL_IN = {
    "record": _columns(ANSWERS, (7, 10, 10, 8)),
    "open": tuple(
        SheetColumn(id=name, title=title, width=width)
        for name, title, width in zip(("number", "target", "note", "reviewer"), TO_ASSIGN, (16, 14, 9, 7), strict=True)
    ),
}


class Reviewed(NamedTuple):
    """The edition that the workbook will be, and the reviews that came back last, with what became of their rows."""

    edition: str = ""
    last: Sequence[tuple[Review, Sequence[Outcome]]] = ()


NOT_REVIEWED = Reviewed()


class ReviewSheets:
    """Writes the sheets of the review of one county and year."""

    def __init__(self, tables: CountyTables, layout: Layout, numbered: list[Reading], title: str) -> None:
        self._tables = tables
        self._figures = Figures(layout)
        self._numbered = numbered
        self._title = title

    def ask(self, page: Page, sheet: Sheet, asked: Sequence[ReviewRow], addresses: Sequence[str]) -> None:
        """待审核: fixed columns, inputs tinted."""
        listed = Sheet(id="review", title=SHEET, columns=_columns(COLUMNS, sheet.widths))
        write_list(page, listed, self._asked(asked, addresses), self._heading(SHEET), 3)
        _drop_down(page, COLUMNS.index("决定") + 1, 2, len(asked) + SPARE_ROWS)

    def record(self, page: Page, sheet: Sheet) -> int:
        """审核记录: a row for each question that was decided; how many."""
        listed = sheet.model_copy(update={"columns": (*sheet.columns, *TO_FILL_IN["record"])})
        rows = recorded(self._tables, self._numbered, self._figures)
        write_list(page, listed, in_columns(rows), self._heading(sheet.title), 3)
        if rows:
            _drop_down(page, len(sheet.columns) + 1, 2, len(rows))
        return len(rows)

    def outcome(self, page: Page, sheet: Sheet, reviewed: Reviewed) -> int:
        """上次审核结果: a line on each review, and on each of its rows."""
        rows: list[Row] = []
        for review, found in reviewed.last:
            rows.append({"result": Cell("合计", look="total"), "why": Cell(summary(review, found), look="name"),
                         "source": Cell(review.path)})  # fmt: skip
            rows += [_outcome(review, each) for each in found]
        write_list(page, sheet, in_columns(rows), self._heading(sheet.title), 1)
        return len(rows)

    def _heading(self, title: str) -> Heading:
        return Heading(f"{self._title} {title}", "", self._tables.county, "", "")

    def _asked(self, rows: Sequence[ReviewRow], addresses: Sequence[str]) -> Columns:
        blank = [""] * len(rows)
        return {
            **{name: Shown(blank, "input") for name in ANSWERS},
            "编号": Shown([row.id for row in rows], "short"),
            "乡镇": Shown([row.township for row in rows]),
            "指标": Shown([row.name for row in rows]),
            "期间": Shown([row.period for row in rows], "short"),
            "数值": self._values(rows, addresses),
            "单位": Shown([row.unit for row in rows], "short"),
            "原文": Shown([row.evidence for row in rows]),
            "原因": Shown([row.reason for row in rows]),
        }

    def _values(self, rows: Sequence[ReviewRow], addresses: Sequence[str]) -> Shown:
        """The figures that are asked about, with their marks; they lead to their sentence."""
        values, units = [row.value for row in rows], [row.unit for row in rows]
        shown = [self._numbered[row.number] if row.number >= 0 else None for row in rows]
        marks = ([getattr(each, name) if each else "" for each in shown] for name in ("approx", "status"))
        links = [addresses[row.number] if row.number >= 0 and addresses else "" for row in rows]
        return figures(values, self._figures.formats(values, units, *marks), "doubt_link" if addresses else "", links)


SPARE_ROWS = 50  # below the questions, for figures that a person adds


def recorded(tables: CountyTables, numbered: list[Reading], figures: Figures) -> list[Row]:
    """The rows of 审核记录: what was decided on figures of this table, those in use first."""
    by_number = {reading.number: reading for reading in numbered}
    mine = {
        each.number: each
        for each in tables.decisions.history
        if each.number in by_number or str(tables.year) in each.period
    }
    rows = [_recorded(tables, each, by_number.get(each.number), figures) for each in mine.values()]
    return [row for _, row in sorted(rows, key=lambda pair: pair[0])]


def _recorded(
    tables: CountyTables, last: Decision, reading: Reading | None, figures: Figures
) -> tuple[tuple[bool, str, str, str], Row]:
    standing = tables.decisions.standing(last.number)
    used = reading is not None or last.decision == ASSIGN
    state = "采用" if used else "不再适用：原文、规则或数值已变"
    state = "意见不一，见“待审核”" if standing.disagreeing else state
    history = tables.decisions.on(last.number)
    told = "\n".join(f"{each.words()}（{each.signed}）{each.note}" for each in history)
    row: Row = {
        **{name: Cell(look="input") for name in ANSWERS},
        "number": Cell(last.number, look="short"),
        "township": Cell(last.township),
        "name": Cell(last.name),
        "period": Cell(last.period, look="short"),
        "value": _number(last.old_value, last.unit, figures),
        "unit": Cell(last.unit, look="short"),
        "evidence": Cell(last.evidence),
        "used": _number(reading.value, last.unit, figures) if reading else Cell(),
        "decided": Cell(told),
        "state": Cell(state),
    }
    return (not used, last.township, last.name, last.number), row


def _number(value: str, unit: str, figures: Figures) -> Cell:
    return Cell(value, figures.format(decimals(value), unit)) if value else Cell()


def _outcome(review: Review, outcome: Outcome) -> Row:
    line: Line = outcome.line
    return {
        "source": Cell(review.path.rpartition("/")[2]),
        "result": Cell(outcome.result, look="short"),
        "why": Cell(outcome.why),
        "number": Cell(line.number, look="short"),
        "township": Cell(line.township),
        "name": Cell(line.name),
        "decision": Cell(line.decision, look="short"),
        "value": Cell(line.value),
        "reviewer": Cell(line.reviewer),
        "sheet": Cell(line.sheet),
        "row": Cell(str(line.row), look="short"),
    }


def _drop_down(page: Page, column: int, first: int, count: int) -> None:
    told = f"请选{'、'.join(DECISIONS)}之一。"
    page.choose(column, first, count, DECISIONS, "决定", told, "确认：原数不变；修改：另填更正值；驳回：不用这个数。")
