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
    import httpx
    from prefect.exceptions import ObjectNotFound

    from flows.deploy import deploy

    try:
        print(deploy(workspace, options.pool, options.every))
    except ObjectNotFound as error:
        remedy = f"请核对名称，或先建一个：prefect work-pool create {options.pool} --type process。"
        raise WorkspaceError("XH-SERVE-006", f"服务器上没有工作池“{options.pool}”。", remedy) from error
    except (httpx.HTTPError, OSError) as error:
        reason = f"连不上 {os.environ['PREFECT_API_URL']}（{type(error).__name__}）。"
        raise WorkspaceError("XH-SERVE-007", reason, "请核对 PREFECT_API_URL、密码和网络。") from error
    print(f"在放工作区的机器上运行 prefect worker start --pool {options.pool} 即开始。", file=sys.stderr)
    return 0
