"""Open indicators: the same thing from several townships meets under one key, in one unit."""

from __future__ import annotations

from decimal import Decimal

import polars as pl
import pytest

from etl.extract import extract, mentions_frame
from etl.extract.open import OPEN, open_indicators, subject_key
from etl.extract.vocabulary import vocabulary
from etl.readers.document import Document
from etl.rulebook.model import Rulebook
from etl.tables import PUBLISHED_MENTIONS


def published(rulebook: Rulebook, **reports: str) -> pl.DataFrame:
    """The mentions of one report of 2024 for each township."""
    frames = [PUBLISHED_MENTIONS.empty()]
    for township, text in reports.items():
        document = Document(f"{township}2024年工作总结\n{text}")
        frame = mentions_frame(extract(document, rulebook).mentions)
        place = {"county": "青溪县", "township": township, "sha256": township, "document": f"{township}.txt"}
        frame = frame.with_columns(*(pl.lit(value).alias(name) for name, value in place.items()))
        frames.append(PUBLISHED_MENTIONS.conform(frame))
    return pl.concat(frames)


def test_the_same_thing_meets_under_one_key_in_the_base_unit(rulebook: Rulebook) -> None:
    mentions = published(
        rulebook,
        青山镇="全年新建生态护岸1200米。",
        白水镇="完成生态护岸3.5公里。",
        红石乡="红石乡建成生態護岸２公里。",
    )
    found = open_indicators(mentions, rulebook)
    assert found.schema == OPEN
    assert found["key"].unique().to_list() == ["生态护岸/公里"]
    assert dict(found.select("township", "value").iter_rows()) == {
        "青山镇": Decimal("1.2"), "白水镇": Decimal("3.5"), "红石乡": Decimal(2),
    }  # fmt: skip
    assert found["year"].to_list() == [2024] * 3 and found["role"].to_list() == ["actual"] * 3


def test_things_that_are_counted_meet_whatever_the_counting_word(rulebook: Rulebook) -> None:
    found = open_indicators(published(rulebook, 青山镇="新建口袋公园3处。", 白水镇="新建口袋公园两个。"), rulebook)
    assert found.select("key", "value").rows() == [("口袋公园/个", Decimal(2)), ("口袋公园/个", Decimal(3))]


def test_amounts_and_counts_of_one_thing_stay_apart(rulebook: Rulebook) -> None:
    found = open_indicators(published(rulebook, 青山镇="新建口袋公园3处，口袋公园投资60万元。"), rulebook)
    assert len(found["key"].unique()) == len(found) == 2


@pytest.mark.parametrize(
    "text",
    [
        "全年粮食总产量6850吨。",
        "新建口袋公园若干处。",
        "青溪农业有限公司新建口袋公园3处。",
        "口袋公园面积同比增长8%。",
        "共3处。",
        "新建口袋公园3至5处。",
    ],
    ids=["has a rule", "no figure", "a company's", "a growth", "names nothing", "a range"],
)
def test_what_is_no_open_indicator(rulebook: Rulebook, text: str) -> None:
    assert open_indicators(published(rulebook, 青山镇=text), rulebook).is_empty()


def test_the_place_of_the_evidence_is_kept(rulebook: Rulebook) -> None:
    mentions = published(rulebook, 青山镇="新建口袋公园3处。")
    (row,) = open_indicators(mentions, rulebook).iter_rows(named=True)
    text = "青山镇2024年工作总结\n新建口袋公园3处。"
    assert text[row["start"] : row["end"]] == "3处"
    assert text[row["sentence_start"] : row["sentence_end"]].strip("。") == "新建口袋公园3处"


@pytest.mark.parametrize(
    ("subject", "key"),
    [
        ("全年新建口袋公园", "口袋公园/个"),
        ("“口袋公园”", "口袋公园/个"),
        ("青山镇口袋公园", "口袋公园/个"),
        ("新建", "新建/个"),
        ("的", ""),
        ("", ""),
    ],
)
def test_keys(rulebook: Rulebook, subject: str, key: str) -> None:
    assert subject_key(subject, "count", vocabulary(rulebook), "青山镇", "青溪县") == key


def test_a_value_beyond_all_measure_is_left_out(rulebook: Rulebook) -> None:
    mentions = published(rulebook, 青山镇="新建生态护岸3公里。")
    huge = mentions.with_columns(
        pl.lit(Decimal(9) * 10**27).cast(PUBLISHED_MENTIONS.schema["value"]).alias("value"), unit=pl.lit("公顷")
    )
    assert open_indicators(huge, rulebook).is_empty()


def test_nothing_gives_nothing(rulebook: Rulebook) -> None:
    assert open_indicators(PUBLISHED_MENTIONS.empty(), rulebook).schema == OPEN
