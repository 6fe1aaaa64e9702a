"""What the engine does for speed gives what the long way gives."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from etl.extract.engine import analyse
from etl.extract.figures import _figures, _quantity
from etl.extract.grammar import Grammar
from etl.extract.mention import Mention
from etl.extract.seen import Seen, look
from etl.extract.shapes import ShapeWords
from etl.extract.vocabulary import vocabulary
from etl.readers.document import Document
from etl.rulebook.model import Rulebook

REPORTS = sorted((Path(__file__).parent / "reports").glob("*.txt"))
HARD = "约3亩、大约 -5.6%，近一千二百余万元…20㎡。" * 3 + "X亩，第三届，2023年1—11月，①②，\U00020000三类，约"


@pytest.fixture(params=[*REPORTS, HARD], ids=[*(path.stem for path in REPORTS), "hard"])
def text(request: pytest.FixtureRequest) -> str:
    return request.param if isinstance(request.param, str) else request.param.read_text("utf-8")


def test_patterns_are_found_in_their_lines_where_they_stand_in_the_text(rulebook: Rulebook, text: str) -> None:
    words = vocabulary(rulebook)
    forms, folded = words.compiled(ShapeWords), words.fold(text)
    whole = folded.encode()
    found = [(shape.pattern.pattern, lines.span(*match.span())) for shape, match, lines in forms.find(folded)]
    assert found == [
        (shape.pattern.pattern, (len(whole[: match.start()].decode()), len(whole[: match.end()].decode())))
        for shape in forms.shapes
        for match in shape.expression.finditer(whole)
    ]


def test_figures_are_found_from_their_numerals(rulebook: Rulebook, text: str) -> None:
    words = vocabulary(rulebook)
    folded = words.fold(text)

    def counted(matches: Iterable[re.Match[str]]) -> list[Mention]:
        found = (_quantity(match, text, folded, words, bytearray(len(folded))) for match in matches)
        return [mention for mention in found if mention is not None]

    found = counted(_figures(folded, 0, len(folded), words))
    assert found == counted(words.compiled(Grammar).figure.finditer(folded))


def test_the_winner_is_the_first_of_all_candidates(rulebook: Rulebook, text: str) -> None:
    judged = analyse(Document(text), rulebook).judged.values()
    for context, indicators in judged:
        first = next(iter(indicators.decide(context)), None)
        winner = indicators.winner(context)
        if first is None or first.objection:
            assert winner is None
        else:
            assert winner is not None
            assert (winner.indicator.code, winner.phrase) == (first.indicator.code, first.phrase)


class Everything(set[str]):
    def __contains__(self, kind: object) -> bool:
        return True


def test_a_stage_that_does_not_look_would_have_found_nothing(
    rulebook: Rulebook, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    short = analyse(Document(text), rulebook).mentions

    def look_everywhere(*given: Any) -> list[Seen]:
        seen = look(*given)
        for each in seen:
            each.kinds = Everything()
        return seen

    monkeypatch.setattr("etl.extract.context.look", look_everywhere)
    assert analyse(Document(text), rulebook).mentions == short
