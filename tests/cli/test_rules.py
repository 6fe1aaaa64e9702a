"""``xianhui rules``: mistakes with their place, the form of the files, and where rules are looked for."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from etl.cli import main


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


def test_schema_is_json_schema_with_a_chinese_sentence_for_each_key(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules", "schema"]) == 0
    schema = json.loads(capsys.readouterr().out)
    assert schema["$schema"].startswith("https://json-schema.org/")
    assert all("description" in key for key in schema["$defs"]["Indicator"]["properties"].values())


def test_an_empty_workspace_has_no_suggestions(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["init", str(tmp_path)]) == 0
    capsys.readouterr()
    assert main(["rules", "suggest", "--workspace", str(tmp_path)]) == 0
    shown = capsys.readouterr()
    assert not shown.out
    assert "没有建议" in shown.err
