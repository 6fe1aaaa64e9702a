"""The layout of the workbook, as the rules say it (form: :mod:`etl.rulebook.workbook`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from etl.rulebook.workbook import Layout, ListSheet, Sheet, SheetColumn

if TYPE_CHECKING:
    from etl.rulebook.model import Rulebook

__all__ = ["Layout", "ListSheet", "Sheet", "SheetColumn", "load_layout"]


def load_layout(rulebook: Rulebook) -> Layout:
    """The layout of ``rulebook``; its mistakes were found when the rules were loaded."""
    return Layout.model_validate(rulebook.extra["workbook"])
