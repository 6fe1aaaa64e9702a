"""``xianhui explain``: which numbers it finds, and that both forms tell the rule and its place."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from etl.cli import main

TEXT = "某某镇2024年工作总结\n全镇实现地区生产总值6.85亿元，同比增长6.2%。"


@pytest.fixture
def report(tmp_path: Path) -> str:
    path = tmp_path / "报告.txt"
    path.write_text(TEXT, "utf-8")
    return str(path)


@pytest.mark.parametrize(
    "which",
    [["--at", str(TEXT.index("6.85"))], ["--text", "6.85亿元"], ["--indicator", "gdp"]],
    ids=lambda which: which[0],
)
def test_the_rule_is_named_with_file_and_line(
    which: list[str], report: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["explain", report, *which]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith(f"6.85亿元（{TEXT.index('6.85')}–{TEXT.index('，')}）\n")
    assert "起作用的规则：indicators/economy.yaml:" in shown
    assert "：中选" in shown


def test_json_holds_the_candidates(report: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", report, "--text", "6.85亿元", "--format", "json"]) == 0
    (told,) = json.loads(capsys.readouterr().out)
    assert told["indicator"] == "gdp"
    assert any(rule["outcome"] == "中选" for rule in told["candidates"])


def test_a_number_that_is_not_there_is_a_mistake(report: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", report, "--text", "99亩"]) == 1
    assert "XH-CLI-006" in capsys.readouterr().err
