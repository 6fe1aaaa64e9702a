"""``xianhui claim``: says whose report a file is, and for which period."""

from __future__ import annotations

import sys
from argparse import Namespace

from etl.workspace import Workspace


def run(options: Namespace) -> int:
    from etl.intake.claim import claim_file
    from etl.store import Ledger

    with Ledger(Workspace.open(options.workspace)) as ledger:
        done = claim_file(ledger, options.file, options.county, options.township, options.period, newest=options.newest)
    print(
        f"{done.file}：已认领为 {done.county} {done.township}{done.period and ' '}{done.period}{'，以这一份为准' if options.newest else ''}"
    )
    if done.hint:
        print(f"提示：收件箱里没有“{done.township}”的文件夹，{done.hint}如写错了，再认领一次即可。", file=sys.stderr)
    print("已记住这份内容，改名、移动、重新运行都不变。再运行 xianhui run，汇总表随之更新。", file=sys.stderr)
    return 0
