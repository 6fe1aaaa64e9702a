"""Processes that compute for this one: as many as the settings say, so that every core has one.

Rules:
- They are never forked from this process: threads run here. On Linux a process that has done nothing but import what they need
  is forked instead (to import it takes half of what two readers and two writers cost till they can work); it is started with
  the first of them and stays as long as this one. Elsewhere each is started afresh.
- Each computes in one thread, since the others have cores of their own, and keeps memory that it has given back for some seconds:
  to ask the system for the same pages again for every frame takes a fifth of the time.
- They look for garbage in cycles rarely: nearly all that they make is freed without, and to go through the rules and what was
  made of a county again and again takes a tenth of the time.
- They end with the one that started them, also when that is killed.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing.context import BaseContext

# Read by polars (its allocator, jemalloc, on all but Windows) when a process loads it.
_COMPUTING = {"POLARS_MAX_THREADS": "1", "_RJEM_MALLOC_CONF": "dirty_decay_ms:5000,muzzy_decay_ms:-1"}

_MADE = 50_000  # objects that are made before the youngest are looked through; Python's own number is 700


def processes(count: int, initializer: Callable[..., object], *initargs: object) -> ProcessPoolExecutor:
    """At most ``count``, each started when it is needed; ``initializer`` runs in each at its beginning."""
    for name, value in _COMPUTING.items():
        os.environ.setdefault(name, value)
    return ProcessPoolExecutor(count, mp_context=_context(), initializer=initializer, initargs=initargs)


if sys.platform == "linux":

    def _context() -> BaseContext:
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(["flows.workers", "flows.writers"])
        return context
else:

    def _context() -> BaseContext:
        return multiprocessing.get_context("spawn")


def belong_to_parent() -> None:
    """At the beginning of a process: leave interrupts to the parent, and end with it, since its death closes no queue that
    this process waits at; collect garbage rarely.
    """
    gc.set_threshold(_MADE)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, name="parent", daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
