"""Sheets as canonical text: lines above and below each table, its header rows, its rows.

Rules and edge cases:

- The name of a sheet is a heading; where there is one sheet only, or the program gave the name (Sheet1), it is left out.
- Rows without anything part tables. A table that has no header, behind a blank row, goes on with the one above.
- A row with one filled cell above or below a table is a line (title, 单位：万元, 注：…), and so is one whose cells all hold
  a colon (填报单位：青山镇 单位：万元), or one that fills a merged area as wide as the table.
- Header rows: the first, and those into which its merged cells reach; below a cell that is merged across there is one more.
  A row with figures is no header; years (2023, 2022) beside words are headings, no figures.
- What is hidden (sheets, rows, columns) is not read, and noted; so are formulas whose result the file does not hold.
- A line break in a short cell is left out (增速\\n（%）), in a longer one it becomes a blank; so does a tab.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from etl.errors import DocumentError
from etl.readers.canonical import Canonical, Cell
from etl.readers.document import Document, Note
from etl.readers.sheets.grid import Sheet

_GIVEN_NAME = re.compile(r"(?:sheet|工作表|表)\s*\d*", re.I)
_FIGURE = re.compile(r"[-+(（]?\s*\d[\d,.]*\s*[%％]?[)）]?")
_YEAR = re.compile(r"(?:19|20)\d\d")
_COLON = re.compile("[:：]")
_BREAK = re.compile(r"\s*[\r\n]+\s*")
_SHORT = 30
Row = tuple[int, list[Cell]]


def document(sheets: Sequence[Sheet], reader: str, *, macros: bool = False) -> Document:
    """The document of these sheets. Raises DocumentError when nothing in them is shown."""
    canonical = Canonical()
    seen = [(sheet, rows) for sheet in sheets if sheet.shown and (rows := sheet.rows())]
    for sheet, rows in seen:
        if len(seen) > 1 and not _GIVEN_NAME.fullmatch(sheet.name.strip()):
            canonical.line(_one_line(sheet.name), "heading", 1)
        _add_rows(rows, canonical)
    if not canonical.blocks:
        raise DocumentError("XH-READ-002", "文件里没有文字。", "请核对是否放错了文件，或表格是否被隐藏。")
    return Document(canonical.text, tuple(canonical.blocks), tuple(_notes(sheets, macros=macros)), reader)


def _flat(cell: Cell) -> Cell:
    return replace(cell, text=_one_line(cell.text)) if _BREAK.search(cell.text) or "\t" in cell.text else cell


def _one_line(text: str) -> str:
    return _BREAK.sub("" if len(text) <= _SHORT else " ", text.strip()).replace("\t", " ")


def add_sheet(sheet: Sheet, canonical: Canonical) -> None:
    """Add the lines and tables of a sheet to a text."""
    if rows := sheet.rows():
        _add_rows(rows, canonical)


def _add_rows(rows: list[Row], canonical: Canonical) -> None:
    rows = [(number, [_flat(cell) for cell in cells]) for number, cells in rows]
    count = -1  # rows of the table begun last; -1: none in this sheet, or a line stands below it
    for group in _groups(rows):
        above, body, below = _parts(group)
        for _, cells in above:
            canonical.line(" ".join(cell.text for cell in cells), "title" if cells[0].width > 1 else "paragraph")
            count = -1
        headers = _headers(body)
        if body and (headers or count < 0):
            canonical.begin_table()
            count = 0
        left = min((cells[0].column for _, cells in body), default=0)
        for index, (_, cells) in enumerate(body):
            canonical.row(_filled_up(cells, left), count + index, header=index < headers)
        count += len(body)
        for _, cells in below:
            canonical.line(" ".join(cell.text for cell in cells))
            count = -1


def _filled_up(cells: list[Cell], left: int) -> list[Cell]:
    """The cells with empty ones before and between them, so that columns can be told in the text too."""
    columns = {column for cell in cells for column in range(cell.column, cell.column + cell.width)}
    empty = [Cell("", column) for column in range(left, cells[-1].column) if column not in columns]
    return sorted([*cells, *empty], key=lambda cell: cell.column)


def _groups(rows: list[Row]) -> Iterator[list[Row]]:
    """Rows that stand together."""
    group = rows[:1]
    for (before, _), row in pairwise(rows):
        if row[0] > before + 1 and not _reaches(group, row[0]):
            yield group
            group = []
        group.append(row)
    yield group


def _reaches(group: list[Row], row: int) -> bool:
    """Whether a merged cell of the last rows reaches down to this one."""
    return any(number + cell.height >= row for number, cells in group[-3:] for cell in cells if cell.height > 1)


def _parts(group: list[Row]) -> tuple[list[Row], list[Row], list[Row]]:
    """The lines above a table, its rows, and the lines below it."""
    start, end = 0, len(group)
    while start < end and _is_line(group[start][1]):
        start += 1
    while end > start and _is_line(group[end - 1][1]):
        end -= 1
    return group[:start], group[start:end], group[end:]


def _is_line(cells: list[Cell]) -> bool:
    if len(cells) == 1:
        return not _FIGURE.fullmatch(cells[0].text)
    return all(_COLON.search(cell.text) for cell in cells)


def _headers(body: list[Row]) -> int:
    """How many rows of a table are its header."""
    if not body or _has_figures(body[0][1]):
        return 0
    plain = next((index for index, (_, cells) in enumerate(body) if _has_figures(cells)), len(body))
    depth = index = 1
    while index <= min(depth, plain):
        reach = max(cell.height + (cell.width > 1) for cell in body[index - 1][1])
        depth, index = max(depth, index - 1 + reach), index + 1
    return max(1, min(depth, plain))


def _has_figures(cells: list[Cell]) -> bool:
    figures = [cell.text for cell in cells if _FIGURE.fullmatch(cell.text)]
    return bool(figures) and not (len(figures) < len(cells) and all(_YEAR.fullmatch(text) for text in figures))


def _notes(sheets: Sequence[Sheet], *, macros: bool) -> Iterator[Note]:
    if macros:
        yield Note("XH-READ-103", "文件带有宏，没有运行，只读了文字。")
    unseen = [sheet.name for sheet in sheets if not sheet.shown and sheet.cells]
    if unseen:
        yield Note("XH-READ-106", f"有隐藏的工作表，没有读入：{'、'.join(unseen)}。")
    for sheet in (sheet for sheet in sheets if sheet.shown):
        rows, columns = ({place[way] for place in sheet.cells} for way in (0, 1))
        left_out = len(rows & sheet.hidden.rows), len(columns & sheet.hidden.columns)
        for count, what in zip(left_out, ("行", "列"), strict=True):
            if count:
                yield Note("XH-READ-107", f"工作表“{sheet.name}”有 {count} {what}隐藏，没有读入。")
        if sheet.uncounted:
            reason = f"工作表“{sheet.name}”有 {sheet.uncounted} 个公式没有保存结果，没有读入；请用 Excel 或 WPS 打开后保存一次。"
            yield Note("XH-READ-108", reason)
