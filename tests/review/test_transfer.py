"""``xianhui decisions``: the history as CSV, there and back, and from one machine to another."""

from __future__ import annotations

import csv
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from etl.errors import XianhuiError
from etl.review.decision import Decision
from etl.review.transfer import decisions_csv, decisions_from_csv, news

from .conftest import COUNTY, Desk

Command = Callable[..., subprocess.CompletedProcess[str]]
GRAIN, TEA = ("东镇", "粮食产量"), ("东镇", "茶园面积")


def made(reviewer: str, decision: str = "确认", value: str = "", note: str = "", seconds: float = 1.7e9) -> Decision:
    return Decision(
        "R1", COUNTY, 2023, "东镇", "grain_output", "粮食产量", "2023", "actual", decision, value, "吨", "", note,
        reviewer, "6850", "全镇粮食总产量6850吨，\n占“一半”", "规则", "审核.xlsx", seconds, 1,
    )  # fmt: skip


def test_a_history_comes_back_as_it_went_out() -> None:
    history = [made("张三", "修改", "6950", "=1+1"), made("", note="'引号"), made("李四", "驳回", seconds=1.7e9 + 60)]
    text = decisions_csv(history)
    assert decisions_from_csv(text) == history
    assert "\n=" not in text and ",=" not in text


def test_what_is_there_is_not_added_again() -> None:
    first, second = made("张三"), made("李四")
    assert news([first], [first, second, second]) == [second]


@pytest.mark.parametrize(
    ("change", "code"),
    [(("编号", "号"), "XH-DECISION-001"), (("R1", "R2"), "XH-DECISION-002"), (("6950", "69500"), "XH-DECISION-002")],
)
def test_a_file_that_was_changed_by_hand_is_refused(change: tuple[str, str], code: str) -> None:
    text = decisions_csv([made("张三", "修改", "6950")]).replace(*change)
    with pytest.raises(XianhuiError) as refused:
        decisions_from_csv(text)
    assert refused.value.code == code


def test_decisions_move_to_another_machine_and_hold_there(tmp_path: Path, xianhui: Command) -> None:
    here = Desk(tmp_path / "here")
    here.report("东镇", "全镇粮食总产量6850吨", "粮食总产量达到6950吨", "茶园面积约5000亩")
    here.run()
    there = here.twin(tmp_path / "there")
    here.answer({GRAIN: ("修改", 6900, "统计站", "张三")})
    here.run()
    listed = xianhui("decisions", "list", "--county", COUNTY, "--workspace", here.root).stdout
    assert "张三" in listed and "修改为6900吨" in listed and "有效" in listed
    file = tmp_path / "决定.csv"
    assert xianhui("decisions", "export", "--out", file, "--workspace", here.root).returncode == 0
    (row,) = csv.DictReader(file.read_text("utf-8-sig").splitlines())
    assert (row["乡镇"], row["原数"], row["更正值"], row["审核人"]) == ("东镇", "6850", "6900", "张三")
    for added in ("导入 1 条", "导入 0 条"):
        assert added in xianhui("decisions", "import", file, "--workspace", there.root).stderr
    there.run()
    assert there.observed(*GRAIN)["value"] == "6900"
    assert there.table("rollup") == here.table("rollup")


def test_a_wrong_file_is_told_without_a_traceback(tmp_path: Path, xianhui: Command, desk: Desk) -> None:
    done = xianhui("decisions", "import", tmp_path / "没有.csv", "--workspace", desk.root)
    assert done.returncode == 1 and "XH-DECISION-005" in done.stderr and "Traceback" not in done.stderr
