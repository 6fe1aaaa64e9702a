"""未归类指标: quantities without a rule, side by side, each with its sentence."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

import openpyxl
import polars as pl

from etl.export.workbook import write_workbook
from etl.rollup import CountyTables
from etl.rulebook import Rulebook
from etl.tables import PUBLISHED_MENTIONS

from .conftest import COUNTY, YEAR, Maker, document, frame, sha

SENTENCES = {
    "城关镇": "　新建便民桥3座。",
    "石桥镇": "便民桥2座已通行。",
    "白马镇": "另修石板路9公里。",
}


def mention(township: str, subject: str, value: int, unit: str) -> dict[str, Any]:
    text = SENTENCES[township]
    start = text.index(f"{value}{unit}")
    return {
        "county": COUNTY, "township": township, "report_year": YEAR, "report_period": str(YEAR),
        "document": document(township), "sha256": sha(township), "start": start, "end": start + len(f"{value}{unit}"),
        "surface": f"{value}{unit}", "type": "quantity", "value": value, "unit": unit, "subject": subject,
        "measure": "level", "scope": "township", "role": "actual", "year": YEAR, "period": str(YEAR),
        "sentence_start": 0, "sentence_end": len(text),
    }  # fmt: skip


def county(make_county: Maker) -> CountyTables:
    rows = [
        mention("城关镇", "便民桥", 3, "座"),
        mention("石桥镇", "便民桥", 2, "座"),
        mention("白马镇", "石板路", 9, "公里"),
    ]
    texts = {sha(township): text for township, text in SENTENCES.items()}
    return make_county(4, 3, mentions=frame(PUBLISHED_MENTIONS, rows), texts=texts)


def listed(tables: CountyTables, documents: pl.DataFrame, rulebook: Rulebook) -> list[list[object]]:
    sheet = openpyxl.load_workbook(io.BytesIO(write_workbook(tables, documents, rulebook)))["未归类指标"]
    return [[cell.value for cell in row[:8]] for row in sheet.iter_rows(min_row=2)]


def test_what_several_townships_report_stands_together(
    make_county: Maker, documents: pl.DataFrame, rulebook: Rulebook
) -> None:
    rows = listed(county(make_county), documents, rulebook)
    assert rows == [
        ["便民桥", 2, "城关镇", 3, "个", "2023", "实际", "新建便民桥3座。"],
        ["便民桥", 2, "石桥镇", 2, "个", "2023", "实际", "便民桥2座已通行。"],
        ["石板路", 1, "白马镇", 9, "公里", "2023", "实际", "另修石板路9公里。"],
    ]


def test_what_too_few_townships_report_is_left_to_the_csv(
    make_county: Maker, documents: pl.DataFrame, rulebook: Rulebook
) -> None:
    layout: Any = rulebook.extra["workbook"]
    strict = replace(rulebook, extra={**rulebook.extra, "workbook": layout | {"open_townships": 2}})
    assert {row[0] for row in listed(county(make_county), documents, strict)} == {"便民桥"}


def test_the_figure_is_set_off_in_its_sentence(make_county: Maker, documents: pl.DataFrame, rulebook: Rulebook) -> None:
    content = write_workbook(county(make_county), documents, rulebook)
    sheet = openpyxl.load_workbook(io.BytesIO(content), rich_text=True)["未归类指标"]
    marked = [[part.text for part in row[0].value if not isinstance(part, str) and part.font.b]
              for row in sheet.iter_rows(min_row=2, min_col=8, max_col=8)]  # fmt: skip
    assert marked == [["3座"], ["2座"], ["9公里"]]
