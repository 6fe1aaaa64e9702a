"""``xianhui run``: one pass over the inbox. Prefect is imported only when there is work for it."""

from __future__ import annotations

import sys
import time
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from etl.cli.status import open_documents

if TYPE_CHECKING:
    from flows.office import Office


def run(options: Namespace) -> int:
    one_pass(options.workspace)
    return 0


def one_pass(root: Path) -> None:
    """Take what is in the inbox, extract, record, write the tables that changed, and say so."""
    from etl.intake import arrive, put_away
    from flows.office import Office

    with Office(root) as office:
        arrive(office.ledger, sleep=_wait)
        _work(office)
        for path, why in put_away(office.ledger).failed:
            _say(f"{path}\n    [{why.code}] {why.reason}{why.remedy}")
        office.write_documents()
        for line in open_documents(office.ledger.documents()):
            print(line, file=sys.stderr)


def _wait(seconds: float) -> None:
    _say(f"收件箱有新文件，等 {seconds:g} 秒确认已复制完毕。")
    time.sleep(seconds)


def _work(office: Office) -> None:
    if not office.pending() and not office.due():
        _say("没有新的内容，汇总表未变。")
        return
    from flows.environment import prepare

    prepare(office.workspace)
    _say("正在启动流程引擎（第一次约需 20 秒）。")
    from flows.intake import intake_flow
    from flows.rollup import rollup_flow

    root = office.workspace.root
    while pending := office.pending():
        _say(f"处理 {pending} 份文件。")
        intake_flow(root, files=pending)
    if office.due():
        _say("更新汇总表。")
        for path in rollup_flow(root):
            if path.suffix == ".xlsx":
                print(path)


def _say(message: str) -> None:
    print(message, file=sys.stderr)
