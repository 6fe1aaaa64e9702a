"""A slot of a phrase stands for each of the words that the lexicon lists under its name."""

from __future__ import annotations

import pytest

from etl.rulebook import load_rulebook
from etl.rulebook.slots import filled
from tests.rulebook.conftest import GRAIN, Write, problems

SLOTS = {"种": ("种植", "播种"), "豆": ("大豆", "黄豆", "豆类")}


@pytest.mark.parametrize(
    ("phrase", "phrases"),
    [
        ("玉米面积", ["玉米面积"]),
        ("{种}玉米", ["种植玉米", "播种玉米"]),
        ("{豆}…面积{n}", ["大豆…面积{n}", "黄豆…面积{n}", "豆类…面积{n}"]),
        (
            "{豆}{种}",
            ["大豆种植", "大豆播种", "黄豆种植", "黄豆播种", "豆类种植", "豆类播种"],
        ),
    ],
)
def test_a_phrase_with_slots_stands_for_every_choice_of_their_words(phrase: str, phrases: list[str]) -> None:
    assert list(filled(phrase, SLOTS)) == phrases


def test_a_loaded_rule_has_its_slots_filled_each_phrase_once(builtin: Write) -> None:
    rules = builtin(
        **{"indicators/grain": GRAIN.replace("  examples:", "  phrases: [粮食播种, '粮食{种}']\n  examples:")}
    )
    phrases = load_rulebook(rules).indicators["grain_output"].phrases
    assert phrases[0] == "粮食播种" and phrases.count("粮食播种") == 1
    assert "粮食种植" in phrases and not any("{" in phrase for phrase in phrases)


def test_slots_are_not_missed_where_the_lexicon_is_at_fault(builtin: Write) -> None:
    rules = builtin(
        **{
            "indicators/grain": GRAIN.replace("  examples:", "  phrases: ['粮食{种}']\n  examples:"),
            "lexicon": "fold: [",
        }
    )
    assert "XH-RULE-009" not in {problem.code for problem in problems(rules)}


def test_a_slot_that_nobody_lists_is_reported_where_it_is_written(builtin: Write) -> None:
    rules = builtin(**{"indicators/grain": GRAIN.replace("  examples:", "  phrases: ['粮食{播}']\n  examples:")})
    (problem,) = problems(rules)
    assert (problem.code, problem.place.line) == ("XH-RULE-009", 8)
    assert "“{播}”在 lexicon.yaml 的 slots 里没有" in problem.message
