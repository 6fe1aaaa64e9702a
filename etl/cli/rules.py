"""``xianhui rules``: check the rules, show one, describe their form to an editor, or propose new ones."""

from __future__ import annotations

import gc
import sys
from argparse import Namespace
from pathlib import Path

from etl.cli.source import existing_folder, not_written, workspace_here
from etl.errors import Problem, XianhuiError
from etl.workspace import Workspace


def run(options: Namespace) -> int:
    if options.verb == "check":
        return _check(options.folder)
    if options.verb == "show":
        return _show(options.rule, options.workspace)
    return _suggest(options.workspace, options.out) if options.verb == "suggest" else _schema(options.out)


def _check(folder: Path | None) -> int:
    from etl.normalize.region_files import FOLDER, read_regions, roster_characters
    from etl.rulebook import builtin_rules
    from etl.rulebook.check import checked_rules

    overlay = _overlay(folder)
    gc.disable()  # a second of work that leaves no cycles behind: looking for them takes an eighth of it
    try:
        checked = checked_rules(None, overlay)
    finally:
        gc.enable()
    problems = checked.problems
    if overlay is not None:
        read_regions(overlay / FOLDER, roster_characters(overlay), problems)
    for problem in problems:
        print(problem)
    for change in checked.changes:
        print(f"{change}。", file=sys.stderr)
    where = f"{overlay}（叠加在内置规则之上）" if overlay else f"内置规则 {builtin_rules()}"
    print(f"{where}：{f'{len(problems)} 个问题。' if problems else '没有问题。'}", file=sys.stderr)
    return 1 if problems else 0


def _show(word: str, root: Path | None) -> int:
    """The text of a built-in rule, then of the workspace's own rule of this code or name."""
    from etl.rulebook.layers import rule_layers
    from etl.rulebook.written import found, near, written_in

    workspace = workspace_here() if root is None else Workspace.open(root)
    problems: list[Problem] = []
    rules = [written_in(layer) for layer in rule_layers(None, workspace.overlay if workspace else None, problems)]
    shown = [rule for layer in rules for rule in found(word, layer)]
    if not shown:
        alike = near(word, [rule for layer in rules for rule in layer])
        listed = "、".join(f"{rule.code} {rule.name}" for rule in alike)
        remedy = f"是不是：{listed}？" if listed else "xianhui explain 会写出起作用的规则的代码。"
        raise XianhuiError("XH-CLI-011", f"没有代码或名称为“{word}”的规则。", remedy)
    for rule in shown:
        print(rule.text(), end="")
        print(
            f"{'自带的' if rule in rules[0] else '本工作区的'}：{rule.source.file}:{rule.place.line}", file=sys.stderr
        )
    for problem in problems:
        print(problem, file=sys.stderr)
    return 0


def _overlay(folder: Path | None) -> Path | None:
    """The folder that was named, or the rules of the workspace that we are in, if it is one."""
    if folder is None:
        here = workspace_here()
        return here.overlay if here else None
    return existing_folder(folder)


def _schema(folder: Path | None) -> int:
    from etl.rulebook.editors import as_json, write_schemas
    from etl.rulebook.schema import rule_schema

    if folder is None:
        print(as_json(rule_schema()), end="")
        return 0
    try:
        written = write_schemas(folder)
    except OSError as error:
        raise not_written(folder, error) from error
    print(f"已写好 {len(written)} 个文件：{written[0].parent}", file=sys.stderr)
    return 0


def _suggest(root: Path, out: Path | None) -> int:
    import polars as pl

    from etl.rulebook.layers import INDICATORS
    from etl.rulebook.suggest import as_yaml, suggest
    from etl.store import Ledger
    from etl.tables import REPORTS

    workspace = Workspace.open(root)
    rulebook = workspace.rulebook()
    with Ledger(workspace) as ledger:
        counties = ledger.coverage()["county"].unique().sort()
        reports = pl.concat([REPORTS.empty(), *(ledger.reports(county) for county in counties)])
        mentions, texts = ledger.mentions(reports), ledger.texts(reports)
    found = suggest(mentions, texts, rulebook, overlay=workspace.overlay)
    if not found:
        print("没有建议：还没有几个乡镇都报、而规则没有的数量。", file=sys.stderr)
        return 0
    _hand_over(as_yaml(found), out)
    print(f"{len(found)} 条建议{f'，已写进 {out}' if out else ''}。", file=sys.stderr)
    print(f"看过、改好以后放进 {workspace.rules / INDICATORS}，再运行 xianhui rules check。", file=sys.stderr)
    return 0


def _hand_over(text: str, out: Path | None) -> None:
    """To standard output, or into a new file: what a person has gone over already is never overwritten."""
    if out is None:
        print(text, end="")
        return
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with out.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError as error:
        raise XianhuiError("XH-CLI-007", f"“{out}”已经有了，没有写。", "请用 --out 指定另一个文件。") from error
    except OSError as error:
        raise not_written(out, error) from error
