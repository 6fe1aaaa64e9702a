"""The two-year samples: what was planned in 2023 for 2024 beside what was reported, in every cell."""

from __future__ import annotations

import polars as pl
import pytest

from etl.export.follow_up import without_sequel
from etl.export.plain import plain_decimal
from etl.rollup import CountyTables
from tests.sample_reports import SAMPLES, counties, documents, rows

CELLS = ["county", "township", "year", "indicator", "measure", "target", "actual", "direction", "met"]


@pytest.fixture(scope="module")
def of_2024() -> list[CountyTables]:
    return [each for each in counties(documents()) if each.year == 2024]


def test_plan_against_actual_is_right_in_every_cell(of_2024: list[CountyTables]) -> None:
    expected = {tuple(row[name] for name in CELLS) for row in rows(SAMPLES / "targets.csv")}
    found = set()
    for tables in of_2024:
        plain = tables.targets.with_columns(plain_decimal(pl.col("target", "actual")))
        found |= {tuple("" if cell is None else str(cell) for cell in row) for row in plain.select(CELLS).iter_rows()}
    assert found == expected


def test_targets_that_nobody_mentions_again_are_listed(of_2024: list[CountyTables]) -> None:
    silent = {
        (row["township"], row["indicator"])
        for row in rows(SAMPLES / "targets.csv")
        if row["actual"] == "" and row["met"] == ""
    }
    listed = [(row["township"], row["indicator"]) for tables in of_2024 for row in without_sequel(tables).to_dicts()]
    assert len(listed) == len(silent) and set(listed) == silent
