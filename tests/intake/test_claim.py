"""A person says whose report it is: remembered by content, through reruns, renames and new rules."""

from __future__ import annotations

import dataclasses
import io
import zipfile
from pathlib import Path

import pytest

from etl.errors import XianhuiError
from etl.intake import process_all
from etl.intake.claim import claim_file
from etl.store import Ledger
from etl.workspace import Workspace, init_workspace
from tests.conftest import Command

from .conftest import Office, report

MASKED = report("XX镇")
UNDATED = "青山镇工作总结\n\n一、经济发展\n全镇地区生产总值完成9.8亿元，粮食产量6850吨。\n".encode()
ROSTER = "stability_seconds: 0\ncounties:\n  甲县:\n    townships: [青山镇, 青山乡]\n"


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    init_workspace(tmp_path / "office")
    (tmp_path / "office/xianhui.yaml").write_text(ROSTER, "utf-8")
    return Workspace.open(tmp_path / "office")


def place(office: Office, path: str) -> tuple[object, ...]:
    row = office.row(path)
    return row["state"], row["county"], row["township"], row["period"]


def test_a_claim_settles_what_nobody_knew(office: Office) -> None:
    office.drop("甲县/a.txt", MASKED)
    office.run()
    assert office.states() == {"甲县/a.txt": "unclaimed"}
    claim_file(office.ledger, "甲县/a.txt", "甲县", "青山镇")
    assert place(office, "甲县/a.txt") == ("recorded", "甲县", "青山镇", "2023")
    assert office.row("甲县/a.txt")["placed_by"] == "人工认领"
    assert [due.county for due in office.ledger.due("")] == ["甲县"]


def test_status_names_the_candidates(office: Office) -> None:
    office.drop("甲县/a.txt", report("青山"))
    office.run()
    row = office.row("甲县/a.txt")
    assert row["state"] == "unclaimed"
    assert "甲县/青山乡、甲县/青山镇" in str(row["reason"]) and "xianhui claim" in str(row["remedy"])


def test_a_claim_survives_reruns_renames_new_rules_and_a_new_ledger_object(office: Office) -> None:
    dropped = office.drop("甲县/a.txt", MASKED)
    office.run()
    claim_file(office.ledger, "甲县/a.txt", "甲县", "青山镇")
    dropped.rename(dropped.with_name("b.txt"))
    office.drop("来件/c.txt", MASKED)
    office.run()
    process_all(office.ledger, dataclasses.replace(office.rulebook, version="other"))
    assert place(office, "来件/c.txt") == ("recorded", "甲县", "青山镇", "2023")
    assert set(office.states().values()) == {"recorded", "alias"}
    with Ledger(Workspace.open(office.workspace.root)) as again:
        assert again.reports("甲县")["township"].to_list() == ["青山镇"]


def test_a_claim_before_the_file_was_taken_holds(office: Office) -> None:
    office.drop("甲县/a.txt", MASKED)
    claim_file(office.ledger, "甲县/a.txt", "甲县", "青山镇")
    office.run()
    assert place(office, "甲县/a.txt") == ("recorded", "甲县", "青山镇", "2023")


def test_a_claimed_period_is_what_the_report_is_read_with(office: Office) -> None:
    office.drop("甲县/青山镇/a.txt", UNDATED)
    office.run()
    assert office.row("甲县/青山镇/a.txt")["code"] == "XH-PLACE-006"
    assert "--period" in str(office.row("甲县/青山镇/a.txt")["remedy"])
    claimed = claim_file(office.ledger, "甲县/青山镇/a.txt", "甲县", "青山镇", "2022年上半年")
    assert claimed.period == "2022H1"
    office.run()
    assert place(office, "甲县/青山镇/a.txt") == ("recorded", "甲县", "青山镇", "2022H1")
    mentions = office.ledger.mentions(office.ledger.reports("甲县", 2022))
    assert mentions.filter(indicator="gdp")["period"].to_list() == ["2022H1"]


def test_the_last_claim_counts_as_a_whole(office: Office) -> None:
    office.drop("甲县/a.txt", MASKED)
    office.run()
    claim_file(office.ledger, "甲县/a.txt", "甲县", "青山镇", "2021")
    office.run()
    assert place(office, "甲县/a.txt") == ("recorded", "甲县", "青山镇", "2021")
    claim_file(office.ledger, "甲县/a.txt", "甲县", "青山乡")
    office.run()
    assert place(office, "甲县/a.txt") == ("recorded", "甲县", "青山乡", "2023")


def test_a_period_claimed_while_the_file_is_being_read_is_not_lost(office: Office) -> None:
    office.drop("甲县/青山镇/a.txt", UNDATED)
    office.arrive()

    def claim_meanwhile(work, claims):  # type: ignore[no-untyped-def]
        outcomes = work(claims)
        if office.states()["甲县/青山镇/a.txt"] == "waiting":
            claim_file(office.ledger, "甲县/青山镇/a.txt", "甲县", "青山镇", "2022")
        return outcomes

    process_all(office.ledger, office.rulebook, claim_meanwhile)
    assert place(office, "甲县/青山镇/a.txt") == ("recorded", "甲县", "青山镇", "2022")


def test_a_claim_against_the_folder_holds_and_warns(office: Office) -> None:
    office.drop("甲县/青山乡/a.txt", MASKED)
    office.run()
    claim_file(office.ledger, "甲县/青山乡/a.txt", "甲县", "青山镇")
    row = office.row("甲县/青山乡/a.txt")
    assert (row["state"], row["township"], row["code"]) == ("recorded", "青山镇", "XH-PLACE-008")


def test_a_member_of_an_archive_is_claimed_by_itself(office: Office) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("总结.txt", MASKED)
    office.drop("来件.zip", packed.getvalue())
    office.run()
    with pytest.raises(XianhuiError, match="XH-CLAIM-002"):
        claim_file(office.ledger, "来件.zip", "甲县", "青山镇")
    claim_file(office.ledger, "来件.zip/总结.txt", "甲县", "青山镇")
    assert place(office, "来件.zip/总结.txt") == ("recorded", "甲县", "青山镇", "2023")


@pytest.mark.parametrize(
    ("file", "county", "township", "period", "code", "said"),
    [
        ("甲县/b.txt", "甲县", "青山镇", "", "XH-CLAIM-001", "是不是“甲县/a.txt”"),
        ("甲县/a.txt", "甲市", "青山镇", "", "XH-CLAIM-003", "是不是“甲县”"),
        ("甲县/a.txt", "甲县", "清山镇", "", "XH-CLAIM-004", "是不是“青山镇”"),
        ("甲县/a.txt", "甲县", "青山镇", "去年", "XH-CLAIM-005", "2023H1"),
        ("../../etc/passwd", "甲县", "青山镇", "", "XH-CLAIM-001", ""),
    ],
)
def test_a_wrong_claim_is_refused_with_the_nearest_name(
    office: Office, file: str, county: str, township: str, period: str, code: str, said: str
) -> None:
    office.drop("甲县/a.txt", MASKED)
    office.run()
    with pytest.raises(XianhuiError) as caught:
        claim_file(office.ledger, file, county, township, period)
    assert caught.value.code == code and said in caught.value.remedy
    assert office.states() == {"甲县/a.txt": "unclaimed"}


def test_the_command_claims_by_the_path_on_the_disk_too(xianhui: Command, office: Office) -> None:
    dropped = office.drop("甲县/a.txt", MASKED)
    office.run()
    options = ("--county", "甲县", "--township", "青山镇", "--workspace", office.workspace.root)
    done = xianhui("claim", dropped, *options)
    assert done.returncode == 0, done.stderr
    assert done.stdout == "甲县/a.txt：已认领为 甲县 青山镇\n"
    assert office.states() == {"甲县/a.txt": "recorded"}


NO_ROSTER = "stability_seconds: 0\n"


@pytest.fixture
def unlisted(office: Office) -> Office:
    """An office without rosters: a report nobody knows, and a township's folder."""
    (office.workspace.root / "xianhui.yaml").write_text(NO_ROSTER, "utf-8")
    office.ledger.close()
    office.workspace = Workspace.open(office.workspace.root)
    office.ledger = Ledger(office.workspace)
    office.drop("2024年/丙县/石桥镇/a.txt", report("石桥镇"))
    office.drop("丙县/a.txt", MASKED)
    office.run()
    return office


@pytest.mark.parametrize(
    ("county", "township", "code", "said"),
    [
        ("丙县", "../../../../越界", "XH-CLAIM-007", "斜杠"),
        ("../丙县", "石桥镇", "XH-CLAIM-007", "斜杠"),
        ("丙县", "..", "XH-CLAIM-007", "文件名"),
        ("丙县", "石桥\n镇", "XH-CLAIM-007", "文件名"),
        ("丙县", "", "XH-CLAIM-007", "不能为空"),
        (" ", "石桥镇", "XH-CLAIM-007", "不能为空"),
        ("2024年", "石桥镇", "XH-CLAIM-003", "没有“2024年”"),
    ],
)
def test_what_can_be_no_name_is_refused_without_a_roster_too(
    unlisted: Office, county: str, township: str, code: str, said: str
) -> None:
    with pytest.raises(XianhuiError) as caught:
        claim_file(unlisted.ledger, "丙县/a.txt", county, township)
    assert caught.value.code == code and said in caught.value.reason
    assert unlisted.states()["丙县/a.txt"] == "unclaimed"


def test_without_a_roster_a_name_near_a_known_one_is_taken_with_a_hint(unlisted: Office) -> None:
    claimed = claim_file(unlisted.ledger, "丙县/a.txt", "丙县", "石侨镇")
    assert (claimed.township, claimed.hint) == ("石侨镇", "是不是“石桥镇”？")
    assert claim_file(unlisted.ledger, "丙县/a.txt", "丙县", "石桥镇").hint == ""
    assert claim_file(unlisted.ledger, "丙县/a.txt", "丙县", "青山街道").hint == ""


@pytest.mark.parametrize("period", ["2023-11/2023-01", "2020/2016"])
def test_a_period_that_ends_before_it_begins_is_refused(office: Office, period: str) -> None:
    office.drop("甲县/a.txt", MASKED)
    with pytest.raises(XianhuiError) as caught:
        claim_file(office.ledger, "甲县/a.txt", "甲县", "青山镇", period)
    last, _, first = period.partition("/")
    assert caught.value.code == "XH-CLAIM-005" and f"{first}/{last}" in caught.value.remedy


@pytest.mark.parametrize(("name", "content"), [("空.txt", b""), ("坏.docx", b"PK\x03\x04nothing")])
def test_what_lies_in_quarantine_must_be_replaced_before_it_is_claimed(
    office: Office, name: str, content: bytes
) -> None:
    office.drop(f"甲县/{name}", content)
    office.run()
    assert office.states() == {f"甲县/{name}": "quarantined"}
    with pytest.raises(XianhuiError) as caught:
        claim_file(office.ledger, f"甲县/{name}", "甲县", "青山镇")
    assert caught.value.code == "XH-CLAIM-008" and "换一份" in caught.value.remedy
    office.drop(f"甲县/{name}", MASKED)
    claim_file(office.ledger, f"甲县/{name}", "甲县", "青山镇")
    office.run()
    assert "recorded" in office.states().values()
