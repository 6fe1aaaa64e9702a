"""The rows of the lists: what 汇总, 目标对照, 问题清单, 明细 and 证据 show, cell by cell, by column id."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal
from typing import TYPE_CHECKING, Any

import polars as pl

from etl.export.follow_up import judged
from etl.export.layout import Layout
from etl.export.lists import Cell, Row
from etl.export.looks import Figures, decimals
from etl.export.page import LONGEST, clean
from etl.export.plain import plain_decimal
from etl.export.readings import LAST, Reading, township_order
from etl.export.words import codes, file_name, worded, worded_flags
from etl.tables import FINDINGS, OBSERVATIONS, ROLLUP, TARGETS, Table

if TYPE_CHECKING:
    from etl.rollup import CountyTables
    from etl.rulebook.model import Rulebook

GROWTH_PLACES = 1
_SEVERITY = {"error": 0, "warning": 1, "info": 2}


class Entries:
    """Makes the rows of every list of one county."""

    def __init__(self, tables: CountyTables, rulebook: Rulebook, layout: Layout, numbered: list[Reading]) -> None:
        self._tables = tables
        self._rulebook = rulebook
        self._layout = layout
        self._numbered = numbered
        self._figures = Figures(layout)
        self._order = {code: rank for rank, code in enumerate(layout.theme_of(rulebook))}
        self._towns = {name: rank for rank, name in enumerate(township_order(tables))}

    def number(self, value: str, unit: str, places: int | None = None, link: str = "", look: str = "") -> Cell:
        """A figure with the places that it has, or with ``places`` when it was computed."""
        if not value:
            return Cell()
        return Cell(value, self._figures.format(decimals(value) if places is None else places, unit), link, look)

    def _reading(self, reading: Reading, link: str, look: str) -> Cell:
        """The value of a reading with its marks."""
        if not reading.value:
            words = {"missing": self._layout.missing, "rejected": self._layout.rejected}
            return Cell(words[reading.status], "", link, look) if reading.status in words else Cell()
        shown = self._figures.format(decimals(reading.value), reading.unit, reading.approx, reading.status)
        return Cell(reading.value, shown, link, look)

    def summary(self, theme_links: dict[str, str]) -> list[Row]:
        """A row per indicator: the year's actual figures first, then other periods and cumulative ones."""
        frame = _plain(self._tables.rollup, "value", "prev_value", "growth_pct", "min_value", "max_value")
        words = self._layout.words
        frame = frame.with_columns(
            _ranked("indicator", self._order),
            main=(pl.col("period") != str(self._tables.year)) | (pl.col("role") != "actual"),
            role_word=worded(ROLLUP, "role", words | {"role": self._words(OBSERVATIONS, "role")}),
            aggregate_word=worded(ROLLUP, "aggregate", words),
            flag_words=worded_flags(self._words(ROLLUP, "flags")),
        ).sort("main", "period", "role", "rank", "indicator")
        plans = {(row["period"], row["indicator"]): row for row in frame.filter(role="plan").iter_rows(named=True)}
        shown = [row for row in frame.iter_rows(named=True) if row["role"] != "plan"]
        have = {(row["period"], row["indicator"]) for row in shown}
        shown += [row for key, row in plans.items() if key not in have]
        kept = self._kept_targets()
        return [self._summary_row(row, plans, kept, theme_links) for row in shown]

    def _summary_row(
        self, row: dict[str, Any], plans: dict[Any, Any], kept: dict[str, tuple[str, str]], links: dict[str, str]
    ) -> Row:
        unit, places = row["unit"], _places(row)
        is_plan = row["role"] == "plan"
        plan = plans.get((row["period"], row["indicator"]))
        of_year = row["period"] == str(self._tables.year) and row["role"] in ("actual", "plan")
        rate, met = kept.get(row["indicator"], ("", "")) if of_year else ("", "")
        return {
            "name": Cell(row["name"], link=links.get(row["indicator"], "") if of_year else ""),
            "unit": Cell(unit, look="short"),
            "value": self.number("" if is_plan else row["value"], unit, places),
            "prev_value": self.number("" if is_plan else row["prev_value"], unit, places),
            "growth_pct": self.number(row["growth_pct"], "%", GROWTH_PLACES),
            "coverage": Cell(f"{row['reporting'] or 0}/{row['expected'] or 0}", look="short"),
            "target": self.number(plan["value"] if plan and row["role"] in ("actual", "plan") else "", unit),
            "target_rate": self.number(rate, "%"),
            "target_met": Cell(met, look="short"),
            "highest": Cell(self._extreme(row["max_township"], row["max_value"], unit)),
            "lowest": Cell(self._extreme(row["min_township"], row["min_value"], unit)),
            "period": Cell(row["period"] + ("" if row["role"] == "actual" else row["role_word"]), look="short"),
            "role": Cell(row["role_word"], look="short"),
            "aggregate": Cell(row["aggregate_word"], look="short"),
            "flags": Cell(
                "、".join(word for word in (row["flag_words"], _narrower(plan, row), _compared(row)) if word)
            ),
            "indicator": Cell(row["indicator"]),
        }

    def _extreme(self, township: str, value: str, unit: str) -> str:
        return f"{township} {self._figures.shown(value, unit)}" if township and value else ""

    def _kept_targets(self) -> dict[str, tuple[str, str]]:
        """By indicator: actual over target in % on townships with both (sums only), and how many met theirs (3/5)."""
        levels = self._tables.targets.filter(measure="level").unique(
            ["township", "indicator"], keep="first", maintain_order=True
        )
        kept: dict[str, tuple[str, str]] = {}
        for (code,), rows in levels.group_by("indicator", maintain_order=True):
            both = rows.drop_nulls(["target", "actual"])
            rule = self._rulebook.indicators.get(str(code))
            target, actual = (sum(both[side].to_list(), Decimal(0)) for side in ("target", "actual"))
            rate = _percent(actual, target) if rule and rule.aggregate == "sum" and both.height else ""
            known = rows.filter(pl.col("met").is_in(["true", "false"])).height
            kept[str(code)] = (rate, f"{rows.filter(met='true').height}/{rows.height}" if known else "")
        return kept

    def targets(self) -> list[Row]:
        """By indicator and township."""
        words = self._layout.words
        frame = judged(self._tables).with_columns(
            _ranked("indicator", self._order), town=_ranked("township", self._towns)
        )
        frame = frame.with_columns(
            measure_word=worded(TARGETS, "measure", words),
            direction_word=worded(TARGETS, "direction", words),
            met_word=worded(TARGETS, "met", words),
            **{f"{name}_text": plain_decimal(pl.col(name)) for name in ("target", "actual")},
        )
        return [
            self._target_row(row)
            for row in frame.sort("rank", "indicator", pl.col("measure") != "level", "town").iter_rows(named=True)
        ]

    def _target_row(self, row: dict[str, Any]) -> Row:
        level = row["measure"] == "level"
        unit = row["unit"]
        missed = row["met"] == "false"
        return {
            "place": Cell(row["township"] or self._tables.county),
            "name": Cell(row["name"]),
            "unit": Cell(unit if level else "%", look="short"),
            "measure": Cell(row["measure_word"], look="short"),
            "direction": Cell(row["direction_word"], look="short"),
            "target": self.number(row["target_text"], unit if level else "%"),
            "actual": self.number(row["actual_text"], unit if level else "%"),
            "rate": self.number(_percent(row["actual"], row["target"]) if level else "", "%"),
            "met": Cell(row["met_word"], look="total" if missed else "short"),
            "indicator": Cell(row["indicator"]),
        }

    def findings(self, evidence_links: list[str]) -> list[Row]:
        """Worst first; 原文 leads to the sentence of the figure, else to the indicator's of the township."""
        exact = {(r.document, r.start): number for number, r in reversed(list(enumerate(self._numbered)))}
        near = {(r.township, r.indicator): number for number, r in reversed(list(enumerate(self._numbered)))}
        words = self._layout.words
        frame = self._tables.findings.with_columns(
            _ranked("indicator", self._order),
            town=_ranked("township", self._towns),
            worst=pl.col("severity").replace_strict(_SEVERITY, default=9, return_dtype=pl.Int64),
            word=worded(FINDINGS, "severity", words),
        ).sort("worst", "town", "rank", "document", "start", "code", "message")
        found = []
        for row in frame.iter_rows(named=True):
            number = exact.get((row["document"], row["start"]), near.get((row["township"], row["indicator"]), -1))
            link = evidence_links[number] if number >= 0 and evidence_links else ""
            found.append(self._finding_row(row, link))
        return found

    def _finding_row(self, row: dict[str, Any], link: str) -> Row:
        rule = self._rulebook.indicators.get(row["indicator"] or "")
        return {
            "severity": Cell(row["word"], look="total" if row["severity"] == "error" else "short"),
            "township": Cell(row["township"] or ""),
            "name": Cell(rule.name if rule else row["indicator"] or ""),
            "message": Cell(row["message"] or ""),
            "proposal": Cell(row["proposal"] or ""),
            "look": Cell("查看" if link else "", link=link, look="short_link" if link else ""),
            "document": Cell(file_name(row["document"] or "")),
            "position": Cell(_span(row["start"])),
            "code": Cell(row["code"] or "", look="short"),
            "indicator": Cell(row["indicator"] or ""),
        }

    def observations(self, evidence_links: list[str]) -> list[Row]:
        role, status = self._words(OBSERVATIONS, "role"), self._words(OBSERVATIONS, "status")
        rows = []
        for number, r in enumerate(self._numbered):
            link = evidence_links[number] if evidence_links else ""
            look = "doubt_link" if r.status in ("conflict", "missing") else "number_link"
            value = self._reading(r, link, look)
            rows.append({
                "township": Cell(r.township),
                "name": Cell(r.name),
                "period": Cell(r.period, look="short"),
                "role": Cell(role.get(r.role, r.role), look="short"),
                "value": value,
                "unit": Cell(r.unit, look="short"),
                "growth_pct": self.number(r.growth_pct, "%", link=link, look="number_link"),
                "change": self.number(r.change, r.unit, link=link, look="number_link"),
                "completion_pct": self.number(r.completion_pct, "%", link=link, look="number_link"),
                "approx": Cell(r.approx, look="short"),
                "status": Cell(status.get(r.status, r.status), look="short"),
                "document": Cell(file_name(r.document)),
                "position": Cell(_span(r.start, r.page)),
                "rule": Cell(r.rule),
                "indicator": Cell(r.indicator),
            })  # fmt: skip
        return rows

    def evidence(self, observation_links: list[str], theme_places: dict[int, str]) -> list[Row]:
        """As many rows as readings, in the same order; 乡镇 leads back to 明细, 指标 to the theme sheet."""
        rows = []
        for number, r in enumerate(self._numbered):
            rows.append({
                "township": Cell(r.township, link=observation_links[number] if observation_links else ""),
                "name": Cell(r.name, link=theme_places.get(number, "")),
                "surface": Cell(r.surface),
                "evidence": Cell(r.evidence, mark=_mark(r)),
                "document": Cell(file_name(r.document)),
                "position": Cell(_span(r.start, r.page), look="short"),
                "rule": Cell(r.rule),
                "period": Cell(r.period, look="short"),
                "role": Cell(r.role, look="short"),
                "indicator": Cell(r.indicator),
            })  # fmt: skip
        return rows

    def _words(self, table: Table, name: str) -> dict[str, str]:
        column = next(column for column in table.columns if column.name == name)
        return codes(column) | self._layout.words.get(name, {})


def _places(row: dict[str, Any]) -> int:
    """As many places as the county's figure has; of a mean, one more than the townships' own figures."""
    whole = decimals(row["value"])
    if row["aggregate"] in ("sum", "max", "min", "latest"):
        return whole
    return min(whole, 1 + max(decimals(row["min_value"]), decimals(row["max_value"])))


def _narrower(plan: dict[str, Any] | None, row: dict[str, Any]) -> str:
    """A word of warning where the target covers fewer townships than the figure beside it."""
    planned = plan["reporting"] if plan and row["role"] == "actual" else None
    return f"目标只含{planned}个乡镇" if planned is not None and planned < (row["reporting"] or 0) else ""


def _compared(row: dict[str, Any]) -> str:
    """A word of warning where the growth covers fewer townships than the figure beside it."""
    compared, reporting = row["growth_reporting"] or 0, row["reporting"] or 0
    return f"增长只比{compared}个乡镇" if row["growth_pct"] and compared < reporting else ""


def _plain(frame: pl.DataFrame, *names: str) -> pl.DataFrame:
    return frame.with_columns(plain_decimal(pl.col(*names))).with_columns(pl.col(pl.String).fill_null(""))


def _ranked(name: str, order: dict[str, int]) -> pl.Expr:
    return pl.col(name).replace_strict(order, default=LAST, return_dtype=pl.Int64).alias("rank")


def _percent(actual: Decimal | None, target: Decimal | None) -> str:
    """Actual over target in %, to one place; empty without both or with a target of nought."""
    if actual is None or not target:
        return ""
    return str((actual / target * 100).quantize(Decimal("0.1"), ROUND_HALF_EVEN))


def _span(start: int | None, page: int = -1) -> str:
    """Where a figure stands: the page, where there are pages, and the offset in the text."""
    place = str(start) if start is not None and start >= 0 else ""
    return f"第{page}页 {place}" if page > 0 else place


def _mark(reading: Reading) -> tuple[int, int] | None:
    """Where the figure stands in its sentence; None when that is not known or the sentence cannot be shown as it is."""
    fits = len(reading.evidence) <= LONGEST // 2 and clean(reading.evidence) == reading.evidence
    return (reading.mark, reading.mark + len(reading.surface)) if fits and reading.mark >= 0 else None
