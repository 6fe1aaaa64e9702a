"""The intake flow: contents that wait are read, extracted and recorded, a task for each batch.

A flow run works through a :class:`Shift`; whoever starts it starts it again while work is left. What was recorded is recorded:
a run that is killed loses no more than the batch it was at and the next one, which is in work while Prefect writes down the first.
"""

from __future__ import annotations

import logging
from contextvars import ContextVar
from typing import cast
from uuid import UUID

from prefect import flow, task
from prefect.artifacts import create_progress_artifact, create_table_artifact, update_progress_artifact
from prefect.cache_policies import NO_CACHE

from etl.intake import Batch
from flows.office import Office
from flows.shift import LARGEST, Shift
from flows.tags import tag_run

COLUMNS = {
    "county": "县区", "township": "乡镇街道", "period": "期间", "state": "结果", "mentions": "数字", "indicators": "指标",
    "file": "文件", "reason": "原因", "remedy": "处理办法",
}  # fmt: skip
_log = logging.getLogger("xianhui.intake")
# What is worked on: no parameter of a run, since Prefect writes down all that hangs on those.
_shift: ContextVar[Shift] = ContextVar("shift")


def work_on(office: Office) -> None:
    """Run the intake flow until nothing waits in the workspace."""
    while office.pending():
        with Shift(office) as shift:
            work_through(shift)


def work_through(shift: Shift) -> None:
    """Run the intake flow once, for the contents of the shift."""
    at_work = _shift.set(shift)
    try:
        intake_flow(files=shift.waiting)
    finally:
        _shift.reset(at_work)


@flow(name="收件", flow_run_name="收件：{files} 份待处理")
def intake_flow(files: int) -> int:
    """Work on the contents of the shift of :func:`work_through`; how many were worked on of ``files`` expected."""
    shift, expected = _shift.get(), min(files, LARGEST)
    tag_run(shift.counties)
    progress = _progress() if expected > shift.size else None
    while shift.left:
        work_batch(shift)
        _log.info("已处理 %d/%d 份。", shift.done, max(shift.done, expected))
        if progress is not None:
            update_progress_artifact(progress, min(100.0, 100.0 * shift.done / expected))
    return shift.done


def _progress() -> UUID:
    return cast(UUID, create_progress_artifact(0, "intake-progress", "处理进度"))


@task(
    name="读取提取",
    task_run_name="读取提取至多 {shift.size} 份",
    retries=2,
    retry_delay_seconds=1,
    cache_policy=NO_CACHE,
)
def work_batch(shift: Shift) -> Batch:
    """Finish one batch. Tried again when a process died: the next try finds out which document did it."""
    batch = shift.batch()
    create_table_artifact(_rows(shift.office, batch), key="intake-batch", description=_summary(batch))
    return batch


def _summary(batch: Batch) -> str:
    return f"入账 {len(batch.recorded)}，隔离 {len(batch.quarantined)}，稍后再试 {len(batch.postponed)}"


def _rows(office: Office, batch: Batch) -> list[dict[str, str]]:
    """The contents of the batch, as the artifact shows them."""
    outcomes = office.ledger.outcomes([*batch.recorded, *batch.quarantined, *batch.postponed])
    return [{title: str(row[name] or "") for name, title in COLUMNS.items()} for row in outcomes]
