"""The intake flow: contents that wait are read, extracted and recorded, a task for each batch.

A flow run takes at most ``LARGEST`` contents, so that Prefect's record of it stays readable; whoever starts it starts it again while
work is left. What was recorded is recorded: a run that is killed loses no more than the batch it was at.
"""

from __future__ import annotations

from pathlib import Path

from prefect import flow, task
from prefect.artifacts import create_table_artifact
from prefect.cache_policies import NO_CACHE

from etl.intake import Batch, process_batch
from flows.office import Office
from flows.workers import Workers

LARGEST = 500


@flow(name="收件", flow_run_name="收件：{files} 份待处理")
def intake_flow(root: Path, files: int) -> int:
    """Work on what is pending in the workspace at ``root``; how many contents were worked on. ``files`` only names the run."""
    done = 0
    with Office(root) as office, Workers(office.workspace.settings.workers) as workers:
        while done < LARGEST and office.pending():
            batch = work_batch(office, workers, min(office.workspace.settings.batch_files, LARGEST - done))
            done += len(batch)
    return done


@task(name="读取提取", task_run_name="读取提取至多 {limit} 份", retries=2, retry_delay_seconds=1, cache_policy=NO_CACHE)
def work_batch(office: Office, workers: Workers, limit: int) -> Batch:
    """Work on one batch. Tried again when a process died: the next try finds out which document did it."""
    batch = process_batch(office.ledger, office.rulebook, limit, workers.map)
    create_table_artifact(_rows(office, batch), key="intake-batch", description="本批文件")
    return batch


def _rows(office: Office, batch: Batch) -> list[dict[str, str]]:
    """The documents of the batch, as the artifact shows them."""
    worked = {*batch.recorded, *batch.quarantined, *batch.postponed}
    columns = {"file": "文件", "state": "状态", "code": "代码", "reason": "原因", "remedy": "处理办法"}
    documents = office.ledger.documents().select("sha256", *columns)
    return [
        {title: row[name] or "" for name, title in columns.items()}
        for row in documents.iter_rows(named=True)
        if row["sha256"] in worked and row["state"] != "alias"
    ]
