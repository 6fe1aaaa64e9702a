"""Numbers of pages between the lines of a plain text, and sentences and figures that go on over them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from etl.extract import Extraction
from tests.extract.conftest import Figures
from tests.extract.test_accounting import assert_accounted

LEAD = "镇村干部一起努力，各项工作有了新的进展。\n一年来，农业生产稳步发展，全镇"


@pytest.mark.parametrize("mark", ["- 12 -", "—12—", "第 3 页", "第3页 共9页", "\n·12·\n", "\f- 12 -", "- 12 -\n\f"])
@pytest.mark.parametrize(
    "torn",
    ["粮食总产量达到|6850吨，改厕86户。", "粮食总产量达到6850|吨，改厕86户。", "粮食总产|量达到6850吨，改厕86户。"],
)
def test_a_sentence_goes_on_over_the_number_of_a_page(figures: Figures, mark: str, torn: str) -> None:
    found = figures(LEAD + torn.replace("|", f"\n{mark}\n"), year=2020)
    grain = next(mention for mention in found if mention.unit == "吨")
    assert (grain.value, grain.indicator) == (Decimal(6850), "grain_output")
    assert found["86户"].indicator == "toilet_renovated_households"
    assert all(found.text[mention.start : mention.end] == mention.surface for mention in found)


@pytest.mark.parametrize("mark", ["- 12 -", "第 3 页"])
def test_the_number_of_a_page_is_a_name_and_nothing_else(figures: Figures, mark: str) -> None:
    found = figures(f"{LEAD}粮食总产量达到\n{mark}\n6850吨。\n- 13 -\n改厕86户。", year=2020)
    assert found.of_type("name") == [mark, "- 13 -"]
    assert found.quantities == ["6850吨", "86户"]


@pytest.mark.parametrize(
    "above",
    ["粮食总产量达到预期。", "（一）农业生产稳步发展，再获丰收", "粮食\t6850\t吨\t比上年增产\t300\t吨", "小结"],
)
def test_what_ended_above_does_not_go_on(figures: Figures, above: str) -> None:
    found = figures(f"{LEAD}有变化。\n{above}\n- 12 -\n86户改了厕。", year=2020)
    assert found.text[found["86户"].sentence_start :].startswith("86户")


def test_an_item_below_begins_anew(figures: Figures) -> None:
    found = figures(f"{LEAD}粮食总产量达到\n- 12 -\n（一）改厕86户。", year=2020)
    assert found.text[found["86户"].sentence_start :].startswith("（一）")


def test_bare_figures_that_count_on_are_numbers_of_pages(figures: Figures) -> None:
    found = figures(f"{LEAD}粮食总产量达到\n1\n6850吨。\n2\n改厕86户。\n3\n", year=2020)
    assert (found.of_type("name"), found.quantities) == (["1", "2", "3"], ["6850吨", "86户"])
    assert found["6850吨"].indicator == "grain_output"


@pytest.mark.parametrize("alone", [("1", "3", "4"), ("12", "13"), ("35", "34", "33")])
def test_other_bare_figures_are_none(figures: Figures, alone: tuple[str, ...]) -> None:
    found = figures("\n".join(f"{LEAD}有变化。\n{figure}" for figure in alone), year=2020)
    assert not set(alone) & set(found.of_type("name"))


def test_a_form_feed_ends_no_sentence(figures: Figures) -> None:
    found = figures(f"{LEAD}粮食总产量达到\n\f6850吨。", year=2020)
    assert found["6850吨"].indicator == "grain_output"


@pytest.mark.parametrize("pages", [0, 1, 2, 3])
def test_no_number_is_lost_at_the_turn_of_a_page(figures: Figures, pages: int) -> None:
    turns = "".join(f"\n- {number} -" for number in range(7, 7 + pages))
    found = figures(f"{LEAD}粮食总产量达到68{turns}\n50吨，改厕{turns}\n86户{turns}", year=2020)
    assert_accounted(found.text, Extraction(found.mentions, found.sections, found.profile))
