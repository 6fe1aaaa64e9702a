"""The hazards of an inbox, with real files and real processes.

Partial copy and slow writer, thousands at once, archives of old Windows, names that mean something to a shell or a
spreadsheet, a full disk, a bomb. Beside these: links, pipes, ignore list, names that are not UTF-8 in ``test_scan``;
renamed, same content, new versions in ``test_identity``; two watchers and kill -9 in ``test_processes``; busy, huge,
empty, vanished in ``test_trouble``; clock skew in ``test_stability``; hanging readers in ``tests/readers/test_apart``.
"""

from __future__ import annotations

import csv
import errno
import hashlib
import io
import os
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from etl.demo import SAMPLES
from etl.durable import write_whole
from etl.errors import WorkspaceError
from etl.export import write_documents
from etl.intake import Inbox, arrive, process_all
from etl.intake.claim import claim_file
from etl.rulebook import Rulebook
from etl.store import Ledger, Recording, mentions_file
from etl.tables import MENTIONS
from etl.workspace import Workspace, init_workspace
from tests.conftest import Command

from .conftest import Office, report
from .test_archives import old_windows_zip

ROOT = Path(__file__).parents[2]
WRITER = """
import pathlib, sys, time
source, target, *pauses = sys.argv[1:]
content = pathlib.Path(source).read_bytes()
part = -(-len(content) // (len(pauses) + 1))
with open(target, "wb", buffering=0) as file:
    for number, pause in enumerate([*pauses, "0"]):
        file.write(content[number * part : (number + 1) * part])
        time.sleep(float(pause))
"""
DOCX = next(SAMPLES.rglob("*.docx"))


def watched(office: Office, writer: subprocess.Popen[bytes], delay: float) -> list[str]:
    """What a watcher takes while the writer works, and for a while after."""
    workspace = office.workspace
    workspace.__dict__["settings"] = workspace.settings.model_copy(update={"stability_seconds": delay})
    inbox, taken, end = Inbox(office.ledger), [], float("inf")
    while time.monotonic() < end:
        taken += inbox.look(time.monotonic()).taken
        process_all(office.ledger, office.rulebook)
        if end == float("inf") and writer.poll() is not None:
            end = time.monotonic() + 3 * delay
        time.sleep(0.02)
    return taken


def writing(target: Path, *pauses: float) -> subprocess.Popen[bytes]:
    target.parent.mkdir(parents=True, exist_ok=True)
    return subprocess.Popen([sys.executable, "-c", WRITER, DOCX, target, *map(str, pauses)])


def test_slow_writer_is_taken_once_and_whole(office: Office) -> None:
    target = office.workspace.inbox / "甲县/甲镇/慢.docx"
    assert watched(office, writing(target, *[0.1] * 12), 0.6) == ["甲县/甲镇/慢.docx"]
    assert office.row("甲县/甲镇/慢.docx")["sha256"] == hashlib.sha256(DOCX.read_bytes()).hexdigest()


def test_writer_with_a_long_pause_is_never_recorded_by_half(office: Office) -> None:
    """A pause longer than any delay: the half is no whole document, is refused, and heals when the rest has come."""
    target = office.workspace.inbox / "甲县/甲镇/停.docx"
    assert watched(office, writing(target, 2.0), 0.3) == ["甲县/甲镇/停.docx"] * 2
    rows = office.ledger.documents().rows(named=True)
    assert [(row["state"], row["code"]) for row in rows][:1] == [("superseded", "XH-INTAKE-051")]
    assert rows[-1]["sha256"] == hashlib.sha256(DOCX.read_bytes()).hexdigest()
    assert office.ledger.recorded().keys() <= {rows[-1]["sha256"]}
    assert not (office.workspace.quarantine / "甲县/甲镇/停.docx.原因.txt").exists()
    assert (office.workspace.quarantine / "甲县/甲镇/停.docx.已解决.txt").exists()


def test_archive_of_old_windows_is_filed_by_its_folders(office: Office) -> None:
    office.drop("来件.zip", old_windows_zip("甲县/甲镇/二〇二三年总结.txt", report()))
    office.run()
    row = office.row("来件.zip/甲县/甲镇/二〇二三年总结.txt")
    assert (row["state"], row["county"], row["township"]) == ("recorded", "甲县", "甲镇")


def test_names_that_mean_something_to_a_shell_or_a_spreadsheet_are_only_names(
    office: Office, xianhui: Command, tmp_path: Path
) -> None:
    names = [
        "-rf.txt",
        "--help",
        "=1+1.txt",
        "@SUM(A1).txt",
        "+x.txt",
        "$(x).txt",
        "a;b.txt",
        "CON.txt",
        "名" * 80 + ".txt",
    ]
    for number, name in enumerate(names):
        office.drop(name, report("XX镇", gdp=str(number + 1)))
        office.drop(f"甲县/{name}/{name}", b"PK\x03\x04" + str(number).encode())
    office.run()
    states = office.states()
    assert {states[name] for name in names} == {"unclaimed"}
    assert {states[f"甲县/{name}/{name}"] for name in names} == {"quarantined"}
    assert len(list(office.workspace.quarantine.rglob("*.原因.txt"))) == len(names)
    listed = csv.reader(io.StringIO(write_documents(tmp_path, office.ledger.documents()).read_text("utf-8-sig")))
    assert not [row for row in listed if row[0].startswith(("=", "+", "-", "@"))]
    claim_file(office.ledger, "=1+1.txt", "甲县", "甲镇")
    done = xianhui("extract", "--format", "table", "--", office.workspace.inbox / "-rf.txt")
    assert done.returncode == 0 and "地区生产总值" not in done.stderr


TMPFS = 80  # MB


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={TMPFS}m", "tmpfs", str(folder)]
    if sys.platform != "linux" or os.geteuid() or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("only root may mount a small disk")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


@pytest.mark.parametrize("left", [30 << 20, 0])
def test_full_disk_pauses_and_goes_on_by_itself(small_disk: Path, rulebook: Rulebook, left: int) -> None:
    """Little space: nothing more is taken. None at all: even the ledger cannot say so, and the command does."""
    init_workspace(small_disk / "office")
    office = Office(Workspace.open(small_disk / "office"), rulebook)
    office.drop("甲县/甲镇/报告.txt", report(), mtime=1_600_000_000)
    filler = small_disk / "filler"
    with filler.open("wb", buffering=0) as file:
        free = os.statvfs(small_disk).f_bavail * os.statvfs(small_disk).f_frsize - left
        file.write(b"\0" * free)
    if left:
        assert len(office.run()) == 0
        assert office.row("甲县/甲镇/报告.txt")["code"] == "XH-INTAKE-014"
    else:
        with pytest.raises(WorkspaceError, match="XH-STORE-003"):
            office.run()
    filler.unlink()
    office.run()
    assert office.states() == {"甲县/甲镇/报告.txt": "recorded"}
    office.ledger.close()


BOMB = """
import os, re, sys
from pathlib import Path
from etl.errors import DocumentError
from etl.readers.apart import ReaderProcess
process = ReaderProcess()
try:
    process.read(Path(sys.argv[1]).read_bytes(), "弹.docx")
except DocumentError as error:
    print(error.code)
pids = os.getpid(), process._started().pid
print(*(int(re.search(r"VmHWM:\\s+(\\d+)", Path(f"/proc/{pid}/status").read_text())[1]) >> 10 for pid in pids))
process.close()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_bomb_of_half_a_megabyte_costs_under_100_mb(tmp_path: Path) -> None:
    bomb = tmp_path / "弹.docx"
    with zipfile.ZipFile(DOCX) as good, zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in good.namelist():
            if name != "word/document.xml":
                archive.writestr(name, good.read(name))
        with archive.open("word/document.xml", "w") as part:
            for _ in range(600):
                part.write(b" " * (1 << 20))
    assert bomb.stat().st_size < 700_000
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", BOMB, bomb], capture_output=True, text=True, env=environment, check=True
    )
    code, *megabytes = done.stdout.split()
    assert code == "XH-GATE-003" and max(map(int, megabytes)) < 100


MANY = 2000
CROWD = """
import pathlib, sys
inbox = pathlib.Path(sys.argv[1])
for number in range(int(sys.argv[2])):
    folder = inbox / "甲县" / f"{number % 40}镇" / f"{number % 200}" / "年底"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{number}.txt").write_text(f"{number}年工作总结" * 20, "utf-8")
"""


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory, rulebook: Rulebook) -> Iterator[Office]:
    """2,000 files that came in fresh nested folders at once, while a watcher looked; all of them recorded."""
    root = tmp_path_factory.mktemp("crowd") / "office"
    init_workspace(root)
    (root / "xianhui.yaml").write_text("stability_seconds: 0\n", "utf-8")
    office = Office(Workspace.open(root), rulebook)
    writer = subprocess.Popen([sys.executable, "-c", CROWD, root / "inbox", str(MANY)])
    inbox, taken = Inbox(office.ledger), 0
    while writer.poll() is None or inbox.look(time.monotonic()).waiting:
        taken += len(inbox.look(time.monotonic()).taken)
    assert writer.returncode == 0
    record_all(office)
    yield office
    office.ledger.close()


def record_all(office: Office) -> None:
    """As if all had been read and extracted: a minute's work that is none of the inbox's."""
    workspace, version = office.workspace, office.rulebook.version
    empty, figures = mentions_file("0" * 64, "", MENTIONS.empty())
    write_whole(workspace.mentions / empty, figures)
    rows = office.ledger.documents().rows(named=True)
    office.ledger.claim(version, "me", MANY)
    described = ("2023", None, None, "标题", "", empty, 0, 0, "[]")
    office.ledger.record(
        [
            Recording(
                row["sha256"], version, "text/1", row["file"].rpartition("/")[2], row["file"], "专题", 2023, *described
            )
            for row in rows
        ]
    )
    for copy in workspace.staging.iterdir():
        copy.unlink()


def test_two_thousand_files_in_fresh_nested_folders_at_once_are_all_taken(crowd: Office) -> None:
    states = crowd.states()
    lying = {path.relative_to(crowd.workspace.inbox).as_posix() for path in crowd.workspace.inbox.rglob("*.txt")}
    assert len(lying) == MANY and states.keys() == lying
    assert set(states.values()) == {"recorded"}


def test_unchanged_rerun_over_two_thousand_files_writes_nothing_and_takes_a_second(crowd: Office) -> None:
    def everything() -> dict[Path, tuple[int, int, str]]:
        files = [path for path in crowd.workspace.root.rglob("*") if path.is_file() and path.suffix != ".sqlite-shm"]
        return {p: (p.stat().st_mtime_ns, p.stat().st_size, hashlib.sha256(p.read_bytes()).hexdigest()) for p in files}

    crowd.ledger.close()
    before, began = everything(), time.process_time()
    with Ledger(Workspace.open(crowd.workspace.root)) as ledger:
        arrived = arrive(ledger)
        batch = process_all(ledger, crowd.rulebook)
    seconds = time.process_time() - began
    assert not arrived.taken and not arrived.waiting and not len(batch)
    assert everything() == before
    assert seconds < 2, "one second, and as much again where another process shares the core"


def test_a_mistake_of_the_system_is_a_sentence_and_no_traceback(
    office: Office, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from etl.cli import main

    def broken(*_: object, **__: object) -> None:
        raise OSError(errno.EIO, "Input/output error", "somewhere")

    monkeypatch.setattr("etl.store.ledger.views.documents", broken)
    assert main(["status", "--workspace", str(office.workspace.root)]) == 1
    assert capsys.readouterr().err.startswith("[XH-CLI-008] 读写文件出错：“somewhere”磁盘或网络读写出错。")
