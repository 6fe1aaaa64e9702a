"""What one intake run works on: batches of contents, and the processes that read and extract them.

Rules:
- Processes are started anew for each run, which begins no batch after ``LARGEST`` contents, so that Prefect's record of it stays
  readable.
- The first batches can be in work before Prefect is there: its server takes seconds to start, as the processes do. Where it does
  not come up the contents are given back, and count as untried.
"""

from __future__ import annotations

from concurrent.futures import BrokenExecutor
from contextlib import ExitStack, suppress

from etl.intake import Batch, Batches
from flows.office import Office
from flows.workers import Workers

LARGEST = 2000
AHEAD = 6  # batches: what is done while the server starts and the flow begins


class Shift:
    """Use it in a ``with``: what is not finished at its end is given back.

    ``waiting`` is how many contents wait at its beginning, and ``counties`` are those in whose folders they lie.
    """

    def __init__(self, office: Office) -> None:
        settings = office.workspace.settings
        self.office = office
        self.size = settings.batch_files
        self.done = 0
        self.waiting = office.pending()
        self.counties = office.ledger.waiting_counties(office.rulebook.version)
        self._workers = Workers(settings.workers)
        self._batches = Batches(office.ledger, office.rulebook, self.size, self._workers.map)
        self._open = ExitStack()

    def __enter__(self) -> Shift:
        self._open.enter_context(self._workers)
        self._open.enter_context(self._batches)
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def begin(self) -> None:
        """Have the first batches in work, while this process does something else."""
        with suppress(BrokenExecutor):  # their contents count as tried, and the next batch is of those that were not
            for _ in range(AHEAD):
                self._batches.begin()

    @property
    def left(self) -> bool:
        """Whether a batch is to come."""
        return bool(self._batches.begun) or (self.done < LARGEST and self.office.pending() > 0)

    def batch(self) -> Batch:
        """The next batch, finished. Raises BrokenExecutor as :meth:`Batches.batch`."""
        last = self.done + self._batches.begun + self.size > LARGEST
        batch = self._batches.batch(last=last)
        self.done += len(batch)
        return batch
