"""``xianhui deploy``: the work of a workspace as a deployment on a Prefect server that is there already."""

from __future__ import annotations

import os
import sys
from argparse import Namespace

from etl.errors import WorkspaceError
from etl.workspace import Workspace


def run(options: Namespace) -> int:
    workspace = Workspace.open(options.workspace)
    if not os.environ.get("PREFECT_API_URL"):
        reason = "没有指明 Prefect 服务器。"
        remedy = (
            "请先设环境变量 PREFECT_API_URL，例如 http://服务器:4200/api；没有现成的服务器，用 xianhui serve 即可。"
        )
        raise WorkspaceError("XH-SERVE-005", reason, remedy)
    from flows.environment import prepare

    prepare(workspace)
    from flows.deploy import deploy

    print(deploy(workspace, options.pool, options.every))
    print(f"在放工作区的机器上运行 prefect worker start --pool {options.pool} 即开始。", file=sys.stderr)
    return 0
