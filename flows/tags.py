"""The counties that a flow run works on, as its tags.

Tasks have none: for each set of tags on one, Prefect asks the server whether it limits how many run at once, with a client
that it keeps, and where several ask at the same time some are put off by seconds. A task is found by its name.
"""

from __future__ import annotations

from collections.abc import Sequence

from prefect.client.orchestration import get_client
from prefect.context import FlowRunContext

MOST_TAGS = 50  # an event of Prefect's names at most 100 tags and other things: a run with more is refused


def tag_run(counties: Sequence[str]) -> None:
    """Tag the flow run that this is called in with the counties."""
    run = FlowRunContext.get()
    assert run is not None and run.flow_run is not None
    with get_client(sync_client=True) as client:
        client.update_flow_run(run.flow_run.id, tags=county_tags(counties))


def county_tags(counties: Sequence[str]) -> list[str]:
    """The names of the counties, each once, or where they are too many how many there are."""
    names = sorted(set(counties))
    return names if len(names) <= MOST_TAGS else [f"{len(names)} 个县区"]
