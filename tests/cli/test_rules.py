"""``xianhui rules``: mistakes with their place, the form of the files, and where rules are looked for."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from etl.cli import main
from etl.intake import arrive, process_all
from etl.store import Ledger
from etl.workspace import init_workspace


def overlay(root: Path, text: str) -> Path:
    folder = root / "rules" / "indicators"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "local.yaml").write_text(text, "utf-8")
    return root / "rules"


def test_a_mistake_is_told_with_file_line_column_and_the_nearest_name(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = overlay(tmp_path, "category: local\ntitle: 本地\nindicater: []\n")
    assert main(["rules", "check", str(folder)]) == 1
    shown = capsys.readouterr()
    assert f"{folder / 'indicators' / 'local.yaml'}:3:1: [XH-RULE-003]" in shown.out
    assert "indicators" in shown.out
    assert "1 个问题" in shown.err


def test_in_a_workspace_its_own_rules_are_checked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["init", str(tmp_path)]) == 0
    overlay(tmp_path, "category: local\ntitle: 本地\noff: [grain_outpt]\n")
    monkeypatch.chdir(tmp_path)
    capsys.readouterr()
    assert main(["rules", "check"]) == 1
    assert "grain_output" in capsys.readouterr().out


DRONES = """\
category: local
title: 本地指标
indicators:
  - code: gdp
    name: 植保无人机数量
    unit: 架
    kind: stock
    phrases: [植保无人机]
    examples:
      全镇现有植保无人机18架: 18
      购置植保无人机25架: 25
      植保无人机作业面积1.2万亩: 不算
"""
OWN_GDP = """\
category: local
title: 本地指标
indicators:
  - code: gdp
    name: 地区生产总值
    unit: 万元
    examples:
      全镇实现地区生产总值6.85亿元: 68500
      地区生产总值达到3亿元: 30000
      人均地区生产总值3万元: 不算
off: [grain_output]
"""


def test_a_new_rule_with_a_taken_code_is_a_mistake_and_no_built_in_one_vanishes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = overlay(tmp_path, DRONES)
    assert main(["rules", "check", str(folder)]) == 1
    shown = capsys.readouterr()
    assert f"{folder / 'indicators' / 'local.yaml'}:4:11: [XH-RULE-019]" in shown.out
    assert "地区生产总值" in shown.out and "请换一个代码" in shown.out
    report = tmp_path / "石桥镇2024年工作总结.txt"
    report.write_text("石桥镇2024年工作总结\n一、工作回顾\n全镇实现地区生产总值6.85亿元。\n", "utf-8")
    assert main(["extract", str(report), "--rules", str(folder)]) == 1
    assert "XH-RULE-019" in capsys.readouterr().err


def test_built_in_rules_that_are_overridden_or_switched_off_are_listed_without_failing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["rules", "check", str(overlay(tmp_path, OWN_GDP))]) == 0
    shown = capsys.readouterr()
    assert "改写了自带的 gdp 地区生产总值（rules/indicators/local.yaml:4）" in shown.err
    assert "停用了自带的 grain_output 粮食产量（rules/indicators/local.yaml:11）" in shown.err
    assert "没有问题" in shown.err and not shown.out


@pytest.mark.parametrize("word", ["gdp", "地区生产总值"])
def test_a_built_in_rule_is_shown_by_code_or_name_as_it_stands_in_its_file(
    word: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["rules", "show", word]) == 0
    shown = capsys.readouterr()
    file, _, line = shown.err.strip().removeprefix("自带的：").rpartition(":")
    text = Path(file).read_text("utf-8")
    assert shown.out.startswith("- code: gdp\n  name: 地区生产总值\n")
    assert "".join(text.splitlines(keepends=True)[int(line) - 1 :]).startswith(shown.out)
    assert shown.out.count("code:") == 1 and "不算" in shown.out


def test_a_shown_rule_can_be_copied_into_the_workspace_and_is_shown_behind_the_built_in_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["init", str(tmp_path)]) == 0
    assert main(["rules", "show", "gdp"]) == 0
    copied = capsys.readouterr().out.partition("- code")
    folder = overlay(tmp_path, f"category: local\ntitle: 本地\nindicators:\n# 抄来的\n{''.join(copied[1:])}# 完\n")
    assert main(["rules", "check", str(folder)]) == 0
    assert "改写了自带的 gdp" in capsys.readouterr().err
    assert main(["rules", "show", "gdp", "--workspace", str(tmp_path)]) == 0
    shown = capsys.readouterr()
    assert shown.out == "".join(copied[1:]) * 2
    assert f"本工作区的：{folder / 'indicators' / 'local.yaml'}:5" in shown.err


def test_a_rule_that_is_not_there_is_answered_with_the_nearest_names(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules", "show", "生产总值"]) == 1
    shown = capsys.readouterr()
    assert "XH-CLI-011" in shown.err and "gdp 地区生产总值" in shown.err and not shown.out


def test_schema_is_json_schema_with_a_chinese_sentence_for_each_key(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules", "schema"]) == 0
    schema = json.loads(capsys.readouterr().out)
    assert schema["$schema"].startswith("https://json-schema.org/")
    assert all("description" in key for key in schema["$defs"]["Indicator"]["properties"].values())


def test_a_new_workspace_has_the_schemas_that_rule_files_name(tmp_path: Path) -> None:
    assert main(["init", str(tmp_path)]) == 0
    named = (tmp_path / "rules" / "README.md").read_text("utf-8").partition("$schema=../")[2].splitlines()[0]
    assert json.loads((tmp_path / "rules" / named).read_text("utf-8"))["title"] == "县汇指标规则"


def test_schemas_are_written_into_a_rules_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules", "schema", "--out", str(tmp_path / "rules")]) == 0
    assert (tmp_path / "rules" / "schema" / "units.json").is_file()
    shown = capsys.readouterr()
    assert not shown.out and "schema" in shown.err
    (tmp_path / "file").write_text("", "utf-8")
    assert main(["rules", "schema", "--out", str(tmp_path / "file")]) == 1
    assert "XH-CLI-005" in capsys.readouterr().err


def test_an_empty_workspace_has_no_suggestions(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["init", str(tmp_path)]) == 0
    capsys.readouterr()
    assert main(["rules", "suggest", "--workspace", str(tmp_path)]) == 0
    shown = capsys.readouterr()
    assert not shown.out
    assert "没有建议" in shown.err


def test_suggestions_go_into_a_new_file_and_never_over_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    workspace = init_workspace(tmp_path / "office")
    for place, count in (("甲镇", 3), ("乙镇", 5), ("丙镇", 8)):
        path = workspace.inbox / "青溪县" / place / f"{place}2024年工作总结.txt"
        path.parent.mkdir(parents=True)
        path.write_text(
            f"{place}2024年工作总结\n一、工作回顾\n新建口袋公园{count}处，口袋公园绿化面积2600平方米。", "utf-8"
        )
    with Ledger(workspace) as ledger:
        arrive(ledger, sleep=lambda seconds: None, clock=iter(range(0, 1000, 100)).__next__)
        process_all(ledger, workspace.rulebook())
    out = tmp_path / "建议.yaml"
    command = ["rules", "suggest", "--workspace", str(workspace.root), "--out", str(out)]
    assert main(command) == 0
    shown = capsys.readouterr()
    assert not shown.out
    assert str(workspace.rules / "indicators") in shown.err
    written = out.read_text("utf-8")
    assert "- code: koudai_gongyuan_count\n" in written
    assert main(command) == 1
    assert "XH-CLI-007" in capsys.readouterr().err
    out.rename(workspace.rules / "indicators" / "suggested.yaml")
    assert main(["rules", "check", str(workspace.rules)]) == 0
    assert written == (workspace.rules / "indicators" / "suggested.yaml").read_text("utf-8")
