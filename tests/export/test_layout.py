"""rules/workbook.yaml: an office changes it, mistakes are named."""

from __future__ import annotations

import copy
import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest

from etl.errors import AuthorError
from etl.export.layout import load_layout
from etl.export.workbook import write_workbook
from etl.rulebook import Rulebook, load_rulebook

from .conftest import Maker


def changed(rulebook: Rulebook, **keys: Any) -> Rulebook:
    layout: Any = copy.deepcopy(rulebook.extra["workbook"])
    return replace(rulebook, extra={**rulebook.extra, "workbook": layout | keys})


def test_every_indicator_has_a_theme_of_its_own(rulebook: Rulebook) -> None:
    layout = load_layout(rulebook)
    theme_of = layout.theme_of(rulebook)
    assert set(theme_of) == set(rulebook.indicators)
    assert layout.rest not in theme_of.values()


def test_single_indicator_goes_before_categories(rulebook: Rulebook) -> None:
    themes = [
        {"id": "all", "title": "全部", "categories": ["agriculture"]},
        {"id": "grain", "title": "粮食", "indicators": ["grain_output"]},
    ]
    theme_of = load_layout(changed(rulebook, themes=themes)).theme_of(rulebook)
    assert theme_of["grain_output"] == "粮食" and theme_of["grain_sown_area"] == "全部"
    assert theme_of["gdp"] == "其他指标"


@pytest.mark.parametrize(
    ("written", "where", "words"),
    [
        ("mst: 3\n", "1:1", "是不是“most”"),
        ("most: 30\n", "1:7", "不能大于 9"),
        ("themes:\n- {id: a, title: 甲, categories: [agricultur]}\n", "2:34", "是不是“agriculture”"),
        ("themes:\n- {id: a, title: 甲/乙}\n", "2:18", "表名不能含"),
        ("sheets:\n- id: documents\n  columns:\n  - {id: stat, title: 状态, width: 9}\n", "4:10", "是不是“state”"),
        ("sheets:\n- id: review\n  widths: [9]\n", "3:11", "要有 12 个"),
        ("sheets: [{id: sumary}]\n", "1:15", "是不是“summary”"),
        ("title: '{county}{yaer}'\n", "1:8", "{yaer}"),
        ("overview: {title: 总览, sheets: [{id: counties, columns: [{id: cnty, title: 县, width: 9}]}]}\n", "1:62", "county"),
        ("charts: {most: 2, indicators: [gdpp]}\n", "1:32", "是不是“gdp”"),
        ("approx: {约: 约}\n", "1:13", "{n}"),
    ],
)  # fmt: skip
def test_mistakes_are_named_with_place_and_nearest_word(tmp_path: Path, written: str, where: str, words: str) -> None:
    file = tmp_path / "workbook.yaml"
    file.write_text(written, "utf-8")
    with pytest.raises(AuthorError) as caught:
        load_rulebook(overlay=tmp_path)
    assert any(
        str(problem).startswith(f"{file}:{where}: ") and words in str(problem) for problem in caught.value.problems
    ), str(caught.value)


def test_office_leaves_out_sheets_and_columns(make_county: Maker, documents: pl.DataFrame, rulebook: Rulebook) -> None:
    """Without 证据 and 目录 there is nothing to link to, and nothing breaks."""
    sheets = [
        {"id": "observations", "title": "台账", "columns": [
            {"id": "name", "title": "指标", "width": 20}, {"id": "value", "title": "数", "width": 12}]},
        {"id": "themes"},
        {"id": "review", "widths": [12] * 12},
        {"id": "findings", "title": "问题", "columns": [{"id": "message", "title": "问题", "width": 40}]},
    ]  # fmt: skip
    content = write_workbook(make_county(3, 12), documents, changed(rulebook, sheets=sheets))
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert book.sheetnames[0] == "台账" and book.sheetnames[-2:] == ["待审核", "问题"]
    assert [cell.value for cell in book["台账"][1]] == ["指标", "数"]
