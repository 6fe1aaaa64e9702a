"""The number grammar: Arabic and Chinese numerals to exact decimals.

A numeral is read from its printed form and nothing else: ``9.8`` is Decimal("9.8"), ``一万五千`` is 15000, ``三点五`` is
3.5, ``二〇二三`` is 2023 (digits in a row are read one by one), ``半`` is 0.5. What is no number (``千`` alone,
``一三二十``) gives None, never a guess.
"""

from __future__ import annotations

import re
from decimal import Decimal

ARABIC = r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?(?![\d])|\d+(?:\.\d+)?)"
CHINESE_CHARS = "零一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟"
CHINESE = rf"(?:[{CHINESE_CHARS}]+(?:点[零一二三四五六七八九]+)?|半)"
DASH = r"(?:—{1,2}|-{1,2}|[–~至])"

_DIGITS = {char: index for index, char in enumerate("零一二三四五六七八九")}
_DIGITS |= {char: index for index, char in enumerate("零壹贰叁肆伍陆柒捌玖")}
_DIGITS["两"] = 2
_SMALL = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100, "仟": 1000}
_LARGE = {"万": 10**4, "亿": 10**8}


def parse(text: str) -> Decimal | None:
    """The value of a numeral as the patterns above match it, or None where it is no number."""
    if text[0].isdigit():
        return Decimal(text.replace(",", ""))
    if text == "半":
        return Decimal("0.5")
    whole, _, fraction = text.partition("点")
    value = _chinese_whole(whole)
    if value is None or not fraction:
        return value
    return value + Decimal("0." + "".join(str(_DIGITS[char]) for char in fraction))


def _chinese_whole(text: str) -> Decimal | None:
    if len(text) > 1 and all(char in _DIGITS for char in text):
        one_by_one = len(text) > 2 or "零" in text  # 三五个 means three to five, not 35
        return Decimal("".join(str(_DIGITS[char]) for char in text)) if one_by_one else None
    total, below_large, place = 0, 0, 1
    for large in ("亿", "万"):
        head, found, tail = text.partition(large)
        if not found:
            continue
        part = _below_ten_thousand(head)
        if part is None or not head:
            return None
        total += part * _LARGE[large]
        text, place = tail, _LARGE[large]
    if len(text) == 1 and text in _DIGITS:
        return Decimal(total + _DIGITS[text] * (place // 10 if place > 1 else 1))  # 一万五 is 15000
    if text:
        rest = _below_ten_thousand(text)
        if rest is None:
            return None
        below_large = rest
    return Decimal(total + below_large)


def _below_ten_thousand(text: str) -> int | None:
    """``三千二百`` and the like; a last digit without its place (一万五, 三百二) takes the next place below."""
    total, last_place, after_zero = 0, 10**4, False
    digit: int | None = None
    for index, char in enumerate(text):
        if char in _DIGITS:
            if digit not in (None, 0):
                return None
            digit, after_zero = _DIGITS[char], after_zero or char == "零"
            continue
        place = _SMALL.get(char)
        if place is None or place >= last_place:
            return None
        if digit is None and not (place == 10 and index == 0):
            return None
        total += (1 if digit is None else digit) * place
        digit, last_place, after_zero = None, place, False
    if digit:
        total += digit * (last_place // 10 if not after_zero and 10 < last_place < 10**4 else 1)
    return total


_FRACTION = re.compile(rf"(?P<below>百|千|万|{CHINESE}|\d+)分之(?P<above>{ARABIC}|{CHINESE})")
_PARTS = {"百": 100, "千": 1000, "万": 10000}


def is_fraction(text: str) -> bool:
    """Whether a fraction or a percentage in words stands in the text (三分之一, 百分之三十)."""
    return "分之" in text


def parse_fraction(text: str) -> tuple[Decimal, str] | None:
    """``百分之三十`` → (30, "%"), ``千分之五`` → (5, "‰"), ``三分之一`` → (1/3, "")  to ten places; None for anything else."""
    match = _FRACTION.fullmatch(text)
    if match is None:
        return None
    above = Decimal(100) if match["above"] == "百" else parse(match["above"])
    if match["below"] in ("百", "千"):
        return (above, "%" if match["below"] == "百" else "‰") if above is not None else None
    below = Decimal(_PARTS[match["below"]]) if match["below"] in _PARTS else parse(match["below"])
    if above is None or not below:
        return None
    return (above / below).quantize(Decimal("0.0000000001")).normalize(), ""
