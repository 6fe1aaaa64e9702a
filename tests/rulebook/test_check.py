"""Checking rules: what the structure shows, and the examples run through the engine."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from etl.errors import Problem
from etl.rulebook.check import check_rules

from .conftest import GRAIN, Write

RIVAL = GRAIN.replace("grain_output", "another_grain")


BUSY = 2  # processor time counts double where another process shares the core


def found(problems: list[Problem], code: str) -> Problem:
    return next(problem for problem in problems if problem.code == code)


def test_good_rules_have_no_problems(builtin: Write) -> None:
    assert check_rules(builtin()) == []


def test_the_builtin_rules_have_no_problems_and_that_is_found_out_within_two_seconds() -> None:
    begun = time.process_time()
    assert [str(problem) for problem in check_rules()] == []
    assert time.process_time() - begun < 2 * BUSY


def test_mistakes_of_loading_are_the_problems(builtin: Write) -> None:
    assert all(problem.code.startswith("XH-RULE-00") for problem in check_rules(builtin(lexicon="a: 1")))


def test_too_few_examples(builtin: Write) -> None:
    folder = builtin(**{"indicators/grain": GRAIN.replace("    粮食单产480公斤: 不算\n", "")})
    problem = found(check_rules(folder), "XH-RULE-020")
    assert (problem.place.line, problem.place.column) == (8, 3)


def test_weak_without_with(builtin: Write) -> None:
    folder = builtin(**{"indicators/grain": GRAIN.replace("  plausible", "  weak: [产量]\n  plausible")})
    assert found(check_rules(folder), "XH-RULE-021").place.line == 7


def test_an_accepted_unit_that_cannot_count_one_for_one(builtin: Write) -> None:
    folder = builtin(**{"indicators/grain": GRAIN.replace("  plausible", "  accept: [公斤, 公顷]\n  plausible")})
    problem = found(check_rules(folder), "XH-RULE-022")
    assert (problem.place.line, problem.place.column) == (7, 16)


def test_a_phrase_that_another_rule_always_takes(builtin: Write) -> None:
    problem = found(check_rules(builtin(**{"indicators/rival": RIVAL})), "XH-RULE-023")
    assert problem.place.file.name == "grain.yaml"
    assert "another_grain（indicators/rival.yaml:4）" in problem.message


def test_a_phrase_is_not_hopeless_when_something_keeps_the_other_rule_out(builtin: Write) -> None:
    for key in (
        "not: [单产]",
        "with: [稻谷]",
        "without: [计划]",
        "accept: [公斤]",
        "section: [profile]",
        "priority: -1",
    ):
        rival = RIVAL.replace("  plausible", f"  {key}\n  plausible")
        problems = check_rules(builtin(**{"indicators/rival": rival}))
        hopeless = [problem for problem in problems if problem.code == "XH-RULE-023" and "抢先" in problem.message]
        assert all(problem.place.file.name == "rival.yaml" for problem in hopeless), key


def test_two_rules_that_claim_the_same_figure(builtin: Write) -> None:
    problem = found(check_rules(builtin(**{"indicators/rival": RIVAL})), "XH-RULE-024")
    assert "grain_output 与 another_grain" in problem.message
    assert (problem.place.file.name, problem.place.line, problem.place.column) == ("grain.yaml", 9, 5)


def test_an_example_that_fails_says_what_was_found_instead(builtin: Write) -> None:
    folder = builtin(**{"indicators/grain": GRAIN.replace("吨: 6850", "吨: 6805")})
    problem = found(check_rules(folder), "XH-RULE-025")
    assert (problem.place.line, problem.place.column) == (9, 5)
    assert "应得 grain_output 6805" in problem.message
    assert "6850吨 归入 grain_output 6850吨（indicators/grain.yaml:4）" in problem.advice


def test_an_example_that_fails_says_why_the_rule_did_not_get_the_figure(builtin: Write) -> None:
    def advice(change: str) -> str:
        return found(
            check_rules(builtin(**{"indicators/grain": GRAIN.replace("  plausible", change)})), "XH-RULE-025"
        ).advice

    assert "6850吨：grain_output（indicators/grain.yaml:4）附近有形近说法“粮食”。" in advice(
        "  not: [粮食]\n  plausible"
    )
    assert "同句没有所需的词（小麦）" in advice("  with: [小麦]\n  plausible")


def test_an_example_without_the_words_of_the_rule_is_told_the_words_of_the_figure(builtin: Write) -> None:
    text = GRAIN.replace("    粮食产量6850吨: 6850\n", "    全年收获稻谷6850吨: 6850\n")
    problem = found(check_rules(builtin(**{"indicators/grain": text})), "XH-RULE-025")
    assert "grain_output 的短语不在“全年收获稻谷【6850吨】”里" in problem.advice


def test_a_counter_example_that_is_taken_says_what_was_found(builtin: Write) -> None:
    folder = builtin(**{"indicators/grain": GRAIN.replace("粮食单产480公斤: 不算", "粮食产量480公斤: 不算")})
    problem = found(check_rules(folder), "XH-RULE-026")
    assert "480公斤 归入 grain_output 0.48吨" in problem.advice


def test_values_are_compared_exactly(builtin: Write) -> None:
    folder = builtin(
        **{"indicators/grain": GRAIN.replace("粮食产量6850吨: 6850", "粮食产量9.8亿吨: 980000000.0000001")}
    )
    assert found(check_rules(folder), "XH-RULE-025").place.line == 9


@pytest.mark.parametrize(
    "path",
    [
        "regions/500000.yaml.txt",
        "region/500000.yaml",
        "indicator/local.yaml",
        "indicators/local.txt",
        "indicators/镇/a.yaml",
    ],
)
def test_a_file_that_nobody_reads_is_said(tmp_path: Path, path: str) -> None:
    file = tmp_path / path
    file.parent.mkdir(parents=True)
    file.write_text("county: 石桥县\n", "utf-8")
    (tmp_path / "README.md").write_text("说明", "utf-8")
    (tmp_path / "indicators").mkdir(exist_ok=True)
    (tmp_path / "indicators" / "~$local.txt").write_text("", "utf-8")
    assert [(problem.code, problem.place.file) for problem in check_rules(None, tmp_path)] == [("XH-RULE-017", file)]
