"""What the county's figure is made of."""

from __future__ import annotations

import random
from decimal import Decimal

import polars as pl
import pytest

from etl.tables import ROLLUP, TARGETS

from .conftest import Reports, only


def test_sums_are_exact(reports: Reports) -> None:
    reports.add("东乡", "gdp", "0.1")
    reports.add("西乡", "gdp", "0.2")
    reports.add("北乡", "gdp", "12345678901234567.0000000001")
    assert only(reports.roll_up().rollup, indicator="gdp")["value"] == Decimal("12345678901234567.3000000001")


def test_coverage_counts_the_roster(reports: Reports) -> None:
    reports.add("东乡", "gdp", 1)
    tables = reports.roll_up(expected=["东乡", "西乡", "北乡"])
    row = only(tables.rollup, indicator="gdp")
    assert (list(tables.expected), list(reports.roll_up().expected)) == (["东乡", "西乡", "北乡"], ["东乡"])
    assert (row["reporting"], row["expected"], row["flags"]) == (1, 3, "incomplete")


def test_plans_of_townships_that_have_not_reported_yet_are_covered(reports: Reports) -> None:
    for township in ("东乡", "西乡"):
        reports.add(township, "gdp", 110, of=2022, role="plan", year=2023)
    reports.add("东乡", "gdp", 100)
    rolled = reports.roll_up().rollup
    plan, actual = only(rolled, role="plan"), only(rolled, role="actual")
    assert (plan["reporting"], plan["expected"]) == (2, 2)
    assert (actual["reporting"], actual["expected"]) == (1, 1)


def test_extremes_name_their_township(reports: Reports) -> None:
    for township, value in (("西乡", 5), ("东乡", 5), ("北乡", 2), ("南乡", 2)):
        reports.add(township, "gdp", value)
    row = only(reports.roll_up().rollup, indicator="gdp")
    assert (row["min_township"], row["min_value"], row["max_township"], row["max_value"]) == ("北乡", 2, "东乡", 5)


def test_rates_are_never_added(reports: Reports) -> None:
    for township in ("东乡", "西乡"):
        reports.add(township, "careless_rate", 60)
        reports.add(township, "petition_yoy", 5, measure="growth_rate")
        reports.add(township, "toilet_rate", 80)
        reports.add(township, "income", 9000)
    rolled = reports.roll_up().rollup
    assert rolled["value"].to_list() == [None] * 4
    assert only(rolled, indicator="careless_rate")["aggregate"] == "none"


def test_rate_is_the_ratio_of_sums_where_both_sides_are_known(reports: Reports) -> None:
    for township, output, area, stated in (
        ("东乡", 300, 1000, 300),
        ("西乡", 400, 800, 500),
        ("北乡", None, None, 900),
    ):
        reports.add(township, "grain_yield", stated)
        if output:
            reports.add(township, "grain_output", output)
            reports.add(township, "grain_area", area)
    row = only(reports.roll_up().rollup, indicator="grain_yield")
    assert (row["aggregate"], row["value"], row["reporting"]) == ("ratio_of_sums", Decimal("388.888889"), 2)


def test_one_township_with_both_sides_does_not_speak_for_many(reports: Reports) -> None:
    for township, area in (("东乡", 1000), ("西乡", 3000), ("北乡", 1000)):
        reports.add(township, "grain_yield", 400 if township == "西乡" else 300)
        reports.add(township, "grain_area", area)
    reports.add("东乡", "grain_output", 999)
    row = only(reports.roll_up().rollup, indicator="grain_yield")
    assert (row["aggregate"], row["value"], row["reporting"]) == ("weighted_mean", 360, 3)


def test_weighted_mean_needs_half_of_the_weight(reports: Reports) -> None:
    for township, people in (("东乡", 400), ("西乡", 600)):
        reports.add(township, "population", people)
    reports.add("东乡", "toilet_rate", 80)
    row = only(reports.roll_up().rollup, indicator="toilet_rate")
    assert (row["value"], row["coverage_weight"], row["flags"]) == (None, Decimal("0.4"), "incomplete;low_weight")
    reports.add("西乡", "toilet_rate", 90)
    row = only(reports.roll_up().rollup, indicator="toilet_rate")
    assert (row["value"], row["coverage_weight"], row["flags"]) == (86, 1, "")


def test_one_known_weight_does_not_speak_for_many(reports: Reports) -> None:
    reports.add("东乡", "population", 400)
    for township in ("东乡", "西乡", "北乡"):
        reports.add(township, "toilet_rate", 80)
    row = only(reports.roll_up().rollup, indicator="toilet_rate")
    assert (row["value"], row["reporting"], row["flags"]) == (None, 3, "low_weight")


def test_planned_rate_is_weighted_by_the_weights_of_the_reporting_year(reports: Reports) -> None:
    for township, people, rate in (("东乡", 300, 80), ("西乡", 100, 60)):
        reports.add(township, "population", people)
        reports.add(township, "toilet_rate", rate, role="plan", year=2024)
    assert only(reports.roll_up().rollup, indicator="toilet_rate")["value"] == 75


def test_quotients_are_rounded_half_even_to_six_places(reports: Reports) -> None:
    for township, value in (("东乡", "0.000001"), ("西乡", "0.000002")):
        reports.add(township, "average", value)
    assert only(reports.roll_up().rollup, indicator="average")["value"] == Decimal("0.000002")


@pytest.mark.parametrize(("second", "repeated"), [(7, 7), (8, None)])
def test_other_methods(reports: Reports, second: int, repeated: int | None) -> None:
    for township, value in (("东乡", 7), ("西乡", second)):
        for indicator in ("highest", "repeated"):
            reports.add(township, indicator, value)
    rolled = reports.roll_up().rollup
    assert only(rolled, indicator="highest")["value"] == second
    assert only(rolled, indicator="repeated")["value"] == repeated


def test_growth_compares_only_townships_with_both_years(reports: Reports) -> None:
    reports.add("东乡", "gdp", 100, of=2022)
    reports.add("北乡", "gdp", 900, of=2022)
    reports.add("东乡", "gdp", 110)
    reports.add("西乡", "gdp", 500)
    row = only(reports.roll_up().rollup, indicator="gdp")
    assert (row["value"], row["prev_value"]) == (610, 1000)
    assert (row["growth_pct"], row["growth_reporting"]) == (10, 1)


def test_previous_level_is_last_years_report_then_quoted_then_implied(reports: Reports) -> None:
    reports.add("东乡", "gdp", 100, of=2022)
    for township in ("东乡", "西乡", "北乡"):
        level = reports.add(township, "gdp", 120)
        reports.add(township, "gdp", 100, measure="growth_rate", relates_to=level)
        if township != "北乡":
            reports.add(township, "gdp", 80, role="baseline", year=2022)
    row = only(reports.roll_up().rollup, indicator="gdp", year=2023)
    assert (row["growth_pct"], row["growth_reporting"]) == (50, 3)  # 360 over 100 + 80 + 60


def test_growth_is_no_mean_of_rates(reports: Reports) -> None:
    for township, value, rate in (("东乡", 110, 10), ("西乡", 1500, 50)):
        level = reports.add(township, "gdp", value)
        reports.add(township, "gdp", rate, measure="growth_rate", relates_to=level)
    assert only(reports.roll_up().rollup, indicator="gdp")["growth_pct"] == Decimal("46.363636")


def test_fall_to_nothing_implies_no_previous_level(reports: Reports) -> None:
    level = reports.add("东乡", "accidents", 0)
    reports.add("东乡", "accidents", -100, measure="growth_rate", relates_to=level)
    row = only(reports.roll_up().rollup, indicator="accidents")
    assert (row["value"], row["growth_pct"], row["growth_reporting"]) == (0, None, 0)


def test_difference_in_points_is_no_growth(reports: Reports) -> None:
    for year, rate in ((2022, 80), (2023, 90)):
        reports.add("东乡", "population", 100, of=year)
        reports.add("东乡", "toilet_rate", rate, of=year)
    row = only(reports.roll_up().rollup, indicator="toilet_rate")
    assert (row["value"], row["prev_value"], row["growth_pct"]) == (90, 80, None)


def test_per_head_growth_weights_both_years_alike(reports: Reports) -> None:
    for township, people, before, after in (("东乡", 100, 8000, 10000), ("西乡", 300, 10000, 10000)):
        reports.add(township, "population", people)
        reports.add(township, "income", before, of=2022)
        reports.add(township, "income", after)
    row = only(reports.roll_up().rollup, indicator="income")
    assert (row["growth_pct"], row["growth_reporting"]) == (Decimal("5.263158"), 2)


def test_half_year_is_compared_with_half_year(reports: Reports) -> None:
    reports.add("东乡", "gdp", 100, of=2022, document="总结.docx")
    reports.add("东乡", "gdp", 40, of=2022, document="半年.docx", report_period="2022H1")
    reports.add("东乡", "gdp", 50, document="半年.docx", report_period="2023H1")
    row = only(reports.roll_up().rollup, indicator="gdp")
    assert (row["period"], row["prev_value"], row["growth_pct"]) == ("2023H1", 40, 25)


def test_plans_and_cumulative_figures_have_no_growth(reports: Reports) -> None:
    for role in ("plan", "cumulative"):
        reports.add("东乡", "gdp", 100, of=2022, role=role)
        reports.add("东乡", "gdp", 120, role=role)
    rolled = reports.roll_up().rollup.filter(year=2023)
    assert rolled.height == 2
    assert rolled["growth_pct"].null_count() == rolled["prev_value"].null_count() == 2


def test_flags_say_what_the_sum_contains(reports: Reports) -> None:
    reports.add("东乡", "gdp", 1, approx="约")
    reports.add("西乡", "gdp", 1, estimated=True)
    reports.add("北乡", "gdp", 1)
    reports.add("北乡", "gdp", 2)
    assert only(reports.roll_up().rollup, indicator="gdp")["flags"] == "approximate;estimated;conflict"


def test_order_of_the_files_changes_nothing(reports: Reports) -> None:
    for township in ("东乡", "西乡", "北乡"):
        for year in (2022, 2023):
            reports.add(township, "gdp", len(township) * year, of=year)
            reports.add(township, "gdp", 7, of=year, document="专题.docx")
            reports.add(township, "gdp", 9, of=year, role="plan", year=year + 1)
            reports.add(township, "power", 5, of=year, scope="village")
    first = reports.roll_up()
    random.Random(1).shuffle(reports.mentions)
    reports.reports = dict(reversed(reports.reports.items()))
    again = reports.roll_up()
    for name in ("reports", "mentions", "observations", "rollup", "findings", "targets"):
        assert getattr(first, name).equals(getattr(again, name)), name


def test_county_without_reports_of_the_year_has_empty_tables(reports: Reports) -> None:
    reports.add("东乡", "gdp", 1, of=2020)
    tables = reports.roll_up(2023)
    assert tables.reports.is_empty() and tables.rollup.is_empty() and tables.observations.is_empty()
    assert (tables.rollup.schema, tables.targets.schema) == (ROLLUP.schema, TARGETS.schema)


def test_another_county_is_left_out(reports: Reports) -> None:
    reports.add("东乡", "gdp", 1)
    reports.add("西乡", "gdp", 5, county="绿水县")
    assert only(reports.roll_up(expected=["东乡"]).rollup, indicator="gdp")["value"] == 1


def test_a_sum_that_is_too_large_is_an_error_and_never_another_number(reports: Reports) -> None:
    for township in ("东乡", "西乡", "北乡"):
        reports.add(township, "gdp", "9000000000000000000000000000")
    with pytest.raises(pl.exceptions.ComputeError):
        reports.roll_up()
