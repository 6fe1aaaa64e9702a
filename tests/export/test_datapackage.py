"""The data package as a stranger's program reads it: standard library only, nothing of ours but the files."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from etl.export import export_county
from etl.tables import DOCUMENTS
from tests.sample_reports import counties, documents, rulebook

FORMS = {
    "number": re.compile(r"-?\d+(\.\d+)?"),
    "integer": re.compile(r"-?\d+"),
    "boolean": re.compile(r"true|false"),
    "string": re.compile(r".*", re.DOTALL),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of one county of the samples."""
    tables = next(each for each in counties(documents()) if each.year == 2024)
    folder = tmp_path_factory.mktemp("county")
    received = DOCUMENTS.conform(pl.DataFrame({"file": ["=甲.txt"], "sha256": ["a"], "state": ["waiting"]}))
    export_county(folder, tables, received, rulebook())
    return folder


def resources(folder: Path) -> list[dict[str, Any]]:
    package: dict[str, Any] = json.loads((folder / "datapackage.json").read_text("utf-8"))
    assert package["profile"] == "tabular-data-package" and re.fullmatch(r"[a-z0-9._-]+", package["name"])
    return list(package["resources"])


def cells(folder: Path, resource: dict[str, Any]) -> list[list[str]]:
    """The rows of a resource, read as its own dialect and encoding say."""
    content = (folder / resource["path"]).read_bytes()
    assert len(content) == resource["bytes"]
    assert f"sha256:{hashlib.sha256(content).hexdigest()}" == resource["hash"]
    dialect = resource["dialect"]
    text = io.StringIO(content.decode(resource["encoding"]), newline="")
    assert all(line.endswith(dialect["lineTerminator"]) for line in text if line.endswith("\n"))
    text.seek(0)
    return list(csv.reader(text, delimiter=dialect["delimiter"], quotechar=dialect["quoteChar"], strict=True))


def test_every_table_is_described_and_not_empty_handed(folder: Path) -> None:
    names = {resource["name"] for resource in resources(folder)}
    assert names == {"changes", "rollup", "observations", "mentions", "findings", "targets", "documents"}
    assert {path.stem for path in folder.glob("*.csv")} == names
    full = {resource["name"] for resource in resources(folder) if len(cells(folder, resource)) > 1}
    assert full >= names - {"changes"}


def test_every_cell_has_the_type_that_its_field_says(folder: Path) -> None:
    for resource in resources(folder):
        header, *rows = cells(folder, resource)
        fields = resource["schema"]["fields"]
        assert header == [field["name"] for field in fields]
        for row in rows:
            assert len(row) == len(fields), (resource["name"], row)
            for field, cell in zip(fields, row, strict=True):
                if cell not in resource["schema"]["missingValues"]:
                    assert FORMS[field["type"]].fullmatch(cell), (resource["name"], field["name"], cell)


def test_every_cell_keeps_the_constraints_of_its_field(folder: Path) -> None:
    constrained = 0
    for resource in resources(folder):
        _, *rows = cells(folder, resource)
        for at, field in enumerate(resource["schema"]["fields"]):
            known = field.get("constraints", {})
            constrained += bool(known)
            for cell in {row[at] for row in rows} - {""}:
                assert cell in known.get("enum", [cell]), (resource["name"], field["name"], cell)
                assert re.fullmatch(known.get("pattern", r"(?s).*"), cell), (resource["name"], field["name"], cell)
    assert constrained >= 10


def test_text_that_a_spreadsheet_would_run_is_defused_and_figures_are_not(folder: Path) -> None:
    for resource in resources(folder):
        _, *rows = cells(folder, resource)
        text = [at for at, field in enumerate(resource["schema"]["fields"]) if field["type"] == "string"]
        assert not [row[at] for row in rows for at in text if row[at].startswith(("=", "+", "-", "@", "\t"))]
