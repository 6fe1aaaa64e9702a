"""Flow runs without a heartbeat: nobody listens for it, and every run waits most of a second at its end for the thread that sends it.

Prefect takes no "never" from the environment, so it is set for the calls themselves.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings


@contextmanager
def without_heartbeat() -> Iterator[None]:
    """For the flow runs that this thread starts while the ``with`` lasts."""
    with temporary_settings({PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}):
        yield
