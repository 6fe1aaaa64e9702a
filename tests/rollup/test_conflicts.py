"""Documents of one township that contradict each other."""

from __future__ import annotations

import polars as pl
import pytest

from etl.rollup import county
from etl.tables import FINDINGS

from .conftest import COUNTY, Reports, only


def test_documents_that_differ_are_a_finding(reports: Reports) -> None:
    first = reports.add("东乡", "gdp", 98)
    other = reports.add("东乡", "gdp", "97.50", document="专题.docx", section="routine")
    tables = reports.roll_up()
    finding = only(tables.findings)
    assert (finding["code"], finding["severity"], finding["indicator"], finding["year"]) == (
        "XH-ROLLUP-001",
        "warning",
        "gdp",
        2023,
    )
    assert finding["starts"] == f"{first};sha-青山县/东乡/2023专题.docx:{other}"
    assert "98万元" in str(finding["message"]) and "97.5万元" in str(finding["message"])
    assert only(tables.observations)["start"] == first


def test_approximate_figure_of_another_document_is_only_noted(reports: Reports) -> None:
    reports.add("东乡", "gdp", 98)
    reports.add("东乡", "gdp", 100, document="专题.docx", approx="约")
    assert only(reports.roll_up().findings)["severity"] == "info"


@pytest.mark.parametrize("document", ["总结.docx", "专题.docx"])
def test_same_value_or_same_document_is_no_finding(reports: Reports, document: str) -> None:
    reports.add("东乡", "gdp", 98)
    reports.add("东乡", "gdp", 98 if document == "专题.docx" else 97, document=document)
    assert reports.roll_up().findings.is_empty()


def test_other_township_role_or_year_is_no_contradiction(reports: Reports) -> None:
    reports.add("东乡", "gdp", 98)
    reports.add("西乡", "gdp", 97)
    reports.add("东乡", "gdp", 96, document="计划.docx", role="plan")
    reports.add("东乡", "gdp", 95, document="专题.docx", year=2022, role="baseline")
    assert reports.roll_up().findings.is_empty()


def test_findings_of_the_checks_come_along(reports: Reports, monkeypatch: pytest.MonkeyPatch) -> None:
    looked_at: list[int] = []

    def find(mentions: pl.DataFrame, *_: object) -> pl.DataFrame:
        looked_at.extend(mentions["report_year"])
        return FINDINGS.conform(pl.DataFrame({"county": [COUNTY], "township": ["东乡"], "code": ["XH-CHECK-001"]}))

    monkeypatch.setattr(county, "find", find)
    for year in (2022, 2023):
        reports.add("东乡", "gdp", 98, of=year)
        reports.add("东乡", "gdp", year, of=year, document="专题.docx")
    assert reports.roll_up().findings["code"].to_list() == ["XH-CHECK-001", "XH-ROLLUP-001"]
    assert looked_at == [2023, 2023]
