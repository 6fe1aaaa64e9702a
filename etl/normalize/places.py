"""Whose report is it: the county and the township of a document, or why nobody can say.

Rules, in this order:
- What a person has claimed (``xianhui claim``) is so.
- The folders ``inbox/<county>/<township>/`` decide (:mod:`etl.normalize.folders`): the county's is the first that is one
  by roster or name, the township's the first below it. What is neither, years, batches, materials, is passed over.
- The folders win over what the report says, with a warning, unless its title names another township of the same
  county's roster: then it is unclaimed, with both as candidates. A title that also names the folder's township is no
  contradiction.
- In a county without a roster a title that seems to name a township (:mod:`etl.normalize.spoken`), and not the folder's
  as a whole name, is a contradiction too: a misfiled report must not silently take the place of another township's.
- Without the township's folder, or without any, the rosters are looked for in file name, title and signature: file name
  and title together, and only where both are silent the signature. Exactly one township found: it is that one. More than
  one (across counties too): unclaimed, with the candidates. None (no roster, or a masked name like XX): unclaimed, with
  those as candidates of which only the suffix is missing.

Edge cases:
- A name inside a longer one (``城关镇`` in ``东城关镇``) is not named; suffixes are never dropped, since stems are
  ambiguous. Without a roster a folder ``石桥`` is the one township ``石桥镇`` that title or file name name; else it is asked.
- Aliases count as the name. A township that was merged before the period ended counts as its successor, with a warning
  where its folder says so.
- A text that also names the county (as the roster writes it) means that county's township.
- Folders of which none is a county (``2023年``) say nothing, but might be those of a county without a roster: then the text
  must name the county.
- A folder that is not on the county's roster is believed, with a warning, when it looks like a township: the roster may
  be the one that is wrong.
- A bureau (``农业农村局``) is no township: what lies in its folder is a township's only if its words say so.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from etl.normalize.folders import Site, folders_of, site_of
from etl.normalize.roster import Region, Rosters

CLAIM = "请把文件移到收件箱的“县区/乡镇街道”文件夹中，例如 inbox/{county}/{township}/；或用 xianhui claim 认领。"
BY_CLAIM, BY_FOLDER, BY_WORDS, BY_SIGNATURE = "人工认领", "文件夹", "文件名或标题", "落款"
_SHORTEST_STEM = 2


@dataclass(frozen=True, slots=True)
class Placement:
    """County and township, both empty when unclaimed; ``source`` decided; ``code``, ``reason``, ``remedy`` say why, or
    warn.
    """

    county: str = ""
    township: str = ""
    county_code: str = ""
    code: str = ""
    reason: str = ""
    remedy: str = ""
    source: str = ""

    @property
    def claimed(self) -> bool:
        return bool(self.township)


Named = set[tuple[str, str]]


def place(
    path: str,
    title: str,
    signature: str,
    rosters: Rosters,
    period: str | None = None,
    claimed: tuple[str, str] | None = None,
) -> Placement:
    """The place of the document that was received as ``path`` (relative to the inbox) and reports on ``period``.

    ``claimed``: county and township that a person has named.
    """
    if claimed is not None:
        county, township = rosters.official(*claimed)
        region = rosters.county(county)
        site, code = site_of(path, rosters), region.code if region else ""
        if not site.complete or rosters.official(site.county, site.township) == (county, township):
            return Placement(county, township, code, source=BY_CLAIM)
        reason = f"文件放在“{site.county}/{site.township}”，已由人工认领为“{county}/{township}”。"
        return Placement(county, township, code, "XH-PLACE-008", reason, "如认领有误，请重新认领。", BY_CLAIM)
    return _Search(rosters, period, path.rpartition("/")[2], title, signature).place(path)


@dataclass(frozen=True, slots=True)
class _Search:
    """One document's place: what the rosters make of its folders and words."""

    rosters: Rosters
    period: str | None
    name: str
    title: str
    signature: str

    def place(self, path: str) -> Placement:
        site = site_of(path, self.rosters)
        if site.complete:
            return self._by_folders(site.county, site.township, site.region)
        named = self._named_in_full(site) if site.county and site.region is None else ""
        if named:
            return self._by_folders(site.county, named, None)
        return self._by_words(site, self._in_question(folders_of(path), site.region))

    def _named_in_full(self, site: Site) -> str:
        """The one township that title or file name name, if a folder is short for it."""
        spoken = self._spoken(self.title) or self._spoken(self.name)
        short = {self.rosters.fold(folder) for folder in site.below}
        named = [name for name in spoken if any(self.rosters.names.is_short_for(each, name) for each in short)]
        return named[0] if len(named) == len(spoken) == 1 else ""

    def _spoken(self, text: str) -> list[str]:
        return self.rosters.names.townships(self.rosters.fold(text))

    def _by_folders(self, county: str, township: str, region: Region | None) -> Placement:
        known = self.rosters.township(region, township) if region else None
        if region is None or known is None:
            return self._by_unknown_folders(county, township, region)
        here = self.rosters.current(region, known, self.period).name
        in_title = self._named(self.title, self.rosters)
        rivals = {other for owner, other in in_title if owner == region.county}
        if rivals and here not in rivals:
            return self._contradiction(region.county, here, rivals)
        said = in_title | self._named(self.name, self.rosters)
        if said and (region.county, here) not in said:
            return self._despite(region.county, here, region.code, said)
        if here != known.name:
            reason = f"“{known.name}”已并入“{here}”，按“{here}”归入。"
            remedy = "如并入日期有误，请改名册中的 valid_to。"
            return Placement(region.county, here, region.code, "XH-PLACE-007", reason, remedy, BY_FOLDER)
        return Placement(region.county, here, region.code, source=BY_FOLDER)

    def _by_unknown_folders(self, county: str, township: str, region: Region | None) -> Placement:
        """A folder that no roster knows: believed, unless the title names another township of the county."""
        code, whole = region.code if region else "", self.rosters.fold(township)
        spoken = self._spoken(self.title)
        in_title = self._named(self.title, self.rosters)
        rivals = {other for owner, other in in_title if owner == county}
        if region is None and not in_title:
            rivals = set(spoken)
        if rivals and whole not in spoken:
            return self._contradiction(county, township, rivals)
        said = in_title | self._named(self.name, self.rosters)
        if said and whole not in {*spoken, *self._spoken(self.name)}:
            return self._despite(county, township, code, said)
        if self.rosters.regions:
            why = _not_on_roster(county, township, region, self.rosters)
            return Placement(county, township, code, "XH-PLACE-003", *why, BY_FOLDER)
        return Placement(county, township, code, source=BY_FOLDER)

    def _contradiction(self, county: str, township: str, rivals: Iterable[str]) -> Placement:
        titled = sorted(rivals)
        reason = f"文件放在“{township}”，标题却是“{'、'.join(titled)}”。"
        remedy = f"如属“{titled[0]}”，请把文件移到 inbox/{county}/{titled[0]}/；如确属“{township}”，请用 xianhui claim 认领。"
        return Placement(code="XH-PLACE-001", reason=reason, remedy=remedy)

    def _despite(self, county: str, township: str, code: str, said: Named) -> Placement:
        others = "、".join(sorted({other if owner == county else owner + other for owner, other in said}))
        reason = f"文件放在“{township}”，标题或文件名提到“{others}”，按文件夹归入。"
        return Placement(county, township, code, "XH-PLACE-002", reason, "如归错，请移到正确的文件夹。", BY_FOLDER)

    def _in_question(self, folders: Sequence[str], region: Region | None) -> list[Region]:
        if not folders:
            return list(self.rosters)
        if region is not None:
            return [region]
        text = self.rosters.fold(self.name + self.title + self.signature)
        return [region for region in self.rosters if self.rosters.names_county(text, region)]

    def _by_words(self, site: Site, regions: list[Region]) -> Placement:
        said, source = self._named(self.name, regions) | self._named(self.title, regions), BY_WORDS
        if not said:
            said, source = self._named(self.signature, regions), BY_SIGNATURE
        if len(said) == 1:
            county, township = said.pop()
            return Placement(county, township, self.rosters.regions[county].code, source=source)
        candidates = sorted(said or self._without_suffix(regions))
        if candidates:
            listed = "、".join(f"{county}/{township}" for county, township in candidates)
            return _unclaimed("XH-PLACE-004", f"可能属于：{listed}，无法确定。", *candidates[0])
        spoken = self._spoken(self.name) + self._spoken(self.title)
        if spoken and not regions and (site.county or not self.rosters.regions):
            return _without_roster(site.county, site.township or spoken[0])
        return self._unknown(site)

    def _unknown(self, site: Site) -> Placement:
        """Nothing names a township; what the folders lack is said."""
        bureau = next((each for each in site.below if self.rosters.names.is_bureau(self.rosters.fold(each))), "")
        if bureau:
            reason = f"文件夹“{bureau}”是部门，不是乡镇街道；标题和文件名中也没有乡镇街道的名称。"
            remedy = "部门的材料不汇入县级表，请移出收件箱；如是某个乡镇街道的报告，请用 xianhui claim 认领。"
            return Placement(code="XH-PLACE-010", reason=reason, remedy=remedy)
        reason = "不知道是哪个乡镇街道的报告（没有放在乡镇文件夹，标题和文件名中也没有名册上的名称）。"
        if site.township:
            reason = (
                f"不知道“{site.township}”是哪个县区的（没有放在县区文件夹，文件夹名应是县区全称，或名册上的名称）。"
            )
        elif site.below:
            listed = "、".join(f"“{folder}”" for folder in site.below)
            reason = (
                f"不知道是哪个乡镇街道的报告（文件夹{listed}不是乡镇街道的全称，标题和文件名中也没有名册上的名称）。"
            )
        return _unclaimed("XH-PLACE-005", reason, site.county, site.township)

    def _without_suffix(self, regions: Iterable[Region]) -> Named:
        """Townships whose name is there but for its last one or two characters: candidates, never more."""
        text = self.rosters.fold(f"{self.name}\n{self.title}")
        return {
            (region.county, self.rosters.current(region, township, self.period).name)
            for region in regions
            for name, township in self.rosters.folded_names(region).items()
            if any(len(stem) >= _SHORTEST_STEM and stem in text for stem in (name[:-1], name[:-2]))
        }

    def _named(self, text: str, regions: Iterable[Region]) -> Named:
        """The townships that ``text`` names.

        Only those of the counties that it names as well, if it names any of theirs.
        """
        folded = self.rosters.fold(text)
        found = {
            (region.county, name): self.rosters.current(region, township, self.period).name
            for region in regions
            for name, township in self.rosters.folded_names(region).items()
            if name in folded
        }
        spelt = {name for _, name in found}
        named = {
            (county, township)
            for (county, name), township in found.items()
            if not _only_inside_longer(name, spelt, folded)
        }
        with_county = {(c, t) for c, t in named if self.rosters.names_county(folded, self.rosters.regions[c])}
        return with_county or named


def _unclaimed(code: str, reason: str, county: str, township: str) -> Placement:
    remedy = CLAIM.format(county=county or "某某县", township=township or "某某镇")
    return Placement(code=code, reason=reason, remedy=remedy)


def _without_roster(county: str, township: str) -> Placement:
    reason = f"看来是“{township}”的报告，但没有{f'“{county}”的' if county else ''}名册，不能确定。"
    roster = f"或用 xianhui region add {county or '某某县'} 建名册，之后会自动归入。"
    return Placement(
        code="XH-PLACE-009",
        reason=reason,
        remedy=CLAIM.format(county=county or "某某县", township=township) + roster,
    )


def _not_on_roster(county: str, township: str, region: Region | None, rosters: Rosters) -> tuple[str, str]:
    known = [each.name for each in region.townships] if region else list(rosters.regions)
    missing = township if region else county
    near = difflib.get_close_matches(missing, known, n=1, cutoff=0.5)
    advice = f"是不是“{near[0]}”？请改文件夹名称或名册。" if near else "请核对文件夹名称或名册。"
    return f"“{missing}”不在名册上，按文件夹归入。", advice


def _only_inside_longer(name: str, found: set[str], text: str) -> bool:
    for longer in found:
        if name != longer and name in longer:
            text = text.replace(longer, "\0")
    return name not in text
