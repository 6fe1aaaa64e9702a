"""A year at a county office: reports come in, somebody reviews, a township corrects itself, rules change.

Every decision holds as long as its sentence, its rule and its value are what they were, and is asked again when one of
them is not; the history keeps all of them.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import openpyxl
import pytest
import yaml
from openpyxl.worksheet.worksheet import Worksheet

from etl.rulebook import load_rulebook

from .conftest import Desk
from .test_judge import LIBREOFFICE, edited, saved_by_libreoffice

EAST, WEST, SOUTH = "东镇", "西镇", "南乡"
GRAIN, TEA, PEOPLE = "粮食产量", "茶园面积", "户籍人口"
REPORTS = {
    EAST: ("全镇粮食总产量6850吨", "粮食总产量达到6950吨", "茶园面积约5000亩", "年末户籍人口32000人"),
    WEST: ("全镇粮食总产量5200吨", "粮食总产量达到5300吨", "茶园面积800亩", "茶园面积达到900亩", "年末户籍人口21000人"),
    SOUTH: ("全乡粮食总产量4100吨", "茶园面积300亩", "年末户籍人口11000人", "年末户籍人口达到11500人"),
}
FIRST = {
    (EAST, GRAIN): ("修改", 6900, "统计站核对", "张三"),
    (EAST, TEA): ("确认", None, None, "张三"),
    (WEST, GRAIN): ("驳回", None, "重报", "张三"),
    (WEST, TEA): ("确认", None, None, "李四"),
    (SOUTH, PEOPLE): ("修改", "1.15万人", None, "李四"),
}


def changed_rule(desk: Desk, code: str, **change: object) -> None:
    """The office overrides a built-in rule: the built-in entry with some lines changed."""
    entry = load_rulebook().indicators[code].model_dump(mode="json", by_alias=True, exclude_defaults=True)
    folder = desk.workspace.rules / "indicators"
    folder.mkdir(parents=True, exist_ok=True)
    rule = {**{key: value for key, value in entry.items() if key not in ("category", "place")}, **change}
    text = yaml.safe_dump(
        {"category": "local", "title": "本地", "indicators": [rule]}, allow_unicode=True, sort_keys=False
    )
    (folder / "local.yaml").write_text(text, "utf-8")


@pytest.fixture(scope="module")
def reviewed(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """The reports are in, the workbook went out and came back decided: half by a program, half through LibreOffice."""
    desk = Desk(tmp_path_factory.mktemp("year") / "office")
    for township, sentences in REPORTS.items():
        desk.report(township, *sentences)
    desk.run()
    assert set(desk.asked()) == set(FIRST)
    mine, theirs = (dict([*FIRST.items()][part]) for part in (slice(0, 3), slice(3, None)))
    copy = desk.answer(theirs, desk.copy("李四.xlsx"))
    desk.answer(mine)
    if LIBREOFFICE:
        saved_by_libreoffice(copy)
    desk.drop(copy, "李四.xlsx")
    desk.run()
    return desk


@pytest.fixture
def desk(reviewed: Desk, tmp_path: Path) -> Desk:
    return reviewed.twin(tmp_path / "office")


def test_every_decision_is_used_and_shown_on_its_figure(desk: Desk) -> None:
    assert desk.asked() == {}
    assert desk.total(GRAIN)["value"] == "11000" and desk.total(GRAIN)["reporting"] == "2"
    assert set(desk.total(GRAIN)["flags"].split(";")) == {"corrected", "incomplete", "rejected"}
    assert desk.total(PEOPLE)["value"] == "64500"
    shown = {
        (row["乡镇"], row["指标"]): (row["原数"], row["现用数"], row["已有决定"]) for row in desk.sheet("审核记录")
    }
    assert shown == {
        (EAST, GRAIN): (6850, 6900, "修改为6900吨（张三）统计站核对"),
        (EAST, TEA): (5000, 5000, "确认（张三）"),
        (WEST, GRAIN): (5200, None, "驳回（张三）重报"),
        (WEST, TEA): (800, 800, "确认（李四）"),
        (SOUTH, PEOPLE): (11000, 11500, "修改为11500人（李四）"),
    }
    assert "(改)" in mark_of_6900(desk)
    assert {row["结果"] for row in desk.outcome()} == {"已采用"}


def mark_of_6900(desk: Desk) -> str:
    """How the county's theme sheet marks the corrected figure."""
    book = openpyxl.load_workbook(desk.workbook)
    cells = (cell for sheet in book for row in sheet.iter_rows() for cell in row)
    return "".join({str(cell.number_format) for cell in cells if cell.value == 6900})


def test_nothing_is_asked_again_when_nothing_has_changed(desk: Desk) -> None:
    before = desk.bytes()
    desk.run()
    assert desk.bytes() == before
    shutil.rmtree(desk.workspace.outputs)
    desk.run()
    assert desk.asked() == {}
    after = desk.bytes()
    same = [
        name for name in before if name.endswith((".csv", ".json")) and "changes" not in name and "package" not in name
    ]
    assert same and all(after[name] == before[name] for name in same)


def test_a_corrected_report_asks_again_where_it_differs_and_only_there(desk: Desk) -> None:
    desk.report(EAST, "全镇粮食总产量6870吨", *REPORTS[EAST][1:])
    desk.report(SOUTH, *REPORTS[SOUTH], "新建农家书屋3个")
    desk.run()
    assert set(desk.asked()) == {(EAST, GRAIN)}
    assert "张三曾决定“修改为6900吨”（原为6850吨）；现在数值、原文变了" in desk.asked()[EAST, GRAIN]["原因"]
    assert desk.observed(EAST, GRAIN)["value"] == "6870" and desk.observed(SOUTH, PEOPLE)["value"] == "11500"
    lapsed = {row["指标"]: row["情况"] for row in desk.sheet("审核记录") if row["乡镇"] == EAST}
    assert lapsed == {GRAIN: "不再适用：原文、规则或数值已变", TEA: "采用"}


def test_a_report_that_is_corrected_to_what_was_decided_asks_nobody(desk: Desk) -> None:
    desk.report(EAST, "全镇粮食总产量6900吨", *REPORTS[EAST][2:])
    desk.run()
    assert desk.asked() == {} and desk.observed(EAST, GRAIN)["status"] == "exact"


def test_what_contradicts_a_figure_is_part_of_what_was_decided_on(desk: Desk) -> None:
    desk.report(WEST, *REPORTS[WEST][:3], "茶园面积达到950亩", REPORTS[WEST][4])
    desk.run()
    assert set(desk.asked()) == {(WEST, TEA)}


def test_a_withdrawn_and_returned_sentence_finds_its_decision_again(desk: Desk) -> None:
    desk.report(EAST, "全镇粮食总产量6870吨", *REPORTS[EAST][1:])
    desk.run()
    assert (EAST, GRAIN) in desk.asked()
    desk.report(EAST, *REPORTS[EAST], "新建农家书屋3个")
    desk.run()
    assert desk.asked() == {} and desk.observed(EAST, GRAIN)["value"] == "6900"


@pytest.mark.parametrize(
    ("change", "again"),
    [({"note": "换了说明"}, False), ({"priority": 1}, True), ({"name": "粮食总产"}, True)],
    ids=["note", "priority", "name"],
)
def test_a_changed_rule_asks_again_when_its_meaning_changed(desk: Desk, change: dict[str, object], again: bool) -> None:
    changed_rule(desk, "grain_output", **change)
    desk.run()
    name = str(change.get("name", GRAIN))
    assert {key for key in desk.asked() if key[1] == name} == ({(EAST, name), (WEST, name)} if again else set())
    assert {key for key in desk.asked() if key[1] != name} == set()
    assert desk.observed(EAST, name)["value"] == ("6850" if again else "6900")


def test_next_year_compares_with_what_was_decided(desk: Desk) -> None:
    desk.report(EAST, "全镇粮食总产量7245吨", year=2024)
    desk.run()
    desk.year = 2024
    row = desk.total(GRAIN)
    assert (row["value"], row["growth_pct"], row["prev_value"]) == ("7245", "5", "11000")


def test_an_old_workbook_answers_questions_that_are_asked_no_more(desk: Desk, tmp_path: Path) -> None:
    """It went out before the township corrected its report, and comes back after: noted, not used for another figure."""
    old = desk.copy("旧.xlsx")
    desk.report(WEST, "全镇粮食总产量5250吨", *REPORTS[WEST][1:])
    desk.run()
    desk.drop(desk.answer({(WEST, GRAIN): ("确认", None, None, "王五")}, old, sheet="审核记录"), "旧.xlsx")
    desk.run()
    (line,) = desk.outcome()
    assert line["结果"] == "已记下，未用" and "已经变了" in line["说明"]
    assert desk.observed(WEST, GRAIN)["value"] == "5250" and (WEST, GRAIN) in desk.asked()


def test_an_added_figure_gives_way_to_the_reports_own(desk: Desk) -> None:
    def add(page: Worksheet, rows: dict[tuple[str, str], int]) -> None:
        for column, what in ((2, SOUTH), (3, "粮食播种面积"), (10, "1.8万亩"), (11, "统计站年报"), (12, "张三")):
            page.cell(2, column, what)

    edited(desk.workbook, add)
    desk.run()
    assert desk.observed(SOUTH, "粮食播种面积")["value"] == "18000"
    desk.report(SOUTH, *REPORTS[SOUTH], "粮食播种面积1.75万亩")
    desk.run()
    assert desk.observed(SOUTH, "粮食播种面积")["value"] == "17500"
    assert set(desk.asked()) == {(SOUTH, "粮食播种面积")}
