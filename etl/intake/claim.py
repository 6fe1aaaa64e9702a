"""Claiming: a person says whose report a file is, and for which period.

Rules:
- The file is named as ``status`` shows it (a member of an archive too), or as it lies on the disk. What lies in the
  inbox now is what is claimed, whether it has been taken or not; else what was last seen under this name.
- The county has a roster or a folder in the inbox; with a roster the township is on it. Aliases are understood.
- ``newest`` takes a wrong supersession back: the file counts as received after all others.
- A period is written ``2023``, ``2023H1``, ``2023Q3``, ``2023-01/2023-11``, ``2016/2020``, or in the words of a report.

Codes of errors: XH-CLAIM-001 no such file, 002 an archive, 003 unknown county, 004 unknown township, 005 unknown period,
006 the file cannot be read.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from etl.errors import XianhuiError
from etl.extract.periods import periods
from etl.intake.contents import is_archive
from etl.rulebook import load_rulebook
from etl.store import Ledger
from etl.store.receive import PROCESSED
from etl.workspace import Workspace

_YEAR = r"(?:19|20)\d\d"
_MONTH = r"(?:0[1-9]|1[0-2])"
_PERIOD = re.compile(rf"{_YEAR}(?:H[12]|Q[1-4])?|({_YEAR})-{_MONTH}/\1-{_MONTH}|{_YEAR}/{_YEAR}")


@dataclass(frozen=True, slots=True)
class Claimed:
    """What was claimed: the path as ``status`` shows it, official names, the period or empty."""

    file: str
    county: str
    township: str
    period: str


def claim_file(
    ledger: Ledger, file: str, county: str, township: str, period: str = "", *, newest: bool = False
) -> Claimed:
    """Claim a file, and with ``newest`` before all others of its period. Raises XianhuiError, and remembers nothing then."""
    county, township = _official(ledger, county, township)
    written = _period(period, ledger.workspace) if period else ""
    shown, sha256 = content_of(ledger, file)
    ledger.claim_place(sha256, county, township, written, newest=newest)
    return Claimed(shown, county, township, written)


def _official(ledger: Ledger, county: str, township: str) -> tuple[str, str]:
    region = ledger.rosters.county(county)
    if region is not None:
        known = ledger.rosters.township(region, township)
        if known is None:
            advice = _nearest(township, [each.name for each in region.townships], "请核对，或先把它加进名册。")
            raise XianhuiError("XH-CLAIM-004", f"“{region.county}”的名册上没有“{township}”。", advice)
        return region.county, known.name
    folders = {entry.name for entry in ledger.workspace.inbox.iterdir() if entry.is_dir()}
    if county not in folders:
        advice = _nearest(county, {*folders, *ledger.rosters.regions}, "请核对，或先用 xianhui region add 建名册。")
        raise XianhuiError("XH-CLAIM-003", f"没有“{county}”的名册，收件箱里也没有它的文件夹。", advice)
    return county, township


def _period(text: str, workspace: Workspace) -> str:
    if _PERIOD.fullmatch(text):
        return text
    said = [period for _, period in periods(text, load_rulebook(overlay=workspace.overlay).sections) if period]
    if len(said) != 1:
        remedy = "例如 2023、2023H1（上半年）、2023Q3、2023-01/2023-11、2016/2020。"
        raise XianhuiError("XH-CLAIM-005", f"看不懂期间“{text}”。", remedy)
    return said[0]


def content_of(ledger: Ledger, file: str) -> tuple[str, str]:
    """The shown path and the hash of the content that is meant. Raises XianhuiError (XH-CLAIM-001, 002, 006)."""
    inbox = ledger.workspace.inbox
    for real in (Path(file), inbox / file):
        if real.is_file() and real.resolve().is_relative_to(inbox.resolve()):
            return real.resolve().relative_to(inbox.resolve()).as_posix(), _hash(real)
    shown = file.replace("\\", "/").removeprefix("inbox/")
    sightings = ledger.sightings()
    seen = sightings.get(shown)
    if seen is None or seen.sha256 is None or seen.state not in ("staged", PROCESSED):
        advice = _nearest(shown, sightings, "请用 xianhui status 显示的路径。")
        raise XianhuiError("XH-CLAIM-001", f"收件箱里没有“{file}”，也没有收到过。", advice)
    return shown, seen.sha256


def _hash(real: Path) -> str:
    try:
        content = real.read_bytes()
    except OSError as error:
        raise XianhuiError(
            "XH-CLAIM-006", f"读不了“{real}”：{error.strerror}。", "请关闭占用它的程序后再试。"
        ) from error
    if is_archive(content):
        remedy = "请逐个认领其中的文件，写作“压缩包名/文件名”，如 xianhui status 所示。"
        raise XianhuiError("XH-CLAIM-002", f"“{real.name}”是压缩包。", remedy)
    return hashlib.sha256(content).hexdigest()


def _nearest(name: str, known: Iterable[str], otherwise: str) -> str:
    near = get_close_matches(name, list(known), n=1, cutoff=0.5)
    return f"是不是“{near[0]}”？" if near else otherwise
