"""``xianhui status``: what needs somebody, and what ought to be looked at."""

from __future__ import annotations

from etl.cli.status import warnings
from tests.intake.conftest import Office, office, report, rulebook, workspace

__all__ = ["office", "rulebook", "workspace"]


def test_warnings_on_recorded_reports_are_shown_once_for_each_reason(office: Office) -> None:
    settings = office.workspace.root / "xianhui.yaml"
    settings.write_text("stability_seconds: 0\ncounties:\n  甲县:\n    townships: [甲镇]\n", "utf-8")
    for year in range(2015, 2020):
        office.drop(f"甲县/乙镇/{year}.txt", report(year=year))
    office.drop("甲县/甲镇/a.txt", report())
    office.drop("甲县/丙镇/a.txt", report())
    office.run()
    with type(office.ledger)(type(office.workspace).open(office.workspace.root)) as ledger:
        said = warnings(ledger.documents())
    assert [line.partition("[")[2].partition("]")[0] for line in said] == [
        "XH-PLACE-003",
        "XH-PLACE-003",
        "XH-INTAKE-056",
    ]
    assert "甲县/乙镇/2015.txt、甲县/乙镇/2016.txt、甲县/乙镇/2017.txt 等 5 份" in said[1]
