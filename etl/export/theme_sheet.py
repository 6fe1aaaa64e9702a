"""One theme sheet on paper: title, 表号 and 填报单位, a head of two rows, the townships, the county's figures, signatures."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from math import ceil
from typing import TYPE_CHECKING, NamedTuple

from etl.export.columns import Cell, Shown, shown
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
BLANK = Cell(look="number")
SIGN_OFF = "填报人：____________　　审核人：____________　　日期：______年____月____日"


class Townships(NamedTuple):
    """The rows of every theme sheet: all townships in order, how wide their column is, and who has reported on which period."""

    order: Sequence[str]
    width: float
    reported: Mapping[str, Collection[str]]


def townships(tables: CountyTables, layout: Layout) -> Townships:
    """Wide enough for the longest name with its mark, within reason. Who has a figure for a period (a plan in another year's
    report) counts as reported.
    """
    order = township_order(tables)
    longest = max((width(name + UNREPORTED) for name in order), default=0)
    reported: dict[str, set[str]] = {}
    for table in (tables.reports, tables.observations):
        for period, name in table.select("period", "township").unique().drop_nulls().iter_rows():
            reported.setdefault(period, set()).add(name)
    return Townships(order, max(layout.township_width, min(longest + 1.5, layout.township_width + 9)), reported)


class ThemeWriter:
    """Writes one theme sheet; ``evidence_row`` of a reading is where its link leads."""

    def __init__(
        self, page: Page, layout: Layout, tables: CountyTables, towns: Townships, evidence: Page | None
    ) -> None:
        self._page = page
        self._layout = layout
        self._tables = tables
        self._evidence = evidence
        self._figures = Figures(layout)
        self._towns = towns
        self._width_of: list[float] = []

    def write(self, theme: ThemeSheet, number: str, contents_link: str) -> dict[int, str]:
        """The whole sheet; returns the address of every reading's cell by the reading's number."""
        last = 1 + sum(column.span for column in theme.columns)
        self._widths(theme)
        self._top(theme, number, len(self._width_of), contents_link)
        self._head(theme)
        places = self._body(theme)
        row = HEAD + 2 + len(self._towns.order)
        self._totals(theme, row)
        self._bottom(row + 2, len(self._width_of))
        self._page.freeze(HEAD + 1, 1)
        self._page.filter(HEAD + 1, row - 1, last)
        self._page.print_on("landscape", HEAD + 1)
        return places

    def _widths(self, theme: ThemeSheet) -> None:
        """Township and indicator columns; room to spare goes to the columns, up to half as much again.

        A sheet of one or two indicators gets blank columns, so that title and note have room.
        """
        used = sum(column.total_width for column in theme.columns)
        stretch = min(1.5, max(1.0, (self._layout.page_width - self._towns.width) / used))
        widths = [self._towns.width]
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
        reported = self._towns.reported.get(theme.period, ())
        names = [name if name in reported else name + UNREPORTED for name in self._towns.order]
        columns = [Shown(names, "text")]
        places: dict[int, str] = {}
        for column in theme.columns:
            places |= self._places(column, len(columns) + 1)
            columns.append(self._side(column, self._value))
            if column.has_growth:
                columns.append(self._side(column, self._growth))
        self._page.columns(HEAD + 2, columns)
        self._page.heights(HEAD + 2, [lines(name, self._towns.width) for name in names])
        return places

    def _places(self, column: Column, at: int) -> dict[int, str]:
        """Where each reading of the column stands."""
        rows = {township: row for row, township in enumerate(self._towns.order, HEAD + 2)}
        return {
            number: self._page.reference(rows[township], at)
            for township, (number, _) in column.readings.items()
            if township in rows
        }

    def _side(self, column: Column, cell: Callable[[Column, int, Reading], Cell]) -> Shown:
        """The values or the growth of a column, by township."""
        return shown(
            [
                cell(column, *column.readings[township]) if township in column.readings else BLANK
                for township in self._towns.order
            ]
        )

    def _value(self, column: Column, number: int, reading: Reading) -> Cell:
        look = "doubt_link" if reading.status == "conflict" else "number_link"
        if reading.value:
            number_format = self._figures.format(column.places, reading.unit, reading.approx, reading.status)
            return Cell(reading.value, number_format, self._link(number), look)
        words = {"missing": self._layout.missing, "rejected": self._layout.rejected}
        return Cell(words[reading.status], "", self._link(number), "doubt_link") if reading.status in words else BLANK

    def _growth(self, column: Column, number: int, reading: Reading) -> Cell:
        if not reading.growth_pct:
            return BLANK
        number_format = self._figures.format(column.growth_places, "%")
        return Cell(reading.growth_pct, number_format, self._link(number), "number_link")

    def _link(self, number: int) -> str:
        return self._evidence.reference(number + 2) if self._evidence else ""

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
