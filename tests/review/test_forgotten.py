"""Forgetting a report takes the questions about its figures and the decisions on them along, and no others."""

from __future__ import annotations

import sqlite3

from etl.intake.forget import forget_file

from .conftest import COUNTY, Desk


def quoted(desk: Desk) -> list[str]:
    """The sentences that questions and decisions of the ledger quote."""
    with sqlite3.connect(desk.workspace.ledger_path) as connection:
        tables = ("questions", "decisions")
        return [quote for name in tables for (quote,) in connection.execute(f"SELECT evidence FROM {name}") if quote]


def test_decisions_on_a_forgotten_report_go_with_it_and_those_on_others_stay(desk: Desk) -> None:
    path = desk.report("东镇", "全镇粮食总产量6850吨", "粮食总产量达到6950吨")
    desk.report("西镇", "全镇粮食总产量5200吨", "粮食总产量达到5300吨")
    desk.run()
    desk.answer({("东镇", "粮食产量"): ("修改", 6950, "统计站"), ("西镇", "粮食产量"): ("修改", 5300, "统计站")})
    desk.run()
    assert desk.total("粮食产量")["value"] == "12250"
    with desk.office() as office:
        forget_file(office.ledger, path.relative_to(desk.workspace.inbox).as_posix(), "误报")
    assert not [quote for quote in quoted(desk) if "6850" in quote or "6950" in quote]
    assert [quote for quote in quoted(desk) if "5200" in quote or "5300" in quote]
    desk.run()
    assert desk.total("粮食产量")["value"] == "5300", f"{COUNTY}: the decision on the other report holds"


def test_a_decision_on_the_same_sentence_of_another_township_or_version_stays(desk: Desk) -> None:
    said = ("全镇粮食总产量6850吨", "粮食总产量达到6950吨")
    kept = desk.report("东镇", *said)
    desk.report("西镇", *said)
    desk.run()
    desk.answer({(town, "粮食产量"): ("修改", 6950, "统计站") for town in ("东镇", "西镇")})
    desk.run()
    wrong = kept.with_name("东镇2023年工作总结（发错）.txt")
    wrong.write_text(kept.read_text("utf-8") + "另有茶园面积800亩。\n", "utf-8")
    desk.run()
    with desk.office() as office:
        forget_file(office.ledger, wrong.relative_to(desk.workspace.inbox).as_posix(), "发错")
    desk.run()
    assert desk.total("粮食产量")["value"] == "13900", "both corrections hold"
    assert not [key for key in desk.asked() if key[1] == "粮食产量"]
