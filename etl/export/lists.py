"""Sheets that are lists: a head, one row each, filter and frozen head; columns, order and widths as the layout says.

A list knows its cells by column id; :func:`write_list` picks those that the layout asks for. A formal list carries
title, 表号, 填报单位 and 审核人; the others have their head in row 1, so that programs and filters can read them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from etl.export.layout import ListSheet, SheetColumn
from etl.export.page import Page, lines, width

FORMAL_HEAD = 3
Row = dict[str, "Cell"]


class Cell(NamedTuple):
    """What a list shows in one place: text, or a figure when it has a number format; ``mark`` is where a
    figure stands in the text (from, to), to be set off.
    """

    text: str = ""
    number_format: str = ""
    link: str = ""
    look: str = ""
    mark: tuple[int, int] | None = None


EMPTY = Cell()


class Heading(NamedTuple):
    """What stands above and below a formal list."""

    title: str
    number: str
    county: str
    sign_off: str
    contents_link: str


def first_row(sheet: ListSheet) -> int:
    """The row of the first entry."""
    return (FORMAL_HEAD if sheet.formal else 1) + 1


def write_list(page: Page, sheet: ListSheet, rows: Sequence[Row], heading: Heading, frozen: int = 1) -> None:
    """The whole sheet; ``frozen`` columns stay in sight."""
    columns = sheet.columns
    page.widths([column.width for column in columns])
    start = first_row(sheet)
    if sheet.formal:
        _top(page, heading, len(columns))
    for at, column in enumerate(columns, 1):
        page.text(start - 1, at, column.title, "head")
    page.fit_height(start - 1, [(column.title, column.width - 2) for column in columns])
    for number, row in enumerate(rows, start):
        _write_row(page, number, columns, row)
    last = start + len(rows) - 1
    if sheet.formal:
        page.text(last + 2, 1, heading.sign_off, "line")
    page.freeze(start, min(frozen, len(columns) - 1) + 1)
    page.filter(start - 1, last, len(columns))
    page.print_on(sheet.paper, f"1:{start - 1}", "" if sheet.formal else heading.title)


def _top(page: Page, heading: Heading, last: int) -> None:
    page.text(1, 1, heading.title, "title")
    page.merge(1, 1, last)
    page.height(1, 1, 8)
    page.text(2, 1, f"表号：{heading.number}" + (f"　　填报单位：{heading.county}" if heading.county else ""), "line")
    if heading.contents_link:
        page.text(2, last, "返回目录", "plain_link", heading.contents_link)


def _write_row(page: Page, number: int, columns: Sequence[SheetColumn], row: Row) -> None:
    tallest = 1
    for at, column in enumerate(columns, 1):
        cell = row.get(column.id, EMPTY)
        if cell.number_format:
            page.number(number, at, cell.text, cell.number_format, cell.look or "number", cell.link)
            continue
        if cell.mark:
            page.marked(number, at, cell.text, *cell.mark, cell.look or "text")
        else:
            page.text(number, at, cell.text, cell.look or ("link" if cell.link else "text"), cell.link)
        if width(cell.text) > column.width - 1.5 or "\n" in cell.text:
            tallest = max(tallest, lines(cell.text, column.width))
    page.height(number, tallest)
