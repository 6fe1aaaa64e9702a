"""Values of the cells of xlsx and xls files, by python-calamine; its errors, and what it panics over, as ours."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from etl.readers.gate import damaged, encrypted
from etl.readers.sheets.grid import Hidden, Sheet, check_extent
from etl.readers.sheets.printed import GENERAL, printed


@dataclass(slots=True)
class Look:
    """What calamine does not tell of a sheet: its cells with their number formats, what is hidden, formulas without result."""

    formats: dict[tuple[int, int], str]
    hidden: Hidden
    uncounted: int = 0


def sheets(content: bytes, look: Callable[[int], Look]) -> list[Sheet]:
    """The worksheets in order; ``look`` tells the rest of one by its number. Raises DocumentError."""
    with _typed():
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        found = []
        for index, about in enumerate(workbook.sheets_metadata):
            if about.typ == SheetTypeEnum.WorkSheet:
                shown = about.visible == SheetVisibleEnum.Visible
                found.append(_sheet(workbook, index, about.name, look(index), shown=shown))
        return found


def _sheet(workbook: CalamineWorkbook, index: int, name: str, look: Look, *, shown: bool) -> Sheet:
    check_extent(look.formats)
    read = workbook.get_sheet_by_index(index)
    cells: dict[tuple[int, int], str] = {}
    for row, values in enumerate(read.to_python(skip_empty_area=False)):
        for column, value in enumerate(values):
            if value != "" and (text := _text(value, look.formats.get((row, column), GENERAL))):
                cells[row, column] = text
    merged = {
        (top, left): (bottom - top + 1, right - left + 1)
        for (top, left), (bottom, right) in read.merged_cell_ranges or []
    }
    return Sheet(name, cells, merged, look.hidden, shown, look.uncounted)


def _text(value: str | int | float | bool | dt.date | dt.time | dt.timedelta, form: str) -> str:
    return printed(value, form).replace("\0", "").strip()


@contextmanager
def _typed() -> Iterator[None]:
    try:
        yield
    except PasswordError as error:
        raise encrypted() from error
    except (CalamineError, ValueError, OverflowError, IndexError) as error:
        raise damaged() from error
    except BaseException as error:
        if type(error).__name__ == "PanicException":  # the class cannot be imported, and is no Exception
            raise damaged() from error
        raise
