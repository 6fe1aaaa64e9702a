"""Whatever happens in whatever order: no decision is lost, and none comes to a figure that it was not made for.

Reports, rules, reviews in place and by the inbox, reruns, and crashes at every step of taking in and publishing. The
ledger, the taking in, the judging and the rollup are the real ones; the reading of reports and the look of the workbook
are left out, for they have tests of their own.
"""

from __future__ import annotations

import dataclasses
import itertools
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import openpyxl
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from etl.export.files import write_file
from etl.intake import arrive
from etl.review import taking
from etl.review.asking import questions
from etl.review.decision import Decisions
from etl.review.returned import ASKED, EDITION_MARK
from etl.review.taking import Reviews
from etl.rollup import CountyTables, roll_up
from etl.rulebook import Rulebook
from etl.store import Ledger
from etl.store.review_book import ReviewBook
from etl.tables import PUBLISHED_MENTIONS, REPORTS
from etl.workspace import init_workspace

from .conftest import COUNTY, SETTINGS

TOWNSHIPS = ("东镇", "西镇", "南乡")
CODE, YEAR = "grain_output", 2023


class Typed(NamedTuple):
    """What a person decided, and what he had before his eyes."""

    number: str
    township: str
    value: str
    sentence: str
    rule: str
    decision: str
    correction: str
    reviewer: str


class Crash(Exception):
    """The process ends here."""


class Counter:
    """The county office without readers: a report is one sentence, the workbook one sheet with every figure."""

    def __init__(self, root: Path, rulebook: Rulebook) -> None:
        self.workspace = init_workspace(root)
        (root / "xianhui.yaml").write_text(SETTINGS, "utf-8")
        self.built_in = rulebook
        self.rule = 0
        self.values = dict.fromkeys(TOWNSHIPS, 1)
        self.path = self.workspace.outputs / str(YEAR) / COUNTY / "汇总.xlsx"
        self.copies = [self.path]
        self.typed: list[Typed] = []  # what must be in the history
        self.on_paper: dict[tuple[Path, str], Typed] = {}  # what stands in a file, and may still be changed there
        self.names = itertools.count()

    def rulebook(self) -> Rulebook:
        entry = self.built_in.indicators[CODE].model_copy(update={"priority": self.rule})
        return dataclasses.replace(self.built_in, indicators={**self.built_in.indicators, CODE: entry})

    def run(self) -> CountyTables:
        """What the office does: take in, roll up, note what is asked, publish; and take in what came meanwhile."""
        with Ledger(self.workspace) as ledger:
            arrive(ledger, sleep=lambda _: None)
            reviews = Reviews(ledger, self.rulebook())
            reviews.take()
            tables = self._publish(ledger, reviews)
            return self._publish(ledger, reviews) if reviews.take() else tables

    def _publish(self, ledger: Ledger, reviews: Reviews) -> CountyTables:
        tables = self._tables(ledger)
        ledger.reviews.ask(COUNTY, YEAR, questions(tables, self.rulebook()))
        edition = ledger.reviews.edition_of(COUNTY, YEAR)
        content = self._workbook(tables, edition.edition)
        reviews.publishing([content], edition)
        write_file(self.path, content, reviews.may_replace)
        return tables

    def _tables(self, ledger: Ledger) -> CountyTables:
        texts = {town: f"{town}粮食总产量{value}吨" for town, value in self.values.items()}
        mentions = [_mention(town, value, texts[town]) for town, value in self.values.items()]
        reports = [
            {"sha256": town, "document": town, "county": COUNTY, "township": town, "year": YEAR, "period": str(YEAR)}
            for town in TOWNSHIPS
        ]
        return roll_up(
            pl.DataFrame(mentions, schema=PUBLISHED_MENTIONS.schema),
            REPORTS.conform(pl.DataFrame(reports)),
            texts,
            YEAR,
            COUNTY,
            self.rulebook(),
            TOWNSHIPS,
            Decisions(ledger.reviews.decisions(COUNTY)),
        )

    def _workbook(self, tables: CountyTables, edition: str) -> bytes:
        book = openpyxl.Workbook()
        page = book.worksheets[0]
        page.title = "待审核"
        page.append(ASKED)
        for row in tables.observations.iter_rows(named=True):
            value = row["original"] if row["decision"] in ("修改", "驳回") else row["value"]
            figure = f"{value.normalize():f}"
            page.append(
                [
                    row["number"],
                    row["township"],
                    row["name"],
                    row["period"],
                    figure,
                    row["unit"],
                    row["evidence"],
                    f"规则{self.rule}",
                ]
            )
        book.properties.keywords = f"{EDITION_MARK} {edition}"
        target = self.workspace.root / "新.xlsx"
        book.save(target)
        return target.read_bytes()

    def say(self, path: Path, township: str, decision: str, correction: str, reviewer: str) -> None:
        """Fill in the row of a township and save."""
        if not path.exists():
            return
        book = openpyxl.load_workbook(path)
        page = book["待审核"]
        row = next(row for row in page.iter_rows(min_row=2) if row[1].value == township)
        for column, what in ((9, decision), (10, correction if decision == "修改" else None), (12, reviewer)):
            page.cell(row[0].row, column).value = what
        book.save(path)
        shown = [cell.value for cell in row]
        if decision == "修改" and correction == shown[4]:
            decision = "确认"
        said = (decision, correction if decision == "修改" else "", reviewer)
        self.on_paper[path, township] = Typed(shown[0], township, shown[4], shown[6], shown[7], *said)

    def owe(self, path: Path) -> None:
        """What stands in the file as it is now has been handed in."""
        self.typed += [typed for (where, _), typed in self.on_paper.items() if where == path]

    def night(self, crash: int | None = None) -> None:
        """A run, or one that ends early; what stood in the workbook counts as soon as it is taken out of sight."""
        before = self.path.read_bytes() if self.path.exists() else b""
        if crash is None:
            self.run()
        else:
            with crashing(crash), suppress(Crash):
                self.run()
        if crash is None or not self.path.exists() or self.path.read_bytes() != before:
            self.owe(self.path)
            self.on_paper = {key: typed for key, typed in self.on_paper.items() if key[0] != self.path}

    def take_copy(self) -> None:
        if self.path.exists():
            self.copies.append(self.workspace.root / f"副本{next(self.names)}.xlsx")
            shutil.copyfile(self.path, self.copies[-1])

    def drop(self, path: Path) -> None:
        if path.exists():
            self.owe(path)
            shutil.copyfile(path, self.workspace.inbox / f"来件{next(self.names)}.xlsx")


def _mention(township: str, value: int, text: str) -> dict[str, Any]:
    start = text.index("量") + 1
    said = {
        "county": COUNTY, "township": township, "report_year": YEAR, "report_period": str(YEAR), "document": township,
        "sha256": township, "start": start, "end": len(text), "surface": text[start:], "type": "quantity",
        "value": Decimal(value), "unit": "吨", "canonical_value": Decimal(value), "canonical_unit": "吨", "approx": "",
        "measure": "level", "scope": "township", "role": "actual", "estimated": False, "year": YEAR, "indicator": CODE,
        "sentence_start": 0, "sentence_end": len(text), "section": "review", "rule": "a.yaml:1", "reason": "",
    }  # fmt: skip
    return {name: said.get(name) for name in PUBLISHED_MENTIONS.names}


@contextmanager
def crashing(point: int) -> Iterator[None]:
    """The process ends before or after one of the steps that change something."""
    places: list[tuple[object, str]] = [
        (taking, "write_whole"), (ReviewBook, "keep"), (ReviewBook, "take"), (ReviewBook, "ask"), (ReviewBook, "publishing"),
    ]  # fmt: skip
    owner, name = places[point // 2]
    step: Callable[..., Any] = getattr(owner, name)

    def crash(*arguments: Any) -> None:
        if point % 2:
            step(*arguments)
        raise Crash

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(owner, name, crash)
        yield


STEP = st.one_of(
    st.tuples(st.just("report"), st.sampled_from(TOWNSHIPS), st.integers(1, 3)),
    st.tuples(st.just("rule"), st.integers(0, 1)),
    st.tuples(
        st.just("say"), st.integers(0, 3), st.sampled_from(TOWNSHIPS), st.sampled_from(["确认", "修改", "驳回"]),
        st.sampled_from(["2", "7"]), st.sampled_from(["张三", "李四"]), st.booleans(),
    ),
    st.tuples(st.just("copy")),
    st.tuples(st.just("run")),
    st.tuples(st.just("crash"), st.integers(0, 9)),
)  # fmt: skip


def act(office: Counter, step: tuple[Any, ...]) -> None:
    kind, *what = step
    if kind == "report":
        office.values[what[0]] = what[1]
    elif kind == "rule":
        office.rule = what[0]
    elif kind == "copy":
        office.take_copy()
    elif kind == "run":
        office.night()
    elif kind == "crash":
        office.night(what[0])
    else:
        which, township, decision, correction, reviewer, dropped = what
        path = office.copies[which % len(office.copies)]
        office.say(path, township, decision, correction, reviewer)
        if dropped or path != office.path:
            office.drop(path)


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=st.lists(STEP, min_size=4, max_size=14))
def test_no_decision_is_lost_and_none_comes_to_another_figure(
    tmp_path_factory: pytest.TempPathFactory, rulebook: Rulebook, steps: list[tuple[Any, ...]]
) -> None:
    office = Counter(tmp_path_factory.mktemp("office") / "县汇", rulebook)
    for step in [("run",), *steps]:
        act(office, step)
    office.night()
    tables = office.run()
    with Ledger(office.workspace) as ledger:
        history = {(each.number, each.decision, each.value, each.reviewer) for each in ledger.reviews.decisions()}
    for typed in office.typed:
        assert (typed.number, typed.decision, typed.correction, typed.reviewer) in history
    for row in tables.observations.iter_rows(named=True):
        if row["decision"]:
            before = str(office.values[row["township"]])
            seen = [
                typed for typed in office.typed if typed.number == row["number"] and typed.decision == row["decision"]
            ]
            assert seen
            for typed in seen:
                shown = (typed.township, typed.value, typed.sentence, typed.rule)
                assert shown == (row["township"], before, row["evidence"], f"规则{office.rule}")
