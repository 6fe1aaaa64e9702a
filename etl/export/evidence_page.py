"""evidence.html: the text of every report of the county with its figures marked, in one page that needs nothing else.

Rules and edge cases:

- the text stands as it is, character for character; what HTML cannot hold (control characters, half pairs) shows as �;
- every mention is an anchor ``m-<12 digits of sha256>-<start>``; one with an indicator leads to it in the side list;
- how a figure is marked: :mod:`etl.export.evidence_marks`;
- a figure that a finding speaks of carries the worst severity and what is said of it;
- of last year's reports only the sentences of their plans for this year are shown;
- no scripts, and a content policy that lets none in; everything from reports and rules is escaped.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from html import escape
from typing import TYPE_CHECKING, Any

import polars as pl

from etl.export.evidence_marks import STATES, Found, Known, Spot, anchor, marks, safe
from etl.export.evidence_style import STYLE, policy
from etl.export.layout import Layout, theme_of
from etl.export.looks import Figures
from etl.export.readings import Reading, rank, readings, township_order
from etl.export.words import codes
from etl.tables import FINDINGS, MENTIONS, OBSERVATIONS, Table

if TYPE_CHECKING:
    from etl.rollup import CountyTables
    from etl.rulebook.model import Rulebook

NAME = "evidence.html"
_SEVERITY = ("error", "warning", "info")


def evidence_page(tables: CountyTables, rulebook: Rulebook, layout: Layout) -> bytes:
    """The page as UTF-8."""
    page = _Page(tables, rulebook, layout)
    title = f"{tables.county}{tables.year}年 原文与数字"
    head = (
        '<!DOCTYPE html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{escape(policy())}">\n'
        '<meta name="viewport" content="width=device-width,initial-scale=1">\n'
        f"<title>{safe(title)}</title>\n<style>{STYLE}</style>\n</head>\n"
    )
    body = f"<body>\n{page.side(title)}\n<main>\n{page.main()}\n</main>\n</body>\n</html>\n"
    return (head + body).encode()


def _words(table: Table, name: str) -> dict[str, str]:
    return codes(next(column for column in table.columns if column.name == name))


class _Page:
    def __init__(self, tables: CountyTables, rulebook: Rulebook, layout: Layout) -> None:
        self._tables = tables
        self._layout = layout
        self._theme_of = theme_of(rulebook)
        self._readings = readings(tables, rulebook)
        self._taken: dict[Spot, Reading] = {}
        for reading in self._readings:
            if reading.sha256:
                self._taken.setdefault((reading.sha256, reading.start), reading)
        self._names = {code: rule.name for code, rule in rulebook.indicators.items()}
        self._linked = {reading.indicator for reading in self._readings}
        self._found = _found(tables.findings, tables.reports)
        self._status = _words(OBSERVATIONS, "status") | layout.words.get("status", {})
        self._types = _words(MENTIONS, "type")
        self._reports = list(
            tables.reports.with_columns(rank("township", township_order(tables)))
            .sort("township_rank", "township", "period", "document", "sha256")
            .iter_rows(named=True)
        )

    def main(self) -> str:
        by_report: dict[str, list[tuple[int, int, str, str]]] = {}
        for sha256, *mark in marks(self._tables.mentions, self._known()).iter_rows():
            by_report.setdefault(sha256, []).append(tuple(mark))
        marked = [by_report.get(report["sha256"], []) for report in self._reports]
        states = Counter(state for each in marked for _, _, state, _ in each)
        reports = [self._report(report, each) for report, each in zip(self._reports, marked, strict=True)]
        return "\n".join([self._legend(states), *reports, *self._excerpts()])

    def _known(self) -> Known:
        taken = {spot: reading.status for spot, reading in self._taken.items()}
        return Known(taken, self._found, self._linked, self._names, self._types, self._status)

    def _report(self, report: dict[str, Any], marked: Sequence[tuple[int, int, str, str]]) -> str:
        """One report: its head, and its text with every mention marked."""
        text, done = self._tables.texts[report["sha256"]], 0
        show = str if safe(text) == text else safe
        parts = []
        for start, end, _, tag in marked:
            parts += [show(text[done:start]), tag, show(text[start:end]), "</a>"]
            done = end
        told = "　".join(part for part in (report["period"], report["kind"], f"{len(marked)} 处数字") if part)
        return (
            f'<section id="d-{report["sha256"][:12]}">\n<header><h2>{safe(report["township"] or "")}</h2>'
            f'<div class="note">{safe(told)}　{safe(report["document"])}</div></header>\n'
            f'<div class="text">{"".join(parts)}{show(text[done:])}</div>\n</section>'
        )

    def _legend(self, states: Counter[str]) -> str:
        """Every state that occurs, as it looks, and how often."""
        known = {**self._status, **STATES}
        rows = [
            f'<div><dt><span class="m {state}">数字</span></dt><dd>{safe(word)}（{states[state]:,} 处）</dd></div>'
            for state, word in known.items()
            if states[state]
        ]
        serious = _words(FINDINGS, "severity")
        marks = Counter(found.severity for found in self._found.values())
        rows += [
            f'<div><dt><span class="m {mark}">数字</span></dt><dd>{serious[mark]}，见问题清单（{marks[mark]:,} 处）</dd></div>'
            for mark in ("error", "warning")
            if marks[mark]
        ]
        hint = "停在数字上看它成了什么；点数字到左边的指标，点左边的乡镇回到原文。"
        return f'<section><dl class="legend">{"".join(rows)}</dl><p class="legend note">{hint}</p></section>'

    def _excerpts(self) -> Iterator[str]:
        """Sentences of reports that are not of this year: where last year's plans for it stand."""
        shown = {report["sha256"] for report in self._reports}
        sentences: dict[tuple[str, str, str], dict[Spot, Reading]] = {}
        for (sha256, start), reading in sorted(self._taken.items()):
            if sha256 not in shown:
                key = (reading.township, reading.document, reading.evidence)
                sentences.setdefault(key, {})[sha256, start] = reading
        if sentences:
            lines = "\n".join(self._excerpt(key, found) for key, found in sentences.items())
            yield f'<section>\n<header><h2>其他年份报告中的计划（摘句）</h2></header>\n<div class="excerpts">{lines}</div>\n</section>'

    def _excerpt(self, key: tuple[str, str, str], found: dict[Spot, Reading]) -> str:
        township, document, sentence = key
        parts, done = [], 0
        for spot, reading in found.items():
            start = max(reading.mark, done)
            end = start + len(reading.surface) if reading.mark >= done else start
            marked = safe(sentence[start:end]) or safe(reading.surface)
            parts.append(safe(sentence[done:start]))
            parts.append(
                f'<a id="{anchor(*spot)}" class="m {reading.status}" href="#i-{reading.indicator}">{marked}</a>'
            )
            done = end
        told = f'<span class="note">{safe(township)}　{safe(document)}</span>'
        return f'<p class="excerpt">{"".join(parts)}{safe(sentence[done:])}\n{told}</p>'

    def side(self, title: str) -> str:
        """The list of reports and, by theme, of indicators with the figure of every township."""
        reports = "".join(
            f'<li><a href="#d-{report["sha256"][:12]}">{safe(report["township"] or "")}</a> '
            f'<span class="count">{safe(report["period"] or "")} {safe(report["kind"] or "")}</span></li>'
            for report in self._reports
        )
        by_code: dict[str, list[Reading]] = {}
        for reading in self._readings:
            by_code.setdefault(reading.indicator, []).append(reading)
        themes: dict[str, list[str]] = {}
        for code, theme in self._theme_of.items():
            if code in by_code:
                themes.setdefault(theme, []).append(self._indicator(code, by_code[code]))
        listed = "\n".join(f"<h3>{safe(theme)}</h3>\n{''.join(entries)}" for theme, entries in themes.items())
        return f'<nav class="side">\n<h1>{safe(title)}</h1>\n<h3>报告</h3>\n<ul>{reports}</ul>\n{listed}\n</nav>'

    def _indicator(self, code: str, found: list[Reading]) -> str:
        figures = Figures(self._layout)
        rows = []
        for reading in found:
            shown = figures.shown(reading.value, reading.unit, reading.approx, reading.status) if reading.value else ""
            other = [reading.period] if reading.period != str(self._tables.year) else []
            other += [_words(OBSERVATIONS, "role").get(reading.role, reading.role)] if reading.role != "actual" else []
            growth = f"增长率{reading.growth_pct}%" if reading.growth_pct else ""
            value = f"{shown} {reading.unit}" if shown else growth or self._status.get(reading.status, "")
            rows.append(
                f'<li><a href="#{anchor(reading.sha256, reading.start)}">{safe(reading.township)}</a> {safe(value)}'
                f' <span class="count">{safe(" ".join(other))}</span></li>'
            )
        towns = len({reading.township for reading in found})
        return (
            f'<details id="i-{safe(code)}"><summary>{safe(found[0].name)} <span class="count">{towns} 个乡镇</span></summary>'
            f"<ul>{''.join(rows)}</ul></details>\n"
        )


def _found(findings: pl.DataFrame, reports: pl.DataFrame) -> dict[Spot, Found]:
    """What is said of every figure that a finding names; figures of another document come as ``sha256:offset``."""
    sha_of = dict(reports.select("document", "sha256").iter_rows())
    said: dict[Spot, list[tuple[int, str]]] = {}
    for row in findings.iter_rows(named=True):
        spots = {(sha_of.get(row["document"], ""), row["start"])}
        for part in filter(None, (row["starts"] or "").split(";")):
            sha256, _, start = part.rpartition(":")
            spots.add((sha256 or sha_of.get(row["document"], ""), int(start)))
        for spot in spots:
            said.setdefault(spot, []).append((_SEVERITY.index(row["severity"]), row["message"] or ""))
    return {
        spot: Found(_SEVERITY[min(level for level, _ in rows)], tuple(message for _, message in rows))
        for spot, rows in said.items()
    }
