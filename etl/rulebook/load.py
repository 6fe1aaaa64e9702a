"""Rule files to a rulebook: read, laid over one another, validated; every mistake of every file in one error.

Rules of laying an overlay (a workspace's own ``rules/``) over the built-in rules:

- an indicator of the overlay replaces the built-in one of the same code as a whole, in its place; a new one is added;
- ``off: [code]`` removes a built-in indicator; a rate may still name it as its weight, which then is never covered;
- units and dimensions are added or replaced by their name, multipliers too;
- every other file (lexicon, sections, places, checks, workbook) is replaced key by key at its top level.

Codes of mistakes: XH-RULE-001 not YAML, 002 given twice, 003 unknown key, 004 missing key, 005 wrong form, 006 unknown
unit or dimension, 007 unknown indicator, 008 unknown accepted unit, 009 unknown choice, 010 defined twice, 011 file
unreadable or missing, 012 unsupported YAML, 013 weighted mean without weight or weight without weighted mean, 014
pattern that the safe engine refuses, 015 phrase that cannot match as written, 016 rates that would be added, 017 file
that nobody reads, 018 phrase that the rule's own ``not`` or ``without`` throws out, 019 code that another built-in
indicator has (:mod:`etl.rulebook.written`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from etl.errors import AuthorError, Place, Problem
from etl.rulebook.checking import Checks
from etl.rulebook.layers import INDICATORS, Layer, rule_layers, rules_version, stray_files
from etl.rulebook.laying import AnyForm, lay_units, owner, top_keys, validated
from etl.rulebook.lexicon import Lexicon, PlaceWords, Sections
from etl.rulebook.model import Category, Indicator, Rulebook, Units
from etl.rulebook.patterns import pattern_problems
from etl.rulebook.references import Entry, entry_problems
from etl.rulebook.scales import unit_scales
from etl.rulebook.slots import Slots, written_out
from etl.rulebook.source import Data, Source, Step
from etl.rulebook.wording import nearest
from etl.rulebook.workbook import Layout, layout_slips
from etl.rulebook.written import taken_codes

_FORMS = ("units", "lexicon", "sections")


@dataclass(frozen=True)
class Loaded:
    """A rulebook; by code, where each indicator was written; and the layers that it was made of."""

    rulebook: Rulebook
    entries: dict[str, Entry]
    layers: tuple[Layer, ...] = ()


def load_rulebook(builtin: Path | None = None, overlay: Path | None = None) -> Rulebook:
    """The rules that apply: ``builtin`` (default: those of the program) with ``overlay`` laid over them.

    An overlay that does not exist, or is the built-in folder itself, changes nothing.
    Raises AuthorError with every mistake of every file.
    """
    return load_rules(builtin, overlay).rulebook


def load_rules(builtin: Path | None = None, overlay: Path | None = None) -> Loaded:
    """As :func:`load_rulebook`, with the places where the indicators were written."""
    loaded, problems = read_rules(builtin, overlay)
    if problems or loaded is None:
        raise AuthorError(in_order(problems))
    return loaded


def read_rules(builtin: Path | None = None, overlay: Path | None = None) -> tuple[Loaded | None, list[Problem]]:
    """What can be used of the rules, and every mistake of every file.

    Left out are indicators and units with mistakes; words and headings with mistakes are those of the built-in rules.
    None when not even these can be used.
    """
    problems: list[Problem] = []
    layers = _read_layers(builtin, overlay, problems)
    codes, categories, entries = _lay_indicators(layers, problems)
    units, pending = lay_units(layers, problems)
    lexicon, sections = _lay_words(layers, problems)
    slots = lexicon.slots if lexicon else None
    sound = _sound_entries(entries, codes, units, slots, pending, problems)
    problems += taken_codes(layers)
    problems += _check_problems(layers, codes)
    problems += _layout_problems(layers, categories, codes)
    problems += _place_problems(layers)
    if lexicon is None or sections is None or not units.units:
        return None, problems
    rulebook = Rulebook(
        {code: written_out(entry.indicator, lexicon.slots) for code, entry in sound.items()},
        tuple(categories.items()), units, lexicon, sections, rules_version(layers), _lay_extra(layers),
    )  # fmt: skip
    return Loaded(rulebook, sound, tuple(layers)), problems


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """The problems by file and line, as an author goes through them."""
    return sorted(problems, key=lambda problem: (str(problem.place.file), problem.place.line, problem.code))


def _sound_entries(
    entries: dict[str, Entry],
    codes: Collection[str],
    units: Units,
    slots: Slots | None,
    pending: Collection[str],
    problems: list[Problem],
) -> dict[str, Entry]:
    """The indicators without mistakes; what is wrong with the others goes to ``problems``."""
    scales = unit_scales(units)
    sound: dict[str, Entry] = {}
    for code, entry in entries.items():
        found = list(entry_problems(entry, codes, units, scales, slots, pending))
        problems += found
        if not found:
            sound[code] = entry
    return sound


def _read_layers(builtin: Path | None, overlay: Path | None, problems: list[Problem]) -> list[Layer]:
    layers = rule_layers(builtin, overlay, problems)
    for layer in layers[1:]:
        problems += _unread(layer, layers[0].others)
    return layers


def _unread(layer: Layer, known: Collection[str]) -> Iterator[Problem]:
    """Files of an overlay that nobody reads. The built-in rules (``known``) show which there are beside the indicators."""
    for stem, source in layer.others.items():
        if stem not in known:
            misplaced = not {INDICATORS, "off"}.isdisjoint(top_keys(layer, stem))
            advice = "" if misplaced else nearest(stem, known)
            advice = advice or f"指标规则请放进 {INDICATORS} 文件夹。"
            yield Problem(source.at(), "XH-RULE-017", f"没有人读 {source.file.name} 这个文件。", advice)
    yield from stray_files(layer.root)


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
            category = header.category if header else source.file.stem
            categories[category] = header.title if header else category
            off += [(source, index, code) for index, code in enumerate(header.off if header else ())]
            for entry in _entries(source, category, problems):
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
    if not isinstance(data, dict) or ("code" in data and "indicators" not in data):
        advice = "开头写 category: 类别代码、title: 类别名称、indicators: 三行，下面一条一条写，前面加“- ”。"
        problems.append(Problem(source.at(), "XH-RULE-005", "文件开头不对。", advice))
        return None
    if isinstance(data.get("indicators"), list):
        data = {**data, "indicators": []}
    return validated(Category, data, lambda path, key: source.at(path, key=key), problems)


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
    indicator = validated(Indicator, row, locate, problems)
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


def _lay_words(layers: Sequence[Layer], problems: list[Problem]) -> tuple[Lexicon | None, Sections | None]:
    """Lexicon and sections of all layers; where they have mistakes, those of the built-in layer."""
    found: list[Problem] = []
    lexicon = _lay_form(Lexicon, "lexicon", layers, found)
    sections = _lay_form(Sections, "sections", layers, found)

    def at(stem: str, path: Sequence[Step]) -> Place:
        return owner(layers, stem, path).at(stem, path)

    found += pattern_problems(lexicon, sections, at)
    problems += found
    if not found or len(layers) == 1:
        return (None, None) if found else (lexicon, sections)
    return _lay_words(layers[:1], [])


def _lay_form(form: type[AnyForm], stem: str, layers: Sequence[Layer], problems: list[Problem]) -> AnyForm | None:
    """A file of fixed form, laid key by key; a mistake is placed in the layer that wrote the key."""
    found = [layer for layer in layers if stem in layer.others]
    if not found:
        problems.append(
            Problem(layers[0].at(stem), "XH-RULE-011", f"缺少文件 {stem}.yaml。", "请恢复随程序提供的规则文件。")
        )
        return None

    def locate(path: Sequence[Step], key: bool) -> Place:
        return owner(found, stem, path).at(stem, path, key=key)

    return validated(form, _laid(stem, layers), locate, problems, {})


def _check_problems(layers: Sequence[Layer], codes: Collection[str]) -> list[Problem]:
    """Mistakes of checks.yaml, which is optional and stays plain data: :mod:`etl.checks` reads it by the same form."""
    problems: list[Problem] = []
    if not any("checks" in layer.others for layer in layers):
        return problems
    checks = _lay_form(Checks, "checks", layers, problems)
    for path, label, named in checks.named_codes() if checks else ():
        for code in named:
            if code not in codes:
                message = f"“{label}”：没有代码为“{code}”的指标。"
                source = owner(layers, "checks", path).others["checks"]
                place = source.at(source.find(path, code))
                problems.append(Problem(place, "XH-RULE-007", message, nearest(code, codes)))
    return problems


def _layout_problems(layers: Sequence[Layer], categories: Collection[str], codes: Collection[str]) -> list[Problem]:
    """Mistakes of workbook.yaml, which is optional and stays plain data: :mod:`etl.export` reads it by the same form."""
    problems: list[Problem] = []
    if any("workbook" in layer.others for layer in layers):
        layout = _lay_form(Layout, "workbook", layers, problems)
        for slip in layout_slips(layout, categories, codes) if layout else ():
            place = owner(layers, "workbook", slip.path).at("workbook", slip.path)
            problems.append(Problem(place, slip.code, slip.message, slip.advice))
    return problems


def _place_problems(layers: Sequence[Layer]) -> list[Problem]:
    """Mistakes of places.yaml, which is optional and stays plain data: :mod:`etl.normalize` reads it by the same form."""
    problems: list[Problem] = []
    if any("places" in layer.others for layer in layers):
        _lay_form(PlaceWords, "places", layers, problems)
    return problems


def _lay_extra(layers: Sequence[Layer]) -> dict[str, object]:
    stems = dict.fromkeys(stem for layer in layers for stem in layer.others if stem not in _FORMS)
    return {stem: _laid(stem, layers) for stem in stems}


def _laid(stem: str, layers: Sequence[Layer]) -> dict[str, Data]:
    return {key: value for layer in layers for key, value in top_keys(layer, stem).items()}
