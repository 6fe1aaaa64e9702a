"""Theme sheets: townships as rows, a handful of indicators as columns, printed and read on paper.

Rules and edge cases:

- a theme gets as many sheets (一, 二, ...) as keep each within ``most`` indicators and the page's width, evenly filled;
- an indicator without any figure has no column, one without any growth no growth column;
- every period on which reports were handed in gets its theme sheets, the full year first; a county that has only plans
  gets sheets of its plans;
- a township without a report stays as a blank row marked （未报）; a figure that the text left out is 缺;
- the last two rows are the county's figure (from the rollup) and how many townships it covers.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from etl.export.fitting import width
from etl.export.layout import Layout, theme_of
from etl.export.looks import Figures, decimals
from etl.export.plain import plain_decimal
from etl.export.readings import Reading

if TYPE_CHECKING:
    from etl.rollup import CountyTables
    from etl.rulebook.model import Rulebook

ORDINALS = "一二三四五六七八九十"
GROWTH_WIDTH = 6.5
NARROWEST = 8.5
GROWTH_PLACES = 1


class County(NamedTuple):
    """The county's own figure of an indicator: value and growth as plain decimals, coverage as 18/20."""

    value: str
    growth_pct: str
    coverage: str


class Column(NamedTuple):
    """One indicator of a theme sheet: its readings by township, each with its number among all readings."""

    code: str
    name: str
    unit: str
    readings: dict[str, tuple[int, Reading]]
    county: County
    places: int
    growth_places: int
    width: float

    @property
    def has_growth(self) -> bool:
        return self.growth_places >= 0

    @property
    def span(self) -> int:
        return 2 if self.has_growth else 1

    @property
    def total_width(self) -> float:
        return self.width + (GROWTH_WIDTH if self.has_growth else 0)


class ThemeSheet(NamedTuple):
    title: str
    period: str
    role: str
    columns: list[Column]


def plan_themes(tables: CountyTables, rulebook: Rulebook, layout: Layout, numbered: list[Reading]) -> list[ThemeSheet]:
    """The theme sheets of the county in order, each with its columns."""
    themes = theme_of(rulebook)
    rolled = _county_figures(tables)
    sheets: list[ThemeSheet] = []
    for period, role in _slices(tables, numbered):
        by_theme: dict[str, list[Column]] = {title: [] for title in dict.fromkeys([*themes.values(), layout.rest])}
        found = _by_indicator(numbered, period, role)
        for code in dict.fromkeys([*themes, *sorted(found)]):
            if code in found:
                county = rolled.get((period, role, code), County("", "", ""))
                by_theme[themes.get(code, layout.rest)].append(_column(code, found[code], county, layout))
        suffix = "" if period == str(tables.year) else f" {period.replace('/', '至')}"
        for title, columns in by_theme.items():
            sheets += _split(ThemeSheet(f"{title}{{}}{suffix}", period, role, columns), layout)
    return sheets


def _slices(tables: CountyTables, numbered: list[Reading]) -> list[tuple[str, str]]:
    """Which (period, role) get theme sheets: see the rules of the module."""
    year = str(tables.year)
    have = {(reading.period, reading.role) for reading in numbered}
    reported = [period for period in tables.reports["period"].drop_nulls().unique().sort().to_list() if period != year]
    actual = [(period, "actual") for period in [year, *reported] if (period, "actual") in have]
    return actual or [(year, "plan")] * ((year, "plan") in have)


def _by_indicator(numbered: list[Reading], period: str, role: str) -> dict[str, dict[str, tuple[int, Reading]]]:
    found: dict[str, dict[str, tuple[int, Reading]]] = {}
    for number, reading in enumerate(numbered):
        if (reading.period, reading.role) == (period, role):
            found.setdefault(reading.indicator, {})[reading.township] = (number, reading)
    return found


def _county_figures(tables: CountyTables) -> dict[tuple[str, str, str], County]:
    frame = tables.rollup.with_columns(plain_decimal(pl.col("value", "growth_pct"))).with_columns(
        coverage=pl.format("{}/{}", pl.col("reporting").fill_null(0), pl.col("expected").fill_null(0))
    )
    columns = ("period", "role", "indicator", "value", "growth_pct", "coverage")
    return {
        (period, role, code): County(value or "", growth or "", coverage)
        for period, role, code, value, growth, coverage in frame.select(columns).iter_rows()
    }


def _column(code: str, found: dict[str, tuple[int, Reading]], county: County, layout: Layout) -> Column:
    figures = Figures(layout)
    all_readings = [reading for _, reading in found.values()]
    first = all_readings[0]
    values = [reading.value for reading in all_readings if reading.value]
    printed = [reading.growth_pct for reading in all_readings if reading.growth_pct]
    growth = printed or [county.growth_pct] * bool(county.growth_pct)
    places = max((decimals(value) for value in values), default=0)
    shown = [figures.shown(r.value, r.unit, r.approx, r.status) for r in all_readings if r.value]
    shown += [figures.shown(county.value, first.unit)] if county.value else []
    widest = max((width(text) for text in shown), default=0) + min(places, 1) + 1.5
    single_head = 0 if growth else min(width(first.name) / 2, 14) + 2
    return Column(
        code,
        first.name,
        first.unit,
        found,
        county,
        places,
        max(GROWTH_PLACES, *map(decimals, printed)) if printed else GROWTH_PLACES if growth else -1,
        max(NARROWEST, widest, single_head),
    )


def _split(whole: ThemeSheet, layout: Layout) -> list[ThemeSheet]:
    """The fewest evenly filled sheets that hold the columns; ``{}`` in the title becomes 一, 二, ... or nothing."""
    columns = whole.columns
    if not columns:
        return []
    room = layout.page_width - layout.township_width
    count = -(-len(columns) // layout.most)
    while any(sum(column.total_width for column in part) > room for part in _parts(columns, count)) and count < len(
        columns
    ):
        count += 1
    parts = _parts(columns, count)
    names = [""] if count == 1 else [ORDINALS[n] if n < len(ORDINALS) else str(n + 1) for n in range(count)]
    return [
        whole._replace(title=whole.title.format(name), columns=part) for name, part in zip(names, parts, strict=True)
    ]


def _parts(columns: list[Column], count: int) -> list[list[Column]]:
    edges = [round(number * len(columns) / count) for number in range(count + 1)]
    return [columns[start:end] for start, end in pairwise(edges)]
