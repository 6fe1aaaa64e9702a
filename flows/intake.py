"""The intake flow: contents that wait are read, extracted and recorded, a task for each batch.

A flow run begins no batch after ``LARGEST`` contents, so that Prefect's record of it stays readable; whoever starts it starts it
again while work is left. What was recorded is recorded: a run that is killed loses no more than the batch it was at and the
next one, which is in work while Prefect writes down the first.
"""

from __future__ import annotations

import logging
from contextvars import ContextVar
from typing import cast
from uuid import UUID

from prefect import flow, task
from prefect.artifacts import create_progress_artifact, create_table_artifact, update_progress_artifact
from prefect.cache_policies import NO_CACHE

from etl.intake import Batch, Batches
from flows.office import Office
from flows.tags import tag_run
from flows.workers import Workers

LARGEST = 2000  # processes are started anew for each flow run
COLUMNS = {
    "county": "县区", "township": "乡镇街道", "period": "期间", "state": "结果", "mentions": "数字", "indicators": "指标",
    "file": "文件", "reason": "原因", "remedy": "处理办法",
}  # fmt: skip
_log = logging.getLogger("xianhui.intake")
# The workspace that is worked in: opened once, and no parameter of a run, since Prefect writes down all that hangs on those.
_office: ContextVar[Office] = ContextVar("office")


def work_on(office: Office) -> None:
    """Run the intake flow until nothing waits in the workspace."""
    at_work = _office.set(office)
    try:
        while pending := office.pending():
            intake_flow(files=pending)
    finally:
        _office.reset(at_work)


@flow(name="收件", flow_run_name="收件：{files} 份待处理")
def intake_flow(files: int) -> int:
    """Work on what is pending in the workspace of :func:`work_on`; how many contents were worked on of ``files`` expected."""
    office, done, expected = _office.get(), 0, min(files, LARGEST)
    tag_run(office.ledger.waiting_counties(office.rulebook.version))
    batch_files = office.workspace.settings.batch_files
    progress = _progress() if expected > batch_files else None
    with (
        Workers(office.workspace.settings.workers) as workers,
        Batches(office.ledger, office.rulebook, batch_files, workers.map) as batches,
    ):
        while batches.begun or (done < LARGEST and office.pending()):
            done += len(work_batch(batches, last=done + batches.begun + batch_files > LARGEST))
            _log.info("已处理 %d/%d 份。", done, max(done, expected))
            if progress is not None:
                update_progress_artifact(progress, min(100.0, 100.0 * done / expected))
    return done


def _progress() -> UUID:
    return cast(UUID, create_progress_artifact(0, "intake-progress", "处理进度"))


@task(
    name="读取提取",
    task_run_name="读取提取至多 {batches.size} 份",
    retries=2,
    retry_delay_seconds=1,
    cache_policy=NO_CACHE,
)
def work_batch(batches: Batches, *, last: bool) -> Batch:
    """Finish one batch. Tried again when a process died: the next try finds out which document did it."""
    batch = batches.batch(last=last)
    create_table_artifact(_rows(_office.get(), batch), key="intake-batch", description=_summary(batch))
    return batch


def _summary(batch: Batch) -> str:
    return f"入账 {len(batch.recorded)}，隔离 {len(batch.quarantined)}，稍后再试 {len(batch.postponed)}"


def _rows(office: Office, batch: Batch) -> list[dict[str, str]]:
    """The contents of the batch, as the artifact shows them."""
    outcomes = office.ledger.outcomes([*batch.recorded, *batch.quarantined, *batch.postponed])
    return [{title: str(row[name] or "") for name, title in COLUMNS.items()} for row in outcomes]
