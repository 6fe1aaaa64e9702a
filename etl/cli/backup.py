"""``xianhui backup``: a copy of the whole workspace, also while it is served."""

from __future__ import annotations

import sys
from argparse import Namespace

from etl.backup import back_up
from etl.workspace import Workspace


def run(options: Namespace) -> int:
    print(back_up(Workspace.open(options.workspace), options.folder))
    print("备份完成。要恢复，用 xianhui restore 备份文件夹 新文件夹。", file=sys.stderr)
    return 0
