"""The layout of the workbook, as the rules say it (form: :mod:`etl.rulebook.workbook`)."""

from __future__ import annotations

from collections.abc import Mapping

from etl.rulebook.derived import derived
from etl.rulebook.model import Rulebook
from etl.rulebook.workbook import Layout, ListSheet, Sheet, SheetColumn

__all__ = ["Layout", "ListSheet", "Sheet", "SheetColumn", "load_layout", "theme_of"]


@derived
def load_layout(rulebook: Rulebook) -> Layout:
    """The layout of ``rulebook``; its mistakes were found when the rules were loaded."""
    return Layout.model_validate(rulebook.extra["workbook"])


@derived
def theme_of(rulebook: Rulebook) -> Mapping[str, str]:
    """Title of the theme of every indicator code, in the order in which the theme sheets show them."""
    return load_layout(rulebook).theme_of(rulebook)
