"""变更: what is different from the last rollup and why; and what is not rewritten because nothing can be seen of it."""

from __future__ import annotations

import dataclasses
import io
import os
from decimal import Decimal
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from etl.export import export_county
from etl.export.earlier import earlier
from etl.rollup import CountyTables
from etl.rulebook import Rulebook
from etl.tables import CHANGES, OBSERVATIONS

from .conftest import Maker, sha

WORKBOOK = "清溪县2023年乡镇指标汇总.xlsx"


@pytest.fixture
def tables(make_county: Maker) -> CountyTables:
    return make_county(3, 8)


@pytest.fixture
def lying(tmp_path: Path, tables: CountyTables, documents: pl.DataFrame, rulebook: Rulebook) -> Path:
    """A folder with the files of the rollup of ``tables``."""
    export_county(tmp_path, tables, documents, rulebook)
    return tmp_path


def with_first(tables: CountyTables, **columns: object) -> CountyTables:
    """The county with another first observation."""
    code = tables.observations["indicator"][0]
    first = (pl.col("township") == tables.observations["township"][0]) & (pl.col("indicator") == code)
    frame = tables.observations.with_columns(
        pl.when(first).then(pl.lit(value)).otherwise(pl.col(name)).cast(OBSERVATIONS.schema[name]).alias(name)
        for name, value in columns.items()
    )
    return dataclasses.replace(tables, observations=frame)


def changes(folder: Path) -> pl.DataFrame:
    frame = earlier(folder, CHANGES)
    assert frame is not None
    return frame


def test_the_first_rollup_changes_nothing(lying: Path) -> None:
    assert changes(lying).height == 0
    assert openpyxl.load_workbook(lying / WORKBOOK)["变更"].max_row == 1


def test_tables_come_back_as_they_were_written(lying: Path, tables: CountyTables) -> None:
    read = earlier(lying, OBSERVATIONS)
    assert read is not None
    names = ["township", "year", "period", "role", "indicator", "value", "growth_pct", "estimated", "status", "start"]
    assert read.select(names).equals(tables.observations.select(names))


@pytest.mark.parametrize(
    ("columns", "reason"),
    [
        ({"value": Decimal(7)}, "rule"),
        ({"value": Decimal(7), "sha256": sha("石桥镇")}, "report"),
        ({"value": Decimal(7), "rule": "indicators/new.yaml:1"}, "rule"),
        ({"growth_pct": Decimal("1.5")}, "rule"),
        ({"status": "conflict"}, "rule"),
        ({"value": Decimal(7), "decision": "修改"}, "decision"),
    ],
)
def test_a_change_says_what_was_before_and_why(
    lying: Path,
    tables: CountyTables,
    documents: pl.DataFrame,
    rulebook: Rulebook,
    columns: dict[str, object],
    reason: str,
) -> None:
    export_county(lying, with_first(tables, **columns), documents, rulebook)
    (row,) = changes(lying).to_dicts()
    before = tables.observations.row(0, named=True)
    assert (row["county"], row["township"], row["indicator"]) == (
        tables.county,
        before["township"],
        before["indicator"],
    )
    assert (row["change"], row["before"], row["reason"]) == ("changed", before["value"], reason)
    assert row["after"] == columns.get("value", before["value"])
    shown = openpyxl.load_workbook(lying / WORKBOOK)["变更"]
    assert (shown.max_row, shown.cell(2, 1).value) == (2, before["township"])


def test_a_report_that_no_longer_counts_is_the_reason(
    lying: Path, tables: CountyTables, documents: pl.DataFrame, rulebook: Rulebook
) -> None:
    town = tables.observations["township"][0]
    kept = pl.col("township") != town
    left = dataclasses.replace(
        tables,
        observations=tables.observations.filter(kept),
        mentions=tables.mentions.filter(kept),
        reports=tables.reports.filter(kept),
    )
    export_county(lying, left, documents, rulebook)
    gone = changes(lying)
    assert set(gone["change"]) == {"removed"} and set(gone["reason"]) == {"withdrawn"}
    assert gone.height == tables.observations.filter(~kept).height
    newer = tables.observations.with_columns(
        sha256=pl.when(kept).then("sha256").otherwise(pl.lit("f" * 64)), value=pl.col("value") + 1
    )
    export_county(lying, left, documents, rulebook)
    export_county(lying, dataclasses.replace(tables, observations=newer), documents, rulebook)
    back = changes(lying).filter(township=town)
    assert set(back["change"]) == {"added"} and set(back["reason"]) == {"report"}


def test_the_county_s_own_figures_come_first(
    lying: Path, tables: CountyTables, documents: pl.DataFrame, rulebook: Rulebook
) -> None:
    rolled = tables.rollup.with_columns(value=pl.col("value") + 1)
    more = dataclasses.replace(with_first(tables, value=Decimal(7)), rollup=rolled)
    export_county(lying, more, documents, rulebook)
    assert changes(lying)["township"][0] == "全县" and changes(lying)["township"][-1] != "全县"
    assert changes(lying)["reason"][0] == "townships"


def test_a_rerun_keeps_what_changed_last(
    lying: Path, tables: CountyTables, documents: pl.DataFrame, rulebook: Rulebook
) -> None:
    changed = with_first(tables, value=Decimal(7))
    paths = export_county(lying, changed, documents, rulebook)
    before = {path: path.read_bytes() for path in paths}
    for _ in range(2):
        export_county(lying, changed, documents, rulebook)
        assert {path: path.read_bytes() for path in paths} == before


def test_a_run_that_was_cut_short_finds_the_same_changes_again(
    lying: Path, tables: CountyTables, documents: pl.DataFrame, rulebook: Rulebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    changed, replace = with_first(tables, value=Decimal(7)), os.replace

    def dies(source: Path, target: Path) -> None:
        if Path(target).name == "observations.csv":
            raise OSError("dead")
        replace(source, target)

    monkeypatch.setattr(os, "replace", dies)
    with pytest.raises(OSError, match="dead"):
        export_county(lying, changed, documents, rulebook)
    monkeypatch.setattr(os, "replace", replace)
    export_county(lying, changed, documents, rulebook)
    assert changes(lying).height == 1


def test_what_somebody_else_rewrote_is_not_compared(
    lying: Path, tables: CountyTables, documents: pl.DataFrame, rulebook: Rulebook
) -> None:
    (lying / "observations.csv").write_text("甲,乙\r\n1,2\r\n", "utf-8")
    export_county(lying, with_first(tables, value=Decimal(7)), documents, rulebook)
    assert changes(lying).height == 0


def test_a_new_version_of_the_rules_that_changes_nothing_rewrites_nothing(
    lying: Path, tables: CountyTables, documents: pl.DataFrame, rulebook: Rulebook
) -> None:
    for path in lying.iterdir():
        os.utime(path, (1, 1))
    export_county(lying, tables, documents, dataclasses.replace(rulebook, version="f" * 12))
    assert {path.stat().st_mtime for path in lying.iterdir()} == {1}
    export_county(
        lying, with_first(tables, value=Decimal(7)), documents, dataclasses.replace(rulebook, version="f" * 12)
    )
    assert "ffffffffffff" in (lying / "datapackage.json").read_text("utf-8")
    cover = openpyxl.load_workbook(lying / WORKBOOK)["封面"]
    assert any(cell.value == "ffffffffffff" for row in cover.iter_rows() for cell in row)


def test_a_file_of_another_year_leaves_the_workbook_alone(
    lying: Path, tables: CountyTables, documents: pl.DataFrame, rulebook: Rulebook
) -> None:
    recorded = documents.row(0, named=True)
    later = pl.DataFrame(
        [{**recorded, "file": "清溪县/高桥镇/2024年总结.docx", "period": "2024"}], schema=documents.schema
    )
    known = documents.filter(pl.col("period").is_not_null())
    export_county(lying, tables, known, rulebook)
    content = (lying / WORKBOOK).read_bytes()
    export_county(lying, tables, pl.concat([known, later]), rulebook)
    assert (lying / WORKBOOK).read_bytes() == content
    assert "2024年总结" in (lying / "documents.csv").read_text("utf-8-sig")
    listed = openpyxl.load_workbook(io.BytesIO(content))["文档清单"]
    assert listed.max_row == known.height + 1
