"""The layout of the workbook, as the rules say it (form: :mod:`etl.rulebook.workbook`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from etl.rulebook.workbook import Layout, ListSheet, Sheet, SheetColumn

if TYPE_CHECKING:
    from etl.rulebook.model import Rulebook

__all__ = ["Layout", "ListSheet", "Sheet", "SheetColumn", "load_layout", "theme_of"]
_latest: tuple[Rulebook, Layout, Mapping[str, str]] | None = (
    None  # of the rulebook used last: the same for all counties
)


def load_layout(rulebook: Rulebook) -> Layout:
    """The layout of ``rulebook``; its mistakes were found when the rules were loaded."""
    return _of(rulebook)[1]


def theme_of(rulebook: Rulebook) -> Mapping[str, str]:
    """Title of the theme of every indicator code, in the order in which the theme sheets show them."""
    return _of(rulebook)[2]


def _of(rulebook: Rulebook) -> tuple[Rulebook, Layout, Mapping[str, str]]:
    global _latest
    known = _latest
    if known is None or known[0] is not rulebook:
        layout = Layout.model_validate(rulebook.extra["workbook"])
        known = _latest = rulebook, layout, layout.theme_of(rulebook)
    return known
