"""The phrases of the rules, cut at their gaps, and the words that a rule wants or does not want beside them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from etl.rulebook.model import GAP, HOLE, Indicator


@dataclass(frozen=True, slots=True)
class Phrase:
    """One phrase of a rule, cut at its gaps: ``before`` the figure and ``after`` it (only phrases with ``{n}`` have both).

    ``anchor`` is the part that must stand in the figure's own words, ``others`` are those that must stand
    somewhere in its sentence too; ``single``: the anchor is all there is, before or behind the figure; ``length`` counts the
    characters without the gaps; ``place`` is which figure of a ratio the phrase asks for, 0 if any figure will do.
    ``touching``: whether the phrase has no gap before and behind ``{n}``, so that its words stand next to the figure.
    ``code``: that of its rule. ``standing``: how its rule stands to others, the lowest first: by its priority, and before
    those made for any measure.
    """

    text: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    holed: bool
    single: bool
    weak: bool
    others: frozenset[str]
    length: int
    indicator: Indicator
    code: str
    place: int = 0
    touching: tuple[bool, bool] = (False, False)
    standing: tuple[int, bool] = (0, True)

    @property
    def anchor(self) -> str:
        return self.before[-1] if self.before else self.after[0]


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The words of a rule's conditions, folded; a look-alike is cut at its gaps and kept as written for ``explain``; ``lasts``
    are the last parts of all look-alikes."""

    asked: tuple[str, ...]
    forbidden: tuple[str, ...]
    look_alikes: tuple[tuple[str, tuple[str, ...], str], ...]
    lasts: tuple[str, ...]


def phrase_of(text: str, folded: str, weak: bool, indicator: Indicator) -> Phrase:
    """A phrase of a rule as it is written there."""
    code, standing = indicator.code, (-indicator.priority, indicator.measure is None)
    if GAP not in folded and not HOLE.search(folded):  # as most are
        return Phrase(
            text, (folded,), (), False, True, weak, frozenset(), len(folded), indicator, code, standing=standing
        )
    before, *hole = HOLE.split(folded, 1)
    place, after = hole if hole else ("", "")
    front, back = (tuple(part for part in side.split(GAP) if part) for side in (before, after))
    others = frozenset(front[:-1] + back if front else back[1:])
    length = sum(map(len, front + back))
    single = len(front) == 1 and not hole
    touching = (bool(hole) and bool(before) and not before.endswith(GAP), bool(after) and not after.startswith(GAP))
    said = (text, front, back, bool(hole), single, weak, others, length)
    return Phrase(*said, indicator, code, int(place or 0), touching, standing)


def neighbours_of(rule: Indicator, fold: Callable[[str], str], newly: Mapping[str, Sequence[str]]) -> Neighbours:
    """The words of a rule's conditions. One that does not want what is new (新增) does not want what ``newly`` lists for it
    either (新评定), unless it speaks of that itself."""
    look_alikes = []
    said = "\n".join((*rule.phrases, *rule.weak))
    others = [word for new in newly if new in rule.not_ for word in newly[new] if word not in said]
    for word in dict.fromkeys((*rule.not_, *others)):
        *before, last = fold(word).split(GAP)
        look_alikes.append((last, tuple(before), word))
    lasts = tuple(dict.fromkeys(last for last, _, _ in look_alikes))
    return Neighbours(tuple(map(fold, rule.with_)), tuple(map(fold, rule.without)), tuple(look_alikes), lasts)
