"""Processes that compute for this one: as many as the settings say, so that every core has one.

Rules:
- Processes are spawned, never forked: threads run here.
- Each computes in one thread, since the others have cores of their own, and keeps memory that it has given back for some seconds:
  to ask the system for the same pages again for every frame takes a fifth of the time.
- They end with the one that started them, also when that is killed.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor

# Read by polars (its allocator, jemalloc, on all but Windows) when a process loads it.
_COMPUTING = {"POLARS_MAX_THREADS": "1", "_RJEM_MALLOC_CONF": "dirty_decay_ms:5000,muzzy_decay_ms:-1"}


def processes(count: int, initializer: Callable[..., object], *initargs: object) -> ProcessPoolExecutor:
    """At most ``count``, each started when it is needed; ``initializer`` runs in each at its beginning."""
    for name, value in _COMPUTING.items():
        os.environ.setdefault(name, value)
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(count, mp_context=context, initializer=initializer, initargs=initargs)


def belong_to_parent() -> None:
    """Leave interrupts to the parent, and end with it: its death closes no queue that this process waits at."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, name="parent", daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
