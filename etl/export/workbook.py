"""The county workbook, as bytes: everything behind :func:`write_workbook`, so that another writer can take its place.

The bytes are the same for the same tables and rules: no time of writing, the parts of the file in a fixed order and
with a constant date.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import polars as pl
from openpyxl.workbook.child import avoid_duplicate_name

from etl.export.charts import plan_charts, write_charts
from etl.export.columns import Columns
from etl.export.cover import CoverWriter, Listed, write_contents
from etl.export.entries import Entries
from etl.export.figure_lists import evidence_columns, observation_columns
from etl.export.follow_up import change_columns, lost_columns
from etl.export.layout import Sheet, load_layout
from etl.export.lists import Heading, first_row, row_count, write_list
from etl.export.looks import Looks
from etl.export.open_rows import open_columns, open_quantities
from etl.export.packing import packed
from etl.export.page import Page
from etl.export.readings import readings, township_order
from etl.export.received import received_columns
from etl.export.review import SHEET, review_rows
from etl.export.review_sheets import NOT_REVIEWED, TO_FILL_IN, Reviewed, ReviewSheets
from etl.export.theme_sheet import SIGN_OFF, ThemeWriter, townships
from etl.export.themes import ThemeSheet, plan_themes
from etl.review.returned import EDITION_MARK
from etl.tables import CHANGES

if TYPE_CHECKING:
    from etl.rollup import CountyTables
    from etl.rulebook.model import Rulebook

NAMED = 4  # indicators of a theme sheet that 目录 names
NO_CHANGES = CHANGES.empty()


def write_workbook(
    tables: CountyTables,
    documents: pl.DataFrame,
    rulebook: Rulebook,
    changes: pl.DataFrame = NO_CHANGES,
    reviewed: Reviewed = NOT_REVIEWED,
    version: str = "",
) -> bytes:
    """The workbook of one county and year.

    ``documents`` (schema DOCUMENTS) are the county's files, ``changes`` (schema CHANGES) what is new since the last rollup,
    ``reviewed`` what came back last, ``version`` that of the rules where it is not the rulebook's.
    """
    return _Writer(tables, documents, rulebook, changes, reviewed, version or rulebook.version).bytes()


class _Writer:
    """Makes all sheets in their order, then fills them: links need to know where things will lie."""

    def __init__(
        self,
        tables: CountyTables,
        documents: pl.DataFrame,
        rulebook: Rulebook,
        changes: pl.DataFrame,
        reviewed: Reviewed,
        version: str,
    ) -> None:
        layout = load_layout(rulebook)
        self._changes = changes
        self._version = version
        self._tables = tables
        self._documents = documents
        self._rulebook = rulebook
        self._layout = layout
        self._reviewed = reviewed
        self._numbered = readings(tables, rulebook)
        self._review = review_rows(tables, rulebook)
        self._entries = Entries(tables, rulebook, layout, self._numbered, township_order(tables))
        self._themes = plan_themes(tables, rulebook, layout, self._numbered)
        self._looks = Looks(layout)
        self._pages: dict[str, Page] = {}
        self._sheets: dict[str, Sheet] = {sheet.id: sheet for sheet in layout.sheets}
        self._numbers: dict[str, str] = {}
        self._rows: dict[str, int] = {}
        self._make_sheets()

    def bytes(self) -> bytes:
        places = self._write_themes()
        self._write_lists(places)
        if "charts" in self._pages:
            charts = plan_charts(self._tables, self._rulebook, self._layout, self._numbered)
            write_charts(self._pages["charts"], f"{self._title()} {self._sheets['charts'].title}", charts, self._layout)
        self._write_reviews()
        links = {name: page.reference(1) for name, page in self._pages.items()}
        if "cover" in self._pages:
            cover = CoverWriter(self._pages["cover"], self._layout, self._tables, self._version)
            cover.write(len(self._review), links)
        if "contents" in self._pages:
            write_contents(self._pages["contents"], f"{self._title()} 目录", self._listed(links))
        keywords = f"{EDITION_MARK} {self._reviewed.edition}" if self._reviewed.edition else ""
        return packed([page.sheet for page in self._pages.values()], self._looks.xml(), keywords)

    def _title(self) -> str:
        return f"{self._tables.county}{self._tables.year}年"

    def _make_sheets(self) -> None:
        """All worksheets in the order of the layout; formal ones are numbered, theme sheets within their place."""
        formal = 0
        for sheet in self._layout.sheets:
            formal += sheet.formal or sheet.id == "themes"
            if sheet.id == "themes":
                for position, theme in enumerate(self._themes, 1):
                    self._add(theme.title, theme.title, f"{formal}-{position}")
            else:
                self._add(sheet.id, SHEET if sheet.id == "review" else sheet.title, str(formal) if sheet.formal else "")

    def _add(self, key: str, title: str, number: str) -> None:
        title = avoid_duplicate_name([page.title for page in self._pages.values()], title)
        self._pages[key] = Page(title, self._looks, self._layout.size)
        self._numbers[key] = number

    def _write_reviews(self) -> None:
        """待审核, 审核记录, 上次审核结果: what is asked, what was decided, what became of the last answers."""
        writer = ReviewSheets(self._tables, self._layout, self._numbered, self._title())
        if "review" in self._pages:
            writer.ask(self._pages["review"], self._sheets["review"], self._review, self._addresses("evidence"))
            self._rows["review"] = len(self._review)
        if "record" in self._pages:
            self._rows["record"] = writer.record(self._pages["record"], self._sheets["record"])
        if "outcome" in self._pages:
            self._rows["outcome"] = writer.outcome(self._pages["outcome"], self._sheets["outcome"], self._reviewed)

    def _contents_link(self) -> str:
        return self._pages["contents"].reference(1) if "contents" in self._pages else ""

    def _write_themes(self) -> dict[int, str]:
        """All theme sheets; the address of the cell of every reading that stands in one."""
        places: dict[int, str] = {}
        if "themes" in self._sheets:
            towns = townships(self._tables, self._layout)
            for theme in self._themes:
                writer = ThemeWriter(
                    self._pages[theme.title], self._layout, self._tables, towns, self._pages.get("evidence")
                )
                places |= writer.write(theme, self._numbers[theme.title], self._contents_link())
                self._rows[theme.title] = len(theme.columns)
        return places

    def _write_lists(self, places: dict[int, str]) -> None:
        entries = self._entries
        evidence, observations = self._addresses("evidence"), self._addresses("observations")
        layout, numbered = self._layout, self._numbered
        lists: dict[str, Callable[[], Columns]] = {
            "summary": lambda: entries.summary(self._theme_links()),
            "targets": entries.targets,
            "findings": lambda: entries.findings(evidence),
            "observations": lambda: observation_columns(numbered, layout, evidence),
            "evidence": lambda: evidence_columns(numbered, observations, places),
            "open": lambda: open_columns(open_quantities(self._tables, self._rulebook), layout),
            "lost": lambda: lost_columns(self._tables, layout, numbered, evidence),
            "changes": lambda: change_columns(self._changes, layout, self._rulebook),
            "documents": lambda: received_columns(self._documents, self._tables.year, layout),
        }
        for name, make in lists.items():
            if name in self._pages:
                self._write_list(self._sheets[name], make())

    def _write_list(self, sheet: Sheet, columns: Columns) -> None:
        if sheet.id == "open":
            sheet = sheet.model_copy(update={"columns": (*sheet.columns, *TO_FILL_IN["open"])})
        self._rows[sheet.id] = row_count(columns)
        heading = Heading(
            f"{self._title()} {sheet.title}",
            self._numbers[sheet.id],
            self._tables.county,
            SIGN_OFF,
            self._contents_link(),
        )
        frozen = 2 if sheet.id in ("observations", "evidence", "targets", "lost", "open", "changes") else 1
        write_list(self._pages[sheet.id], sheet, columns, heading, frozen)

    def _addresses(self, name: str) -> list[str]:
        """Where each reading lies in 明细 or 证据; empty when the layout leaves the sheet out."""
        if name not in self._pages:
            return []
        return self._pages[name].references(first_row(self._sheets[name]), len(self._numbered))

    def _theme_links(self) -> dict[str, str]:
        """By indicator: its column in the theme sheet of the year."""
        links: dict[str, str] = {}
        for theme in self._themes if "themes" in self._sheets else ():
            at = 2
            for column in theme.columns:
                links.setdefault(column.code, self._pages[theme.title].reference(3, at))
                at += column.span
        return links

    def _listed(self, links: dict[str, str]) -> list[Listed]:
        themes = {theme.title: theme for theme in self._themes}
        listed = []
        for key, page in self._pages.items():
            note = (
                _theme_note(themes[key]) if key in themes else next(s.note for s in self._layout.sheets if s.id == key)
            )
            listed.append(Listed(page.title, note, -1 if key in themes else self._rows.get(key, -1), links[key]))
        return listed


def _theme_note(theme: ThemeSheet) -> str:
    names = [column.name for column in theme.columns]
    return "、".join(names[:NAMED]) + (f"等{len(names)}项" if len(names) > NAMED else "")
