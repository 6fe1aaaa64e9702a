"""The command line as a whole: help, mistakes, and what is imported for them."""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from etl.cli import main
from etl.cli.arguments import program
from etl.cli.parser import in_chinese


def parsers(parser: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    yield parser
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for inner in action.choices.values():
                yield from parsers(inner)


COMMANDS = [parser.prog for parser in parsers(program())]
WITHOUT = {
    "--help": {"prefect", "polars", "pydantic", "sqlalchemy", "openpyxl", "lxml"},
    "extract": {"prefect", "sqlalchemy", "openpyxl", "jieba"},
    "status": {"prefect", "openpyxl"},
}


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main([*command.split()[1:], "--help"])
    assert end.value.code == 0
    shown = capsys.readouterr().out
    assert "用法：" in shown
    assert "示例：\n  xianhui" in shown


@pytest.mark.parametrize(
    "example", [line for parser in parsers(program()) for line in str(parser.epilog).splitlines()[1:]]
)
def test_examples_in_help_are_valid_commands(example: str) -> None:
    words = example.split(">")[0].split()
    assert words[0] == "xianhui"
    program().parse_args(words[1:])


def imported(*arguments: str) -> set[str]:
    """The top-level modules that a command has imported when it ends."""
    code = (
        "import sys, contextlib, io\n"
        "from etl.cli import main\n"
        "with contextlib.redirect_stdout(io.TextIOWrapper(io.BytesIO())), contextlib.suppress(SystemExit):\n"
        "    main(sys.argv[1:])\n"
        "print(' '.join({name.partition('.')[0] for name in sys.modules}))\n"
    )
    done = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, encoding="utf-8", check=True)
    return set(done.stdout.split())


@pytest.mark.parametrize("command", WITHOUT)
def test_a_command_imports_only_what_it_needs(command: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("quick")
    report = folder / "报告.txt"
    report.write_text("全镇粮食总产量1.2万吨。", "utf-8")
    assert main(["init", str(folder / "w")]) == 0
    arguments = {"extract": ["extract", str(report)], "status": ["status", "--workspace", str(folder / "w")]}
    assert not WITHOUT[command] & imported(*arguments.get(command, [command]))


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["extract"], 2, "XH-CLI-001"),
        (["nonsense"], 2, "XH-CLI-001"),
        (["explain", "x.txt"], 2, "XH-CLI-001"),
        (["run", "--workspace", "."], 1, "XH-WSP-001"),
        (["serve", "--workspace", "."], 1, "XH-WSP-001"),
        (["status"], 1, "XH-WSP-001"),
        (["explain", "没有.txt", "--at", "1"], 1, "XH-CLI-002"),
        (["extract", "."], 1, "XH-CLI-003"),
        (["rules", "check", "没有"], 1, "XH-CLI-002"),
        (["extract", "x.txt", "--rules", "没有"], 1, "XH-CLI-002"),
    ],
)
def test_a_users_mistake_gets_a_sentence_and_no_traceback(
    arguments: list[str],
    status: int,
    said: str,
    capsys: pytest.CaptureFixture[str],
    tmp_path: object,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(str(tmp_path))
    try:
        result = main(arguments)
    except SystemExit as end:
        result = int(str(end.code))
    shown = capsys.readouterr()
    assert result == status
    assert said in shown.err
    assert not shown.out


@pytest.mark.parametrize(
    ("complaint", "said"),
    [
        ("unrecognized arguments: --bogus", "不认识的参数“--bogus”"),
        ("argument 命令: invalid choice: 'extrct' (choose from demo, extract, run)", "没有“extrct”，是不是 extract？"),
        ("the following arguments are required: FILE", "缺少“FILE”"),
        ("argument --at: invalid int value: 'abc'", "--at 应为整数，而不是“abc”"),
        ("argument --out: expected one argument", "--out 后面缺少内容"),
    ],
)
def test_mistakes_on_the_command_line_are_told_in_chinese(complaint: str, said: str) -> None:
    assert said in in_chinese(complaint)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other reasons for the same mistakes")
@pytest.mark.parametrize(
    ("command", "says"),
    [
        ("extract 文件/报告.txt", "路径中有一段是文件"),
        ("rules schema --out 文件/规则", "路径中有一段是文件"),
        ("decisions import 文件夹 --workspace 工作区", "这是一个文件夹"),
        ("backup 文件/备份 --workspace 工作区", "路径中有一段是文件"),
        ("init 文件", "是一个文件"),
    ],
)
def test_what_the_system_complains_about_is_said_in_chinese(
    command: str, says: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("文件").write_text("x", "utf-8")
    Path("文件夹").mkdir()
    assert main(["init", "工作区"]) == 0
    capsys.readouterr()
    assert main(command.split()) == 1
    told = capsys.readouterr().err
    assert says in told and "irectory" not in told and ".partial" not in told
