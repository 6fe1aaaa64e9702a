"""What several layers of rule files come to: forms validated at their places, and the unit table row by row."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from functools import partial
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from etl.errors import Place, Problem
from etl.rulebook.layers import Layer
from etl.rulebook.model import Dimension, Unit, Units
from etl.rulebook.references import units_problems
from etl.rulebook.schema import KEYS
from etl.rulebook.source import Data, Step
from etl.rulebook.wording import form_problems

AnyForm = TypeVar("AnyForm", bound=BaseModel)


def top_keys(layer: Layer, stem: str) -> dict[str, Data]:
    data = layer.others[stem].data if stem in layer.others else None
    return data if isinstance(data, dict) else {}


def validated(
    form: type[AnyForm],
    data: Data,
    locate: Callable[[Sequence[Step], bool], Place],
    problems: list[Problem],
    keys: Mapping[str, str] = KEYS,
) -> AnyForm | None:
    """The form, or None and what is wrong with it in ``problems``; ``keys`` says what each key holds."""
    try:
        return form.model_validate(data)
    except ValidationError as error:
        problems += form_problems(error, form, locate, keys)
        return None


def owner(layers: Sequence[Layer], stem: str, path: Sequence[Step]) -> Layer:
    """The layer that wrote the top key of this path last."""
    return next((layer for layer in reversed(layers) if path and path[0] in top_keys(layer, stem)), layers[0])


def lay_units(layers: Sequence[Layer], problems: list[Problem]) -> tuple[Units, set[str]]:
    """The table of all layers without faulty rows, and the unit words of the faulty rows."""
    dimensions: dict[str, Dimension] = {}
    multipliers: dict[str, Decimal] = {}
    units: dict[str, Unit] = {}
    pending: set[str] = set()
    for index, layer in enumerate(layers):
        written = _unit_rows(layer, "units", Unit, problems)
        pending |= {str(raw.get("unit")) for raw, row in written if row is None and isinstance(raw, dict)}
        units |= {row.unit: row for _, row in written if row is not None}
        dimensions |= {
            row.id: row for _, row in _unit_rows(layer, "dimensions", Dimension, problems) if row is not None
        }
        frame = _unit_frame(layer, problems, complete=index == 0)
        multipliers |= frame.multipliers if frame else {}
    laid = Units(dimensions=tuple(dimensions.values()), multipliers=multipliers, units=tuple(units.values()))
    problems += units_problems(laid, lambda path: _unit_place(laid, layers, path))
    return laid, pending


def _unit_rows(
    layer: Layer, key: str, form: type[AnyForm], problems: list[Problem]
) -> list[tuple[Data, AnyForm | None]]:
    """Each row of a list of the unit table as written, and validated: one mistake does not hide another."""
    rows = top_keys(layer, "units").get(key)
    return [
        (row, validated(form, row, partial(_unit_row_place, layer, key, index), problems))
        for index, row in enumerate(rows if isinstance(rows, list) else ())
    ]


def _unit_row_place(layer: Layer, list_key: str, index: int, path: Sequence[Step], key: bool) -> Place:
    return layer.at("units", (list_key, index, *path), key=key)


def _unit_frame(layer: Layer, problems: list[Problem], *, complete: bool) -> Units | None:
    """The unit table without its rows; every key must be there if it is to be ``complete``."""
    nothing: dict[str, Data] = {"dimensions": [], "multipliers": {}, "units": []}
    top = top_keys(layer, "units")
    rows: dict[str, Data] = {key: [] for key in ("dimensions", "units") if isinstance(top.get(key), list)}
    return validated(
        Units, {**({} if complete else nothing), **top, **rows},
        lambda path, key: layer.at("units", path, key=key), problems,
    )  # fmt: skip


def _unit_place(laid: Units, layers: Sequence[Layer], path: Sequence[Step]) -> Place:
    """Where the row of the laid table stands: in the last layer that has it."""
    key, index = path[0], path[1]
    name = laid.units[int(index)].unit if key == "units" else laid.dimensions[int(index)].id
    for layer in reversed(layers):
        rows = top_keys(layer, "units").get(str(key))
        for position, row in enumerate(rows if isinstance(rows, list) else ()):
            if isinstance(row, dict) and row.get("unit" if key == "units" else "id") == name:
                return layer.at("units", (key, position, *path[2:]))
    return layers[0].at("units")
