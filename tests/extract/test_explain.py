"""Why a number became what it became."""

from __future__ import annotations

import json
import time

import pytest

from etl.extract.explain import explanations, near_misses
from etl.readers.document import Document
from etl.rulebook.model import Rulebook

TEXT = "青山镇2023年工作总结\n粮食播种面积1.3万亩，产量5200吨，同比增长3%。早稻种植面积800亩。"
DOCUMENT = Document(TEXT)


def test_a_mention_is_asked_for_by_any_of_its_offsets(rulebook: Rulebook) -> None:
    start = TEXT.index("5200吨")
    for at in (start, start + len("5200吨") - 1):
        (told,) = explanations(DOCUMENT, rulebook, at=at)
        assert (told["surface"], told["value"], told["unit"]) == ("5200吨", 5200, "吨")


def test_no_mention_at_an_offset_is_no_explanation(rulebook: Rulebook) -> None:
    assert explanations(DOCUMENT, rulebook, at=TEXT.index("粮食")) == []


def test_mentions_are_asked_for_by_text_and_by_indicator(rulebook: Rulebook) -> None:
    assert [told["surface"] for told in explanations(DOCUMENT, rulebook, text="800亩")] == ["800亩"]
    surfaces = [told["surface"] for told in explanations(DOCUMENT, rulebook, indicator="grain_output")]
    assert surfaces == ["5200吨", "3%"]


def test_the_winner_is_told_with_rule_and_words(rulebook: Rulebook) -> None:
    (told,) = explanations(DOCUMENT, rulebook, text="800亩")
    first = told["candidates"][0]
    assert (first["indicator"], first["outcome"]) == ("early_rice_sown_area", "中选")
    assert first["rule"] == told["rule"] and first["matched"] in TEXT
    assert told["sentence"] == "早稻种植面积800亩"


@pytest.mark.parametrize("text", ["1.3万亩", "5200吨", "800亩"])
def test_every_loser_is_told_why(rulebook: Rulebook, text: str) -> None:
    (told,) = explanations(DOCUMENT, rulebook, text=text)
    assert [c["outcome"] for c in told["candidates"]].count("中选") == 1
    assert all(c["outcome"] for c in told["candidates"])


def test_carried_words_are_told(rulebook: Rulebook) -> None:
    (told,) = explanations(DOCUMENT, rulebook, text="5200吨")
    assert "粮食播种面积" in told["carried"]


def test_a_comparison_is_told_by_its_level(rulebook: Rulebook) -> None:
    (told,) = explanations(DOCUMENT, rulebook, text="3%")
    assert "5200吨" in told["reason"]
    assert all(c["outcome"] != "中选" for c in told["candidates"])


def test_what_is_no_quantity_has_no_candidates(rulebook: Rulebook) -> None:
    (told,) = explanations(DOCUMENT, rulebook, text="2023年")
    assert (told["type"], told["candidates"]) == ("date", [])


def test_explanations_are_json(rulebook: Rulebook) -> None:
    assert json.loads(json.dumps(explanations(DOCUMENT, rulebook, text="亩"), ensure_ascii=False))


def test_an_explanation_of_a_table_tells_what_extraction_found(rulebook: Rulebook) -> None:
    from etl.extract import extract
    from etl.readers import read

    text = "青山镇2023年工作总结\n指标\t单位\t2023年\n粮食总产量\t吨\t6850\n农村改厕\t户\t86\n"
    document = read(text.encode(), "表.txt")
    (mention,) = [m for m in extract(document, rulebook).mentions if m.surface == "6850"]
    (told,) = explanations(document, rulebook, text="6850")
    assert (told["unit"], told["indicator"]) == (mention.unit, mention.indicator)


def test_a_text_that_some_figure_reads_is_not_looked_for_inside_others(rulebook: Rulebook) -> None:
    document = Document("青山镇2023年工作总结\n建成茶园15亩、5亩，全角５亩。")
    assert [told["surface"] for told in explanations(document, rulebook, text="5亩")] == ["5亩"]
    assert [told["surface"] for told in explanations(document, rulebook, text="５亩")] == ["５亩"]


def test_the_nearest_figures_are_named(rulebook: Rulebook) -> None:
    assert near_misses(DOCUMENT, rulebook, at=TEXT.index("产量"))[0][0] == "1.3万亩"
    assert near_misses(DOCUMENT, rulebook, text="5220吨")[0][0] == "5200吨"
    assert near_misses(DOCUMENT, rulebook, text="没有") == []


def test_an_explanation_takes_less_than_a_tenth_of_a_second(rulebook: Rulebook) -> None:
    """A long report (13 000 characters, 500 figures), after loading."""
    filler = "加强党的建设，推动工作落实，改善人居环境，提升治理水平，办好民生实事。\n"
    long = Document("青山镇2023年工作总结\n" + ("粮食播种面积1.3万亩，产量5200吨，同比增长3%。\n" + filler) * 200)
    at = long.text.index("5200吨")
    needed = []
    for _ in range(4):
        begun = time.process_time()
        assert explanations(long, rulebook, at=at)
        needed.append(time.process_time() - begun)
    assert min(needed) < 0.1
