"""``xianhui restore``: a workspace from its backup."""

from __future__ import annotations

import sys
from argparse import Namespace

from etl.backup import restore


def run(options: Namespace) -> int:
    print(restore(options.backup, options.folder).root)
    print("已恢复，每个文件都与备份清单核对过。可用 xianhui status --workspace 查看。", file=sys.stderr)
    return 0
