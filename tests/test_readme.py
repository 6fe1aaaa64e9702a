"""The README says what the command does, and its commands are valid: documentation that cannot rot."""

from __future__ import annotations

import argparse
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from etl.cli import main
from etl.cli.arguments import program
from etl.demo import SAMPLES
from etl.rulebook.check import check_rules

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text("utf-8")
CHINESE = (ROOT / "README.zh-CN.md").read_text("utf-8")
BLOCKS = re.compile(r"^ *```(\w+)\n(.*?)^ *```", re.MULTILINE | re.DOTALL)


def commands(parser: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    """The commands that do something: those without commands of their own."""
    inner = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    if not inner:
        yield parser
    for action in inner:
        for child in action.choices.values():
            yield from commands(child)


def blocks(text: str, *languages: str) -> list[str]:
    return [block for language, block in BLOCKS.findall(text) if language in languages]


def calls(text: str) -> list[str]:
    """Every call of ``xianhui`` in the shell blocks of a page."""
    lines = [
        line.strip().removeprefix("$ ") for block in blocks(text, "sh", "bat", "console") for line in block.splitlines()
    ]
    parts = [part.strip() for line in lines for part in line.split("&&")]
    return [part for part in parts if re.match(r"(\.venv[/\\]\w+[/\\])?xianhui( |$)", part)]


@pytest.mark.parametrize("command", list(commands(program())), ids=lambda parser: parser.prog)
def test_every_command_and_option_is_in_the_readme(command: argparse.ArgumentParser) -> None:
    rows = [line for line in README.splitlines() if line.startswith(f"| `{command.prog}")]
    assert len(rows) == 1, f"no row for {command.prog}"
    for action in command._actions:
        for option in action.option_strings:
            if option not in ("-h", "--help"):
                assert option in rows[0]


@pytest.mark.parametrize("call", calls(README) + calls(CHINESE))
def test_every_call_in_a_readme_is_a_valid_command(call: str) -> None:
    words = shlex.split(call.replace("\\", "/"))
    program().parse_args(words[1:])


@pytest.mark.parametrize("command", ["extract", "explain"])
def test_the_tour_shows_what_the_command_prints(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Lines that are left out are marked by ``…``; widths of columns do not count."""
    call, *shown = README.partition(f"$ xianhui {command} ")[2].partition("\n$ ")[0].partition("\n```")[0].splitlines()
    assert main([command, *call.replace("xianhui-demo/inbox", SAMPLES.as_posix()).split()]) == 0
    printed = words_of(capsys.readouterr().out.splitlines())
    for part in words_of(shown).split("\n…"):
        assert part in printed
        printed = printed[printed.index(part) + len(part) :]


def words_of(lines: list[str]) -> str:
    return "".join("\n" + " ".join(line.split()) for line in lines)


def test_both_readmes_hold_the_same_installing_commands() -> None:
    chinese = "\n".join(blocks(CHINESE, "sh", "bat"))
    for line in (
        "python3 -m venv .venv && .venv/bin/pip install . && .venv/bin/xianhui demo",
        "py -3 -m venv .venv && ",
    ):
        assert line in README
        assert line in chinese


def test_ci_runs_the_readmes_test_command() -> None:
    line = next(line for line in README.splitlines() if line.endswith("&& .venv/bin/pytest -n 2"))
    ci = (ROOT / ".ci" / "run").read_text("utf-8").replace(" --quiet", "")
    for part in line.split(" && "):
        assert part in ci


def test_the_rules_of_the_chinese_readme_are_good_rules(tmp_path: Path) -> None:
    folder = tmp_path / "indicators"
    folder.mkdir()
    for number, block in enumerate(blocks(CHINESE, "yaml")):
        (folder / f"local{number}.yaml").write_text(block, "utf-8")
    assert check_rules(overlay=tmp_path) == []


def test_the_rule_of_a_new_workspace_is_a_good_rule(tmp_path: Path) -> None:
    folder = tmp_path / "indicators"
    folder.mkdir()
    text = (ROOT / "etl" / "overlay.zh-CN.md").read_text("utf-8")
    (folder / "local.yaml").write_text(blocks(text, "yaml")[0], "utf-8")
    assert check_rules(overlay=tmp_path) == []


def test_links_lead_to_files() -> None:
    for text in (README, CHINESE):
        for target in re.findall(r"\]\(([^)#:]+)\)", text):
            assert (ROOT / target).exists(), target
