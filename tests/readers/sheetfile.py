"""Spreadsheets for the tests, made with openpyxl."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from typing import Any

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

Rows = Sequence[Sequence[object]]


def book(*rows: Sequence[object], merge: Sequence[str] = (), change: Callable[[Any], object] | None = None) -> bytes:
    """A workbook with one sheet of these rows; ``change`` may do anything to that sheet."""
    return books({"Sheet1": rows}, {"Sheet1": merge}, change)


def books(
    sheets: dict[str, Rows],
    merge: dict[str, Sequence[str]] | None = None,
    change: Callable[[Any], object] | None = None,
) -> bytes:
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)  # type: ignore[arg-type]
    for name, rows in sheets.items():
        sheet: Worksheet = workbook.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
        for area in (merge or {}).get(name, ()):
            sheet.merge_cells(area)
    if change is not None:
        change(workbook.worksheets[0])
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()
