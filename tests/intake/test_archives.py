"""Archives of reports, and workbooks that come back from review."""

from __future__ import annotations

import io
import zipfile

import openpyxl

from etl.intake.contents import is_archive, is_review, members

from .conftest import Office, report


def packed(files: dict[str, bytes], *, gbk: bool = False) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in files.items():
            info = zipfile.ZipInfo(name.encode("gb18030").decode("latin-1") if gbk else name)
            archive.writestr(info, content)
    return buffer.getvalue()


def old_windows_zip(name: str, content: bytes) -> bytes:
    """A zip as old Windows makes it: the name in GBK, and no mark that says so."""
    raw = name.encode("gb18030")
    data = packed({"x" * len(raw): content})
    return data.replace(b"x" * len(raw), raw)


def test_members_of_an_archive_are_files_of_their_own(office: Office) -> None:
    pack = packed({"甲镇/报告.txt": report("甲镇"), "乙镇/报告.txt": report("乙镇"), "__MACOSX/._x": b"x"})
    office.drop("甲县/汇总.zip", pack)
    office.run()
    assert office.states() == {
        "甲县/汇总.zip": "ignored",
        "甲县/汇总.zip/甲镇/报告.txt": "recorded",
        "甲县/汇总.zip/乙镇/报告.txt": "recorded",
    }
    assert sorted(office.ledger.reports("甲县")["township"]) == ["乙镇", "甲镇"]
    assert not office.arrive().taken
    assert office.ledger.sightings()["甲县/汇总.zip/甲镇/报告.txt"].present


def test_member_that_is_also_a_file_is_an_alias(office: Office) -> None:
    office.drop("甲县/甲镇/报告.txt", report())
    office.run()
    office.drop("甲县/甲镇/包.zip", packed({"报告.txt": report()}))
    office.run()
    assert office.states()["甲县/甲镇/包.zip/报告.txt"] == "alias"


def test_changed_archive_brings_new_versions(office: Office) -> None:
    office.drop("甲县/甲镇/包.zip", packed({"报告.txt": report(gdp="1"), "走了.txt": report(year=2020)}))
    office.run()
    office.drop("甲县/甲镇/包.zip", packed({"报告.txt": report(gdp="2")}))
    office.run()
    rows = office.ledger.documents().filter(file="甲县/甲镇/包.zip/报告.txt")
    assert rows["state"].to_list() == ["superseded", "recorded"]
    assert not office.ledger.sightings()["甲县/甲镇/包.zip/走了.txt"].present


def test_name_of_old_windows_archive_is_readable() -> None:
    assert [name for name, _ in members(old_windows_zip("甲镇/报告.txt", b"x"), ())] == ["甲镇/报告.txt"]


def test_steps_out_of_an_archive_have_no_effect(office: Office) -> None:
    office.drop(
        "甲县/甲镇/包.zip",
        packed({"../../../a.txt": b"PK\x03\x04", "C:\\b.docx": b"PK\x03\x04b", "/c.docx": b"PK\x03\x04c"}),
    )
    office.run()
    names = {path.removeprefix("甲县/甲镇/包.zip") for path in office.states()}
    assert names == {"", "/a.txt", "/b.docx", "/c.docx"}
    outside = {path.name for path in office.workspace.root.iterdir()}
    assert outside <= {"inbox", "outputs", "rules", "隔离", ".xianhui", "xianhui.yaml"}


def test_archive_in_an_archive_is_refused_with_a_remedy(office: Office) -> None:
    office.drop("甲县/甲镇/包.zip", packed({"里.zip": packed({"a.txt": report()})}))
    office.run()
    row = office.row("甲县/甲镇/包.zip/里.zip")
    assert (row["state"], row["code"]) == ("quarantined", "XH-INTAKE-042") and "解压" in str(row["remedy"])


def test_archive_without_a_file_is_refused_and_heals(office: Office) -> None:
    office.drop("甲县/甲镇/空.zip", packed({}))
    office.drop("甲县/甲镇/只有夹.zip", packed({"夹/": b"", "__MACOSX/._x": b"x"}))
    office.run()
    assert {row["code"] for row in office.ledger.documents().iter_rows(named=True)} == {"XH-INTAKE-041"}
    assert set(office.states().values()) == {"quarantined"}
    office.drop("甲县/甲镇/空.zip", packed({"a.txt": report()}))
    office.run()
    assert office.states()["甲县/甲镇/空.zip/a.txt"] == "recorded"
    assert not (office.workspace.quarantine / "甲县/甲镇/空.zip.原因.txt").exists()


def test_bomb_is_quarantined(office: Office) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", b"0" * (60 << 20))
    office.drop("甲县/甲镇/弹.zip", buffer.getvalue())
    office.run()
    assert office.row("甲县/甲镇/弹.zip")["code"] == "XH-GATE-003"


def test_reviewed_workbook_is_kept_for_review(office: Office) -> None:
    workbook = openpyxl.Workbook()
    workbook.create_sheet("待审核")
    buffer = io.BytesIO()
    workbook.save(buffer)
    assert is_review(buffer.getvalue()) and not is_archive(buffer.getvalue())
    office.drop("甲县/审核.xlsx", buffer.getvalue())
    assert len(office.run()) == 0
    assert office.states() == {"甲县/审核.xlsx": "review"}
    assert (office.workspace.staging / str(office.row("甲县/审核.xlsx")["sha256"])).exists()


def test_other_workbook_is_no_review() -> None:
    buffer = io.BytesIO()
    openpyxl.Workbook().save(buffer)
    assert not is_review(buffer.getvalue())
