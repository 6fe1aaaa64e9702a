"""Files that are whole or not there."""

from __future__ import annotations

import os
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from etl.readers.document import Block, Document, Note
from etl.store import keep_mentions, keep_text, kept_text
from etl.store.files import write_whole
from etl.tables import MENTIONS

SHA = "ab" * 32


def test_text_comes_back_exactly(tmp_path: Path) -> None:
    document = Document(
        text="一、甲\r\n\u2028𠮷\ud800\x00\ufeff|表\t\n",
        blocks=(Block("heading", 0, 3, level=1), Block("cell", 3, 5, table=1, row=2, column=3, header=True)),
        notes=(Note("XH-READ-101", "说明", None), Note("XH-READ-102", "修订", 7)),
        reader="docx/1",
    )
    keep_text(tmp_path, SHA, document)
    assert kept_text(tmp_path, SHA, "docx/1") == document
    assert [path.name for path in tmp_path.rglob("*.json")] == [f"{SHA}.docx-1.json"]


def test_kept_text_is_never_written_again(tmp_path: Path) -> None:
    keep_text(tmp_path, SHA, Document("a", reader="text/1"))
    keep_text(tmp_path, SHA, Document("b", reader="text/1"))
    assert kept_text(tmp_path, SHA, "text/1").text == "a"


def test_figures_come_back_exactly(tmp_path: Path) -> None:
    values = [Decimal("980000000"), Decimal("0.0000000001"), Decimal("-12.5"), None]
    frame = MENTIONS.conform(pl.DataFrame({"value": values}, schema={"value": MENTIONS.schema["value"]}))
    name = keep_mentions(tmp_path, SHA, "rules", frame)
    assert pl.read_parquet(tmp_path / name).equals(frame)
    assert keep_mentions(tmp_path, SHA, "other rules", frame) != name


def test_same_figures_are_the_same_bytes(tmp_path: Path) -> None:
    frame = MENTIONS.conform(pl.DataFrame({"surface": ["9.8亿元"]}))
    name = keep_mentions(tmp_path / "a", SHA, "rules", frame)
    assert keep_mentions(tmp_path / "b", SHA, "rules", frame) == name
    assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


def test_file_that_cannot_be_written_leaves_the_old_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(handle: int) -> None:
        raise OSError(28, "full")

    path = tmp_path / "a"
    write_whole(path, b"old")
    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match="full"):
        write_whole(path, b"new")
    assert path.read_bytes() == b"old" and list(tmp_path.iterdir()) == [path]
