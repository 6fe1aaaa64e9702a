"""CSV: for Excel in China and for programs alike."""

from __future__ import annotations

import csv
import io
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.export.plain import csv_bytes
from etl.tables import FIGURE, OBSERVATIONS

from .conftest import frame


def cells(**column: list[object]) -> list[str]:
    (name,) = column
    content = csv_bytes(frame(OBSERVATIONS, [{name: value} for value in column[name]]), OBSERVATIONS)
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    return [row[name] for row in rows]


def test_bom_crlf_and_header() -> None:
    content = csv_bytes(OBSERVATIONS.empty(), OBSERVATIONS)
    assert content.startswith(b"\xef\xbb\xbfcounty_code,county,") and content.endswith(b",reason\r\n")


def test_decimals_are_plain_and_exact() -> None:
    values = [Decimal(text) for text in ("1.5", "100", "0", "-0.25", "980000000", "0.0000000001")]
    assert cells(value=values) == ["1.5", "100", "0", "-0.25", "980000000", "0.0000000001"]


@given(st.decimals(min_value=-(10**20), max_value=10**20, places=10, allow_nan=False))
def test_every_decimal_comes_back_as_it_was(value: Decimal) -> None:
    (text,) = cells(value=[value])
    assert Decimal(text) == value and "e" not in text.lower()


def test_unknown_is_empty_and_flags_are_words() -> None:
    assert cells(estimated=[True, False, None]) == ["true", "false", ""]
    assert csv_bytes(frame(OBSERVATIONS, [{"approx": ""}]), OBSERVATIONS).endswith(
        b"\r\n" + b"," * (len(OBSERVATIONS.names) - 1) + b"\r\n"
    )


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝"])
def test_text_that_would_run_is_defused(start: str) -> None:
    assert cells(evidence=[f"{start}1+2"]) == [f"'{start}1+2"]


def test_surface_of_a_fall_is_text_but_its_value_a_number() -> None:
    assert cells(evidence=["-6.2%"]) == ["'-6.2%"]
    assert cells(value=[Decimal("-6.2")]) == ["-6.2"]


@pytest.mark.parametrize("text", ["一，二", "a,b", '说"好"', "上行\n下行", "上行\r\n下行", "只有\r回车"])
def test_text_comes_back_as_it_was(text: str) -> None:
    assert cells(evidence=[text]) == [text]


def test_figures_keep_their_type() -> None:
    assert isinstance(FIGURE, pl.Decimal)
