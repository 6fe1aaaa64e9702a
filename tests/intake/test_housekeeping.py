"""Housekeeping: fewer files, the same figures, and nothing that the ledger names is ever missing."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest

from etl.intake import process_all
from etl.store import housekeeping

from .conftest import Office, report


def parquet(office: Office) -> list[str]:
    folder = office.workspace.mentions
    return sorted(path.relative_to(folder).parts[0] for path in folder.rglob("*.parquet"))


def full(office: Office) -> Office:
    for year in (2022, 2023):
        for number, township in enumerate(("石桥镇", "白沙镇", "云岭乡")):
            path = f"青溪县/{township}/{township}{year}年工作总结.txt"
            office.drop(path, report(township, year, f"{number}.8"))
    office.run()
    return office


def test_the_figures_of_a_county_and_year_lie_in_one_file_and_are_the_same(office: Office) -> None:
    full(office)
    reports = office.ledger.reports("青溪县")
    before = office.ledger.mentions(reports)
    due = [table.fingerprint for table in office.ledger.due("")]
    office.ledger.keep_house()
    office.age_files()
    office.ledger.keep_house()
    assert parquet(office) == ["compact", "compact"]
    assert office.ledger.mentions(reports).equals(before)
    assert [table.fingerprint for table in office.ledger.due("")] == due, "no table is due because of it"


def test_what_came_after_is_put_to_the_others_and_once_is_enough(office: Office) -> None:
    full(office)
    office.ledger.keep_house()
    office.drop("青溪县/青山镇/青山镇2023年工作总结.txt", report("青山镇", 2023, "7.7"))
    office.run()
    for _ in range(2):
        office.ledger.keep_house()
        office.age_files()
    office.ledger.keep_house()
    files = {path: path.stat().st_mtime_ns for path in office.workspace.mentions.rglob("*.parquet")}
    assert len(files) == 2
    office.ledger.keep_house()
    assert files == {path: path.stat().st_mtime_ns for path in office.workspace.mentions.rglob("*.parquet")}
    mentions = office.ledger.mentions(office.ledger.reports("青溪县"))
    assert mentions["township"].n_unique() == 4


def test_a_young_file_that_nobody_names_yet_is_left_alone(office: Office) -> None:
    full(office)
    young = office.workspace.mentions / "ab" / "about-to-be-named.parquet"
    young.parent.mkdir(exist_ok=True)
    young.write_bytes(b"")
    office.ledger.keep_house()
    assert young.exists()
    office.age_files()
    office.ledger.keep_house()
    assert not young.exists()


def test_what_is_recorded_anew_while_its_county_is_put_together_keeps_its_new_figures(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    full(office)
    put_together = housekeeping.compacted

    def meanwhile(folder: Path, reports: pl.DataFrame) -> Iterator[tuple[str, dict[str, str]]]:
        for name, held in put_together(folder, reports):
            sha256 = min(held)
            office.ledger.claim_place(sha256, "青溪县", "石桥镇", "2019")
            process_all(office.ledger, office.rulebook)
            anew.append(sha256)
            yield name, held

    anew: list[str] = []
    monkeypatch.setattr(housekeeping, "compacted", meanwhile)
    office.ledger.keep_house()
    with sqlite3.connect(office.workspace.ledger_path) as connection:
        lies = dict(connection.execute("SELECT sha256, parquet FROM recordings"))
    assert anew and not any(lies[sha256].startswith("compact/") for sha256 in anew)
    assert sum(path.startswith("compact/") for path in lies.values()) == len(lies) - len(anew)
