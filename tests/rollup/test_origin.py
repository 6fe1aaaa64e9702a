"""Where a figure was read: its page, and a question to a person when it was read from a picture."""

from __future__ import annotations

import json
from dataclasses import replace

import polars as pl
import pytest

from etl.export.review import review_rows
from etl.extract import extract, mentions_frame
from etl.normalize import canonical
from etl.readers.document import Block, Document
from etl.rollup import CountyTables, roll_up
from etl.rulebook import load_rulebook
from etl.tables import PUBLISHED_MENTIONS, REPORTS

RULEBOOK = load_rulebook()
FIRST, SECOND = "石桥镇2024年工作总结\n全镇粮食产量6850吨。", "年末户籍人口28510人。\n"
PLACE = {"county": "青溪县", "township": "石桥镇", "document": "石桥镇.pdf", "sha256": "a" * 64}
NOTES = [["XH-READ-121", "第3页是扫描图片，没有读入。", None], ["XH-READ-102", "原稿有修订：28→35", 21]]


def document(*, recognised: bool) -> Document:
    text = FIRST + SECOND
    first = Block("paragraph", 0, len(FIRST), page=1)
    return Document(text, (first, Block("paragraph", len(FIRST), len(text), page=2, recognised=recognised)))


def tables(*, recognised: bool) -> CountyTables:
    source = document(recognised=recognised)
    found = mentions_frame(extract(source, RULEBOOK).mentions).with_columns(
        pl.lit(value).alias(name) for name, value in PLACE.items()
    )
    mentions = PUBLISHED_MENTIONS.conform(
        canonical(found.with_columns(report_year=2024, report_period=pl.lit("2024")), RULEBOOK)
    )
    report = {**PLACE, "year": 2024, "period": "2024", "kind": "总结", "received": 1, "notes": json.dumps(NOTES)}
    return roll_up(
        mentions, REPORTS.conform(pl.DataFrame([report])), {PLACE["sha256"]: source.text}, 2024, "青溪县", RULEBOOK
    )


@pytest.fixture(scope="module")
def scanned() -> CountyTables:
    return tables(recognised=True)


def test_every_mention_knows_its_page_and_whether_it_was_recognised() -> None:
    found = extract(document(recognised=True), RULEBOOK).mentions
    assert {mention.surface: (mention.page, mention.recognised) for mention in found if mention.indicator} == {
        "6850吨": (1, False), "28510人": (2, True),
    }  # fmt: skip


def test_files_without_pages_have_none() -> None:
    source = document(recognised=False)
    plain = replace(source, blocks=tuple(block._replace(page=0) for block in source.blocks))
    assert {mention.page for mention in extract(plain, RULEBOOK).mentions} == {None}


def test_recognised_figures_go_to_review_and_others_do_not(scanned: CountyTables) -> None:
    [row] = review_rows(scanned, RULEBOOK)
    assert (row.value, row.unit) == ("28510", "人")
    assert "扫描件第2页" in row.reason
    assert review_rows(tables(recognised=False), RULEBOOK) == []


def test_observations_lead_to_their_page(scanned: CountyTables) -> None:
    assert dict(scanned.observations.select("surface", "page").iter_rows()) == {"6850吨": 1, "28510人": 2}


def test_what_a_reader_noted_is_a_finding(scanned: CountyTables) -> None:
    noted = scanned.findings.filter(pl.col("code").str.starts_with("XH-READ"))
    assert sorted(noted.select("code", "severity", "message", "start").rows()) == [
        ("XH-READ-102", "info", "原稿有修订：28→35", 19),
        ("XH-READ-121", "warning", "第3页是扫描图片，没有读入。", None),
    ]
