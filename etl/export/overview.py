"""The overview over all counties of a year: ``overview.csv`` and 总览.xlsx beside the folders of the counties.

Rules and edge cases:

- it is made of the rollups as published: what datapackage.json names in a county's folder. A county whose set is not
  complete (no datapackage.json) has a row in 县区 and no figures;
- the figures are those of the whole year and of role ``actual``; half years and plans stay with the county;
- overview.csv has a row for every county and core indicator: what a county did not report is blank, with 0 townships;
- the workbook leaves out indicators that no county reports, and puts the counties side by side under each indicator.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import ROUND_HALF_EVEN, Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl
from openpyxl.workbook import Workbook

from etl.export.files import write_file
from etl.export.layout import Layout, load_layout
from etl.export.lists import Cell, Heading, Row, write_list
from etl.export.looks import Figures, Looks, decimals
from etl.export.packing import packed
from etl.export.page import Page
from etl.export.plain import csv_bytes, plain_decimal
from etl.export.theme_sheet import SIGN_OFF
from etl.export.words import codes, worded_flags
from etl.tables import FIGURE, OVERVIEW, ROLLUP

if TYPE_CHECKING:
    from etl.rulebook.model import Rulebook

CSV, WORKBOOK, PACKAGE = "overview.csv", "总览.xlsx", "datapackage.json"
PLACES = Decimal("0.000001")
Tell = Callable[[str], object]


def write_overview(folder: Path, counties: pl.DataFrame, year: int, rulebook: Rulebook, *, tell: Tell) -> list[Path]:
    """Writes ``folder`` (outputs/<year>); ``counties`` (county, expected, reported, missing) have a table for it."""
    counties = counties.sort("county")
    figures = overview(folder, counties, year, rulebook)
    contents = {
        WORKBOOK: _workbook(figures, counties, year, rulebook),
        CSV: csv_bytes(figures, OVERVIEW),
    }
    paths = []
    for name, content in contents.items():
        written = write_file(folder / name, content)
        if written.message:
            tell(written.message)
        paths.append(written.path)
    return paths


def overview(folder: Path, counties: pl.DataFrame, year: int, rulebook: Rulebook) -> pl.DataFrame:
    """Schema OVERVIEW: by county, and indicator in the order of the rulebook."""
    core = [rule for rule in rulebook.indicators.values() if rule.tier == "core"]
    indicators = pl.DataFrame(
        [(rank, rule.code, rule.name, rule.unit, rule.aggregate) for rank, rule in enumerate(core)],
        schema={"rank": pl.Int64, "indicator": pl.String, "name": pl.String, "unit": pl.String, "aggregate": pl.String},
        orient="row",
    )
    rolled = pl.concat([ROLLUP.empty(), *(published_rollup(folder / county) for county in counties["county"])])
    places = rolled.group_by("county").agg(pl.col("county_code").drop_nulls().first())
    rolled = rolled.filter(period=str(year), role="actual").drop("year", "name", "unit", "aggregate", "county_code")
    grid = (
        counties.select("county", all_expected="expected")
        .join(places, on="county", how="left")
        .join(indicators, how="cross")
        .join(rolled, on=["county", "indicator"], how="left")
        .with_columns(
            year=pl.lit(year),
            reporting=pl.col("reporting").fill_null(0),
            expected=pl.coalesce("expected", "all_expected"),
        )
    )
    return OVERVIEW.conform(grid.with_columns(_coverage(grid)).sort("county", "rank"))


def published_rollup(folder: Path) -> pl.DataFrame:
    """The county's rollup.csv as its datapackage.json names it, schema ROLLUP; empty while there is no complete set."""
    try:
        package = json.loads((folder / PACKAGE).read_text("utf-8"))
    except FileNotFoundError:
        return ROLLUP.empty()
    name = next(resource["path"] for resource in package["resources"] if resource["name"] == ROLLUP.name)
    cells = pl.read_csv((folder / name).read_bytes(), infer_schema=False)
    return ROLLUP.conform(cells)


def _coverage(grid: pl.DataFrame) -> pl.Series:
    shares = [
        (Decimal(reporting) / expected).quantize(PLACES, ROUND_HALF_EVEN) if expected else None
        for reporting, expected in grid.select("reporting", "expected").iter_rows()
    ]
    return pl.Series("coverage", shares, FIGURE)


def _workbook(figures: pl.DataFrame, counties: pl.DataFrame, year: int, rulebook: Rulebook) -> bytes:
    layout = load_layout(rulebook)
    book = Workbook()
    looks = Looks(book, layout)
    rows = {
        "counties": lambda: _county_rows(figures, counties, year),
        "indicators": lambda: _indicator_rows(figures, rulebook, layout),
    }
    pages = []
    for number, sheet in enumerate(layout.overview.sheets, 1):
        page = Page(book.create_sheet(sheet.title), looks, layout.size)
        title = f"{layout.overview.title.format(year=year)} {sheet.title}"
        write_list(page, sheet, rows[sheet.id](), Heading(title, str(number), "", SIGN_OFF, ""), 1)
        pages.append(page)
    if pages:
        book.remove(book.worksheets[0])
    return packed(book, {page.title: page.cells for page in pages})


def _county_rows(figures: pl.DataFrame, counties: pl.DataFrame, year: int) -> list[Row]:
    have = dict(figures.filter(pl.col("reporting") > 0).group_by("county").len().iter_rows())
    return [
        {
            "county": Cell(row["county"]),
            "expected": Cell(str(row["expected"]), "#,##0"),
            "reported": Cell(str(row["reported"]), "#,##0"),
            "missing": Cell(row["missing"] or ""),
            "figures": Cell(str(have.get(row["county"], 0)), "#,##0"),
            "file": Cell(f"{year}/{row['county']}"),
        }
        for row in counties.iter_rows(named=True)
    ]


def _indicator_rows(figures: pl.DataFrame, rulebook: Rulebook, layout: Layout) -> list[Row]:
    """By indicator, and under each the counties; indicators that no county reports are left out."""
    order = {code: rank for rank, code in enumerate(rulebook.indicators)}
    flags = next(column for column in ROLLUP.columns if column.name == "flags")
    shown = figures.filter((pl.col("reporting") > 0).any().over("indicator")).with_columns(
        plain_decimal(pl.col("value", "prev_value", "growth_pct", "min_value", "max_value")),
        flag_words=worded_flags(codes(flags) | layout.words.get("flags", {})),
        rank=pl.col("indicator").replace_strict(order, return_dtype=pl.Int64),
    )
    shown = shown.with_columns(pl.col(pl.String).fill_null("")).sort("rank", "county")
    return [_indicator_row(row, Figures(layout)) for row in shown.iter_rows(named=True)]


def _indicator_row(row: dict[str, Any], figures: Figures) -> Row:
    def number(value: str, unit: str, places: int) -> Cell:
        return Cell(value, figures.format(places, unit)) if value else Cell()

    def extreme(township: str, value: str) -> Cell:
        return Cell(f"{township} {figures.shown(value, row['unit'])}" if township and value else "")

    places = decimals(row["value"])
    return {
        "name": Cell(row["name"]),
        "unit": Cell(row["unit"], look="short"),
        "county": Cell(row["county"]),
        "value": number(row["value"], row["unit"], places),
        "prev_value": number(row["prev_value"], row["unit"], places),
        "growth_pct": number(row["growth_pct"], "%", 1),
        "coverage": Cell(f"{row['reporting']}/{row['expected'] or 0}", look="short"),
        "highest": extreme(row["max_township"], row["max_value"]),
        "lowest": extreme(row["min_township"], row["min_value"]),
        "flags": Cell(row["flag_words"]),
        "indicator": Cell(row["indicator"]),
    }
