"""What rule files say of one another and of themselves: units and codes that exist, phrases that can match, rates
that are not added up.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from etl.errors import Place, Problem
from etl.rulebook.model import GAP, HOLE, Indicator, Unit, Units
from etl.rulebook.scales import Scale, scale_of
from etl.rulebook.slots import SLOT, Slots
from etl.rulebook.source import Source, Step
from etl.rulebook.wording import nearest

RATIOS = ("ratio", "pp")
_MATCHED = ("phrases", "weak")
_NOT_LITERAL = re.compile(r"[.．]{2,}|。{2,}|\.[*+?]|[*+?^$\\|\[\]]|\(\?|\{\w*\}|｛.*｝")
_SEPARATOR = re.compile(r"[,，;；:：。]")
_FACTOR = "一个这样的单位合多少基准单位就写多少，例如 公顷 写 15（亩）。"


@dataclass(frozen=True)
class Entry:
    """An indicator and where it was written: the source, and the path of the entry in it."""

    indicator: Indicator
    source: Source
    path: tuple[Step, ...]

    def at(self, *path: Step, key: bool = False) -> Place:
        return self.source.at(self.path + path, key=key)


def entry_problems(
    entry: Entry,
    codes: Collection[str],
    units: Units,
    scales: Mapping[str, Scale],
    slots: Slots | None,
    pending: Collection[str] = (),
) -> Iterator[Problem]:
    """Mistakes of one indicator. ``codes`` are all that any file defines, also those that an overlay switches off;
    ``slots`` are those of the lexicon, None where it is faulty; ``pending`` are unit words whose own definition is faulty and
    reported there.
    """
    yield from _unknown_codes(entry, codes)
    yield from _weights(entry)
    if slots is not None:
        yield from _unknown_slots(entry, slots)
    yield from _bad_phrases(entry)
    yield from _self_defeating(entry)
    yield from _bad_limits(entry)
    yield from _unknown_units(entry, units, scales, pending)
    yield from _added_rates(entry, units, scales)


def _unknown_codes(entry: Entry, codes: Collection[str]) -> Iterator[Problem]:
    rule = entry.indicator
    named: list[tuple[tuple[Step, ...], str | None]] = [(("weight",), rule.weight), (("growth_of",), rule.growth_of)]
    if rule.ratio:
        named += [(("ratio", "of"), rule.ratio.of), (("ratio", "to"), rule.ratio.to)]
    for path, code in named:
        if code is not None and code not in codes:
            yield Problem(entry.at(*path), "XH-RULE-007", f"没有代码为“{code}”的指标。", nearest(code, codes))


def _weights(entry: Entry) -> Iterator[Problem]:
    """A weighted mean has a weight, or both sides of the rate; a weight is there for a weighted mean, and is another."""
    rule = entry.indicator
    if rule.weight == rule.code:
        message = f"“{rule.code}”不能是自己的权重。"
        yield Problem(entry.at("weight"), "XH-RULE-013", message, "请写作分母的指标的代码，例如人口、面积。")
    weighted = rule.aggregate == "weighted_mean"
    if weighted and not (rule.weight or rule.ratio):
        advice = "请写 weight: 权重指标的代码，或写 ratio。"
        yield Problem(entry.at("aggregate"), "XH-RULE-013", "加权平均（weighted_mean）缺少权重。", advice)
    if not weighted and (rule.weight or rule.ratio):
        key = "weight" if rule.weight else "ratio"
        message = f"写了 {key}，但汇总方式是 {rule.aggregate}，{key} 不起作用。"
        yield Problem(entry.at(key, key=True), "XH-RULE-013", message, "请加 aggregate: weighted_mean。")


def _unknown_slots(entry: Entry, slots: Slots) -> Iterator[Problem]:
    for key in _MATCHED:
        for index, phrase in enumerate(getattr(entry.indicator, key)):
            for name in SLOT.findall(phrase):
                if name not in slots:
                    message = f"短语“{phrase}”中的“{{{name}}}”在 lexicon.yaml 的 slots 里没有。"
                    yield Problem(entry.at(key, index), "XH-RULE-009", message, nearest(name, slots))


def _bad_phrases(entry: Entry) -> Iterator[Problem]:
    rule = entry.indicator
    lists = {"phrases": rule.phrases, "weak": rule.weak, "not": rule.not_, "with": rule.with_, "without": rule.without}
    yield from _bad_phrase(entry, ("name",), rule.name)
    for key, words in lists.items():
        taken = {*rule.phrases, rule.name} if key == "weak" else set()
        for index, word in enumerate(words):
            if word in words[:index] or word in taken:
                yield Problem(entry.at(key, index), "XH-RULE-002", f"短语“{word}”写了两次。", "请删去一处。")
            else:
                yield from _bad_phrase(entry, (key, index), SLOT.sub(r"\1", word) if key in _MATCHED else word)


def _bad_phrase(entry: Entry, path: tuple[Step, ...], word: str) -> Iterator[Problem]:
    parts = HOLE.sub("" if HOLE.fullmatch(word) else GAP, word).split(GAP)
    if not any(part.strip() for part in parts) or word.startswith(GAP) or word.endswith(GAP):
        advice = f"“{GAP}”两边都要有文字，例如 甲{GAP}乙。" if GAP in word else "请写上报告里的说法。"
        yield Problem(entry.at(*path), "XH-RULE-005", f"短语“{word}”不完整。", advice)
    elif match := _NOT_LITERAL.search(HOLE.sub("", word)):
        message = f"短语“{word}”中的“{match[0]}”只会照字面去找。"
        advice = f"中间隔若干字请写“{GAP}”，数字的位置请写 {{n}}；几种说法请分成几个短语。"
        yield Problem(entry.at(*path), "XH-RULE-015", message, advice)
    elif path[0] in ("name", *_MATCHED) and (match := _SEPARATOR.search(word)):
        message = f"短语“{word}”中有“{match[0]}”：数字的词语到标点为止，这个短语永远对不上。"
        several = "要写几个短语，请用半角逗号分开；" if match[0] in "，、；" and path[0] != "name" else ""
        yield Problem(entry.at(*path), "XH-RULE-015", message, f"{several}请用“{GAP}”代替标点。")


def _self_defeating(entry: Entry) -> Iterator[Problem]:
    """A phrase that holds a word of the rule's own ``not`` or ``without`` is out whenever it matches."""
    rule = entry.indicator
    for key in _MATCHED:
        for index, phrase in enumerate(getattr(rule, key)):
            at_figure = anchor(phrase)
            against = [("not", word) for word in rule.not_ if GAP not in word and word in at_figure]
            against += [("without", word) for word in rule.without if word in phrase]
            for name, word in against[:1]:
                message = f"短语“{phrase}”含有本条 {name} 中的“{word}”，永远不起作用。"
                advice = f"请把 {name} 中的“{word}”写得更长、更具体，或删去这个短语。"
                yield Problem(entry.at(key, index), "XH-RULE-018", message, advice)


def anchor(phrase: str) -> str:
    """The part of a phrase that must stand in the figure's own words: the last before it, else the first behind it."""
    before, *after = HOLE.split(phrase, 1)
    parts = [part for part in (before or "".join(after[-1:])).split(GAP) if part]
    return parts[-1 if before else 0] if parts else ""


def _bad_limits(entry: Entry) -> Iterator[Problem]:
    limits = entry.indicator.plausible
    if limits and limits[0] > limits[1]:
        yield Problem(entry.at("plausible"), "XH-RULE-005", "合理范围的下限大于上限。", "应写成 [下限, 上限]。")


def _unknown_units(
    entry: Entry, units: Units, scales: Mapping[str, Scale], pending: Collection[str]
) -> Iterator[Problem]:
    rule = entry.indicator
    if scale_of(rule.unit, units, scales) is None and rule.unit not in pending:
        yield Problem(entry.at("unit"), "XH-RULE-006", f"没有“{rule.unit}”这个单位。", _unit_advice(rule.unit, units))
    for index, word in enumerate(rule.accept):
        if word not in scales and word not in pending:
            place = entry.at("accept", index)
            known = scale_of(word, units, scales) is not None
            advice = "这里只写单位本身，不写数级（万、亿）。" if known else _unit_advice(word, units)
            yield Problem(place, "XH-RULE-008", f"没有“{word}”这个单位。", advice)


def _unit_advice(word: str, units: Units) -> str:
    return nearest(word, [unit.unit for unit in units.units]) or "单位须在 units.yaml 中；新单位请先加在那里。"


def _added_rates(entry: Entry, units: Units, scales: Mapping[str, Scale]) -> Iterator[Problem]:
    """Percentages of several townships have no sum."""
    rule, scale = entry.indicator, scale_of(entry.indicator.unit, units, scales)
    if rule.aggregate == "sum" and (rule.kind == "rate" or (scale is not None and scale.dimension in RATIOS)):
        written = "aggregate" in rule.model_fields_set
        message = f"“{rule.code}”是比率或人均数，各乡镇的数不能相加（aggregate: sum{'' if written else '，缺省'}）。"
        advice = "请写 aggregate: weighted_mean 和 weight: 权重指标的代码；没有权重时写 aggregate: none。"
        yield Problem(entry.at("aggregate") if written else entry.at("unit"), "XH-RULE-016", message, advice)


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
            yield Problem(at((*path, "factor")), "XH-RULE-005", "换算因子必须大于0。", _FACTOR)
        for step, word in _spellings(unit):
            if owner.setdefault(word, unit.unit) != unit.unit or not word:
                message = f"“{word}”已经是单位“{owner[word]}”的写法，不能又是“{unit.unit}”的。"
                yield Problem(at((*path, *step)), "XH-RULE-010", message, "一个写法只能属于一个单位。")
    for index, dimension in enumerate(units.dimensions):
        if owner.get(dimension.base) != dimension.base:
            message = f"基准单位“{dimension.base}”不在 units 中。"
            yield Problem(at(("dimensions", index, "base")), "XH-RULE-006", message, nearest(dimension.base, owner))


def _spellings(unit: Unit) -> Iterator[tuple[tuple[Step, ...], str]]:
    """Every spelling of a unit, with where it stands in the row."""
    yield ("unit",), unit.unit
    for key, words in (("variants", unit.variants), ("glued", unit.glued)):
        for index, word in enumerate(words):
            yield (key, index), word
