"""Whatever is done to an inbox, in any order: every content that was seen in it is in exactly one state, always."""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from etl.cli.status import open_documents
from etl.errors import XianhuiError
from etl.intake import process_all, put_away
from etl.intake.claim import claim_file
from etl.intake.contents import is_archive
from etl.readers import read
from etl.rulebook import Rulebook
from etl.workspace import Workspace, init_workspace
from tests.flows.faults import Faults, Killed, faulty
from tests.flows.passes import time_passes

from .conftest import Office, report
from .test_archives import packed

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
SETTINGS = "stability_seconds: 0\nkeep_originals: {keeps}\ncounties:\n  甲县:\n    townships: [甲镇, 乙镇]\n"
NIGHTLY = bool(os.environ.get("XIANHUI_NIGHTLY"))
STATES = {"recorded", "superseded", "alias", "quarantined", "unclaimed", "ignored", "waiting", "review"}
ENDED = STATES - {"waiting"}

PATHS = st.sampled_from(
    [
        "甲县/甲镇/a.txt",
        "甲县/甲镇/b.txt",
        "甲县/乙镇/a.txt",
        "甲县/乙镇/2023年b.txt",
        "甲县/c.txt",
        "d.txt",
        "甲县/乙镇/e.zip",
    ]
)
ONE, OTHER = report("甲镇"), report("XX镇", gdp="3.5")
CONTENTS = st.sampled_from(
    [
        ONE, OTHER, report("XX镇", gdp="3.6"), report("乙镇", 2022), b"", b"PK\x03\x04 cut off", b"PK\x03\x04 also",
        "乙镇工作总结\n\n全镇粮食产量6850吨。\n".encode(), packed({"x.txt": ONE, "y.txt": OTHER}), packed({"x.txt": OTHER}),
    ]
)  # fmt: skip


class Machine(RuleBasedStateMachine):
    """``shown``: every (path, hash) that lay there when a pass came to its end."""

    rulebook: Rulebook

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.root = self.folder / "office"
        init_workspace(self.root)
        (self.root / "xianhui.yaml").write_text(SETTINGS.format(keeps="stay"), "utf-8")
        self.office = Office(Workspace.open(self.root), self.rulebook)
        self.clock = 1_600_000_000
        self.shown: set[tuple[str, str]] = set()

    def teardown(self) -> None:
        self.office.ledger.close()
        shutil.rmtree(self.folder)

    @rule()
    def move_originals_from_now_on(self) -> None:
        (self.root / "xianhui.yaml").write_text(SETTINGS.format(keeps="move"), "utf-8")
        self.reopen()

    @rule(path=PATHS, content=CONTENTS)
    def drop(self, path: str, content: bytes) -> None:
        self.clock += 1
        self.office.drop(path, content, mtime=self.clock)

    @rule(path=PATHS)
    def delete(self, path: str) -> None:
        (self.root / "inbox" / path).unlink(missing_ok=True)

    @rule(path=PATHS, new=PATHS)
    def rename(self, path: str, new: str) -> None:
        source, target = self.root / "inbox" / path, self.root / "inbox" / new
        if source.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            source.replace(target)

    @rule(path=PATHS, share=st.sampled_from([0.0, 0.5, 0.95]))
    def truncate(self, path: str, share: float) -> None:
        target = self.root / "inbox" / path
        if target.exists():
            os.truncate(target, int(target.stat().st_size * share))

    @rule(path=PATHS, township=st.sampled_from(["甲镇", "乙镇"]), period=st.sampled_from(["", "2023", "2021"]))
    def claim(self, path: str, township: str, period: str) -> None:
        try:
            claim_file(self.office.ledger, path, "甲县", township, period)
        except XianhuiError as error:
            assert error.code in ("XH-CLAIM-001", "XH-CLAIM-002", "XH-CLAIM-008")

    @rule()
    def run(self) -> None:
        time_passes(self.root)
        self.office.run()
        lying = self.lying()
        put_away(self.office.ledger)
        self.shown |= {(path, sha) for path, (sha, taken) in lying.items() if taken}
        rows = self.rows()
        for path, (sha256, _) in lying.items():
            mine = [state for file, sha, state in rows if file == path and sha in (sha256, None)]
            assert mine and set(mine) <= ENDED, f"{path} {mine}"
        speakers = [sha for _, sha, state in rows if sha and state != "alias"]
        assert len(speakers) == len(set(speakers)), "a content is in two states"
        assert {sha for _, sha, _ in rows if sha} == set(speakers), "a content speaks by no file"

    @rule(at=st.integers(0, 120))
    def crash(self, at: int) -> None:
        faults = Faults(self.root, at, deadly=True)
        try:
            with faulty(faults):
                self.office.arrive()
                process_all(self.office.ledger, self.rulebook)
                put_away(self.office.ledger)
        except Killed:
            pass
        self.reopen()

    @invariant()
    def everything_is_in_exactly_one_state(self) -> None:
        rows = self.rows()
        assert {state for _, _, state in rows} <= STATES
        keys = [(file, sha) for file, sha, _ in rows]
        assert len(keys) == len(set(keys)), "a file has two states"
        known = {(file, sha) for file, sha, _ in rows if sha}
        assert self.shown <= known, "a file is lost"
        reports = self.office.ledger.reports("甲县")
        assert not reports.select("sha256").is_duplicated().any()
        assert not reports.select("township", "period", "kind").is_duplicated().any(), "superseded reports count"

    @invariant()
    def what_needs_somebody_is_found_without_the_rest(self) -> None:
        ledger = self.office.ledger
        assert open_documents(ledger.documents(unsettled=True)) == open_documents(ledger.documents())

    def lying(self) -> dict[str, tuple[str, bool]]:
        """What lies in the inbox: the hash, and whether it is taken as it is (neither empty nor an archive)."""
        inbox = self.root / "inbox"
        contents = {
            path.relative_to(inbox).as_posix(): path.read_bytes() for path in inbox.rglob("*") if path.is_file()
        }
        return {
            path: (hashlib.sha256(content).hexdigest(), bool(content) and not is_archive(content))
            for path, content in contents.items()
        }

    def rows(self) -> list[tuple[str, str | None, str]]:
        return self.office.ledger.documents().select("file", "sha256", "state").rows()  # type: ignore[return-value]

    def reopen(self) -> None:
        now = self.office.now
        self.office.ledger.close()
        self.office = Office(Workspace.open(self.root), self.rulebook)
        self.office.now = now


def test_every_content_is_in_exactly_one_state_whatever_is_done_to_the_inbox(
    rulebook: Rulebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("etl.intake.reading.read", read)
    Machine.rulebook = rulebook
    often = settings(
        max_examples=300 if NIGHTLY else 8,
        stateful_step_count=25 if NIGHTLY else 20,
        deadline=None,
        derandomize=not NIGHTLY,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(Machine, settings=often)
