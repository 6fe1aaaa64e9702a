"""What is made of a rulebook is made once for it, and never given out for another."""

from __future__ import annotations

import dataclasses

from etl.rollup.catalogue import catalogue
from etl.rulebook import Rulebook
from etl.rulebook.derived import derived
from tests.sample_reports import rulebook


def test_it_is_made_once_for_the_rulebook_used_last() -> None:
    made: list[Rulebook] = []

    @derived
    def count(rules: Rulebook) -> int:
        made.append(rules)
        return len(made)

    first, second = rulebook(), dataclasses.replace(rulebook())
    assert [count(each) for each in (first, first, second, second, first)] == [1, 1, 2, 2, 3]
    assert [each is first for each in made] == [True, False, True]


def test_a_rulebook_without_an_indicator_has_its_own_catalogue() -> None:
    whole = rulebook()
    code, *_ = whole.indicators
    fewer = dataclasses.replace(
        whole, indicators={each: rule for each, rule in whole.indicators.items() if each != code}
    )
    assert catalogue(whole).height == catalogue(fewer).height + 1
    assert code in catalogue(whole)["indicator"]
