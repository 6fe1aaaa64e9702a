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
from typing import TYPE_CHECKING

import polars as pl

from etl.export.columns import Columns, Shown, figures
from etl.export.files import write_file
from etl.export.layout import Layout, load_layout
from etl.export.lists import Heading, write_list
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
    looks = Looks(layout)
    lists = {
        "counties": lambda: _county_columns(figures, counties, year),
        "indicators": lambda: _indicator_columns(figures, rulebook, layout),
    }
    pages = []
    for number, sheet in enumerate(layout.overview.sheets, 1):
        page = Page(sheet.title, looks, layout.size)
        title = f"{layout.overview.title.format(year=year)} {sheet.title}"
        write_list(page, sheet, lists[sheet.id](), Heading(title, str(number), "", SIGN_OFF, ""), 1)
        pages.append(page)
    return packed([page.sheet for page in pages or [Page("Sheet", looks, layout.size)]], looks.xml())


def _county_columns(figures_: pl.DataFrame, counties: pl.DataFrame, year: int) -> Columns:
    have = dict(figures_.filter(pl.col("reporting") > 0).group_by("county").len().iter_rows())
    names, whole = counties["county"].to_list(), ["#,##0"] * counties.height
    return {
        "county": Shown(names),
        "expected": Shown([str(count) for count in counties["expected"]], formats=whole),
        "reported": Shown([str(count) for count in counties["reported"]], formats=whole),
        "missing": Shown(counties["missing"].fill_null("").to_list()),
        "figures": Shown([str(have.get(name, 0)) for name in names], formats=whole),
        "file": Shown([f"{year}/{name}" for name in names]),
    }


def _indicator_columns(published: pl.DataFrame, rulebook: Rulebook, layout: Layout) -> Columns:
    """By indicator, and under each the counties; indicators that no county reports are left out."""
    order = {code: rank for rank, code in enumerate(rulebook.indicators)}
    flags = next(column for column in ROLLUP.columns if column.name == "flags")
    shown = published.filter((pl.col("reporting") > 0).any().over("indicator")).with_columns(
        plain_decimal(pl.col("value", "prev_value", "growth_pct", "min_value", "max_value")),
        flag_words=worded_flags(codes(flags) | layout.words.get("flags", {})),
        rank=pl.col("indicator").replace_strict(order, return_dtype=pl.Int64),
        coverage=pl.format("{}/{}", "reporting", pl.col("expected").fill_null(0)),
    )
    shown = shown.with_columns(pl.col(pl.String).fill_null("")).sort("rank", "county")
    of = {column.name: column.to_list() for column in shown.select(pl.col(pl.String))}
    known = Figures(layout)

    def like_this_year(name: str) -> Shown:
        rows = zip(of[name], of["value"], of["unit"], strict=True)
        return figures(of[name], [known.format(decimals(this), unit) if value else "" for value, this, unit in rows])

    def extreme(which: str) -> Shown:
        rows = zip(of[f"{which}_township"], of[f"{which}_value"], of["unit"], strict=True)
        return Shown([f"{name} {known.shown(value, unit)}" if name and value else "" for name, value, unit in rows])

    return {
        "name": Shown(of["name"]),
        "unit": Shown(of["unit"], "short"),
        "county": Shown(of["county"]),
        "value": figures(of["value"], known.formats(of["value"], of["unit"])),
        "prev_value": like_this_year("prev_value"),
        "growth_pct": figures(of["growth_pct"], [known.format(1, "%") if rate else "" for rate in of["growth_pct"]]),
        "coverage": Shown(of["coverage"], "short"),
        "highest": extreme("max"),
        "lowest": extreme("min"),
        "flags": Shown(of["flag_words"]),
        "indicator": Shown(of["indicator"]),
    }
