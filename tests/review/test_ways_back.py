"""Two ways back, and nothing that a person typed is overwritten unread."""

from __future__ import annotations

import zipfile
from collections.abc import Collection
from pathlib import Path

import openpyxl
import pytest

from etl.review.taking import Reviews
from etl.store import Edition

from .conftest import Desk

GRAIN, TEA = ("东镇", "粮食产量"), ("东镇", "茶园面积")


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    desk = Desk(tmp_path_factory.mktemp("published") / "office")
    desk.report("东镇", "全镇粮食总产量6850吨", "粮食总产量达到6950吨", "茶园面积约5000亩")
    desk.report("西镇", "全镇粮食总产量5200吨", "茶园面积800亩")
    desk.report("南乡", "全乡粮食总产量4100吨", "茶园面积300亩")
    desk.run()
    assert set(desk.asked()) == {GRAIN, TEA}
    return desk


@pytest.fixture
def desk(published: Desk, tmp_path: Path) -> Desk:
    return published.twin(tmp_path / "office")


def test_edited_where_it_lies_or_dropped_gives_the_same_tables(desk: Desk, tmp_path: Path) -> None:
    other = desk.twin(tmp_path / "other")
    answers = {GRAIN: ("修改", "6,950吨", "统计站", "张三"), TEA: ("确认", None, None, "张三")}
    desk.answer(answers)
    other.drop(other.answer(answers, other.copy()))
    desk.run()
    other.run()
    for each in (desk, other):
        assert each.total("粮食产量")["value"] == "16250"
        assert not each.asked()
    assert desk.table("rollup") == other.table("rollup")
    assert desk.table("observations") == other.table("observations")


def test_a_workbook_that_was_only_opened_and_saved_changes_nothing_and_is_kept(desk: Desk) -> None:
    figures = desk.table("observations")
    openpyxl.load_workbook(desk.workbook).save(desk.workbook)
    assert desk.run() == [f"outputs/2023/青山县/{desk.workbook.name}：没有填写新的决定。"]
    assert desk.table("observations") == figures and set(desk.asked()) == {GRAIN, TEA}
    assert len(list(desk.workspace.reviews.rglob("*.xlsx"))) == 1


def test_another_run_without_anything_new_changes_no_byte(desk: Desk) -> None:
    desk.answer({GRAIN: ("驳回",)})
    desk.run()
    before = desk.bytes()
    assert desk.run() == [] and desk.bytes() == before


def test_what_is_typed_between_reading_and_writing_is_kept_and_read_next(desk: Desk) -> None:
    """The workbook is edited at the last moment: just before the new one takes its place."""
    publishing = Reviews.publishing

    def late(self: Reviews, contents: Collection[bytes], edition: Edition) -> None:
        if not list(desk.workspace.reviews.rglob("*.xlsx")):
            desk.answer({GRAIN: ("修改", 7000)})
        publishing(self, contents, edition)

    desk.report("西镇", "全镇粮食总产量5300吨", "茶园面积800亩")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Reviews, "publishing", late)
        desk.run()
    assert desk.total("粮食产量")["value"] == "16400"


def test_what_cannot_be_read_is_never_overwritten(desk: Desk) -> None:
    desk.workbook.write_bytes(b"half a file")
    said = desk.run()
    desk.report("西镇", "全镇粮食总产量5300吨", "茶园面积800亩")
    desk.run()
    assert desk.workbook.read_bytes() == b"half a file"
    (sibling,) = desk.folder.glob(f"{desk.workbook.stem}_*.xlsx")
    assert desk.sheet("待审核", sibling)
    assert not said
    assert "读不了" in (desk.folder / "上次审核结果.txt").read_text("utf-8-sig")


@pytest.mark.parametrize("owner", ["~${}", ".~lock.{}#"])
def test_a_workbook_that_is_open_gets_a_sibling(desk: Desk, owner: str) -> None:
    published = desk.workbook.read_bytes()
    desk.workbook.with_name(owner.format(desk.workbook.name)).write_text("张三")
    desk.report("西镇", "全镇粮食总产量5300吨", "茶园面积800亩")
    desk.run()
    assert desk.workbook.read_bytes() == published
    (sibling,) = desk.folder.glob(f"{desk.workbook.stem}_*.xlsx")
    desk.answer({GRAIN: ("修改", 7000)}, sibling)  # and the sibling is read like the workbook itself
    desk.run()
    assert desk.total("粮食产量")["value"] == "16400"


def test_an_edited_workbook_is_read_by_a_new_ledger_too(desk: Desk) -> None:
    desk.answer({GRAIN: ("修改", 7000, "", "张三")})
    for file in desk.workspace.state.glob("ledger.sqlite*"):
        file.unlink()
    desk.run()
    assert desk.total("粮食产量")["value"] == "16300"
    assert desk.observed(*GRAIN)["reviewer"] == "张三"


def test_a_reviewed_workbook_in_an_archive_is_read(desk: Desk, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "来件.zip", "w") as archive:
        archive.write(desk.answer({GRAIN: ("驳回",)}, desk.copy()), "审核/东镇.xlsx")
    desk.drop(tmp_path / "来件.zip")
    desk.run()
    assert desk.total("粮食产量")["value"] == "9300"
