"""Contents, paths and versions: nothing runs twice, nothing is lost."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from etl.intake import arrive, process_all, process_batch, stage
from etl.intake.claim import claim_file
from etl.store import Ledger

from .conftest import Office, report


def test_same_content_twice_is_an_alias(office: Office) -> None:
    office.drop("甲县/甲镇/a.txt", report())
    office.run()
    office.drop("甲县/甲镇/b.txt", report())
    assert len(office.run()) == 0
    assert office.states() == {"甲县/甲镇/a.txt": "recorded", "甲县/甲镇/b.txt": "alias"}


def test_renamed_file_runs_nothing_and_its_new_name_speaks(office: Office) -> None:
    path = office.drop("甲县/甲镇/a.txt", report())
    office.run()
    path.rename(path.with_name("b.txt"))
    assert len(office.run()) == 0
    assert office.states() == {"甲县/甲镇/a.txt": "alias", "甲县/甲镇/b.txt": "recorded"}
    assert office.ledger.reports("甲县")["document"].to_list() == ["甲县/甲镇/b.txt"]


def test_file_taken_out_of_the_inbox_stays_recorded(office: Office) -> None:
    office.drop("甲县/甲镇/a.txt", report()).unlink(missing_ok=False)
    office.drop("甲县/甲镇/a.txt", report())
    office.run()
    (office.workspace.inbox / "甲县/甲镇/a.txt").unlink()
    office.run()
    assert office.states() == {"甲县/甲镇/a.txt": "recorded"}


def test_new_content_under_a_name_is_a_new_version_that_supersedes(office: Office) -> None:
    office.drop("甲县/甲镇/a.txt", report(gdp="9.8"), mtime=2000)
    office.run()
    old = office.row("甲县/甲镇/a.txt")["sha256"]
    office.drop("甲县/甲镇/a.txt", report(gdp="9.9"), mtime=1000)
    office.run()
    rows = office.ledger.documents().rows(named=True)
    assert [(row["state"], row["supersedes"]) for row in rows] == [("superseded", None), ("recorded", old)]
    assert office.ledger.reports("甲县").height == 1


def test_content_that_returns_to_its_name_counts_as_received_anew(office: Office) -> None:
    for mtime, gdp in enumerate(("9.8", "9.9", "9.8"), start=1000):
        office.drop("甲县/甲镇/a.txt", report(gdp=gdp), mtime=mtime)
        office.run()
    figures = office.ledger.mentions(office.ledger.reports("甲县"))
    assert "9.8亿元" in figures["surface"].to_list()
    assert sorted(office.ledger.documents()["state"]) == ["recorded", "superseded"]


def test_wrong_supersession_is_taken_back_by_the_right_report_over_the_wrong_one(office: Office) -> None:
    """An old draft that comes late takes the place of the final report; what the remedy says is true."""
    office.drop("甲县/甲镇/定稿.txt", report(gdp="9.8"))
    office.run()
    office.drop("甲县/甲镇/初稿.txt", report(gdp="9.7"))
    office.run()
    row = office.row("甲县/甲镇/定稿.txt")
    assert row["state"] == "superseded" and "甲县/甲镇/初稿.txt" in str(row["reason"])
    assert "覆盖" in str(row["remedy"])
    office.drop("甲县/甲镇/初稿.txt", report(gdp="9.8"))
    office.run()
    assert office.row("甲县/甲镇/定稿.txt")["state"] == "recorded"
    assert "9.8亿元" in office.ledger.mentions(office.ledger.reports("甲县"))["surface"].to_list()


def test_wrong_supersession_is_taken_back_by_a_claim(office: Office) -> None:
    for name, gdp in (("定稿", "9.8"), ("初稿", "9.7")):
        office.drop(f"甲县/甲镇/{name}.txt", report(gdp=gdp))
        office.run()
    assert "--newest" in str(office.row("甲县/甲镇/定稿.txt")["remedy"])
    claim_file(office.ledger, "甲县/甲镇/定稿.txt", "甲县", "甲镇")
    assert office.states()["甲县/甲镇/定稿.txt"] == "superseded", (
        "whose report it is does not say that it is the newest"
    )
    claim_file(office.ledger, "甲县/甲镇/定稿.txt", "甲县", "甲镇", newest=True)
    office.run()
    assert office.states() == {"甲县/甲镇/定稿.txt": "recorded", "甲县/甲镇/初稿.txt": "superseded"}
    claim_file(office.ledger, "甲县/甲镇/初稿.txt", "甲县", "甲镇", newest=True)
    assert office.states() == {"甲县/甲镇/定稿.txt": "superseded", "甲县/甲镇/初稿.txt": "recorded"}


def test_trouble_makes_no_old_report_newer_than_the_others(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = stage._opened

    def busy(path: Path) -> object:
        if path.name == "初稿.txt":
            raise PermissionError(13, "busy")
        return opened(path)

    office.drop("甲县/甲镇/初稿.txt", report(gdp="9.7"), mtime=1000)
    office.drop("甲县/甲镇/定稿.txt", report(gdp="9.8"), mtime=2000)
    monkeypatch.setattr(stage, "_opened", busy)
    office.run()
    assert office.states() == {"甲县/甲镇/初稿.txt": "waiting", "甲县/甲镇/定稿.txt": "recorded"}
    monkeypatch.undo()
    office.run()
    assert office.states() == {"甲县/甲镇/初稿.txt": "superseded", "甲县/甲镇/定稿.txt": "recorded"}


def test_a_misfiled_report_asks_and_supersedes_nobody(office: Office) -> None:
    """There is no roster: what the title says against the folder is all that there is to know."""
    office.drop("甲县/甲镇/a.txt", report("甲镇", gdp="9.8"))
    office.run()
    office.drop("甲县/甲镇/b.txt", report("乙镇", gdp="3.5"))
    office.run()
    assert office.states() == {"甲县/甲镇/a.txt": "recorded", "甲县/甲镇/b.txt": "unclaimed"}
    assert office.row("甲县/甲镇/b.txt")["code"] == "XH-PLACE-001"


def test_a_copy_in_the_folder_of_another_township_is_told(office: Office) -> None:
    first = office.drop("甲县/甲镇/a.txt", report())
    office.run()
    office.drop("甲县/乙镇/a.txt", report())
    office.drop("甲县/甲镇/b.txt", report())
    office.run()
    assert office.row("甲县/甲镇/b.txt")["code"] == "XH-INTAKE-050"
    row = office.row("甲县/乙镇/a.txt")
    assert (row["state"], row["code"]) == ("alias", "XH-INTAKE-056")
    assert "甲县/甲镇/a.txt" in str(row["remedy"])
    first.unlink()
    (office.workspace.inbox / "甲县/甲镇/b.txt").unlink()
    office.run()
    assert office.row("甲县/乙镇/a.txt")["township"] == "乙镇", "as the remedy said"
    assert {office.row(f"甲县/甲镇/{name}.txt")["code"] for name in "ab"} == {"XH-INTAKE-050"}


def test_touched_file_with_the_same_content_runs_nothing(office: Office) -> None:
    path = office.drop("甲县/甲镇/a.txt", report(), mtime=1000)
    office.run()
    os.utime(path, (2000, 2000))
    assert len(office.run()) == 0
    assert office.states() == {"甲县/甲镇/a.txt": "recorded"}


def test_moving_a_file_into_its_folder_claims_it(office: Office) -> None:
    path = office.drop("报告.txt", report("XX镇"))
    office.run()
    assert office.states() == {"报告.txt": "unclaimed"}
    target = office.workspace.inbox / "甲县/甲镇/报告.txt"
    target.parent.mkdir(parents=True)
    path.rename(target)
    assert len(office.run()) == 0
    assert office.states() == {"报告.txt": "alias", "甲县/甲镇/报告.txt": "recorded"}
    assert office.ledger.reports("甲县")["township"].to_list() == ["甲镇"]


def test_report_without_a_period_is_unclaimed_until_its_name_tells(office: Office) -> None:
    text = "甲镇工作总结\n\n一、农业\n全镇粮食产量6850吨。\n".encode()
    path = office.drop("甲县/甲镇/总结.txt", text)
    office.run()
    assert office.row("甲县/甲镇/总结.txt")["code"] == "XH-PLACE-006"
    path.rename(path.with_name("2023年工作总结.txt"))
    office.run()
    assert office.states()["甲县/甲镇/2023年工作总结.txt"] == "recorded"
    assert office.ledger.reports("甲县", 2023).height == 1


def test_within_one_scan_the_later_mtime_supersedes(office: Office) -> None:
    office.drop("甲县/甲镇/a.txt", report(gdp="9.9"), mtime=2000)
    office.drop("甲县/甲镇/b.txt", report(gdp="9.8"), mtime=1000)
    office.run()
    assert office.states() == {"甲县/甲镇/a.txt": "recorded", "甲县/甲镇/b.txt": "superseded"}


def test_unchanged_rerun_writes_nothing(office: Office) -> None:
    office.drop("甲县/甲镇/a.txt", report())
    office.drop("甲县/甲镇/坏.docx", b"PK\x03\x04 broken")
    office.drop("甲县/甲镇/~$a.docx", b"x")
    office.run()
    office.ledger.close()
    before = _state_of(office.workspace.root)
    with Ledger(office.workspace) as ledger:
        arrived = arrive(ledger)
        assert not arrived.taken and not arrived.waiting
        assert len(process_all(ledger, office.rulebook)) == 0
    assert _state_of(office.workspace.root) == before


def _state_of(root: Path) -> dict[str, tuple[int, bytes]]:
    files = [path for path in sorted(root.rglob("*")) if path.is_file() and not path.name.endswith(("-wal", "-shm"))]
    return {str(path): (path.stat().st_mtime_ns, path.read_bytes()) for path in files}


def test_changed_rule_re_extracts_without_reading_again(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    import dataclasses

    office.drop("甲县/甲镇/a.txt", report())
    office.run()
    (office.workspace.inbox / "甲县/甲镇/a.txt").unlink()
    monkeypatch.setattr("etl.intake.reading.read", _must_not_read)
    assert list(office.workspace.staging.iterdir()) == []
    changed = dataclasses.replace(office.rulebook, version="changed")
    assert len(process_all(office.ledger, changed).recorded) == 1
    assert len(process_all(office.ledger, changed)) == 0
    assert len(list(office.workspace.mentions.rglob("*.parquet"))) == 2
    assert office.ledger.reports("甲县").height == 1


def _must_not_read(content: bytes, name: str) -> None:
    raise AssertionError("a reader ran")


def test_rules_switched_back_need_no_work(office: Office) -> None:
    import dataclasses

    office.drop("甲县/甲镇/a.txt", report())
    office.run()
    process_all(office.ledger, dataclasses.replace(office.rulebook, version="changed"))
    assert len(process_all(office.ledger, office.rulebook)) == 0
    assert office.states() == {"甲县/甲镇/a.txt": "recorded"}
    assert office.ledger.pending(office.rulebook.version) == 0


def test_batches_are_bounded(office: Office) -> None:
    for number in range(5):
        office.drop(f"甲县/{number}镇/a.txt", report(gdp=str(number + 1)))
    office.arrive()
    assert len(process_batch(office.ledger, office.rulebook, 2)) == 2
    assert sorted(office.states().values()) == ["recorded"] * 2 + ["waiting"] * 3
