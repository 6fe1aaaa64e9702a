"""The roster of a county: which townships it has, what they are called, from when to when.

Rules:
- A township is known by its full name and its aliases, the county by its name and its aliases; all are compared folded
  (full width, traditional script, look-alikes), and never without their suffix: X镇 and X乡 are two townships.
- It exists for a period when it does at the end of the period: ``valid_from`` is its first day, ``valid_to`` its last.
  One that was merged without a date is gone.
- Who should report for a period: the townships that exist for it.
- What a township that no longer exists reports is its successor's (``merged_into``, on to the last).
- A county code has 6 digits (GB/T 2260), a township code 12 (statistical code); a county code of 12 is cut and a
  township code of 9 filled up, since the rest is zeros.
"""

from __future__ import annotations

import calendar
import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator
from pydantic_core import PydanticCustomError

from etl.extract.fold import fold
from etl.names import name_fault
from etl.normalize.spoken import PlaceNames
from etl.rulebook.lexicon import PlaceWords
from etl.rulebook.model import Form

LAST_DAY = "9999-12-31"
_DATE = re.compile(r"[1-9]\d{3}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")
_PERIOD = re.compile(r"([1-9]\d{3})(?:-(0[1-9]|1[0-2])|H([12])|Q([1-4]))?$")


def _digits(raw: object) -> object:
    """A number that YAML has read is what was written: digits."""
    return str(raw) if isinstance(raw, int | Decimal) and not isinstance(raw, bool) else raw


def _named(text: str) -> str:
    fault = name_fault(text)
    if fault:
        raise PydanticCustomError("region", "{fault}", {"fault": fault})
    return text.strip()


def _county_code(text: str) -> str:
    if text and not re.fullmatch(r"\d{6}(0{6})?", text):
        raise PydanticCustomError("region", "应为 6 位县级代码，如 500236")
    return text[:6]


def _township_code(text: str) -> str:
    if text and not re.fullmatch(r"\d{9}(\d{3})?", text):
        raise PydanticCustomError("region", "应为 12 位统计代码或其前 9 位，如 500236100000")
    return text.ljust(12, "0") if text else ""


def _day(text: str) -> str:
    if text and not _DATE.fullmatch(text):
        raise PydanticCustomError("region", "应为年、年月或年月日，如 2023、2023-06、2023-06-30")
    if text and int(text[8:] or 1) > calendar.monthrange(int(text[:4]), int(text[5:7] or 1))[1]:
        raise PydanticCustomError("region", "没有这一天，请核对日期")
    return text


def _some(townships: tuple[Township, ...]) -> tuple[Township, ...]:
    if not townships:
        raise PydanticCustomError("region", "至少要有一个乡镇街道")
    return townships


Name = Annotated[str, AfterValidator(_named)]
Day = Annotated[str, BeforeValidator(_digits), AfterValidator(_day)]


class Township(Form):
    """A township: full name, 12-digit code, other names; first and last day, and into which it was merged."""

    name: Name
    code: Annotated[str, BeforeValidator(_digits), AfterValidator(_township_code)] = ""
    aliases: tuple[Name, ...] = ()
    valid_from: Day = ""
    valid_to: Day = ""
    merged_into: str = ""

    @property
    def first_day(self) -> str:
        return self.valid_from + "-01-01"[len(self.valid_from) - 4 :] if self.valid_from else ""

    @property
    def last_day(self) -> str:
        if not self.valid_to:
            return "" if self.merged_into else LAST_DAY
        return self.valid_to + "-12-31"[len(self.valid_to) - 4 :]

    def exists(self, period: str | None) -> bool:
        """Whether it exists at the end of ``period``; without one, today."""
        return self.first_day <= last_day_of(period) <= self.last_day


class Region(Form):
    """A county: its name, 6-digit code, other names and townships."""

    county: Name
    code: Annotated[str, BeforeValidator(_digits), AfterValidator(_county_code)] = ""
    aliases: tuple[Name, ...] = ()
    townships: Annotated[tuple[Township, ...], AfterValidator(_some)]


class Rosters:
    """The rosters of all counties, by which names are understood, and ``names``: what looks like one to ``words``.

    ``characters`` folds text (``str.translate``).
    """

    def __init__(
        self,
        regions: Iterable[Region] = (),
        characters: Mapping[int, int] | None = None,
        words: PlaceWords = PlaceWords(),  # noqa: B008  (frozen)
    ) -> None:
        self._characters = dict(characters or {})
        self._words = words
        self.names = PlaceNames(words)
        self.regions = {region.county: region for region in regions}
        self._counties = {self.fold(name): region for region in self.regions.values() for name in _names(region)}
        self._townships = {
            county: {self.fold(name): township for township in region.townships for name in _names(township)}
            for county, region in self.regions.items()
        }

    def __iter__(self) -> Iterator[Region]:
        return iter(self.regions.values())

    def fold(self, text: str) -> str:
        return fold(text, self._characters)

    def county(self, name: str) -> Region | None:
        """The county that is called so."""
        return self._counties.get(self.fold(name))

    def township(self, region: Region, name: str) -> Township | None:
        """The township of the county that is called so."""
        return self._townships[region.county].get(self.fold(name))

    def folded_names(self, region: Region) -> Mapping[str, Township]:
        """Every name of every township of the county, folded."""
        return self._townships[region.county]

    def names_county(self, text: str, region: Region) -> bool:
        """Whether the folded ``text`` names the county."""
        return any(self.fold(name) in text for name in _names(region))

    def current(self, region: Region, township: Township, period: str | None) -> Township:
        """The township itself, or the one that reports in its place for ``period``."""
        known = self._townships[region.county]
        passed = {township.name}
        while township.merged_into and not township.exists(period):
            following = known.get(self.fold(township.merged_into))
            if following is None or following.name in passed:
                break
            township = following
            passed.add(township.name)
        return township

    def official(self, county: str, township: str) -> tuple[str, str]:
        """Both names as the roster writes them; what is not on a roster stays as it is."""
        region = self.county(county)
        if region is None:
            return county, township
        found = self.township(region, township)
        return region.county, found.name if found else township

    def expected(self, county: str, period: str | None) -> list[str] | None:
        """The townships that should report for ``period``, in the order of the roster; None without a roster."""
        region = self.regions.get(county)
        return None if region is None else [township.name for township in region.townships if township.exists(period)]

    def township_code(self, county: str, township: str) -> str:
        region = self.regions.get(county)
        found = self.township(region, township) if region else None
        return found.code if found else ""

    def fingerprint(self, county: str | None = None) -> str:
        """A hash of whatever may decide a place: of all counties, or of one."""
        regions = [region for region in self if county in (None, region.county)]
        data = [[region.model_dump() for region in regions], sorted(self._characters.items()), self._words.model_dump()]
        return hashlib.sha256(json.dumps(data, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _names(named: Region | Township) -> tuple[str, ...]:
    return (named.county if isinstance(named, Region) else named.name, *named.aliases)


def last_day_of(period: str | None) -> str:
    """The last day of a period as reports are filed (2023, 2023H1, 2023Q3, 2023-01/2023-11, 2016/2020)."""
    match = _PERIOD.search(period or "")
    if match is None:
        return LAST_DAY
    year, month, half, quarter = match.groups()
    last = int(month) if month else 6 * int(half) if half else 3 * int(quarter) if quarter else 12
    return f"{year}-{last:02}-{calendar.monthrange(int(year), last)[1]}"
