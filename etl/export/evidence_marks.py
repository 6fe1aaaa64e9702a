"""How each figure is marked in evidence.html: its state, where it leads, and what it says when one stops on it.

A figure's state is that of the observation that it became; else ``missing`` (a hole), ``facet`` (growth, change or
completion of an indicator), ``matched`` (has an indicator but another figure was taken), ``open`` (a quantity without
a rule) or ``other`` (a date, a name, a number of a heading).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from html import escape
from typing import NamedTuple

import polars as pl

from etl.export.plain import plain_decimal
from etl.tables import TEXT, WHOLE

_UNFIT_HERE = "\x00-\x08\x0b-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff"
_UNFIT = re.compile(f"[{_UNFIT_HERE}\ud800-\udfff]")
_ESCAPES = {sign: escape(sign) for sign in "&<>\"'"}
_FACETS = ["growth_rate", "change", "completion"]
STATES = {
    "facet": "指标的增长率、增减量、完成率",
    "matched": "归入指标，汇总没有取这一处（重复、对比基数、其他范围）",
    "open": "没有对应指标的数量",
    "other": "日期、序号、名称中的数字",
}
Spot = tuple[str, int]  # sha256, start


class Found(NamedTuple):
    """What findings say of one figure: the worst severity, and their sentences."""

    severity: str
    messages: tuple[str, ...]


class Known(NamedTuple):
    """What is said of figures: the state of those that became observations, findings, and codes in words."""

    taken: Mapping[Spot, str]
    found: Mapping[Spot, Found]
    linked: Collection[str]
    names: Mapping[str, str]
    types: Mapping[str, str]
    states: Mapping[str, str]


def anchor(sha256: str, start: int) -> str:
    """The anchor of a mention."""
    return f"m-{sha256[:12]}-{start}"


def safe(text: str) -> str:
    """The text as HTML, with � for what HTML cannot hold."""
    return escape(_UNFIT.sub("\N{REPLACEMENT CHARACTER}", text))


def marks(mentions: pl.DataFrame, known: Known) -> pl.DataFrame:
    """``sha256, start, end, state, tag`` of each mention, by report and in reading order; ``tag`` is the opening tag."""
    return (
        mentions.sort("sha256", "start")
        .join(_spots(known), on=["sha256", "start"], how="left", maintain_order="left")
        .with_columns(state=_state())
        .with_columns(told=_told(known))
        .select("sha256", "start", "end", "state", tag=_tag(known))
    )


def _spots(known: Known) -> pl.DataFrame:
    """What is known of single figures, as a frame: ``sha256, start, taken, severity, messages``."""
    rows = []
    for sha256, start in known.taken.keys() | known.found.keys():
        found = known.found.get((sha256, start))
        messages = "\n".join(found.messages) if found else None
        rows.append((sha256, start, known.taken.get((sha256, start)), found.severity if found else None, messages))
    names = ("sha256", "start", "taken", "severity", "messages")
    return pl.DataFrame(rows, schema={name: WHOLE if name == "start" else TEXT for name in names}, orient="row")


def _state() -> pl.Expr:
    return (
        pl.when(pl.col("taken").is_not_null())
        .then("taken")
        .when(pl.col("type") == "missing")
        .then(pl.lit("missing"))
        .when((pl.col("indicator") != "") & pl.col("measure").is_in(_FACETS))
        .then(pl.lit("facet"))
        .when(pl.col("indicator") != "")
        .then(pl.lit("matched"))
        .when(pl.col("type") == "quantity")
        .then(pl.lit("open"))
        .otherwise(pl.lit("other"))
    )


def _told(known: Known) -> pl.Expr:
    """What the figure became and where it stands, in one line."""
    value = pl.concat_str(plain_decimal(pl.col("canonical_value")), "canonical_unit", ignore_nulls=True)
    words = pl.col("state").replace_strict({**STATES, **known.states}, default=None, return_dtype=pl.String)
    parts = [pl.col("indicator").replace(known.names), pl.col("period"), value, words, pl.col("rule")]
    became = pl.concat_str([pl.when(part != "").then(part) for part in parts], separator="　", ignore_nulls=True)
    return pl.concat_str(
        pl.when(pl.col("indicator") != "").then(became).otherwise(pl.col("type").replace(known.types)),
        pl.when(pl.col("page") != 0).then(pl.format("　第{}页", "page")),
        pl.when("recognised").then(pl.lit("　由扫描件识别")),
        ignore_nulls=True,
    )


def _tag(known: Known) -> pl.Expr:
    told = pl.concat_str(["told", "messages"], separator="\n", ignore_nulls=True)
    links = {code: f' href="#i-{safe(code)}"' for code in known.linked}
    return pl.concat_str(
        pl.lit('<a id="m-'),
        pl.col("sha256").str.slice(0, 12),
        pl.format('-{}" class="m {}', "start", "state"),
        " " + pl.col("severity"),
        pl.lit('"'),
        pl.col("indicator").replace_strict(links, default=None, return_dtype=pl.String),
        pl.lit(' title="'),
        told.str.replace_many(_ESCAPES).str.replace_all(f"[{_UNFIT_HERE}]", "\N{REPLACEMENT CHARACTER}"),
        pl.lit('">'),
        ignore_nulls=True,
    )
