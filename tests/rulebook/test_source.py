"""Reading one YAML file: any text is data or a mistake at a place, never a crash, never a float."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from etl.errors import Problem
from etl.rulebook.source import Data, read_source

FILE = Path("any.yaml")
ALPHABET = "ab粮：: -\n[]{},&*!|>'\"#%@`1.0\t~?="


def read(text: str) -> tuple[Data, list[Problem]]:
    problems: list[Problem] = []
    source = read_source(FILE, "any.yaml", text, problems)
    return (source.data if source else None), problems


@settings(max_examples=400, deadline=None)
@given(st.text(ALPHABET, max_size=40) | st.text(st.characters(exclude_categories=["Cs"]), max_size=40))
def test_any_text_is_data_or_a_mistake_at_a_place(text: str) -> None:
    data, problems = read(text)
    assert data is None or isinstance(data, dict | list | str | int | Decimal)
    assert all(problem.place.line >= 1 and problem.place.column >= 1 and problem.advice for problem in problems)


@settings(max_examples=200, deadline=None)
@given(st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**12), max_value=10**12))
def test_numbers_keep_every_digit(value: Decimal) -> None:
    assert read(f"a: {value:f}") == ({"a": value}, [])


def test_places_of_keys_and_values() -> None:
    source = read_source(FILE, "any.yaml", "a:\n  b: [c,\n    d]\n", [])
    assert source is not None
    assert (source.at(("a", "b", 1)).line, source.at(("a", "b", 1)).column) == (3, 5)
    assert (source.at(("a", "b"), key=True).line, source.at(("a", "b"), key=True).column) == (2, 3)
    assert source.at(("a", "gone")).line == 2
