"""更正值: from what a person typed to an exact figure in the unit of the question.

Rules and edge cases:
- A figure counts in the unit that stands beside it. So does text that is a figure: １２３, 6,950, 1 234.5.
- 万, 亿 and a unit word after the figure are understood (１２３万, 6850万元, 1.2亿元, 12公顷 for 亩); a unit of
  another kind is refused. Where the unit itself holds a multiplier (万元), 123万 is 123万元.
- A cell that is shown in per cent holds 0.065 for 6.5%: it counts as 6.5 where the unit is %.
- A formula counts with the value that was saved for it; without one it is refused, for nobody has seen its result.
- Dates, errors, truth values, 约, ranges and anything else are refused, with the reason.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Context, Decimal, localcontext

from etl.review.cells import Cell
from etl.rulebook.model import Units
from etl.rulebook.scales import Scale, scale_of, unit_scales

PERCENT = "%"
PLACES, DIGITS = 10, 28
_NUMBER = re.compile(r"([+-]?)(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)(\D*)")
_BLANK = re.compile(r"\s+")


class Unusable(Exception):
    """What was typed is no figure for this question; the message says why, in Chinese."""


class Corrections:
    """Reads corrections with the units of a rulebook."""

    def __init__(self, units: Units) -> None:
        self._units = units
        self._scales = unit_scales(units)
        self._multipliers = sorted(units.multipliers, key=len, reverse=True)

    def read(self, cell: Cell, unit: str) -> Decimal:
        """The figure in ``unit``. Raises :class:`Unusable`."""
        if cell.formula and cell.kind == "empty":
            raise Unusable("更正值是公式，但没有保存计算结果。请填数字，或用 Excel、WPS 打开保存一次")
        if cell.kind in ("date", "truth", "error"):
            what = {"date": "日期", "truth": "逻辑值", "error": "错误值"}[cell.kind]
            raise Unusable(f"更正值是{what}，不是数字")
        number = cell.number
        if number is not None:
            return _fitting(number * 100 if cell.percent and unit == PERCENT else number)
        return self._from_text(cell.text, unit)

    def _from_text(self, text: str, unit: str) -> Decimal:
        folded = _BLANK.sub("", unicodedata.normalize("NFKC", text)).replace("－", "-").replace("−", "-")
        found = _NUMBER.fullmatch(folded)
        if found is None:
            raise Unusable(f"更正值“{text.strip()}”不是一个数字")
        number = Decimal(found[2].replace(",", "")) * (-1 if found[1] == "-" else 1)
        return _fitting(self._scaled(number, found[3], unit, text.strip()))

    def _scaled(self, number: Decimal, word: str, unit: str, text: str) -> Decimal:
        if word in ("", unit):
            return number
        own = scale_of(unit, self._units, self._scales)
        if word in self._units.multipliers:
            times = self._units.multipliers[word]
            multiplied = next((each for each in self._multipliers if unit.startswith(each)), "")
            inner = multiplied and unit not in self._scales and own is not None
            return number * times / self._units.multipliers[multiplied] if inner else number * times
        given = scale_of(word, self._units, self._scales)
        if given is None or own is None or given.dimension != own.dimension:
            raise Unusable(f"更正值“{text}”的单位与“{unit}”不符")
        return _converted(number, given, own)


def _converted(number: Decimal, given: Scale, own: Scale) -> Decimal:
    with localcontext(Context(prec=60)):
        return number * given.factor / own.factor


def _fitting(number: Decimal) -> Decimal:
    """The figure, if the ledger can hold it digit for digit."""
    normal = number.normalize()
    _, digits, exponent = normal.as_tuple()
    if not isinstance(exponent, int) or -exponent > PLACES or len(digits) + exponent > DIGITS:
        raise Unusable("更正值的位数过多（小数最多 10 位）")
    return normal
