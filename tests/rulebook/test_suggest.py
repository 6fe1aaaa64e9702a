"""Suggested rules: what several townships report becomes a rule that passes the check and catches what it was made from."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from etl.extract import extract, mentions_frame
from etl.readers.document import Document
from etl.rulebook import Rulebook, load_rulebook
from etl.rulebook.check import check_rules
from etl.rulebook.suggest import Suggestion, as_yaml, suggest
from etl.rulebook.suggestion import with_own_codes
from etl.rulebook.trial import Trial, undisturbing
from etl.tables import PUBLISHED_MENTIONS

REPORTS = {
    "青山镇": "全年新建口袋公园3处，新修生态护岸1.2公里。口袋公园绿化面积2600平方米。民情走访率96%。护林巡查率95%。",
    "白水镇": "建成口袋公园5个，完成生态护岸3500米，投入资金60万元。民情走访率达到98.5%。",
    "红石乡": "打造口袋公园2处，惠及群众1200人。",
    "云岭乡": "新建: 石板栈道15公里。",
}


def published(rulebook: Rulebook) -> tuple[pl.DataFrame, dict[str, str]]:
    texts = {place: f"{place}2024年工作总结\n{text}" for place, text in REPORTS.items()}
    frames = []
    for place, text in texts.items():
        frame = mentions_frame(extract(Document(text), rulebook).mentions)
        names = {"county": "青溪县", "township": place, "sha256": place}
        frames.append(frame.with_columns(*(pl.lit(value).alias(name) for name, value in names.items())))
    return pl.concat(PUBLISHED_MENTIONS.conform(frame) for frame in frames), texts


@pytest.fixture(scope="module")
def rulebook() -> Rulebook:
    return load_rulebook()


@pytest.fixture(scope="module")
def suggestions(rulebook: Rulebook) -> list[Suggestion]:
    return suggest(*published(rulebook), rulebook)


Named = Callable[[str], Suggestion]


@pytest.fixture
def named(suggestions: list[Suggestion]) -> Named:
    return lambda name: next(suggestion for suggestion in suggestions if suggestion.name == name)


@pytest.fixture
def own(tmp_path: Path, suggestions: list[Suggestion]) -> Path:
    (tmp_path / "indicators").mkdir()
    (tmp_path / "indicators" / "suggested.yaml").write_text(as_yaml(suggestions), encoding="utf-8")
    return tmp_path


def test_what_covers_most_townships_comes_first(suggestions: list[Suggestion]) -> None:
    assert suggestions[0].name == "口袋公园"
    assert suggestions[0].townships == ("青溪县白水镇", "青溪县红石乡", "青溪县青山镇")
    counts = [len(suggestion.townships) for suggestion in suggestions]
    assert counts == sorted(counts, reverse=True)


def test_what_one_township_reports_is_no_suggestion(suggestions: list[Suggestion]) -> None:
    assert all(len(suggestion.townships) >= 2 for suggestion in suggestions)
    assert not [suggestion for suggestion in suggestions if "栈道" in suggestion.name]


def test_the_unit_is_the_one_of_the_reports_and_of_other_rules(named: Named) -> None:
    assert (named("口袋公园").unit, named("生态护岸").unit) == ("处", "公里")


def test_examples_come_from_the_reports_with_values_in_the_unit(named: Named) -> None:
    assert (
        named("生态护岸").examples.items()
        >= {"新修生态护岸1.2公里": Decimal("1.2"), "完成生态护岸3500米": Decimal("3.5")}.items()
    )


def test_two_examples_match_and_the_nearest_look_alike_does_not(named: Named) -> None:
    values = list(named("口袋公园").examples.items())
    assert [value is None for _, value in values] == [False, False, True]
    assert values[2][0] == "口袋公园绿化面积2600平方米"


def test_rates_are_not_added_up(named: Named) -> None:
    assert "  kind: rate\n  aggregate: none\n" in as_yaml([named("民情走访率")])


def test_the_suggestions_pass_the_check_as_they_are(own: Path) -> None:
    assert [str(problem) for problem in check_rules(overlay=own)] == []


def test_with_the_suggestions_the_figures_have_an_indicator_and_nothing_is_suggested_again(
    own: Path, suggestions: list[Suggestion]
) -> None:
    rulebook = load_rulebook(overlay=own)
    mentions, texts = published(rulebook)
    taken = mentions.filter(pl.col("indicator") == suggestions[0].code)
    assert taken["surface"].to_list() == ["3处", "5个", "2处"]
    assert suggest(mentions, texts, rulebook, overlay=own) == []


def test_a_code_can_be_read_and_says_what_is_counted(named: Named) -> None:
    assert named("口袋公园").code == "koudai_gongyuan_count"
    assert named("生态护岸").code == "shengtai_huan_length"
    assert named("民情走访率").code == "minqing_zoufang_lv_ratio"


def test_a_code_that_is_taken_or_shared_gets_a_mark_of_its_own() -> None:
    def proposal(code: str, name: str) -> Suggestion:
        return Suggestion(code, name, "处", True, False, (), 2)

    made = [proposal("a_count", "甲"), proposal("b_count", "乙"), proposal("b_count", "一"), proposal("c_count", "丙")]
    codes = [suggestion.code for suggestion in with_own_codes(made, {"a_count": None})]
    assert codes[3] == "c_count"
    assert [re.fullmatch("([ab])_count_[0-9a-f]{4}", code)[1] for code in codes[:3]] == ["a", "b", "b"]  # type: ignore[index]
    assert len(set(codes)) == 4


def test_the_file_says_what_to_do_with_it(suggestions: list[Suggestion]) -> None:
    head = as_yaml(suggestions).partition("category:")[0]
    assert head.startswith("# yaml-language-server: $schema=../schema/indicators.json\n")
    assert "rules/indicators" in head and "xianhui rules check" in head and "code" in head


def test_a_suggestion_keeps_its_code(rulebook: Rulebook, suggestions: list[Suggestion]) -> None:
    mentions, texts = published(rulebook)
    again = suggest(mentions.reverse(), texts, rulebook)
    assert as_yaml(again) == as_yaml(suggestions)


def test_nothing_gives_nothing(rulebook: Rulebook) -> None:
    assert suggest(PUBLISHED_MENTIONS.empty(), {}, rulebook) == []
    assert as_yaml([]) == ""


def test_odd_sentences_stay_one_line_of_yaml() -> None:
    odd = {"“甲”: 3处 # 一": Decimal("3.0"), "- 乙\\\"'": Decimal("0.50"), "%丙": None}
    text = as_yaml([Suggestion("new_1", "%甲: 乙", "'", True, False, ("县镇\n乡",), 1, odd)])
    from etl.rulebook.source import read_source

    source = read_source(Path("x.yaml"), "x.yaml", text, problems := [])
    assert problems == [] and source is not None and isinstance(source.data, dict)
    (entry,) = source.data["indicators"]  # type: ignore[misc, union-attr]
    assert entry["examples"] == {"“甲”: 3处 # 一": 3, "- 乙\\\"'": Decimal("0.5"), "%丙": "不算"}  # type: ignore[call-overload, index]


def test_jieba_is_loaded_only_to_suggest() -> None:
    code = "import sys, etl.rulebook.suggest, etl.rulebook.check; sys.exit('jieba' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_proposal_that_disturbs_another_rule_is_left_out(tmp_path: Path) -> None:
    def proposal(code: str, name: str, unit: str) -> Suggestion:
        examples = {f"{name}5{unit}": Decimal(5), f"{name}6{unit}": Decimal(6), "清理垃圾5吨": None}
        return Suggestion(code, name, unit, True, False, ("甲镇", "乙镇"), 2, examples)

    good, disturbing = proposal("new_good", "口袋公园", "处"), proposal("new_bad", "粮食总产量", "吨")
    assert undisturbing([disturbing, good], Trial(tmp_path, None)) == [good]
