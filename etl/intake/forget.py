"""Forgetting: a report that must not be kept is removed, with the text, the figures and the copies that came of it.

Rules:
- The file is named as for a claim (:mod:`etl.intake.claim`). All its copies go: in the inbox under every name, in
  ``已处理`` and in quarantine with the reasons, in staging, its canonical text and its Parquet.
- Figures that lie in one file with those of other reports go when the nightly writes that file anew; until then no row of
  the ledger leads to them.
- A member of an archive cannot be taken out of it: it is not read again, and the archive is named so that a person sees
  to it. An archive itself is no report: its members are named, to be forgotten one by one.
- What could not be read left neither text nor figures; while the file lies in the inbox it is forgotten like any other.
- Tables that were made with it are written again by the next rollup; backups and what was sent out are not reached.
- After a crash the same command finishes the work.

Codes of errors: XH-FORGET-001 no reason given, 002 an archive, 003 in quarantine and not in the inbox; those of a claim for
a name that is not known.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from etl.durable import sha256_of
from etl.errors import XianhuiError
from etl.intake.claim import content_of
from etl.intake.quarantine import OPEN, REPLACED, SOLVED, of_content, place_of
from etl.store import Ledger

ARCHIVE, REFUSED_CONTENT = "XH-CLAIM-002", "XH-CLAIM-008"
NAMED = 5  # members of an archive that a message names


@dataclass(frozen=True, slots=True)
class Forgotten:
    """Files that were removed, relative to the workspace, and archives that still hold a copy (paths in the inbox)."""

    removed: list[str]
    archives: list[str]


def forget_file(ledger: Ledger, file: str, why: str) -> Forgotten:
    """Remove a report and all that came of it. Raises XianhuiError, and removes nothing then."""
    if not why.strip():
        raise XianhuiError("XH-FORGET-001", "没有写删除的原因。", "请用 --why 写明，例如 --why 误报了不应报送的内容。")
    shown, sha256 = _content_of(ledger, file)
    paths = sorted({shown, *ledger.paths_of(sha256)})
    ledger.forget(sha256, shown, why.strip())
    archives = sorted({archive for path in paths if (archive := _archive(ledger.workspace.inbox, path))})
    removed = []
    for place in _places(ledger, sha256, paths):
        place.unlink(missing_ok=True)
        removed.append(place.relative_to(ledger.workspace.root).as_posix())
    return Forgotten(removed, archives)


def _content_of(ledger: Ledger, file: str) -> tuple[str, str]:
    """As for a claim, refused in words of its own."""
    try:
        return content_of(ledger, file)
    except XianhuiError as error:
        if error.code == ARCHIVE:
            raise _is_archive(ledger, file) from error
        if error.code == REFUSED_CONTENT:
            remedy = "没有读出文本和数字，不必删除；原件在压缩包里的，请换掉压缩包，“隔离”文件夹里的副本可以直接删去。"
            raise XianhuiError("XH-FORGET-003", f"“{file}”在隔离中，收件箱里没有单独的这个文件。", remedy) from error
        raise


def _is_archive(ledger: Ledger, file: str) -> XianhuiError:
    inbox = ledger.workspace.inbox.resolve()
    real = next(place.resolve() for place in (Path(file), inbox / file) if place.is_file())
    head = f"{real.relative_to(inbox).as_posix()}/"
    inside = sorted(path for path in ledger.sightings() if path.startswith(head))
    remedy = "其中还没有收过的文件：直接从收件箱删去压缩包即可。"
    if inside:
        more = f" 等 {len(inside)} 份" if len(inside) > NAMED else ""
        remedy = f"请逐个删除其中的文件：{'、'.join(inside[:NAMED])}{more}；删完再从收件箱删去压缩包。"
    return XianhuiError("XH-FORGET-002", f"“{file}”是压缩包，不是一份报告，没有删除。", remedy)


def _places(ledger: Ledger, sha256: str, paths: list[str]) -> Iterator[Path]:
    """Every file that holds the content or what came of it."""
    workspace = ledger.workspace
    for path in paths:
        for folder in (workspace.inbox, workspace.processed, workspace.quarantine):
            place = place_of(folder, path) if folder == workspace.quarantine else folder / path
            if _holds(place, sha256):
                yield place
        quarantined = place_of(workspace.quarantine, path)
        for suffix in (OPEN, SOLVED):
            reason = quarantined.with_name(quarantined.name + suffix)
            if reason.is_file() and not (quarantined.is_file() and not _holds(quarantined, sha256)):
                yield reason
        kept = of_content(quarantined, sha256)
        yield from (place for end in ("", REPLACED, SOLVED) if (place := kept.with_name(kept.name + end)).is_file())
    for folder in (workspace.staging, workspace.texts / sha256[:2], workspace.mentions / sha256[:2]):
        if folder.is_dir():
            yield from (folder / name for name in sorted(os.listdir(folder)) if name.startswith(sha256))


def _holds(place: Path, sha256: str) -> bool:
    return place.is_file() and sha256_of(place) == sha256


def _archive(inbox: Path, path: str) -> str | None:
    """The archive in the inbox that a path leads into, if it does."""
    parts = path.split("/")
    heads = ("/".join(parts[:length]) for length in range(1, len(parts)))
    return next((head for head in heads if (inbox / head).is_file()), None)
