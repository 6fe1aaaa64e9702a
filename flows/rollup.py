"""The rollup flow: the county tables that are due, a task for each county and year.

The ledger decides what is due, not the schedule: a run too many does nothing, and a run that was missed is made up for by the next.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from prefect import flow, task
from prefect.artifacts import create_markdown_artifact
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State
from prefect.states import raise_state_exception

from etl.store import Due
from flows.office import Office


@flow(name="汇总", flow_run_name="县级汇总")
def rollup_flow(root: Path) -> list[Path]:
    """Write what is due in the workspace at ``root``; the files that were written.

    A county that fails does not keep the others from being written; its error is raised at the end.
    """
    with Office(root) as office:
        states: list[State[list[Path]]] = office.write_due(lambda table: write_county(office, table, return_state=True))
        for state in states:
            if not state.is_completed():
                raise_state_exception(state)
        return [path for state in states for path in state.result()]


@task(
    name="县级汇总表",
    task_run_name="{table.county} {table.year} 汇总",
    retries=2,
    retry_delay_seconds=[1, 10],
    cache_policy=NO_CACHE,
)
def write_county(office: Office, table: Due) -> list[Path]:
    """Write one county and year. Tried again because a share or a full disk may heal."""
    written = office.write(table)
    create_markdown_artifact(
        "\n".join(f"- [{path.name}]({path.as_uri()})" for path in written),
        key=f"county-{table.year}-{hashlib.sha256(table.county.encode()).hexdigest()[:8]}",
        description=f"{table.county} {table.year} 年汇总表",
    )
    return written
