"""Plan beside actual."""

from __future__ import annotations

from decimal import Decimal

import pytest

from .conftest import Reports, only


@pytest.mark.parametrize(("actual", "met"), [(110, "true"), (109, "false"), (None, "")])
def test_last_years_plan_meets_this_years_actual(reports: Reports, actual: int | None, met: str) -> None:
    reports.add("东乡", "gdp", 110, of=2022, role="plan", year=2023)
    reports.add("东乡", "gdp", 999, role="plan", year=2024)
    if actual:
        reports.add("东乡", "gdp", actual)
    row = only(reports.roll_up().targets, indicator="gdp")
    assert (row["year"], row["measure"], row["target"], row["actual"], row["direction"]) == (
        2023,
        "level",
        110,
        actual,
        "min",
    )
    assert row["met"] == met


def test_hole_in_the_text_meets_no_target(reports: Reports) -> None:
    reports.add("东乡", "gdp", 110, of=2022, role="plan", year=2023)
    reports.add("东乡", "gdp", None, type="missing")
    assert only(reports.roll_up().targets, indicator="gdp")["met"] == ""


def test_at_most_is_a_maximum(reports: Reports) -> None:
    reports.add("东乡", "accidents", 5, of=2022, role="plan", year=2023, approx="以下")
    reports.add("东乡", "accidents", 4)
    row = only(reports.roll_up().targets, indicator="accidents")
    assert (row["direction"], row["met"]) == ("max", "true")


def test_growth_target_meets_reported_growth(reports: Reports) -> None:
    reports.add("东乡", "gdp", 8, of=2022, role="plan", year=2023, measure="growth_rate")
    reports.add("东乡", "gdp", "7.9", measure="growth_rate")
    row = only(reports.roll_up().targets, indicator="gdp")
    assert (row["measure"], row["unit"], row["target"], row["met"]) == ("growth_rate", "%", 8, "false")


def test_growth_target_meets_growth_over_last_years_report(reports: Reports) -> None:
    reports.add("东乡", "gdp", 100, of=2022)
    reports.add("东乡", "gdp", 8, of=2022, role="plan", year=2023, measure="growth_rate")
    reports.add("东乡", "gdp", 110)
    row = only(reports.roll_up().targets, indicator="gdp")
    assert (row["actual"], row["met"]) == (10, "true")


def test_growth_indicator_is_held_against_the_growth_of_its_level(reports: Reports) -> None:
    reports.add("东乡", "gdp_yoy", 8, of=2022, role="plan", year=2023, measure="growth_rate")
    reports.add("东乡", "gdp", 110)
    reports.add("东乡", "gdp", "9.5", measure="growth_rate")
    row = only(reports.roll_up().targets, indicator="gdp_yoy")
    assert (row["measure"], row["target"], row["actual"], row["met"]) == ("growth_rate", 8, Decimal("9.5"), "true")


@pytest.mark.parametrize(("approx", "actual", "met"), [("超", -6, "true"), ("超", -4, "false"), ("以下", -4, "true")])
def test_planned_fall_is_met_by_a_deeper_fall(reports: Reports, approx: str, actual: int, met: str) -> None:
    reports.add("东乡", "accidents", -5, of=2022, role="plan", year=2023, measure="growth_rate", approx=approx)
    reports.add("东乡", "accidents", actual, measure="growth_rate")
    assert only(reports.roll_up().targets, indicator="accidents")["met"] == met


def test_yearly_plan_is_not_met_by_half_a_year(reports: Reports) -> None:
    reports.add("东乡", "gdp", 110, of=2022, role="plan", year=2023)
    reports.add("东乡", "gdp", 120, report_period="2023H1")
    row = only(reports.roll_up().targets, indicator="gdp")
    assert (row["actual"], row["met"]) == (None, "")


def test_level_and_growth_of_one_plan_are_two_targets(reports: Reports) -> None:
    level = reports.add("东乡", "gdp", 110, of=2022, role="plan", year=2023)
    reports.add("东乡", "gdp", 10, of=2022, role="plan", year=2023, measure="growth_rate", relates_to=level)
    reports.add("东乡", "gdp", 111)
    targets = reports.roll_up().targets
    assert targets.select("measure", "target", "met").rows() == [("level", 110, "true"), ("growth_rate", 10, "")]
