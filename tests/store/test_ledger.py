"""What the ledger promises, on real SQLite."""

from __future__ import annotations

import multiprocessing
import sqlite3
from pathlib import Path

import pytest
import sqlalchemy as sa

from etl.errors import WorkspaceError
from etl.store import Failure, Ledger, Sighting
from etl.store.tables import metadata
from etl.tables import DOCUMENTS, REPORTS
from etl.workspace import Workspace

from .conftest import RULES, Book


def test_newer_report_of_the_same_place_period_and_kind_supersedes(book: Book) -> None:
    old = book.record("甲县/一镇/a.txt", "old")
    new = book.record("甲县/一镇/b.txt", "new")
    assert book.states() == [("甲县/一镇/a.txt", "superseded"), ("甲县/一镇/b.txt", "recorded")]
    assert book.ledger.documents()["supersedes"].to_list() == [None, old]
    assert book.ledger.reports("甲县")["sha256"].to_list() == [new]


def test_other_kind_period_or_township_does_not_supersede(book: Book) -> None:
    book.record("甲县/一镇/a.txt", "a")
    book.record("甲县/一镇/b.txt", "b", kind="计划")
    book.record("甲县/一镇/c.txt", "c", period="2023H1")
    book.record("甲县/二镇/d.txt", "d")
    assert {state for _, state in book.states()} == {"recorded"}


def test_special_reports_supersede_by_title_only(book: Book) -> None:
    book.record("甲县/一镇/a.txt", "a", kind="专题", title="防汛")
    book.record("甲县/一镇/b.txt", "b", kind="专题", title="招商")
    assert {state for _, state in book.states()} == {"recorded"}
    book.record("甲县/一镇/c.txt", "c", kind="专题", title="防汛")
    assert dict(book.states())["甲县/一镇/a.txt"] == "superseded"


def test_in_a_chain_each_names_the_one_before(book: Book) -> None:
    first, second = book.record("甲县/一镇/a.txt", "a"), book.record("甲县/一镇/b.txt", "b")
    book.record("甲县/一镇/c.txt", "c")
    assert book.ledger.documents()["supersedes"].to_list() == [None, first, second]


def test_superseded_report_counts_again_when_the_newer_is_moved_elsewhere(book: Book) -> None:
    book.record("甲县/一镇/a.txt", "a")
    book.record("甲县/一镇/b.txt", "b")
    book.ledger.gone(["甲县/一镇/b.txt"])
    book.receive("甲县/二镇/b.txt", "b")
    assert dict(book.states())["甲县/一镇/a.txt"] == "recorded"
    assert book.ledger.reports("甲县")["township"].to_list() == ["一镇", "二镇"]


def test_changed_roster_decides_places_again(book: Book) -> None:
    book.record("报告.txt", "五镇", title="五镇2023年总结")
    assert book.states() == [("报告.txt", "unclaimed")]
    settings = book.workspace.root / "xianhui.yaml"
    settings.write_text(settings.read_text("utf-8").replace("[四镇]", "[四镇, 五镇]"), "utf-8")
    with Ledger(Workspace.open(book.workspace.root)) as ledger:
        assert ledger.reports("乙县")["township"].to_list() == ["五镇"]


def test_coverage_names_who_is_missing(book: Book) -> None:
    book.record("甲县/一镇/a.txt", "a")
    book.record("甲县/三镇/b.txt", "b", kind="总结和计划")
    book.record("甲县/二镇/c.txt", "c", kind="计划")
    rows = book.ledger.coverage().rows()
    assert rows == [("乙县", None, 1, 0, "四镇"), ("甲县", "2023", 3, 2, "二镇")]


def test_without_a_roster_expected_is_what_was_seen(book: Book) -> None:
    book.record("丙县/x镇/a.txt", "a")
    assert ("丙县", "2023", 1, 1, "") in book.ledger.coverage().rows()
    book.record("丙县/y镇/b.txt", "b", kind="计划")
    assert ("丙县", "2023", 2, 1, "y镇") in book.ledger.coverage().rows()
    assert book.ledger.reported("丙县", 2024).expected == ["x镇", "y镇"], "in the tables of any year"


def test_views_of_an_empty_ledger_have_their_columns(book: Book) -> None:
    assert book.ledger.documents().schema == DOCUMENTS.schema
    reports = book.ledger.reports("甲县")
    assert reports.schema == REPORTS.schema and reports.is_empty()
    assert book.ledger.mentions(reports).is_empty() and book.ledger.texts(reports) == {}


def test_mentions_carry_their_report(book: Book) -> None:
    sha256 = book.record("甲县/一镇/a.txt", "abc")
    row = book.ledger.mentions(book.ledger.reports("甲县")).row(0, named=True)
    published = ("甲县", "一镇", 2023, "2023", "甲县/一镇/a.txt", sha256, "abc")
    names = ("county", "township", "report_year", "report_period", "document", "sha256", "surface")
    assert tuple(row[name] for name in names) == published


def test_only_changed_tables_are_due(book: Book) -> None:
    book.record("甲县/一镇/a.txt", "a")
    book.record("乙县/四镇/b.txt", "b")
    assert [(due.county, due.year, due.reports) for due in book.ledger.due("x")] == [
        ("乙县", 2023, 1),
        ("甲县", 2023, 1),
    ]
    for due in book.ledger.due("x"):
        book.ledger.written(due)
    assert book.ledger.due("x") == []
    book.record("甲县/二镇/c.txt", "c")
    assert [due.county for due in book.ledger.due("x")] == ["甲县"]
    assert len(book.ledger.due("other rules")) == 2


def test_report_of_the_year_before_makes_a_table_due(book: Book) -> None:
    book.record("甲县/一镇/a.txt", "a", year=2023)
    for due in book.ledger.due("x"):
        book.ledger.written(due)
    book.record("甲县/一镇/b.txt", "b", year=2022, period="2022")
    assert [due.year for due in book.ledger.due("x")] == [2022, 2023]


def test_table_without_reports_is_due_once_more(book: Book) -> None:
    book.record("甲县/一镇/a.txt", "a")
    for due in book.ledger.due("x"):
        book.ledger.written(due)
    book.ledger.gone(["甲县/一镇/a.txt"])
    book.receive("乙县/四镇/a.txt", "a")
    empty = next(due for due in book.ledger.due("x") if due.county == "甲县")
    assert empty.reports == 0
    book.ledger.written(empty)
    assert [due.county for due in book.ledger.due("x")] == ["乙县"]


def test_failure_of_who_lost_the_lease_is_not_heard(book: Book) -> None:
    sha256 = book.receive("甲县/一镇/a.txt", "a")
    book.ledger.claim(RULES, "one", 10)
    assert not book.ledger.fail(Failure(sha256, RULES, "XH-X-1", "坏", "修"), "other")
    assert book.ledger.fail(Failure(sha256, RULES, "XH-X-1", "坏", "修"), "one")
    assert book.states() == [("甲县/一镇/a.txt", "quarantined")]


def test_failure_that_may_heal_is_final_the_third_time(book: Book) -> None:
    sha256 = book.receive("甲县/一镇/a.txt", "a")
    for attempt in (1, 2, 3):
        _ripen(book.ledger)
        assert len(book.ledger.claim(RULES, "me", 10)) == 1
        final = book.ledger.fail(Failure(sha256, RULES, "XH-X-1", "忙", "等", retry=True), "me")
        assert final == (attempt == 3)
        assert book.ledger.claim(RULES, "me", 10) == []


def _ripen(ledger: Ledger) -> None:
    with ledger._writing() as connection:
        connection.execute(metadata.tables["contents"].update().values(next_retry=None))


def test_first_seen_is_kept(book: Book) -> None:
    book.ledger.see([Sighting("a", 1, 1, "waiting")])
    first = _times(book.ledger)
    book.ledger.see([Sighting("a", 2, 2, "waiting")])
    assert _times(book.ledger)[0] == first[0] and _times(book.ledger)[1] >= first[1]


def _times(ledger: Ledger) -> tuple[float, float]:
    sightings = metadata.tables["sightings"]
    with ledger._reading() as connection:
        row = connection.execute(sa.select(sightings.c.first_seen, sightings.c.last_seen)).one()
        return float(row[0]), float(row[1])


def test_ledger_is_durable(book: Book) -> None:
    with book.ledger._reading() as connection:
        settings = [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("journal_mode", "synchronous")]
        assert settings == ["wal", 2] and connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1


def test_ledger_of_a_newer_program_is_refused(book: Book) -> None:
    with sqlite3.connect(book.workspace.ledger_path) as connection:
        connection.execute("UPDATE meta SET value = '99' WHERE key = 'schema'")
    with pytest.raises(WorkspaceError) as error:
        Ledger(book.workspace)
    assert error.value.code == "XH-STORE-002"


def test_file_that_is_no_database_is_refused_plainly(workspace: Workspace) -> None:
    workspace.ledger_path.write_bytes(b"this is no database" * 100)
    with pytest.raises(WorkspaceError) as error:
        Ledger(workspace)
    assert error.value.code == "XH-STORE-001"


def _open(root: Path) -> None:
    Ledger(Workspace.open(root)).close()


def test_two_processes_may_make_the_ledger_at_once(workspace: Workspace) -> None:
    spawn = multiprocessing.get_context("spawn")
    openers = [spawn.Process(target=_open, args=(workspace.root,)) for _ in range(3)]
    for opener in openers:
        opener.start()
    for opener in openers:
        opener.join(60)
    assert [opener.exitcode for opener in openers] == [0, 0, 0]


REGION = """
county: 甲县
code: "500101"
townships:
  - {name: 一镇, code: "500101101000"}
  - {name: 二镇, valid_to: "2022", merged_into: 一镇}
  - {name: 三镇, aliases: [三街道]}
"""


def test_a_roster_file_decides_places_codes_and_who_should_report(book: Book) -> None:
    book.record("甲县/一镇/a.txt", "a", period="2023H1")
    book.record("甲县/二镇/b.txt", "b")
    book.record("甲县/三街道/c.txt", "c", year=2022, period="2022")
    folder = book.workspace.rules / "regions"
    folder.mkdir()
    (folder / "500101.yaml").write_text(REGION, "utf-8")
    with Ledger(Workspace.open(book.workspace.root)) as ledger:
        reports = ledger.reports("甲县").select("township", "county_code", "township_code", "period").rows()
        assert reports == [
            ("一镇", "500101", "500101101000", "2023H1"),
            ("一镇", "500101", "500101101000", "2023"),
            ("三镇", "500101", "", "2022"),
        ]
        rows = ledger.coverage().filter(county="甲县").rows()
        assert rows == [
            ("甲县", "2022", 3, 1, "一镇、二镇"),
            ("甲县", "2023", 2, 1, "三镇"),
            ("甲县", "2023H1", 2, 1, "三镇"),
        ]


def test_a_ledger_of_the_first_version_is_brought_up_to_date(book: Book) -> None:
    book.record("甲县/一镇/a.txt", "a")
    with sqlite3.connect(book.workspace.ledger_path) as connection:
        connection.execute("DROP TABLE claims")
        connection.execute("ALTER TABLE recordings DROP COLUMN placed_by")
        connection.execute("ALTER TABLE sightings DROP COLUMN round")
        connection.execute("UPDATE meta SET value = '1' WHERE key = 'schema'")
    connection.close()
    with Ledger(book.workspace) as ledger:
        assert ledger.documents()["placed_by"].to_list() == ["文件夹"]
        assert ledger.reports("甲县").height == 1
