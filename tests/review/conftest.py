"""A county office at its desk: reports come in, tables are written, somebody opens the workbook and decides."""

from __future__ import annotations

import csv
import io
import shutil
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from etl.intake import arrive, process_all
from etl.rulebook import Rulebook, load_rulebook
from etl.workspace import Workspace, init_workspace
from flows.office import Office

COUNTY = "青山县"
SETTINGS = f"""
stability_seconds: 0
counties:
  {COUNTY}:
    code: "520100"
    townships: [东镇, 西镇, 南乡]
"""
Answer = tuple[Any, ...]


class Desk:
    """One workspace; every step is what a person or the night's run does."""

    def __init__(self, root: Path, year: int = 2023) -> None:
        self.root = root
        self.year = year
        self.workspace = Workspace.open(root) if root.exists() else init_workspace(root)
        (root / "xianhui.yaml").write_text(SETTINGS, "utf-8")
        self.said: list[str] = []

    def twin(self, root: Path) -> Desk:
        """The same office once more, as it is now."""
        shutil.copytree(self.root, root)
        return Desk(root, self.year)

    def report(self, township: str, *sentences: str, year: int | None = None, name: str = "工作总结") -> Path:
        """A township's annual report, put into its folder; the same name again is a corrected one."""
        year = year or self.year
        path = self.workspace.inbox / COUNTY / township / f"{township}{year}年{name}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{township}{year}年工作总结\n" + "".join(f"{each}。\n" for each in sentences), "utf-8")
        return path

    def run(self) -> list[str]:
        """A pass as ``xianhui run`` makes it, without Prefect; what was said of reviews."""
        with Office(self.root) as office:
            arrive(office.ledger, sleep=lambda _: None)
            process_all(office.ledger, office.rulebook)
            self.said = office.take_reviews()
            office.write_due(office.write_all)
        return self.said

    def office(self) -> Office:
        return Office(self.root)

    @property
    def folder(self) -> Path:
        return self.workspace.outputs / str(self.year) / COUNTY

    @property
    def workbook(self) -> Path:
        return self.folder / f"{COUNTY}{self.year}年乡镇指标汇总.xlsx"

    def sheet(self, title: str, path: Path | None = None) -> list[dict[str, Any]]:
        """The rows of a sheet by heading."""
        book = openpyxl.load_workbook(path or self.workbook)
        head, *rows = book[title].iter_rows(values_only=True)
        return [dict(zip(head, row, strict=True)) for row in rows if any(cell is not None for cell in row)]

    def asked(self) -> dict[tuple[str, str], dict[str, Any]]:
        """待审核 by township and indicator."""
        return {(row["乡镇"], row["指标"]): row for row in self.sheet("待审核")}

    def answer(self, answers: dict[tuple[str, str], Answer], path: Path | None = None, sheet: str = "待审核") -> Path:
        """Fill in 决定, 更正值, 备注, 审核人 and save, as a person does where the workbook lies (or a copy of it)."""
        path = path or self.workbook
        book = openpyxl.load_workbook(path)
        page = book[sheet]
        head = {cell.value: cell.column for cell in page[1]}
        for row in page.iter_rows(min_row=2):
            key = (row[head["乡镇"] - 1].value, row[head["指标"] - 1].value)
            for title, value in zip(("决定", "更正值", "备注", "审核人"), answers.get(key, ()), strict=False):
                page.cell(row[0].row, head[title], value)
        book.save(path)
        return path

    def copy(self, name: str = "审核副本.xlsx") -> Path:
        """A copy of the workbook on somebody's own machine."""
        target = self.root.parent / name
        shutil.copyfile(self.workbook, target)
        return target

    def drop(self, path: Path, name: str = "") -> None:
        """Into the inbox."""
        shutil.copyfile(path, self.workspace.inbox / (name or path.name))

    def observed(self, township: str, name: str, period: str = "") -> dict[str, str]:
        """The one row of observations.csv."""
        rows = [
            row
            for row in self.table("observations")
            if (row["township"], row["name"], row["period"]) == (township, name, period or str(self.year))
            and row["role"] == "actual"
        ]
        assert len(rows) == 1, rows
        return rows[0]

    def total(self, name: str) -> dict[str, str]:
        """The county's figure of the year."""
        rows = [row for row in self.table("rollup") if (row["name"], row["role"]) == (name, "actual")]
        (row,) = [row for row in rows if row["period"] == str(self.year)]
        return row

    def table(self, name: str) -> list[dict[str, str]]:
        text = (self.folder / f"{name}.csv").read_text("utf-8-sig")
        return list(csv.DictReader(io.StringIO(text)))

    def outcome(self) -> list[dict[str, Any]]:
        """上次审核结果 without its summary lines."""
        return [row for row in self.sheet("上次审核结果") if row["结果"] != "合计"]

    def bytes(self) -> dict[str, bytes]:
        files = [path for path in self.workspace.outputs.rglob("*") if path.is_file()]
        return {path.relative_to(self.root).as_posix(): path.read_bytes() for path in files}


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path / "office")


@pytest.fixture(scope="session")
def rulebook() -> Rulebook:
    return load_rulebook()
