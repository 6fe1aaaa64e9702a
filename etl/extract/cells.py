"""Figures in tables: each row is read as a sentence made of its heading and its columns' headings.

A row ``粮食总产量 | 吨 | 6850 | 6500 | 5.4`` under ``指标 | 单位 | 2024年 | 2023年 | 增长%`` reads
``粮食总产量2024年6850吨,增长5.4%,2023年6500吨``, and goes through the same stages as any sentence. Rules and edge cases:

* Only a cell that holds one figure and nothing else is read in this way; figures within a cell's text are read as text.
* The unit stands in the cell, else in the column's heading (投资额（万元）), else in a column of units, else in the row's
  heading, else in the caption above the table (单位：万元、%), where as many units as columns go one by one.
* A column of growth follows the column of the current year, wherever it stands.
* A column for an earlier year, or headed 上年, holds baselines. A column headed 计划 or 目标 holds plans. What a column for a later
  year holds, and the growth that belongs to it, is of that year.
* A table without a header row has no column headings; its rows still have theirs.
* A heading that is merged across counts for each of its columns, but not one across the whole table: that is its title.
  A label that is merged down counts for each of its rows, before the row's own (农业 | 粮食总产量).
* Where the heading of the first column stands again (指标 | 数值 | 指标 | 数值), another row begins beside the first.
* Blanks in headings and labels (指  标) do not count.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal

from etl.extract.captions import Caption, NamedUnit, captions, from_caption, named_unit
from etl.extract.context import Context
from etl.extract.indicators import Indicators
from etl.extract.layout import Layout, Sentence
from etl.extract.mention import Mention
from etl.extract.sums import leave_open, partial_rows
from etl.extract.vocabulary import Vocabulary
from etl.readers.document import Block

_LONGEST_LABEL = 20
_BLANKS = re.compile(r"\s+")
_IN_PARENTHESES = re.compile(r"[(\[]([^()\[\]]{1,8})[)\]]")
_YEAR = re.compile(r"(?:19|20)\d\d")
_MONTHS = re.compile(r"\d月")
Judged = dict[int, tuple[Context, Indicators]]
Understand = Callable[[str, list[Mention], Layout, Vocabulary], tuple[list[Context], Indicators]]
_COPIED = (
    "value", "value_low", "value_high", "unit", "unit_inferred", "approx", "subject", "measure", "scope", "role", "estimated",
    "year", "period", "indicator", "rule", "reason", "section",
)  # fmt: skip


@dataclass(slots=True)
class _Figure:
    """A mention that fills a cell, with what its row and column say of it."""

    mention: Mention
    heading: str
    unit: tuple[str, Decimal] | None
    earlier: bool
    year: int | None
    moving: bool


@dataclass(slots=True)
class _Row:
    table: int
    above: str
    heading: str
    unit: str
    start: int
    end: int
    figures: list[_Figure] = field(default_factory=list)


def read_tables(
    blocks: tuple[Block, ...],
    folded: str,
    mentions: list[Mention],
    layout: Layout,
    words: Vocabulary,
    understand: Understand,
) -> Judged:
    """Fills in the mentions that are cells of tables; gives, by their ``id``, by what they were judged."""
    if not any(block.kind == "cell" for block in blocks):
        return {}
    rows = list(_rows(blocks, folded, mentions, layout, words))
    text, copies, sentences = _as_text(rows, layout, words)
    if not copies:
        return {}
    found, indicators = understand(text, [copy for copy, _ in copies], replace(layout, sentences=sentences), words)
    partial = partial_rows(((row.table, row.heading, row.above) for row in rows), words)
    ends = (sentence.start + len(_heading(row)) for row, sentence in zip(rows, sentences, strict=True))
    leave_open(found, indicators, {s.start: end for s, end, part in zip(sentences, ends, partial, strict=True) if part})
    contexts = {id(context.mention): context for context in found}
    real = {copy.start: mention.start for copy, mention in copies}
    for copy, mention in copies:
        for name in _COPIED:
            setattr(mention, name, getattr(copy, name))
        mention.relates_to = real.get(copy.relates_to) if copy.relates_to is not None else None
    for row in rows:
        for figure in row.figures:
            figure.mention.sentence_start, figure.mention.sentence_end = row.start, row.end
            _date(figure)
    _date_growth([mention for _, mention in copies])
    return {id(mention): (contexts[id(copy)], indicators) for copy, mention in copies}


def _date(figure: _Figure) -> None:
    """The year that the column's heading gives."""
    mention = figure.mention
    if figure.earlier:
        mention.role = "baseline"
    if figure.earlier or figure.year:
        mention.year, mention.period = figure.year, str(figure.year) if figure.year else None


def _date_growth(mentions: list[Mention]) -> None:
    """A growth of what is of a later year is of that year."""
    by_start = {mention.start: mention for mention in mentions}
    for mention in mentions:
        level = by_start.get(mention.relates_to) if mention.relates_to is not None else None
        if level is not None and level.year is not None and level.role != "baseline":
            mention.year, mention.period = level.year, level.period


def _rows(
    blocks: tuple[Block, ...], folded: str, mentions: list[Mention], layout: Layout, words: Vocabulary
) -> Iterator[_Row]:
    cells = [block for block in blocks if block.kind == "cell"]
    by_start = {mention.start: mention for mention in mentions if mention.type == "quantity"}
    heads = _heads(cells, folded)
    by_row: dict[tuple[int, int], list[Block]] = {}
    above: dict[tuple[int, int], dict[int, str]] = {}
    for cell in cells:
        if not cell.header:
            by_row.setdefault((cell.table, cell.row), []).append(cell)
            for row in range(cell.row + 1, cell.row + cell.height):
                above.setdefault((cell.table, row), {})[cell.column] = _words(cell, folded)
    above_table = captions(cells, folded, words)
    for key, cells_of_row in by_row.items():
        head = heads.get(key[0], {})
        for part in _side_by_side(cells_of_row, head):
            first, last = part[0].column, part[-1].column
            merged = {column: text for column, text in above.get(key, {}).items() if first - 1 <= column <= last}
            yield _row(part, merged, folded, by_start, head, above_table[key[0]], layout, words)


def _heads(cells: list[Block], folded: str) -> dict[int, dict[int, str]]:
    """For each table the headings of its columns, from top to bottom."""
    heads: dict[int, dict[int, str]] = {}
    widths: dict[int, int] = {}
    for cell in cells:
        widths[cell.table] = max(widths.get(cell.table, 0), cell.column + cell.width)
    for cell in cells:
        if cell.header and (cell.width == 1 or cell.width < widths[cell.table]):
            column = heads.setdefault(cell.table, {})
            for each in range(cell.column, cell.column + cell.width):
                column[each] = column.get(each, "") + _words(cell, folded)
    return heads


def _words(cell: Block, folded: str) -> str:
    return _BLANKS.sub("", folded[cell.start : cell.end])


def _side_by_side(cells: list[Block], heads: dict[int, str]) -> list[list[Block]]:
    """The cells of a row in parts, each of which begins below the heading of the first column."""
    first = heads.get(min(heads, default=0), "")
    parts: list[list[Block]] = [[]]
    for cell in cells:
        if parts[-1] and first and heads.get(cell.column) == first:
            parts.append([])
        parts[-1].append(cell)
    return parts


def _row(
    cells: list[Block],
    merged: dict[int, str],
    folded: str,
    by_start: dict[int, Mention],
    heads: dict[int, str],
    caption: Caption,
    layout: Layout,
    words: Vocabulary,
) -> _Row:
    texts = dict(sorted({**merged, **{cell.column: _words(cell, folded) for cell in cells}}.items()))
    filled = {cell.column: m for cell in cells if (m := _filling(cell, folded, by_start)) is not None}
    unit = next((text for column, text in texts.items() if column not in filled and named_unit(text, words)), "")
    row = _Row(cells[0].table, caption.text, _label(texts, filled, words), unit, cells[0].start, cells[-1].end)
    reported = layout.profile.year
    owned = {column: _own_unit(heads.get(column, ""), words) is not None for column in sorted(filled)}
    for column, mention in sorted(filled.items()):
        head = heads.get(column, "")
        if column == min(texts) and not owned[column] and mention.value is not None and mention.unit is None:
            continue  # the first column numbers the rows
        years = [int(year) for year in _YEAR.findall(head)]
        earlier = bool(years and reported and max(years) < reported) or _has(head, words.lexicon.year["last"])
        moving = _moving(head, words)
        found = _own_unit(head, words) or named_unit(unit, words) or named_unit(_inside(row.heading), words)
        found = found or from_caption(caption, column, owned, moving, words)
        year = _year(years, reported, earlier)
        row.figures.append(_Figure(mention, head, found, earlier and not moving, year, moving))
    return row


def _year(years: list[int], reported: int | None, earlier: bool) -> int | None:
    """The year of a column, where it is not the report's."""
    if earlier:
        return max(years, default=reported - 1 if reported else None)
    return next((year for year in years if reported and year > reported), None)


def _label(texts: dict[int, str], filled: dict[int, Mention], words: Vocabulary) -> str:
    """What the row is about: the short texts before its first figure, else its first text."""
    labels = {c: text for c, text in texts.items() if c not in filled and text and named_unit(text, words) is None}
    first = min((column for column in filled if column > min(labels, default=0)), default=0)
    before = [text for column, text in labels.items() if column < first and len(text) <= _LONGEST_LABEL]
    return "".join(before) or next(iter(labels.values()), "")


def _own_unit(head: str, words: Vocabulary) -> NamedUnit | None:
    return named_unit(_inside(head), words) or named_unit("%" if "%" in head else head, words)


def _moving(head: str, words: Vocabulary) -> bool:
    """Whether the heading speaks of growth or change (增长%), not of what is new (新增面积)."""
    forms = words.lexicon.comparison
    for new in forms["new"]:
        head = head.replace(new, "")
    return _has(head, forms["up"] + forms["down"] + forms["column"])


def _filling(cell: Block, folded: str, by_start: dict[int, Mention]) -> Mention | None:
    """The mention that is all there is in the cell."""
    text = folded[cell.start : cell.end]
    start = cell.start + len(text) - len(text.lstrip())
    mention = by_start.get(start)
    if mention is None and text.strip()[:1] in "+-":
        mention = by_start.get(start + 1)
    return mention if mention is not None and mention.end == cell.start + len(text.rstrip()) else None


def _inside(heading: str) -> str:
    match = _IN_PARENTHESES.search(heading)
    return match[1] if match else ""


def _has(heading: str, listed: tuple[str, ...]) -> bool:
    return any(map(heading.__contains__, listed))


def _as_text(
    rows: list[_Row], layout: Layout, words: Vocabulary
) -> tuple[str, list[tuple[Mention, Mention]], list[Sentence]]:
    """The rows as sentences; copies of their mentions at their places in that text, with the mentions they stand for."""
    text = ""
    copies: list[tuple[Mention, Mention]] = []
    sentences: list[Sentence] = []
    for row in rows:
        start = len(text)
        text += _heading(row)
        for figure in sorted(row.figures, key=lambda f: f.earlier):
            text += _own_words(figure, words)
            copy = _copy(figure, len(text))
            text += figure.mention.surface
            copy.end = len(text)
            copies.append((copy, figure.mention))
            text += ","
        section = _section_at(row.start, layout)
        sentences.append(Sentence(start, len(text), section))
        text += "\n"
    return text, copies, sentences or [Sentence(0, 0, 0)]


def _own_words(figure: _Figure, words: Vocabulary) -> str:
    """What the heading of its column says of a figure, beside its unit and that it is a comparison (同比±%); 累计 of months
    (1-6月累计) is what their sum is called."""
    said = _IN_PARENTHESES.sub("", figure.heading).replace("%", "")
    sums = words.lexicon.role["cumulative"] if _MONTHS.search(said) else ()
    for word in (*sums, *(words.lexicon.comparison["column"] if figure.moving else ())):
        said = said.replace(word, "")
    return said


def _heading(row: _Row) -> str:
    return _IN_PARENTHESES.sub("", row.heading)


def _copy(figure: _Figure, start: int) -> Mention:
    mention = replace(figure.mention, start=start, type="quantity")
    if mention.unit is None and figure.unit is not None:
        mention.unit, factor = figure.unit  # printed, if not in the cell: nothing is inferred
        if mention.value is not None:
            mention.value *= factor
        if mention.value_low is not None and mention.value_high is not None:
            mention.value_low, mention.value_high = mention.value_low * factor, mention.value_high * factor
    if figure.moving and mention.unit is not None:
        mention.measure = "growth_rate" if mention.unit == "%" else "change"
    return mention


def _section_at(offset: int, layout: Layout) -> int:
    return max((i for i, section in enumerate(layout.sections) if section.start <= offset), default=0)
