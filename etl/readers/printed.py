"""Pages to a document: the canonical text of what was printed, each block with its page.

- A paragraph that goes on over pages has a block for each page; sentences and figures go on in the text.
- A table that goes on at the top of the next page, with as many columns, is one table, and its heads that are printed again
  count once. Titles across the whole table and the rows into which its merged heads reach are header rows too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from etl.errors import DocumentError
from etl.readers import ocr
from etl.readers.canonical import Canonical, Cell
from etl.readers.document import Document, Note
from etl.readers.order import Line, lines_of
from etl.readers.page import Grid, Page
from etl.readers.prose import body, continues, seam, setting

_NOTES = {
    "XH-READ-120": "{}是扫描件，文字由机器识别，其中的数字都要核对。",
    "XH-READ-121": "{}是扫描图片，没有读入：未安装文字识别组件（xianhui[ocr]）。",
    "XH-READ-122": "{}有表格，按文字的位置读入：未安装表格组件（xianhui[tables]）。",
    "XH-READ-123": "{}有图片，图中的文字没有读入。",
    "XH-READ-124": "{}有斜排的文字（水印、印章），没有读入。",
    "XH-READ-125": "{}有脚注，没有读入。",
    "XH-READ-126": "{}有字迹不清、识别不出的文字。",
    "XH-READ-127": "{}的表格线识别不了，按文字的位置读入。",
}
_UNREAD = "XH-READ-121"


class PageNotes:
    """For each kind of note the pages that it speaks of."""

    def __init__(self) -> None:
        self._pages: defaultdict[str, list[int]] = defaultdict(list)

    def add(self, code: str, page: int, holds: bool) -> None:
        if holds:
            self._pages[code].append(page)

    def __contains__(self, code: str) -> bool:
        return code in self._pages

    def notes(self) -> list[Note]:
        shown = {code: f"第{'、'.join(map(str, pages))}页" for code, pages in sorted(self._pages.items())}
        return [Note(code, _NOTES[code].format(pages)) for code, pages in shown.items()]


def printed(pages: Sequence[Page], reader: str, noted: PageNotes, others: Sequence[Note] = ()) -> Document:
    """The document of these pages, with the notes on them and the others. Raises DocumentError when there is no text."""
    recognised = {page.number: page.recognised for page in pages}
    text = Canonical()
    for paragraph in _paragraphs(body(pages, lines_of(pages))):
        if paragraph[0].grid is None:
            _add_paragraph(text, paragraph, recognised)
        else:
            _add_table(text, paragraph, recognised)
    if text.blocks:
        return Document(text.text, tuple(text.blocks), (*noted.notes(), *others), reader)
    if _UNREAD in noted:
        raise ocr.missing()
    raise DocumentError("XH-READ-002", "文件里没有文字。", "请核对是否放错了文件。")


def _paragraphs(pages: Sequence[list[Line]]) -> Iterator[list[Line]]:
    """Lines that belong together: those of a paragraph, or the parts of a table."""
    usual = setting(pages)
    together: list[Line] = []
    for line in (line for page in pages for line in page):
        last = together[-1] if together else None
        if last is not None and not (_same_table(last, line) or continues(last, line, usual)):
            yield together
            together = []
        together.append(line)
    if together:
        yield together


def _same_table(above: Line, below: Line) -> bool:
    if above.grid is None or below.grid is None or above.page == below.page:
        return False
    return _width(above.grid) == _width(below.grid)


def _width(grid: Grid) -> int:
    return max(cell.column + cell.width for row in grid.rows for cell in row)


def _add_paragraph(text: Canonical, lines: Sequence[Line], recognised: Mapping[int, bool]) -> None:
    """One line of text; a block for each page."""
    joined, starts = "", [0]
    for above, line in pairwise([lines[0], *lines]):
        below = line.text.lstrip()
        going, between = seam(joined, below)
        joined = joined[: len(joined) - going] + between
        if line.page != above.page:
            starts.append(len(joined))
        joined += below
    joined = joined.rstrip()
    pages = sorted({line.page for line in lines})
    for page, start, end in zip(pages, starts, [*starts[1:], None], strict=True):
        text.page, text.recognised = page, recognised[page]
        (text.line if end is None else text.part)(joined[start:end])


def _add_table(text: Canonical, parts: Sequence[Line], recognised: Mapping[int, bool]) -> None:
    text.begin_table()
    rows = [(row, part.page) for part in parts if part.grid is not None for row in part.grid.rows]
    heads = _heads([row for row, page in rows if page == parts[0].page])
    first = [_texts(row) for row, _ in rows[:heads]]
    number = 0
    for index, (row, page) in enumerate(rows):
        again = index >= heads and page != parts[0].page and _texts(row) in first
        if not again:
            text.page, text.recognised = page, recognised[page]
            text.row(row, number, header=number < heads)
            number += 1


def _texts(row: Sequence[Cell]) -> list[str]:
    return [cell.text for cell in row]


def _heads(rows: Sequence[Sequence[Cell]]) -> int:
    """How many rows at the top are headings."""
    count = next((index for index, row in enumerate(rows) if len(row) > 1), 0) + 1
    reached = [count - 1 + cell.height for cell in rows[count - 1] if cell.column == 0]
    return min(max([count, *reached]), len(rows))
