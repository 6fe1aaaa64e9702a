"""All files of a county: CSV tables, workbook, evidence.html, and last datapackage.json.

Rules and edge cases:

- files whose bytes have not changed are not touched;
- as soon as one changes, the old datapackage.json goes first and the new one comes last: where it lies, the set is
  complete;
- a rules version by which nothing changed that can be seen does not rewrite a county: workbook and package keep the version
  by which they last changed;
- a file that is open elsewhere gets a dated sibling, which the data package then names; ``tell`` gets the message.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from etl.export import evidence_page
from etl.export.datapackage import Resource, datapackage
from etl.export.earlier import changes_since
from etl.export.files import Written, same, write_file, write_files
from etl.export.layout import load_layout
from etl.export.plain import csv_bytes
from etl.export.review_sheets import NOT_REVIEWED, Reviewed
from etl.export.verification import verification_sheets
from etl.export.workbook import write_workbook
from etl.names import file_name
from etl.review.outcome import report, text_bytes
from etl.tables import CHANGES, DOCUMENTS, FINDINGS, OBSERVATIONS, PUBLISHED_MENTIONS, ROLLUP, TARGETS, Table

if TYPE_CHECKING:
    from etl.rollup import CountyTables
    from etl.rulebook.model import Rulebook

PACKAGE = "datapackage.json"
OUTCOME, TO_VERIFY = "上次审核结果.txt", "核实单"
WORKBOOK = ".xlsx"
_log = logging.getLogger("xianhui.export")
Tell = Callable[[str], object]


class Guard(NamedTuple):
    """``publishing`` hears which workbooks, as bytes, are about to be written, ``may_replace`` is asked before one is
    replaced.
    """

    publishing: Callable[[Collection[bytes]], object]
    may_replace: Callable[[Path], bool]


NO_GUARD = Guard(lambda _: None, lambda _: True)


def export_county(
    folder: Path,
    tables: CountyTables,
    documents: pl.DataFrame,
    rulebook: Rulebook,
    *,
    reviewed: Reviewed = NOT_REVIEWED,
    guard: Guard = NO_GUARD,
    tell: Tell = _log.warning,
) -> list[Path]:
    """Writes ``folder`` (outputs/<year>/<county>); the paths of its files as they lie now, the package last.

    The 核实单 of the townships are not among them. ``reviewed`` is what came back last; ``guard`` sees that
    no workbook in which a person typed is overwritten unread.
    """
    documents = documents.sort("file", "sha256")
    title = file_name(load_layout(rulebook).workbook_title(tables.county, tables.year))
    frames = _frames(tables, documents, changes_since(folder, tables))
    contents = {f"{table.name}.csv": csv_bytes(frame, table) for table, frame in frames}
    contents[evidence_page.NAME] = evidence_page.evidence_page(tables, rulebook, load_layout(rulebook))
    version, contents[f"{title}.xlsx"] = _workbook(
        folder / f"{title}.xlsx", tables, documents, rulebook, frames[0][1], reviewed
    )
    if reviewed.last:
        contents[OUTCOME] = text_bytes(report(reviewed.last))
    sheets = verification_sheets(tables, rulebook)
    verified = {file_name(f"{township}{TO_VERIFY}.xlsx"): content for township, content in sheets.items()}
    guard.publishing([contents[f"{title}.xlsx"], *verified.values()])
    package = folder / PACKAGE
    if any(not same(folder / name, content) for name, content in contents.items()):
        package.unlink(missing_ok=True)
    placed = _write(
        folder, contents | {f"{TO_VERIFY}/{name}": content for name, content in verified.items()}, guard, tell
    )
    _take_away(folder / TO_VERIFY, verified, guard)
    resources = [
        Resource(placed[name].name, table, contents[name]) for table, _ in frames if (name := f"{table.name}.csv")
    ]
    workbook = placed[f"{title}.xlsx"].name, contents[f"{title}.xlsx"]
    described = datapackage(f"xianhui-rollup-{tables.year}", title, version, resources, workbook)
    return [*(placed[name] for name in contents), _told(write_file(package, described), tell).path]


def _write(folder: Path, contents: Mapping[str, bytes], guard: Guard, tell: Tell) -> dict[str, Path]:
    """Where each file lies now, by its name within ``folder``."""

    def may_replace(path: Path) -> bool:
        return path.suffix != WORKBOOK or guard.may_replace(path)

    written = write_files({folder / name: content for name, content in contents.items()}, may_replace)
    return {name: _told(each, tell).path for name, each in zip(contents, written, strict=True)}


def _take_away(folder: Path, asked: Collection[str], guard: Guard) -> None:
    """The 核实单 of townships that are asked nothing any more go, if nobody has filled them in meanwhile: that is kept first."""
    for path in sorted(folder.glob(f"*{TO_VERIFY}.xlsx")):
        if path.name not in asked and guard.may_replace(path):
            path.unlink()


def write_documents(outputs: Path, documents: pl.DataFrame, *, tell: Tell = _log.warning) -> Path:
    """``outputs/documents.csv``: every file ever received in the whole workspace."""
    content = csv_bytes(documents.sort("file", "sha256"), DOCUMENTS)
    return _told(write_file(outputs / "documents.csv", content), tell).path


def _workbook(
    path: Path,
    tables: CountyTables,
    documents: pl.DataFrame,
    rulebook: Rulebook,
    changes: pl.DataFrame,
    reviewed: Reviewed,
) -> tuple[str, bytes]:
    """The workbook and the version that it names: that of the last time when all the rest is the same."""
    last = _last_version(path.parent / PACKAGE)
    if last and last != rulebook.version:
        content = write_workbook(tables, documents, rulebook, changes, reviewed, last)
        if same(path, content):
            return last, content
    return rulebook.version, write_workbook(tables, documents, rulebook, changes, reviewed)


def _last_version(package: Path) -> str:
    """The rules version that the package names; empty without a readable package."""
    try:
        described = json.loads(package.read_text("utf-8"))
    except (OSError, ValueError):
        return ""
    version = described.get("version") if isinstance(described, dict) else ""
    return version if isinstance(version, str) else ""


def _frames(tables: CountyTables, documents: pl.DataFrame, changes: pl.DataFrame) -> list[tuple[Table, pl.DataFrame]]:
    """The tables in the order of writing: changes first (see :mod:`etl.export.earlier`)."""
    return [
        (CHANGES, changes),
        (ROLLUP, tables.rollup),
        (OBSERVATIONS, tables.observations),
        (PUBLISHED_MENTIONS, tables.mentions),
        (FINDINGS, tables.findings),
        (TARGETS, tables.targets),
        (DOCUMENTS, documents),
    ]


def _told(written: Written, tell: Tell) -> Written:
    if written.message:
        tell(written.message)
    return written
