"""One worksheet as XML: its cells, and what stands around them: how it scrolls and filters, what may be chosen, how it prints.

openpyxl writes the same element by element, as objects: that takes half a millisecond a sheet, and a county has sixty.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING, NamedTuple

from openpyxl.utils import get_column_letter

from etl.export.cells import Cells
from etl.export.styles import attribute

if TYPE_CHECKING:
    from openpyxl.chart._chart import ChartBase

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MARGINS = '<pageMargins left="0.4" right="0.4" top="0.5" bottom="0.55" header="0.3" footer="0.3"/>'
_A4 = 9
_FOOTER = "&C第 &P 页 共 &N 页"
_NOTHING_ELSE = "".join(
    f"<{page}{place}></{page}{place}>" for page in ("even", "first") for place in ("Header", "Footer")
)


class Area(NamedTuple):
    """Cells that are one: their first row and column, and their last."""

    top: int
    left: int
    bottom: int
    right: int

    def __str__(self) -> str:
        return f"{get_column_letter(self.left)}{self.top}:{get_column_letter(self.right)}{self.bottom}"


class Choice(NamedTuple):
    """Cells that take one of a few answers; whoever enters another is told ``error``, who comes there ``prompt``."""

    cells: str
    answers: Sequence[str]
    title: str
    error: str
    prompt: str = ""

    def xml(self) -> str:
        prompt = f' promptTitle="{attribute(self.title)}" prompt="{attribute(self.prompt)}"' if self.prompt else ""
        return (
            f'<dataValidation sqref="{self.cells}" showDropDown="0" showInputMessage="{int(bool(self.prompt))}" '
            f'showErrorMessage="1" allowBlank="1" errorTitle="{attribute(self.title)}" '
            f'error="{attribute(self.error)}"{prompt} type="list">'
            f'<formula1>"{escape(",".join(self.answers), False)}"</formula1></dataValidation>'
        )


@dataclass
class Worksheet:
    """``top`` rows and ``left`` columns stay in sight; ``filtered`` is the range of the filter.

    On paper: A4, ``upright`` or across, one page wide and with ``one_page`` one high; the first ``repeated`` rows stand on
    every page, ``heading`` above them; a new page begins behind each row of ``breaks``.
    """

    title: str
    cells: Cells = field(default_factory=Cells)
    top: int = 0
    left: int = 0
    filtered: str = ""
    merged: set[Area] = field(default_factory=set)
    choices: list[Choice] = field(default_factory=list)
    charts: list[ChartBase] = field(default_factory=list)
    upright: bool = True
    one_page: bool = False
    repeated: int = 0
    heading: str = ""
    breaks: list[int] = field(default_factory=list)

    def xml(self) -> bytes:
        before = (
            f'<worksheet xmlns="{MAIN}"><sheetPr><outlinePr summaryBelow="1" summaryRight="1"/>'
            f'<pageSetUpPr fitToPage="1"/></sheetPr><dimension ref="{self.cells.extent()}"/>'
            f'<sheetViews><sheetView workbookViewId="0">{self._view()}</sheetView></sheetViews>'
            f'<sheetFormatPr baseColWidth="8" defaultRowHeight="15"/>{self.cells.columns()}'
        )
        between = "".join(self._between())
        after = f"{self._paper()}{self._breaks()}{self._drawing()}</worksheet>"
        text = (before, self.cells.sheet_data(), _ascii(between), self.cells.hyperlinks(), _ascii(after))
        return "".join(text).encode()

    def _view(self) -> str:
        """What stays in sight when one scrolls."""
        if not (self.top or self.left):
            return '<selection activeCell="A1" sqref="A1"/>'
        active = "bottomRight" if self.top and self.left else "bottomLeft" if self.top else "topRight"
        left, top = (
            f' {name}="{count}"' if count else "" for name, count in (("xSplit", self.left), ("ySplit", self.top))
        )
        others = '<selection pane="topRight"/><selection pane="bottomLeft"/>' if self.top and self.left else ""
        return (
            f'<pane{left}{top} topLeftCell="{get_column_letter(self.left + 1)}{self.top + 1}" activePane="{active}" '
            f'state="frozen"/>{others}<selection pane="{active}" activeCell="A1" sqref="A1"/>'
        )

    def _between(self) -> Iterator[str]:
        """What stands between the rows and the links."""
        if self.filtered:
            yield f'<autoFilter ref="{self.filtered}"/>'
        if self.merged:  # the order of a set of whole numbers is the same everywhere
            merged = "".join(f'<mergeCell ref="{area}"/>' for area in self.merged)
            yield f'<mergeCells count="{len(self.merged)}">{merged}</mergeCells>'
        if self.choices:
            choices = "".join(choice.xml() for choice in self.choices)
            yield f'<dataValidations count="{len(self.choices)}">{choices}</dataValidations>'

    def _paper(self) -> str:
        heading = escape("&C" + self.heading.replace("&", "&&"), False) if self.heading else ""
        orientation = "portrait" if self.upright else "landscape"
        return (
            f'<printOptions horizontalCentered="1"/>{_MARGINS}<pageSetup orientation="{orientation}" paperSize="{_A4}" '
            f'fitToHeight="{int(self.one_page)}" fitToWidth="1"/><headerFooter><oddHeader>{heading}</oddHeader>'
            f"<oddFooter>{escape(_FOOTER, False)}</oddFooter>{_NOTHING_ELSE}</headerFooter>"
        )

    def _breaks(self) -> str:
        count = len(self.breaks)
        rows = "".join(f'<brk id="{row}" min="0" max="16383" man="1"/>' for row in self.breaks)
        return f'<rowBreaks count="{count}" manualBreakCount="{count}">{rows}</rowBreaks>' if rows else ""

    def _drawing(self) -> str:
        return f'<drawing xmlns:r="{RELATIONS}" r:id="rId1"/>' if self.charts else ""


def _ascii(text: str) -> str:
    """The text with numbers for all other characters."""
    return text if text.isascii() else text.encode("ascii", "xmlcharrefreplace").decode()
