"""``xianhui explain``: which numbers it finds, and that both forms tell the rule and its place."""

from __future__ import annotations

import json
import re
import zipfile
from pathlib import Path

import pytest

from etl.cli import main
from etl.workspace import init_workspace

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


@pytest.mark.parametrize(
    ("which", "says"),
    [
        (["--text", "6.58亿元"], "最接近的：6.85亿元（23–29）"),
        (["--at", "18"], "最接近的：6.85亿元（23–29）"),
        (["--indicator", "gpd"], "没有代码为“gpd”的指标。\n是不是“gdp”？"),
        (["--indicator", "tea_output"], "没有数字归入“tea_output”（茶叶产量），也没有数字旁边有它的短语。"),
    ],
    ids=lambda value: value[0] if isinstance(value, list) else "",
)
def test_a_number_that_is_not_there_is_a_mistake_and_the_nearest_is_named(
    which: list[str], says: str, report: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["explain", report, *which]) == 1
    shown = capsys.readouterr().err
    assert "XH-CLI-006" in shown
    assert says in shown


def test_an_indicator_that_no_figure_got_is_told_where_it_lost(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "报告.txt").write_text("某某镇2024年工作总结\n用于农户总数普查经费3万元。", "utf-8")
    assert main(["explain", str(tmp_path / "报告.txt"), "--indicator", "household_count"]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith("没有数字归入“household_count”")
    assert "household_count 总户数" in shown and "单位“元”与指标单位“户”不符" in shown


def test_what_is_told_is_in_chinese(report: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", report, "--text", "6.2%"]) == 0
    shown = capsys.readouterr().out
    assert "类型：数量" in shown and "口径：增长率" in shown and "范围：全乡镇" in shown
    assert not {"quantity", "growth_rate", "township", "actual", "review", "level"} & set(re.findall("[a-z_]+", shown))


def test_in_a_workspace_its_own_rules_are_used(
    report: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    office = init_workspace(tmp_path / "office")
    (office.rules / "indicators" / "local.yaml").write_text("category: own\ntitle: 本地\noff: [gdp]\n", "utf-8")

    def told(*options: str) -> str:
        assert main(["explain", report, "--text", "6.85亿元", *options]) == 0
        return capsys.readouterr().out

    assert "指标代码：gdp" in told()
    assert "指标代码：gdp" not in told("--workspace", str(office.root))
    assert "指标代码：gdp" not in told("--rules", str(office.rules))
    monkeypatch.chdir(office.root)
    assert "指标代码：gdp" not in told()


def test_an_archive_is_refused_with_a_report_to_name_instead(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    archive = tmp_path / "来件.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("甲镇/总结.txt", TEXT)
    assert main(["explain", str(archive), "--text", "6.85亿元"]) == 1
    said = capsys.readouterr().err
    assert "XH-CLI-010" in said and "xianhui explain 甲镇/总结.txt" in said


def test_a_claimed_period_is_explained_as_it_was_recorded(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    office = init_workspace(tmp_path / "县 汇")
    path = office.inbox / "青溪县" / "石桥镇" / "总结.txt"
    path.parent.mkdir(parents=True)
    path.write_text("石桥镇工作总结\n全镇粮食总产量2.5万吨。", "utf-8")
    monkeypatch.chdir(office.root)
    assert main(["claim", str(path), "--county", "青溪县", "--township", "石桥镇", "--period", "2024"]) == 0
    capsys.readouterr()
    assert main(["explain", str(path), "--text", "2.5万吨"]) == 0
    assert "所属期间：2024\n" in capsys.readouterr().out
    assert main(["explain", str(path), "--text", "9万吨"]) == 1
    assert f'"{path}"' in capsys.readouterr().err, "a path with a blank can be pasted"


def test_extract_goes_by_the_rules_that_explain_goes_by(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    office = init_workspace(tmp_path / "县汇")
    off = "category: local_off\ntitle: 停用\nindicators: []\noff: [gdp]\n"
    (office.rules / "indicators").mkdir(exist_ok=True)
    (office.rules / "indicators" / "off.yaml").write_text(off, "utf-8")
    report = tmp_path / "报告.txt"
    report.write_text(TEXT, "utf-8")
    assert main(["extract", str(report)]) == 0
    assert '"indicator": "gdp"' in capsys.readouterr().out
    monkeypatch.chdir(office.root)
    assert main(["extract", str(report)]) == 0
    assert '"indicator": "gdp"' not in capsys.readouterr().out
