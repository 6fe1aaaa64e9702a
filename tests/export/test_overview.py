"""总览: all counties of a year from what they published, complete or plainly not."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from etl.export import export_county, write_overview
from etl.export.overview import overview, published_rollup
from etl.rulebook import Rulebook
from etl.tables import OVERVIEW, ROLLUP

from .conftest import COUNTY, YEAR, Maker

COUNTIES = pl.DataFrame(
    {"county": [COUNTY, "别县"], "expected": [4, 7], "reported": [3, 0], "missing": ["龙潭乡", "甲镇、乙镇"]}
)


@pytest.fixture
def folder(tmp_path: Path, make_county: Maker, documents: pl.DataFrame, rulebook: Rulebook) -> Path:
    export_county(tmp_path / COUNTY, make_county(4, 30), documents, rulebook)
    return tmp_path


def test_what_was_published_is_read_back_exactly(folder: Path, make_county: Maker) -> None:
    assert published_rollup(folder / COUNTY).equals(
        make_county(4, 30).rollup.with_columns(flags=pl.when(pl.col("flags") != "").then("flags"))
    )


def test_every_county_has_every_core_indicator(folder: Path, rulebook: Rulebook) -> None:
    """Not reported is blank with 0 townships, never 0."""
    found = overview(folder, COUNTIES, YEAR, rulebook)
    assert found.schema == OVERVIEW.schema
    core = [code for code, rule in rulebook.indicators.items() if rule.tier == "core"]
    assert found["indicator"].to_list() == core * 2
    other = found.filter(county="别县")
    assert other["value"].null_count() == other["growth_pct"].null_count() == len(core)
    assert set(other.select("reporting", "expected", "coverage").iter_rows()) == {(0, 7, Decimal(0))}


def test_coverage_is_the_share_of_townships(folder: Path, rulebook: Rulebook, make_county: Maker) -> None:
    row = make_county(4, 30).rollup.filter(pl.col("reporting") == 3, pl.col("aggregate") == "sum").row(0, named=True)
    found = overview(folder, COUNTIES, YEAR, rulebook).filter(county=COUNTY, indicator=row["indicator"])
    assert found.select("value", "reporting", "expected", "coverage").row(0) == (row["value"], 3, 4, Decimal("0.75"))


def test_plans_and_half_years_stay_with_the_county(
    tmp_path: Path, make_county: Maker, documents: pl.DataFrame, rulebook: Rulebook
) -> None:
    rollup = make_county(4, 30).rollup
    others = pl.concat([rollup.with_columns(role=pl.lit("plan")), rollup.with_columns(period=pl.lit("2023H1"))])
    export_county(tmp_path / COUNTY, make_county(4, 30, rollup=others), documents, rulebook)
    assert overview(tmp_path, COUNTIES, YEAR, rulebook)["value"].drop_nulls().is_empty()


def test_a_county_without_a_complete_set_has_no_figures(folder: Path, rulebook: Rulebook) -> None:
    (folder / COUNTY / "datapackage.json").unlink()
    assert published_rollup(folder / COUNTY).equals(ROLLUP.empty())
    assert overview(folder, COUNTIES, YEAR, rulebook)["value"].drop_nulls().is_empty()


def test_workbook_puts_the_counties_side_by_side(folder: Path, rulebook: Rulebook) -> None:
    paths = write_overview(folder, COUNTIES, YEAR, rulebook, tell=pytest.fail)
    assert [path.name for path in paths] == ["总览.xlsx", "overview.csv"]
    book = openpyxl.load_workbook(paths[0])
    assert book.sheetnames == ["县区", "核心指标"]
    assert [[cell.value for cell in row[:4]] for row in book["县区"].iter_rows(min_row=4, max_row=5)] == [
        ["别县", 0, 7, "甲镇、乙镇"], [COUNTY, 3, 4, "龙潭乡"],
    ]  # fmt: skip
    rows = [[cell.value for cell in row[:3]] for row in book["核心指标"].iter_rows(min_row=4) if row[2].value]
    assert [row[2] for row in rows[:4]] == ["别县", COUNTY] * 2 and rows[0][0] == rows[1][0]


def test_the_same_counties_give_the_same_bytes(folder: Path, rulebook: Rulebook) -> None:
    first = [path.read_bytes() for path in write_overview(folder, COUNTIES, YEAR, rulebook, tell=pytest.fail)]
    again = write_overview(folder, COUNTIES.reverse(), YEAR, rulebook, tell=pytest.fail)
    assert [path.read_bytes() for path in again] == first
