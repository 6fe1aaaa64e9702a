"""How cells look: font, border, fill and alignment by name, number formats by unit, and the marks of doubtful figures.

Nothing is said by colour alone: a link is underlined, a doubtful figure carries its mark in its number format
("约1,200"), a missing one is a word. Figures stay numbers.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from html import escape
from itertools import repeat

from etl.export.layout import Layout
from etl.export.styles import Look, Styles

INK = "1F2937"
LINK = "1D4ED8"
DOUBT = "9A3412"
HEAD_FILL = "E8EEF4"
TOTAL_FILL = "F4F6F8"
INPUT_FILL = "FFF9E5"

LOOKS = {
    "title": Look(INK, bold=True, size=6, boxed=False, across="center"),
    "heading": Look(INK, bold=True, size=2, boxed=False),
    "line": Look(INK, boxed=False),
    "plain": Look(INK, boxed=False, wrap=True, down="top"),
    "plain_link": Look(LINK, boxed=False, across="right", underline=True),
    "head": Look(INK, bold=True, fill=HEAD_FILL, across="center", wrap=True),
    "text": Look(INK, wrap=True),
    "short": Look(INK, across="center", wrap=True),
    "number": Look(INK, across="right", shrink=True),
    "number_link": Look(LINK, across="right", shrink=True, underline=True),
    "doubt_link": Look(DOUBT, across="right", shrink=True, underline=True, bold=True),
    "link": Look(LINK, underline=True, wrap=True),
    "short_link": Look(LINK, underline=True, across="center", wrap=True),
    "name": Look(INK, bold=True, fill=TOTAL_FILL, wrap=True),
    "name_link": Look(LINK, bold=True, fill=TOTAL_FILL, wrap=True, underline=True),
    "total": Look(INK, bold=True, fill=TOTAL_FILL, across="center", wrap=True),
    "total_number": Look(INK, bold=True, fill=TOTAL_FILL, across="right", shrink=True),
    "input": Look(INK, fill=INPUT_FILL, across="center", wrap=True),
}


class Looks:
    """The looks of one workbook; each combination of look and number format is a style of its own."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._styles = Styles(layout.font, layout.size)
        self._known: dict[tuple[str, str, bool], int] = {}

    def style(self, look: str, number_format: str = "General", quoted: bool = False) -> int:
        """The number of the style in the workbook."""
        key = (look, number_format, quoted)
        if key not in self._known:
            self._known[key] = self._styles.number(LOOKS[look], number_format, quoted)
        return self._known[key]

    def xml(self) -> bytes:
        """styles.xml: all of them."""
        return self._styles.xml()

    def run(self, look: str) -> str:
        """The font of a look as properties of a run of rich text."""
        return self._run(LOOKS[look].color, "")

    def mark(self) -> str:
        """The figure within its sentence: bold and underlined."""
        return self._run(DOUBT, "<b/>", "<u/>")

    def _run(self, color: str, bold: str, underline: str = "") -> str:
        size, font = self._layout.size, escape(self._layout.font)
        return f'<rPr>{bold}<sz val="{size}"/><color rgb="00{color}"/><rFont val="{font}"/>{underline}</rPr>'


def decimals(value: str) -> int:
    """Digits behind the point of a plain decimal."""
    return len(value.partition(".")[2])


def number_format(places: int) -> str:
    return "#,##0" + (f".{'0' * places}" if places else "")


class Figures:
    """Number formats: as many places as an indicator's figures have, up to what its unit allows, and marks in words."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._known: dict[tuple[int, str, str, str], str] = {}
        self._known_marks: dict[tuple[str, str], tuple[str, str]] = {}

    def formats(
        self,
        values: Iterable[str],
        units: Iterable[str],
        approx: Iterable[str] = repeat(""),
        status: Iterable[str] = repeat(""),
    ) -> list[str]:
        """The format of each figure, with the places that it has; empty for none."""
        rows = zip(values, units, approx, status, strict=False)
        return [self.format(decimals(value), *rest) if value else "" for value, *rest in rows]

    def format(self, places: int, unit: str, approx: str = "", status: str = "") -> str:
        asked = (places, unit, approx, status)
        if asked not in self._known:
            allowed = self._layout.decimals.get(unit, self._layout.decimals["default"])
            self._known[asked] = self.marked(number_format(min(places, allowed)), approx, status)
        return self._known[asked]

    def marked(self, plain: str, approx: str, status: str) -> str:
        """``#,##0`` with its marks: ``"约"#,##0"(疑)"``, for positive and negative figures."""
        before, after = self._marks(approx, status)
        return f"{_quoted(before)}{plain}{_quoted(after)}"

    def shown(self, value: str, unit: str, approx: str = "", status: str = "") -> str:
        """The figure as the cell shows it: for column widths, and where a figure stands among words."""
        allowed = self._layout.decimals.get(unit, self._layout.decimals["default"])
        before, after = self._marks(approx, status)
        return f"{before}{Decimal(value):,.{min(decimals(value), allowed)}f}{after}"

    def _marks(self, approx: str, status: str) -> tuple[str, str]:
        """What stands before and behind a figure."""
        if (approx, status) not in self._known_marks:
            pattern = self._layout.status.get(status, "{n}").format(n=self._layout.approx.get(approx, "{n}"))
            before, _, after = pattern.partition("{n}")
            self._known_marks[approx, status] = before, after
        return self._known_marks[approx, status]


def _quoted(mark: str) -> str:
    return f'"{mark}"' if mark else ""
