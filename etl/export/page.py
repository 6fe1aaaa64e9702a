"""One sheet: values into cells, links, widths and heights by the width of Chinese characters, and how it prints.

Rules and edge cases:

- text is made to fit (:mod:`etl.export.fitting`);
- text is text: what begins with = + - @ is stored as text with a quote prefix, never as a formula;
- figures arrive as plain decimals in text form and are stored as numbers, digit for digit;
- links are internal ones with a location; the cell's address never becomes an external target;
- every sheet prints on A4, one page wide, with its head repeated.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.worksheet import Worksheet

from etl.export.columns import FORMULA, Runs, Shown, cells, cleaned, hyperlinks, in_order, styles
from etl.export.fitting import clean, lines
from etl.export.looks import LOOKS, Looks
from etl.export.packing import Cells

LINE_POINTS = 1.45
TALLEST = 409.0
MARGINS = {"left": 0.4, "right": 0.4, "top": 0.5, "bottom": 0.55, "header": 0.3, "footer": 0.3}


class Page:
    """A worksheet that is being written; rows and columns count from 1."""

    def __init__(self, sheet: Worksheet, looks: Looks, size: float) -> None:
        self.sheet: Any = sheet
        self.cells = Cells()
        self._looks = looks
        self._size = size

    @property
    def title(self) -> str:
        return str(self.sheet.title)

    def reference(self, row: int, column: int = 1) -> str:
        """The address of a cell as a link's location: '证据'!A12."""
        return f"{quote_sheetname(self.title)}!{get_column_letter(column)}{row}"

    def references(self, first: int, count: int) -> list[str]:
        """The addresses of so many cells of the leftmost column, one below the other."""
        before = self.reference(first).removesuffix(str(first))
        return [f"{before}{row}" for row in range(first, first + count)]

    def text(self, row: int, column: int, text: str, look: str = "text", link: str = "") -> None:
        letter = get_column_letter(column)
        if not text:
            self.cells.blank(row, column, letter, self._looks.style(look))
            return
        text = clean(text)
        self.cells.text(row, column, letter, text, self._looks.style(look, quoted=text.startswith(FORMULA)))
        if link:
            self.cells.link(row, letter, link)

    def columns(self, first: int, columns: Sequence[Shown]) -> None:
        """Whole columns side by side from the leftmost on, the first row of them in ``first``."""
        texts = [cleaned(column.texts) for column in columns]
        styled = [styles(*both) for both in zip(columns, texts, strict=True)]
        known = {style: self._looks.style(*style) for style in in_order(styled)}
        numbers = [[known[style] for style in mine] for mine in styled]
        runs = Runs({look: self._looks.run(look) for look in LOOKS}, self._looks.mark())
        letters = [get_column_letter(at) for at in range(1, len(columns) + 1)]
        ready = [
            cells(column, shown, letter, first, mine, runs)
            for column, shown, letter, mine in zip(columns, texts, letters, numbers, strict=True)
        ]
        self.cells.rows(first, map("".join, zip(*ready, strict=True)), len(columns))
        self.cells.links(hyperlinks(list(zip(letters, columns, strict=True)), first))

    def number(
        self, row: int, column: int, value: str, number_format: str, look: str = "number", link: str = ""
    ) -> None:
        letter = get_column_letter(column)
        self.cells.number(row, column, letter, value, self._looks.style(look, number_format))
        if link:
            self.cells.link(row, letter, link)

    def blank(self, row: int, column: int, look: str) -> None:
        self.cells.blank(row, column, get_column_letter(column), self._looks.style(look))

    def widths(self, widths: Sequence[float]) -> None:
        self.cells.widths(widths)

    def fit_height(self, row: int, texts: list[tuple[str, float]], size: float = 0) -> None:
        """The row's height for the tallest of the texts, each with the width it has."""
        tallest = max((lines(text, room) for text, room in texts), default=1)
        self.height(row, tallest, size)

    def height(self, row: int, line_count: int, size: float = 0) -> None:
        self.cells.height(row, self._points(line_count, size))

    def heights(self, first: int, line_counts: Sequence[int]) -> None:
        """Those of rows one below the other."""
        points = {count: self._points(count) for count in set(line_counts)}
        self.cells.heights(first, [points[count] for count in line_counts])

    def _points(self, line_count: int, size: float = 0) -> float:
        return min(round(line_count * (self._size + size) * LINE_POINTS + 2, 1), TALLEST)

    def height_in_points(self, row: int, points: float) -> None:
        self.cells.height(row, points)

    def break_before(self, row: int) -> None:
        """A new page on paper (LibreOffice and WPS; Excel leaves it out when a sheet is fitted to the page's width)."""
        self.sheet.row_breaks.append(Break(row - 1))

    def merge(self, row: int, first: int, last: int) -> None:
        """One cell across; the cells that it covers keep the looks that they were given."""
        if last > first:
            self.sheet.merged_cells.add(f"{get_column_letter(first)}{row}:{get_column_letter(last)}{row}")

    def freeze(self, row: int, column: int) -> None:
        self.sheet.freeze_panes = f"{get_column_letter(column)}{row}"

    def filter(self, row: int, last_row: int, columns: int) -> None:
        self.sheet.auto_filter.ref = f"A{row}:{get_column_letter(columns)}{max(row, last_row)}"

    def print_on(self, paper: str, head_rows: str = "", heading: str = "") -> None:
        """A4, one page wide; ``head_rows`` ("1:2") repeat on every page, ``heading`` is for sheets without title."""
        sheet = self.sheet
        sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
        sheet.page_setup.orientation = paper
        sheet.page_setup.fitToWidth = 1
        sheet.page_setup.fitToHeight = 0
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
        sheet.print_options.horizontalCentered = True
        for side, inches in MARGINS.items():
            setattr(sheet.page_margins, side, inches)
        if head_rows:
            sheet.print_title_rows = head_rows
        sheet.oddHeader.center.text = heading.replace("&", "&&") or None
        sheet.oddFooter.center.text = "第 &P 页 共 &N 页"
