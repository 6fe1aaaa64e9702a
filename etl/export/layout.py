"""The form of rules/workbook.yaml: what an office may change about the workbook without Python.

Rules and edge cases:

- a key or a column that does not exist is an author's error with the nearest one that does;
- a sheet that is left out is not written; the sheet 待审核 keeps its columns, because decisions are read back from it;
- an indicator belongs to the first theme that asks for it, by code before by category; one that no theme asks for goes
  to ``rest``, so that no figure disappears from the theme sheets.
"""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from etl.errors import AuthorError, Place, Problem
from etl.export import review

if TYPE_CHECKING:
    from etl.rulebook.model import Rulebook

SheetId = Literal[
    "cover", "contents", "summary", "themes", "targets", "findings", "review", "observations", "evidence", "documents"
]
REVIEW_COLUMNS = len(review.COLUMNS)
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
    "documents": ("file", "township", "period", "kind", "state", "reason", "remedy", "code", "sha256"),
}  # fmt: skip


class Form(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SheetColumn(Form):
    """One column of a list: ``id`` of what it shows, its heading, its width in half-width characters."""

    id: str
    title: str
    width: float = Field(gt=2, le=120)


class Sheet(Form):
    """One sheet (or, with id ``themes``, the place of all theme sheets)."""

    id: SheetId
    title: str = Field(default="", max_length=24, pattern=r"^[^\[\]:*?/\\']*$")
    note: str = ""
    paper: Literal["portrait", "landscape"] = "landscape"
    formal: bool = False
    columns: tuple[SheetColumn, ...] = ()
    widths: tuple[float, ...] = ()


class Theme(Form):
    """Indicators that stand together: ``categories`` (file names of rules/indicators) or single ``indicators``."""

    id: str
    title: str = Field(max_length=16, pattern=r"^[^\[\]:*?/\\']+$")
    categories: tuple[str, ...] = ()
    indicators: tuple[str, ...] = ()


class Layout(Form):
    """All of rules/workbook.yaml; the comments there say what each key means."""

    title: str
    font: str
    size: float = Field(ge=8.5, le=14)
    sheets: tuple[Sheet, ...]
    most: int = Field(ge=1, le=9)
    page_width: float = Field(ge=60, le=170)
    township_width: float = Field(ge=8, le=30)
    themes: tuple[Theme, ...]
    rest: str
    decimals: dict[str, int]
    approx: dict[str, str]
    status: dict[str, str]
    missing: str
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


def load_layout(rulebook: Rulebook) -> Layout:
    """The layout in ``rulebook.extra``; raises AuthorError that lists every mistake."""
    try:
        layout = Layout.model_validate(rulebook.extra.get("workbook"))
    except ValidationError as error:
        raise AuthorError(
            [_problem(".".join(map(str, e["loc"])), e["msg"], _advice(e["loc"])) for e in error.errors()]
        ) from error
    problems = [*_unknown_columns(layout), *_unknown_references(layout, rulebook), *_review_widths(layout)]
    if problems:
        raise AuthorError(problems)
    return layout


def _problem(where: str, message: str, advice: str) -> Problem:
    return Problem(Place(Path("workbook.yaml"), 1, 1), "XH-EXPORT-001", f"工作簿版式“{where}”不对：{message}。", advice)


def _advice(location: tuple[int | str, ...]) -> str:
    """The nearest valid key for a misspelt one; empty when nothing is near."""
    names = [name for form in (Layout, Sheet, SheetColumn, Theme) for name in form.model_fields]
    return _nearest(str(location[-1]), names) if location and str(location[-1]) not in names else ""


def _nearest(word: str, names: list[str]) -> str:
    near = get_close_matches(word, names, n=1)
    return f"是不是“{near[0]}”？" if near else ""


def _unknown_columns(layout: Layout) -> list[Problem]:
    return [
        _problem(f"{sheet.id}.columns", f"没有栏目“{column.id}”", _nearest(column.id, list(COLUMNS.get(sheet.id, ()))))
        for sheet in layout.sheets
        for column in sheet.columns
        if column.id not in COLUMNS.get(sheet.id, ())
    ]


def _review_widths(layout: Layout) -> list[Problem]:
    return [
        _problem("review.widths", f"要有 {REVIEW_COLUMNS} 个栏宽", "")
        for sheet in layout.sheets
        if sheet.id == "review" and len(sheet.widths) != REVIEW_COLUMNS
    ]


def _unknown_references(layout: Layout, rulebook: Rulebook) -> list[Problem]:
    """Categories and codes of the themes that no rule file has."""
    categories = [category for category, _ in rulebook.categories]
    codes = list(rulebook.indicators)
    return [
        _problem(f"themes.{theme.id}", f"没有“{name}”", _nearest(name, known))
        for theme in layout.themes
        for names, known in ((theme.categories, categories), (theme.indicators, codes))
        for name in names
        if name not in known
    ]
