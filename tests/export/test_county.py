"""The folder of a county: complete, described, and the same bytes every time."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

from etl.export import export_county, write_documents
from etl.rulebook import Rulebook
from etl.tables import DOCUMENTS, OBSERVATIONS, ROLLUP

from .conftest import Maker

WORKBOOK = "清溪县2023年乡镇指标汇总.xlsx"
NAMES = [
    "changes.csv",
    "rollup.csv", "observations.csv", "mentions.csv", "findings.csv", "targets.csv", "documents.csv", "evidence.html", WORKBOOK,
    "datapackage.json",
]  # fmt: skip


def described(folder: Path) -> dict[str, dict[str, object]]:
    package = json.loads((folder / "datapackage.json").read_text("utf-8"))
    return {resource["path"]: resource for resource in [*package["resources"], package["workbook"]]}


def test_all_files_are_written_package_last(
    tmp_path: Path, make_county: Maker, documents: pl.DataFrame, rulebook: Rulebook
) -> None:
    paths = export_county(tmp_path, make_county(), documents, rulebook)
    assert [path.name for path in paths] == NAMES
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([*NAMES, "核实单"])


def test_package_describes_every_file(
    tmp_path: Path, make_county: Maker, documents: pl.DataFrame, rulebook: Rulebook
) -> None:
    export_county(tmp_path, make_county(), documents, rulebook)
    resources = described(tmp_path)
    assert sorted(resources) == sorted({*NAMES} - {"evidence.html", "datapackage.json"})
    for path, resource in resources.items():
        content = (tmp_path / path).read_bytes()
        assert resource["bytes"] == len(content)
        assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
    fields = resources["observations.csv"]["schema"]["fields"]  # type: ignore[index]
    assert [field["name"] for field in fields] == OBSERVATIONS.names
    by_name = {field["name"]: field for field in fields}
    assert by_name["status"]["constraints"]["enum"][:2] == ["exact", "approximate"]
    assert by_name["value"]["type"] == "number" and by_name["estimated"]["type"] == "boolean"
    flags = next(f for f in resources["rollup.csv"]["schema"]["fields"] if f["name"] == "flags")  # type: ignore[index]
    assert "approximate|estimated" in flags["constraints"]["pattern"]


def test_second_run_touches_nothing(
    tmp_path: Path, make_county: Maker, documents: pl.DataFrame, rulebook: Rulebook
) -> None:
    paths = export_county(tmp_path, make_county(), documents, rulebook)
    for path in paths:
        os.utime(path, (1, 1))
    assert export_county(tmp_path, make_county(), documents.reverse(), rulebook) == paths
    assert {path.stat().st_mtime for path in paths} == {1}


def test_package_is_gone_while_files_change(
    tmp_path: Path, make_county: Maker, documents: pl.DataFrame, rulebook: Rulebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A run that dies in the middle leaves no package beside files of two runs."""
    export_county(tmp_path, make_county(), documents, rulebook)
    replace = os.replace

    def dies(source: Path, target: Path) -> None:
        if Path(target).name == "mentions.csv":
            raise OSError(errno.EIO, "dead")
        replace(source, target)

    monkeypatch.setattr(os, "replace", dies)
    with pytest.raises(OSError, match="dead"):
        export_county(tmp_path, make_county(4, 20), documents, rulebook)
    assert not (tmp_path / "datapackage.json").exists()


def test_open_workbook_is_told_and_described_under_its_new_name(
    tmp_path: Path, make_county: Maker, documents: pl.DataFrame, rulebook: Rulebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    replace = os.replace

    def busy(source: Path, target: Path) -> None:
        if Path(target).name == WORKBOOK:
            raise PermissionError(errno.EACCES, "open in Excel")
        replace(source, target)

    monkeypatch.setattr(os, "replace", busy)
    told: list[str] = []
    paths = export_county(tmp_path, make_county(), documents, rulebook, tell=told.append)
    assert len(told) == 1 and WORKBOOK in told[0]
    assert paths[-2].name in described(tmp_path) and paths[-2].name != WORKBOOK


def test_documents_of_the_whole_workspace(tmp_path: Path, documents: pl.DataFrame) -> None:
    path = write_documents(tmp_path, documents)
    lines = path.read_bytes().decode("utf-8-sig").split("\r\n")
    assert path == tmp_path / "documents.csv"
    assert lines[0] == ",".join(DOCUMENTS.names) and len(lines) == documents.height + 2


SCRIPT = """
import hashlib, sys
from pathlib import Path
from etl.export import export_county
from etl.rulebook import load_rulebook
from tests.export import conftest
rulebook = load_rulebook()
tables = conftest._county(rulebook, conftest.TOWNSHIPS[:5], list(rulebook.indicators)[:30], {})
documents = conftest.frame(conftest.DOCUMENTS, [{"file": "b"}, {"file": "a"}])
for path in export_county(Path(sys.argv[1]), tables, documents, rulebook):
    print(path.name, hashlib.sha256(path.read_bytes()).hexdigest())
"""


def test_bytes_do_not_depend_on_process_or_hash_seed(tmp_path: Path) -> None:
    def run(seed: str) -> str:
        environment = os.environ | {"PYTHONHASHSEED": seed, "PYTHONIOENCODING": "utf-8"}
        command = [sys.executable, "-c", SCRIPT, str(tmp_path / seed)]
        return subprocess.run(
            command, env=environment, check=True, capture_output=True, text=True, encoding="utf-8"
        ).stdout

    first = run("1")
    assert first == run("2") and len(first.splitlines()) == len(NAMES)


def test_empty_county_still_has_every_file(tmp_path: Path, make_county: Maker, rulebook: Rulebook) -> None:
    empty = make_county(2, 0, rollup=ROLLUP.empty())
    paths = export_county(tmp_path, empty, DOCUMENTS.empty(), rulebook)
    assert [path.name for path in paths] == NAMES
