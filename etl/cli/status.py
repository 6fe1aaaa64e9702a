"""``xianhui status``: what was received, what became of it, and who has not reported."""

from __future__ import annotations

import json
import time
from argparse import Namespace
from typing import TYPE_CHECKING

from etl.cli.columns import aligned
from etl.workspace import Workspace

if TYPE_CHECKING:
    import polars as pl

STATES = {
    "recorded": "已入账", "superseded": "已被新版取代", "alias": "内容相同", "quarantined": "隔离",
    "unclaimed": "待认领", "ignored": "忽略", "waiting": "等待", "review": "审核件",
}  # fmt: skip
MISPLACED_COPY = "XH-INTAKE-056"
SHOWN = 3  # files named for one warning
ATTENTION = ("quarantined", "unclaimed", "waiting")


def run(options: Namespace) -> int:
    from etl.store import Ledger

    workspace = Workspace.open(options.workspace)
    with Ledger(workspace) as ledger:
        documents, coverage, removals = ledger.documents(), ledger.coverage(), ledger.removals()
    if options.format == "json":
        report = {"documents": documents.to_dicts(), "coverage": coverage.to_dicts()}
        print(json.dumps(report, ensure_ascii=False, indent=2))
    else:
        print("\n".join([*_lines(documents, coverage), *_removal_lines(removals)]))
    return 0


def _lines(documents: pl.DataFrame, coverage: pl.DataFrame) -> list[str]:
    if documents.is_empty() and coverage.is_empty():
        return ["还没有收到文件。请把报告放进收件箱，再运行 xianhui run。"]
    counts = dict(documents.group_by("state").len().iter_rows())
    lines = [
        "收到：" + ("，".join(f"{title} {counts[state]}" for state, title in STATES.items() if state in counts) or "无")
    ]
    lines += open_documents(documents)
    lines += warnings(documents)
    rows = coverage.select("county", "period", "reported", "expected", "missing").rows()
    shown = [[*(str(value or "") for value in row[:2]), f"{row[2]}/{row[3]}", str(row[4])] for row in rows]
    return [*lines, "", *aligned([["县区", "期间", "已报", "未报的乡镇街道"], *shown]).splitlines()] if shown else lines


def _removal_lines(removals: list[tuple[str, str, float]]) -> list[str]:
    return [
        f"已删除  {path}（{time.strftime('%Y-%m-%d', time.localtime(made))}，原因：{why}）"
        for path, why, made in removals
    ]


def warnings(documents: pl.DataFrame) -> list[str]:
    """What ought to be looked at though it needs nobody: each reason once, with the files that it is said of."""
    said = documents.filter((documents["state"] == "recorded") | (documents["code"] == MISPLACED_COPY))
    grouped: dict[tuple[str, str, str], list[str]] = {}
    for row in said.iter_rows(named=True):
        if row["code"]:
            grouped.setdefault((row["code"], row["reason"], row["remedy"]), []).append(row["file"])
    return [
        f"提示  {'、'.join(files[:SHOWN])}{f' 等 {len(files)} 份' if len(files) > SHOWN else ''}\n    [{code}] {reason}{remedy}"
        for (code, reason, remedy), files in grouped.items()
    ]


def open_documents(documents: pl.DataFrame) -> list[str]:
    """A line for each file that somebody must see to, with its reason and remedy."""
    return [
        f"{STATES[row['state']]}  {row['file']}\n    [{row['code']}] {row['reason']}{row['remedy']}"
        for row in documents.iter_rows(named=True)
        if row["state"] in ATTENTION
    ]
