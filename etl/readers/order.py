"""The lines of a page in reading order.

Rules and edge cases:

- Pieces whose middles lie at the same height are one line, from left to right.
- Columns: a gutter is a place where many lines begin and that only few cross. Between two lines that cross it (a title, a
  table) the left column is read before the right one, when both are prose: at least three lines, most of which are long
  and fill their column. Otherwise what stands side by side is one line: cells of a table without rules, a signature.
- Three columns are two, one of which is two.
- At least two lines in a row with the same number of pieces that stand below each other are a table without rules. Close
  lines with fewer pieces, each below a cell that fills its column, go on with these cells. Cells may stand close to each other when
  they stand below cells that do not.
- Each line knows the margins of its column. A single column has those of the whole document: a page with three short
  lines has none of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from statistics import median

from etl.readers.canonical import Cell
from etl.readers.page import Box, Grid, Page, Piece, around

_SAME_LINE = 0.45  # of the size: how far middles of one line lie apart
_PROSE_LINES, _PROSE_LENGTH, _PROSE_FILL = 3, 8, 0.8
_MOST_CROSSING = 0.4
_FILLED = 2.5  # of the size: how far a full cell ends before the next column
_ALIGNED = 1.2  # of the size: how far edges of a column of a table lie apart
_MARGIN = 0.05  # so many lines may stand out of a margin


@dataclass(frozen=True, slots=True)
class Line:
    """One line of one column: its text, or the table that stands in its place; ``left`` and ``right`` are the margins of
    its column, both 0 where they are those of the document."""

    text: str
    box: Box
    size: float
    page: int
    left: float = 0
    right: float = 0
    grid: Grid | None = None


def lines(page: Page) -> list[Line]:
    """The lines of a page in reading order, tables in their place."""
    free = [piece for piece in page.pieces if not any(grid.box.holds(piece.box) for grid in page.grids)]
    found: list[Line] = []
    for region, in_column in _regions(free, page.grids):
        found += _column(region, page.number) if in_column else _rows(region, page.number)
    return found


def lines_of(pages: Sequence[Page]) -> list[list[Line]]:
    """The lines of every page, with the margins of the document where they have none of their own."""
    found = [lines(page) for page in pages]
    margins = {width: _margins(found, pages, width) for width in {round(page.width) for page in pages}}
    for number, page in enumerate(pages):
        left, right = margins[round(page.width)]
        found[number] = [line if line.right else replace(line, left=left, right=right) for line in found[number]]
    return found


def _margins(found: list[list[Line]], pages: Sequence[Page], width: int) -> tuple[float, float]:
    """Left and right margin of the pages of this width; a few lines may stand out."""
    same = [line for page, its in zip(pages, found, strict=True) if round(page.width) == width for line in its]
    boxes = [line.box for line in same if line.grid is None and not line.right]
    lefts, rights = sorted(box.left for box in boxes), sorted(box.right for box in boxes)
    return (lefts[int(len(boxes) * _MARGIN)], rights[-1 - int(len(boxes) * _MARGIN)]) if boxes else (0, 0)


def _regions(pieces: Sequence[Piece], grids: Sequence[Grid]) -> Iterator[tuple[list[Piece | Grid], bool]]:
    """Stretches of the page from top to bottom, columns from left to right; and whether it is a column of several."""
    items: list[Piece | Grid] = sorted([*pieces, *grids], key=lambda item: item.box.middle)
    gutter = _gutter(pieces)
    if gutter is None:
        if items:
            yield items, False
        return
    whole: list[Piece | Grid] = []
    for crossing, band in groupby(items, key=lambda item: _crosses(item, gutter)):
        stretch = list(band)
        left = [item for item in stretch if item.box.right <= gutter and isinstance(item, Piece)]
        right = [item for item in stretch if item.box.left >= gutter and isinstance(item, Piece)]
        if crossing or not (_is_prose(left) and _is_prose(right)):
            whole += stretch
            continue
        if whole:
            yield whole, False
            whole = []
        for side in (left, right):
            for region, _ in _regions(side, ()):
                yield region, True
    if whole:
        yield whole, False


def _crosses(item: Piece | Grid, gutter: float) -> bool:
    return isinstance(item, Grid) or item.box.left < gutter < item.box.right


def _gutter(pieces: Sequence[Piece]) -> float | None:
    """The place where most lines of a right column begin, or None."""
    starts = sorted(piece.box.left for piece in pieces)
    best, most = None, 0
    for start in sorted({round(start, 1) for start in starts}):
        place = start - 0.2
        near = sum(place <= other <= place + 1 for other in starts)
        crossing = sum(_crosses(piece, place) for piece in pieces)
        left = [piece for piece in pieces if piece.box.right <= place]
        if near >= _PROSE_LINES > 0 and len(left) >= _PROSE_LINES and crossing <= len(pieces) * _MOST_CROSSING:
            right = [piece for piece in pieces if piece.box.left >= place]
            count = min(len(left), len(right))
            if count > most and _is_prose(left) and _is_prose(right):
                best, most = place, count
    return best


def _is_prose(pieces: Sequence[Piece]) -> bool:
    """Whether these are lines of a text: one beside the other nowhere, most of them long and as wide as the others."""
    if len(pieces) < _PROSE_LINES:
        return False
    rows = len(list(_grouped(pieces)))
    box = around(piece.box for piece in pieces)
    wide = sum(piece.box.width >= box.width * _PROSE_FILL for piece in pieces)
    long = sum(len(piece.text) >= _PROSE_LENGTH for piece in pieces)
    return rows > len(pieces) * 0.8 and min(wide, long) * 2 > len(pieces)


def _grouped(items: Sequence[Piece | Grid]) -> Iterator[list[Piece | Grid]]:
    """Those of one height together, from left to right."""
    row: list[Piece | Grid] = []
    for item in sorted(items, key=lambda item: item.box.middle):
        first = row[0] if row else None
        together = (
            isinstance(first, Piece)
            and isinstance(item, Piece)
            and item.box.middle - first.box.middle <= _SAME_LINE * min(first.size, item.size)
        )
        if row and not together:
            yield sorted(row, key=lambda each: each.box.left)
            row = []
        row.append(item)
    if row:
        yield sorted(row, key=lambda each: each.box.left)


def _column(region: Sequence[Piece | Grid], page: int) -> Iterator[Line]:
    box = around(item.box for item in region)
    yield from (replace(line, left=box.left, right=box.right) for line in _rows(region, page))


def _rows(region: Sequence[Piece | Grid], page: int) -> Iterator[Line]:
    """The lines of one stretch; rows of a table without rules become one line with the table."""
    for _, group in groupby(_with_table_numbers(list(_grouped(region))), key=lambda entry: entry[0]):
        entries = list(group)
        if entries[0][0] >= 0:
            yield _table([row for _, row in entries], page)
            continue
        for _, row in entries:
            if isinstance(row[0], Grid):
                yield Line("", row[0].box, 0, page, grid=row[0])
            else:
                yield _line([item for item in row if isinstance(item, Piece)], page)


def _line(row: Sequence[Piece], page: int) -> Line:
    size = median(piece.size for piece in row)
    text = row[0].text
    for piece, following in pairwise(row):
        text = text.rstrip() + (" " if following.box.left - piece.box.right > size else "") + following.text
    return Line(text, around(piece.box for piece in row), size, page)


def _with_table_numbers(rows: list[list[Piece | Grid]]) -> list[tuple[int, list[Piece | Grid]]]:
    """The rows, each with the number of its table without rules; below 0 for a row of its own."""
    numbers = [-1 - index for index in range(len(rows))]
    whole = 0  # the last row with all cells
    for index in range(1, len(rows)):
        row = rows[index] = _fitted(rows[index], rows[whole])
        if _in_one_table(rows[whole], row):
            table = numbers[whole] if numbers[whole] >= 0 else whole
            numbers[whole : index + 1] = [table] * (index + 1 - whole)
            whole = index
        elif not _goes_on(rows[whole], rows[index - 1], row):
            whole = index
        elif numbers[whole] >= 0:
            numbers[index] = numbers[whole]
    return list(zip(numbers, rows, strict=True))


def _fitted(row: list[Piece | Grid], whole: Sequence[Piece | Grid]) -> list[Piece | Grid]:
    """The row with its narrow gaps between cells too, when it fits the row above only so."""
    if len(row) >= len(whole):
        return row
    split = [part for item in row for part in (item.parts() if isinstance(item, Piece) else [item])]
    return split if _in_one_table(whole, split) else row


def _in_one_table(above: Sequence[Piece | Grid], below: Sequence[Piece | Grid]) -> bool:
    if len(above) != len(below) or len(above) < 2:
        return False
    return all(_stands_below(upper, lower) for upper, lower in zip(above, below, strict=True))


def _goes_on(whole: Sequence[Piece | Grid], above: Sequence[Piece | Grid], row: Sequence[Piece | Grid]) -> bool:
    """Whether a row holds only second lines of cells of the row above."""
    pieces = [item for item in (*above, *row) if isinstance(item, Piece)]
    white = min(item.box.top for item in row) - max(item.box.bottom for item in above)
    if len(pieces) < len(above) + len(row) or len(row) >= len(whole) or white >= min(piece.size for piece in pieces):
        return False
    return all(any(_wraps(*cells, item) for cells in zip(whole, [*whole[1:], None], strict=True)) for item in row)


def _wraps(cell: Piece | Grid, beside: Piece | Grid | None, lower: Piece | Grid) -> bool:
    """Whether a piece is the next line of a cell, which fills its column."""
    if not _stands_below(cell, lower) or not isinstance(lower, Piece):
        return False
    if beside is None:
        return True
    return lower.box.right < beside.box.left and beside.box.left - cell.box.right < _FILLED * lower.size


def _stands_below(upper: Piece | Grid, lower: Piece | Grid) -> bool:
    if isinstance(upper, Grid) or isinstance(lower, Grid):
        return False
    one, other = upper.box, lower.box
    apart = (one.left - other.left, one.right - other.right, (one.left + one.right - other.left - other.right) / 2)
    return min(map(abs, apart)) <= _ALIGNED * max(upper.size, lower.size)


def _table(rows: Sequence[Sequence[Piece | Grid]], page: int) -> Line:
    """The table of these rows; a row with fewer pieces goes on with the cells above it."""
    columns = max(len(row) for row in rows)
    cells: list[list[Piece]] = []
    for row in rows:
        pieces = [item for item in row if isinstance(item, Piece)]
        if len(pieces) == columns:
            cells.append(pieces)
            continue
        for piece in pieces:
            at = next(at for at, cell in enumerate(cells[-1]) if _stands_below(cell, piece))
            cells[-1][at] = replace(cells[-1][at], text=cells[-1][at].text.rstrip() + piece.text)
    box = around(item.box for row in rows for item in row)
    texts = tuple(tuple(Cell(cell.text.rstrip(), at) for at, cell in enumerate(row)) for row in cells)
    return Line("", box, 0, page, grid=Grid(box, texts))
