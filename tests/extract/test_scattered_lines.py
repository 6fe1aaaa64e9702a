"""Plain texts that a converter has cut into a line for every change of print."""

from __future__ import annotations

from etl.extract import extract
from etl.readers.text import READER
from etl.rulebook.model import Rulebook

SCATTERED = """一、经济运行稳中有升
前三季度，完成地区生产总值
XX
亿元，增长
5%
；
财政收入
3200
万元，增长
14.9%
；固定资产投资
1.2
亿
元，占全年任务数的
77.8 %
；茶叶产量达
800
斤
，增长
60%
。
"""


def test_what_was_cut_is_read_as_one(rulebook: Rulebook) -> None:
    document = READER.read(SCATTERED.encode())
    found = extract(document, rulebook).mentions
    assert [mention.surface.replace("\n", "") for mention in found] == [
        "前三季度", "XX亿元", "5%", "3200万元", "14.9%", "1.2亿元", "77.8 %", "800斤", "60%",
    ]  # fmt: skip
    assert [mention.measure for mention in found if mention.unit == "%"] == [
        "growth_rate", "growth_rate", "completion", "growth_rate",
    ]  # fmt: skip
    assert all(document.text[mention.start : mention.end] == mention.surface for mention in found)


def test_a_list_of_short_lines_stays_a_list(rulebook: Rulebook) -> None:
    document = READER.read("农业\n稻谷800斤\n茶叶60斤\n工业\n产值5万元\n".encode())
    found = extract(document, rulebook).mentions
    assert len({mention.sentence_start for mention in found}) == 3
