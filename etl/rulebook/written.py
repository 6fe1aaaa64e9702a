"""Indicators as they are written in their files, right or wrong: found by code or name, shown as text, and what an
overlay does to those of the built-in rules.

Rules:

- a rule of the overlay with the code of a built-in one overrides it as a whole; ``off`` switches one off;
- a rule that has another name *and* another unit than the built-in one of its code means something else: whoever wrote it
  did not know that the code is taken, and the built-in indicator would be gone without a word (XH-RULE-019).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

import yaml

from etl.errors import Place, Problem
from etl.rulebook.layers import Layer
from etl.rulebook.source import Data, Source, Step


@dataclass(frozen=True)
class Written:
    """One entry of a list of indicators: its code, name and unit as text, and where it stands."""

    source: Source
    index: int
    code: str
    name: str
    unit: str

    @property
    def place(self) -> Place:
        return self.source.at(("indicators", self.index))

    def text(self) -> str:
        """The lines of the file from the entry's first to its last, without the blank lines and comments behind it."""
        node = self.source.node
        for step in ("indicators", self.index):
            node = _child(node, step)
        lines = self.source.file.read_text("utf-8-sig").splitlines()
        return "".join(f"{line}\n" for line in lines[self.place.line - 1 : _last_line(node)])


@dataclass(frozen=True)
class Change:
    """What an overlay does to the built-in ``rule``: overrides it with ``by``, or switches it off; and where."""

    rule: Written
    by: Written | None
    source: Source
    path: tuple[Step, ...]

    @property
    def place(self) -> Place:
        return self.source.at(self.path)

    def __str__(self) -> str:
        done = "停用" if self.by is None else "改写"
        return f"{done}了自带的 {self.rule.code} {self.rule.name}（{self.source.name}:{self.place.line}）"


def written_in(layer: Layer) -> list[Written]:
    """Every entry that has a code, in the order of the files."""
    return [each for source in layer.indicators for each in _entries(source)]


def changes(layers: Sequence[Layer]) -> Iterator[Change]:
    """What the layers above the first one do to its indicators, file by file."""
    builtin = {each.code: each for each in written_in(layers[0])}
    for layer in layers[1:]:
        for source in layer.indicators:
            for own in _entries(source):
                if own.code in builtin:
                    yield Change(builtin[own.code], own, source, ("indicators", own.index, "code"))
            off = source.data.get("off") if isinstance(source.data, dict) else None
            for index, code in enumerate(off if isinstance(off, list) else ()):
                if isinstance(code, str) and code in builtin:
                    yield Change(builtin[code], None, source, ("off", index))


def taken_codes(layers: Sequence[Layer]) -> Iterator[Problem]:
    """Rules that would take the place of a built-in one without meaning it."""
    for change in changes(layers):
        rule, own = change.rule, change.by
        if own is not None and own.name not in (rule.name, "") and own.unit not in (rule.unit, ""):
            message = (
                f"代码“{rule.code}”是自带的“{rule.name}”（{rule.unit}）的，这里写的却是“{own.name}”（{own.unit}）。"
            )
            advice = f"新指标请换一个代码；要改写自带的，name 请照写“{rule.name}”，别的叫法写进 phrases。"
            yield Problem(change.place, "XH-RULE-019", message, advice)


def found(word: str, rules: Sequence[Written]) -> list[Written]:
    """The rules with this code, else those with this name."""
    word = word.strip()
    return [rule for rule in rules if rule.code == word] or [rule for rule in rules if rule.name == word]


def near(word: str, rules: Sequence[Written], most: int = 5) -> list[Written]:
    """Rules whose code or name holds the word, else those whose code or name is nearest."""
    word = word.strip()
    holding = [rule for rule in rules if word and (word in rule.name or word in rule.code)]
    names = {name: rule for rule in rules for name in (rule.code, rule.name)}
    alike = [names[name] for name in get_close_matches(word, names, n=most, cutoff=0.5)]
    return list({rule.code: rule for rule in (*holding, *alike)}.values())[:most]


def _entries(source: Source) -> Iterator[Written]:
    rows = source.data.get("indicators") if isinstance(source.data, dict) else None
    for index, row in enumerate(rows if isinstance(rows, list) else ()):
        if isinstance(row, dict) and isinstance(row.get("code"), str):
            yield Written(source, index, str(row["code"]), _text(row.get("name")), _text(row.get("unit")))


def _text(value: Data) -> str:
    return value if isinstance(value, str) else ""


def _child(node: yaml.Node | None, step: str | int) -> yaml.Node | None:
    if isinstance(node, yaml.MappingNode):
        return next((value for key, value in node.value if key.value == step), None)
    return node.value[step] if isinstance(node, yaml.SequenceNode) and isinstance(step, int) else None


def _last_line(node: yaml.Node | None) -> int:
    """The number of the last line that the node fills; a block's own end is where the next thing begins."""
    if node is None:
        return 0
    if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        return _last_line(last[1] if isinstance(last, tuple) else last)
    return int(node.end_mark.line + (node.end_mark.column > 0))
