"""Slots of phrases: ``{种}玉米`` stands for 种植玉米, 播种玉米 and whatever else the list ``种`` of rules/lexicon.yaml has.

Rules and edge cases:

* A phrase may have several slots, one behind the other too; it stands for every choice of their words.
* The slots of ``phrases`` and ``weak`` are filled, each phrase once, in the order in which it was first written.
* ``{n}``, ``{n2}`` are the places of figures and no slots (:mod:`etl.rulebook.model`).
* A slot that the lexicon does not have is its author's mistake (:mod:`etl.rulebook.references`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import product

from etl.rulebook.model import Indicator

SLOT = re.compile(r"\{([\u4e00-\u9fff]+)\}")
Slots = Mapping[str, tuple[str, ...]]


def filled(phrase: str, slots: Slots) -> Iterator[str]:
    """The phrases that one with slots stands for; itself if it has none."""
    if "{" not in phrase:
        yield phrase
        return
    literal, *rest = SLOT.split(phrase)
    choices = [slots[name] for name in rest[::2]]
    for words in product(*choices):
        yield literal + "".join(word + behind for word, behind in zip(words, rest[1::2], strict=True))


def written_out(rule: Indicator, slots: Slots) -> Indicator:
    """The rule with its slots filled."""
    phrases = _all(rule.phrases, slots)
    known = {rule.name, *phrases}
    weak = tuple(phrase for phrase in _all(rule.weak, slots) if phrase not in known)
    if (phrases, weak) == (rule.phrases, rule.weak):
        return rule
    return rule.model_copy(update={"phrases": phrases, "weak": weak})


def _all(phrases: Iterable[str], slots: Slots) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for phrase in phrases for word in filled(phrase, slots)))
