"""The number grammar: Arabic and Chinese numerals to exact decimals.

A numeral is read from its printed form and nothing else: ``9.8`` is Decimal("9.8"), ``1亿5000万`` is 150000000, ``一万五千`` is
15000, ``三点五`` and ``三·五`` are 3.5, ``二〇二三`` is 2023 (digits in a row are read one by one), ``廿五`` is 25, ``一百十二`` is
112, ``半`` is 0.5. What is no number (``千`` alone, ``一三二十``) gives None, never a guess. Two digits in a row span a range
(``两三百``: :func:`spread`), a place alone gives a size (``百``余户: :func:`size`).
"""

from __future__ import annotations

import re
from decimal import Decimal

ARABIC = r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?(?![\d])|\d+(?:\.\d+)?)"
COMPOUND = r"\d{1,4}(?:亿(?:\d{1,4}|\d千)万|万\d千(?:\d百)?)(?![\d.])"
ZERO = "零"
CHINESE_CHARS = "零一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟廿卅"
CHINESE = rf"(?:[{CHINESE_CHARS}]+(?:[点·][零一二三四五六七八九]+)?|半)"
TENTHS = r"[一二三四五六七八九1-9]成[一二三四五六七八九半1-9](?![十百千万亿\d])"
PRINTED = r"(?<=[\u4e00-\u9fff])(?:1/[2-9]|2/[3579]|3/[4578]|4/[579]|5/[6-9])(?![\d/年月日号])"
HALF = r"(?:一半|半数|对半|对折)"
FIRST = rf"[0-9{CHINESE_CHARS}半对](?:(?<!对)|(?=[半折]))"  # one class first: ``re`` goes from one to the next
LONGEST = 28  # digits before the point that a figure can have (etl/tables.py, FIGURE)
CODE = rf"(?:[\d零一二三四五六七八九],?){{{LONGEST + 1}}}"
DASHES = r"—\-–~至"
TO = "到"
DASH = r"(?:—{1,3}|-{1,3}|[–~至])"

_DIGITS = {char: index for index, char in enumerate("零一二三四五六七八九")}
_DIGITS |= {char: index for index, char in enumerate("零壹贰叁肆伍陆柒捌玖")}
_DIGITS["两"] = 2
_SMALL = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100, "仟": 1000}
_LARGE = {"亿": 10**8, "万": 10**4}
_PLACES = _SMALL | _LARGE
_TENS = str.maketrans({"廿": "二十", "卅": "三十"})
_MOST_APART = 2  # 三五个 means three to five


def parse(text: str) -> Decimal | None:
    """The value of a numeral as the patterns above match it, or None where it is no number."""
    if text[0].isdigit():
        return (
            Decimal(text.replace(",", "") if "," in text else text) if text[-1].isdigit() else Decimal(_compound(text))
        )
    if text == "半":
        return Decimal("0.5")
    whole, _, fraction = text.translate(_TENS).replace("·", "点").partition("点")
    value = _chinese_whole(whole)
    if value is None or not fraction:
        return value
    return value + Decimal("0." + "".join(str(_DIGITS[char]) for char in fraction))


def _compound(text: str) -> int:
    """``1亿5000万``, ``3万5千``: digits and places in turn."""
    total = 0
    for place in "亿万千百":
        head, found, tail = text.partition(place)
        if found:
            count = int(head) if head.isdigit() else _compound(head)
            total, text = total + count * _PLACES[place], tail
    return total


def _chinese_whole(text: str) -> Decimal | None:
    if len(text) > 1 and all(char in _DIGITS for char in text):
        one_by_one = len(text) > 2 or "零" in text  # 三五个 means three to five, not 35
        return Decimal("".join(str(_DIGITS[char]) for char in text)) if one_by_one else None
    if text[:1] == "零" and len(text) > 1:
        return None
    total, below_large, place = 0, 0, 1
    for large in ("亿", "万"):
        head, found, tail = text.partition(large)
        if not found:
            continue
        part = _chinese_whole(head) if large == "亿" and "万" in head else _below_ten_thousand(head)
        if not part:
            return None
        total += int(part) * _LARGE[large]
        text, place = tail, _LARGE[large]
    if text == "零" and total:
        return None
    if len(text) == 1 and text in _DIGITS:
        return Decimal(total + _DIGITS[text] * (place // 10 if place > 1 else 1))  # 一万五 is 15000
    if text:
        rest = _below_ten_thousand(text)
        if rest is None or (rest == 0 and total):
            return None
        below_large = rest
    return Decimal(total + below_large)


def spread(text: str) -> tuple[Decimal, Decimal] | None:
    """The bounds that two digits in a row name (``两三百`` → 200 to 300, ``二十七八`` → 27 to 28), or None."""
    if not all(char in _DIGITS or char in _PLACES for char in text):
        return None
    for at in range(len(text) - 1):
        first, second = _DIGITS.get(text[at], 0), _DIGITS.get(text[at + 1], 0)
        if first and 0 < second - first <= _MOST_APART:
            low, high = parse(text[: at + 1] + text[at + 2 :]), parse(text[:at] + text[at + 1 :])
            return (low, high) if low is not None and high is not None and low < high else None
    return None


def size(text: str) -> Decimal | None:
    """What places alone stand for (``百``余户 is 100, ``千万``元 10 000 000), or None where a digit stands in the text or the
    figure would be larger than any."""
    product = 1
    if not text:
        return None
    for char in text:
        place = _PLACES.get(char)
        if place is None or product >= 10**LONGEST:
            return None
        product *= place
    return Decimal(product)


def _below_ten_thousand(text: str) -> int | None:
    """``三千二百`` and the like; a last digit without its place (一万五, 三百二) takes the next place below."""
    total, last_place, after_zero = 0, 10**4, False
    digit: int | None = None
    for char in text:
        if char in _DIGITS:
            if digit not in (None, 0):
                return None
            digit, after_zero = _DIGITS[char], after_zero or char == "零"
            continue
        place = _SMALL.get(char)
        if place is None or place >= last_place:
            return None
        if digit == 0 or (digit is None and place != 10):
            return None
        total += (1 if digit is None else digit) * place
        digit, last_place, after_zero = None, place, False
    if digit == 0 and total:
        return None
    if digit:
        total += digit * (last_place // 10 if not after_zero and 10 < last_place < 10**4 else 1)
    return total


_FRACTION = re.compile(rf"(?P<below>百|千|万|{CHINESE}|\d+)分之(?P<above>{ARABIC}|{CHINESE})")
_TENTHS, _HALVES, _PRINTED = re.compile(TENTHS), re.compile(HALF), re.compile(r"^\d/\d$")
_PARTS = {"百": 100, "千": 1000, "万": 10000}


def is_fraction(text: str) -> bool:
    """Whether a fraction or a percentage in words stands in the text (三分之一, 百分之三十, 半数)."""
    halved = "半" in text or "对" in text
    return (
        "分之" in text
        or ("/" in text and _PRINTED.search(text) is not None)
        or (halved and _HALVES.search(text) is not None)
    )


def parse_fraction(text: str) -> tuple[Decimal, str] | None:
    """``百分之三十`` → (30, "%"), ``千分之五`` → (5, "‰"), ``三分之一`` → (1/3, "")  to ten places, ``七成五`` → (7.5, "成"),
    ``一半`` → (0.5, ""); None for anything else."""
    if _TENTHS.fullmatch(text):
        tenths, rest = parse(text[0]), Decimal(5) if text[2] == "半" else parse(text[2])
        return (tenths + rest / 10, "成") if tenths is not None and rest is not None else None
    if _HALVES.fullmatch(text):
        return Decimal("0.5"), ""
    if "/" in text:
        part, whole = map(Decimal, text.split("/"))
        return (part / whole).quantize(Decimal("0.0000000001")).normalize(), ""
    match = _FRACTION.fullmatch(text.rstrip("强弱"))
    if match is None:
        return None
    above = Decimal(100) if match["above"] == "百" else parse(match["above"])
    if match["below"] in ("百", "千"):
        return (above, "%" if match["below"] == "百" else "‰") if above is not None else None
    below = Decimal(_PARTS[match["below"]]) if match["below"] in _PARTS else parse(match["below"])
    if above is None or not below:
        return None
    return (above / below).quantize(Decimal("0.0000000001")).normalize(), ""
