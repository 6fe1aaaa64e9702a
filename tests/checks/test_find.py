"""Findings: what contradicts itself is found, with all figures involved; what rounding explains is not."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from etl.checks import find
from etl.extract import extract, mentions_frame
from etl.normalize import canonical
from etl.readers.document import Document
from etl.rulebook import Rulebook, load_rulebook
from etl.tables import FINDINGS, PUBLISHED_MENTIONS

INCOME = "farmer_net_income_per_capita"
PLACE = {
    "county": "某县",
    "township": "某镇",
    "report_year": 2020,
    "report_period": "2020",
    "document": "某县/某镇/a.txt",
}
DEFAULT = {
    "sha256": "a", "type": "quantity", "approx": "", "subject": "", "measure": "level", "scope": "township",
    "role": "actual", "year": 2020, "period": "2020", "sentence_start": 0, "sentence_end": 100,
}  # fmt: skip


@pytest.fixture(scope="module")
def rulebook() -> Rulebook:
    return load_rulebook()


def figure(start: int, value: str | None, unit: str | None, indicator: str | None, **other: Any) -> dict[str, Any]:
    """A mention; its surface is the printed figure unless said otherwise."""
    surface = f"{value or ''}{unit or ''}"
    row = PLACE | DEFAULT | {"start": start, "end": start + len(surface), "surface": surface, "unit": unit}
    return row | {"indicator": indicator, "value": None if value is None else Decimal(value)} | other


def found(rulebook: Rulebook, *rows: dict[str, Any], texts: dict[str, str] | None = None) -> pl.DataFrame:
    frame = PUBLISHED_MENTIONS.conform(pl.DataFrame(list(rows), infer_schema_length=None))
    return find(canonical(frame, rulebook), rulebook, texts or {})


def codes(frame: pl.DataFrame) -> list[str]:
    return frame["code"].to_list()


def income(level: str, base: str, change: str, growth: str, **other: Any) -> list[dict[str, Any]]:
    """2020年全镇农民人均纯收入达到…元，比2015年的…元增加…元，增长…％"""
    return [
        figure(16, level, "元", INCOME, **other),
        figure(26, base, "元", INCOME, role="baseline", year=2015, period="2015"),
        figure(33, change, "元", INCOME, measure="change", relates_to=16),
        figure(41, growth, "%", INCOME, measure="growth_rate", relates_to=16),
    ]


def test_a_level_that_is_not_baseline_plus_change_is_an_error_with_what_it_should_be(rulebook: Rulebook) -> None:
    text = "2020年全镇农民人均纯收入达到19元，比2015年的8740元增加2639元，增长30.2％"
    frame = found(rulebook, *income("19", "8740", "2639", "30.2"), texts={"a": text})
    error = frame.filter(pl.col("severity") == "error").row(0, named=True)
    assert error["code"] == "XH-CHECK-001"
    assert error["proposal"] == "若按2015年8740元、增加2639元推算，应为11379元"
    assert error["starts"] == "16;26;33"
    assert (error["start"], error["end"], error["document"]) == (16, 19, "某县/某镇/a.txt")
    assert text in error["message"]


def test_the_growth_rate_of_a_broken_level_is_compared_with_baseline_and_change(rulebook: Rulebook) -> None:
    assert "XH-CHECK-002" not in codes(found(rulebook, *income("19", "8740", "2639", "30.2")))
    assert "XH-CHECK-002" in codes(found(rulebook, *income("19", "8740", "2639", "20.2")))


def test_a_sentence_that_adds_up_gives_no_finding(rulebook: Rulebook) -> None:
    assert found(rulebook, *income("11379", "8740", "2639", "30.2")).equals(FINDINGS.empty())


def test_rounding_of_printed_figures_is_no_contradiction(rulebook: Rulebook) -> None:
    rows = [
        figure(0, "1140000000", "元", "gdp", surface="11.4亿元"),
        figure(10, "1030000000", "元", "gdp", surface="10.3亿元", role="baseline", year=2019, period="2019"),
        figure(20, "105000000", "元", "gdp", surface="1.05亿元", measure="change", relates_to=0),
        figure(30, "10.2", "%", "gdp", measure="growth_rate", relates_to=0),
    ]
    assert codes(found(rulebook, *rows)) == []


def test_a_fall_is_subtracted(rulebook: Rulebook) -> None:
    assert codes(found(rulebook, *income("8000", "8740", "-740", "-8.5"))) == []
    broken = found(rulebook, *income("9480", "8740", "-740", "-8.5"))
    assert "减少740元" in broken.filter(pl.col("code") == "XH-CHECK-001")["proposal"].item()


def test_about_is_tolerated_within_ten_per_cent(rulebook: Rulebook) -> None:
    assert "XH-CHECK-001" not in codes(found(rulebook, *income("12000", "8740", "2639", "30.2", approx="余")))


def test_two_changes_for_one_level_are_left_alone(rulebook: Rulebook) -> None:
    rows = [*income("11379", "8740", "2639", "30.2"), figure(50, "800", "元", INCOME, measure="change", relates_to=16)]
    assert "XH-CHECK-001" not in codes(found(rulebook, *rows))


def test_figures_without_indicator_are_compared_by_their_subject(rulebook: Rulebook) -> None:
    about = {"subject": "天麻产值"}
    rows = [
        figure(0, "500", "元", None, **about),
        figure(9, "300", "元", None, role="baseline", **about),
        figure(15, "100", "元", None, measure="change", **about),
    ]
    assert codes(found(rulebook, *rows)) == ["XH-CHECK-001"]


def test_a_growth_rate_that_does_not_fit_level_and_baseline_is_doubtful(rulebook: Rulebook) -> None:
    level, base, _, growth = income("11379", "8740", "0", "13.2")
    frame = found(rulebook, level, base, growth)
    assert codes(frame) == ["XH-CHECK-002"]
    assert frame["starts"].item() == "16;26;41"
    assert "30.2%" in frame["message"].item()


def test_a_growth_rate_is_compared_with_the_year_before_of_the_same_document(rulebook: Rulebook) -> None:
    now = figure(0, "6850", "吨", "grain_output")
    growth = figure(8, "3", "%", "grain_output", measure="growth_rate", relates_to=0)
    before = figure(300, "6650", "吨", "grain_output", year=2019, period="2019", sentence_start=290, sentence_end=320)
    assert codes(found(rulebook, now, growth, before)) == []
    wrong = growth | {"value": Decimal("13")}
    frame = found(rulebook, now, wrong, before)
    assert codes(frame) == ["XH-CHECK-003"]
    assert frame["starts"].item() == "0;8;300"


def test_a_value_no_township_can_have_is_doubtful(rulebook: Rulebook) -> None:
    assert codes(found(rulebook, figure(0, "30000000", "吨", "grain_output"))) == ["XH-CHECK-004"]
    assert codes(found(rulebook, figure(0, "30000000", "吨", "grain_output", role="baseline"))) == []


def test_different_values_of_one_indicator_in_one_document_are_one_finding(rulebook: Rulebook) -> None:
    rows = [
        figure(start, value, "亩", "land_transfer_area", sentence_start=start)
        for start, value in ((5, "1500"), (50, "1000"), (90, "1500"))
    ]
    frame = found(rulebook, *rows)
    assert codes(frame) == ["XH-CHECK-005"]
    assert frame["starts"].item() == "5;50;90"
    assert "1500亩、1000亩" in frame["message"].item()


def test_a_list_in_one_sentence_contradicts_nothing(rulebook: Rulebook) -> None:
    rows = [figure(start, value, "亩", "land_transfer_area") for start, value in ((5, "1500"), (50, "1000"))]
    assert codes(found(rulebook, *rows)) == []


def test_what_a_year_may_have_several_of_is_only_noted(rulebook: Rulebook) -> None:
    rows = [
        figure(start, value, "公里", "road_hardened_length", sentence_start=start)
        for start, value in ((5, "12"), (50, "9"))
    ]
    assert found(rulebook, *rows)["severity"].to_list() == ["info"]


def test_one_mistake_is_one_finding(rulebook: Rulebook) -> None:
    """19元 breaks its sentence and is out of range too: the range adds nothing."""
    assert codes(found(rulebook, *income("19", "8740", "2639", "30.2"))) == ["XH-CHECK-001"]


@pytest.mark.parametrize(
    "other",
    [{"period": "2016/2020"}, {"role": "plan"}, {"scope": "village"}, {"sha256": "b", "document": "b"}],
)
def test_values_of_another_period_role_scope_or_document_do_not_contradict(
    rulebook: Rulebook, other: dict[str, Any]
) -> None:
    second = figure(50, "1000", "亩", "land_transfer_area", sentence_start=50) | other
    rows = [figure(5, "1500", "亩", "land_transfer_area"), second]
    assert codes(found(rulebook, *rows)) == []


def test_an_approximate_value_near_the_exact_one_does_not_contradict_it(rulebook: Rulebook) -> None:
    rows = [figure(5, "1500", "亩", "land_transfer_area"), figure(50, "1400", "亩", "land_transfer_area", approx="余")]
    assert codes(found(rulebook, *rows)) == []


def test_the_same_value_in_other_units_is_no_contradiction(rulebook: Rulebook) -> None:
    rows = [
        figure(0, "685000000", "元", "gdp", surface="6.85亿元"),
        figure(90, "685050000", "元", "gdp", surface="68505万元"),
    ]
    assert codes(found(rulebook, *rows)) == []


def test_a_hole_of_a_core_indicator_is_reported(rulebook: Rulebook) -> None:
    hole = figure(0, None, "元", "gdp", type="missing", surface="约亿元")
    frame = found(rulebook, hole)
    assert (codes(frame), frame["severity"].item()) == (["XH-CHECK-006"], "info")
    assert "约亿元" in frame["message"].item()


def test_parts_that_do_not_add_up_to_their_total(rulebook: Rulebook) -> None:
    names = {"gdp": "168400000", "gdp_primary": "80800000", "gdp_secondary": "20800000", "gdp_tertiary": "66800000"}
    rows = [figure(start, value, "元", code) for start, (code, value) in enumerate(names.items())]
    assert codes(found(rulebook, *rows)) == []
    rows[1]["value"] = Decimal("180800000")
    frame = found(rulebook, *rows)
    assert codes(frame) == ["XH-CHECK-007"]
    assert frame["starts"].item() == "0;1;2;3"


def test_an_optional_part_may_be_absent_and_counts_when_it_is_reported(rulebook: Rulebook) -> None:
    land = {"cultivated_land_area": "21027.13", "paddy_field_area": "19752.13", "dry_land_area": "1275"}
    rows = [figure(start, value, "亩", code) for start, (code, value) in enumerate(land.items())]
    assert codes(found(rulebook, *rows)) == []
    assert codes(found(rulebook, *rows, figure(9, "900", "亩", "irrigated_land_area"))) == ["XH-CHECK-007"]


def test_areas_in_different_units_are_compared_in_one(rulebook: Rulebook) -> None:
    rows = [figure(0, "128202.65", "亩", "forest_land_area"), figure(9, "118.6", "平方公里", "admin_area")]
    assert codes(found(rulebook, *rows)) == []
    rows[1]["value"] = Decimal("60")
    assert codes(found(rulebook, *rows)) == ["XH-CHECK-008"]


def test_more_households_than_persons_in_one_sentence_is_an_error(rulebook: Rulebook) -> None:
    pair = figure(0, "528", "户", "monitored_households"), figure(4, "186", "人", "monitored_persons")
    assert codes(found(rulebook, *pair)) == ["XH-CHECK-008"]
    apart = pair[1] | {"sentence_start": 200, "sentence_end": 220}
    assert codes(found(rulebook, pair[0], apart)) == []


def test_more_successes_than_cases_is_an_error(rulebook: Rulebook) -> None:
    rows = [figure(0, "68", "件", "dispute_mediated"), figure(40, "75", "件", "dispute_resolved", sentence_start=30)]
    frame = found(rulebook, *rows)
    assert codes(frame) == ["XH-CHECK-008"]
    assert frame["starts"].item() == "0;40"


def test_a_rate_that_is_not_the_quotient_of_its_sides(rulebook: Rulebook) -> None:
    sides = [figure(0, "187", "件", "dispute_mediated"), figure(9, "184", "件", "dispute_resolved")]
    assert codes(found(rulebook, *sides, figure(20, "98.4", "%", "mediation_success_rate"))) == []
    assert codes(found(rulebook, *sides, figure(20, "88.6", "%", "mediation_success_rate"))) == ["XH-CHECK-009"]


def test_grain_of_an_impossible_yield(rulebook: Rulebook) -> None:
    rows = [figure(0, "300000", "吨", "grain_output"), figure(9, "1400", "公顷", "grain_sown_area")]
    assert "XH-CHECK-009" in codes(found(rulebook, *rows))


def test_the_broken_sentence_of_a_real_report_is_found_from_its_text(rulebook: Rulebook) -> None:
    text = "2020年全镇农民人均纯收入达到19元，比2015年的8740元增加2639元，增长30.2％。"
    mentions = canonical(mentions_frame(extract(Document(text), rulebook).mentions), rulebook)
    named = mentions.with_columns(pl.lit(value).alias(name) for name, value in (PLACE | {"sha256": "a"}).items())
    frame = find(PUBLISHED_MENTIONS.conform(named), rulebook, {"a": text})
    error = frame.filter(pl.col("severity") == "error")
    assert error["proposal"].to_list() == ["若按2015年8740元、增加2639元推算，应为11379元"]
    assert [text[int(start) :][:4] for start in error["starts"].item().split(";")] == ["19元，", "8740", "2639"]


def test_no_mentions_no_findings(rulebook: Rulebook) -> None:
    assert find(PUBLISHED_MENTIONS.empty(), rulebook, {}).equals(FINDINGS.empty())


def test_findings_do_not_depend_on_the_order_of_mentions(rulebook: Rulebook) -> None:
    rows = [*income("19", "8740", "2639", "20.2"), figure(60, "30000000", "吨", "grain_output")]
    assert found(rulebook, *rows).equals(found(rulebook, *reversed(rows)))


def test_an_absurdly_large_figure_stops_no_check(rulebook: Rulebook) -> None:
    huge = figure(70, "9" * 27, "亩", "land_transfer_area")
    assert "XH-CHECK-001" in codes(found(rulebook, *income("19", "8740", "2639", "30.2"), huge))
