"""Rule files to a rulebook: read, laid over one another, validated; every mistake of every file in one error.

Rules of laying an overlay (a workspace's own ``rules/``) over the built-in rules:

- an indicator of the overlay replaces the built-in one of the same code as a whole, in its place; a new one is added;
- ``off: [code]`` removes a built-in indicator; a rate may still name it as its weight, which then is never covered;
- units and dimensions are added or replaced by their name, multipliers too;
- every other file (lexicon, sections, checks, workbook) is replaced key by key at its top level.

Codes of mistakes: XH-RULE-001 not YAML, 002 given twice, 003 unknown key, 004 missing key, 005 wrong form, 006 unknown
unit or dimension, 007 unknown indicator, 008 unknown accepted unit, 009 unknown choice, 010 defined twice, 011 file
unreadable or missing, 012 unsupported YAML, 013 weighted mean without weight.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from etl.errors import AuthorError, Place, Problem
from etl.rulebook.checking import Checks
from etl.rulebook.layers import OVERLAY_PREFIX, Layer, builtin_rules, read_layer, rules_version
from etl.rulebook.lexicon import Lexicon, Sections
from etl.rulebook.model import Category, Indicator, Rulebook, Units
from etl.rulebook.references import Entry, entries_problems, units_problems
from etl.rulebook.source import Data, Source, Step
from etl.rulebook.wording import form_problems, nearest

_FORMS = ("units", "lexicon", "sections")
AnyForm = TypeVar("AnyForm", bound=BaseModel)


@dataclass(frozen=True)
class Loaded:
    """A rulebook and, by code, where each indicator was written."""

    rulebook: Rulebook
    entries: dict[str, Entry]


def load_rulebook(builtin: Path | None = None, overlay: Path | None = None) -> Rulebook:
    """The rules that apply: ``builtin`` (default: those of the program) with ``overlay`` laid over them.

    An overlay that does not exist, or is the built-in folder itself, changes nothing.
    Raises AuthorError with every mistake of every file.
    """
    return load_rules(builtin, overlay).rulebook


def load_rules(builtin: Path | None = None, overlay: Path | None = None) -> Loaded:
    """As :func:`load_rulebook`, with the places where the indicators were written."""
    problems: list[Problem] = []
    layers = _read_layers(builtin or builtin_rules(), overlay, problems)
    codes, categories, entries = _lay_indicators(layers, problems)
    units = _lay_units(layers, problems)
    lexicon = _lay_form(Lexicon, "lexicon", layers, problems)
    sections = _lay_form(Sections, "sections", layers, problems)
    problems += entries_problems(entries.values(), codes, units)
    problems += _check_problems(layers, codes)
    if problems or units is None or lexicon is None or sections is None:
        raise AuthorError(
            sorted(problems, key=lambda problem: (str(problem.place.file), problem.place.line, problem.code))
        )
    rulebook = Rulebook(
        {code: entry.indicator for code, entry in entries.items()},
        tuple(categories.items()), units, lexicon, sections, rules_version(layers), _lay_extra(layers),
    )  # fmt: skip
    return Loaded(rulebook, entries)


def _read_layers(builtin: Path, overlay: Path | None, problems: list[Problem]) -> list[Layer]:
    layers = [read_layer(builtin, "", problems)]
    if overlay is not None and overlay.resolve() != builtin.resolve():
        layers.append(read_layer(overlay, OVERLAY_PREFIX, problems))
    return layers


def _lay_indicators(
    layers: Sequence[Layer], problems: list[Problem]
) -> tuple[set[str], dict[str, str], dict[str, Entry]]:
    """All codes that any file defines, the titles of the categories, and the valid indicators by code, by category."""
    codes: set[str] = set()
    categories: dict[str, str] = {}
    entries: dict[str, Entry] = {}
    for layer in layers:
        off: list[tuple[Source, int, str]] = []
        added: dict[str, Entry] = {}
        for source in layer.indicators:
            codes |= _codes(source.data)
            header = _header(source, problems)
            if header is None:
                continue
            categories[header.category] = header.title
            off += [(source, index, code) for index, code in enumerate(header.off)]
            for entry in _entries(source, header.category, problems):
                _add(entry, added, problems)
        problems += _switch_off(off, entries)
        entries |= added
    order = list(categories)
    ordered = sorted(entries.values(), key=lambda entry: order.index(entry.indicator.category))
    return codes, categories, {entry.indicator.code: entry for entry in ordered}


def _codes(data: Data) -> set[str]:
    rows = data.get("indicators") if isinstance(data, dict) else None
    codes = (row.get("code") for row in rows if isinstance(row, dict)) if isinstance(rows, list) else ()
    return {code for code in codes if isinstance(code, str)}


def _header(source: Source, problems: list[Problem]) -> Category | None:
    """The file without its indicators, which are validated one by one so that one mistake does not hide another."""
    data = source.data
    if isinstance(data, dict) and isinstance(data.get("indicators"), list):
        data = {**data, "indicators": []}
    return _validated(Category, data, lambda path, key: source.at(path, key=key), problems)


def _entries(source: Source, category: str, problems: list[Problem]) -> Iterator[Entry]:
    rows = source.data.get("indicators") if isinstance(source.data, dict) else None
    for index, row in enumerate(rows if isinstance(rows, list) else ()):
        entry = _entry(source, ("indicators", index), row, category, problems)
        if entry is not None:
            yield entry


def _entry(source: Source, path: tuple[Step, ...], row: Data, category: str, problems: list[Problem]) -> Entry | None:
    def locate(inner: Sequence[Step], key: bool) -> Place:
        return source.at((*path, *inner), key=key)

    if isinstance(row, dict):
        for name in ("category", "place"):
            if name in row:
                problems.append(
                    Problem(locate((name,), True), "XH-RULE-003", f"没有“{name}”这个键。", "请删去这一行。")
                )
    indicator = _validated(Indicator, row, locate, problems)
    if indicator is None:
        return None
    place = f"{source.name}:{source.at(path).line}"
    return Entry(indicator.model_copy(update={"category": category, "place": place}), source, path)


def _add(entry: Entry, added: dict[str, Entry], problems: list[Problem]) -> None:
    code = entry.indicator.code
    if code in added:
        message = f"代码“{code}”已在 {added[code].indicator.place} 定义。"
        problems.append(Problem(entry.at("code"), "XH-RULE-010", message, "同一层规则里一个代码只能定义一次。"))
    else:
        added[code] = entry


def _switch_off(off: list[tuple[Source, int, str]], entries: dict[str, Entry]) -> list[Problem]:
    known, problems = list(entries), []
    for source, index, code in off:
        if entries.pop(code, None) is None:
            advice = nearest(code, known)
            problems.append(
                Problem(source.at(("off", index)), "XH-RULE-007", f"没有代码为“{code}”的内置指标。", advice)
            )
    return problems


def _lay_units(layers: Sequence[Layer], problems: list[Problem]) -> Units | None:
    nothing: dict[str, Data] = {"dimensions": [], "multipliers": {}, "units": []}
    tables = [_unit_table(layer, nothing if index else {}, problems) for index, layer in enumerate(layers)]
    found = [table for table in tables if table is not None]
    if len(found) < len(layers):
        return None
    laid = Units(
        dimensions=tuple({row.id: row for table in found for row in table.dimensions}.values()),
        multipliers={word: factor for table in found for word, factor in table.multipliers.items()},
        units=tuple({row.unit: row for table in found for row in table.units}.values()),
    )
    problems += units_problems(laid, lambda path: _unit_place(laid, layers, path))
    return laid


def _unit_table(layer: Layer, default: dict[str, Data], problems: list[Problem]) -> Units | None:
    def locate(path: Sequence[Step], key: bool) -> Place:
        return layer.at("units", path, key=key)

    return _validated(Units, {**default, **_top(layer, "units")}, locate, problems)


def _unit_place(laid: Units, layers: Sequence[Layer], path: Sequence[Step]) -> Place:
    """Where the row of the laid table stands: in the last layer that has it."""
    key, index = path[0], path[1]
    name = laid.units[int(index)].unit if key == "units" else laid.dimensions[int(index)].id
    for layer in reversed(layers):
        rows = _top(layer, "units").get(str(key))
        for position, row in enumerate(rows if isinstance(rows, list) else ()):
            if isinstance(row, dict) and row.get("unit" if key == "units" else "id") == name:
                return layer.at("units", (key, position, *path[2:]))
    return layers[0].at("units")


def _lay_form(form: type[AnyForm], stem: str, layers: Sequence[Layer], problems: list[Problem]) -> AnyForm | None:
    """A file of fixed form, laid key by key; a mistake is placed in the layer that wrote the key."""
    found = [layer for layer in layers if stem in layer.others]
    if not found:
        problems.append(
            Problem(layers[0].at(stem), "XH-RULE-011", f"缺少文件 {stem}.yaml。", "请恢复随程序提供的规则文件。")
        )
        return None

    def locate(path: Sequence[Step], key: bool) -> Place:
        owner = next((layer for layer in reversed(found) if path and path[0] in _top(layer, stem)), found[0])
        return owner.at(stem, path, key=key)

    return _validated(form, _laid(stem, layers), locate, problems)


def _check_problems(layers: Sequence[Layer], codes: Collection[str]) -> list[Problem]:
    """Mistakes of checks.yaml, which is optional and stays plain data: :mod:`etl.checks` reads it by the same form."""
    problems: list[Problem] = []
    if not any("checks" in layer.others for layer in layers):
        return problems
    checks = _lay_form(Checks, "checks", layers, problems)
    owner = next(layer for layer in reversed(layers) if "identities" in _top(layer, "checks") or layer is layers[0])
    for index, identity in enumerate(checks.identities if checks else ()):
        for code in identity.codes():
            if code not in codes:
                message = f"“{identity.name}”：没有代码为“{code}”的指标。"
                problems.append(
                    Problem(owner.at("checks", ("identities", index)), "XH-RULE-007", message, nearest(code, codes))
                )
    return problems


def _lay_extra(layers: Sequence[Layer]) -> dict[str, object]:
    stems = dict.fromkeys(stem for layer in layers for stem in layer.others if stem not in _FORMS)
    return {stem: _laid(stem, layers) for stem in stems}


def _laid(stem: str, layers: Sequence[Layer]) -> dict[str, Data]:
    return {key: value for layer in layers for key, value in _top(layer, stem).items()}


def _top(layer: Layer, stem: str) -> dict[str, Data]:
    data = layer.others[stem].data if stem in layer.others else None
    return data if isinstance(data, dict) else {}


def _validated(
    form: type[AnyForm], data: Data, locate: Callable[[Sequence[Step], bool], Place], problems: list[Problem]
) -> AnyForm | None:
    try:
        return form.model_validate(data)
    except ValidationError as error:
        problems += form_problems(error, form, locate)
        return None
