"""A slow, plain reading of figures as printed, written from the grammar and without a look at the engine's expressions.

``read`` descends through a figure from left to right and gives its lower and upper bound (twice the same number when it has one
value), or None for what is no figure::

    figure     = [qualifier] [sign] (fraction | tenths | half | size | amount [dash amount]) [rest]
    fraction   = numeral "分之" (numeral | "百") | digit "/" digit          百分之三十 is 30, 千分之五 is 5, 三分之一 is 1/3
    tenths     = digit "成" (digit | "半")                                  七成五 is 7.5
    half       = "一半" | "半数" | "对半" | "对折"
    size       = place places ["余" | "多"]                                 近百, 千余, 上千万
    amount     = numeral [some] {multiplier [some]}                         3千余万 is 3 x 1000 x 10000
    numeral    = arabic | mixed | chinese
    mixed      = digits place digits place {digits place}, the places falling       1亿5000万, 3万5千; 5千万 within 1亿5千万
    arabic     = digits {"," 3 digits | " " 3 digits} ["." digits]
    chinese    = whole ["点" digits] | "半"
    whole      = digits, one by one | [whole] place [whole below the place]
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

DIGITS = {
    char: value
    for value, row in enumerate(("零〇", "一壹", "二贰两", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖"))
    for char in row
}
PLACES = {"亿": 10**8, "万": 10**4, "千": 1000, "仟": 1000, "百": 100, "佰": 100, "十": 10, "拾": 10}
QUALIFIERS = (
    "大约", "将近", "接近", "大概", "超过", "突破", "高于", "大于", "不低于", "不少于", "多于", "至少", "不足", "不到", "低于",
    "少于", "小于", "不超过", "不高于", "不多于", "不大于", "不小于", "至多", "起码", "大致", "差不多",
    "约为", "约有", "约达", "约合", "约计", "约需", "接近于", "超过了", "突破了", "破",
    "好几", "约", "近", "超", "逾", "上", "数", "几", "过", "成", "没有", "未发生", "无",
)  # fmt: skip
SOME = "余多来几"
DASHES = "-—–~至到"
MULTIPLIERS = {**PLACES, "K": 1000}
Bounds = tuple[Fraction, Fraction]


def read(figure: str) -> Bounds | None:
    """The bounds of a figure in simplified script and half width, as printed with its qualifier and unit."""
    text, qualified = _without_qualifiers(figure.strip().replace("\n", "").replace(". ", "."))
    negative = text[:1] in "-－" and text[1:2].isdecimal()
    text = text.lstrip("+-－") if text[1:2].isdecimal() else text
    bounds = _fraction(text) or _tenths(text) or _half(text) or _range(text) or _size(text, qualified)
    return (-bounds[1], -bounds[0]) if bounds and negative else bounds


def _without_qualifiers(text: str) -> tuple[str, bool]:
    for word in sorted(QUALIFIERS, key=len, reverse=True):
        if text.startswith(word) and len(text) > len(word):
            return text[len(word) :].lstrip(), True
    return text, False


def _single(value: Fraction | None) -> Bounds | None:
    return (value, value) if value is not None else None


def _fraction(text: str) -> Bounds | None:
    if (
        len(text) > 2
        and text[0] in "123456789"
        and text[1] == "/"
        and text[2] in "123456789"
        and not text[3:4].isdecimal()
    ):
        return _single(Fraction(int(text[0]), int(text[2])))
    below, parted, above = text.partition("分之")
    if not parted:
        return None
    upper = Fraction(100) if above.startswith("百") else _numeral(above)[0]
    lower = {"百": 100, "千": 1000, "万": 10000}.get(below) or _numeral(below)[0]
    if upper is None or not lower:
        return None
    return _single(upper if below in ("百", "千") else upper / lower)


def _tenths(text: str) -> Bounds | None:
    if len(text) < 3 or text[1] != "成" or (text[2] not in DIGITS and text[2] != "半" and not text[2].isdecimal()):
        return None
    whole = Fraction(int(text[0]) if text[0].isdecimal() else DIGITS[text[0]])
    tenth = 5 if text[2] == "半" else int(text[2]) if text[2].isdecimal() else DIGITS[text[2]]
    return _single(whole + Fraction(tenth, 10))


def _half(text: str) -> Bounds | None:
    return _single(Fraction(1, 2)) if text.startswith(("一半", "半数", "对半", "对折")) else None


def _size(text: str, qualified: bool) -> Bounds | None:
    """Places alone: a figure only with a qualifier in front or 余 behind them."""
    length = 0
    while text[length : length + 1] in PLACES and text[length : length + 1]:
        length += 1
    if not length or not (qualified or text[length : length + 1] in SOME):
        return None
    product = Fraction(1)
    for char in text[:length]:
        product *= PLACES[char]
    return _single(product * _multiplier(text[length:])[0])


def _range(text: str) -> Bounds | None:
    first = _amount(text)
    if first is None:
        return None
    low, multiplied, rest = first
    end = 0
    while end < len(rest) and rest[end] not in DASHES and not rest[end].isdecimal() and end < 4:
        end += 1
    dashes = len(rest[end:]) - len(rest[end:].lstrip(DASHES))
    second = _amount(rest[end + dashes :]) if dashes else None
    if second is None:
        behind = rest[end + dashes : end + dashes + 1]
        return None if dashes and behind and (behind.isdecimal() or _chinese_length(behind)) else low
    if _numeral(rest[end + dashes :])[0] is None:
        return None
    high = second[0]
    factor = second[1] or Fraction(1)
    shared = not multiplied and low[0] * factor <= high[1]  # 8000至1.2万 begins with 8000
    return low[0] * (factor if shared else 1), high[1]


def _amount(text: str) -> tuple[Bounds, Fraction | None, str] | None:
    """The bounds of an amount, its multiplier or None without one, and the text behind it."""
    number, rest = _numeral(text)
    bounds = _single(number)
    if number is None:
        taken = _chinese_length(text)
        if text[taken : taken + 1] in ("点", "·"):
            return None
        bounds, rest = _spread(text[:taken]), text[taken:]
    if bounds is None:
        return None
    factor, rest = _multiplier(rest)
    return (bounds[0] * (factor or 1), bounds[1] * (factor or 1)), factor if factor != 1 else None, rest


def _multiplier(text: str) -> tuple[Fraction, str]:
    factor, position = Fraction(1), 0
    while position < len(text) and (text[position] in SOME or text[position] == " " or text[position] in MULTIPLIERS):
        if text[position] in "千百十" and text[position : position + 2] in (
            "千瓦",
            "千伏",
            "千米",
            "千克",
            "百分",
            "百羽",
        ):
            break
        factor *= MULTIPLIERS.get(text[position], 1)
        position += 1
    return factor, text[position:]


def _numeral(text: str) -> tuple[Fraction | None, str]:
    return (_mixed(text) or _arabic(text)) if text[:1].isdecimal() else _chinese(text)


def _mixed(text: str) -> tuple[Fraction, str] | None:
    """Digits and places in turn, as long as the places fall (千万 is one place); None with less than two of them."""
    total, last, groups, position = 0, 10**12, 0, 0
    while (end := _digits(text, position)) > position and end - position <= 4:
        behind = end
        while text[behind : behind + 1] in ("千", "万", "亿", "百") and text[behind : behind + 1] and behind < end + 2:
            behind += 1
        place = 1
        for char in text[end:behind]:
            place *= PLACES[char]
        if place == 1 or place >= last or (place in (100, 1000, 10**7) and end - position > 1):
            break
        total, last, groups, position = total + int(text[position:end]) * place, place, groups + 1, behind
    complete = groups > 1 and not text[position : position + 1].isdecimal()
    return (Fraction(total), text[position:]) if complete else None


def _arabic(text: str) -> tuple[Fraction, str]:
    position = _digits(text, 0)
    whole = text[:position]
    while len(whole) and text[position : position + 1] in (",", " ") and _digits(text, position + 1) == position + 4:
        whole, position = whole + text[position + 1 : position + 4], position + 4
    places = ""
    if text[position : position + 1] in (".", "、", " ") and _digits(text, position + 1) > position + 1:
        places, position = text[position + 1 : _digits(text, position + 1)], _digits(text, position + 1)
    return Fraction(Decimal(f"{whole}.{places or 0}")), text[position:]


def _digits(text: str, position: int) -> int:
    while position < len(text) and text[position].isdecimal():
        position += 1
    return position


def _chinese_length(text: str) -> int:
    length = 0
    while length < len(text) and (text[length] in DIGITS or text[length] in PLACES or text[length] in "廿卅"):
        length += 1
    return length


def _chinese(text: str) -> tuple[Fraction | None, str]:
    if text.startswith("半"):
        return Fraction(1, 2), text[1:]
    length = _chinese_length(text)
    whole = _whole(text[:length].replace("廿", "二十").replace("卅", "三十"), 10**16)
    if whole is None:
        return None, text
    places = length + 1
    while text[length : length + 1] in ("点", "·") and text[places : places + 1] in DIGITS and places < len(text):
        places += 1
    value, rest = Fraction(whole), text[length:]
    if places > length + 1:
        digits = "".join(str(DIGITS[char]) for char in text[length + 1 : places])
        value, rest = value + Fraction(int(digits), 10 ** len(digits)), text[places:]
    return value, rest


def _whole(text: str, limit: int, alone: bool = True) -> int | None:
    """A Chinese integer below ``limit``; None where the places do not fall. Digits in a row count only alone."""
    if not text:
        return None
    if all(char in DIGITS for char in text):
        if len(text) > 1 and (not alone or (len(text) == 2 and "零" not in text and "〇" not in text)):
            return None
        return int("".join(str(DIGITS[char]) for char in text))
    if text[0] in "零〇":
        return None
    place, at = max((PLACES[char], -index) for index, char in enumerate(text) if char in PLACES)
    head, tail = text[:-at], text[-at + 1 :]
    count = 1 if not head and place == 10 else _whole(head, 10**16, alone=False)
    if count is None or count == 0 or place * count >= limit or (place < 10**4 and count > 9):
        return None
    return None if (below := _below(tail, place)) is None else count * place + below


def _below(tail: str, place: int) -> int | None:
    """What stands behind a place: nothing, one digit of the next place below, or a number below the place."""
    if not tail:
        return 0
    if len(tail) == 1 and tail in DIGITS and DIGITS[tail]:
        return DIGITS[tail] * (place // 10)
    rest = tail.lstrip("零〇")
    tens = bool(rest) and PLACES.get(rest[0]) == 10
    if not rest or (rest[0] in PLACES and (rest != tail or not tens)):
        return None
    if len(rest) == 1:
        return DIGITS.get(rest, 10) if not tens or place > 10 else None
    return None if all(char in DIGITS for char in rest) else _whole(rest, place, alone=False)


def _spread(text: str) -> Bounds | None:
    """两三百, 二十七八, 三五: the bounds that two digits in a row name."""
    if "廿" in text or "卅" in text:
        return None
    for at in range(len(text) - 1):
        first, second = DIGITS.get(text[at], 0), DIGITS.get(text[at + 1], 0)
        if first and first < second <= first + 2:
            low, high = _whole(text[: at + 1] + text[at + 2 :], 10**16), _whole(text[:at] + text[at + 1 :], 10**16)
            return (Fraction(low), Fraction(high)) if low is not None and high is not None else None
    return None
