"""One theme sheet on paper: title, 表号 and 填报单位, a head of two rows, the townships, the county's figures, signatures."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

import polars as pl

from etl.export.fitting import lines, width
from etl.export.layout import Layout
from etl.export.looks import Figures, decimals
from etl.export.page import Page
from etl.export.readings import Reading, township_order
from etl.export.themes import GROWTH_WIDTH, Column, ThemeSheet
from etl.export.words import codes
from etl.tables import OBSERVATIONS

if TYPE_CHECKING:
    from etl.rollup import CountyTables

ROLES = codes(next(column for column in OBSERVATIONS.columns if column.name == "role"))
HEAD = 3
NARROWEST_PAGE = 95.0
BLANK_WIDTH = 12.0
UNREPORTED = "（未报）"
SIGN_OFF = "填报人：____________　　审核人：____________　　日期：______年____月____日"


def _town_width(tables: CountyTables, layout: Layout) -> float:
    """Wide enough for the longest name with its mark, within reason."""
    longest = max((width(name + UNREPORTED) for name in township_order(tables)), default=0)
    return max(layout.township_width, min(longest + 1.5, layout.township_width + 9))


class ThemeWriter:
    """Writes one theme sheet; ``evidence_row`` of a reading is where its link leads."""

    def __init__(self, page: Page, layout: Layout, tables: CountyTables, evidence: Page | None) -> None:
        self._page = page
        self._layout = layout
        self._tables = tables
        self._evidence = evidence
        self._figures = Figures(layout)
        self._town_width = _town_width(tables, layout)
        self._width_of: list[float] = []

    def write(self, theme: ThemeSheet, number: str, contents_link: str) -> dict[int, str]:
        """The whole sheet; returns the address of every reading's cell by the reading's number."""
        last = 1 + sum(column.span for column in theme.columns)
        self._widths(theme)
        self._top(theme, number, len(self._width_of), contents_link)
        self._head(theme)
        places = self._body(theme)
        row = HEAD + 2 + len(township_order(self._tables))
        self._totals(theme, row)
        self._bottom(row + 2, len(self._width_of))
        self._page.freeze(HEAD + 2, 2)
        self._page.filter(HEAD + 1, row - 1, last)
        self._page.print_on("landscape", f"1:{HEAD + 1}")
        return places

    def _widths(self, theme: ThemeSheet) -> None:
        """Township and indicator columns; room to spare goes to the columns, up to half as much again.

        A sheet of one or two indicators gets blank columns, so that title and note have room.
        """
        used = sum(column.total_width for column in theme.columns)
        stretch = min(1.5, max(1.0, (self._layout.page_width - self._town_width) / used))
        widths = [self._town_width]
        for column in theme.columns:
            widths += (
                [column.width * stretch, GROWTH_WIDTH * stretch] if column.has_growth else [column.width * stretch]
            )
        widths += [BLANK_WIDTH] * ceil((NARROWEST_PAGE - sum(widths)) / BLANK_WIDTH)
        self._page.widths(widths)
        self._width_of = widths

    def _top(self, theme: ThemeSheet, number: str, last: int, contents_link: str) -> None:
        tables, page = self._tables, self._page
        page.text(1, 1, f"{tables.county}{tables.year}年 {theme.title}", "title")
        page.merge(1, 1, last)
        page.height(1, 1, 8)
        kind = ROLES.get(theme.role, theme.role)
        line = f"表号：{number}　　填报单位：{tables.county}　　期间：{theme.period}　　性质：{kind}"
        page.text(2, 1, line, "line")
        if contents_link:
            page.text(2, last, "返回目录", "plain_link", contents_link)

    def _head(self, theme: ThemeSheet) -> None:
        page, tallest, units, at = self._page, 1, 1, 2
        page.text(HEAD, 1, "", "head")
        page.text(HEAD + 1, 1, "乡镇", "head")
        for column in theme.columns:
            page.text(HEAD, at, column.name, "head")
            page.text(HEAD + 1, at, column.unit, "head")
            if column.has_growth:
                page.blank(HEAD, at + 1, "head")
                page.text(HEAD + 1, at + 1, "增长%", "head")
            page.merge(HEAD, at, at + column.span - 1)
            tallest = max(tallest, lines(column.name, sum(self._width_of[at - 1 : at - 1 + column.span])))
            units = max(units, lines(column.unit, self._width_of[at - 1] - 2))
            at += column.span
        page.height(HEAD, tallest)
        page.height(HEAD + 1, units)

    def _body(self, theme: ThemeSheet) -> dict[int, str]:
        places: dict[int, str] = {}
        reported = self._reported(theme)
        for row, township in enumerate(township_order(self._tables), HEAD + 2):
            name = township if township in reported else township + UNREPORTED
            self._page.text(row, 1, name, "text")
            at = 2
            for column in theme.columns:
                if township in column.readings:
                    number, reading = column.readings[township]
                    places[number] = self._page.reference(row, at)
                    self._figure(row, at, column, number, reading)
                else:
                    for side in range(column.span):
                        self._page.blank(row, at + side, "number")
                at += column.span
            self._page.height(row, lines(name, self._town_width))
        return places

    def _reported(self, theme: ThemeSheet) -> set[str]:
        """Townships with a report on the period, or with a figure for it (a plan in another year's report)."""
        of_period = pl.col("period") == theme.period
        tables = (self._tables.reports, self._tables.observations)
        return {name for table in tables for name in table.filter(of_period)["township"].drop_nulls()}

    def _figure(self, row: int, at: int, column: Column, number: int, reading: Reading) -> None:
        page = self._page
        link = self._evidence.reference(number + 2) if self._evidence else ""
        look = "doubt_link" if reading.status == "conflict" else "number_link"
        if reading.value:
            shown = self._figures.format(column.places, reading.unit, reading.approx, reading.status)
            page.number(row, at, reading.value, shown, look, link)
        elif reading.status in ("missing", "rejected"):
            word = self._layout.missing if reading.status == "missing" else self._layout.rejected
            page.text(row, at, word, "doubt_link", link)
        else:
            page.blank(row, at, "number")
        if column.has_growth and reading.growth_pct:
            growth_format = self._figures.format(column.growth_places, "%")
            page.number(row, at + 1, reading.growth_pct, growth_format, "number_link", link)
        elif column.has_growth:
            page.blank(row, at + 1, "number")

    def _totals(self, theme: ThemeSheet, row: int) -> None:
        page, at = self._page, 2
        page.text(row, 1, "汇总", "total")
        page.text(row + 1, 1, "已报/应报", "total")
        for column in theme.columns:
            self._total(row, at, column.county.value, column.unit, column.places)
            page.text(row + 1, at, column.county.coverage, "total_number")
            if column.has_growth:
                self._total(row, at + 1, column.county.growth_pct, "%", column.growth_places, exact=False)
                page.blank(row + 1, at + 1, "total_number")
            at += column.span
        page.height(row, 1)
        page.height(row + 1, 1)

    def _total(self, row: int, at: int, value: str, unit: str, places: int, *, exact: bool = True) -> None:
        """The county's figure; one that is no exact sum shows no more places than the townships' figures."""
        if value:
            shown = self._figures.format(max(places, decimals(value)) if exact else places, unit)
            self._page.number(row, at, value, shown, "total_number")
        else:
            self._page.blank(row, at, "total_number")

    def _bottom(self, row: int, last: int) -> None:
        page = self._page
        page.text(row, 1, self._layout.theme_note, "plain")
        page.merge(row, 1, last)
        page.fit_height(row, [(self._layout.theme_note, sum(self._width_of))])
        page.text(row + 1, 1, SIGN_OFF, "line")
        page.height(row + 1, 2)
