"""Figures in tables: each row is read as a sentence made of its heading and its columns' headings.

A row ``粮食总产量 | 吨 | 6850 | 6500 | 5.4`` under ``指标 | 单位 | 2024年 | 2023年 | 增长%`` reads
``粮食总产量2024年6850吨,增长5.4%,2023年6500吨``, and goes through the same stages as any sentence. Rules and edge cases:

* Only a cell that holds one figure and nothing else is read in this way; figures within a cell's text are read as text.
* The unit stands in the cell, else in the column's heading (投资额（万元）), else in a column of units, else in the row's
  heading, else in the caption above the table (单位：万元、%), where as many units as columns go one by one.
* A column of growth follows the column of the current year, wherever it stands. A column headed 计划 or 目标 holds plans. What
  headings say of years, see :mod:`etl.extract.columns`; a growth is of the year of its level.
* A table without a header row has no column headings; its rows still have theirs.
* A label that is merged down counts for each of its rows, before the row's own (农业 | 粮食总产量).
* Where the heading of the first column stands again (指标 | 数值 | 指标 | 数值), another row begins beside the first.
* Blanks in headings and labels (指  标) do not count.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from etl.extract.captions import Caption, NamedUnit, captions, from_caption, named_unit
from etl.extract.columns import (
    IN_PARENTHESES,
    UNTOLD,
    Column,
    column_of,
    filling,
    heads_of,
    in_year,
    inside,
    words_of,
    year_of_row,
)
from etl.extract.context import Context
from etl.extract.indicators import Indicators
from etl.extract.layout import Layout, Sentence
from etl.extract.mention import Mention
from etl.extract.sums import leave_open, partial_rows
from etl.extract.vocabulary import Vocabulary
from etl.readers.document import Block

_LONGEST_LABEL = 20
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
    unit: NamedUnit | None
    column: Column


@dataclass(slots=True)
class _Row:
    table: int
    section: int
    caption: Caption
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
    text, copies, sentences = _as_text(rows, words)
    if not copies:
        return {}
    found, indicators = understand(text, [copy for copy, _ in copies], replace(layout, sentences=sentences), words)
    partial = partial_rows(((row.table, row.heading, row.caption.text) for row in rows), words)
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
        _tell_roles(row, layout)
    _date_growth([mention for _, mention in copies])
    return {id(mention): (contexts[id(copy)], indicators) for copy, mention in copies}


def _date(figure: _Figure) -> None:
    """The year that the column's heading gives, or the row's."""
    mention = figure.mention
    if figure.column.earlier:
        mention.role = "baseline"
    if figure.column.earlier or figure.column.year:
        mention.year = figure.column.year
        mention.period = str(mention.year) if mention.year else None
    mention.period = figure.column.period or mention.period


def _tell_roles(row: _Row, layout: Layout) -> None:
    """The roles that the headings of the columns give, over the cues of those before them, and the title of a plan."""
    in_plan = layout.sections[row.section].role == "plan"
    beside_plan = False
    for figure in row.figures:
        mention, column = figure.mention, figure.column
        if column.earlier or column.moving:
            continue
        if column.role == "cumulative":
            mention.role = "cumulative"
        elif row.caption.planned and column.role != "done" and not column.share:
            mention.role = "plan"
            if row.caption.year and not column.year:
                mention.year, mention.period = row.caption.year, column.period or str(row.caption.year)
        elif mention.role == "plan" and (column.role == "done" or (beside_plan and not column.role and not in_plan)):
            mention.role = "actual"
        beside_plan = beside_plan or column.role == "plan"


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
    heads = heads_of(cells, folded)
    by_row: dict[tuple[int, int], list[Block]] = {}
    above: dict[tuple[int, int], dict[int, str]] = {}
    for cell in cells:
        if not cell.header:
            by_row.setdefault((cell.table, cell.row), []).append(cell)
            for row in range(cell.row + 1, cell.row + cell.height):
                above.setdefault((cell.table, row), {})[cell.column] = words_of(cell, folded)
    above_table = captions(cells, folded, words)
    told = {
        table: {column: column_of(heading, layout.profile.year, words) for column, heading in head.items()}
        for table, head in heads.items()
    }
    for key, cells_of_row in by_row.items():
        head = heads.get(key[0], {})
        for part in _side_by_side(cells_of_row, head):
            first, last = part[0].column, part[-1].column
            merged = {column: text for column, text in above.get(key, {}).items() if first - 1 <= column <= last}
            yield _row(part, merged, folded, by_start, told.get(key[0], {}), above_table[key[0]], layout, words)


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
    told: dict[int, Column],
    caption: Caption,
    layout: Layout,
    words: Vocabulary,
) -> _Row:
    texts = dict(sorted({**merged, **{cell.column: words_of(cell, folded) for cell in cells}}.items()))
    filled = {cell.column: m for cell in cells if (m := filling(cell, folded, by_start)) is not None}
    unit = next((text for column, text in texts.items() if column not in filled and named_unit(text, words)), "")
    dated = year_of_row(next(iter(texts.values()), ""))
    section, start, end = _section_at(cells[0].start, layout), cells[0].start, cells[-1].end
    row = _Row(cells[0].table, section, caption, _label(texts, filled, words), unit, start, end)
    columns = {column: told.get(column, UNTOLD) for column in sorted(filled)}
    owned = {column: said.unit is not None for column, said in columns.items()}
    named = named_unit(unit, words) or named_unit(inside(row.heading), words)
    for column, said in columns.items():
        mention = filled[column]
        if column == min(texts) and said.unit is None and mention.value is not None and mention.unit is None:
            continue  # the first column numbers the rows
        found = said.unit or named or from_caption(caption, column, owned, said.moving or said.share, words)
        row.figures.append(_Figure(mention, found, in_year(said, dated, layout.profile.year)))
    return row


def _label(texts: dict[int, str], filled: dict[int, Mention], words: Vocabulary) -> str:
    """What the row is about: the short texts before its first figure, else its first text."""
    labels = {c: text for c, text in texts.items() if c not in filled and text and named_unit(text, words) is None}
    labels = {c: text for c, text in labels.items() if year_of_row(text) is None}
    first = min((column for column in filled if column > min(labels, default=0)), default=0)
    before = [text for column, text in labels.items() if column < first and len(text) <= _LONGEST_LABEL]
    return "".join(before) or next(iter(labels.values()), "")


def _as_text(rows: list[_Row], words: Vocabulary) -> tuple[str, list[tuple[Mention, Mention]], list[Sentence]]:
    """The rows as sentences; copies of their mentions at their places in that text, with the mentions they stand for."""
    text = ""
    copies: list[tuple[Mention, Mention]] = []
    sentences: list[Sentence] = []
    for row in rows:
        start = len(text)
        text += _heading(row)
        for figure in sorted(row.figures, key=lambda f: f.column.earlier):
            text += _own_words(figure, words)
            copy = _copy(figure, len(text))
            text += figure.mention.surface
            copy.end = len(text)
            copies.append((copy, figure.mention))
            text += ","
        sentences.append(Sentence(start, len(text), row.section))
        text += "\n"
    return text, copies, sentences or [Sentence(0, 0, 0)]


def _own_words(figure: _Figure, words: Vocabulary) -> str:
    """What the heading of its column says of a figure, beside its unit and that it is a comparison (同比±%); 累计 of months
    (1-6月累计) is what their sum is called."""
    said = IN_PARENTHESES.sub("", figure.column.heading).replace("%", "")
    sums = words.lexicon.role["cumulative"] if _MONTHS.search(said) else ()
    for word in (*sums, *(words.lexicon.comparison["column"] if figure.column.moving else ())):
        said = said.replace(word, "")
    return said


def _heading(row: _Row) -> str:
    return IN_PARENTHESES.sub("", row.heading)


def _copy(figure: _Figure, start: int) -> Mention:
    mention = replace(figure.mention, start=start, type="quantity")
    if mention.unit is None and figure.unit is not None:
        mention.unit, factor = figure.unit  # printed, if not in the cell: nothing is inferred
        if mention.value is not None:
            mention.value *= factor
        if mention.value_low is not None and mention.value_high is not None:
            mention.value_low, mention.value_high = mention.value_low * factor, mention.value_high * factor
    if figure.column.moving and mention.unit is not None:
        mention.measure = "growth_rate" if mention.unit == "%" else "change"
    return mention


def _section_at(offset: int, layout: Layout) -> int:
    return max((i for i, section in enumerate(layout.sections) if section.start <= offset), default=0)
