"""The first two sheets: 封面 (who reported, what was found, how to read it) and 目录 (links to every sheet)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from etl.export.layout import Layout
from etl.export.page import Page
from etl.export.readings import township_order
from etl.export.words import codes
from etl.tables import FINDINGS, MENTIONS, OBSERVATIONS, Table

if TYPE_CHECKING:
    from etl.rollup import CountyTables

WIDTHS = [20.0, 14.0, 66.0]


class Listed(NamedTuple):
    """One line of the contents: a sheet, what it holds, how many rows, and where its link leads."""

    title: str
    note: str
    rows: int
    link: str


class CoverWriter:
    """Writes 封面 from top to bottom; ``_row`` is the next free row."""

    def __init__(self, page: Page, layout: Layout, tables: CountyTables, version: str) -> None:
        self._page = page
        self._layout = layout
        self._tables = tables
        self._version = version
        self._row = 1

    def write(self, to_review: int, links: dict[str, str]) -> None:
        page, tables = self._page, self._tables
        page.widths(WIDTHS)
        page.text(1, 1, self._layout.workbook_title(tables.county, tables.year), "title")
        page.merge(1, 1, 3)
        page.height(1, 1, 10)
        self._row = 2
        self._reporting()
        self._figures(to_review, links)
        self._heading("怎么看")
        for number, sentence in enumerate(self._layout.how_to_read, 1):
            self._line(f"{number}. {sentence}")
        self._heading("图例")
        for sign, meaning in self._layout.legend:
            self._pair(sign, "", meaning)
        self._heading("出处")
        self._pair("规则版本", "", self._version[:16] or "—")
        self._pair("数据文件", "", "同一文件夹中的 CSV 文件含全部数据，datapackage.json 逐栏说明并附校验值。")
        page.print_on("portrait")

    def _reporting(self) -> None:
        """Expected, reported, missing townships, by name."""
        tables = self._tables
        reported = set(tables.reports["township"].drop_nulls().to_list())
        order = township_order(tables)
        self._heading("填报情况")
        self._pair("县区", "", tables.county)
        self._pair("年份", "", f"{tables.year}年")
        self._pair("应报乡镇", str(len(tables.expected)), _names(tables.expected))
        self._pair("已报乡镇", str(len(reported)), _names([name for name in order if name in reported]))
        missing = [name for name in tables.expected if name not in reported]
        self._pair("未报乡镇", str(len(missing)), _names(missing) or "无")
        self._pair("报告份数", str(tables.reports.height), _kinds(tables.reports))

    def _figures(self, to_review: int, links: dict[str, str]) -> None:
        """Every number of the reports is accounted for: what they are, what became of them, what is doubtful."""
        tables = self._tables
        mentions = tables.mentions
        with_code = mentions["indicator"].drop_nulls().len()
        self._heading("数字一览")
        self._pair(
            "报告中的数字", f"{mentions.height:,}", "每一处数字都有去向：" + _counted(mentions, MENTIONS, "type")
        )
        self._pair("归入指标", f"{with_code:,}", "其余的数量没有对应指标，全部保存在 mentions.csv")
        by_status = _counted(tables.observations, OBSERVATIONS, "status")
        self._pair("观测值", f"{tables.observations.height:,}", by_status, links.get("observations", ""))
        self._pair("汇总指标", f"{tables.rollup['indicator'].n_unique():,}", "见“汇总”", links.get("summary", ""))
        by_severity = _counted(tables.findings, FINDINGS, "severity")
        self._pair("问题", f"{tables.findings.height:,}", by_severity, links.get("findings", ""))
        self._pair("待审核", f"{to_review:,}", "需要人来定的数字，最要紧的在前", links.get("review", ""))

    def _heading(self, text: str) -> None:
        self._page.height(self._row, 1, -4)
        self._page.text(self._row + 1, 1, text, "heading")
        self._page.height(self._row + 1, 1, 3)
        self._row += 2

    def _pair(self, name: str, count: str, text: str, link: str = "") -> None:
        page, row = self._page, self._row
        page.text(row, 1, name, "name_link" if link else "name", link)
        if count:
            page.text(row, 2, count, "short")
            page.text(row, 3, text, "text")
            page.fit_height(row, [(text, WIDTHS[2])])
        else:
            page.text(row, 2, text, "text")
            page.blank(row, 3, "text")
            page.merge(row, 2, 3)
            page.fit_height(row, [(name, WIDTHS[0]), (text, sum(WIDTHS[1:]))])
        self._row += 1

    def _line(self, text: str) -> None:
        self._page.text(self._row, 1, text, "plain")
        self._page.merge(self._row, 1, 3)
        self._page.fit_height(self._row, [(text, sum(WIDTHS))])
        self._row += 1


def write_contents(page: Page, title: str, listed: Sequence[Listed]) -> None:
    """目录: a line per sheet."""
    page.widths([30, 58, 10])
    page.text(1, 1, title, "title")
    page.merge(1, 1, 3)
    page.height(1, 1, 8)
    for at, head in enumerate(("工作表", "内容", "行数"), 1):
        page.text(2, at, head, "head")
    page.height(2, 1)
    for row, line in enumerate(listed, 3):
        page.text(row, 1, line.title, "link", line.link)
        page.text(row, 2, line.note, "text")
        page.text(row, 3, f"{line.rows:,}" if line.rows >= 0 else "", "short")
        page.fit_height(row, [(line.title, 30), (line.note, 58)])
    page.freeze(2, 0)
    page.print_on("portrait", 2)


def _names(names: Sequence[str]) -> str:
    return "、".join(names)


def _kinds(reports: pl.DataFrame) -> str:
    kinds = reports.group_by("kind", "period").len().sort("period", "kind")
    return "，".join(f"{period or ''}{kind or ''} {count}" for kind, period, count in kinds.iter_rows())


def _counted(frame: pl.DataFrame, table: Table, name: str) -> str:
    """How often each code of a closed list occurs, in words and in the order of the list."""
    words = codes(next(column for column in table.columns if column.name == name))
    counts = dict(frame.group_by(name).len().iter_rows())
    return "，".join(f"{word} {counts[code]:,}" for code, word in words.items() if code in counts)
