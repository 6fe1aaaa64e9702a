"""Sheets that are lists: a head, one row each, filter and frozen head; columns, order and widths as the layout says.

A list knows its columns by id; :func:`write_list` picks those that the layout asks for. A formal list carries
title, 表号, 填报单位 and 审核人; the others have their head in row 1, so that programs and filters can read them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from etl.export.columns import Columns, Shown, line_counts
from etl.export.layout import ListSheet
from etl.export.page import Page

FORMAL_HEAD = 3


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


def row_count(columns: Columns) -> int:
    return len(next(iter(columns.values())).texts) if columns else 0


def write_list(page: Page, sheet: ListSheet, columns: Columns, heading: Heading, frozen: int = 1) -> None:
    """The whole sheet; ``frozen`` columns stay in sight."""
    asked = sheet.columns
    page.widths([column.width for column in asked])
    start, count = first_row(sheet), row_count(columns)
    if sheet.formal:
        _top(page, heading, len(asked))
    for at, column in enumerate(asked, 1):
        page.text(start - 1, at, column.title, "head")
    page.fit_height(start - 1, [(column.title, column.width - 2) for column in asked])
    nothing = Shown([""] * count)
    shown = [columns.get(column.id, nothing) for column in asked]
    page.columns(start, shown)
    _heights(page, start, count, [(each, column.width) for each, column in zip(shown, asked, strict=True)])
    last = start + count - 1
    if sheet.formal:
        page.text(last + 2, 1, heading.sign_off, "line")
    page.freeze(start - 1, min(frozen, len(asked) - 1))
    page.filter(start - 1, last, len(asked))
    page.print_on(sheet.paper, start - 1, "" if sheet.formal else heading.title)


def _top(page: Page, heading: Heading, last: int) -> None:
    page.text(1, 1, heading.title, "title")
    page.merge(1, 1, last)
    page.height(1, 1, 8)
    page.text(2, 1, f"表号：{heading.number}" + (f"　　填报单位：{heading.county}" if heading.county else ""), "line")
    if heading.contents_link:
        page.text(2, last, "返回目录", "plain_link", heading.contents_link)


def _heights(page: Page, first: int, count: int, columns: Sequence[tuple[Shown, float]]) -> None:
    """Each row as high as its tallest text."""
    tallest = [1] * count
    for column, width in columns:
        for row, lines in line_counts(column, width).items():
            if lines > tallest[row]:
                tallest[row] = lines
    page.heights(first, tallest)
