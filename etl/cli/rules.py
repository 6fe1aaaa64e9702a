"""``xianhui rules``: check the rules, describe their form to an editor, or propose new ones."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from pathlib import Path

from etl.cli.source import existing_folder
from etl.workspace import SETTINGS_FILE, Workspace


def run(options: Namespace) -> int:
    if options.verb == "check":
        return _check(options.folder)
    return _suggest(options.workspace) if options.verb == "suggest" else _schema()


def _check(folder: Path | None) -> int:
    from etl.normalize.region_files import FOLDER, read_regions, roster_characters
    from etl.rulebook import builtin_rules
    from etl.rulebook.check import check_rules

    overlay = _overlay(folder)
    problems = check_rules(None, overlay)
    if overlay is not None:
        read_regions(overlay / FOLDER, roster_characters(overlay), problems)
    for problem in problems:
        print(problem)
    checked = f"{overlay}（叠加在内置规则之上）" if overlay else f"内置规则 {builtin_rules()}"
    print(f"{checked}：{f'{len(problems)} 个问题。' if problems else '没有问题。'}", file=sys.stderr)
    return 1 if problems else 0


def _overlay(folder: Path | None) -> Path | None:
    """The folder that was named, or the rules of the workspace that we are in, if it is one."""
    if folder is None:
        here = Workspace(Path.cwd())
        return here.overlay if (here.root / SETTINGS_FILE).is_file() else None
    return existing_folder(folder)


def _schema() -> int:
    from etl.rulebook.schema import rule_schema

    print(json.dumps(rule_schema(), ensure_ascii=False, indent=2))
    return 0


def _suggest(root: Path) -> int:
    import polars as pl

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
    if found:
        print(as_yaml(found), end="")
    print(f"{len(found)} 条建议。" if found else "没有建议：还没有几个乡镇都报、而规则没有的数量。", file=sys.stderr)
    return 0
