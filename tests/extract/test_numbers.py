"""Numerals, held against a slow reference that spells integers in Chinese."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.extract import numbers
from tests.extract.conftest import Figures

DIGITS = "零一二三四五六七八九"
FORMAL = str.maketrans("一二三四五六七八九十百千", "壹贰叁肆伍陆柒捌玖拾佰仟")


def four_digits(number: int) -> str:
    """A number below 10000 place by place, one 零 for each run of empty places inside."""
    spelled, gap = "", False
    for place, word in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // place % 10
        if digit:
            spelled += ("零" if gap and spelled else "") + DIGITS[digit] + word
            gap = False
        else:
            gap = True
    return spelled


def spell(number: int) -> str:
    """The school spelling of 1 to 999999999999, with 一十 in full."""
    spelled = ""
    for place, word in ((10**8, "亿"), (10**4, "万"), (1, "")):
        group = number // place % 10**4
        if group:
            spelled += ("零" if spelled and group < 1000 else "") + four_digits(group) + word
    return spelled


@given(st.integers(1, 999_999_999_999))
def test_spelled_integers_are_read_back(number: int) -> None:
    assert numbers.parse(spell(number)) == number


@given(st.integers(1, 99_999))
def test_small_integers_are_read_back(number: int) -> None:
    assert numbers.parse(spell(number)) == number


@given(st.integers(10, 19))
def test_ten_without_its_one(number: int) -> None:
    assert numbers.parse(spell(number).removeprefix("一")) == number


@given(st.integers(1, 99_999))
def test_formal_numerals_are_read_back(number: int) -> None:
    assert numbers.parse(spell(number).translate(FORMAL)) == number


@given(st.integers(1, 9), st.sampled_from("百千万"))
def test_liang_is_two_before_a_place(digit: int, place: str) -> None:
    assert numbers.parse("两" + place) == numbers.parse("二" + place) == 2 * {"百": 100, "千": 1000, "万": 10000}[place]


@given(st.integers(1, 9), st.integers(1, 9), st.sampled_from([("百", 100), ("千", 1000), ("万", 10000), ("亿", 10**8)]))
def test_last_digit_without_its_place_takes_the_next_below(first: int, last: int, place: tuple[str, int]) -> None:
    word, factor = place
    assert numbers.parse(DIGITS[first] + word + DIGITS[last]) == first * factor + last * factor // 10


@given(st.integers(1, 9), st.integers(1, 9), st.sampled_from([("百", 100), ("千", 1000), ("万", 10000)]))
def test_last_digit_behind_a_zero_keeps_its_place(first: int, last: int, place: tuple[str, int]) -> None:
    word, factor = place
    assert numbers.parse(DIGITS[first] + word + "零" + DIGITS[last]) == first * factor + last


@given(st.integers(1000, 9999))
def test_digits_in_a_row_are_read_one_by_one(number: int) -> None:
    assert numbers.parse("".join(DIGITS[int(digit)] for digit in str(number))) == number


@given(st.integers(1, 9999), st.text("0123456789", min_size=1, max_size=6))
def test_chinese_decimals_are_exact(whole: int, places: str) -> None:
    spelled = spell(whole) + "点" + "".join(DIGITS[int(digit)] for digit in places)
    assert numbers.parse(spelled) == Decimal(f"{whole}.{places}")


@given(st.integers(0, 10**12), st.integers(0, 6).flatmap(lambda n: st.text("0123456789", min_size=n, max_size=n)))
def test_arabic_decimals_are_exact(whole: int, places: str) -> None:
    printed = f"{whole}.{places}" if places else str(whole)
    assert numbers.parse(printed) == Decimal(printed)


@given(st.integers(1000, 10**12))
def test_thousands_separators_change_nothing(number: int) -> None:
    assert numbers.parse(f"{number:,}") == number
    assert re.fullmatch(numbers.ARABIC, f"{number:,}")


def test_half() -> None:
    assert numbers.parse("半") == Decimal("0.5")


@pytest.mark.parametrize("text", ["千", "万", "亿", "一三二十", "十千", "百百", "三五", "一百十百"])
def test_no_number_is_none_and_no_guess(text: str) -> None:
    assert numbers.parse(text) is None


@given(st.text(numbers.CHINESE_CHARS, min_size=1, max_size=8))
def test_anything_of_numeral_characters_is_a_number_or_none(text: str) -> None:
    value = numbers.parse(text)
    assert value is None or value >= 0


@given(st.integers(1, 99))
def test_percent_in_words(number: int) -> None:
    assert numbers.parse_fraction("百分之" + spell(number)) == (Decimal(number), "%")


@given(st.integers(1, 99))
def test_per_mille_in_words(number: int) -> None:
    assert numbers.parse_fraction(f"千分之{number}") == (Decimal(number), "‰")


@given(st.integers(2, 10), st.integers(1, 9))
def test_fractions_in_words_to_ten_places(below: int, above: int) -> None:
    fraction = numbers.parse_fraction(f"{spell(below).removeprefix('一') or spell(below)}分之{spell(above)}")
    assert fraction is not None
    value, unit = fraction
    assert unit == "" and abs(value * below - above) <= below * Decimal("0.0000000001")


@pytest.mark.parametrize("text", ["百分之", "三分", "分之一", "零分之一"])
def test_no_fraction_is_none(text: str) -> None:
    assert numbers.parse_fraction(text) is None


@given(st.integers(1, 10**6), st.integers(0, 99), st.sampled_from([("万", 10**4), ("亿", 10**8), ("", 1)]))
def test_multipliers_are_folded_in_exactly(
    figures: Figures, whole: int, cents: int, multiplier: tuple[str, int]
) -> None:
    word, factor = multiplier
    amount = f"{whole}.{cents:02d}"
    (only,) = [m for m in figures(f"完成工业产值{amount}{word}元。") if m.type == "quantity"]
    assert (only.value, only.unit) == (Decimal(amount) * factor, "元")


@given(st.integers(2, 99_999))
def test_spelled_figures_with_a_unit_are_quantities(figures: Figures, number: int) -> None:
    (only,) = [m for m in figures(f"全镇流转土地{spell(number)}亩。") if m.type == "quantity"]
    assert (only.value, only.unit) == (number, "亩")


@pytest.mark.parametrize(
    ("printed", "unit"),
    [
        ("亩", "亩"), ("畝", "亩"), ("公顷", "公顷"), ("吨", "吨"), ("公里", "公里"), ("元", "元"), ("户", "户"),
        ("人次", "人次"), ("%", "%"), ("％", "%"), ("个百分点", "个百分点"), ("‰", "‰"), ("头", "头"), ("千瓦时", "千瓦时"),
        ("家", "家"), ("起", "起"),
    ],
)  # fmt: skip
def test_units_as_the_text_has_them_in_simplified_script(figures: Figures, printed: str, unit: str) -> None:
    (only,) = [m for m in figures(f"其中25{printed}，") if m.type == "quantity"]
    assert (only.value, only.unit, only.surface) == (25, unit, f"25{printed}")


@pytest.mark.parametrize(
    ("text", "value", "unit"), [("发电8600万千瓦时。", 86_000_000, "千瓦时"), ("投入1千余万元。", 10_000_000, "元")]
)
def test_multipliers_leave_the_unit_whole(figures: Figures, text: str, value: int, unit: str) -> None:
    found = [(m.value, m.unit) for m in figures(text) if m.type == "quantity"]
    assert found == [(value, unit)]
