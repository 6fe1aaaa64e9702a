"""What stands in a table and is no figure of it.

Rules and edge cases:

* Signs of units in headings of columns (增长%, 产值（万元）), in the line above a table (单位：万元、%) and in a column of units are
  no figures that were left out; nor is what lies across two cells.
* What a column headed 序号 holds numbers the rows.
* A number like a year (1985) is no date where its column holds other figures, or has a unit; in the first column it is one.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from decimal import Decimal

from etl.extract.captions import caption_spans, named_unit
from etl.extract.columns import column_of, filling, heads_of
from etl.extract.mention import Mention
from etl.extract.vocabulary import Vocabulary
from etl.readers.document import Block

Span = tuple[int, int]


def table_figures(mentions: list[Mention], blocks: tuple[Block, ...], folded: str, words: Vocabulary) -> list[Mention]:
    """The mentions without those that are only signs of units; the numbers of rows are made numbering."""
    cells = [block for block in blocks if block.kind == "cell"]
    if not cells:
        return mentions
    starts = sorted(cell.start for cell in cells)
    signs = sorted([*_below_and_in_headings(cells, folded, words), *caption_spans(blocks, folded, words)])
    _count_years(mentions, cells, folded, words)
    _number_rows(mentions, list(_headed(cells, folded, words.lexicon.columns["serial"])))
    return [m for m in mentions if not _across(m, starts) and not (_is_sign(m, words) and _within(m, signs))]


def _below_and_in_headings(cells: list[Block], folded: str, words: Vocabulary) -> Iterator[Span]:
    yield from ((cell.start, cell.end) for cell in cells if cell.header)
    yield from _headed(cells, folded, words.lexicon.columns["unit"])


def _headed(cells: list[Block], folded: str, titles: tuple[str, ...]) -> Iterator[Span]:
    """Where the cells lie whose column has one of the titles."""
    columns = {(c.table, c.column) for c in cells if c.header and "".join(folded[c.start : c.end].split()) in titles}
    yield from ((c.start, c.end) for c in cells if not c.header and (c.table, c.column) in columns)


def _count_years(mentions: list[Mention], cells: list[Block], folded: str, words: Vocabulary) -> None:
    by_start = {mention.start: mention for mention in mentions if mention.type in ("quantity", "date")}
    filled = [(cell, mention) for cell in cells if not cell.header and (mention := filling(cell, folded, by_start))]
    dates = [(cell, m) for cell, m in filled if cell.column and m.type == "date" and m.surface.isdecimal()]
    if not dates:
        return
    counting = {(cell.table, cell.column) for cell, mention in filled if mention.type == "quantity"}
    heads = heads_of(cells, folded)
    for cell, mention in dates:
        unit = column_of(heads.get(cell.table, {}).get(cell.column, ""), None, words).unit
        if unit is not None or (cell.table, cell.column) in counting:
            mention.type, mention.value = "quantity", Decimal(mention.surface)


def _number_rows(mentions: list[Mention], serials: list[Span]) -> None:
    for mention in mentions if serials else ():
        if mention.type == "quantity" and mention.unit is None and _within(mention, serials):
            mention.type, mention.value, mention.approx = "numbering", None, ""


def _is_sign(mention: Mention, words: Vocabulary) -> bool:
    if any(map(str.isdigit, mention.surface)):
        return False
    return mention.type == "missing" or (mention.type == "name" and named_unit(mention.surface, words) is not None)


def _across(mention: Mention, starts: list[int]) -> bool:
    at = bisect_right(starts, mention.start)
    return mention.type == "missing" and at < len(starts) and starts[at] < mention.end


def _within(mention: Mention, spans: list[Span]) -> bool:
    at = bisect_right(spans, (mention.start, mention.end)) - 1
    at += at + 1 < len(spans) and spans[at + 1][0] == mention.start
    return at >= 0 and spans[at][0] <= mention.start and mention.end <= spans[at][1]
