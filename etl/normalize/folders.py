"""Which county's and which township's folder a file lies in.

Rules and edge cases:
- An archive counts as no folder; what its own folders are called counts like the others.
- The county's folder is the first that is on a roster; else one that looks like a county (:mod:`etl.normalize.spoken`): of
  several above the first that looks like a township the last, since a city's folder lies above (``湖阳市/青溪县/石桥镇``);
  else the first that is a township of exactly one county stands for both.
- The township's folder is the first below it that is on the county's roster or looks like a township. Deeper folders say
  nothing.
- The folder of a township's office (``东湖街道办事处``) is the township's, unless the roster itself calls it so.
- Folders that are neither (``2024年``, ``总结材料``, ``第一批``) are passed over, wherever they lie; so are bureaus.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from etl.normalize.roster import Region, Rosters

ARCHIVES = (".zip",)


@dataclass(frozen=True, slots=True)
class Site:
    """What the folders say: the county (as the roster writes it), its roster, the township (as the folder calls it).

    Empty where none is said. ``below`` are the folders below the county's that are no township's, or all of them when
    there is no county's; as long as there is a township, only those above it.
    """

    county: str = ""
    region: Region | None = None
    township: str = ""
    below: tuple[str, ...] = ()

    @property
    def complete(self) -> bool:
        return bool(self.county and self.township)


def folders_of(path: str) -> list[str]:
    """The folders of a path relative to the inbox, without archives."""
    return [folder.strip() for folder in path.split("/")[:-1] if not folder.lower().endswith(ARCHIVES)]


def site_of(path: str, rosters: Rosters) -> Site:
    """The county's and the township's folder in which ``path`` (relative to the inbox) lies."""
    folders = folders_of(path)
    for above, folder in enumerate(folders, start=1):
        region = rosters.county(folder)
        if region is not None:
            return _in_county(region.county, region, folders[above:], rosters)
    at = _like_a_county(folders, rosters)
    if at is not None:
        return _in_county(folders[at], None, folders[at + 1 :], rosters)
    for folder in folders:
        owner = _only_owner(folder, rosters)
        if owner is not None:
            return Site(owner.county, owner, folder)
    return _in_county("", None, folders, rosters)


def official_site(path: str, rosters: Rosters) -> tuple[str | None, str | None]:
    """County and township of the folders, as the roster writes them; None for what they do not say."""
    site = site_of(path, rosters)
    county, township = rosters.official(site.county, site.township)
    return county or None, (township or None) if county else None


def _like_a_county(folders: Sequence[str], rosters: Rosters) -> int | None:
    """The last that looks like a county above the first that looks like a township."""
    names, found = rosters.names, None
    for at, folder in enumerate(map(rosters.fold, folders)):
        county = names.like_a_county(folder) and _only_owner(folder, rosters) is None
        if names.like_a_township(folder) and (found is not None or not county):
            break
        found = at if county else found
    return found


def _only_owner(folder: str, rosters: Rosters) -> Region | None:
    """The only county that has a township of this name."""
    owners = [region for region in rosters if rosters.township(region, folder) is not None]
    return owners[0] if len(owners) == 1 else None


def _in_county(county: str, region: Region | None, folders: Sequence[str], rosters: Rosters) -> Site:
    for at, folder in enumerate(folders):
        name = _township(folder, region, rosters)
        if name:
            return Site(county, region, name, tuple(folders[:at]))
    return Site(county, region, "", tuple(folders))


def _township(folder: str, region: Region | None, rosters: Rosters) -> str:
    """The name of the township whose folder it is, or nothing."""
    name = folder[: len(rosters.names.without_office(rosters.fold(folder)))]
    for called in (folder, name):
        if region is not None and rosters.township(region, called) is not None:
            return called
    return name if rosters.names.like_a_township(rosters.fold(name)) else ""
