"""Whose report is it: the county and the township of a document, or why nobody can say.

Rules, in this order:
- The folders ``inbox/<county>/<township>/`` decide; deeper folders say nothing, and an archive counts as no folder.
- The folders win over what the report says, with a warning, unless its title names another township of the same
  county's roster: then it is unclaimed, with both as candidates. A title that also names the folder's township is no
  contradiction.
- With only the county's folder, or none, the roster of the settings is looked for in file name, title and signature:
  file name and title together, and only where both are silent the signature. Exactly one township found: it is that
  one. More than one (across counties too): unclaimed, with the candidates. None (no roster, or a masked name like XX):
  unclaimed.
- A single folder that is no county, but a township of exactly one county of the roster, stands for that township.

Edge cases:
- A name inside a longer one (``城关镇`` in ``东城关镇``) is not named; suffixes are never dropped, since stems are
  ambiguous.
- A text that also names the county (as the roster writes it) means that county's township.
- A single folder that is neither (``2023年``) says nothing, but might be a county without a roster: then the text must
  name the county.
- A folder that is not on the roster is believed, with a warning: the roster may be the one that is wrong.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass

from etl.settings import County

ARCHIVES = (".zip",)
CLAIM = "请把文件移到收件箱的“县区/乡镇街道”文件夹中，例如 inbox/{county}/{township}/。"


@dataclass(frozen=True, slots=True)
class Placement:
    """County and township, both empty when unclaimed; ``code``, ``reason``, ``remedy`` say why, or warn."""

    county: str = ""
    township: str = ""
    county_code: str = ""
    code: str = ""
    reason: str = ""
    remedy: str = ""

    @property
    def claimed(self) -> bool:
        return bool(self.township)


Named = set[tuple[str, str]]


def place(path: str, title: str, signature: str, counties: Mapping[str, County]) -> Placement:
    """The place of the document that was received as ``path`` (relative to the inbox)."""
    folders, name = folders_of(path), path.rpartition("/")[2]
    if len(folders) >= 2:
        return _by_folders(folders[0], folders[1], name, title, counties)
    found = _townships_called(folders[0], counties) if folders and folders[0] not in counties else set()
    if len(found) == 1:
        county, township = found.pop()
        return _by_folders(county, township, name, title, counties)
    said = _said(name, title, signature, _counties_in_question(folders, name + title + signature, counties))
    return _by_words(folders[0] if folders else "", said, counties)


def _by_folders(county: str, township: str, name: str, title: str, counties: Mapping[str, County]) -> Placement:
    code = counties[county].code if county in counties else ""
    in_title = _named(title, counties)
    rivals = {other for owner, other in in_title if owner == county}
    if township not in title and rivals:
        return _unclaimed(
            "XH-PLACE-001", f"文件放在“{township}”，标题却是“{'、'.join(sorted(rivals))}”。", county, township
        )
    said = {other for _, other in in_title | _named(name, counties)}
    if said and township not in said and township not in title and township not in name:
        reason = f"文件放在“{township}”，标题或文件名提到“{'、'.join(sorted(said))}”，按文件夹归入。"
        return Placement(county, township, code, "XH-PLACE-002", reason, "如归错，请移到正确的文件夹。")
    if counties and (county not in counties or township not in counties[county].townships):
        return Placement(county, township, code, "XH-PLACE-003", *_not_on_roster(county, township, counties))
    return Placement(county, township, code)


def _counties_in_question(folders: list[str], text: str, counties: Mapping[str, County]) -> Mapping[str, County]:
    if not folders:
        return counties
    return {
        county: roster
        for county, roster in counties.items()
        if county == folders[0] or (folders[0] not in counties and county in text)
    }


def _by_words(folder: str, said: Named, counties: Mapping[str, County]) -> Placement:
    if len(said) == 1:
        county, township = next(iter(said))
        return Placement(county, township, counties[county].code)
    if said:
        candidates = "、".join(f"{county}/{township}" for county, township in sorted(said))
        return _unclaimed("XH-PLACE-004", f"可能属于：{candidates}，无法确定。", *sorted(said)[0])
    return _unclaimed(
        "XH-PLACE-005",
        "不知道是哪个乡镇街道的报告（没有放在乡镇文件夹，标题和文件名中也没有名册上的名称）。",
        folder,
        "",
    )


def _unclaimed(code: str, reason: str, county: str, township: str) -> Placement:
    remedy = CLAIM.format(county=county or "某某县", township=township or "某某镇")
    return Placement(code=code, reason=reason, remedy=remedy)


def _not_on_roster(county: str, township: str, counties: Mapping[str, County]) -> tuple[str, str]:
    known, missing = (counties[county].townships, township) if county in counties else (tuple(counties), county)
    near = difflib.get_close_matches(missing, known, n=1, cutoff=0.5)
    advice = (
        f"是不是“{near[0]}”？请改文件夹名称或 xianhui.yaml 中的名册。"
        if near
        else "请核对文件夹名称或 xianhui.yaml 中的名册。"
    )
    return f"“{missing}”不在名册上，按文件夹归入。", advice


def _said(name: str, title: str, signature: str, counties: Mapping[str, County]) -> Named:
    return _named(name, counties) | _named(title, counties) or _named(signature, counties)


def _townships_called(name: str, counties: Mapping[str, County]) -> Named:
    return {(county, name) for county, roster in counties.items() if name in roster.townships}


def _named(text: str, counties: Mapping[str, County]) -> Named:
    """The townships that ``text`` names.

    Only those of the counties that it names as well, if it names any of theirs.
    """
    found = {(county, name) for county, roster in counties.items() for name in roster.townships if name in text}
    found = {(county, name) for county, name in found if not _only_inside_longer(name, found, text)}
    return {(county, name) for county, name in found if county in text} or found


def _only_inside_longer(name: str, found: Named, text: str) -> bool:
    for _, longer in found:
        if name != longer and name in longer:
            text = text.replace(longer, "\0")
    return name not in text


def folders_of(path: str) -> list[str]:
    """The folders of a path relative to the inbox, without archives."""
    return [folder.strip() for folder in path.split("/")[:-1] if not folder.lower().endswith(ARCHIVES)]
