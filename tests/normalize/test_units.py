"""Canonical values: every one equals Decimal arithmetic on the printed figure."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal, localcontext
from fractions import Fraction

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.normalize import canonical
from etl.rulebook import Rulebook
from etl.rulebook.lexicon import Lexicon, Sections
from etl.rulebook.model import Dimension, Indicator, Unit, Units
from etl.tables import MENTIONS, PUBLISHED_MENTIONS


def rulebook() -> Rulebook:
    table = {
        "area": {"亩": "1", "公顷": "15", "平方米": "0.0015", "平方公里": "1500"},
        "mass": {"吨": "1", "公斤": "0.001", "斤": "0.0005", "担": "0.05", "毫克": "0.000000001"},
        "money": {"元": "1"},
        "ratio": {"%": "1", "‰": "0.1", "倍": "100"},
        "pp": {"个百分点": "1"},
        "yield": {"公斤/亩": "1", "吨/公顷": "66.666666666666666667"},
        "people": {"人": "1"},
        "visits": {"人次": "1"},
    }
    units = Units(
        dimensions=tuple(Dimension(id=name, base=next(iter(words)), title=name) for name, words in table.items()),
        multipliers={"万": Decimal(10000), "亿": Decimal(10**8)},
        units=tuple(
            Unit(unit=word, dimension=name, factor=Decimal(factor))
            for name, words in table.items()
            for word, factor in words.items()
        ),
    )
    wanted = {
        "grain_sown_area": "亩", "admin_area": "平方公里", "field": "公顷", "grain_output": "吨", "gdp": "万元",
        "income": "元", "forest_coverage": "%", "grain_yield": "公斤/亩", "population": "人",
    }  # fmt: skip
    indicators = {
        code: Indicator(code=code, name=code, unit=unit, examples={"a": Decimal(1)}) for code, unit in wanted.items()
    }
    indicators["grain_yield"] = indicators["grain_yield"].model_copy(update={"accept": ("公斤",)})
    indicators["trained"] = Indicator(code="trained", name="x", unit="人", accept=("人次",), examples={"a": Decimal(1)})
    return Rulebook(indicators, (), units, Lexicon.model_construct(), Sections.model_construct())


RULEBOOK = rulebook()


def mentions(*rows: dict[str, object]) -> pl.DataFrame:
    return MENTIONS.conform(pl.DataFrame([{"measure": "level", **row} for row in rows], infer_schema_length=None))


def one(value: str, unit: str | None, code: str, measure: str = "level") -> tuple[Decimal | None, str | None]:
    frame = canonical(
        mentions({"value": Decimal(value), "unit": unit, "indicator": code, "measure": measure}), RULEBOOK
    )
    return frame["canonical_value"].item(), frame["canonical_unit"].item()


@pytest.mark.parametrize(
    ("value", "unit", "code", "expected"),
    [
        ("980000000", "元", "gdp", ("98000", "万元")),
        ("0.5", "元", "gdp", ("0.00005", "万元")),
        ("1946.5", "公顷", "grain_sown_area", ("29197.5", "亩")),
        ("30", "亩", "field", ("2", "公顷")),
        ("118.6", "平方公里", "field", ("11860", "公顷")),
        ("1900", "平方米", "admin_area", ("0.0019", "平方公里")),
        ("6850", "斤", "grain_output", ("3.425", "吨")),
        ("9", "毫克", "grain_output", ("0.000000009", "吨")),
        ("5", "‰", "forest_coverage", ("0.5", "%")),
        ("7.5", "吨/公顷", "grain_yield", ("500", "公斤/亩")),
    ],
)
def test_a_figure_is_converted_to_the_unit_of_its_indicator(
    value: str, unit: str, code: str, expected: tuple[str, str]
) -> None:
    assert one(value, unit, code) == (Decimal(expected[0]), expected[1])


def test_a_quotient_that_never_ends_is_rounded_half_to_even_at_ten_places() -> None:
    assert one("20", "亩", "field")[0] == Decimal("1.3333333333")
    assert one("0.0000000001", "斤", "grain_output")[0] == 0


def test_growth_and_completion_stay_per_cent_of_any_indicator() -> None:
    assert one("30.2", "%", "income", "growth_rate") == (Decimal("30.2"), "%")
    assert one("2", "倍", "gdp", "growth_rate") == (Decimal(200), "%")
    assert one("103", "%", "grain_output", "completion") == (Decimal(103), "%")
    assert one("8", "‰", "population", "share_or_rate") == (Decimal("0.8"), "%")


def test_percentage_points_are_not_per_cent() -> None:
    assert one("2", "个百分点", "forest_coverage", "change") == (Decimal(2), "个百分点")
    assert one("2", "个百分点", "forest_coverage") == (None, None)


def test_a_change_is_converted_like_a_level() -> None:
    assert one("-263900", "元", "gdp", "change") == (Decimal("-26.39"), "万元")


@pytest.mark.parametrize(
    ("unit", "code", "measure"),
    [
        ("元", "grain_output", "level"),
        (None, "gdp", "level"),
        ("%", "gdp", "level"),
        ("人", "population", "rank_or_level"),
        ("人", "withdrawn_code", "level"),
    ],
)
def test_a_unit_that_does_not_fit_gives_neither_value_nor_unit(unit: str | None, code: str, measure: str) -> None:
    assert one("12", unit, code, measure) == (None, None)


def test_a_unit_of_another_dimension_counts_one_for_one_where_the_rule_accepts_it() -> None:
    assert one("300", "人次", "trained") == (Decimal(300), "人")
    assert one("300", "人次", "population") == (None, None)
    assert one("480", "公斤", "grain_yield") == (Decimal(480), "公斤/亩")


def test_a_range_is_converted_at_both_ends() -> None:
    row = {"value_low": Decimal(90), "value_high": Decimal(100), "unit": "公顷", "indicator": "grain_sown_area"}
    frame = canonical(mentions(row), RULEBOOK)
    assert frame.select("canonical_low", "canonical_high").row(0) == (Decimal(1350), Decimal(1500))
    assert frame["canonical_value"].item() is None


def test_a_figure_too_large_for_the_table_is_null_and_harms_no_other() -> None:
    huge = {"value": Decimal(9) * 10**27, "unit": "公顷", "indicator": "grain_sown_area"}
    frame = canonical(mentions(huge, {"value": Decimal(1), "unit": "公顷", "indicator": "grain_sown_area"}), RULEBOOK)
    assert frame["canonical_value"].to_list() == [None, Decimal(15)]


def test_rows_columns_and_their_order_are_kept() -> None:
    frame = mentions(
        {"start": 3, "surface": "x"}, {"start": 1, "value": Decimal(2), "unit": "亩", "indicator": "field"}
    )
    assert canonical(frame, RULEBOOK).schema == MENTIONS.schema
    assert canonical(frame, RULEBOOK)["start"].to_list() == [3, 1]
    assert canonical(PUBLISHED_MENTIONS.empty(), RULEBOOK).schema == PUBLISHED_MENTIONS.schema


UNITS = {unit.unit: unit for unit in RULEBOOK.units.units}
FACTORS = {"万元": Decimal(10000)} | {word: unit.factor for word, unit in UNITS.items()}
PAIRS = [
    (unit, code, indicator.unit)
    for code, indicator in RULEBOOK.indicators.items()
    for unit in UNITS
    if UNITS[unit].dimension == UNITS[indicator.unit.removeprefix("万")].dimension
]


@settings(max_examples=300, deadline=None)
@given(
    st.decimals(min_value=-(10**15), max_value=10**15, places=4, allow_nan=False, allow_infinity=False),
    st.sampled_from(PAIRS),
)
def test_every_conversion_equals_exact_arithmetic_rounded_once(value: Decimal, pair: tuple[str, str, str]) -> None:
    unit, code, target = pair
    if unit == "吨/公顷":
        value = value / 10**8 // 1
    exact = Fraction(value) * Fraction(FACTORS[unit]) / Fraction(FACTORS[target])
    with localcontext(prec=80):
        expected = (Decimal(exact.numerator) / exact.denominator).quantize(Decimal("1e-10"), ROUND_HALF_EVEN)
    assert one(str(value), unit, code) == (expected, target)
