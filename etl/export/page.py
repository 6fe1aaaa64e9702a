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

from openpyxl.utils import get_column_letter, quote_sheetname

from etl.export.columns import FORMULA, Runs, Shown, cells, cleaned, hyperlinks, in_order, styled
from etl.export.fitting import clean, lines
from etl.export.looks import LOOKS, Looks
from etl.export.worksheet import Area, Choice, Worksheet

LINE_POINTS = 1.45
TALLEST = 409.0


class Page:
    """A worksheet that is being written; rows and columns count from 1."""

    def __init__(self, title: str, looks: Looks, size: float) -> None:
        self.sheet = Worksheet(title)
        self.cells = self.sheet.cells
        self._looks = looks
        self._size = size

    @property
    def title(self) -> str:
        return self.sheet.title

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
        columns_styled = [styled(*both) for both in zip(columns, texts, strict=True)]
        numbers = {style: str(self._looks.style(*style)) for style in in_order(columns_styled)}
        letters = [get_column_letter(at) for at in range(1, len(columns) + 1)]
        rows = [str(row) for row in range(first, first + max(map(len, texts), default=0))]
        ready = [
            cells(column, shown, letter, rows, mine.rows, numbers, self._runs)
            for column, shown, letter, mine in zip(columns, texts, letters, columns_styled, strict=True)
        ]
        self.cells.rows(first, map("".join, zip(*ready, strict=True)), len(columns))
        self.cells.links(hyperlinks(list(zip(letters, columns, strict=True)), first))

    def _runs(self) -> Runs:
        return Runs({look: self._looks.run(look) for look in LOOKS}, self._looks.mark())

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
        self.sheet.breaks.append(row - 1)

    def merge(self, row: int, first: int, last: int) -> None:
        """One cell across; the cells that it covers keep the looks that they were given."""
        if last > first:
            self.sheet.merged.add(Area(row, first, row, last))

    def freeze(self, rows: int, columns: int) -> None:
        """So many of them stay in sight."""
        self.sheet.top, self.sheet.left = rows, columns

    def filter(self, row: int, last_row: int, columns: int) -> None:
        self.sheet.filtered = f"A{row}:{get_column_letter(columns)}{max(row, last_row)}"

    def choose(
        self, column: int, first: int, count: int, answers: Sequence[str], title: str, error: str, prompt: str = ""
    ) -> None:
        """So many cells, the first in row ``first``, take one of the answers; see :class:`etl.export.worksheet.Choice`."""
        letter = get_column_letter(column)
        cells = f"{letter}{first}" + (f":{letter}{first + count - 1}" if count > 1 else "")
        self.sheet.choices.append(Choice(cells, answers, title, error, prompt))

    def print_on(self, paper: str, repeated: int = 0, heading: str = "") -> None:
        """A4, one page wide; the first ``repeated`` rows stand on every page, ``heading`` is for sheets without title."""
        self.sheet.upright = paper == "portrait"
        self.sheet.repeated, self.sheet.heading = repeated, heading
