"""What a unit word means: its dimension, and how much of the dimension's base unit one of it is."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from etl.rulebook.model import Units


class Scale(NamedTuple):
    """``factor`` times a value in this ``unit`` is the value in the base unit of ``dimension``."""

    unit: str
    dimension: str
    factor: Decimal


def unit_scales(units: Units) -> dict[str, Scale]:
    """Every spelling of every unit (without multipliers) and its scale."""
    return {
        word: Scale(unit.unit, unit.dimension, unit.factor)
        for unit in units.units
        for word in (unit.unit, *unit.variants, *unit.glued)
    }


def scale_of(word: str, units: Units, scales: Mapping[str, Scale]) -> Scale | None:
    """The scale of a unit as rules write it, where a multiplier may stand before the unit (万元, 亿千瓦时).

    A unit that is itself in the table comes first (千瓦 is no thousand 瓦 here, though it comes to the same).
    """
    if word in scales:
        return scales[word]
    for multiplier in sorted(units.multipliers, key=len, reverse=True):
        scale = scales.get(word.removeprefix(multiplier))
        if word.startswith(multiplier) and scale is not None:
            return Scale(word, scale.dimension, scale.factor * units.multipliers[multiplier])
    return None
