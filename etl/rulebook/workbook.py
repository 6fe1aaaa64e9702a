"""The form of rules/workbook.yaml: what an office may change about the workbook without Python.

Rules and edge cases:

- a key or a column that does not exist is an author's error with the nearest one that does;
- a sheet that is left out is not written; the sheet 待审核 keeps its columns, because decisions are read back from it;
- an indicator belongs to the first theme that asks for it, by code before by category; one that no theme asks for goes
  to ``rest``, so that no figure disappears from the theme sheets.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from decimal import Decimal
from string import Formatter
from typing import TYPE_CHECKING, Literal

from pydantic import Field

from etl.rulebook.model import Exact, Form
from etl.rulebook.source import Step
from etl.rulebook.wording import nearest

if TYPE_CHECKING:
    from etl.rulebook.model import Rulebook

Path = tuple[Step, ...]
SheetId = Literal[
    "cover", "contents", "summary", "charts", "themes", "targets", "lost", "findings", "review", "record", "outcome",
    "observations", "evidence", "open", "changes", "documents",
]  # fmt: skip
REVIEW_COLUMNS = 12
COLUMNS: dict[str, tuple[str, ...]] = {
    "summary": (
        "name", "unit", "value", "prev_value", "growth_pct", "coverage", "target", "target_rate", "target_met",
        "highest", "lowest", "period", "role", "aggregate", "flags", "indicator",
    ),
    "targets": ("place", "name", "unit", "measure", "direction", "target", "actual", "rate", "met", "indicator"),
    "findings": (
        "severity", "township", "name", "message", "proposal", "look", "document", "position", "code", "indicator",
    ),
    "observations": (
        "township", "name", "period", "role", "value", "unit", "growth_pct", "change", "completion_pct", "approx",
        "status", "document", "position", "rule", "indicator",
    ),
    "evidence": ("township", "name", "surface", "evidence", "document", "position", "rule", "period", "role",
        "indicator"),
    "open": ("key", "unit", "townships", "township", "value", "year", "role", "subject", "surface", "evidence",
        "document", "position"),
    "lost": (
        "township", "name", "measure", "direction", "target", "unit", "evidence", "document", "indicator",
    ),
    "changes": (
        "township", "name", "period", "role", "change", "before", "after", "unit", "other", "reason", "document",
        "indicator",
    ),
    "record": ("number", "township", "name", "period", "value", "unit", "evidence", "used", "decided", "state"),
    "outcome": (
        "source", "result", "why", "number", "township", "name", "decision", "value", "reviewer", "sheet", "row",
    ),
    "documents": ("file", "township", "period", "kind", "state", "reason", "remedy", "code", "sha256"),
    "counties": ("county", "expected", "reported", "missing", "figures", "file"),
    "indicators": (
        "name", "unit", "county", "value", "prev_value", "growth_pct", "coverage", "highest", "lowest", "flags",
        "indicator",
    ),
}  # fmt: skip


class SheetColumn(Form):
    """One column of a list: ``id`` of what it shows, its heading, its width in half-width characters."""

    id: str
    title: str
    width: float = Field(gt=2, le=120)


class ListSheet(Form):
    """How a list looks: its title, its columns, which way the paper lies."""

    id: str
    title: str = Field(default="", max_length=24, pattern=r"^[^\[\]:*?/\\']*$")
    note: str = ""
    paper: Literal["portrait", "landscape"] = "landscape"
    formal: bool = False
    columns: tuple[SheetColumn, ...] = ()


class Sheet(ListSheet):
    """One sheet (or, with id ``themes``, the place of all theme sheets)."""

    id: SheetId
    widths: tuple[float, ...] = ()


class OverviewSheet(ListSheet):
    """One sheet of the overview over all counties."""

    id: Literal["counties", "indicators"]


class Overview(Form):
    """The workbook over all counties."""

    title: str
    sheets: tuple[OverviewSheet, ...]


class Charts(Form):
    """What 图表 shows: ``indicators`` by code, else those that most townships report; at most ``most``."""

    most: int = Field(ge=1, le=12)
    indicators: tuple[str, ...] = ()


class ReviewLimits(Form):
    """When an inexact figure is asked about: it holds ``weight`` % of a sum of at least ``among`` townships."""

    weight: Exact = Field(gt=0, le=100)
    among: int = Field(ge=1)


class Theme(Form):
    """Indicators that stand together: ``categories`` (file names of rules/indicators) or single ``indicators``."""

    id: str
    title: str = Field(max_length=16, pattern=r"^[^\[\]:*?/\\']+$")
    categories: tuple[str, ...] = ()
    indicators: tuple[str, ...] = ()


class Layout(Form):
    """All of rules/workbook.yaml; the comments there say what each key means.

    ``open_townships``: how many townships must report a quantity before 未归类指标 lists it.
    """

    title: str
    font: str
    size: float = Field(ge=8.5, le=14)
    sheets: tuple[Sheet, ...]
    most: int = Field(ge=1, le=9)
    page_width: float = Field(ge=60, le=170)
    township_width: float = Field(ge=8, le=30)
    themes: tuple[Theme, ...]
    rest: str
    open_townships: int = Field(ge=1)
    review: ReviewLimits = ReviewLimits(weight=Decimal(25), among=3)
    charts: Charts
    overview: Overview
    decimals: dict[str, int]
    approx: dict[str, str]
    status: dict[str, str]
    missing: str
    rejected: str = "驳回"
    words: dict[str, dict[str, str]]
    theme_note: str
    legend: tuple[tuple[str, str], ...]
    how_to_read: tuple[str, ...]

    def workbook_title(self, county: str, year: int) -> str:
        return self.title.format(county=county, year=year)

    def theme_of(self, rulebook: Rulebook) -> dict[str, str]:
        """Title of the theme of every indicator code, in the order in which the theme sheets show them."""
        found: dict[str, str] = {}
        for theme in self.themes:
            for code in theme.indicators:
                found.setdefault(code, theme.title)
            for category in theme.categories:
                for code, indicator in rulebook.indicators.items():
                    if indicator.category == category and not self._asked_by_code(code):
                        found.setdefault(code, theme.title)
        for code in rulebook.indicators:
            found.setdefault(code, self.rest)
        return found

    def _asked_by_code(self, code: str) -> bool:
        return any(code in theme.indicators for theme in self.themes)


@dataclass(frozen=True)
class Slip:
    """One mistake that the form alone cannot see: where in the file, the code, what is said and advised."""

    path: Path
    code: str
    message: str
    advice: str


def layout_slips(layout: Layout, categories: Collection[str], codes: Collection[str]) -> Iterator[Slip]:
    """Columns, categories, indicators and {fields} that do not exist, and widths that do not fit 待审核."""
    yield from _unknown_fields(("title",), layout.title, {"county", "year"})
    yield from _unknown_fields(("overview", "title"), layout.overview.title, {"year"})
    for key, marks in (("approx", layout.approx), ("status", layout.status)):
        for name, mark in marks.items():
            if "{n}" not in mark:
                yield Slip((key, name), "XH-RULE-005", f"“{mark}”里没有 {{n}}。", "{n} 是数字的位置。")
    for index, sheet in enumerate(layout.sheets):
        yield from _unknown_columns(sheet, ("sheets", index))
        if sheet.id == "review" and len(sheet.widths) != REVIEW_COLUMNS:
            message = f"“待审核”有 {len(sheet.widths)} 个栏宽，要有 {REVIEW_COLUMNS} 个。"
            yield Slip(("sheets", index, "widths"), "XH-RULE-005", message, "")
    for index, listed in enumerate(layout.overview.sheets):
        yield from _unknown_columns(listed, ("overview", "sheets", index))
    for index, theme in enumerate(layout.themes):
        path = ("themes", index)
        yield from _unknown((*path, "categories"), "没有分类“{}”。", theme.categories, categories)
        yield from _unknown((*path, "indicators"), "没有代码为“{}”的指标。", theme.indicators, codes)
    yield from _unknown(("charts", "indicators"), "没有代码为“{}”的指标。", layout.charts.indicators, codes)


def _unknown_columns(sheet: ListSheet, path: Path) -> Iterator[Slip]:
    known = COLUMNS.get(sheet.id, ())
    for index, column in enumerate(sheet.columns):
        if column.id not in known:
            advice = nearest(column.id, known) or f"可用：{'、'.join(known)}。"
            yield Slip((*path, "columns", index, "id"), "XH-RULE-009", f"没有栏目“{column.id}”。", advice)


def _unknown(path: Path, message: str, names: Collection[str], known: Collection[str]) -> Iterator[Slip]:
    for index, name in enumerate(names):
        if name not in known:
            yield Slip((*path, index), "XH-RULE-007", message.format(name), nearest(name, known))


def _unknown_fields(path: Path, template: str, known: Collection[str]) -> Iterator[Slip]:
    allowed = "、".join(f"{{{name}}}" for name in sorted(known))
    try:
        names = {name for _, name, _, _ in Formatter().parse(template) if name is not None}
    except ValueError:
        yield Slip(path, "XH-RULE-005", "花括号没有配对。", f"可用：{allowed}。")
        return
    for name in sorted(names - set(known)):
        yield Slip(path, "XH-RULE-009", f"没有“{{{name}}}”这个字段。", f"可用：{allowed}。")
