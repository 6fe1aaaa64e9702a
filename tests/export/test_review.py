"""待审核: which figures ask for a human, in which order, and under which number."""

from __future__ import annotations

import polars as pl

from etl.export import review_rows
from etl.export.review import CONFLICT
from etl.rulebook import Rulebook
from etl.tables import FINDINGS

from .conftest import Maker, frame


def finding(**changed: object) -> pl.DataFrame:
    row = {"county": "清溪县", "township": "城关镇", "year": 2023, "code": "XH-CHECK-003", "severity": "warning",
           "indicator": "grain_output", "message": "可疑", "proposal": "", "document": "x", "start": 1, "starts": "1"}  # fmt: skip
    return frame(FINDINGS, [row | changed])


def test_worst_come_first(make_county: Maker, rulebook: Rulebook) -> None:
    rows = review_rows(make_county(12, 30), rulebook)
    assert [row.rank for row in rows] == sorted(row.rank for row in rows)
    assert {row.rank for row in rows} == {0, 1, 2}
    assert len({row.id for row in rows}) == len(rows)


def test_number_stays_the_same_from_run_to_run(make_county: Maker, rulebook: Rulebook) -> None:
    tables = make_county(12, 30)
    shuffled = make_county(12, 30, observations=tables.observations.sample(fraction=1, shuffle=True, seed=5))
    assert review_rows(tables, rulebook) == review_rows(shuffled, rulebook)


def test_several_reasons_stand_in_one_row(make_county: Maker, rulebook: Rulebook) -> None:
    tables = make_county(3, 12, findings=pl.concat([finding(), finding(message="还可疑", severity="error")]))
    rows = [
        row for row in review_rows(tables, rulebook) if row.indicator == "grain_output" and row.township == "城关镇"
    ]
    (row,) = rows
    assert row.reason == "可疑\n还可疑" and row.rank == 0 and row.number >= 0


def test_finding_without_observation_has_a_row_without_value(make_county: Maker, rulebook: Rulebook) -> None:
    tables = make_county(3, 2, findings=finding(indicator="party_member_count"))
    (row,) = [row for row in review_rows(tables, rulebook) if row.indicator == "party_member_count"]
    assert (row.value, row.evidence, row.number, row.unit) == ("", "", -1, "人")


def test_info_and_county_findings_ask_nobody(make_county: Maker, rulebook: Rulebook) -> None:
    for quiet in (finding(severity="info"), finding(township=None), finding(indicator=None)):
        rows = review_rows(make_county(3, 12, findings=quiet), rulebook)
        assert all(row.reason == CONFLICT for row in rows)
