"""docs/rules.zh-CN.md, done as it says: its files, its commands with their output, its table of mistakes."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass
from pathlib import Path

import pytest

from etl.cli import main
from etl.rulebook import load_rulebook
from etl.rulebook.check import check_rules
from etl.rulebook.model import Category, Indicator
from etl.workspace import init_workspace

from .conftest import Write

DOCUMENT = Path(__file__).parents[2] / "docs" / "rules.zh-CN.md"
TEXT = DOCUMENT.read_text(encoding="utf-8")
RULE = "rules/indicators/local.yaml"
FRAGMENT = "片段"


@dataclass(frozen=True)
class Block:
    kind: str
    name: str
    text: str


BLOCKS = [
    Block(kind, name, text)
    for kind, name, text in re.findall(r"^```(\w+) ?([^\n]*)\n(.*?)^```$", TEXT, flags=re.MULTILINE | re.DOTALL)
]
MISTAKES = [
    tuple(cell.strip() for cell in line.strip("|").split(" | "))
    for line in TEXT[TEXT.index("| 正确的 |") :].splitlines()[2:]
    if line.startswith("|")
]


def rule() -> str:
    return next(block.text for block in BLOCKS if block.name == RULE)


def write(folder: Path, name: str, text: str) -> None:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")


def said(problems: list[str]) -> str:
    return "\n".join(problems)


def test_the_document_can_be_followed_from_top_to_bottom(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Files are written and commands run in the order of the document; each line of output that it shows comes."""
    init_workspace(tmp_path)
    monkeypatch.chdir(tmp_path)
    ran = 0
    for block in BLOCKS:
        if block.name and block.name != FRAGMENT:
            write(tmp_path, block.name, block.text)
        if block.kind == "console":
            command, *shown = block.text.splitlines()
            program, *arguments = shlex.split(command.removeprefix("$ "))
            assert (program, main(arguments)) == ("xianhui", 0)
            output = "".join(capsys.readouterr())
            assert [line for line in shown if line not in output] == []
            ran += 1
    assert ran == 3


def test_before_the_rule_the_figure_has_no_indicator_and_no_candidate(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = next(block for block in BLOCKS if block.kind == "text")
    write(tmp_path, report.name, report.text)
    assert main(["explain", str(tmp_path / report.name), "--text", "3处"]) == 0
    output = capsys.readouterr().out
    assert "指标代码" not in output and "  规则" not in output


def test_the_shortest_rule_has_four_lines_and_examples() -> None:
    entry = rule().partition("- code")[2].splitlines()
    assert [line.split(":")[0].strip() for line in entry if not line.startswith("    ")] == [
        "",
        "name",
        "unit",
        "examples",
    ]


def test_every_fragment_is_a_good_rule(tmp_path: Path) -> None:
    fragments = "".join(block.text for block in BLOCKS if block.name == FRAGMENT)
    assert fragments.count("- code:") == 2
    write(tmp_path, "indicators/local.yaml", rule() + fragments)
    assert said([str(problem) for problem in check_rules(overlay=tmp_path)]) == ""


def test_all_files_of_the_document_are_good_rules_together(tmp_path: Path) -> None:
    for block in BLOCKS:
        if block.name.startswith("rules/"):
            write(tmp_path, block.name, block.text)
    assert said([str(problem) for problem in check_rules(overlay=tmp_path / "rules")]) == ""
    rulebook = load_rulebook(overlay=tmp_path / "rules")
    assert "pocket_park_count" in rulebook.indicators
    assert "retail_sales" not in rulebook.indicators


@pytest.mark.parametrize(("right", "wrong", "message"), MISTAKES, ids=[mistake[1] for mistake in MISTAKES])
def test_a_common_mistake_gets_the_message_of_the_document(
    builtin: Write, tmp_path: Path, right: str, wrong: str, message: str
) -> None:
    good, bad = right.strip("`"), wrong.strip("`").replace("<换行>", "\n")
    assert good in rule()
    write(tmp_path / "own", "indicators/local.yaml", rule().replace(good, bad, 1))
    found = [f"{problem.message} {problem.advice}" for problem in check_rules(builtin(), tmp_path / "own")]
    assert any(message in text for text in found), said(found)


def test_the_table_of_keys_is_complete() -> None:
    written = set(re.findall(r"^\| `(\w+)` \|", TEXT, flags=re.MULTILINE))
    assert written == {field.alias or name for name, field in Indicator.model_fields.items() if not field.exclude}
    assert all(f"`{name}" in TEXT or f"{name}:" in TEXT for name in Category.model_fields)
