"""The same work on a Prefect server and a work pool that an office has already: one deployment for a workspace.

Rules:
- A run is one pass: what is new is taken, worked on and put away, what comes back from review is taken in, and the tables that
  are due are written.
- The deployment runs every few minutes and, with housekeeping, at the nightly hour of the workspace; never two runs at a time.
- The worker runs on a machine that holds the workspace, with this package installed; the path is the worker's.
"""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import httpx
from prefect import flow
from prefect.client.orchestration import get_client
from prefect.deployments.runner import DeploymentApplyError, RunnerDeployment
from prefect.exceptions import ObjectNotFound
from prefect.schedules import Cron, Interval
from prefect.types.entrypoint import EntrypointType

from etl.errors import WorkspaceError
from etl.intake import arrive, put_away
from etl.workspace import Workspace
from flows.intake import work_on
from flows.office import Office
from flows.rollup import rollup_flow


@flow(name="县汇", flow_run_name="收件与汇总")
def pass_flow(root: Path, tidy: bool = False) -> list[Path]:
    """One pass over the workspace at ``root``; the files that were written."""
    with Office(root) as office:
        arrive(office.ledger)
        office.take_reviews()
        work_on(office)
        put_away(office.ledger)
        office.write_documents()
        return rollup_flow(root, tidy=tidy) if tidy or office.due() else []


def deploy(workspace: Workspace, pool: str, minutes: float) -> str:
    """Make or renew the deployment of a workspace on the work pool ``pool``; its name.

    Raises WorkspaceError: no such pool, no server at ``PREFECT_API_URL``, or one that refuses.
    """
    deployment = _deployment(workspace, pool, minutes)
    try:
        with get_client(sync_client=True) as client:
            client.read_work_pool(pool)
        deployment.apply()
    except ObjectNotFound as error:
        remedy = f"请核对名称，或先建一个：prefect work-pool create {pool} --type process。"
        raise WorkspaceError("XH-SERVE-006", f"服务器上没有工作池“{pool}”。", remedy) from error
    except (httpx.HTTPError, OSError) as error:
        reason = f"连不上 {os.environ['PREFECT_API_URL']}（{type(error).__name__}）。"
        raise WorkspaceError("XH-SERVE-007", reason, "请核对 PREFECT_API_URL、密码和网络。") from error
    except DeploymentApplyError as error:
        raise WorkspaceError(
            "XH-SERVE-008", f"服务器没有收下：{error}", "请核对服务器的 Prefect 版本和权限。"
        ) from error
    return f"{deployment.flow_name}/{deployment.name}"


def _deployment(workspace: Workspace, pool: str, minutes: float) -> RunnerDeployment:
    settings = workspace.settings
    deployment = pass_flow.to_deployment(
        name=workspace.root.name,
        schedules=[
            Interval(timedelta(minutes=minutes), slug="often"),
            Cron(settings.nightly, timezone=settings.timezone, parameters={"tidy": True}, slug="nightly"),
        ],
        parameters={"root": str(workspace.root)},
        concurrency_limit=1,
        work_pool_name=pool,
        entrypoint_type=EntrypointType.MODULE_PATH,
    )
    assert isinstance(deployment, RunnerDeployment)
    return deployment
