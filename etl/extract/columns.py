"""What the headings of a table's columns say of the figures below them.

Rules and edge cases:

* A heading has the unit that stands in its parentheses (投资额（万元）), or is one, or has a %.
* A column of growth or change (同比±%) and one of shares (占年计划, 完成率) take the ratio of the caption, not its amount.
* A column for an earlier year, or headed 上年, holds baselines of that year, a later year plans. So does a row that begins
  with a year (2019年 | 98 | 366): that of the row comes first.
* A heading says itself whether its figures are planned, done or cumulative (年度计划投资, 累计完成投资), whatever stands to the left
  of it: the last of these words counts, but 计划完成 is one word; 累计 of months (1-6月累计) is what was done in them, and they are
  the period of the column. A column that says nothing is not planned because the one before it is.
* A heading that is merged across counts for each of its columns, but not one across the whole table: that is its title.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from etl.extract.captions import NamedUnit, named_unit
from etl.extract.mention import Mention
from etl.extract.periods import periods
from etl.extract.vocabulary import Vocabulary
from etl.extract.words import alternation
from etl.readers.document import Block

IN_PARENTHESES = re.compile(r"[(\[]([^()\[\]]{1,8})[)\]]")
_BLANKS = re.compile(r"\s+")
_YEAR = re.compile(r"(?:19|20)\d\d")
_MONTHS = re.compile(r"\d月")
_DATED = re.compile(rf"({_YEAR.pattern})年?度?")


class Column(NamedTuple):
    """The heading of a column with the unit in it; whether it speaks of growth or change, or of shares of what was planned;
    whether its figures are of an earlier year; and of which year, where that is not the report's; the part of the year that it
    names, as a period; and whether it holds what is ``plan``, ``done`` or ``cumulative``."""

    heading: str
    unit: NamedUnit | None
    moving: bool
    share: bool
    earlier: bool
    year: int | None
    period: str | None
    role: str


UNTOLD = Column("", None, moving=False, share=False, earlier=False, year=None, period=None, role="")


class ColumnWords:
    """The words of headings that tell a role, compiled from the lexicon."""

    def __init__(self, words: Vocabulary) -> None:
        forms = words.lexicon.role
        listed = {
            "plan": (*forms["plan"], *forms["plan_soft"], *forms["task"]),
            "cumulative": forms["cumulative"],
            "done": (*forms["done"], *forms["fulfilled"]),
        }
        self.roles = re.compile("|".join(f"(?P<{role}>{alternation(told)})" for role, told in listed.items()))


def column_of(heading: str, reported: int | None, words: Vocabulary) -> Column:
    """What the heading says in a report on the year ``reported``."""
    unit = named_unit(inside(heading), words) or named_unit("%" if "%" in heading else heading, words)
    moving = _moving(heading, words)
    years = [int(year) for year in _YEAR.findall(heading)]
    earlier = bool(years and reported and max(years) < reported) or _has(heading, words.lexicon.year["last"])
    year = _year(years, reported, earlier)
    share, part = _has(heading, words.lexicon.columns["share"]), _part(heading, years, year or reported, words)
    role = "" if moving or share else _role(heading, words)
    return Column(heading, unit, moving, share, earlier and not moving, year, part, role)


def _role(heading: str, words: Vocabulary) -> str:
    """What the heading says last of planned and done; 累计完成 is cumulative, but for months (1-6月累计)."""
    told = [match.lastgroup or "" for match in words.compiled(ColumnWords).roles.finditer(heading)]
    if told[-1:] != ["plan"] and "cumulative" in told:
        return "done" if _MONTHS.search(heading) else "cumulative"
    return told[-1] if told else ""


def _part(heading: str, years: list[int], year: int | None, words: Vocabulary) -> str | None:
    """The part of the year that the heading names (1-11月完成), as a period."""
    named = periods(heading if years else f"{year}年{heading}", words.sections) if year else []
    return next((period for of, period in named if of and period != str(of)), None)


def in_year(column: Column, dated: int | None, reported: int | None) -> Column:
    """The column for a row that begins with the year ``dated``."""
    if dated is None or reported is None or dated == reported:
        return column
    return column._replace(earlier=dated < reported and not column.moving, year=dated)


def year_of_row(text: str) -> int | None:
    """The year that a cell names and nothing else."""
    match = _DATED.fullmatch(text)
    return int(match[1]) if match else None


def heads_of(cells: list[Block], folded: str) -> dict[int, dict[int, str]]:
    """For each table the headings of its columns, from top to bottom."""
    heads: dict[int, dict[int, str]] = {}
    widths: dict[int, int] = {}
    for cell in cells:
        widths[cell.table] = max(widths.get(cell.table, 0), cell.column + cell.width)
    for cell in cells:
        if cell.header and (cell.width == 1 or cell.width < widths[cell.table]):
            column = heads.setdefault(cell.table, {})
            for each in range(cell.column, cell.column + cell.width):
                column[each] = column.get(each, "") + words_of(cell, folded)
    return heads


def words_of(cell: Block, folded: str) -> str:
    """The text of a cell without blanks."""
    return _BLANKS.sub("", folded[cell.start : cell.end])


def filling(cell: Block, folded: str, by_start: dict[int, Mention]) -> Mention | None:
    """The mention that is all there is in the cell."""
    text = folded[cell.start : cell.end]
    start = cell.start + len(text) - len(text.lstrip())
    mention = by_start.get(start)
    if mention is None and text.strip()[:1] in "+-":
        mention = by_start.get(start + 1)
    return mention if mention is not None and mention.end == cell.start + len(text.rstrip()) else None


def inside(heading: str) -> str:
    """What stands in the parentheses of a heading."""
    match = IN_PARENTHESES.search(heading)
    return match[1] if match else ""


def _year(years: list[int], reported: int | None, earlier: bool) -> int | None:
    """The year of a column, where it is not the report's."""
    if earlier:
        return max(years, default=reported - 1 if reported else None)
    return next((year for year in years if reported and year > reported), None)


def _moving(head: str, words: Vocabulary) -> bool:
    """Whether the heading speaks of growth or change (增长%), not of what is new (新增面积)."""
    forms = words.lexicon.comparison
    for new in forms["new"]:
        head = head.replace(new, "")
    return _has(head, forms["up"] + forms["down"] + forms["column"])


def _has(heading: str, listed: tuple[str, ...]) -> bool:
    return any(map(heading.__contains__, listed))
