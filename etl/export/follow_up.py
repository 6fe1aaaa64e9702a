"""What a county asks next: what is different from last time, and which of last year's targets nobody mentions any more.

A target has no sequel (没有下文) when the township has handed in its report of the whole year, and that report says nothing of
the indicator: no figure, no growth, no hole.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import polars as pl

from etl.export.columns import Cell, Columns, Row, Shown, figures, in_columns
from etl.export.layout import Layout, theme_of
from etl.export.looks import Figures, decimals
from etl.export.plain import plain_decimal
from etl.export.readings import Reading, rank, township_order
from etl.export.words import codes, file_name, worded
from etl.rollup.changes import COUNTY
from etl.tables import CHANGES, OBSERVATIONS, ROLLUP, TARGETS, Column

if TYPE_CHECKING:
    from etl.rollup import CountyTables
    from etl.rulebook.model import Rulebook

MANY = 4
PRINTED = 3
_PLANS = "计划"
_FIGURES = ("before", "after", "growth_pct_before", "growth_pct")


def change_columns(changes: pl.DataFrame, layout: Layout, rulebook: Rulebook) -> Columns:
    """By township as in CHANGES. The figures of a report that is new or gone as a whole are one row that counts them."""
    words, known = layout.words, Figures(layout)
    frame = changes.with_columns(
        *(plain_decimal(pl.col(name)) for name in _FIGURES),
        change_word=worded(CHANGES, "change", words),
        reason_word=worded(CHANGES, "reason", words),
        role_word=worded(ROLLUP, "role", words | {"role": codes(_column("role"))}),
    ).with_columns(pl.col(pl.String).fill_null(""), rank("indicator", list(theme_of(rulebook))))
    frame = frame.sort(
        pl.col("township") != COUNTY, "township", "period", "role", "indicator_rank", maintain_order=True
    )
    states = codes(_column("status")) | words.get("status", {})
    whole = pl.col("change").is_in(["added", "removed"]) & pl.col("reason").is_in(["report", "withdrawn"])
    together = frame.with_columns(count=pl.len().over("township", "document", "change", "reason"), whole=whole)
    few = together.filter(~pl.col("whole") | (pl.col("count") < MANY))
    reports = together.filter("whole", pl.col("count") >= MANY).unique(["township", "document", "change"], keep="first")
    rows = [_report(row) for row in reports.sort("township", "document", "change").iter_rows(named=True)]
    return in_columns([*rows, *(_change(row, known, states) for row in few.iter_rows(named=True))])


def _column(name: str) -> Column:
    return next(column for column in OBSERVATIONS.columns if column.name == name)


def _report(row: dict[str, Any]) -> Row:
    return {
        "township": Cell(row["township"]),
        "name": Cell(f"整份报告，{row['count']}个数"),
        "change": Cell(row["change_word"], look="short"),
        "reason": Cell(row["reason_word"]),
        "document": Cell(file_name(row["document"])),
    }


def _change(row: dict[str, Any], known: Figures, states: dict[str, str]) -> Row:
    def number(value: str, unit: str) -> Cell:
        return Cell(value, known.format(decimals(value), unit)) if value else Cell()

    return {
        "township": Cell(row["township"]),
        "name": Cell(row["name"]),
        "period": Cell(row["period"], look="short"),
        "role": Cell(row["role_word"], look="short"),
        "change": Cell(row["change_word"], look="short"),
        "before": number(row["before"], row["unit"]),
        "after": number(row["after"], row["unit"]),
        "unit": Cell(row["unit"], look="short"),
        "other": Cell("；".join(_others(row, states))),
        "reason": Cell(row["reason_word"]),
        "document": Cell(file_name(row["document"])),
        "indicator": Cell(row["indicator"]),
    }


def _others(row: dict[str, Any], states: dict[str, str]) -> list[str]:
    """Growth and status, where they differ; of a figure that is new, its growth."""
    rates, statuses = (
        [row[name], row[name.removesuffix("_before")]] for name in ("growth_pct_before", "status_before")
    )
    said = []
    if rates[0] != rates[1]:
        shown = [f"{_one_place(rate)}%" if rate else "（无）" for rate in rates]
        one = {"added": shown[1:], "removed": shown[:1]}
        if shown[0] != shown[1]:
            said.append(f"增长 {' → '.join(one.get(row['change'], shown))}")
    if row["change"] == "changed" and statuses[0] != statuses[1]:
        said.append(f"状态 {' → '.join(states.get(state, state) or '（无）' for state in statuses)}")
    return said


def _one_place(rate: str) -> str:
    """A computed rate has six places; printed ones are left as they are."""
    return rate if decimals(rate) <= PRINTED else f"{Decimal(rate):.1f}"


def judged(tables: CountyTables) -> pl.DataFrame:
    """TARGETS with ``met`` never empty: where nothing can be held against a target it says why.

    ``unreported``: the township's report of the whole year is not there yet; ``dropped``: it says nothing of the indicator;
    ``hole``: it names it without a figure; ``open``: what it says cannot be compared with the target.
    """
    year = str(tables.year)
    whole = tables.reports.filter(pl.col("period") == year, pl.col("kind") != _PLANS)["township"]
    said = tables.observations.filter(pl.col("role") == "actual", pl.col("period") == year).select(
        "township", "indicator", said="status"
    )
    why = (
        pl.when(~pl.col("township").is_in(whole.to_list()))
        .then(pl.lit("unreported"))
        .when(pl.col("said").is_null())
        .then(pl.lit("dropped"))
        .when(pl.col("said") == "missing")
        .then(pl.lit("hole"))
        .otherwise(pl.lit("open"))
    )
    known = pl.when(pl.col("met") != "").then("met")
    beside = tables.targets.join(said, on=["township", "indicator"], how="left", maintain_order="left")
    return beside.with_columns(met=pl.coalesce(known, why)).drop("said")


def without_sequel(tables: CountyTables) -> pl.DataFrame:
    """The targets that this year's reports do not mention, by township in the order of the county."""
    towns = {name: rank for rank, name in enumerate(township_order(tables))}
    rank = pl.col("township").replace_strict(towns, default=len(towns), return_dtype=pl.Int64)
    return judged(tables).filter(met="dropped").sort(rank, maintain_order=True)


def lost_columns(
    tables: CountyTables, layout: Layout, numbered: Sequence[Reading], evidence_links: Sequence[str]
) -> Columns:
    """目标 with the sentence in which it was set."""
    year = str(tables.year)
    plans = {
        (reading.township, reading.indicator): number
        for number, reading in enumerate(numbered)
        if reading.role == "plan" and reading.period == year
    }
    frame = without_sequel(tables).with_columns(
        plain_decimal(pl.col("target")),
        measure_word=worded(TARGETS, "measure", layout.words),
        direction_word=worded(TARGETS, "direction", layout.words),
        unit=pl.when(pl.col("measure") == "level").then("unit").otherwise(pl.lit("%")),
    )
    set_in = [plans.get(place, -1) for place in frame.select("township", "indicator").iter_rows()]
    links = [evidence_links[number] if number >= 0 and evidence_links else "" for number in set_in]
    targets, units = frame["target"].to_list(), frame["unit"].to_list()
    return {
        "township": Shown(frame["township"].to_list()),
        "name": Shown(frame["name"].to_list(), links=links),
        "measure": Shown(frame["measure_word"].to_list(), "short"),
        "direction": Shown(frame["direction_word"].to_list(), "short"),
        "target": figures(targets, Figures(layout).formats(targets, units)),
        "unit": Shown(units, "short"),
        "evidence": Shown([numbered[number].evidence if number >= 0 else "" for number in set_in]),
        "document": Shown([file_name(numbered[number].document) if number >= 0 else "" for number in set_in]),
        "indicator": Shown(frame["indicator"].to_list()),
    }
