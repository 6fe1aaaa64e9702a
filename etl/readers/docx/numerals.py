"""Whole numbers as the number formats of Word write them (``w:numFmt``)."""

from __future__ import annotations

from collections.abc import Callable

_DIGITS = "〇一二三四五六七八九"
_LEGAL_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"),
    (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip


def decimal(number: int) -> str:
    return str(number)


def _decimal_zero(number: int) -> str:
    return f"{number:02d}"


def _full_width(number: int) -> str:
    return "".join(chr(ord(digit) + 0xFEE0) for digit in str(number))


def _digit_by_digit(number: int) -> str:
    return "".join(_DIGITS[int(digit)] for digit in str(abs(number)))


def _counting(number: int) -> str:
    """Chinese counting up to 99, digit by digit with ○ from 100 on, as Word does."""
    return _thousands(number) if number < 100 else _digit_by_digit(number).replace("〇", "○")


def _thousands(number: int) -> str:
    """一百零一; 十 rather than 一十 at the beginning. Beyond four digits: decimal."""
    text = _places(number, "零一二三四五六七八九", "十百千", zero="零")
    return text[1:] if text.startswith("一十") else text


def _legal(number: int) -> str:
    return _places(number, _LEGAL_DIGITS, "拾佰仟", zero="零")


def _japanese(number: int) -> str:
    """百一, not 一百零一: no 一 before a place, no zero between."""
    text = _places(number, "〇一二三四五六七八九", "十百千", zero="")
    return text.replace("一十", "十").replace("一百", "百").replace("一千", "千")


def _places(number: int, digits: str, places: str, *, zero: str) -> str:
    if not 0 < number < 10_000:
        return decimal(number)
    text, gap = "", False
    for place, digit in zip(range(len(str(number)) - 1, -1, -1), str(number), strict=True):
        if digit == "0":
            gap = True
            continue
        text += (zero if gap and text else "") + digits[int(digit)] + (places[place - 1] if place else "")
        gap = False
    return text


def _letters(number: int) -> str:
    """A to Z, then AA, BB, as Word does."""
    if number < 1 or number > 26 * 30:
        return decimal(number)
    return chr(ord("A") + (number - 1) % 26) * ((number - 1) // 26 + 1)


def _roman(number: int) -> str:
    if not 0 < number < 4000:
        return decimal(number)
    text = ""
    for size, letters in _ROMAN:
        text += letters * (number // size)
        number %= size
    return text


def _one_of(signs: str) -> Callable[[int], str]:
    return lambda number: signs[number - 1] if 0 < number <= len(signs) else decimal(number)


def _ordinal(number: int) -> str:
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def _signs_from(first: str, count: int) -> Callable[[int], str]:
    return _one_of("".join(chr(ord(first) + offset) for offset in range(count)))


FORMATS: dict[str, Callable[[int], str]] = {
    "decimal": decimal,
    "decimalZero": _decimal_zero,
    "decimalFullWidth": _full_width,
    "decimalFullWidth2": _full_width,
    "decimalEnclosedCircle": _signs_from("①", 20),
    "decimalEnclosedCircleChinese": _signs_from("①", 20),
    "decimalEnclosedParen": _signs_from("⑴", 20),
    "decimalEnclosedFullstop": _signs_from("⒈", 20),
    "numberInDash": lambda number: f"- {number} -",
    "ordinal": _ordinal,
    "upperRoman": _roman,
    "lowerRoman": lambda number: _roman(number).lower(),
    "upperLetter": _letters,
    "lowerLetter": lambda number: _letters(number).lower(),
    "chineseCounting": _counting,
    "chineseCountingThousand": _thousands,
    "chineseLegalSimplified": _legal,
    "taiwaneseCounting": _counting,
    "taiwaneseCountingThousand": _thousands,
    "taiwaneseDigital": _digit_by_digit,
    "japaneseCounting": _japanese,
    "japaneseDigitalTenThousand": _digit_by_digit,
    "ideographDigital": _digit_by_digit,
    "ideographTraditional": _one_of(_STEMS),
    "ideographZodiac": _one_of(_BRANCHES),
    "ideographEnclosedCircle": _signs_from("㊀", 10),
}
