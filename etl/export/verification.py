"""核实单: for each township one page with the questions that only the township can answer, ready to send.

Rules and edge cases:

- asked is what contradicts itself or is inexact where it weighs much (待审核 but for its last kind), and every figure that
  the text leaves out; the worst first, and no more than one page has room for;
- it is read back like a review when it is dropped into the inbox, or filled in where it lies: 核实结果 is the decision,
  正确数 the correction, 填报人 who signs; without a name the township signs;
- it carries no edition: who fills it in has not seen what others have decided;
- a township without questions gets none, and one that nobody has filled in is taken away.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from etl.export.fitting import lines
from etl.export.layout import load_layout
from etl.export.looks import Figures, Looks, decimals
from etl.export.packing import packed
from etl.export.page import Page
from etl.export.readings import Reading, readings
from etl.export.review import DECISIONS, TOWNSHIP_KNOWS, ReviewRow, review_rows
from etl.review.returned import TO_VERIFY
from etl.rulebook.model import Rulebook

if TYPE_CHECKING:
    from etl.rollup import CountyTables

SHEET = "核实单"
ROOM = 34  # lines of a landscape page of A4 that is as wide as the sheet, without its head
_WIDTHS = (16.0, 14.0, 8.0, 12.0, 8.0, 35.0, 32.0, 10.0, 11.0, 13.0, 9.0)
_HEAD = 4
_ANSWER = "核实结果"
_LONGEST = 100  # characters of a sentence, around the figure
_LONGEST_REASON = 140
_HOLE = "原文这里缺数字，请补上，并在“说明”写明来源。"
_HOW = (
    "请逐行核实：数字无误的，“核实结果”选“确认”；有误的选“修改”，在“正确数”填准确数；没有这项数的选“驳回”。"
    "“编号”等左边各栏请勿改动。填好后把本表发回。"
)


class _Question(NamedTuple):
    row: ReviewRow
    reading: Reading | None


def verification_sheets(tables: CountyTables, rulebook: Rulebook) -> dict[str, bytes]:
    """By township: its 核实单 as bytes."""
    numbered = readings(tables, rulebook)
    asked: dict[str, list[_Question]] = {}
    for row in [*review_rows(tables, rulebook), *_holes(numbered)]:
        if row.rank <= TOWNSHIP_KNOWS:
            mine = asked.setdefault(row.township, [])
            if all(row.id != each.row.id for each in mine):
                mine.append(_Question(row, numbered[row.number] if row.number >= 0 else None))
    return {township: _filled(tables, rulebook, township, mine) for township, mine in asked.items()}


def _holes(numbered: list[Reading]) -> list[ReviewRow]:
    return [
        ReviewRow(
            each.number, each.township, each.indicator, each.name, each.period, each.role, "", each.unit,
            each.evidence, _HOLE, number, TOWNSHIP_KNOWS,
        )
        for number, each in enumerate(numbered)
        if each.status == "missing" and not each.decision
    ]  # fmt: skip


def _filled(tables: CountyTables, rulebook: Rulebook, township: str, asked: list[_Question]) -> bytes:
    layout = load_layout(rulebook)
    looks, figures = Looks(layout), Figures(layout)
    page = Page(SHEET, looks, layout.size)
    page.widths(_WIDTHS)
    shown = _on_one_page(asked)
    more = f"另有 {len(asked) - len(shown)} 项，这些核实后再发。" if len(asked) > len(shown) else ""
    for row in (1, 2, 3):
        page.merge(row, 1, len(TO_VERIFY))
    page.text(1, 1, f"{tables.county}{township}{tables.year}年数据{SHEET}", "title")
    page.height(1, 1, 8)
    for row, text in (
        (2, _HOW + more),
        (3, f"填报单位（盖章）：{township}　　　　负责人：　　　　　　填报日期：　　　　"),
    ):
        page.text(row, 1, text, "plain")
        page.fit_height(row, [(text, sum(_WIDTHS))])
    for at, heading in enumerate(TO_VERIFY, 1):
        page.text(_HEAD, at, heading, "head")
    for row, question in enumerate(shown, _HEAD + 1):
        _write(page, row, question, figures)
    answered, told = TO_VERIFY.index(_ANSWER) + 1, f"请选{'、'.join(DECISIONS)}之一。"
    page.choose(answered, _HEAD + 1, len(shown), DECISIONS, _ANSWER, told)
    page.freeze(_HEAD, 2)
    page.print_on("landscape")
    page.sheet.one_page = True
    return packed([page.sheet], looks.xml())


def _on_one_page(asked: list[_Question]) -> list[_Question]:
    """As many as there is room for, at least one."""
    taken = 0
    for count, question in enumerate(asked):
        taken += max(lines(text, room) for text, room in zip(_texts(question), _WIDTHS, strict=False))
        if taken > ROOM and count:
            return asked[:count]
    return asked


def _texts(question: _Question) -> tuple[str, ...]:
    """What stands in the first columns; the figure is written as a number."""
    asked, reading = question
    return asked.id, asked.name, asked.period, "", asked.unit, _around(asked.evidence, reading), _cut(asked.reason)


def _write(page: Page, row: int, question: _Question, figures: Figures) -> None:
    asked, reading = question
    texts = _texts(question)
    for at, text in enumerate(texts, 1):
        page.text(row, at, text, "short" if at in (1, 3, 5) else "text")
    if asked.value:
        approx, status = (reading.approx, reading.status) if reading else ("", "")
        page.number(row, 4, asked.value, figures.format(decimals(asked.value), asked.unit, approx, status))
    for at in range(len(texts) + 1, len(TO_VERIFY) + 1):
        page.blank(row, at, "input")
    page.fit_height(row, list(zip(texts, _WIDTHS, strict=False)))


def _around(sentence: str, reading: Reading | None) -> str:
    """The sentence, of a long one what stands around the figure."""
    if len(sentence) <= _LONGEST:
        return sentence
    middle = max(reading.mark, 0) if reading else 0
    start = max(0, min(middle - _LONGEST // 2, len(sentence) - _LONGEST))
    end = start + _LONGEST
    return ("…" if start else "") + sentence[start:end] + ("…" if end < len(sentence) else "")


def _cut(reason: str) -> str:
    return reason if len(reason) <= _LONGEST_REASON else reason[:_LONGEST_REASON] + "…"
