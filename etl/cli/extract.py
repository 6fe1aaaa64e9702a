"""``xianhui extract``: the figures of single files, without a workspace.

Rules:
- The rules are the built-in ones, with those of ``--rules`` laid over them; given in a workspace, with those of that workspace.
- One file goes to standard output. Several files, an archive, or ``--out`` give a file for each report in the folder.
- A file is named after the stem of its report; equal stems keep the extension, equal names their folder as well.
- No output is ever written over a report that was asked for.
- What cannot be read gets a message; the others go on, and the exit status is 1.
- Each is read in a process of its own, within limits of time and memory.
- Figures are exact JSON numbers: integers without a point, no exponent.
"""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

from etl.cli.columns import aligned
from etl.cli.source import document_in, not_written, opened, rulebook_with, workspace_here
from etl.cli.terms import CLOSED, in_words
from etl.errors import XianhuiError
from etl.readers.apart import start
from etl.readers.gate import is_zip

if TYPE_CHECKING:
    import polars as pl

    from etl.rulebook import Rulebook

SUFFIXES = {"jsonl": ".jsonl", "csv": ".csv", "table": ".table.txt", "text": ".text.txt"}
SHOWN = {
    "start": "位置", "surface": "原文", "type": "类型", "measure": "口径", "role": "性质",
    "scope": "范围", "year": "年份", "name": "指标", "canonical_value": "换算值", "canonical_unit": "单位",
    "indicator": "代码",
}  # fmt: skip


class Source(NamedTuple):
    """A report that was asked for: how it is called, and its bytes or why there are none."""

    name: PurePosixPath
    content: bytes | XianhuiError
    packed: bool = False


def run(options: Namespace) -> int:
    sources = [source for path in options.files for source in _sources(path)]
    to_screen = len(options.files) == 1 and options.out is None and not any(source.packed for source in sources)
    form = "text" if options.text else options.format
    if any(isinstance(source.content, bytes) for source in sources):
        start()
    rulebook = None if options.text else rulebook_with(options.rules, workspace_here())
    folder = options.out or Path()
    failed = 0
    for number, (source, name) in enumerate(zip(sources, _names(sources), strict=True), start=1):
        if not to_screen and sys.stderr.isatty():
            print(f"\r{number}/{len(sources)} ", end="", file=sys.stderr, flush=True)
        try:
            output = _output(source, form, rulebook)
            _write(output, None if to_screen else _target(folder / f"{name}{SUFFIXES[form]}", options.files))
        except XianhuiError as error:
            failed += 1
            print(f"{source.name}：[{error.code}] {error.reason}{error.remedy}", file=sys.stderr)
    if not to_screen:
        print(f"{len(sources) - failed} 份写入 {folder.resolve()}，{failed} 份失败。", file=sys.stderr)
    return 1 if failed else 0


def _sources(path: Path) -> Iterator[Source]:
    name = PurePosixPath(path.as_posix())
    try:
        content = opened(path)
    except XianhuiError as error:
        yield Source(name, error)
        return
    if is_zip(content):
        yield from _packed(path.name, content)
    else:
        yield Source(name, content)


def _packed(name: str, content: bytes) -> Iterator[Source]:
    from etl.intake.contents import empty_archive, is_archive, members
    from etl.settings import IGNORED

    if not is_archive(content):
        yield Source(PurePosixPath(name), content)
        return
    inside = list(members(content, IGNORED))
    if not inside:
        yield Source(PurePosixPath(name), empty_archive())
    for member, unpacked in inside:
        yield Source(PurePosixPath(name, member), unpacked, packed=True)


def _names(sources: Sequence[Source]) -> list[str]:
    """For each report the shortest of stem, name, and path that no other report shares."""
    forms = [
        (s.name.stem, s.name.name, "_".join(part for part in s.name.parts if part not in ("/", ".."))) for s in sources
    ]
    seen = [Counter(form[level].casefold() for form in forms) for level in range(3)]
    return [
        next((form[level] for level in range(3) if seen[level][form[level].casefold()] == 1), f"{form[2]}_{number}")
        for number, form in enumerate(forms, start=1)
    ]


def _output(source: Source, form: str, rulebook: Rulebook | None) -> bytes:
    if isinstance(source.content, XianhuiError):
        raise source.content
    document = document_in(source.content, source.name.name)
    if rulebook is None:
        return _encoded(document.text)
    from etl.extract import extract, mentions_frame
    from etl.normalize import canonical

    extraction = extract(document, rulebook, name=source.name.name)
    figures = canonical(mentions_frame(extraction.mentions), rulebook)
    if form == "jsonl":
        return _encoded("".join(f"{line}\n" for line in json_lines(figures.iter_rows(named=True))))
    return _csv(figures) if form == "csv" else _encoded(_table(figures, rulebook))


def json_lines(rows: Iterable[dict[str, object]]) -> Iterator[str]:
    """One JSON object a row."""
    for row in rows:
        yield "{" + ", ".join(f'"{name}": {_json(value)}' for name, value in row.items()) + "}"


def _json(value: object) -> str:
    return plain(value) if isinstance(value, Decimal) else json.dumps(value, ensure_ascii=False)


def plain(value: Decimal) -> str:
    """The figure without exponent and without zeros that say nothing."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _csv(figures: pl.DataFrame) -> bytes:
    from etl.export.plain import csv_bytes
    from etl.tables import MENTIONS

    return csv_bytes(figures, MENTIONS)


def _table(figures: pl.DataFrame, rulebook: Rulebook) -> str:
    rows = []
    for row in figures.iter_rows(named=True):
        rule = rulebook.indicators.get(row["indicator"])
        row["name"] = rule.name if rule else None
        rows.append([_cell(column, row[column]) for column in SHOWN])
    return aligned([list(SHOWN.values()), *rows])


def _cell(column: str, value: object) -> str:
    if isinstance(value, Decimal):
        return plain(value)
    return "" if value is None else in_words(str(value)) if column in CLOSED else str(value)


def _encoded(text: str) -> bytes:
    # A lone surrogate, which a broken file can hold, has no UTF-8 form; in JSON its escape is the right one.
    return text.encode("utf-8", "backslashreplace")


def _target(path: Path, asked: Sequence[Path]) -> Path:
    """The path to write to; an error when one of the reports lies there."""
    if any(path.resolve() == report.resolve() for report in asked):
        raise XianhuiError("XH-CLI-007", f"结果会覆盖原文件“{path}”，没有写。", "请用 --out 指定另一个文件夹。")
    return path


def _write(output: bytes, path: Path | None) -> None:
    if path is None:
        sys.stdout.flush()
        sys.stdout.buffer.write(output)
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(output)
    except OSError as error:
        raise not_written(path, error) from error
