"""``xianhui demo``: the whole way once, on the bundled samples."""

from __future__ import annotations

import sys
from argparse import Namespace

from etl.cli.run import one_pass
from etl.demo import demo_workspace


def run(options: Namespace) -> int:
    workspace = demo_workspace(options.folder)
    reports = sum(path.is_file() for path in workspace.inbox.rglob("*"))
    print(f"演示工作区：{workspace.root}（收件箱里有 {reports} 份示例报告）", file=sys.stderr)
    one_pass(workspace.root)
    print(f"县级汇总表在 {workspace.outputs} 中，用 Excel 或 WPS 打开；每个数字都链接到原句。", file=sys.stderr)
    return 0
