"""``xianhui demo`` and ``run`` end to end: what a pass writes, and what it leaves alone."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

Command = Callable[..., subprocess.CompletedProcess[str]]
Hashes = Callable[[Path], dict[str, str]]

README = Path(__file__).resolve().parents[2] / "README.md"
OVERVIEW = ("overview.csv", "总览.xlsx")
FILES = {
    "rollup.csv", "observations.csv", "mentions.csv", "findings.csv", "targets.csv", "documents.csv", "datapackage.json",
    "evidence.html",
}  # fmt: skip


def test_the_demo_gives_a_workbook_and_tables_for_each_county_and_year(demo: Path, hashes: Hashes) -> None:
    written = set(hashes(demo))
    for county in ("青溪县", "湖阳县"):
        for year in ("2023", "2024"):
            folder = f"{year}/{county}/"
            assert {folder + name for name in (*FILES, f"{county}{year}年乡镇指标汇总.xlsx")} <= written
    assert {"documents.csv", *(f"{year}/{name}" for year in ("2023", "2024") for name in OVERVIEW)} <= written


def test_the_demo_prints_what_the_readme_shows(demo_told: tuple[Path, list[str]]) -> None:
    workspace, printed = demo_told
    tour = README.read_text("utf-8").partition("$ xianhui demo\n")[2].partition("\n$ ")[0]
    shown = [line.replace("/home/me/xianhui-demo", str(workspace.resolve())) for line in tour.splitlines()]
    assert sorted(line.replace("\\", "/") for line in printed) == sorted(line.replace("\\", "/") for line in shown)


def test_every_sample_is_recorded(demo: Path, xianhui: Command) -> None:
    status = json.loads(xianhui("status", "--workspace", demo, "--format", "json").stdout)
    received = [path for path in (demo / "inbox").rglob("*") if path.is_file()]
    assert {row["file"] for row in status["documents"]} == {
        path.relative_to(demo / "inbox").as_posix() for path in received
    }
    assert {row["state"] for row in status["documents"]} == {"recorded"}
    assert {(row["county"], row["period"]) for row in status["coverage"]} == {
        (county, year) for county in ("青溪县", "湖阳县") for year in ("2023", "2024")
    }


def test_a_second_run_starts_no_flow_and_changes_no_byte(demo: Path, xianhui: Command, hashes: Hashes) -> None:
    before, prefect = hashes(demo), prefect_files(demo)
    done = xianhui("run", "--workspace", demo)
    assert done.returncode == 0
    assert not done.stdout
    assert hashes(demo) == before
    assert prefect_files(demo) == prefect


def prefect_files(workspace: Path) -> dict[str, int]:
    return {path.name: path.stat().st_mtime_ns for path in (workspace / ".xianhui" / "prefect").iterdir()}


def test_another_process_with_another_hash_seed_gives_the_same_bytes(
    demo: Path, tmp_path: Path, xianhui: Command, hashes: Hashes
) -> None:
    done = xianhui("demo", tmp_path / "again", env={"PYTHONHASHSEED": "4242"})
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.splitlines()) == 4
    assert all(Path(line).is_file() for line in done.stdout.splitlines())
    assert hashes(tmp_path / "again") == hashes(demo)


def test_tables_that_were_deleted_are_written_again_and_a_bad_file_is_listed(
    demo: Path, tmp_path: Path, xianhui: Command, hashes: Hashes
) -> None:
    workspace = tmp_path / "copy"
    shutil.copytree(demo, workspace)
    before = hashes(workspace)
    shutil.rmtree(workspace / "outputs" / "2023" / "青溪县")
    (workspace / "outputs" / "2024" / "overview.csv").unlink()
    (workspace / "inbox" / "别县").mkdir()
    (workspace / "inbox" / "别县" / "坏的.docx").write_bytes(bytes(range(256)) * 20)
    done = xianhui("run", "--workspace", workspace)
    assert done.returncode == 0, done.stderr
    assert "隔离  别县/坏的.docx" in done.stderr
    assert (workspace / "隔离" / "别县" / "坏的.docx.原因.txt").is_file()
    after = hashes(workspace)
    assert after.pop("documents.csv") != before.pop("documents.csv")
    assert after == before


def test_files_of_more_counties_than_prefect_can_tag_are_worked_on(tmp_path: Path, xianhui: Command) -> None:
    assert xianhui("init", tmp_path / "省").returncode == 0
    for number in range(101):
        folder = tmp_path / "省" / "inbox" / f"第{number}县"
        folder.mkdir()
        (folder / "总结.docx").write_bytes(b"PK\x03\x04%d" % number)
    settings = tmp_path / "省" / "xianhui.yaml"
    settings.write_text(settings.read_text("utf-8").replace("stability_seconds: 5", "stability_seconds: 0"), "utf-8")
    done = xianhui("run", "--workspace", tmp_path / "省")
    assert "Traceback" not in done.stderr, done.stderr
    status = json.loads(xianhui("status", "--workspace", tmp_path / "省", "--format", "json").stdout)
    assert [row["state"] for row in status["documents"]] == ["quarantined"] * 101
