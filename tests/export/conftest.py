"""A county made by hand: townships, their figures, sentences, findings and targets, without running the rollup."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

import polars as pl
import pytest

from etl.review.question import Key, figure_number, plain
from etl.rollup import CountyTables
from etl.rulebook import Rulebook, load_rulebook
from etl.tables import DOCUMENTS, FINDINGS, OBSERVATIONS, PUBLISHED_MENTIONS, REPORTS, ROLLUP, TARGETS, Table

COUNTY = "清溪县"
YEAR = 2023
TOWNSHIPS = [
    "城关镇", "石桥镇", "白马镇", "龙潭乡", "双河口镇", "青山街道", "大田坪乡", "新屋场镇", "黄土岭乡", "枫树坳镇",
    "高桥镇", "三岔河镇", "长岭乡", "云台山镇", "竹园镇", "柳林乡", "金鸡岭街道", "麻塘镇", "水口庙镇", "土地堂瑶族乡",
]  # fmt: skip
STATES = [("", "exact")] * 7 + [("约", "approximate"), ("余", "approximate"), ("", "estimated"), ("超", "approximate")]


def frame(table: Table, rows: list[dict[str, Any]]) -> pl.DataFrame:
    """Rows with some of the columns of the table; the others are null."""
    return pl.DataFrame([{name: row.get(name) for name in table.names} for row in rows], schema=table.schema)


@pytest.fixture(scope="session")
def rulebook() -> Rulebook:
    return load_rulebook()


Maker = Callable[..., CountyTables]


@pytest.fixture(scope="session")
def make_county(rulebook: Rulebook) -> Maker:
    """``make_county(townships, indicators)``: a county with that many of each, the last township not reporting."""

    def make(townships: int = 3, indicators: int = 12, **changed: Any) -> CountyTables:
        return _county(rulebook, TOWNSHIPS[:townships], list(rulebook.indicators)[:indicators], changed)

    return make


def document(township: str) -> str:
    return f"{COUNTY}/{township}/{township}人民政府2023年工作总结和2024年工作计划.docx"


def sha(township: str) -> str:
    return hashlib.sha256(township.encode()).hexdigest()


def _county(rulebook: Rulebook, townships: list[str], codes: list[str], changed: dict[str, Any]) -> CountyTables:
    reported = townships[:-1] if len(townships) > 2 else townships
    observations = [
        _observation(rulebook, township, code, t, i)
        for t, township in enumerate(reported)
        for i, code in enumerate(codes)
        if (t * 7 + i * 3) % 11
    ]
    parts = {
        "reports": frame(REPORTS, [_report(township, n) for n, township in enumerate(reported)]),
        "mentions": frame(PUBLISHED_MENTIONS, [_mention(row) for row in observations]),
        "observations": frame(OBSERVATIONS, observations),
        "rollup": frame(ROLLUP, [_rolled(rulebook, code, observations, len(townships)) for code in codes]),
        "findings": frame(FINDINGS, _findings(observations)),
        "texts": _texts(reported, observations),
        "targets": frame(TARGETS, [_target(row, n) for n, row in enumerate(observations) if n % 5 == 0]),
    }
    return CountyTables(**(parts | {"county": COUNTY, "year": YEAR, "expected": townships} | changed))


def _report(township: str, number: int) -> dict[str, Any]:
    return {
        "sha256": sha(township), "document": document(township), "county": COUNTY, "township": township, "year": YEAR,
        "period": str(YEAR), "kind": "总结和计划", "received": number,
    }  # fmt: skip


def _observation(rulebook: Rulebook, township: str, code: str, t: int, i: int) -> dict[str, Any]:
    rule = rulebook.indicators[code]
    value = _value(rule.unit, t, i)
    approx, status = STATES[(t * 5 + i) % len(STATES)]
    growth = Decimal((t * 37 + i * 53) % 300 - 80) / 10 if (t + i) % 3 == 0 and rule.kind != "rate" else None
    if (t * 3 + i) % 41 == 7:
        status, approx = "conflict", ""
    if (t * 3 + i) % 53 == 11:
        value, status, approx, growth = None, "missing", "", None
    start = 1000 + i * 80
    key = Key(COUNTY, township, code, str(YEAR), "actual")
    before, after = ("", approx) if approx == "余" else (approx, "")
    surface = f"{before}{'' if value is None else value}{after}{rule.unit}"
    head = f"一年来，{township}坚持以习近平新时代中国特色社会主义思想为指导，真抓实干，全年{rule.name}达"
    tail = (
        f"，同比增长{growth}%，群众的获得感、幸福感、安全感明显增强。"
        if growth is not None
        else "，较好地完成了年初确定的目标。"
    )
    return {
        "county": COUNTY, "township": township, "year": YEAR, "period": str(YEAR), "role": "actual", "indicator": code,
        "name": rule.name, "value": value, "unit": rule.unit, "growth_pct": growth, "approx": approx,
        "estimated": status == "estimated", "status": status, "document": document(township), "sha256": sha(township),
        "start": start + len(head), "end": start + len(head) + len(surface), "evidence": head + surface + tail,
        "rule": f"indicators/{rule.category}.yaml:{i + 10}", "surface": surface, "sentence_start": start,
        "number": figure_number(key, head + surface + tail, (), "规则", plain(value)),
    }  # fmt: skip


def _value(unit: str, t: int, i: int) -> Decimal:
    if unit == "%":
        return Decimal((t * 17 + i * 29) % 300 + 700) / 10
    if unit in ("万元", "公里", "平方公里", "公顷"):
        return Decimal((t + 3) * (i + 7) * 3217 % 9_000_000) / 100
    return Decimal((t + 5) * (i + 3) * 1237 % 480_000 + 3)


def _mention(row: dict[str, Any]) -> dict[str, Any]:
    head = row["evidence"].index("达") + 1
    length = row["end"] - row["start"]
    return {
        "county": COUNTY, "township": row["township"], "report_year": YEAR, "report_period": str(YEAR),
        "document": row["document"], "sha256": row["sha256"], "start": row["start"], "end": row["end"],
        "surface": row["evidence"][head : head + length], "type": "missing" if row["value"] is None else "quantity",
        "value": row["value"], "unit": row["unit"], "indicator": row["indicator"], "measure": "level",
        "scope": "township", "role": "actual", "estimated": row["estimated"], "year": YEAR, "period": str(YEAR),
        "sentence_start": row["start"] - head, "sentence_end": row["start"] - head + len(row["evidence"]),
    }  # fmt: skip


def _texts(townships: list[str], observations: list[dict[str, Any]]) -> dict[str, str]:
    """A text for each report in which every observation stands where it says."""
    texts = {sha(township): "" for township in townships}
    for row in observations:
        start = row["sentence_start"]
        text = texts[row["sha256"]].ljust(start, "　")
        texts[row["sha256"]] = text[:start] + row["evidence"] + text[start + len(row["evidence"]) :]
    return texts


def _rolled(rulebook: Rulebook, code: str, observations: list[dict[str, Any]], expected: int) -> dict[str, Any]:
    rule = rulebook.indicators[code]
    rows = [row for row in observations if row["indicator"] == code and row["value"] is not None]
    values = sorted((row["value"], row["township"]) for row in rows)
    total = sum((value for value, _ in values), Decimal(0))
    flags = [flag for flag in ("approximate", "estimated", "conflict") if any(row["status"] == flag for row in rows)]
    places = Decimal("0.000001")
    return {
        "county": COUNTY, "year": YEAR, "period": str(YEAR), "role": "actual", "indicator": code, "name": rule.name,
        "unit": rule.unit, "aggregate": rule.aggregate, "value": total if rule.aggregate == "sum" else None,
        "prev_value": (total / Decimal("1.07")).quantize(places, ROUND_HALF_EVEN) if rule.aggregate == "sum" else None,
        "growth_pct": Decimal("7.000123") if rule.aggregate == "sum" else None, "growth_reporting": len(rows),
        "reporting": len(rows), "expected": expected, "min_township": values[0][1] if values else None,
        "min_value": values[0][0] if values else None, "max_township": values[-1][1] if values else None,
        "max_value": values[-1][0] if values else None,
        "flags": ";".join([*flags, *(["incomplete"] if len(rows) < expected else [])]),
    }  # fmt: skip


def _findings(observations: list[dict[str, Any]]) -> list[dict[str, Any]]:
    words = [
        ("info", "XH-CHECK-011", "原文“约亿元”缺少数字，未补数。", ""),
        ("warning", "XH-CHECK-021", "比全县中位数高出近百倍，可能是单位写错。", "若单位为万元，则为1035.2万元"),
        ("error", "XH-CHECK-003", "各部分之和不符：早稻3200亩、中稻5100亩，合计写作9300亩。", "应为8300亩"),
    ]  # fmt: skip
    found = []
    for number, row in enumerate(observations[::23]):
        severity, code, message, proposal = words[number % 3]
        found.append({
            "county": COUNTY, "township": row["township"], "year": YEAR, "code": code, "severity": severity,
            "indicator": row["indicator"], "message": f"{row['name']}：{message}", "proposal": proposal,
            "document": row["document"], "start": row["start"], "end": row["end"], "starts": str(row["start"]),
        })  # fmt: skip
    return found


def _target(row: dict[str, Any], number: int) -> dict[str, Any]:
    growth = number % 3 == 0 and row["growth_pct"] is not None
    actual = row["growth_pct"] if growth else row["value"]
    target = Decimal(6) if growth else Decimal(4000)
    met = "" if actual is None else str(actual >= target).lower()
    return {
        "county": COUNTY, "township": row["township"], "year": YEAR, "indicator": row["indicator"], "name": row["name"],
        "unit": row["unit"], "measure": "growth_rate" if growth else "level", "target": target, "actual": actual,
        "direction": "min", "met": met,
    }  # fmt: skip


@pytest.fixture(scope="session")
def documents() -> pl.DataFrame:
    """A file in every state that a county office meets."""
    return frame(DOCUMENTS, [
        {"file": document("城关镇"), "sha256": sha("城关镇"), "county": COUNTY, "township": "城关镇", "period": "2023",
         "kind": "总结和计划", "state": "recorded"},
        {"file": f"{COUNTY}/石桥镇/总结（旧）.doc", "sha256": sha("旧"), "county": COUNTY, "township": "石桥镇",
         "period": "2023", "kind": "总结", "state": "superseded"},
        {"file": f"{COUNTY}/白马镇/扫描件.pdf", "sha256": sha("扫描"), "county": COUNTY, "township": "白马镇",
         "state": "quarantined", "code": "XH-READ-003", "reason": "PDF 中没有文字，可能是扫描件。",
         "remedy": "请补交 Word 文件，或安装文字识别组件后重新放入收件箱。"},
    ])  # fmt: skip
