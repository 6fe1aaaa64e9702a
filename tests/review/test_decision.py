"""Which decision stands, by the history alone."""

from __future__ import annotations

from etl.review.decision import CONFIRM, CORRECT, REJECT, Decision, Decisions
from etl.review.question import Key, absent_number, figure_number

KEY = Key("青山县", "东镇", "grain_output", "2023", "actual")
RULES = {"grain_output": "规则一"}
NUMBER = figure_number(KEY, "粮食总产量6850吨", (), "规则一", "6850")


def made(reviewer: str, decision: str, value: str = "", *, over: int = 0, number: str = NUMBER) -> Decision:
    return Decision(
        number, KEY.county, 2023, KEY.township, KEY.indicator, "粮食产量", KEY.period, KEY.role, decision, value, "吨",
        "", "来源", reviewer, "6850", "粮食总产量6850吨", "规则一", "审核.xlsx", 0.0, over,
    )  # fmt: skip


def standing(*history: Decision) -> str:
    """What stands, in words; ``?`` when persons disagree."""
    found = Decisions(history).standing(NUMBER)
    return "?" if found.disagreeing else found.decision.words() if found.decision else ""


def test_of_one_person_the_latest_counts() -> None:
    assert standing() == ""
    assert standing(made("张", CONFIRM), made("张", CORRECT, "6950")) == "修改为6950吨"
    assert standing(made("张", CORRECT, "6950"), made("张", CONFIRM)) == "确认"


def test_persons_who_agree_decide_together() -> None:
    found = Decisions([made("张", REJECT), made("李", REJECT)]).standing(NUMBER)
    assert found.decision and found.signed == "张、李"


def test_while_persons_disagree_nothing_is_used() -> None:
    assert standing(made("张", CONFIRM), made("李", REJECT)) == "?"
    assert standing(made("张", CORRECT, "1"), made("李", CORRECT, "2")) == "?"
    assert standing(made("张", CONFIRM), made("李", REJECT), made("李", CONFIRM)) == "确认"


def test_who_saw_the_others_settles_the_matter() -> None:
    disagreeing = [made("张", CONFIRM), made("李", REJECT)]
    assert standing(*disagreeing, made("王", CORRECT, "7", over=2)) == "修改为7吨"
    assert standing(*disagreeing, made("王", CORRECT, "7", over=1)) == "?"
    assert standing(*disagreeing, made("王", CORRECT, "7", over=2), made("张", REJECT)) == "?"


def test_the_number_holds_everything_that_a_decision_is_bound_to() -> None:
    base = (KEY, "粮食总产量6850吨", ("6950",), "规则一", "6850")
    others = [
        (KEY._replace(township="西镇"), *base[1:]),
        (KEY._replace(period="2023H1"), *base[1:]),
        (KEY._replace(role="plan"), *base[1:]),
        (KEY, "粮食产量6850吨", *base[2:]),
        (*base[:2], ("6900",), *base[3:]),
        (*base[:3], "规则二", "6850"),
        (*base[:4], "6851"),
    ]
    assert len({figure_number(*each) for each in [base, *others]}) == len(others) + 1


def test_a_figure_that_was_added_is_found_again_by_its_key_and_rule() -> None:
    added = made("张", CORRECT, "7", number=absent_number(KEY, "规则一"))
    assert Decisions([added]).added(RULES)[KEY].decision == added
    assert not Decisions([added]).added({"grain_output": "规则二"})
    assert not Decisions([made("张", CORRECT, "7")]).added(RULES)
