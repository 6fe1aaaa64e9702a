"""The watch loop without Prefect: when it starts the intake, when it asks for tables, and what it says."""

from __future__ import annotations

import time
from pathlib import Path

import openpyxl
import pytest

from etl.demo import SAMPLES
from etl.intake import Inbox, process_all
from etl.store import Due
from etl.workspace import Workspace, init_workspace
from flows.office import Office
from flows.watch import Watch

REPORT = SAMPLES / "青溪县" / "石桥镇" / "石桥镇2024年工作总结及2025年工作计划.txt"


class Calls:
    """Stands for Prefect: does the intake itself, and notes what it was asked for."""

    def __init__(self) -> None:
        self.intakes: list[int] = []
        self.tables = 0

    def intake(self, office: Office) -> None:
        self.intakes.append(office.pending())
        process_all(office.ledger, office.rulebook)

    def ask(self) -> None:
        self.tables += 1


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    workspace = init_workspace(tmp_path / "w")
    text = "stability_seconds: 0\nscan_seconds: 1\nquiet_minutes: 0\n"
    (workspace.root / "xianhui.yaml").write_text(text, "utf-8")
    return Workspace(workspace.root)


@pytest.fixture
def calls() -> Calls:
    return Calls()


def drop(workspace: Workspace, county: str = "青溪县") -> None:
    folder = workspace.inbox / county / "石桥镇"
    folder.mkdir(parents=True)
    (folder / REPORT.name).write_bytes(
        REPORT.read_bytes().replace("青溪县".encode(), county.encode()) + county.encode()
    )


def test_without_work_nothing_is_started(workspace: Workspace, calls: Calls) -> None:
    watch = Watch(workspace.root, calls.intake, calls.ask)
    for _ in range(3):
        watch.look()
    watch.close()
    assert (calls.intakes, calls.tables) == ([], 0)


def test_a_file_that_is_stable_is_taken_and_its_tables_are_asked_for_once(workspace: Workspace, calls: Calls) -> None:
    watch = Watch(workspace.root, calls.intake, calls.ask)
    drop(workspace)
    watch.look()
    assert calls.intakes == [], "one look is never enough"
    for _ in range(4):
        watch.look()
    watch.close()
    assert calls.intakes == [1]
    assert calls.tables == 1


def test_a_workbook_that_was_saved_where_it_lies_asks_for_its_table(workspace: Workspace, calls: Calls) -> None:
    def write() -> None:
        calls.ask()
        with Office(workspace.root) as office:
            office.write_due(office.write_all)

    watch = Watch(workspace.root, calls.intake, write)
    drop(workspace)
    for _ in range(4):
        watch.look()
    (path,) = workspace.outputs.rglob("青溪县2024年*.xlsx")
    asked = calls.tables
    book = openpyxl.load_workbook(path)
    book["待审核"]["I2"] = "确认"
    book.save(path)
    for _ in range(3):
        watch.look()
    watch.close()
    assert calls.tables == asked + 1
    assert openpyxl.load_workbook(path)["审核记录"]["I2"].value == "确认（未署名）"


def test_a_look_while_tables_are_written_makes_none_due_again_that_was_written(workspace: Workspace) -> None:
    for county in ("青溪县", "白石县"):
        drop(workspace, county)
    seen: list[int] = []

    def write(tables: list[Due]) -> list[list[Path]]:
        """Two counties of one year, with a look after each, when there is no overview."""
        written = []
        for table in tables:
            written.append(office.write(table))
            with Office(workspace.root) as looking:
                seen.append(len(looking.due()))
        return written

    with Office(workspace.root) as office:
        inbox = Inbox(office.ledger)
        inbox.look(0.0)
        inbox.look(1.0)
        process_all(office.ledger, office.rulebook)
        office.write_due(write)
        assert seen == [1, 1] and office.due() == []


def test_what_was_due_when_it_stopped_is_asked_for_after_the_start(workspace: Workspace, calls: Calls) -> None:
    drop(workspace)
    first = Watch(workspace.root, calls.intake, lambda: None)
    first.look()
    first.look()
    first.close()
    second = Watch(workspace.root, calls.intake, calls.ask)
    second.look()
    second.close()
    assert calls.tables == 1


def test_what_came_in_is_listed_though_no_table_is_due(workspace: Workspace, calls: Calls) -> None:
    watch = Watch(workspace.root, calls.intake, calls.ask)
    (workspace.inbox / "坏.docx").write_bytes(b"PK\3\4 cut off")
    for _ in range(4):
        watch.look()
    watch.close()
    with Office(workspace.root) as office:
        assert office.due() == []
    assert calls.tables == 1


def test_a_list_of_documents_that_was_cut_short_is_written_after_the_start(workspace: Workspace, calls: Calls) -> None:
    listed = workspace.outputs / "documents.csv"
    (workspace.inbox / "坏.docx").write_bytes(b"PK\3\4 cut off")
    first = Watch(workspace.root, calls.intake, lambda: None)
    for _ in range(3):
        first.look()
    first.close()
    assert "quarantined" not in listed.read_text("utf-8")
    second = Watch(workspace.root, calls.intake, calls.ask)
    second.look()
    second.close()
    assert "quarantined" in listed.read_text("utf-8") and calls.tables == 0


def test_while_the_inbox_is_not_quiet_no_table_is_asked_for(workspace: Workspace, calls: Calls) -> None:
    (workspace.root / "xianhui.yaml").write_text("stability_seconds: 0\nquiet_minutes: 60\n", "utf-8")
    drop(workspace)
    watch = Watch(workspace.root, calls.intake, calls.ask)
    for _ in range(4):
        watch.look()
    watch.close()
    assert (calls.intakes, calls.tables) == ([1], 0)


def test_wrong_settings_are_said_once_and_work_goes_on_when_they_are_mended(
    workspace: Workspace, calls: Calls, caplog: pytest.LogCaptureFixture
) -> None:
    settings = workspace.root / "xianhui.yaml"
    good = settings.read_text("utf-8")
    watch = Watch(workspace.root, calls.intake, calls.ask)
    settings.write_text("scan_second: 1\n", "utf-8")
    watch.look()
    watch.look()
    assert caplog.text.count("XH-SET-003") == 1
    settings.write_text(good, "utf-8")
    drop(workspace)
    for _ in range(3):
        watch.look()
    watch.close()
    assert calls.intakes == [1]


def test_a_flow_that_fails_does_not_end_the_watch(
    workspace: Workspace, calls: Calls, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(office: Office) -> None:
        raise RuntimeError("no flow today")

    drop(workspace)
    watch = Watch(workspace.root, fail, calls.ask)
    pause = watch.pause
    for _ in range(4):
        watch.look()
    watch.close()
    assert caplog.text.count("XH-SERVE-003") == 1
    assert watch.pause > pause


def test_while_a_file_is_waited_for_the_next_look_comes_when_it_can_be_stable(
    workspace: Workspace, calls: Calls
) -> None:
    (workspace.root / "xianhui.yaml").write_text("stability_seconds: 1.5\nscan_seconds: 3600\n", "utf-8")
    watch = Watch(workspace.root, calls.intake, calls.ask)
    watch.look()
    assert watch.pause > 60
    drop(workspace)
    watch.look()
    assert 1 < watch.pause <= 1.5
    time.sleep(watch.pause)
    watch.look()
    watch.close()
    assert calls.intakes == [1]


def test_what_a_person_must_see_to_is_said_once(
    workspace: Workspace, calls: Calls, caplog: pytest.LogCaptureFixture
) -> None:
    drop(workspace)
    (workspace.inbox / "青溪县" / "石桥镇" / "坏.docx").write_bytes(b"PK\x03\x04 broken")
    watch = Watch(workspace.root, calls.intake, calls.ask)
    for _ in range(4):
        watch.look()
    watch.close()
    assert caplog.text.count("坏.docx") == 1
