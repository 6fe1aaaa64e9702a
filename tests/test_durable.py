"""Files that are whole or not there."""

from __future__ import annotations

import os
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from etl.durable import write_together, write_whole
from etl.readers.document import Block, Document, Note, packed
from etl.store import kept_text, mentions_file, text_path
from etl.tables import MENTIONS

SHA = "ab" * 32


def test_text_comes_back_exactly(tmp_path: Path) -> None:
    document = Document(
        text="一、甲\r\n\u2028𠮷\ud800\x00\ufeff|表\t\n",
        blocks=(Block("heading", 0, 3, level=1), Block("cell", 3, 5, table=1, row=2, column=3, header=True)),
        notes=(Note("XH-READ-101", "说明", None), Note("XH-READ-102", "修订", 7)),
        reader="docx/1",
    )
    write_whole(text_path(tmp_path, SHA, document.reader), packed(document))
    assert kept_text(tmp_path, SHA, "docx/1") == document
    assert [path.name for path in tmp_path.rglob("*.json")] == [f"{SHA}.docx-1.json"]


def test_figures_come_back_exactly(tmp_path: Path) -> None:
    values = [Decimal("980000000"), Decimal("0.0000000001"), Decimal("-12.5"), None]
    frame = MENTIONS.conform(pl.DataFrame({"value": values}, schema={"value": MENTIONS.schema["value"]}))
    name, content = mentions_file(SHA, "rules", frame)
    assert pl.read_parquet(content).equals(frame)
    assert mentions_file(SHA, "other rules", frame)[0] != name


def test_same_figures_are_the_same_bytes(tmp_path: Path) -> None:
    frame = MENTIONS.conform(pl.DataFrame({"surface": ["9.8亿元", "3亩", "七人"], "value": [1, None, 7]}))
    one = mentions_file(SHA, "rules", frame.head(1))
    assert mentions_file(SHA, "rules", frame.head(1)) == one
    assert mentions_file(SHA, "rules", frame.slice(0, 1)) == one
    assert mentions_file(SHA, "rules", frame.slice(1, 1)) == mentions_file(SHA, "rules", frame.slice(1, 2).head(1))


def test_file_that_cannot_be_written_leaves_the_old_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(handle: int) -> None:
        raise OSError(28, "full")

    path = tmp_path / "a"
    write_whole(path, b"old")
    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match="full"):
        write_whole(path, b"new")
    assert path.read_bytes() == b"old" and list(tmp_path.iterdir()) == [path]


def test_of_files_written_together_none_has_its_name_before_all_are_durable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths, durable, sync = [tmp_path / folder / "x" for folder in "ab"], [], os.fsync

    def note(handle: int) -> None:
        durable.append([path.exists() for path in paths])
        sync(handle)

    monkeypatch.setattr(os, "fsync", note)
    write_together({path: path.parent.name.encode() for path in paths})
    assert durable == [[False, False]] * 2 + [[True, True]] * 2, "two files, then their folders"
    assert [path.read_bytes() for path in paths] == [b"a", b"b"]
