"""``xianhui forget``: remove a report with all that came of it, and remember that it was removed."""

from __future__ import annotations

import sys
from argparse import Namespace

from etl.intake.forget import forget_file
from etl.store import Ledger
from etl.workspace import Workspace


def run(options: Namespace) -> int:
    with Ledger(Workspace.open(options.workspace)) as ledger:
        forgotten = forget_file(ledger, options.file, options.why)
    for path in forgotten.removed:
        print(path)
    for archive in forgotten.archives:
        print(f"压缩包“{archive}”里还有这份文件，不再读取；请自行删去或换掉压缩包。", file=sys.stderr)
    print("已删除文件、文本和数字，并记下此事。汇总表在下次 xianhui run 或夜间汇总时更新。", file=sys.stderr)
    print("以前的备份、收回的审核件和已发出的汇总表里可能还有，请另行处理。", file=sys.stderr)
    return 0
