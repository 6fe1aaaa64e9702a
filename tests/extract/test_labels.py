"""Labels: what the word at the head of an item says of all of it."""

from __future__ import annotations

import pytest

from tests.extract.conftest import Figures


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("\n1.肉牛。存栏3.8万头，出栏1.5万头。", ["cattle_inventory", "cattle_slaughtered"]),
        ("\n（四）烤烟。种植3200亩。", ["tobacco_area"]),
        ("\n水稻：种植3200亩，产量460吨。", ["rice_sown_area", "rice_output"]),
        ("\n马铃薯：种植8000亩。", ["potato_sown_area"]),
        ("\n公路：硬化12公里。", ["road_hardened_length"]),
        ("\n五是低保。保障320户612人。", ["subsistence_households", "subsistence_persons"]),
    ],
)
def test_the_label_of_an_item_goes_with_the_words_of_its_clauses(figures: Figures, text: str, codes: list[str]) -> None:
    assert [mention.indicator for mention in figures(text) if mention.type == "quantity"] == codes


@pytest.mark.parametrize(
    "text",
    [
        "\n种植烤烟。改造3200亩。",  # no number: a sentence of its own
        "\n1.烤烟。落实合同。改造3200亩。",  # the label goes with the next sentence alone
        "\n烤烟：收入稳定，改造3200亩。",
    ],
)
def test_a_label_makes_no_words_that_the_clause_of_the_figure_does_not_have(figures: Figures, text: str) -> None:
    assert [mention.indicator for mention in figures(text) if mention.type == "quantity"] == [None]


def test_the_sentence_of_a_figure_begins_with_its_label(figures: Figures) -> None:
    found = figures("\n1.肉牛。存栏3.8万头，出栏1.5万头。")
    mention = found["3.8万头"]
    assert found.text[mention.sentence_start : mention.sentence_end] == "1.肉牛。存栏3.8万头，出栏1.5万头"
