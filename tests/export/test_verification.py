"""核实单: which questions it asks, and that it stays one readable page."""

from __future__ import annotations

import io

import openpyxl
import polars as pl

from etl.export.verification import verification_sheets
from etl.rulebook import Rulebook

from .conftest import Maker
from .test_review import finding

PAGE_INCHES = 8.27 - 0.5 - 0.55
NARROWEST = 0.85  # below it a font of 10 points prints smaller than 8.5


def test_it_asks_a_township_about_its_own_figures_only(make_county: Maker, rulebook: Rulebook) -> None:
    tables = make_county(3, 12, findings=pl.concat([finding(), finding(severity="info", indicator="grain_sown_area")]))
    sheets = verification_sheets(tables, rulebook)
    page = openpyxl.load_workbook(io.BytesIO(sheets["城关镇"]))["核实单"]
    rows = list(page.iter_rows(min_row=5, values_only=True))
    asked = {row[1]: row[6] for row in rows}
    assert asked["粮食产量"] == "可疑"
    missing = tables.observations.filter(pl.col("township") == "城关镇", pl.col("status") == "missing")[
        "name"
    ].to_list()
    assert {name for name, why in asked.items() if "缺数字" in why} == set(missing)


def test_with_many_questions_it_is_one_readable_page_and_says_that_there_are_more(
    make_county: Maker, rulebook: Rulebook
) -> None:
    codes = list(rulebook.indicators)[:60]
    many = pl.concat([finding(indicator=code, message="各部分之和与合计不符，请核对。" * 3) for code in codes])
    (content, *_) = verification_sheets(make_county(3, 60, findings=many), rulebook).values()
    page = openpyxl.load_workbook(io.BytesIO(content))["核实单"]
    height = sum(dimension.height or 15 for dimension in page.row_dimensions.values())
    assert height * NARROWEST <= PAGE_INCHES * 72
    assert page.page_setup.fitToHeight == 1 and "这些核实后再发" in page["A2"].value
    assert page.max_row > 8
