"""The files of figures: whose figures a file tells, and which columns are read."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from etl.durable import write_whole
from etl.store.parquet import compact_file, mentions_file, published_mentions, report_mentions
from etl.tables import MENTIONS, PUBLISHED_MENTIONS, REPORTS

SHAS = ["b" * 64, "a" * 64, "c" * 64]


def figures(*surfaces: str) -> pl.DataFrame:
    rows = {"start": range(len(surfaces)), "surface": surfaces}
    return MENTIONS.conform(pl.DataFrame(rows, schema_overrides={"start": pl.Int64, "surface": pl.String}))


def keep(folder: Path, name: str, content: bytes) -> str:
    write_whole(folder / name, content)
    return name


def single(folder: Path, sha256: str, *surfaces: str, version: str = "1") -> str:
    return keep(folder, *mentions_file(sha256, version, figures(*surfaces)))


def put_together(folder: Path, reports: pl.DataFrame) -> pl.DataFrame:
    name = keep(folder, *compact_file(reports["sha256"].to_list(), report_mentions(folder, reports)))
    return reports.with_columns(parquet=pl.lit(name))


def said(folder: Path, reports: pl.DataFrame) -> list[tuple[str, str]]:
    return report_mentions(folder, reports).select("sha256", "surface").rows()


def three(folder: Path) -> pl.DataFrame:
    files = [single(folder, sha, f"{sha[0]}1", f"{sha[0]}2") for sha in SHAS]
    return pl.DataFrame({"sha256": SHAS, "parquet": files})


def test_figures_come_by_report_and_in_reading_order_however_they_are_kept(tmp_path: Path) -> None:
    folder = tmp_path / "[2024] 数*字"  # characters that elsewhere stand for others
    reports = three(folder)
    expected = [(sha, f"{sha[0]}{number}") for sha in SHAS for number in (1, 2)]
    together = put_together(folder, reports)
    mixed = pl.concat([reports.head(1), together.tail(2)])
    assert said(folder, reports) == said(folder, together) == said(folder, mixed) == expected
    backwards = together.reverse()
    assert [sha for sha, _ in said(folder, backwards)[::2]] == SHAS[::-1]


def test_what_a_file_still_holds_of_a_report_that_was_recorded_anew_is_not_read(tmp_path: Path) -> None:
    together = put_together(tmp_path, three(tmp_path))
    anew = single(tmp_path, SHAS[1], "新", version="2")
    reports = together.with_columns(
        parquet=pl.when(pl.col("sha256") == SHAS[1]).then(pl.lit(anew)).otherwise("parquet")
    )
    assert [surface for _, surface in said(tmp_path, reports)] == ["b1", "b2", "新", "c1", "c2"]


def test_a_report_that_moved_to_another_year_is_read_once(tmp_path: Path) -> None:
    of_2023 = put_together(tmp_path, three(tmp_path))
    of_2024 = put_together(tmp_path, of_2023.tail(2))
    reports = pl.concat([of_2023.head(1), of_2024])
    assert [surface for _, surface in said(tmp_path, reports)] == ["b1", "b2", "a1", "a2", "c1", "c2"]


def test_a_file_of_an_older_edition_lacks_columns_and_reports_may_hold_no_figure(tmp_path: Path) -> None:
    reports = pl.DataFrame({"sha256": SHAS, "parquet": ["old.parquet", "b.parquet", "c.parquet"]})
    figures("旧").drop("recognised", "page").write_parquet(tmp_path / "old.parquet")
    figures().write_parquet(tmp_path / "b.parquet")
    figures("新").write_parquet(tmp_path / "c.parquet")
    found = report_mentions(tmp_path, reports)
    assert found.columns == ["sha256", *MENTIONS.names] and found["surface"].to_list() == ["旧", "新"]


def test_columns_that_are_not_asked_for_are_not_there(tmp_path: Path) -> None:
    place = {"county": "甲县", "township": "东乡", "document": "a.docx", "year": 2024, "period": "2024"}
    kept = three(tmp_path)
    reports = REPORTS.conform(
        kept.select("sha256").with_columns(**{name: pl.lit(said) for name, said in place.items()})
    )
    reports = reports.with_columns(kept["parquet"])
    whole = published_mentions(tmp_path, reports)
    assert whole.schema == PUBLISHED_MENTIONS.schema and set(whole["township"]) == {"东乡"}
    columns = ["report_year", "surface", "sha256"]
    assert published_mentions(tmp_path, reports, columns).equals(whole.select(columns))
