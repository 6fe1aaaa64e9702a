"""Forgetting: nothing that came of a report stays, but for the fact that it was removed, and why."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import polars as pl
import pytest

from etl.errors import XianhuiError
from etl.intake.forget import forget_file

from .conftest import Office, report

SECRET = "机密数字"
PATH = "青溪县/石桥镇/石桥镇2023年工作总结.txt"


def secret(gdp: str = "9.8") -> bytes:
    return report("石桥镇", 2023, gdp).replace("一、".encode(), f"{SECRET}\n一、".encode())


def traces(office: Office) -> list[Path]:
    """Files of the workspace that hold a word of the report, in any form that this program writes."""
    files = (path for path in office.workspace.root.rglob("*") if path.is_file())
    return [path for path in files if SECRET.encode() in path.read_bytes()]


def holding(office: Office, sha256: str) -> list[Path]:
    """The files of several reports in which figures of this one lie."""
    files = sorted((office.workspace.mentions / "compact").glob("*.parquet"))
    return [path for path in files if sha256 in pl.read_parquet(path)["sha256"]]


def test_nothing_of_the_report_stays(office: Office) -> None:
    office.drop(PATH, secret())
    office.drop("青溪县/石桥镇/副本.txt", secret())
    office.run()
    assert traces(office)
    forget_file(office.ledger, PATH, "误报")
    assert traces(office) == []
    assert office.states() == {}
    assert [(path, why) for path, why, _ in office.ledger.removals()] == [(PATH, "误报")]


def test_dropped_again_it_is_not_taken_and_it_is_said_why(office: Office) -> None:
    office.drop(PATH, secret())
    office.run()
    forget_file(office.ledger, PATH, "误报")
    office.drop("青溪县/石桥镇/又来.txt", secret())
    office.run()
    row = office.row("青溪县/石桥镇/又来.txt")
    assert (row["state"], row["code"]) == ("ignored", "XH-INTAKE-060")
    assert "误报" in str(row["reason"])


def test_what_it_had_superseded_counts_again(office: Office) -> None:
    office.drop(PATH, report("石桥镇", 2023, "9.8"))
    office.run()
    office.drop("青溪县/石桥镇/石桥镇2023年工作总结（新）.txt", secret("10.1"))
    office.run()
    assert office.states()[PATH] == "superseded"
    forget_file(office.ledger, "青溪县/石桥镇/石桥镇2023年工作总结（新）.txt", "发错了")
    assert office.states() == {PATH: "recorded"}


def test_figures_that_lie_with_those_of_others_go_with_the_next_housekeeping(office: Office) -> None:
    office.drop(PATH, secret())
    office.drop("青溪县/白沙镇/白沙镇2023年工作总结.txt", report("白沙镇"))
    office.run()
    office.ledger.keep_house()
    forget_file(office.ledger, PATH, "误报")
    office.age_files()
    office.ledger.keep_house()
    office.age_files()
    office.ledger.keep_house()
    (left,) = office.workspace.mentions.rglob("*.parquet")
    assert pl.read_parquet(left)["sha256"].n_unique() == 1
    reports = office.ledger.reports("青溪县")
    assert set(office.ledger.mentions(reports)["township"]) == {"白沙镇"}


def test_its_figures_go_also_from_files_that_only_superseded_reports_or_other_rules_name(office: Office) -> None:
    townships = ("石桥镇", "白沙镇", "云岭乡")
    for township in townships:
        office.drop(f"青溪县/{township}/{township}2023年工作总结.txt", report(township, 2023, "9.8"))
    office.run()
    office.ledger.keep_house()
    office.drop("青溪县/白沙镇/白沙镇2023年工作总结（新）.txt", report("白沙镇", 2023, "10.1"))
    office.run()
    office.ledger.keep_house()
    sha256 = office.row(PATH)["sha256"]
    assert len(holding(office, str(sha256))) == 2, "one for the reports that count, one for the superseded report"
    forget_file(office.ledger, PATH, "误报")
    for _ in range(2):
        office.ledger.keep_house()
        office.age_files()
    office.ledger.keep_house()
    assert holding(office, str(sha256)) == []
    superseded = office.row("青溪县/白沙镇/白沙镇2023年工作总结.txt")
    assert superseded["state"] == "superseded"
    assert len(holding(office, str(superseded["sha256"]))) == 1, "its own figures stay"


def test_a_member_of_an_archive_is_not_read_again_and_the_archive_is_named(office: Office) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("石桥镇2023年工作总结.txt", secret())
    office.drop("青溪县/石桥镇/来件.zip", packed.getvalue())
    office.run()
    forgotten = forget_file(office.ledger, "青溪县/石桥镇/来件.zip/石桥镇2023年工作总结.txt", "误报")
    assert forgotten.archives == ["青溪县/石桥镇/来件.zip"]
    office.drop("青溪县/石桥镇/来件.zip", packed.getvalue(), mtime=1.0)
    office.run()
    assert office.row("青溪县/石桥镇/来件.zip/石桥镇2023年工作总结.txt")["code"] == "XH-INTAKE-060"


def test_an_archive_is_refused_in_words_of_forgetting_that_name_its_members(office: Office) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("石桥镇2023年工作总结.txt", secret())
        archive.writestr("空.txt", b"")
    office.drop("青溪县/石桥镇/来件.zip", packed.getvalue())
    office.run()
    with pytest.raises(XianhuiError, match="XH-FORGET-002") as caught:
        forget_file(office.ledger, "青溪县/石桥镇/来件.zip", "误报")
    assert "青溪县/石桥镇/来件.zip/石桥镇2023年工作总结.txt" in caught.value.remedy
    assert "认领" not in str(caught.value)
    with pytest.raises(XianhuiError, match="XH-FORGET-003") as caught:
        forget_file(office.ledger, "青溪县/石桥镇/来件.zip/空.txt", "误报")
    assert "认领" not in str(caught.value)
    assert traces(office)


@pytest.mark.parametrize(("file", "why", "code"), [(PATH, " ", "XH-FORGET-001"), ("没有.txt", "误报", "XH-CLAIM-001")])
def test_without_a_reason_or_a_file_nothing_is_removed(office: Office, file: str, why: str, code: str) -> None:
    office.drop(PATH, secret())
    office.run()
    with pytest.raises(XianhuiError, match=code):
        forget_file(office.ledger, file, why)
    assert office.states() == {PATH: "recorded"}
