"""Whether rules say what their author meant: enough examples, no phrase that can never win, and every example holds.

Codes of problems beside those of :mod:`etl.rulebook.load`: XH-RULE-020 too few examples, 021 weak phrases without
context words, 022 accepted unit of another dimension, 023 phrase that can never win, 027 an example outside of the
plausible range; and of :mod:`etl.rulebook.examples`: 024 two rules claim one figure, 025 an example fails, 026 a
counter-example is taken; 028 an example of rules/checks.yaml fails.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from etl.errors import Place, Problem
from etl.rulebook.examples import example_problems
from etl.rulebook.laying import owner
from etl.rulebook.load import Loaded, in_order, read_rules
from etl.rulebook.model import GAP, HOLE, NO_MATCH, Indicator, Rulebook
from etl.rulebook.references import Entry, anchor
from etl.rulebook.scales import scale_of, unit_scales
from etl.rulebook.source import Step
from etl.rulebook.written import Change, changes

POSITIVE, NEGATIVE = 2, 1


@dataclass(frozen=True)
class Checked:
    """Every problem of the rules, in order of file and line; and the built-in rules that the overlay changes, on purpose
    or not."""

    problems: list[Problem]
    changes: tuple[Change, ...] = ()


def check_rules(builtin: Path | None = None, overlay: Path | None = None) -> list[Problem]:
    """Every problem of the rules, in order of file and line; empty when they are good."""
    return checked_rules(builtin, overlay).problems


def checked_rules(builtin: Path | None = None, overlay: Path | None = None) -> Checked:
    """As :func:`check_rules`, with what the overlay changes.

    Rules with mistakes of form are reported and left out, and the others are checked all the same. Since a rule that is
    left out may be missed elsewhere, only what the author wrote last (the overlay, if there is one) is judged then.
    """
    loaded, problems = read_rules(builtin, overlay)
    if loaded is None:
        return Checked(in_order(problems))
    judged = loaded.entries
    if problems and overlay is not None:
        judged = {code: entry for code, entry in judged.items() if entry.source.file.is_relative_to(overlay)}
    if not problems:
        problems += _check_examples(loaded, overlay)
    return Checked(in_order([*problems, *_doubts(loaded, judged)]), tuple(changes(loaded.layers)))


def _check_examples(loaded: Loaded, overlay: Path | None) -> Iterator[Problem]:
    """Examples of checks that do not hold; under an overlay those that it wrote."""
    from etl.checks.examples import examples, unkept
    from etl.rulebook.checking import Checks

    def at(path: Sequence[Step]) -> Place:
        return owner(loaded.layers, "checks", path).at("checks", path)

    if "checks" not in loaded.rulebook.extra:
        return
    written = examples(Checks.model_validate(loaded.rulebook.extra["checks"]))
    judged = [each for each in written if overlay is None or at(each.path).file.is_relative_to(overlay)]
    for example, told in unkept(judged, loaded.rulebook):
        message = f"“{example.text}”{'应当' if example.expected else '不该'}发现问题 {example.code}。"
        yield Problem(at(example.path), "XH-RULE-028", message, f"实际：{'；'.join(told) or '没有发现问题'}。")


def _doubts(loaded: Loaded, judged: Mapping[str, Entry]) -> Iterator[Problem]:
    """What is doubtful about the ``judged`` of the rules, which have the right form."""
    dimensions = _dimensions(loaded.rulebook)
    yield from _few_examples(judged)
    yield from _odd_values(judged)
    yield from _weak_alone(judged)
    yield from _foreign_units(judged, loaded.rulebook, dimensions)
    for code, problem in _hopeless_phrases(loaded.entries, dimensions):
        if code in judged:
            yield problem
    yield from example_problems(loaded.rulebook, judged)


def _dimensions(rulebook: Rulebook) -> dict[str, str]:
    """The dimension of each indicator's unit, by code."""
    scales = unit_scales(rulebook.units)
    found = {code: scale_of(rule.unit, rulebook.units, scales) for code, rule in rulebook.indicators.items()}
    return {code: scale.dimension for code, scale in found.items() if scale}


def _few_examples(entries: Mapping[str, Entry]) -> Iterator[Problem]:
    for entry in entries.values():
        values = entry.indicator.examples.values()
        negative = sum(value == NO_MATCH for value in values)
        positive = len(values) - negative
        if positive < POSITIVE or negative < NEGATIVE:
            message = f"“{entry.indicator.code}”有 {positive} 个正例、{negative} 个反例。"
            advice = f"至少要有 {POSITIVE} 个正例和 {NEGATIVE} 个反例（{NO_MATCH}）。"
            yield Problem(entry.at("examples", key=True), "XH-RULE-020", message, advice)


def _odd_values(entries: Mapping[str, Entry]) -> Iterator[Problem]:
    """An example beyond the plausible range: mostly a value in another unit than the rule's."""
    for entry in entries.values():
        rule = entry.indicator
        if rule.plausible is None or rule.measure is not None:
            continue
        low, high = rule.plausible
        for sentence, value in rule.examples.items():
            if isinstance(value, Decimal) and not low <= value <= high:
                message = f"例句的数值 {value} 不在 plausible [{low}, {high}] 之内。"
                advice = f"数值请按单位“{rule.unit}”写，或放宽 plausible。"
                yield Problem(entry.at("examples", sentence), "XH-RULE-027", message, advice)


def _weak_alone(entries: Mapping[str, Entry]) -> Iterator[Problem]:
    for entry in entries.values():
        if entry.indicator.weak and not entry.indicator.with_:
            advice = "请加 with: 同句必须出现的词。"
            yield Problem(entry.at("weak", key=True), "XH-RULE-021", "有弱短语（weak）却没有 with。", advice)


def _foreign_units(
    entries: Mapping[str, Entry], rulebook: Rulebook, dimensions: Mapping[str, str]
) -> Iterator[Problem]:
    """An accepted unit of another dimension counts one for one, which only some can (户 for 家), or is what a compound unit
    counts (公斤 or 斤 for 公斤/亩)."""
    scales = unit_scales(rulebook.units)
    for code, entry in entries.items():
        own = scale_of(entry.indicator.unit, rulebook.units, scales)
        for index, word in enumerate(entry.indicator.accept):
            other = scales[word]
            counted = scales.get(entry.indicator.unit.partition("/")[0])
            if other.dimension in (dimensions[code], counted.dimension if counted else None):
                continue
            if own is None or own.factor * other.factor != 1:
                message = f"单位“{word}”与“{entry.indicator.unit}”不是同一量纲，也不能一比一计入。"
                yield Problem(entry.at("accept", index), "XH-RULE-022", message, "请删去，或另立指标。")


class _Claim(NamedTuple):
    """A phrase of a rule, and where it stands in the entry."""

    entry: Entry
    phrase: str
    path: tuple[Step, ...]
    weak: bool


def _hopeless_phrases(entries: Mapping[str, Entry], dimensions: Mapping[str, str]) -> Iterator[tuple[str, Problem]]:
    """By code: phrases that always lose to a phrase of another rule of the same dimension, which takes every figure that
    this rule could take: the same phrase, or the end of this one in a rule of higher priority.
    """
    claims = [_Claim(entry, *claim) for entry in entries.values() for claim in _phrases(entry.indicator)]
    lowest = min((entry.indicator.priority for entry in entries.values()), default=0)
    same: dict[tuple[str, str], list[_Claim]] = defaultdict(list)
    strong = []
    for claim in claims:
        same[claim.phrase, dimensions[claim.entry.indicator.code]].append(claim)
        if claim.entry.indicator.priority > lowest and GAP not in claim.phrase and not HOLE.search(claim.phrase):
            strong.append(claim)
    for loser in claims:
        code = loser.entry.indicator.code
        rivals = [*same[loser.phrase, dimensions[code]], *_ends(loser, strong, dimensions)]
        winner = next((rival for rival in rivals if _always_wins(rival, loser)), None)
        if winner is not None:
            rule = winner.entry.indicator
            message = f"短语“{loser.phrase}”总被 {rule.code}（{rule.place}）抢先，永远不起作用。"
            advice = "请用 not、with、accept 或 priority 区分，或删去其一。"
            yield code, Problem(loser.entry.at(*loser.path), "XH-RULE-023", message, advice)


def _ends(loser: _Claim, strong: Sequence[_Claim], dimensions: Mapping[str, str]) -> Iterator[_Claim]:
    """The phrases of rules of higher priority that stand at the end of this one's last words."""
    rule = loser.entry.indicator
    for claim in () if HOLE.search(loser.phrase) else strong:
        other = claim.entry.indicator
        near = anchor(loser.phrase).endswith(claim.phrase)
        if near and other.priority > rule.priority and dimensions[other.code] == dimensions[rule.code]:
            yield claim


def _phrases(rule: Indicator) -> Iterator[tuple[str, tuple[Step, ...], bool]]:
    """Each phrase, its path in the entry, and whether it is weak; the name is always a phrase."""
    if rule.name not in (*rule.phrases, *rule.weak):
        yield rule.name, ("name",), False
    for index, phrase in enumerate(rule.phrases):
        yield phrase, ("phrases", index), False
    for index, phrase in enumerate(rule.weak):
        yield phrase, ("weak", index), True


def _always_wins(winner: _Claim, loser: _Claim) -> bool:
    """Whether nothing that lets the loser in keeps the winner out, and the order of decision puts the winner first."""
    first, second = winner.entry.indicator, loser.entry.indicator
    if first.code == second.code or first.measure != second.measure:
        return False
    if (-first.priority, first.code) > (-second.priority, second.code):
        return False
    return (
        set(first.not_) <= set(second.not_)
        and set(first.without) <= set(second.without)
        and _covers(_context(first, winner.weak), _context(second, loser.weak))
        and _covers(_accepted(first), _accepted(second))
        and _covers(frozenset(first.section), frozenset(second.section))
        and (first.scope == "any" or second.scope == "township")
    )


def _covers(first: frozenset[str], second: frozenset[str]) -> bool:
    """Whether the first choice admits all that the second does; an empty choice admits everything."""
    return not first or (bool(second) and second <= first)


def _context(rule: Indicator, weak: bool) -> frozenset[str]:
    """The words of which one must stand in the sentence; ``with`` governs only the weak phrases if there are any."""
    return frozenset(rule.with_ if weak or not rule.weak else ())


def _accepted(rule: Indicator) -> frozenset[str]:
    return frozenset((rule.unit, *rule.accept) if rule.accept else ())
