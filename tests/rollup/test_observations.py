"""Which mention becomes the observation, and what stands beside it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from etl.tables import OBSERVATIONS

from .conftest import Reports, only


def test_missing_is_not_zero(reports: Reports) -> None:
    reports.add("东乡", "gdp", None, type="missing", estimated=True)
    reports.add("西乡", "gdp", 100)
    tables = reports.roll_up()
    hole = only(tables.observations, township="东乡")
    assert (hole["value"], hole["status"]) == (None, "missing")
    county = only(tables.rollup, indicator="gdp")
    assert (county["value"], county["reporting"], county["expected"], county["min_value"]) == (100, 1, 2, 100)
    assert county["flags"] == "incomplete"


def test_a_figure_wins_over_a_hole(reports: Reports) -> None:
    reports.add("东乡", "gdp", None, type="missing", section="profile")
    reports.add("东乡", "gdp", 98, section="routine")
    assert only(reports.roll_up().observations, township="东乡")["value"] == 98


def test_plan_is_kept_under_the_year_it_is_for(reports: Reports) -> None:
    reports.add("东乡", "gdp", 110, of=2022, role="plan", year=2023, section="plan")
    reports.add("东乡", "gdp", 100)
    reports.add("东乡", "gdp", 120, role="plan", year=2024, section="plan")
    rows = {
        (row["year"], row["period"], row["role"]): row["value"] for row in reports.roll_up().observations.to_dicts()
    }
    assert rows == {(2023, "2023", "actual"): 100, (2023, "2023", "plan"): 110, (2024, "2024", "plan"): 120}


def test_half_year_report_plans_the_year(reports: Reports) -> None:
    reports.add("东乡", "gdp", 50, report_period="2023H1")
    reports.add("东乡", "gdp", 110, report_period="2023H1", role="plan")
    rows = {row["role"]: row["period"] for row in reports.roll_up().observations.to_dicts()}
    assert rows == {"actual": "2023H1", "plan": "2023"}


def test_five_year_figure_never_enters_a_year(reports: Reports) -> None:
    reports.add("东乡", "accidents", 3, of=2020, year=2020, period="2020")
    reports.add("东乡", "accidents", 40, of=2020, year=None, period="2016/2020", role="cumulative")
    reports.add("东乡", "accidents", 41, of=2020, year=2020, period="2016/2020")
    rolled = reports.roll_up(2020).rollup
    assert only(rolled, period="2020")["value"] == 3
    assert only(rolled, period="2016/2020", role="cumulative")["value"] == 40
    assert only(rolled, period="2016/2020", role="cumulative")["year"] == 2020
    assert only(rolled, period="2016/2020", role="actual")["value"] == 41


def test_growth_over_five_years_is_no_growth_of_the_year(reports: Reports) -> None:
    level = reports.add("东乡", "income", 11379, of=2020)
    reports.add(
        "东乡",
        "income",
        "30.2",
        of=2020,
        measure="growth_rate",
        relates_to=level,
        role="cumulative",
        period="2015/2020",
    )
    rows = reports.roll_up(2020).observations
    assert only(rows, role="actual")["growth_pct"] is None
    assert only(rows, role="cumulative")["growth_pct"] == Decimal("30.2")


def test_exact_before_approximate(reports: Reports) -> None:
    reports.add("东乡", "gdp", 100, approx="约", section="profile")
    reports.add("东乡", "gdp", 98, section="routine")
    row = only(reports.roll_up().observations, township="东乡")
    assert (row["value"], row["status"], row["approx"]) == (98, "exact", "")


def test_approximate_far_from_exact_is_a_conflict(reports: Reports) -> None:
    reports.add("东乡", "gdp", 120, approx="约", section="profile")
    reports.add("东乡", "gdp", 98, section="routine")
    row = only(reports.roll_up().observations, township="东乡")
    assert (row["value"], row["status"]) == (98, "conflict")


def test_list_in_one_sentence_is_no_conflict(reports: Reports) -> None:
    place = {"sentence_start": 0, "sentence_end": 40}
    for value in (4200, 860, 3100):
        reports.add("东乡", "gdp", value, **place)
    assert only(reports.roll_up().observations, township="东乡")["status"] == "exact"


def test_overview_before_other_sections(reports: Reports) -> None:
    reports.add("东乡", "gdp", 97, section="routine")
    reports.add("东乡", "gdp", 98, section="review")
    reports.add("东乡", "gdp", 99, section="profile")
    assert only(reports.roll_up().observations, township="东乡")["value"] == 99


def test_first_before_later(reports: Reports) -> None:
    reports.add("东乡", "gdp", 99)
    reports.add("东乡", "gdp", 98)
    assert only(reports.roll_up().observations, township="东乡")["value"] == 99


def test_same_value_twice_is_one_observation_without_conflict(reports: Reports) -> None:
    first = reports.add("东乡", "gdp", 98)
    reports.add("东乡", "gdp", 98)
    row = only(reports.roll_up().observations, township="东乡")
    assert (row["status"], row["start"]) == ("exact", first)


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({}, "exact"),
        ({"approx": "余"}, "approximate"),
        ({"estimated": True, "approx": "约"}, "estimated"),
        ({"unit_inferred": True}, "inferred"),
    ],
)
def test_status_says_how_sure_the_figure_is(reports: Reports, fields: dict[str, object], status: str) -> None:
    reports.add("东乡", "gdp", 98, **fields)
    assert only(reports.roll_up().observations, township="东乡")["status"] == status


def test_facets_stand_beside_their_level(reports: Reports) -> None:
    level = reports.add("东乡", "gdp", 98)
    reports.add("东乡", "gdp", 5, measure="growth_rate", relates_to=level)
    reports.add("东乡", "gdp", 4, measure="change", relates_to=level)
    reports.add("东乡", "gdp", 103, measure="completion")
    row = only(reports.roll_up().observations, township="东乡")
    assert (row["value"], row["growth_pct"], row["change"], row["completion_pct"]) == (98, 5, 4, 103)


def test_growth_of_the_losing_value_is_not_taken(reports: Reports) -> None:
    reports.add("东乡", "gdp", 98, section="profile")
    other = reports.add("东乡", "gdp", 50)
    reports.add("东乡", "gdp", 5, measure="growth_rate", relates_to=other)
    assert only(reports.roll_up().observations, township="东乡")["growth_pct"] is None


def test_growth_of_the_repeated_value_is_taken(reports: Reports) -> None:
    reports.add("东乡", "gdp", 98, section="profile")
    again = reports.add("东乡", "gdp", 98)
    reports.add("东乡", "gdp", 7, measure="growth_rate")
    reports.add("东乡", "gdp", 5, measure="growth_rate", relates_to=again)
    assert only(reports.roll_up().observations, township="东乡")["growth_pct"] == 5


def test_growth_without_level_is_a_row_with_empty_value(reports: Reports) -> None:
    reports.add("东乡", "gdp", -35, measure="growth_rate")
    tables = reports.roll_up()
    row = only(tables.observations, township="东乡")
    assert (row["value"], row["growth_pct"], row["status"]) == (None, -35, "exact")
    county = only(tables.rollup, indicator="gdp")
    assert (county["value"], county["growth_pct"], county["reporting"]) == (None, None, 0)


def test_growth_beside_a_hole_is_kept(reports: Reports) -> None:
    hole = reports.add("东乡", "gdp", None, type="missing")
    reports.add("东乡", "gdp", "5.2", measure="growth_rate", relates_to=hole)
    row = only(reports.roll_up().observations, township="东乡")
    assert (row["value"], row["growth_pct"], row["status"]) == (None, Decimal("5.2"), "missing")


def test_rule_for_a_growth_rate_has_it_as_value(reports: Reports) -> None:
    reports.add("东乡", "petition_yoy", -35, measure="growth_rate")
    row = only(reports.roll_up().observations, township="东乡")
    assert (row["value"], row["growth_pct"]) == (-35, None)


def test_baseline_is_no_row(reports: Reports) -> None:
    reports.add("东乡", "income", 8740, role="baseline", year=2015)
    assert reports.roll_up().observations.is_empty()


def test_range_of_an_actual_figure_is_blank_and_of_a_plan_its_low_end(reports: Reports) -> None:
    reports.add("东乡", "gdp", None, low=1, high=2)
    reports.add("东乡", "gdp", None, low=3, high=4, role="plan", year=2024)
    rows = reports.roll_up().observations
    assert only(rows, role="actual")["value"] is None
    assert only(rows, role="plan")["value"] == 3


def test_figures_of_villages_and_firms_do_not_count(reports: Reports) -> None:
    reports.add("东乡", "gdp", 5, scope="village")
    reports.add("东乡", "gdp", 6, scope="company_or_project")
    assert reports.roll_up().observations.is_empty()


def test_parts_are_added_only_without_a_figure_of_the_township(reports: Reports) -> None:
    for township in ("东乡", "西乡"):
        reports.add(township, "power", 98, scope="company_or_project")
        reports.add(township, "power", 2, scope="company_or_project", approx="约")
    reports.add("西乡", "power", 120)
    rows = reports.roll_up().observations
    east, west = only(rows, township="东乡"), only(rows, township="西乡")
    assert (east["value"], east["status"], east["approx"]) == (100, "approximate", "约")
    assert (west["value"], west["status"]) == (120, "exact")


def test_repeated_part_counts_once_but_equal_parts_of_one_sentence_each(reports: Reports) -> None:
    reports.add("东乡", "power", 98, scope="company_or_project")
    reports.add("东乡", "power", 98, scope="company_or_project")
    reports.add("西乡", "power", 50, scope="company_or_project", sentence_start=0, sentence_end=9)
    reports.add("西乡", "power", 50, scope="company_or_project", sentence_start=0, sentence_end=9)
    rows = reports.roll_up().observations
    assert only(rows, township="东乡")["value"] == 98
    assert only(rows, township="西乡")["value"] == 100


def test_growth_of_one_firm_is_no_growth_of_the_township(reports: Reports) -> None:
    reports.add("东乡", "power", 120)
    reports.add("东乡", "power", 10, measure="growth_rate", scope="company_or_project")
    assert only(reports.roll_up().observations, township="东乡")["growth_pct"] is None


def test_figure_without_a_section_comes_last(reports: Reports) -> None:
    reports.add("东乡", "gdp", 97, section=None)
    reports.add("东乡", "gdp", 98, section="routine")
    assert only(reports.roll_up().observations, township="东乡")["value"] == 98


def test_unknown_indicator_and_unconverted_unit_are_no_observation(reports: Reports) -> None:
    reports.add("东乡", "switched_off", 5)
    reports.add("东乡", None, 5)
    reports.add("东乡", "gdp", surface="5个")
    tables = reports.roll_up()
    assert tables.observations.is_empty()
    assert tables.mentions.height == 3


def test_every_observation_leads_to_its_sentence(reports: Reports) -> None:
    reports.add("东乡", "accidents", 1)
    start = reports.add("东乡", "gdp", 98)
    row = only(reports.roll_up().observations, indicator="gdp")
    assert (row["evidence"], row["start"], row["sha256"]) == ("东乡gdp为98。", start, "sha-青山县/东乡/2023总结.docx")
    assert (row["county_code"], row["township_code"], row["name"], row["unit"]) == (
        "520100",
        "code-东乡",
        "地区生产总值",
        "万元",
    )


def test_a_plan_of_last_years_report_carries_its_printed_form_and_sentence(reports: Reports) -> None:
    """The report itself is none of this year's: what is shown of it comes with the observation."""
    reports.add("东乡", "gdp", 90)
    reports.add("东乡", "gdp", 100, of=2022, role="plan", year=2023, sentence_start=0)
    tables = reports.roll_up()
    planned = only(tables.observations, role="plan")
    assert planned["document"] not in tables.reports["document"].to_list()
    assert (planned["surface"], planned["sentence_start"]) == ("东乡", 0)
    assert str(planned["evidence"])[planned["start"] - planned["sentence_start"] :].startswith(planned["surface"])


def test_order_is_township_then_indicator_of_the_rulebook(reports: Reports) -> None:
    for township in ("西乡", "东乡"):
        for indicator in ("accidents", "gdp"):
            reports.add(township, indicator, 1)
    tables = reports.roll_up()
    assert tables.observations.select("township", "indicator").rows() == [
        ("东乡", "gdp"),
        ("东乡", "accidents"),
        ("西乡", "gdp"),
        ("西乡", "accidents"),
    ]
    assert tables.observations.schema == OBSERVATIONS.schema


def test_report_of_the_period_before_another_document(reports: Reports) -> None:
    reports.add("东乡", "gdp", 97, document="a半年.docx", report_period="2023H1", period="2023")
    reports.add("东乡", "gdp", 98, document="总结.docx", period="2023")
    assert only(reports.roll_up().observations, period="2023")["value"] == 98
