"""Claiming: a person says whose report a file is, and for which period.

Rules:
- The file is named as ``status`` shows it (a member of an archive too), or as it lies on the disk. What lies in the
  inbox now is what is claimed, whether it has been taken or not; else what was last seen under this name.
- The county has a roster or a folder in the inbox; with a roster the township is on it. Aliases are understood. Without a
  roster any name that can be one is taken, with a hint when it is nearly that of a township's folder.
- What lies in quarantine cannot be read, whosever it is: it must be replaced first.
- ``newest`` takes a wrong supersession back: the file counts as received after all others.
- A period is written ``2023``, ``2023H1``, ``2023Q3``, ``2023-01/2023-11``, ``2016/2020``, or in the words of a report; it
  does not end before it begins.

Codes of errors: XH-CLAIM-001 no such file, 002 an archive, 003 unknown county, 004 unknown township, 005 unknown period,
006 the file cannot be read, 007 no possible name, 008 in quarantine.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from etl.errors import XianhuiError, system_reason
from etl.extract.periods import periods
from etl.intake.contents import is_archive
from etl.names import name_fault
from etl.normalize.folders import site_of
from etl.rulebook import load_rulebook
from etl.store import Ledger
from etl.store.receive import PROCESSED, Sighting
from etl.store.views import REFUSED
from etl.workspace import Workspace

_YEAR = r"(?:19|20)\d\d"
_MONTH = r"(?:0[1-9]|1[0-2])"
_EMPTY = hashlib.sha256().hexdigest()
_PERIOD = re.compile(rf"{_YEAR}(?:H[12]|Q[1-4])?|({_YEAR})-{_MONTH}/\1-{_MONTH}|{_YEAR}/{_YEAR}")


@dataclass(frozen=True, slots=True)
class Claimed:
    """What was claimed: the path as ``status`` shows it, official names, the period or empty; a hint or none."""

    file: str
    county: str
    township: str
    period: str
    hint: str = ""


def claim_file(
    ledger: Ledger, file: str, county: str, township: str, period: str = "", *, newest: bool = False
) -> Claimed:
    """Claim a file, and with ``newest`` before all others of its period. Raises XianhuiError, and remembers nothing then."""
    for what, name in (("县区", county), ("乡镇街道", township)):
        fault = name_fault(name)
        if fault:
            raise XianhuiError(
                "XH-CLAIM-007", f"“{name}”不能作{what}的名称：{fault}。", "请写全称，例如 某某县、某某镇。"
            )
    sightings = ledger.sightings()
    county, township, hint = _official(ledger, county.strip(), township.strip(), sightings)
    written = _period(period, ledger.workspace) if period else ""
    shown, sha256 = content_of(ledger, file)
    _expect_readable(ledger, shown, sha256, sightings.get(shown))
    ledger.claim_place(sha256, county, township, written, newest=newest)
    return Claimed(shown, county, township, written, hint)


def _official(ledger: Ledger, county: str, township: str, sightings: Mapping[str, Sighting]) -> tuple[str, str, str]:
    """Both names as the roster writes them, and a hint where there is none and the township is nearly a known one."""
    region = ledger.rosters.county(county)
    if region is not None:
        known = ledger.rosters.township(region, township)
        if known is None:
            advice = _nearest(township, [each.name for each in region.townships], "请核对，或先把它加进名册。")
            raise XianhuiError("XH-CLAIM-004", f"“{region.county}”的名册上没有“{township}”。", advice)
        return region.county, known.name, ""
    sites = [site_of(path, ledger.rosters) for path in sightings]
    folders = {entry.name for entry in ledger.workspace.inbox.iterdir() if entry.is_dir()}
    folders = {name for name in folders if not ledger.rosters.names.begins_with_year(name)} | {
        site.county for site in sites if site.county
    }
    if county not in folders:
        advice = _nearest(county, {*folders, *ledger.rosters.regions}, "请核对，或先用 xianhui region add 建名册。")
        raise XianhuiError("XH-CLAIM-003", f"没有“{county}”的名册，收件箱里也没有它的文件夹。", advice)
    townships = {site.township for site in sites if site.county == county and site.township}
    return county, township, "" if township in townships else _nearest(township, townships, "")


def _expect_readable(ledger: Ledger, shown: str, sha256: str, seen: Sighting | None) -> None:
    """Raises XianhuiError when the content, or the file as it lies, is in quarantine."""
    refused = [row["reason"] for row in ledger.outcomes([sha256]) if row["state"] == REFUSED]
    real = ledger.workspace.inbox / shown
    if not refused and seen is not None and seen.state == "quarantined" and real.is_file():
        status = real.stat()
        refused = [seen.reason] if (status.st_size, status.st_mtime_ns) == (seen.size, seen.mtime_ns) else []
    if not refused and sha256 == _EMPTY:
        refused = ["文件是空的（0 字节）。"]
    if refused:
        raise _in_quarantine(shown, refused[0])


def _in_quarantine(shown: str, reason: str) -> XianhuiError:
    remedy = "请换一份读得了的，用同样的名称放回收件箱，再认领。"
    return XianhuiError("XH-CLAIM-008", f"“{shown}”读不了，认领也没有用：{reason}", remedy)


def _period(text: str, workspace: Workspace) -> str:
    said = [text] if _PERIOD.fullmatch(text) else []
    if not said:
        sections = load_rulebook(overlay=workspace.overlay).sections
        said = [period for _, period in periods(text, sections) if period]
    if len(said) != 1:
        remedy = "例如 2023、2023H1（上半年）、2023Q3、2023-01/2023-11、2016/2020。"
        raise XianhuiError("XH-CLAIM-005", f"看不懂期间“{text}”。", remedy)
    first, _, last = said[0].partition("/")
    if last and last < first:
        raise XianhuiError("XH-CLAIM-005", f"期间“{text}”的结尾早于开头。", f"是不是 {last}/{first}？")
    return said[0]


def content_of(ledger: Ledger, file: str) -> tuple[str, str]:
    """The shown path and the hash of the content that is meant. Raises XianhuiError (XH-CLAIM-001, 002, 006, 008)."""
    inbox = ledger.workspace.inbox
    for real in (Path(file), inbox / file):
        if real.is_file() and real.resolve().is_relative_to(inbox.resolve()):
            return real.resolve().relative_to(inbox.resolve()).as_posix(), _hash(real)
    shown = file.replace("\\", "/").removeprefix("inbox/")
    sightings = ledger.sightings()
    seen = sightings.get(shown)
    if seen is not None and seen.state == "quarantined":
        raise _in_quarantine(shown, seen.reason)
    if seen is None or seen.sha256 is None or seen.state not in ("staged", PROCESSED):
        advice = _nearest(shown, sightings, "请用 xianhui status 显示的路径。")
        raise XianhuiError("XH-CLAIM-001", f"收件箱里没有“{file}”，也没有收到过。", advice)
    return shown, seen.sha256


def _hash(real: Path) -> str:
    try:
        content = real.read_bytes()
    except OSError as error:
        raise XianhuiError(
            "XH-CLAIM-006", f"读不了“{real}”：{system_reason(error)}。", "请关闭占用它的程序后再试。"
        ) from error
    if is_archive(content):
        remedy = "请逐个认领其中的文件，写作“压缩包名/文件名”，如 xianhui status 所示。"
        raise XianhuiError("XH-CLAIM-002", f"“{real.name}”是压缩包。", remedy)
    return hashlib.sha256(content).hexdigest()


def _nearest(name: str, known: Iterable[str], otherwise: str) -> str:
    near = get_close_matches(name, list(known), n=1, cutoff=0.5)
    return f"是不是“{near[0]}”？" if near else otherwise
