"""图表: what is drawn is what stands beside it."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

import openpyxl
import polars as pl
import pytest

from etl.export.charts import Chart, plan_charts
from etl.export.layout import load_layout
from etl.export.readings import readings
from etl.export.workbook import write_workbook
from etl.rollup import CountyTables
from etl.rulebook import Rulebook

from .conftest import Maker


def planned(tables: CountyTables, rulebook: Rulebook, **charts: Any) -> list[Chart]:
    layout: Any = rulebook.extra["workbook"]
    changed = replace(rulebook, extra={**rulebook.extra, "workbook": layout | {"charts": {"most": 6, **charts}}})
    return plan_charts(tables, rulebook, load_layout(changed), readings(tables, rulebook))


@pytest.fixture(scope="module")
def tables(make_county: Maker) -> CountyTables:
    return make_county(6, 30)


def test_what_most_townships_report_is_drawn_and_adds_up(tables: CountyTables, rulebook: Rulebook) -> None:
    charts = planned(tables, rulebook)
    assert len(charts) == 7 and charts[-1].title == "比上年增长（%）"
    reported = [sum(bool(value) for _, value in chart.bars) for chart in charts[:-1]]
    assert reported == sorted(reported, reverse=True)


def test_a_township_that_did_not_report_is_blank(tables: CountyTables, rulebook: Rulebook) -> None:
    assert all(dict(chart.bars)[tables.expected[-1]] == "" for chart in planned(tables, rulebook)[:-1])


def test_the_office_chooses(tables: CountyTables, rulebook: Rulebook) -> None:
    charts = planned(tables, rulebook, indicators=["grain_output", "grain_sown_area"])
    assert [chart.title.partition("（")[0] for chart in charts] == ["粮食产量", "粮食播种面积", "比上年增长"]


def test_every_chart_refers_to_its_own_figures(
    tables: CountyTables, documents: pl.DataFrame, rulebook: Rulebook
) -> None:
    content = write_workbook(tables, documents, rulebook)
    sheet = openpyxl.load_workbook(io.BytesIO(content))["图表"]
    charts = planned(tables, rulebook)
    assert len(sheet._charts) == len(charts)
    for drawn, chart in zip(sheet._charts, charts, strict=True):
        (series,) = drawn.series
        names, values = (
            sheet[ref.f.partition("!")[2].replace("$", "")] for ref in (series.cat.numRef, series.val.numRef)
        )
        assert [cell.value for (cell,) in names] == [name for name, _ in chart.bars]
        assert [cell.value for (cell,) in values] == [
            pytest.approx(float(value)) if value else None for _, value in chart.bars
        ]
    assert write_workbook(tables, documents, rulebook) == content


def test_nothing_to_draw_leaves_the_sheet_empty(
    make_county: Maker, documents: pl.DataFrame, rulebook: Rulebook
) -> None:
    empty = make_county(2, 0)
    assert planned(empty, rulebook) == []
    assert openpyxl.load_workbook(io.BytesIO(write_workbook(empty, documents, rulebook)))["图表"]._charts == []
