"""What rule files say of one another: units that exist, codes that exist, phrases that are whole."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from etl.errors import Place, Problem
from etl.rulebook.model import GAP, HOLE, Indicator, Units
from etl.rulebook.scales import Scale, scale_of, unit_scales
from etl.rulebook.source import Source, Step
from etl.rulebook.wording import nearest


@dataclass(frozen=True)
class Entry:
    """An indicator and where it was written: the source, and the path of the entry in it."""

    indicator: Indicator
    source: Source
    path: tuple[Step, ...]

    def at(self, *path: Step, key: bool = False) -> Place:
        return self.source.at(self.path + path, key=key)


def entries_problems(entries: Collection[Entry], codes: Collection[str], units: Units | None) -> Iterator[Problem]:
    """Mistakes of the indicators; ``codes`` are all that any file defines, also those that an overlay switches off."""
    scales = unit_scales(units) if units else {}
    for entry in entries:
        yield from _entry_problems(entry, codes)
        if units is not None:
            yield from _unknown_units(entry, units, scales)


def _entry_problems(entry: Entry, codes: Collection[str]) -> Iterator[Problem]:
    yield from _unknown_codes(entry, codes)
    yield from _bad_phrases(entry)
    yield from _bad_limits(entry)


def _unknown_codes(entry: Entry, codes: Collection[str]) -> Iterator[Problem]:
    rule = entry.indicator
    named: list[tuple[tuple[Step, ...], str | None]] = [(("weight",), rule.weight), (("growth_of",), rule.growth_of)]
    if rule.ratio:
        named += [(("ratio", "of"), rule.ratio.of), (("ratio", "to"), rule.ratio.to)]
    for path, code in named:
        if code is not None and code not in codes:
            yield Problem(entry.at(*path), "XH-RULE-007", f"没有代码为“{code}”的指标。", nearest(code, codes))
    if rule.aggregate == "weighted_mean" and not (rule.weight or rule.ratio):
        advice = "请写 weight: 权重指标的代码，或写 ratio。"
        yield Problem(entry.at("aggregate"), "XH-RULE-013", "加权平均（weighted_mean）缺少权重。", advice)


def _bad_phrases(entry: Entry) -> Iterator[Problem]:
    rule = entry.indicator
    lists = {"phrases": rule.phrases, "weak": rule.weak, "not": rule.not_, "with": rule.with_, "without": rule.without}
    for key, words in lists.items():
        for index, word in enumerate(words):
            parts = word.replace(HOLE, GAP if word != HOLE else "").split(GAP)
            if not any(part.strip() for part in parts) or word.startswith(GAP) or word.endswith(GAP):
                advice = f"“{GAP}”两边都要有文字，例如 甲{GAP}乙。"
                yield Problem(entry.at(key, index), "XH-RULE-005", f"短语“{word}”不完整。", advice)
            elif word in words[:index]:
                yield Problem(entry.at(key, index), "XH-RULE-002", f"短语“{word}”写了两次。", "请删去一处。")


def _bad_limits(entry: Entry) -> Iterator[Problem]:
    limits = entry.indicator.plausible
    if limits and limits[0] > limits[1]:
        yield Problem(entry.at("plausible"), "XH-RULE-005", "合理范围的下限大于上限。", "应写成 [下限, 上限]。")


def _unknown_units(entry: Entry, units: Units, scales: Mapping[str, Scale]) -> Iterator[Problem]:
    rule = entry.indicator
    if scale_of(rule.unit, units, scales) is None:
        yield Problem(entry.at("unit"), "XH-RULE-006", f"没有“{rule.unit}”这个单位。", _unit_advice(rule.unit, units))
    for index, word in enumerate(rule.accept):
        if word not in scales:
            place = entry.at("accept", index)
            yield Problem(place, "XH-RULE-008", f"没有“{word}”这个单位。", _unit_advice(word, units))


def _unit_advice(word: str, units: Units) -> str:
    return nearest(word, [unit.unit for unit in units.units])


def units_problems(units: Units, at: Callable[[Sequence[Step]], Place]) -> Iterator[Problem]:
    """Mistakes inside the unit table: unknown dimensions, factors that are not positive, words that mean two units."""
    dimensions = [dimension.id for dimension in units.dimensions]
    owner: dict[str, str] = {}
    for index, unit in enumerate(units.units):
        path = ("units", index)
        if unit.dimension not in dimensions:
            advice = nearest(unit.dimension, dimensions)
            yield Problem(at((*path, "dimension")), "XH-RULE-006", f"没有“{unit.dimension}”这个量纲。", advice)
        if unit.factor <= 0:
            yield Problem(at((*path, "factor")), "XH-RULE-005", "换算因子必须大于0。", "")
        for word in (unit.unit, *unit.variants, *unit.glued):
            if owner.setdefault(word, unit.unit) != unit.unit or not word:
                message = f"“{word}”已经是“{owner[word]}”的写法。"
                yield Problem(at(path), "XH-RULE-010", message, "一个写法只能属于一个单位。")
    for index, dimension in enumerate(units.dimensions):
        if owner.get(dimension.base) != dimension.base:
            message = f"基准单位“{dimension.base}”不在 units 中。"
            yield Problem(at(("dimensions", index, "base")), "XH-RULE-006", message, nearest(dimension.base, owner))
