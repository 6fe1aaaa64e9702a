"""The cells and links of one sheet as XML: text that is put together, which takes a small part of the time of an object each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from openpyxl.utils import get_column_letter


class Cells:
    """The cells and links of one sheet as XML, in the order in which they were put (any order)."""

    def __init__(self) -> None:
        self._rows: dict[int, dict[int, str]] = {}
        self._whole: dict[int, str] = {}
        self._heights: dict[int, str] = {}
        self._links: list[str] = []
        self._widths: Sequence[float] = ()
        self._columns = 1

    def text(self, row: int, column: int, letter: str, text: str, style: int) -> None:
        body = f'<is><t xml:space="preserve">{escape(text, False)}</t></is>'
        self._put(row, column, f'<c r="{letter}{row}" s="{style}" t="inlineStr">{body}</c>')

    def number(self, row: int, column: int, letter: str, value: str, style: int) -> None:
        """``value`` is a plain decimal and is stored digit for digit."""
        self._put(row, column, f'<c r="{letter}{row}" s="{style}"><v>{value}</v></c>')

    def blank(self, row: int, column: int, letter: str, style: int) -> None:
        self._put(row, column, f'<c r="{letter}{row}" s="{style}"/>')

    def rows(self, first: int, cells: Iterable[str], columns: int) -> None:
        """Whole rows one below the other: the XML of the cells of each, in so many columns."""
        self._whole.update(enumerate(cells, first))
        self._columns = max(self._columns, columns)

    def link(self, row: int, letter: str, location: str) -> None:
        self._links.append(f'<hyperlink ref="{letter}{row}" location="{escape(location)}"/>')

    def links(self, links: Iterable[str]) -> None:
        """More of them, as XML."""
        self._links += links

    def widths(self, widths: Sequence[float]) -> None:
        """How wide the columns are, from the leftmost on."""
        self._widths = widths

    def height(self, row: int, points: float) -> None:
        self._heights[row] = _height(points)

    def heights(self, first: int, points: Sequence[float]) -> None:
        """The same of rows one below the other."""
        as_xml = {each: _height(each) for each in set(points)}
        self._heights.update(enumerate((as_xml[each] for each in points), first))

    def _put(self, row: int, column: int, xml: str) -> None:
        self._rows.setdefault(row, {})[column] = xml
        self._columns = max(self._columns, column)

    def extent(self) -> str:
        """From the first cell to the last."""
        last = max([*self._rows, *self._whole], default=1)
        return f"A1:{get_column_letter(self._columns)}{last}"

    def columns(self) -> str:
        widths = (
            f'<col width="{width:.16g}" customWidth="1" min="{at}" max="{at}"/>'
            for at, width in enumerate(self._widths, 1)
        )
        return f"<cols>{''.join(widths)}</cols>" if self._widths else ""

    def sheet_data(self) -> str:
        put = {row: "".join(cells[column] for column in sorted(cells)) for row, cells in self._rows.items()}
        cells, heights = self._whole | put, self._heights
        rows = [
            f'<row r="{row}"{heights.get(row, "")}>{cells.get(row, "")}</row>'
            for row in sorted(cells.keys() | heights.keys())
        ]
        return f"<sheetData>{''.join(rows)}</sheetData>"

    def hyperlinks(self) -> str:
        links = "".join(self._links)
        return f"<hyperlinks>{links}</hyperlinks>" if links else ""


def _height(points: float) -> str:
    return f' ht="{points}" customHeight="1"'
