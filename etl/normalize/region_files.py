"""Rosters as they are written: ``rules/regions/<county code>.yaml`` of a workspace, and the simple form of its settings.

Rules:
- The file of a county wins over what the settings say of it, as a whole.
- A mistake is an AuthorError with file, line and column, and for a misspelt name the nearest one.

Codes beside those of :mod:`etl.rulebook.load`: XH-REGION-001 a county in two files, 002 a name that two townships have,
003 ``merged_into`` that names no township, 004 townships that are merged in a circle, 005 last day before the first, 006 a
file without content, 007 a name that two counties have.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path

from pydantic import ValidationError

from etl.errors import AuthorError, Place, Problem
from etl.extract.fold import fold, table
from etl.normalize.roster import Region, Rosters, Township
from etl.rulebook.layers import REGIONS, builtin_rules
from etl.rulebook.laying import validated
from etl.rulebook.lexicon import PlaceWords
from etl.rulebook.source import Data, Source, read_source, read_text
from etl.rulebook.wording import nearest
from etl.settings import County
from etl.workspace import Workspace

FOLDER = REGIONS
Names = list[tuple[list[str | int], str]]  # where in a file, and what is called so
KEYS = {
    "county": "县（市、区）全称，与收件箱中的文件夹同名",
    "code": '代码，加引号：县 6 位，如 "500236"；乡镇街道 12 位，如 "500236100000"',
    "aliases": "其他叫法：简称、旧名、常见的错写",
    "townships": "乡镇街道，一个一条",
    "name": "乡镇街道全称",
    "valid_from": "设立的日期，如 2023-06-30",
    "valid_to": "撤销前的最后一天，如 2023-06-30",
    "merged_into": "撤销后并入的乡镇街道全称",
}


def load_rosters(workspace: Workspace) -> Rosters:
    """The rosters of a workspace. Raises AuthorError with every mistake of every file."""
    problems: list[Problem] = []
    characters = roster_characters(workspace.overlay)
    regions = {county: _simple(county, roster) for county, roster in workspace.settings.counties.items()}
    regions |= {
        region.county: region for region in read_regions(workspace.rules / FOLDER, characters, problems, tuple(regions))
    }
    if problems:
        raise AuthorError(problems)
    return Rosters(regions.values(), characters, place_words(workspace.overlay))


def read_regions(
    folder: Path, characters: dict[int, int], problems: list[Problem], others: Sequence[str] = ()
) -> list[Region]:
    """The counties of a folder; what is wrong goes to ``problems``. ``others`` are counties known from elsewhere."""
    regions: dict[str, tuple[Region, Path]] = {}
    owners = {fold(name, characters): name for name in others}
    files = sorted(folder.iterdir()) if folder.is_dir() else []
    for file in (file for file in files if file.suffix in (".yaml", ".yml")):
        source = _filled(file, problems)
        region = _region(source, characters, problems) if source else None
        if source is None or region is None:
            continue
        if region.county in regions:
            message = f"“{region.county}”已在 {regions[region.county][1].name} 中。"
            problems.append(Problem(source.at(["county"]), "XH-REGION-001", message, "一个县只留一个文件。"))
        regions[region.county] = (region, file)
        problems += _shared_names(source, region, owners, characters)
    return [region for region, _ in regions.values()]


def _filled(file: Path, problems: list[Problem]) -> Source | None:
    """The file as read; one without content would be a county without anybody noticing."""
    known = len(problems)
    source = _read(file, problems)
    if source is None and len(problems) == known:
        advice = "请写上 county 和 townships；不要这个名册，就删去文件，再用 xianhui region add 重做。"
        problems.append(Problem(Place(file, 1, 1), "XH-REGION-006", "名册是空的。", advice))
    return source


def _shared_names(
    source: Source, region: Region, owners: dict[str, str], characters: dict[int, int]
) -> Iterator[Problem]:
    """Names of the county that another county has; ``owners`` are all names so far and whose they are."""
    named: Names = [(["county"], region.county)]
    named += [(["aliases", index], name) for index, name in enumerate(region.aliases)]
    for path, name in named:
        owner = owners.setdefault(fold(name, characters), region.county)
        if owner != region.county:
            message = f"“{name}”也是“{owner}”的名称。"
            yield Problem(source.at(path), "XH-REGION-007", message, "一个名称只能属于一个县，请在一处删去。")


def roster_characters(overlay: Path | None) -> dict[int, int]:
    """The characters that the engine folds. A file with mistakes counts for nothing here: ``rules check`` tells them."""
    pairs: dict[str, str] = {}
    folded: Data = {}
    for folder in (builtin_rules(), *([overlay] if overlay else [])):
        traditional = _top(folder / "traditional.yaml").get("traditional", "")
        pairs |= {pair[0]: pair[1] for pair in str(traditional).split() if len(pair) == 2}
        folded = _top(folder / "lexicon.yaml").get("fold", folded)
    if isinstance(folded, dict):
        pairs |= {key: str(value) for key, value in folded.items() if len(key) == len(str(value)) == 1}
    return table(pairs)


def place_words(overlay: Path | None = None) -> PlaceWords:
    """The words of rules/places.yaml, laid key by key. A file with mistakes counts for nothing: ``rules check`` tells them."""
    words = PlaceWords()
    for folder in (builtin_rules(), *([overlay] if overlay else [])):
        with suppress(ValidationError):
            words = PlaceWords.model_validate({**words.model_dump(), **_top(folder / "places.yaml")})
    return words


def _simple(county: str, roster: County) -> Region:
    """The roster of the settings: names alone."""
    townships = tuple(Township(name=name) for name in roster.townships)
    return Region.model_construct(county=county, code=roster.code, townships=townships)


def _top(file: Path) -> dict[str, Data]:
    source = _read(file, []) if file.is_file() else None
    return source.data if source and isinstance(source.data, dict) else {}


def _read(file: Path, problems: list[Problem]) -> Source | None:
    text = read_text(file, problems)
    source = read_source(file, file.name, text, problems) if text is not None else None
    return source if source and source.node else None


def _region(source: Source, characters: dict[int, int], problems: list[Problem]) -> Region | None:
    region = validated(Region, source.data, lambda path, key: source.at(path, key=key), problems, KEYS)
    if region is not None:
        problems += _doubts(source, region, Rosters([region], characters))
    return region


def _doubts(source: Source, region: Region, rosters: Rosters) -> Iterator[Problem]:
    seen: dict[str, int] = {}
    for index, township in enumerate(region.townships):
        at = partial(_at, source, index)
        for path, name in _places_of_names(township):
            owner = seen.setdefault(rosters.fold(name), index)
            if owner != index:
                message = f"“{name}”已是第 {owner + 1} 个乡镇“{region.townships[owner].name}”的名称。"
                yield Problem(at(path), "XH-REGION-002", message, "一个名称只能属于一个乡镇。")
        if township.merged_into:
            yield from _merging(region, township, rosters, at(["merged_into"]))
        if township.valid_to and township.last_day < township.first_day:
            yield Problem(at(["valid_to"]), "XH-REGION-005", "valid_to 早于 valid_from。", "请核对两个日期。")


def _merging(region: Region, township: Township, rosters: Rosters, place: Place) -> Iterator[Problem]:
    named = township.merged_into
    into = rosters.township(region, named)
    if into is None:
        known = [other.name for other in region.townships if other is not township]
        yield Problem(place, "XH-REGION-003", f"本县名册上没有“{named}”。", nearest(named, known))
        return
    passed = [township]
    while into is not None and into not in passed:
        passed.append(into)
        into = rosters.township(region, into.merged_into) if into.merged_into else None
    if into is township:
        yield Problem(place, "XH-REGION-004", f"“{township.name}”并来并去，又并回自己。", "请核对 merged_into。")


def _places_of_names(township: Township) -> Names:
    found: Names = [(["name"], township.name)]
    return found + [(["aliases", index], name) for index, name in enumerate(township.aliases)]


def _at(source: Source, index: int, path: list[str | int]) -> Place:
    return source.at(["townships", index, *path])
