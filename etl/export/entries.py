"""What 汇总, 目标对照 and 问题清单 show, by column id."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_EVEN, Decimal
from typing import TYPE_CHECKING, Any

import polars as pl

from etl.export.columns import Cell, Columns, Row, Shown, figures, in_columns
from etl.export.figure_lists import span
from etl.export.follow_up import judged
from etl.export.layout import Layout, theme_of
from etl.export.looks import Figures, decimals
from etl.export.plain import plain_decimal
from etl.export.readings import LAST, Reading
from etl.export.words import codes, file_name, worded, worded_flags
from etl.tables import FINDINGS, OBSERVATIONS, ROLLUP, TARGETS, Table

if TYPE_CHECKING:
    from etl.rollup import CountyTables
    from etl.rulebook.model import Rulebook

GROWTH_PLACES = 1
_SEVERITY = {"error": 0, "warning": 1, "info": 2}


class Entries:
    """Makes these lists for one county."""

    def __init__(
        self, tables: CountyTables, rulebook: Rulebook, layout: Layout, numbered: list[Reading], towns: Sequence[str]
    ) -> None:
        self._tables = tables
        self._rulebook = rulebook
        self._layout = layout
        self._numbered = numbered
        self._figures = Figures(layout)
        self._order = {code: rank for rank, code in enumerate(theme_of(rulebook))}
        self._towns = {name: rank for rank, name in enumerate(towns)}

    def number(self, value: str, unit: str, places: int | None = None) -> Cell:
        """A figure with the places that it has, or with ``places`` when it was computed."""
        if not value:
            return Cell()
        return Cell(value, self._figures.format(decimals(value) if places is None else places, unit))

    def _column(self, values: Sequence[str], units: Sequence[str]) -> Shown:
        return figures(values, self._figures.formats(values, units))

    def summary(self, theme_links: dict[str, str]) -> Columns:
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
        return in_columns([self._summary_row(row, plans, kept, theme_links) for row in shown])

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
        both = pl.col("actual").is_not_null() & pl.col("target").is_not_null()
        counted = levels.group_by("indicator").agg(
            pl.col("actual", "target").filter(both).sum(),
            both.any().alias("both"),
            pl.col("met").is_in(["true", "false"]).any().alias("known"),
            pl.format("{}/{}", (pl.col("met") == "true").sum(), pl.len()).alias("told"),
        )
        kept: dict[str, tuple[str, str]] = {}
        for code, actual, target, has_both, known, told in counted.iter_rows():
            rule = self._rulebook.indicators.get(code)
            rate = _percent(actual, target) if rule and rule.aggregate == "sum" and has_both else ""
            kept[code] = (rate, told if known else "")
        return kept

    def targets(self) -> Columns:
        """By indicator and township."""
        words, level = self._layout.words, pl.col("measure") == "level"
        frame = judged(self._tables).with_columns(
            _ranked("indicator", self._order),
            town=_ranked("township", self._towns),
            unit=pl.when(level).then("unit").otherwise(pl.lit("%")),
            measure_word=worded(TARGETS, "measure", words),
            direction_word=worded(TARGETS, "direction", words),
            met_word=worded(TARGETS, "met", words),
            **{f"{name}_text": plain_decimal(pl.col(name)) for name in ("target", "actual")},
        )
        frame = frame.sort("rank", "indicator", ~level, "town")
        of = _by_name(frame)
        rates = [
            _percent(actual, target) if measure == "level" else ""
            for actual, target, measure in frame.select("actual", "target", "measure").iter_rows()
        ]
        return {
            "place": Shown([township or self._tables.county for township in of["township"]]),
            "name": Shown(of["name"]),
            "unit": Shown(of["unit"], "short"),
            "measure": Shown(of["measure_word"], "short"),
            "direction": Shown(of["direction_word"], "short"),
            "target": self._column(of["target_text"], of["unit"]),
            "actual": self._column(of["actual_text"], of["unit"]),
            "rate": self._column(rates, ["%"] * len(rates)),
            "met": Shown(of["met_word"], ["total" if met == "false" else "short" for met in of["met"]]),
            "indicator": Shown(of["indicator"]),
        }

    def findings(self, evidence_links: Sequence[str]) -> Columns:
        """Worst first; 原文 leads to the sentence of the figure, else to the indicator's of the township."""
        frame = self._tables.findings.with_columns(
            _ranked("indicator", self._order),
            town=_ranked("township", self._towns),
            worst=pl.col("severity").replace_strict(_SEVERITY, default=9, return_dtype=pl.Int64),
            word=worded(FINDINGS, "severity", self._layout.words),
        ).sort("worst", "town", "rank", "document", "start", "code", "message")
        of, links = _by_name(frame), self._leading(frame, evidence_links)
        names = {code: rule.name for code, rule in self._rulebook.indicators.items()}
        return {
            "severity": Shown(of["word"], ["total" if each == "error" else "short" for each in of["severity"]]),
            "township": Shown(of["township"]),
            "name": Shown([names.get(code, code) for code in of["indicator"]]),
            "message": Shown(of["message"]),
            "proposal": Shown(of["proposal"]),
            "look": Shown(
                ["查看" if link else "" for link in links], ["short_link" if link else "" for link in links], (), links
            ),
            "document": Shown([file_name(name) for name in of["document"]]),
            "position": Shown([span(start) for start in frame["start"]]),
            "code": Shown(of["code"], "short"),
            "indicator": Shown(of["indicator"]),
        }

    def _leading(self, findings: pl.DataFrame, evidence_links: Sequence[str]) -> list[str]:
        """The link of each finding: to the figure that stands there, else to the township's of the indicator, else none."""
        if not evidence_links:
            return [""] * findings.height
        exact = {(r.document, r.start): number for number, r in reversed(list(enumerate(self._numbered)))}
        near = {(r.township, r.indicator): number for number, r in reversed(list(enumerate(self._numbered)))}
        numbers = [
            exact.get((document, start), near.get((township, indicator), -1))
            for document, start, township, indicator in findings.select(
                "document", "start", "township", "indicator"
            ).iter_rows()
        ]
        return [evidence_links[number] if number >= 0 else "" for number in numbers]

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


def _by_name(frame: pl.DataFrame) -> dict[str, list[str]]:
    """The columns of text."""
    texts = frame.select(pl.col(pl.String).fill_null(""))
    return {column.name: column.to_list() for column in texts}


def _ranked(name: str, order: dict[str, int]) -> pl.Expr:
    return pl.col(name).replace_strict(order, default=LAST, return_dtype=pl.Int64).alias("rank")


def _percent(actual: Decimal | None, target: Decimal | None) -> str:
    """Actual over target in %, to one place; empty without both or with a target of nought."""
    if actual is None or not target:
        return ""
    return str((actual / target * 100).quantize(Decimal("0.1"), ROUND_HALF_EVEN))
