"""A backup is a workspace: whole, checked, taken while work goes on, and given back as it was."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from etl.backup import MANIFEST, back_up, restore
from etl.errors import WorkspaceError
from etl.intake import arrive, take
from etl.rulebook import load_rulebook
from etl.store import Ledger
from etl.workspace import Workspace, init_workspace

from .intake.conftest import report


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    workspace = init_workspace(tmp_path / "值班")
    settings = workspace.root / "xianhui.yaml"
    settings.write_text(settings.read_text("utf-8").replace("stability_seconds: 5", "stability_seconds: 0"), "utf-8")
    for year in (2022, 2023):
        drop(workspace, f"青溪县/石桥镇/石桥镇{year}年工作总结.txt", report("石桥镇", year))
    with Ledger(Workspace(workspace.root)) as ledger:
        take(ledger, load_rulebook())
    return Workspace(workspace.root)


def drop(workspace: Workspace, path: str, content: bytes) -> None:
    file = workspace.inbox / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)


def told(workspace: Workspace) -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    """All files with their states, and all figures."""
    with Ledger(workspace) as ledger:
        reports = ledger.reports("青溪县")
        return ledger.documents().to_dicts(), ledger.mentions(reports).to_dicts()


def test_a_restored_workspace_is_as_it_was_and_takes_nothing_anew(workspace: Workspace, tmp_path: Path) -> None:
    copy = restore(back_up(workspace, tmp_path / "备份"), tmp_path / "新值班")
    assert told(copy) == told(workspace)
    with Ledger(copy) as ledger:
        assert arrive(ledger).taken == []


def test_a_backup_taken_while_reports_are_recorded_is_whole(workspace: Workspace, tmp_path: Path) -> None:
    stop = threading.Event()

    def work() -> None:
        rulebook, number = load_rulebook(), 0
        while not stop.is_set() and number < 200:
            number += 1
            drop(workspace, f"青溪县/石桥镇/石桥镇2023年第{number}次总结.txt", report("石桥镇", 2023, f"{number}.5"))
            with Ledger(Workspace(workspace.root)) as ledger:
                take(ledger, rulebook)
                ledger.keep_house()

    worker = threading.Thread(target=work)
    worker.start()
    try:
        backups = [back_up(workspace, tmp_path / str(number)) for number in range(3)]
    finally:
        stop.set()
        worker.join()
    for number, backup in enumerate(backups):
        documents, mentions = told(restore(backup, tmp_path / f"新{number}"))
        assert mentions, "every row of the ledger finds its figures"
        assert {document["state"] for document in documents} <= {"recorded", "superseded", "waiting", "alias"}


def test_a_damaged_backup_is_not_restored(workspace: Workspace, tmp_path: Path) -> None:
    backup = back_up(workspace, tmp_path / "备份")
    victim = next((backup / ".xianhui" / "mentions").rglob("*.parquet"))
    victim.write_bytes(victim.read_bytes()[:-1] + b"?")
    with pytest.raises(WorkspaceError, match="XH-BACKUP-006"):
        restore(backup, tmp_path / "新")
    assert not (tmp_path / "新").exists()


@pytest.mark.parametrize(
    ("code", "call"),
    [
        ("XH-BACKUP-001", lambda workspace, free: back_up(workspace, workspace.root / "备份")),
        ("XH-BACKUP-002", lambda workspace, free: back_up(workspace, workspace.root.parent / "文件")),
        ("XH-BACKUP-004", lambda workspace, free: restore(workspace.root, free)),
        ("XH-BACKUP-005", lambda workspace, free: restore(back_up(workspace, free), workspace.root)),
    ],
)
def test_what_cannot_be_done_is_said_and_changes_nothing(
    workspace: Workspace, tmp_path: Path, code: str, call: Callable[[Workspace, Path], object]
) -> None:
    (tmp_path / "文件").write_text("no folder", "utf-8")
    before = told(workspace)
    with pytest.raises(WorkspaceError, match=code) as caught:
        call(workspace, tmp_path / "空")
    assert ".partial" not in str(caught.value) and not re.search("[A-Z][a-z]+ ", caught.value.reason)
    assert told(workspace) == before


def test_the_list_of_a_backup_names_every_file(workspace: Workspace, tmp_path: Path) -> None:
    backup = back_up(workspace, tmp_path / "备份")
    lines = (backup / MANIFEST).read_text("utf-8-sig").splitlines()[1:]
    files = {path.relative_to(backup).as_posix() for path in backup.rglob("*") if path.is_file()} - {MANIFEST}
    assert {line.rsplit(",", 2)[0] for line in lines} == files
    assert "xianhui.yaml" in files


@pytest.mark.parametrize(
    "text",
    [
        "a,b\n1,2\n",
        "path,size,sha256\nfoo\n",
        "path,size,sha256\nx,many,00\n",
        "path,size,sha256\n../外面.txt,1,00\n",
        "",
    ],
    ids=["other columns", "a short line", "no size", "a way out", "empty"],
)
def test_a_spoilt_list_is_said_and_nothing_is_restored(workspace: Workspace, tmp_path: Path, text: str) -> None:
    backup = back_up(workspace, tmp_path / "备份")
    (tmp_path / "备份").joinpath("外面.txt").write_text("x", "utf-8")
    (backup / MANIFEST).write_text(text, "utf-8-sig")
    with pytest.raises(WorkspaceError, match="XH-BACKUP-006"):
        restore(backup, tmp_path / "新")
    assert not (tmp_path / "新").exists()


def test_what_people_put_beside_comes_along(workspace: Workspace, tmp_path: Path) -> None:
    (workspace.root / "名单.txt").write_text("石桥镇\n", "utf-8")
    restored = restore(back_up(workspace, tmp_path / "备份"), tmp_path / "新")
    assert (restored.root / "名单.txt").read_text("utf-8") == "石桥镇\n"
