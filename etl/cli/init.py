"""``xianhui init``: an empty workspace."""

from __future__ import annotations

from argparse import Namespace

from etl.cli.source import quoted
from etl.workspace import init_workspace


def run(options: Namespace) -> int:
    workspace = init_workspace(options.folder)
    print(f"已建好工作区：{workspace.root}")
    print(f"报告放进：{workspace.inbox}（按“县区/乡镇街道”分文件夹）")
    print(f"设置在：{workspace.root / 'xianhui.yaml'}")
    print(f"然后运行：xianhui run --workspace {quoted(options.folder)}")
    return 0
