"""``xianhui serve``: stay up, watch the inbox, keep the nightly schedule."""

from __future__ import annotations

import sys
from argparse import Namespace

from etl.cli.progress import tell_progress
from etl.workspace import Workspace


def run(options: Namespace) -> int:
    from flows.alone import alone
    from flows.environment import prepare
    from flows.server import PrefectServer

    workspace = Workspace.open(options.workspace)
    settings = workspace.settings
    prepare(workspace)
    _say("正在启动（约需 10 秒）。")
    with alone(workspace.state / "serve.lock"), PrefectServer(workspace, lasting=True) as server:
        url = server.address()
        from flows.serve import serve

        _say(
            f"看守 {workspace.inbox}，每 {settings.scan_seconds:g} 秒一次；定时汇总：{settings.nightly}（{settings.timezone}）。"
        )
        _say(f"流程界面：{url.removesuffix('/api')}　按 Ctrl-C 停止。")
        tell_progress("%(asctime)s  %(message)s")
        serve(workspace.root)
        _say("正在停止。")
    return 0


def _say(message: str) -> None:
    print(message, file=sys.stderr, flush=True)
