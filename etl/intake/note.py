"""How work on contents ended: noted in quarantine, in the ledger and in the log.

Rules:
- Quarantine is written, and mended, before the ledger says so: a crash between the two is repeated, not forgotten.
- What cannot be written there waits, and is tried again.
- The ledger holds the reasons; a log or a staged copy that cannot be touched stops nothing.
"""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import dataclass, field, replace

from etl.errors import DocumentError
from etl.intake.ahead import forget
from etl.intake.quarantine import heal, quarantine
from etl.intake.stage import trouble
from etl.store import Claim, Failure, Ledger, Recording
from etl.workspace import Workspace

Outcome = Recording | Failure


@dataclass(slots=True)
class Batch:
    """How a batch ended, by sha256: recorded, refused for good, to be tried again later."""

    recorded: list[str] = field(default_factory=list)
    quarantined: list[str] = field(default_factory=list)
    postponed: list[str] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.recorded) + len(self.quarantined) + len(self.postponed)


def note(ledger: Ledger, owner: str, done: list[tuple[Claim, Outcome]], batch: Batch) -> None:
    """Note how the work on ``done`` ended, for ``owner``; ``batch`` counts it."""
    done = [(claim, _healed(ledger.workspace, claim, outcome)) for claim, outcome in done]
    recorded = [(claim, outcome) for claim, outcome in done if isinstance(outcome, Recording)]
    ledger.record([outcome for _, outcome in recorded])
    for claim, _ in recorded:
        _drop_copy(ledger.workspace, claim)
        batch.recorded.append(claim.sha256)
    for claim, outcome in done:
        if isinstance(outcome, Failure):
            _note_failure(ledger, owner, claim, outcome, batch)


def _healed(workspace: Workspace, claim: Claim, outcome: Outcome) -> Outcome:
    """The outcome, after what was in quarantine under the name of a recorded file is marked as solved."""
    if isinstance(outcome, Failure):
        return outcome
    try:
        heal(workspace.quarantine, claim.path)
    except OSError as error:
        why = trouble(error)
        return Failure(claim.sha256, outcome.rules, why.code, why.reason, why.remedy, retry=True, counted=False)
    return outcome


def _drop_copy(workspace: Workspace, claim: Claim) -> None:
    with suppress(OSError):  # what stays is swept later
        forget(claim.sha256, workspace)


def _note_failure(ledger: Ledger, owner: str, claim: Claim, outcome: Failure, batch: Batch) -> None:
    workspace = ledger.workspace
    copy = workspace.staging / claim.sha256
    _log(workspace, claim, outcome)
    final = outcome.is_final(claim.attempts)
    if final:
        why = DocumentError(outcome.code, outcome.reason, outcome.remedy)
        try:
            replaced = ledger.is_replaced(claim.path, claim.sha256)
            quarantine(workspace.quarantine, claim.path, copy if copy.exists() else None, why, replaced=replaced)
        except OSError as error:
            _log(workspace, claim, replace(outcome, code=trouble(error).code, trace=""))
            outcome, final = replace(outcome, retry=True, counted=False), False
    ledger.fail(outcome, owner)
    if final:
        _drop_copy(workspace, claim)
    elif outcome.code == "XH-INTAKE-031":
        ledger.stage_again(claim.sha256)
    (batch.quarantined if final else batch.postponed).append(claim.sha256)


def _log(workspace: Workspace, claim: Claim, failure: Failure) -> None:
    stamp = time.strftime("%Y-%m-%dT%H:%M:%S%z")
    # The ledger holds the reason: a log that cannot be written is no reason to stop.
    with suppress(OSError), workspace.log.open("a", encoding="utf-8") as log:
        log.write(f"{stamp} {failure.code} {claim.sha256} attempt {claim.attempts}\n{failure.trace}")
        if failure.trace:
            log.write("\n")
