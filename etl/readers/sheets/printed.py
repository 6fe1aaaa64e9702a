"""Values of cells as a spreadsheet prints them, by their number format.

Rules:

- A figure is rounded and grouped as its format says: 1234.5 under ``#,##0.00`` is 1,234.50, 0.1223 under ``0.0%`` is 12.2%,
  and 12 under ``0.0"万元"`` is 12.0万元. Colours, conditions, fillers and blanks of a format's width do not count.
- Without a format (General), and under one that is not understood (fractions), a figure is what a cell of usual width
  shows: at most eleven characters, no exponent. ``0.1+0.2`` is 0.3.
- A negative figure keeps its minus, also where the format shows it by red colour or in parentheses alone.
- Dates are shown as their format says, in the order and with the words that stand there; without one as 2023-12-31.
- A zero for which the format has a dash is a dash.
- Exact throughout: the stored number has fifteen digits and is rounded half up, as spreadsheets do.
"""

from __future__ import annotations

import datetime as dt
import re
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext
from functools import lru_cache

GENERAL = "General"
# The formats that are never spelt out in a file, by number; 27 to 58 as Chinese versions have them.
BUILT_IN = {
    0: GENERAL, 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?", 13: "# ??/??",
    14: "yyyy/m/d", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 20: "h:mm", 21: "h:mm:ss", 22: "yyyy/m/d h:mm",
    27: 'yyyy"年"m"月"', 28: 'm"月"d"日"', 29: 'm"月"d"日"', 30: "m-d-yy", 31: 'yyyy"年"m"月"d"日"',
    36: 'yyyy"年"m"月"', 37: "#,##0", 38: "#,##0", 39: "#,##0.00", 40: "#,##0.00", 41: "#,##0", 42: "#,##0",
    43: "#,##0.00", 44: "#,##0.00", 49: "@", 50: 'yyyy"年"m"月"', 51: 'm"月"d"日"', 52: 'yyyy"年"m"月"',
    53: 'm"月"d"日"', 54: 'm"月"d"日"', 57: 'yyyy"年"m"月"', 58: 'm"月"d"日"',
}  # fmt: skip

Value = str | int | float | bool | dt.date | dt.time | dt.timedelta | None
_TOKEN = re.compile(r'"([^"]*)"|\\(.)|_.|\*.|\[[^\]]*\]|(General)|([0#?.,]+)|(E[+-]0+)|(%)|(@)|(.)', re.S | re.I)
_DATE_TOKEN = re.compile(
    r'"([^"]*)"|\\(.)|_.|\*.|\[[^\]]*\]|(AM/PM|上午/下午)|([yY]+|[mM]+|[dD]+|[hH]+|[sS]+)|(.)', re.S | re.I
)
_NO_FIELDS = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|General', re.I)
_DATE_FORM = re.compile("^[^0#?]*[ymd][^0#?]*$", re.I)
_FIRST_DAY, _LAST_DAY = dt.datetime(1899, 12, 30), 2958466
_WIDTH = 11
_MAX_FORMAT = 255
_STORED = Context(prec=15, rounding=ROUND_HALF_UP)  # digits that a spreadsheet keeps
_EXACT = Context(prec=400, rounding=ROUND_HALF_UP)


def printed(value: Value, form: str = GENERAL) -> str:
    """The value of a cell under a number format; empty for None."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, str):
        return value
    if isinstance(value, dt.timedelta):
        return _number(Decimal(repr(value.total_seconds() / 86400)), GENERAL)
    if isinstance(value, dt.date | dt.time):
        return _date(value, form)
    if value != value or value in (float("inf"), float("-inf")):
        return ""
    if _DATE_FORM.search(_NO_FIELDS.sub("", form[:_MAX_FORMAT])) and 0 < value < _LAST_DAY:
        return _date(_FIRST_DAY + dt.timedelta(days=value), form)
    return _number(_STORED.create_decimal(repr(value)), form)


def _number(value: Decimal, form: str) -> str:
    with localcontext(_EXACT):
        shown = _formatted(abs(value), form, negative=value < 0)
        text = _general(abs(value)) if shown is None else shown
        return f"-{text}" if value < 0 and re.search("[1-9]", text) and not text.startswith("-") else text


def _general(value: Decimal) -> str:
    """At most eleven characters, but never fewer than all digits before the point."""
    whole = len(f"{int(value)}")
    text = f"{value.quantize(Decimal(1).scaleb(-max(0, _WIDTH - 1 - whole))):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _formatted(value: Decimal, form: str, *, negative: bool) -> str | None:
    """The figure in its section of the format; None when General has to do."""
    sections = _sections(form)
    tokens = sections[1] if negative and len(sections) > 1 else sections[0]
    if value == 0 and len(sections) > 2:
        tokens = [(kind, text) for kind, text in sections[2] if text.strip("?")]
    places = [text for kind, text in tokens if kind == "places"]
    if any(kind in ("general", "other") for kind, _ in tokens):
        return None
    if not places:
        return None if any(kind == "text" for kind, _ in tokens) or value else "".join(text for _, text in tokens)
    value *= 100 ** sum(kind == "%" for kind, _ in tokens)
    text, first = "", True
    for kind, part in tokens:
        if kind == "places":
            text += _placed(value, "".join(places)) if first else ""
            first = False
        else:
            text += part
    return text.strip().strip("()").replace("-", "") if negative else text.strip()


def _placed(value: Decimal, places: str) -> str:
    """The figure with the digits after the point, the groups of thousands and the scale that the places ask for."""
    whole, _, fraction = places.partition(".")
    scaled = len(places) - len(places.rstrip(","))
    value = value / (Decimal(1000) ** scaled)
    digits = sum(place in "0#?" for place in fraction)
    text = f"{value.quantize(Decimal(1).scaleb(-digits)):f}"
    least = sum(place == "0" for place in fraction)
    while "." in text and text.endswith("0") and len(text.partition(".")[2]) > least:
        text = text[:-1]
    before, point, after = text.rstrip(".").partition(".")
    before = before.rjust(whole.count("0"), "0") if whole.count("0") > 1 else before
    return (f"{int(before):,}" if "," in whole.rstrip(",") else before) + point + after


@lru_cache(maxsize=1024)
def _sections(form: str) -> list[list[tuple[str, str]]]:
    """The sections of a format for positive, negative, zero and text, each as kinds and texts of its parts."""
    sections: list[list[tuple[str, str]]] = [[]]
    for match in _TOKEN.finditer(form[:_MAX_FORMAT]):
        quoted, escaped, general, places, exponent, percent, text, literal = match.groups()
        if literal == ";":
            sections.append([])
        elif quoted is not None or escaped is not None:
            sections[-1].append(("literal", quoted or escaped or ""))
        elif general:
            sections[-1].append(("general", ""))
        elif places:
            sections[-1].append(("places", places))
        elif exponent or literal in ("/",):
            sections[-1].append(("other", ""))
        elif percent:
            sections[-1].append(("%", "%"))
        elif text:
            sections[-1].append(("text", ""))
        elif literal:
            sections[-1].append(("literal", literal))
    return sections


def _date(value: dt.date | dt.time, form: str) -> str:
    """The date or time as its format says; ISO where the format is none of dates."""
    parts = [match.groups() for match in _DATE_TOKEN.finditer(form.split(";")[0][:_MAX_FORMAT])]
    if not any(field for *_, field, _ in parts):
        return value.isoformat().removesuffix("T00:00:00").replace("T", " ")
    text, hours = "", False
    for quoted, escaped, half, field, literal in parts:
        if field:
            text += _field(value, field.lower(), minutes=hours)
            hours = field[0] in "hHsS"
        else:
            text += quoted or escaped or ("" if half else literal or "")
    return text.strip()


def _field(value: dt.date | dt.time, field: str, *, minutes: bool) -> str:
    if field[0] == "m" and minutes:
        number = getattr(value, "minute", 0)
    else:
        names = {"y": "year", "m": "month", "d": "day", "h": "hour", "s": "second"}
        number = getattr(value, names[field[0]], 0)
    if field[0] == "y":
        return f"{number:04d}" if len(field) > 2 else f"{number % 100:02d}"
    return f"{number:0{min(len(field), 2)}d}"
