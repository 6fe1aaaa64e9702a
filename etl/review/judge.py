"""From the rows of a reviewed workbook to decisions, row by row, and what became of each row and why, in Chinese.

Rules and edge cases, each with its code:

- 010 the 编号 is not known; 011 without a 编号 township, indicator and period must tell which figure is meant: a figure of
  the report is then corrected, one that it does not hold is added;
- 012 a 编号 that stands twice with different answers of the same person; answers of different persons are both taken;
- 013 a read-only cell was changed: then nobody knows which figure was meant (after a wrong sort, say);
- 014 a decision that is none of the three; 015 修改 without a correction; 016 a correction without 修改; 017 a correction
  that is no figure (etl/review/correction.py); 018 a figure that the report does not hold, without a source in 备注;
- 019 an indicator that does not exist; 020 an answer of an older workbook that its own author has changed since; 021 a
  remark alone.

A decision on a question that is asked no more is taken into the history: it counts again should the figure be again
what it was.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable
from difflib import get_close_matches
from typing import NamedTuple

from etl.review.cells import spreadsheet_number
from etl.review.correction import Corrections, Unusable
from etl.review.decision import ASSIGN, CONFIRM, CORRECT, REJECT, Decision, Decisions
from etl.review.line import KNOWN, REFUSED, TAKEN, Line, Review
from etl.review.question import Key, Question, absent_number, plain, rule_fingerprints
from etl.review.returned import Answered
from etl.rulebook.model import Rulebook
from etl.store.reviews import Asked, Reading

_WORDS = {"确认": CONFIRM, "確認": CONFIRM, "修改": CORRECT, "更正": CORRECT, "驳回": REJECT, "駁回": REJECT}
Township = Callable[[str, str], str | None]


class Refused(Exception):
    """A row that is not taken: its code and why."""

    def __init__(self, code: str, message: str, question: Question | None = None) -> None:
        super().__init__(message)
        self.code = f"XH-REVIEW-{code}"
        self.message = message
        self.question = question


class Said(NamedTuple):
    """A valid row: the question, what was decided, and a remark for the result (mostly empty)."""

    question: Question
    decision: str
    value: str
    target: str
    note: str
    reviewer: str
    remark: str


class Judge:
    """Judges the rows of one review; ``township`` gives the official name of one in a county, or None."""

    def __init__(
        self, rows: list[Answered], review: Review, rulebook: Rulebook, township: Township, now: float
    ) -> None:
        self._rows = rows
        self._review = review
        self._rulebook = rulebook
        self._township = township
        self._now = now
        self._corrections = Corrections(rulebook.units)
        self._rules = rule_fingerprints(rulebook)
        self._names = {rule.name: code for code, rule in reversed(rulebook.indicators.items())}

    def numbers(self) -> set[str]:
        """The 编号 that the rows name."""
        return {row.text("number") for row in self._rows} - {""}

    def __call__(self, asked: Asked) -> Reading:
        reading = Reading()
        judged = [(row, self._judge(row, asked)) for row in self._rows]
        twice = _contradicting(said for _, said in judged if isinstance(said, Said))
        for row, said in judged:
            if isinstance(said, Said) and (said.question.number, said.reviewer) in twice:
                said = Refused("012", "同一编号出现多次，填的内容不一样", said.question)
            if isinstance(said, Said):
                self._take(row, said, asked, reading)
            else:
                reading.lines.append(self._line(row, said.question, REFUSED, said.code, said.message))
        return reading

    def _take(self, row: Answered, said: Said, asked: Asked, reading: Reading) -> None:
        """Add to the history what is new in it."""
        question = said.question
        before = asked.history.get(question.county, Decisions()).on(question.number)
        before = [*before, *(each for each in reading.decisions if each.number == question.number)]
        shown = asked.shown.get(question.number, 0)
        own = [place for place, each in enumerate(before) if each.reviewer == said.reviewer]
        saying = (said.decision, said.value, said.target)
        if own and before[own[-1]].said == saying and before[own[-1]].note == said.note and shown <= own[-1] + 1:
            reading.lines.append(self._line(row, question, KNOWN, "", "先前已有同样的决定"))
            return
        if own and own[-1] >= shown and any(before[place].said == saying for place in own[:-1]):
            message = f"这张表较旧，{said.reviewer or '同一人'}此后已改为“{before[own[-1]].words()}”"
            reading.lines.append(self._line(row, question, REFUSED, "XH-REVIEW-020", message))
            return
        reading.decisions.append(self._decision(said, shown))
        reading.lines.append(self._line(row, question, TAKEN, "", said.remark))

    def _judge(self, row: Answered, asked: Asked) -> Said | Refused:
        try:
            question = self._question(row, asked)
        except Refused as refused:
            return refused
        try:
            return self._assigned(row, question) if not question.indicator else self._said(row, question)
        except Refused as refused:
            refused.question = question
            return refused

    def _question(self, row: Answered, asked: Asked) -> Question:
        cell = row.cells["number"]
        if cell.formula and cell.kind == "empty":
            raise Refused("010", "编号是公式，没有保存结果")
        number = row.text("number")
        if not number:
            return self._unnumbered(row, asked)
        question = asked.questions.get(number)
        if question is None:
            raise Refused("010", f"编号“{number}”不认识，请从工作簿原样复制")
        _unchanged(row, question)
        return question

    def _unnumbered(self, row: Answered, asked: Asked) -> Question:
        """Which figure is meant by a row that somebody has added."""
        county, year = self._review.county, self._review.year
        if not county and len({question.county for question in asked.questions.values()}) == 1:
            county, year = next((each.county, each.year) for each in asked.questions.values())
        if not county or year is None:
            raise Refused("011", "没有编号，又看不出是哪个县、哪一年的表")
        township = self._township(county, row.text("township"))
        if township is None:
            raise Refused("011", f"没有编号；{county}没有“{row.text('township')}”这个乡镇")
        code = self._indicator(row.text("name"), "011", "没有编号；")
        period = unicodedata.normalize("NFKC", row.text("period")).removesuffix("年") or str(year)
        key = Key(county, township, code, period, "actual")
        rule = self._rulebook.indicators[code]
        known = asked.figures.get(key)
        if known is None and not period[:4].isdigit():
            raise Refused("011", f"没有编号；看不懂期间“{period}”，例如 {year}、{year}H1")
        number = absent_number(key, self._rules[code])
        absent = Question(
            number, county, year, township, code, rule.name, period, "actual", "", rule.unit, "", self._rules[code]
        )
        return known or absent

    def _said(self, row: Answered, question: Question) -> Said:
        decision, correction = self._decided(row), row.says("correction")
        if not decision and not correction:
            raise Refused("021", "只写了备注，没有决定")
        if not decision and not row.text("number"):
            decision = CORRECT
        if not decision:
            raise Refused("016", "填了更正值，但没有选决定")
        if decision == CORRECT and not correction:
            raise Refused("015", "选了修改，但没有填更正值")
        value = self._value(row, question) if correction else ""
        if correction and decision != CORRECT and (decision == REJECT or value != question.value):
            raise Refused("016", f"填了更正值，但决定是{decision}；要更正请选修改")
        note, remark = row.text("note"), _remark(row)
        if decision == CORRECT and not question.value and not note:
            raise Refused("018", "报告没有这个数，请在备注写明来源")
        if decision == CORRECT and value == question.value:
            decision, remark = CONFIRM, "更正值与原数相同，作确认"
        return Said(
            question, decision, value if decision == CORRECT else "", "", note, self._reviewer(row, question), remark
        )

    def _assigned(self, row: Answered, question: Question) -> Said:
        if self._decided(row) == REJECT and not row.says("target"):
            return Said(question, REJECT, "", "", row.text("note"), self._reviewer(row, question), "")
        if not row.says("target"):
            raise Refused("021", "只写了备注，没有写归入哪个指标")
        code = self._indicator(row.text("target"), "019", "")
        return Said(question, ASSIGN, "", code, row.text("note"), self._reviewer(row, question), "")

    def _decided(self, row: Answered) -> str:
        field = "verified" if "verified" in row.cells else "decision"
        text = "".join(unicodedata.normalize("NFKC", row.text(field)).split())
        if text and text not in _WORDS:
            raise Refused("014", f"决定“{text}”不认识，只能是确认、修改、驳回")
        if not text and row.cells.get(field) is not None and row.cells[field].formula:
            raise Refused("014", "决定是公式，没有保存结果")
        return _WORDS.get(text, "")

    def _value(self, row: Answered, question: Question) -> str:
        try:
            return plain(self._corrections.read(row.cells["correction"], question.unit))
        except Unusable as unusable:
            raise Refused("017", str(unusable)) from unusable

    def _indicator(self, text: str, code: str, lead: str) -> str:
        if text in self._rulebook.indicators:
            return text
        if text in self._names:
            return self._names[text]
        near = get_close_matches(text, self._names, n=1, cutoff=0.5)
        raise Refused(code, f"{lead}没有指标“{text}”" + (f"，是不是“{near[0]}”？" if near else ""))

    def _reviewer(self, row: Answered, question: Question | None) -> str:
        """Who signed the row; what a township sends back without a name is the township's."""
        sent_back = question.township if question and "verified" in row.cells else ""
        return " ".join(row.text("reviewer").split()) or sent_back

    def _decision(self, said: Said, over: int) -> Decision:
        question = said.question
        return Decision(
            question.number, question.county, _year(question), question.township, question.indicator, question.name,
            question.period, question.role, said.decision, said.value, question.unit, said.target, said.note,
            said.reviewer, question.value, question.evidence, question.rule, self._review.path, self._now, over,
        )  # fmt: skip

    def _line(self, row: Answered, question: Question | None, outcome: str, code: str, message: str) -> Line:
        decision = row.text("decision") or row.text("verified") or (row.text("target") and ASSIGN)
        place = (question.county, question.year) if question else (self._review.county, self._review.year)
        return Line(
            *place, row.sheet, row.row, question.number if question else row.text("number"),
            question.township if question else row.text("township"), question.name if question else row.text("name"),
            decision, row.text("correction") or row.text("target"), self._reviewer(row, question), outcome, code, message,
        )  # fmt: skip


def _contradicting(said: Iterable[Said]) -> set[tuple[str, str]]:
    """(编号, 审核人) of those who say different things about one question in one workbook."""
    first: dict[tuple[str, str], tuple[str, str, str]] = {}
    twice = set()
    for each in said:
        who, saying = (each.question.number, each.reviewer), (each.decision, each.value, each.target)
        if first.setdefault(who, saying) != saying:
            twice.add(who)
    return twice


def _unchanged(row: Answered, question: Question) -> None:
    """Raises Refused when a cell that tells which figure is meant is not as it was."""
    for field, title in (("township", "乡镇"), ("name", "指标"), ("period", "期间"), ("unit", "单位")):
        if field in row.cells and row.text(field) != getattr(question, field):
            shown = row.text(field) or "空白"
            raise Refused(
                "013", f"{title}栏被改为“{shown}”（原为“{getattr(question, field)}”），这一行没有采用", question
            )
    if "value" not in row.cells:
        return
    number, text = row.cells["value"].number, row.text("value")
    expected = spreadsheet_number(question.value) if question.value else None
    same = number == expected if number is not None else text == question.value or not question.value
    if not same:
        shown = row.text("value") or "空白"
        message = f"数值栏被改为“{shown}”（原为“{question.value or '空白'}”）；要更正请选修改，填在更正值栏"
        raise Refused("013", message, question)


def _remark(row: Answered) -> str:
    cell = row.cells.get("correction")
    if cell is None or not row.says("correction"):
        return ""
    if cell.formula:
        return f"更正值是公式，按保存的结果 {cell.text} 采用"
    return f"更正值是文本“{cell.text.strip()}”，已作数字" if cell.kind == "text" else ""


def _year(question: Question) -> int:
    """The year that the figure is for: the last one that its period names."""
    years = [part[:4] for part in question.period.split("/") if part[:4].isdigit()]
    return int(years[-1]) if years else question.year
