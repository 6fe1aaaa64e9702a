"""A workbook that came back, and what became of each of its rows."""

from __future__ import annotations

from typing import NamedTuple

TAKEN, KNOWN, REFUSED = "taken", "known", "refused"
UNKNOWN = "XH-REVIEW-010"  # of a row whose 编号 nobody knows: it is read again when somebody does


class Review(NamedTuple):
    """A workbook that came back.

    ``path`` is where from, ``copy`` the kept one, relative to the folder of reviews; ``county`` and ``year`` as far as
    known; ``edition`` of the workbook that was edited; ``round`` the pass that took it in.
    """

    sha256: str
    path: str
    copy: str
    county: str
    year: int | None
    edition: str
    round: int
    state: str = "kept"
    reason: str = ""


class Line(NamedTuple):
    """What became of one row of a reviewed workbook.

    ``outcome``: taken into the history, known (said before), or refused.
    """

    county: str
    year: int | None
    sheet: str
    row: int
    number: str
    township: str
    name: str
    decision: str
    value: str
    reviewer: str
    outcome: str
    code: str
    message: str

    @property
    def place(self) -> tuple[str, int]:
        return self.sheet, self.row
