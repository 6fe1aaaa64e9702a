"""Which indicator a figure belongs to."""

from __future__ import annotations

import pytest

from tests.extract.conftest import Figures


def test_the_unit_excludes(figures: Figures) -> None:
    assert figures("粮食播种面积1200亩。", year=2023)["1200亩"].indicator == "grain_sown_area"
    assert figures("粮食播种面积1200元。", year=2023)["1200元"].indicator is None


def test_a_look_alike_excludes(figures: Figures) -> None:
    assert figures("粮食高产示范种植面积1200亩。", year=2023)["1200亩"].indicator != "grain_sown_area"


def test_a_missing_neighbour_excludes_a_weak_phrase(figures: Figures) -> None:
    assert figures("总产5200吨。", year=2023)["5200吨"].indicator is None
    assert figures("全镇粮食生产稳定，总产5200吨。", year=2023)["5200吨"].indicator == "grain_output"


def test_the_scope_excludes(figures: Figures) -> None:
    assert figures("石岭村粮食播种面积1200亩。", year=2023)["1200亩"].indicator is None


def test_own_words_win_over_carried_ones(figures: Figures) -> None:
    assert figures("粮食播种面积1200亩，水稻种植面积800亩。", year=2023)["800亩"].indicator == "rice_sown_area"


def test_carried_words_reach_a_figure_whose_own_name_nothing(figures: Figures) -> None:
    assert figures("粮食播种面积1.3万亩，产量5200吨。", year=2023)["5200吨"].indicator == "grain_output"


def test_the_longest_phrase_wins(figures: Figures) -> None:
    assert figures("早稻种植面积800亩。", year=2023)["800亩"].indicator == "early_rice_sown_area"


def test_a_comparison_takes_the_indicator_of_its_level(figures: Figures) -> None:
    found = figures("粮食产量5200吨，同比增长3%。", year=2023)
    assert found["3%"].indicator == "grain_output"


def test_the_rule_and_reason_are_told(figures: Figures) -> None:
    level = figures("粮食产量5200吨。", year=2023)["5200吨"]
    assert level.rule is not None
    file, _, line = level.rule.rpartition(":")
    assert file.endswith("agriculture.yaml") and line.isdigit()
    assert "粮食" in level.reason


def test_what_no_rule_covers_has_no_indicator(figures: Figures) -> None:
    level = figures("擦拭玻璃86块。", year=2023)["86块"]
    assert (level.indicator, level.rule) == (None, None)


@pytest.mark.parametrize("text", ["帮助合作社解决实际困难和问题27个。"])
def test_what_is_counted_stands_next_to_its_figure(figures: Figures, text: str) -> None:
    indicator = figures(text, year=2023)["27个"].indicator
    assert indicator is None or "cooperative" not in indicator


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("种植水稻8000亩，产值1200万元。", None),
        ("种植水稻8000亩，产量4800吨，产值1200万元。", None),
        ("种植水稻8000亩，种植黄桃600亩，产值1200万元。", "specialty_output_value"),
        ("种植小麦300亩；种植香菇600亩，产值1200万元。", "specialty_output_value"),
    ],
)
def test_a_bare_attribute_is_not_of_what_the_clause_before_excludes(
    figures: Figures, text: str, code: str | None
) -> None:
    assert figures(text, year=2023)["1200万元"].indicator == code
