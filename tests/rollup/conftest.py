"""Hand-made reports for the rollup: a county of three townships, a handful of indicators, one mention a line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

import polars as pl
import pytest

from etl.rollup import CountyTables, county, roll_up
from etl.rulebook.model import Dimension, Indicator, Rulebook, Unit, Units
from etl.tables import FINDINGS, PUBLISHED_MENTIONS, REPORTS

COUNTY = "青山县"
_EXAMPLES = {"例句1": 1}


def rules(*entries: dict[str, object]) -> Rulebook:
    indicators = [
        Indicator.model_validate({"name": entry["code"], "examples": _EXAMPLES, **entry}) for entry in entries
    ]
    dimensions = (Dimension(id="ratio", base="%", title="比率"), Dimension(id="money", base="元", title="金额"))
    units = (
        Unit(unit="%", dimension="ratio", factor=1),
        Unit(unit="‰", dimension="ratio", factor="0.1"),
        Unit(unit="元", dimension="money", factor=1),
    )
    return Rulebook(
        indicators={each.code: each for each in indicators},
        categories=(),
        units=Units(dimensions=dimensions, multipliers={}, units=units),
        lexicon=None,  # type: ignore[arg-type]
        sections=None,  # type: ignore[arg-type]
    )


RULEBOOK = rules(
    {"code": "gdp", "name": "地区生产总值", "unit": "万元"},
    {"code": "gdp_yoy", "name": "地区生产总值增速", "unit": "%", "measure": "growth_rate", "growth_of": "gdp"},
    {"code": "grain_output", "name": "粮食产量", "unit": "吨"},
    {"code": "grain_area", "name": "粮食播种面积", "unit": "亩"},
    {
        "code": "grain_yield",
        "name": "粮食单产",
        "unit": "公斤/亩",
        "kind": "rate",
        "aggregate": "weighted_mean",
        "weight": "grain_area",
        "ratio": {"of": "grain_output", "to": "grain_area", "times": 1000},
    },
    {"code": "population", "name": "户籍人口", "unit": "人", "kind": "stock"},
    {
        "code": "income",
        "name": "人均纯收入",
        "unit": "元",
        "kind": "rate",
        "aggregate": "weighted_mean",
        "weight": "population",
    },
    {
        "code": "toilet_rate",
        "name": "卫生厕所普及率",
        "unit": "%",
        "kind": "rate",
        "aggregate": "weighted_mean",
        "weight": "population",
    },
    {"code": "careless_rate", "name": "误写成求和的比率", "unit": "%", "kind": "rate", "aggregate": "sum"},
    {"code": "accidents", "name": "事故", "unit": "起"},
    {
        "code": "petition_yoy",
        "name": "信访总量增幅",
        "unit": "%",
        "kind": "rate",
        "aggregate": "none",
        "measure": "growth_rate",
    },
    {"code": "power", "name": "装机容量", "unit": "千瓦", "scope": "any"},
    {"code": "highest", "name": "最高", "unit": "元", "aggregate": "max"},
    {"code": "average", "name": "平均", "unit": "元", "aggregate": "mean"},
    {"code": "repeated", "name": "全县统一数", "unit": "元", "aggregate": "latest"},
)


@dataclass
class Reports:
    """Collects reports and their mentions. Each mention is a sentence of its own: a place in a text made up for it."""

    mentions: list[dict[str, object]] = field(default_factory=list)
    reports: dict[str, dict[str, object]] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)

    def add(
        self,
        township: str,
        indicator: str | None,
        value: object = None,
        *,
        of: int = 2023,
        document: str = "总结.docx",
        report_period: str | None = None,
        **fields: object,
    ) -> int:
        """Adds a mention to the report of year ``of``; returns its offset. ``low``/``high`` make a range."""
        path = f"{COUNTY}/{township}/{of}{document}"
        sha, period = f"sha-{path}", report_period or str(of)
        self.reports[sha] = {
            "sha256": sha,
            "document": path,
            "county_code": "520100",
            "county": COUNTY,
            "township_code": f"code-{township}",
            "township": township,
            "year": of,
            "period": period,
            "kind": "总结",
            "received": len(self.reports),
        }
        sentence = f"{township}{indicator}为{value}。\n"
        begin = len(self.texts.setdefault(sha, ""))
        self.texts[sha] += sentence
        low, high = fields.pop("low", None), fields.pop("high", None)
        row: dict[str, object] = {
            "county": COUNTY,
            "township": township,
            "report_year": of,
            "report_period": period,
            "document": path,
            "sha256": sha,
            "start": begin,
            "end": begin + 2,
            "surface": sentence[:2],
            "type": "quantity",
            "approx": "",
            "measure": "level",
            "scope": "township",
            "role": "actual",
            "estimated": False,
            "year": of,
            "indicator": indicator,
            "canonical_value": _exact(value),
            "canonical_low": _exact(low),
            "canonical_high": _exact(high),
            "sentence_start": begin,
            "sentence_end": begin + len(sentence),
            "section": "review",
            "rule": "a.yaml:1",
        }
        self.mentions.append({**row, **fields})
        return begin

    def roll_up(
        self, year: int = 2023, expected: Sequence[str] | None = None, rulebook: Rulebook = RULEBOOK
    ) -> CountyTables:
        mentions = pl.DataFrame(self.mentions, schema_overrides=PUBLISHED_MENTIONS.schema, infer_schema_length=None)
        reports = REPORTS.conform(pl.DataFrame(list(self.reports.values())))
        return roll_up(PUBLISHED_MENTIONS.conform(mentions), reports, self.texts, year, COUNTY, rulebook, expected)


def _exact(value: object) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def only(frame: pl.DataFrame, **where: object) -> dict[str, object]:
    """The one row of the frame with these values."""
    rows = frame.filter(pl.lit(True), *(pl.col(name) == value for name, value in where.items())).to_dicts()
    assert len(rows) == 1, f"{len(rows)} rows for {where}: {rows}"
    return rows[0]


@pytest.fixture
def reports() -> Reports:
    return Reports()


@pytest.fixture(autouse=True)
def no_checks(monkeypatch: pytest.MonkeyPatch) -> None:
    """The checks have tests of their own; here only what the rollup itself finds."""
    for check in ("find", "against_last_year", "among_townships"):
        monkeypatch.setattr(county, check, lambda *_: FINDINGS.empty())
