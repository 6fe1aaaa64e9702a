"""图表: the main indicators by township, and all of them against last year; beside each chart the figures that it shows.

Rules:

- shown are the indicators of ``charts.indicators`` in rules/workbook.yaml; without any, core indicators that add up, those
  that most townships report first, at most ``charts.most``;
- only the year's actual figures; a township that did not report has a blank, not a bar of nought;
- the last chart compares the county with last year, on the townships that have both years.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

import polars as pl
from openpyxl.chart import BarChart, Reference
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText
from openpyxl.drawing.text import CharacterProperties, Paragraph, ParagraphProperties, RichTextProperties

from etl.export.layout import Layout
from etl.export.looks import Figures, decimals
from etl.export.page import Page
from etl.export.plain import plain_decimal
from etl.export.readings import Reading, township_order

if TYPE_CHECKING:
    from etl.rollup import CountyTables
    from etl.rulebook.model import Rulebook

WIDTHS = [24.0, 15.0, 3.0, 58.0]
INK = "2F6F9F"
CENTIMETRES_PER_POINT = 2.54 / 72
BAR_POINTS, WIDE_POINTS = 19.0, 26.0
NARROW_POINTS = 15.0  # let two charts of twenty townships stand on one page
MANY_BARS = 12
LEAST_BARS = 5
PAGE_POINTS = 700.0
LABEL_SIZE = 800  # hundredths of a point
STEPS = 5  # marks of the axis at the most: more stand askew


class Chart(NamedTuple):
    """A title, the head of the figures, and what is shown: a name and a plain decimal ("" when there is none) each."""

    title: str
    head: str
    unit: str
    bars: list[tuple[str, str]]


def plan_charts(tables: CountyTables, rulebook: Rulebook, layout: Layout, numbered: list[Reading]) -> list[Chart]:
    """The charts of the county, without those that would be empty."""
    year = str(tables.year)
    rolled = tables.rollup.filter(period=year, role="actual").with_columns(plain_decimal(pl.col("growth_pct")))
    rows = {row["indicator"]: row for row in rolled.iter_rows(named=True)}
    values = {
        (reading.indicator, reading.township): reading.value
        for reading in numbered
        if (reading.period, reading.role) == (year, "actual") and reading.value
    }
    towns = township_order(tables)
    codes = _codes(rows, rulebook, layout)
    drawn = [(code, [(town, values.get((code, town), "")) for town in towns]) for code in codes]
    charts = [
        Chart(f"{rows[code]['name']}（{rows[code]['unit']}）", "数值", rows[code]["unit"], bars)
        for code, bars in drawn
        if any(value for _, value in bars)
    ]
    growth = [(rows[code]["name"], rows[code]["growth_pct"]) for code in codes if rows[code]["growth_pct"]]
    return [*charts, Chart("比上年增长（%）", "增长%", "%", growth)] if growth else charts


def _codes(rows: dict[str, dict[str, Any]], rulebook: Rulebook, layout: Layout) -> list[str]:
    if layout.charts.indicators:
        return [code for code in layout.charts.indicators if code in rows][: layout.charts.most]
    core = [
        code
        for code, rule in rulebook.indicators.items()
        if code in rows and rule.tier == "core" and rule.aggregate == "sum" and rows[code]["value"] is not None
    ]
    return sorted(core, key=lambda code: -(rows[code]["reporting"] or 0))[: layout.charts.most]


def write_charts(page: Page, title: str, charts: list[Chart], layout: Layout) -> None:
    """The sheet: under each title the figures, and the chart to their right."""
    page.widths(WIDTHS)
    page.text(1, 1, title, "title")
    page.merge(1, 1, len(WIDTHS))
    page.height(1, 1, 8)
    row, height = 3, 0.0
    for chart in charts:
        if height and height + _rows(chart) * _points(chart) > PAGE_POINTS:
            page.break_before(row)
            height = 0.0
        height += _rows(chart) * _points(chart)
        row = _write_chart(page, row, chart, Figures(layout))
    page.print_on("portrait")


def _rows(chart: Chart) -> int:
    """How many rows a chart takes, title and gap included."""
    return 3 + max(len(chart.bars), LEAST_BARS)


def _points(chart: Chart) -> float:
    """The height of a bar; names of indicators are longer than those of townships."""
    if len(chart.bars) > MANY_BARS:
        return NARROW_POINTS
    return WIDE_POINTS if chart.unit == "%" else BAR_POINTS


def _step(chart: Chart) -> float:
    """The distance of two marks of the axis: 1, 2 or 5 times a power of ten."""
    figures = [Decimal(value) for _, value in chart.bars if value]
    span = max([*figures, Decimal(0)]) - min([*figures, Decimal(0)])
    least = span / STEPS
    ten = Decimal(1).scaleb(least.adjusted()) if least else Decimal(1)
    return float(next(step for step in (ten, 2 * ten, 5 * ten, 10 * ten) if step >= least))


def _write_chart(page: Page, row: int, chart: Chart, figures: Figures) -> int:
    """One chart from ``row`` on; the row from which the next one goes."""
    page.text(row, 1, chart.title, "heading")
    page.text(row + 1, 1, "名称", "head")
    page.text(row + 1, 2, chart.head, "head")
    first = row + 2
    for at, (name, value) in enumerate(chart.bars, first):
        page.text(at, 1, name)
        if value:
            places = 1 if chart.unit == "%" else decimals(value)
            page.number(at, 2, value, figures.format(places, chart.unit))
        else:
            page.blank(at, 2, "number")
    last = first + len(chart.bars) - 1
    end = row + _rows(chart)
    for at in range(row + 1, end - 1):
        page.height_in_points(at, _points(chart))
    drawn = _drawn(page, first, last, chart)
    drawn.height = (end - row - 2) * _points(chart) * CENTIMETRES_PER_POINT
    drawn.anchor = f"D{row + 1}"
    page.sheet.charts.append(drawn)
    return end


def _small() -> RichText:
    """The letters of the axes, small enough that every name finds room."""
    font = CharacterProperties(sz=LABEL_SIZE)
    return RichText(bodyPr=RichTextProperties(), p=[Paragraph(pPr=ParagraphProperties(defRPr=font), endParaRPr=font)])


def _drawn(page: Page, first: int, last: int, chart: Chart) -> Any:
    """Bars across, the first name on top, each with its figure."""
    drawn: Any = BarChart()
    drawn.type, drawn.gapWidth, drawn.legend, drawn.width = "bar", 40, None, 11.2
    sheet: Any = page.sheet  # of which only the title is read
    drawn.add_data(Reference(sheet, min_col=2, min_row=first, max_row=last))
    drawn.set_categories(Reference(sheet, min_col=1, min_row=first, max_row=last))
    (series,) = drawn.series
    series.graphicalProperties = GraphicalProperties(solidFill=INK)
    series.invertIfNegative = False
    drawn.x_axis.scaling.orientation = "maxMin"
    drawn.x_axis.delete = drawn.y_axis.delete = False
    drawn.x_axis.tickLblPos, drawn.x_axis.tickLblSkip = "low", 1
    drawn.x_axis.txPr = drawn.y_axis.txPr = _small()
    drawn.y_axis.number_format, drawn.y_axis.majorGridlines = "#,##0", None
    drawn.y_axis.majorUnit, drawn.y_axis.crosses = _step(chart), "max"
    return drawn
