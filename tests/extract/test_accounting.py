"""No number is ever lost: every run of digits lies in exactly one mention, whatever the text looks like."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.extract import Extraction, extract, mentions_frame
from etl.readers import read
from etl.readers.document import Document
from etl.rulebook.model import Rulebook
from etl.tables import MENTIONS
from tests.extract.conftest import Extract

INBOX = Path(__file__).parents[2] / "etl" / "samples" / "inbox"
REPORTS = sorted(path for path in INBOX.rglob("*") if path.is_file())
TYPES = {"quantity", "date", "duration", "name", "numbering", "missing"}
MEASURES = {"level", "growth_rate", "change", "share_or_rate", "completion", "rank_or_level"}
_RUN = re.compile("[0-9０-９]+")

FRAGMENTS = st.sampled_from([
    "全镇粮食播种面积", "1.82万亩", "，产量6850吨", "完成税收", "820万元", "同比增长", "6.4%", "其中", "分别完成", "和", "、", "预计",
    "累计", "五年来", "2023年", "2023年1-6月", "一、", "（一）", "1.", "（1）", "任务", "三百二十户", "百分之三十", "两千多亩", "XX万元",
    "**%", "约亿元", "1+4+X", "“134222”", "〔2023〕12号", "S205", "319国道", "5G", "4A级", "10千伏线路", "70岁以上", "50MW／100MWh",
    "6.01:55.04:38.95", "2019年7.7洪灾", "4600m2，", "90-100万元的村2个", "有限公司", "石岭村", "工作总结", "下一步工作打算", "\t", "|",
    "1,234", "36. 5万", "由3户增至5户", "下降到", "12:30",
])  # fmt: skip
LOOSE = st.text(
    "0123456789０１２９.．,，、%％-—～:：·（）() \n\tX×*_＿〔〕“”年月日万亿元亩户人个一二三百千多余约GA+/第",
    max_size=12,
)
TEXTS = st.lists(st.one_of(FRAGMENTS, LOOSE), max_size=14).map("".join)


def assert_accounted(text: str, extraction: Extraction) -> None:
    covered = 0
    for mention in extraction.mentions:
        assert covered <= mention.start < mention.end, "sorted, none empty, none overlapping"
        assert text[mention.start : mention.end] == mention.surface
        covered = mention.end
    for run in _RUN.finditer(text):
        holders = [m.surface for m in extraction.mentions if m.start <= run.start() and run.end() <= m.end]
        assert len(holders) == 1, f"{run[0]!r} at {run.start()} lies in {holders}"


def assert_lawful(extraction: Extraction) -> None:
    """What the contract says of every mention whatever the text says."""
    starts = {mention.start for mention in extraction.mentions}
    for mention in extraction.mentions:
        assert mention.type in TYPES and mention.measure in MEASURES | {None}
        if mention.type == "missing":
            assert (mention.value, mention.value_low, mention.value_high) == (None, None, None)
        if mention.value is not None:
            assert (mention.value_low, mention.value_high) == (None, None), "a value or a range"
        assert (mention.value_low is None) == (mention.value_high is None)
        assert mention.relates_to is None or mention.relates_to in starts
        assert mention.indicator is None or mention.type in ("quantity", "missing")
        assert mention.sentence_start <= mention.start


@settings(deadline=None, max_examples=250)
@given(TEXTS)
def test_every_run_of_digits_lies_in_exactly_one_mention(extracted: Extract, text: str) -> None:
    extraction = extracted(text)
    assert_accounted(text, extraction)
    assert_lawful(extraction)


@settings(deadline=None, max_examples=60)
@given(TEXTS)
def test_same_text_gives_the_same_mentions(extracted: Extract, text: str) -> None:
    assert extracted(text) == extracted(text)


@settings(deadline=None, max_examples=60)
@given(TEXTS)
def test_mentions_fit_their_table(extracted: Extract, text: str) -> None:
    mentions = extracted(text).mentions
    frame = mentions_frame(mentions)
    assert frame.schema == MENTIONS.schema
    assert frame["surface"].to_list() == [mention.surface for mention in mentions]


@pytest.mark.parametrize("report", REPORTS, ids=lambda path: path.stem)
def test_sample_reports_lose_no_number(rulebook: Rulebook, report: Path) -> None:
    document = read(report.read_bytes(), report.name)
    extraction = extract(document, rulebook, name=report.name)
    assert extraction.mentions
    assert_accounted(document.text, extraction)
    assert_lawful(extraction)


@pytest.mark.parametrize("text", ["占地4600m21.82万亩。", "库容300m3150户。"])
def test_a_unit_that_ends_in_a_digit_splits_no_run_of_digits(extracted: Extract, text: str) -> None:
    assert_accounted(text, extracted(text))


@pytest.mark.parametrize("text", ["", "\n", "没有数字。", "\ufeff", "\x00"])
def test_a_text_without_figures_has_no_mentions(rulebook: Rulebook, text: str) -> None:
    extraction = extract(Document(text), rulebook)
    assert extraction.mentions == []
    assert mentions_frame(extraction.mentions).schema == MENTIONS.schema


@pytest.mark.parametrize("text", ["9" * 29 + "元", "9" * 200 + "万吨", "9" * 27 + "万亿元", "二" * 40 + "个"])
def test_more_digits_than_any_number_has_are_a_code(extracted: Extract, text: str) -> None:
    mentions = extracted(f"完成{text}。").mentions
    assert [(mention.type, mention.value) for mention in mentions] == [("name", None)]
    assert mentions_frame(mentions).height == 1


def test_a_million_digits_are_read(rulebook: Rulebook) -> None:
    assert len(extract(Document("9" * 1_100_000), rulebook).mentions) == 1
