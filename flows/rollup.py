"""The rollup flow: the county tables that are due, a task for each county and year.

The ledger decides what is due, not the schedule: a run too many does nothing, and a run that was missed is made up for by the next.
Where many are due, processes write them, as many as the settings allow; each task waits for one of them.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any, cast

from prefect import flow, task
from prefect.artifacts import create_link_artifact
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State
from prefect.futures import PrefectFuture
from prefect.states import raise_state_exception
from prefect.task_runners import TaskRunner, ThreadPoolTaskRunner

from etl.store import Due
from flows.office import Office
from flows.tags import tag_run
from flows.writers import Writers

RUNNER: TaskRunner[PrefectFuture[Any]] = cast(Any, ThreadPoolTaskRunner)(max_workers=8)
Written = State[list[Path]]
_log = logging.getLogger("xianhui.rollup")


@flow(name="汇总", flow_run_name="县级汇总", task_runner=RUNNER)
def rollup_flow(root: Path, tidy: bool = False) -> list[Path]:
    """Write what is due in the workspace at ``root``, and with ``tidy`` keep house after it; the files that were written.

    A county that fails does not keep the others from being written; its error is raised at the end.
    """
    with Office(root) as office, Writers(office, office.workspace.settings.workers) as writers:
        states: list[Written] = office.write_due(partial(_write_all, writers, []))
        if tidy:
            keep_house(office)
        for state in states:
            if not state.is_completed():
                raise_state_exception(state)
        return [path for state in states for path in state.result()]


@task(name="整理", task_run_name="整理数据文件", cache_policy=NO_CACHE)
def keep_house(office: Office) -> int:
    """Put the figures of each county and year together, remove what nobody names; how many files went."""
    return office.ledger.keep_house()


def _write_all(writers: Writers, counties: list[str], tables: list[Due]) -> Iterator[Written]:
    """How the task of each table ended, in order; their ``counties`` join those of the run."""
    tables = writers.expect(tables)
    counties += [table.county for table in tables]
    tag_run(counties)
    started = [write_county.submit(writers, table) for table in tables]
    for table, future in zip(tables, started, strict=True):
        future.wait()
        done = future.state.is_completed()
        _log.info("%s %d 年汇总表：%s", table.county, table.year, "已更新" if done else "没有写成")
        yield future.state


@task(
    name="县级汇总表",
    task_run_name="{table.county} {table.year} 汇总",
    retries=2,
    retry_delay_seconds=[1, 10],
    cache_policy=NO_CACHE,
)
def write_county(writers: Writers, table: Due) -> list[Path]:
    """Write one county and year. Tried again because a share or a full disk may heal."""
    written = writers.write(table)
    county = hashlib.sha256(table.county.encode()).hexdigest()[:8]  # a key is of Latin letters
    for workbook in (path for path in written if path.suffix == ".xlsx"):
        create_link_artifact(
            workbook.as_uri(),
            link_text=workbook.name,
            key=f"county-{table.year}-{county}",
            description=f"{table.county} {table.year} 年汇总表",
        )
    return written
