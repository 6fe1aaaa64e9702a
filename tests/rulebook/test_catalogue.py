"""The stock against the catalogue that it came from, where that is at hand, and against its own promise of examples."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from etl.extract.vocabulary import vocabulary
from etl.rulebook import Rulebook, load_rulebook
from etl.rulebook.check import NEGATIVE, POSITIVE
from etl.rulebook.model import NO_MATCH

CATALOGUE = Path(__file__).parents[3] / "shared" / "catalog" / "catalog.yaml"
SEEN = ("seed", "web")
needed = pytest.mark.skipif(not CATALOGUE.is_file(), reason="the catalogue is not part of the project")


@pytest.fixture(scope="module")
def rulebook() -> Rulebook:
    return load_rulebook()


@pytest.fixture(scope="module")
def listed() -> list[dict[str, Any]]:
    loaded = yaml.load(CATALOGUE.read_text("utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    indicators: list[dict[str, Any]] = loaded["indicators"]
    return indicators


def test_every_rule_has_examples_that_match_and_one_that_does_not(rulebook: Rulebook) -> None:
    for rule in rulebook.indicators.values():
        negative = sum(value == NO_MATCH for value in rule.examples.values())
        assert len(rule.examples) - negative >= POSITIVE and negative >= NEGATIVE, rule.code


@needed
def test_every_indicator_of_the_catalogue_is_there_with_its_unit(
    rulebook: Rulebook, listed: list[dict[str, Any]]
) -> None:
    units = {code: rule.unit for code, rule in rulebook.indicators.items()}
    assert {row["code"]: row["unit"] for row in listed}.items() <= units.items()


@needed
def test_every_alias_that_was_seen_in_a_report_occurs_in_an_example(
    rulebook: Rulebook, listed: list[dict[str, Any]]
) -> None:
    """In an example of its rule; where the catalogue itself is of two minds about an alias, of any rule."""
    words = vocabulary(rulebook)

    def plain(text: str) -> str:
        return re.sub('[「」“”"]', "", words.fold(text))

    own = {code: list(map(plain, rule.examples)) for code, rule in rulebook.indicators.items()}
    every = [sentence for sentences in own.values() for sentence in sentences]
    missing, elsewhere = [], []
    for row in listed:
        for alias in row.get("aliases", ()):
            if any(str(source).startswith(SEEN) for source in alias.get("src", ())):
                parts = ".*".join(re.escape(part) for part in re.split(r"\{\w+\}|…", plain(alias["text"])))
                if not any(re.search(parts, sentence) for sentence in every):
                    missing.append((row["code"], alias["text"]))
                elif not any(re.search(parts, sentence) for sentence in own[row["code"]]):
                    elsewhere.append((row["code"], alias["text"]))
    assert missing == []
    assert len(elsewhere) <= 2, elsewhere
