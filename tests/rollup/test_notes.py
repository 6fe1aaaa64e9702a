"""What readers noted on the reports, as findings."""

from __future__ import annotations

import json

from .conftest import Reports, only

REVISED = ["XH-READ-102", "原稿有修订：28→35", 1]
HIDDEN = ["XH-READ-106", "有隐藏的工作表，没有读入：底稿。", None]


def noted(reports: Reports, *notes: list[object]) -> None:
    reports.add("东乡", "gdp", 35)
    for report in reports.reports.values():
        report["notes"] = json.dumps(notes, ensure_ascii=False)


def test_a_revised_figure_is_a_finding_on_its_indicator(reports: Reports) -> None:
    noted(reports, REVISED)
    finding = only(reports.roll_up().findings)
    assert (finding["code"], finding["message"], finding["severity"]) == ("XH-READ-102", "原稿有修订：28→35", "info")
    assert (finding["township"], finding["indicator"], finding["start"], finding["end"]) == ("东乡", "gdp", 0, 2)


def test_a_note_on_the_file_has_no_place(reports: Reports) -> None:
    noted(reports, HIDDEN)
    finding = only(reports.roll_up().findings)
    assert (finding["severity"], finding["indicator"], finding["start"]) == ("info", None, None)


def test_a_note_beside_every_figure_keeps_its_place(reports: Reports) -> None:
    noted(reports, ["XH-READ-102", "原稿有修订：1→2", 4])
    assert only(reports.roll_up().findings)["start"] == 4
