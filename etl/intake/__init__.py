"""Intake: from files that somebody drops to contents that are recorded.

:func:`arrive` (or :class:`Inbox` for a watcher) brings files into the ledger, :func:`process_batch` works on what is due;
:func:`take` does both, once; :func:`put_away` does with the originals what the settings say.
"""

from __future__ import annotations

from etl.intake.arrive import Arrived, Inbox, arrive
from etl.intake.note import Batch
from etl.intake.originals import PutAway, put_away
from etl.intake.process import Batches, await_others, process_all, process_batch
from etl.rulebook import Rulebook
from etl.store import Ledger

__all__ = [
    "Arrived",
    "Batch",
    "Batches",
    "Inbox",
    "PutAway",
    "arrive",
    "await_others",
    "process_all",
    "process_batch",
    "put_away",
    "take",
]


def take(ledger: Ledger, rulebook: Rulebook) -> tuple[Arrived, Batch]:
    """One pass: what lies in the inbox is taken, and all that is due is worked on."""
    return arrive(ledger), process_all(ledger, rulebook)
