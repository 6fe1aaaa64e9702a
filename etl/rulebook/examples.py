"""The examples of the rules, run through the whole engine: each sentence is a document of its own.

A positive example holds when some quantity of the sentence gets this code and exactly this value in the indicator's
unit; a counter-example (不算) holds when no quantity gets this code.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from etl.errors import Place, Problem
from etl.rulebook.model import NO_MATCH, Rulebook
from etl.rulebook.references import Entry

_NAMED = 3  # rules that lost, of one figure

if TYPE_CHECKING:
    from etl.extract.mention import Mention


class Found(NamedTuple):
    """A quantity that the engine found in a sentence, with its code and its value in the unit of the code."""

    surface: str
    indicator: str | None
    value: Decimal | None
    unit: str | None
    rule: str | None

    def __str__(self) -> str:
        if self.indicator is None:
            return f"{self.surface} 未归入指标"
        value = "" if self.value is None else f" {_plain(self.value)}{self.unit or ''}"
        return f"{self.surface} 归入 {self.indicator}{value}（{self.rule or '无规则'}）"


class Example(NamedTuple):
    """One sentence of an indicator with what the author expects of it, and where it was written."""

    code: str
    sentence: str
    expected: Decimal | None
    place: Place


def example_problems(rulebook: Rulebook, entries: Mapping[str, Entry]) -> Iterator[Problem]:
    """A problem for each example that does not hold, with what the engine found instead."""
    examples = [example for entry in entries.values() for example in _examples(entry)]
    found = _run(rulebook, dict.fromkeys(example.sentence for example in examples))
    claims = defaultdict(set)
    for example in examples:
        claims[example.sentence, example.expected].add(example.code)
    for example in examples:
        taken = found[example.sentence]
        if not _holds(example, taken):
            rivals = claims[example.sentence, example.expected] & {hit.indicator for hit in taken}
            rivals = rivals - {example.code} if example.expected is not None else set()
            yield _problem(example, taken, rivals, rulebook)


def _examples(entry: Entry) -> Iterator[Example]:
    for sentence, value in entry.indicator.examples.items():
        expected = None if value == NO_MATCH else Decimal(value)
        yield Example(entry.indicator.code, sentence, expected, entry.at("examples", sentence, key=True))


def _run(rulebook: Rulebook, sentences: Mapping[str, None]) -> dict[str, list[Found]]:
    """What the engine finds in each sentence; values are converted in one frame for all of them."""
    from etl.extract import extract, mentions_frame
    from etl.normalize import canonical
    from etl.readers.document import Document

    result: dict[str, list[Found]] = {sentence: [] for sentence in sentences}
    mentions: list[Mention] = []
    owners: list[str] = []
    for sentence in sentences:
        for mention in extract(Document(sentence), rulebook).mentions:
            if mention.type == "quantity":
                mentions.append(mention)
                owners.append(sentence)
    frame = canonical(mentions_frame(mentions), rulebook)
    rows = frame.select("surface", "indicator", "canonical_value", "canonical_unit", "rule").iter_rows()
    for sentence, row in zip(owners, rows, strict=True):
        result[sentence].append(Found(*row))
    return result


def _holds(example: Example, taken: list[Found]) -> bool:
    values = [hit.value for hit in taken if hit.indicator == example.code]
    return not values if example.expected is None else example.expected in values


def _problem(example: Example, taken: list[Found], rivals: set[str], rulebook: Rulebook) -> Problem:
    seen = f"实际：{'；'.join(map(str, taken)) or '没有认出数量'}。"
    if example.expected is None:
        return Problem(example.place, "XH-RULE-026", f"“{example.sentence}”不该归入 {example.code}。", seen)
    advice = seen + "".join(_lost(example, rulebook))
    if rivals:
        message = f"{example.code} 与 {'、'.join(sorted(rivals))} 的例句都认领“{example.sentence}”中的同一个数。"
        return Problem(example.place, "XH-RULE-024", message, advice)
    message = f"“{example.sentence}”应得 {example.code} {_plain(example.expected)}。"
    return Problem(example.place, "XH-RULE-025", message, advice)


def _lost(example: Example, rulebook: Rulebook) -> Iterator[str]:
    """For each quantity that the rule did not get: why not, and which other rules did not get it either."""
    from etl.extract.explain import explanations
    from etl.readers.document import Document

    for told in explanations(Document(example.sentence), rulebook, text=""):
        if told["type"] != "quantity" or told["indicator"] == example.code:
            continue
        lost = [rule for rule in told["candidates"] if rule["indicator"] != told["indicator"]]
        lost.sort(key=lambda rule: (rule["indicator"] != example.code, not rule["outcome"].startswith("落选")))
        named = [f"{rule['indicator']}（{rule['rule']}）{rule['outcome']}" for rule in lost[:_NAMED]]
        if not lost or lost[0]["indicator"] != example.code:
            named.insert(0, f"{example.code} 的短语不在“{told['words']}”里")
        yield f"{told['surface']}：{'；'.join(named)}。"


def _plain(value: Decimal) -> str:
    """The value as people write it: no exponent, no trailing zeros."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
