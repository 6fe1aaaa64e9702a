"""The styles of a workbook: each way to show a cell gets a number, and all of them become styles.xml.

A county has some twenty workbooks, and each needs some twenty styles: as objects of openpyxl they cost more than the cells.
What stands around the lists of fonts, fills, formats and styles is openpyxl's, made once.
"""

from __future__ import annotations

from functools import cache
from html import escape
from typing import Any, NamedTuple, cast

from openpyxl.styles import Font
from openpyxl.styles.numbers import BUILTIN_FORMATS_MAX_SIZE, BUILTIN_FORMATS_REVERSE
from openpyxl.styles.stylesheet import write_stylesheet
from openpyxl.workbook import Workbook
from openpyxl.xml.functions import tostring

# Widths of columns count digits of the workbook's first font; Arial or a metric twin of it is on every system.
UNIT_FONT = "Arial"
GRID = "B8C2CC"
_SIDES = ("left", "right", "top", "bottom")
_BOX = "".join(f'<{side} style="thin"><color rgb="00{GRID}"/></{side}>' for side in _SIDES)
_THERE = {"numFmts": BUILTIN_FORMATS_MAX_SIZE, "fonts": 2, "fills": 2, "borders": 1, "cellXfs": 1}  # in every workbook


class Look(NamedTuple):
    """One way to show a cell; ``size`` is added to the layout's, ``shrink`` saves a long figure from becoming ###."""

    color: str
    bold: bool = False
    size: float = 0
    underline: bool = False
    fill: str = ""
    boxed: bool = True
    across: str = "left"
    wrap: bool = False
    down: str = "center"
    shrink: bool = False


class Styles:
    """The styles of one workbook, numbered in the order in which they are first asked for."""

    def __init__(self, font: str, size: float) -> None:
        self._font = font
        self._size = size
        self._added: dict[str, dict[str, int]] = {name: {} for name in _THERE}

    def number(self, look: Look, number_format: str, quoted: bool) -> int:
        """The number of the style in the workbook."""
        format_, font = self._format(number_format), self._add("fonts", self._font_of(look))
        fill = self._add("fills", _fill(look.fill)) if look.fill else 0
        border = self._add("borders", f"<border>{_BOX}</border>") if look.boxed else 0
        wrap = ' wrapText="1"' if look.wrap else ""
        shrink = ' shrinkToFit="1"' if look.shrink else ""
        return self._add(
            "cellXfs",
            f'<xf numFmtId="{format_}" fontId="{font}" fillId="{fill}" borderId="{border}" applyAlignment="1" '
            f'pivotButton="0" quotePrefix="{int(quoted)}" xfId="0">'
            f'<alignment horizontal="{look.across}" vertical="{look.down}"{wrap}{shrink}/></xf>',
        )

    def xml(self) -> bytes:
        """styles.xml"""
        text = _blank()
        for name, added in self._added.items():
            there = 0 if name == "numFmts" else _THERE[name]
            entries = [_number_format(code, at) for code, at in added.items()] if name == "numFmts" else [*added]
            if entries:
                text = text.replace(f'<{name} count="{there}"/>', f'<{name} count="{there}"></{name}>')
                text = text.replace(f'<{name} count="{there}">', f'<{name} count="{there + len(entries)}">')
                text = text.replace(f"</{name}>", f"{''.join(entries)}</{name}>")
        return text.encode()

    def _font_of(self, look: Look) -> str:
        bold, underline = '<b val="1"/>' * look.bold, '<u val="single"/>' * look.underline
        size = f'<sz val="{self._size + look.size:.16g}"/>'
        return f'<font><name val="{attribute(self._font)}"/>{bold}<color rgb="00{look.color}"/>{size}{underline}</font>'

    def _format(self, code: str) -> int:
        builtin = BUILTIN_FORMATS_REVERSE.get(code)
        return self._add("numFmts", code) if builtin is None else int(builtin)

    def _add(self, name: str, entry: str) -> int:
        added = self._added[name]
        return added.setdefault(entry, _THERE[name] + len(added))


def _fill(color: str) -> str:
    return f'<fill><patternFill patternType="solid"><fgColor rgb="00{color}"/></patternFill></fill>'


def _number_format(code: str, number: int) -> str:
    return f'<numFmt numFmtId="{number}" formatCode="{attribute(code)}"/>'


def attribute(text: str) -> str:
    return escape(text, False).replace('"', "&quot;")


@cache
def _blank() -> str:
    """styles.xml of a workbook without cells."""
    book: Any = cast(Any, Workbook())
    book._named_styles["Normal"].font = Font(name=UNIT_FONT, size=10)
    book._fonts[0] = Font(name=UNIT_FONT, size=10)
    return str(tostring(write_stylesheet(book)), "utf-8")
