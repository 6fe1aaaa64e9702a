"""What ``xianhui serve`` runs beside the server: the nightly deployment, and the watch loop.

Rules:
- All rollups of a served workspace, those of the night and those that the watch loop asks for, are runs of one deployment, one at a
  time: two never write the same file.
- Nights that were missed (stopped, killed, three days off) are not made up for one by one: their runs are taken away at the start, and
  the watch loop asks once for what the ledger says is due.
"""

from __future__ import annotations

import asyncio
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import (
    DeploymentFilter,
    DeploymentFilterName,
    FlowRunFilter,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import StateType
from prefect.deployments import run_deployment
from prefect.deployments.runner import RunnerDeployment
from prefect.exceptions import TerminationSignal
from prefect.runner import Runner
from prefect.schedules import Cron
from prefect.types.entrypoint import EntrypointType

from etl.settings import Settings
from etl.workspace import Workspace
from flows.heartbeat import without_heartbeat
from flows.intake import work_on
from flows.rollup import rollup_flow
from flows.watch import Watch

NIGHTLY = "夜间汇总"
STOP_SIGNALS = ("SIGINT", "SIGTERM", "SIGBREAK")
STOP_SECONDS = 30


def serve(root: Path) -> None:
    """Watch the workspace at ``root`` and keep its schedule until this process is told to stop. Needs a server."""
    settings = Workspace.open(root).settings
    stop = threading.Event()
    for name in STOP_SIGNALS:
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), lambda *_: stop.set())
    with _deployed(nightly(root, settings)) as deployment, without_heartbeat():
        watch = Watch(root, work_on, partial(_ask, deployment))
        try:
            while not stop.is_set():
                watch.look()
                stop.wait(watch.pause)
        except (KeyboardInterrupt, TerminationSignal):
            pass  # while a flow runs, Prefect turns the signal into this; the flow has given back its claims
        finally:
            watch.close()


def nightly(root: Path, settings: Settings) -> RunnerDeployment:
    """The rollup flow on the schedule of the workspace, in its time zone."""
    deployment = rollup_flow.to_deployment(
        name=NIGHTLY,
        schedule=Cron(settings.nightly, timezone=settings.timezone),
        parameters={"root": str(root), "tidy": True},
        paused=False,
        entrypoint_type=EntrypointType.MODULE_PATH,
    )
    assert isinstance(deployment, RunnerDeployment)
    return deployment


def _ask(deployment: str) -> None:
    run_deployment(deployment, parameters={"tidy": False}, timeout=0)


async def _drop_missed(deployment: RunnerDeployment) -> None:
    """Take away the runs whose time has passed while nobody was there to start them."""
    scheduled = FlowRunFilter(state=FlowRunFilterState(type=FlowRunFilterStateType(any_=[StateType.SCHEDULED])))
    mine = DeploymentFilter(name=DeploymentFilterName(any_=[deployment.name]))
    async with get_client() as client:
        for run in await client.read_flow_runs(deployment_filter=mine, flow_run_filter=scheduled):
            if run.expected_start_time and run.expected_start_time < datetime.now(UTC):
                await client.delete_flow_run(run.id)


@contextmanager
def _deployed(deployment: RunnerDeployment) -> Iterator[str]:
    """The name of the deployment, whose runs are started in a thread of their own while the ``with`` lasts."""
    runner = Runner(name="xianhui", limit=1, pause_on_shutdown=True)
    ready = threading.Event()
    loop = asyncio.new_event_loop()

    async def run() -> None:
        await _drop_missed(deployment)
        await runner.aadd_deployment(deployment)
        ready.set()
        await runner.start()

    thread = threading.Thread(target=loop.run_until_complete, args=(run(),), name="runner", daemon=True)
    thread.start()
    while thread.is_alive() and not (ready.wait(0.1) and runner.started):
        time.sleep(0.05)  # stopped before it has started, a runner raises
    try:
        yield f"{deployment.flow_name}/{deployment.name}"
    finally:
        if runner.started:
            asyncio.run_coroutine_threadsafe(runner.astop(), loop).result(STOP_SECONDS)
        thread.join(STOP_SECONDS)
