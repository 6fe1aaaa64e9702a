"""``xianhui run``: one pass over the inbox.

Prefect is started only when something has come in, and then while one waits till it is stable; or when work is left.
"""

from __future__ import annotations

import sys
import time
from argparse import Namespace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from etl.cli.progress import tell_progress
from etl.cli.status import open_documents

if TYPE_CHECKING:
    from flows.office import Office
    from flows.server import PrefectServer
    from flows.shift import Shift


def run(options: Namespace) -> int:
    one_pass(options.workspace)
    return 0


def one_pass(root: Path) -> None:
    """Take what is in the inbox, extract, record, write the tables that changed, and say so."""
    from etl.intake import arrive, await_others, put_away
    from flows.office import Office
    from flows.server import PrefectServer

    tell_progress()
    with Office(root) as office, PrefectServer(office.workspace, lasting=False) as server:
        arrive(office.ledger, sleep=partial(_wait, office, server))
        await_others(office.ledger, _tell_held)
        office.take_reviews()
        _work(office, server)
        for path, why in put_away(office.ledger).failed:
            _say(f"{path}\n    [{why.code}] {why.reason}{why.remedy}")
        office.write_documents()
        for line in open_documents(office.ledger.documents()):
            print(line, file=sys.stderr)


def _wait(office: Office, server: PrefectServer, seconds: float) -> None:
    until = time.monotonic() + seconds
    _say(f"收件箱有新文件，等 {seconds:g} 秒确认已复制完毕。")
    _begin(office, server)
    time.sleep(max(0.0, until - time.monotonic()))


def _begin(office: Office, server: PrefectServer) -> None:
    from flows.environment import prepare

    prepare(office.workspace)
    server.begin()


def _tell_held(files: int) -> None:
    _say(f"{files} 份文件正由另一个程序处理，或上次处理时中断，等它放开（最多半分钟）。")


def _work(office: Office, server: PrefectServer) -> None:
    from flows.shift import Shift

    if not office.pending() and not office.due():
        _say("没有新的内容，汇总表未变。")
        return
    _say("正在启动流程引擎（约需 5 秒）。")
    _begin(office, server)
    with Shift(office) as shift:
        shift.begin()
        server.address()
        from flows.heartbeat import without_heartbeat

        with without_heartbeat():
            _take_in(shift)
    with without_heartbeat():
        _roll_up(office)


def _take_in(shift: Shift) -> None:
    from flows.intake import work_through

    if shift.waiting:
        _say(f"处理 {shift.waiting} 份文件。")
        work_through(shift)


def _roll_up(office: Office) -> None:
    from flows.intake import work_on
    from flows.rollup import rollup_flow

    work_on(office)  # what one run of the flow has left
    if office.due():
        _say("更新汇总表。")
        for path in rollup_flow(office.workspace.root):
            if path.suffix == ".xlsx":
                print(path)


def _say(message: str) -> None:
    print(message, file=sys.stderr, flush=True)
