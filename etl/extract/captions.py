"""Units that stand above a table: 单位：万元、%.

Rules and edge cases:

* The units are named in the line above the table, in its last parentheses or behind its last colon.
* A title that speaks of a plan (2023年重点项目投资计划) makes what no column calls done a matter of the plan, of the year named.
* Where as many units as columns stand there, they go one by one; so they do when as many amounts stand there as columns have no
  unit of their own (单位：人、亩、万元 above 人口 | 耕地 | 收入 | 增幅（%）). Else columns of growth take the ratio, others the
  amount.
"""

from __future__ import annotations

import re
from decimal import Decimal
from itertools import takewhile
from typing import NamedTuple

from etl.extract.periods import periods
from etl.extract.vocabulary import Vocabulary
from etl.readers.document import Block

_LONGEST_CAPTION = 60
NamedUnit = tuple[str, Decimal]


class Caption(NamedTuple):
    """The line above a table, and the units that it names in parentheses or behind a colon; whether it is the title of a plan, and
    the year that it names."""

    text: str
    units: list[NamedUnit]
    planned: bool = False
    year: int | None = None


def caption_spans(blocks: tuple[Block, ...], folded: str, words: Vocabulary) -> list[tuple[int, int]]:
    """Where the lines lie that name the units of the table below them."""
    firsts = {cell.table: cell for cell in reversed(blocks) if cell.kind == "cell"}
    lines = (_line_above(cell, folded) for cell in firsts.values())
    return [(start, end) for start, end in lines if _named_units(folded[start:end], words)]


def captions(cells: list[Block], folded: str, words: Vocabulary) -> dict[int, Caption]:
    """The caption of each table."""
    found: dict[int, Caption] = {}
    for cell in cells:
        if cell.table not in found:
            line = folded[slice(*_line_above(cell, folded))]
            years = [year for year, _ in periods(line, words.sections) if year]
            found[cell.table] = Caption(line, _named_units(line, words), _plans(line, words), *years[-1:])
    return found


def _plans(line: str, words: Vocabulary) -> bool:
    """Whether a line is the title of a plan (2023年重点项目投资计划), not of what became of one (年度计划完成情况)."""
    kinds, forms = words.sections.kind, words.lexicon.role
    if "," in line or not any(map(line.__contains__, kinds.plan)):
        return False
    return not any(map(line.__contains__, (*kinds.review, *forms["done"], *forms["fulfilled"])))


def _line_above(cell: Block, folded: str) -> tuple[int, int]:
    end = cell.start
    while end and folded[end - 1] in "|\n \t":
        end -= 1
    return max(folded.rfind("\n", 0, end) + 1, end - _LONGEST_CAPTION), end


def _named_units(line: str, words: Vocabulary) -> list[NamedUnit]:
    """The units with which the last part of a line begins that begins with one; a date may follow (单位：万元 2024年1月)."""
    first, *parts = re.split(r"[(:]", line)
    for part in reversed(parts or [first]):
        units = [named_unit(word.strip(), words) for word in re.split(r"[、,/ )]", part.strip()) if word.strip()]
        known = list(takewhile(lambda unit: unit is not None, units))
        if known and (parts or len(known) == len(units)):
            return [unit for unit in known if unit is not None]
    return []


def from_caption(
    caption: Caption, column: int, own: dict[int, bool], moving: bool, words: Vocabulary
) -> NamedUnit | None:
    """The unit of a column among those of the caption; ``own`` says of each column with figures whether it has one itself."""
    ratios = [unit for unit in caption.units if words.units[unit[0]].dimension == "ratio"]
    amounts = [unit for unit in caption.units if unit not in ratios]
    for units, columns in ((caption.units, [*own]), (amounts, [each for each, has in own.items() if not has])):
        if len(units) == len(columns) > 1 and column in columns:
            return units[columns.index(column)]
    return next(iter(ratios if moving else amounts), None)


def named_unit(text: str, words: Vocabulary) -> NamedUnit | None:
    """A unit as headings write it, with its multiplier folded out: 万元 is (元, 10000)."""
    if text in words.units:
        return text, Decimal(1)
    for multiplier in words.multiplying if text.startswith(words.multiplying) else ():
        if text.startswith(multiplier) and text.removeprefix(multiplier) in words.units:
            return text.removeprefix(multiplier), words.multipliers[multiplier]
    return None
