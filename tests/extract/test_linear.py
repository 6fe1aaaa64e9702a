"""The cost of a text grows with its length, also where the text is made to be slow."""

from __future__ import annotations

import time

import pytest

from etl.extract import extract
from etl.readers.document import Document
from etl.rulebook.model import Rulebook

STEPS = ((1_000, 4_000), (20_000, 200_000))  # the first step fails a quadratic engine before the second takes minutes
SLACK = 1.5  # of linear: 15 x for 10 x
NOISE = 0.25  # seconds
TRIES = 3  # what else the machine does can drive our tables out of the processor's cache


def seconds(text: str, rulebook: Rulebook) -> float:
    start = time.process_time()
    extract(Document(text), rulebook)
    return time.process_time() - start


def assert_linear(piece: str, rulebook: Rulebook) -> None:
    extract(Document("1亩"), rulebook)  # the vocabulary is compiled once
    for short, long in STEPS:
        base = seconds((piece * short)[:short], rulebook)
        most = SLACK * long / short * base + NOISE
        assert any(seconds((piece * long)[:long], rulebook) <= most for _ in range(TRIES))


@pytest.mark.parametrize(
    "piece", ["9", "亿", "一", "2023.11.25-", "全镇", "一、工作\n", "100 ", "近三年", "三年来", "- 1 -\n"]
)
def test_cost_is_linear(rulebook: Rulebook, piece: str) -> None:
    assert_linear(piece, rulebook)


@pytest.mark.parametrize("piece", ["1,", "3亩、", "增长5%，"])
def test_cost_of_one_endless_sentence_is_linear(rulebook: Rulebook, piece: str) -> None:
    assert_linear(piece, rulebook)
