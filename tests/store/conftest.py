"""A ledger on a real disk, and the shortest way to fill it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest

from etl.durable import write_whole
from etl.store import Ledger, Receipt, Recording, mentions_file
from etl.tables import MENTIONS
from etl.workspace import Workspace, init_workspace

RULES = "rules1"
ROSTER = """
stability_seconds: 0
counties:
  甲县:
    code: "500101"
    townships: [一镇, 二镇, 三镇]
  乙县:
    townships: [四镇]
"""


class Book:
    """A ledger: ``receive`` and ``record`` make rows as the intake would."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.ledger = Ledger(workspace)

    def receive(self, path: str, content: str, *, mtime: int = 0) -> str:
        sha256 = hashlib.sha256(content.encode()).hexdigest()
        self.ledger.receive([Receipt(path, sha256, len(content), mtime, self.ledger.next_round())])
        return sha256

    def record(
        self,
        path: str,
        content: str,
        *,
        kind: str = "总结",
        year: int | None = 2023,
        period: str | None = "2023",
        title: str = "",
        rules: str = RULES,
        mtime: int = 0,
    ) -> str:
        sha256 = self.receive(path, content, mtime=mtime)
        frame = pl.DataFrame([{"start": 0, "end": 3, "surface": content}], schema=MENTIONS.schema)
        parquet, figures = mentions_file(sha256, rules, frame)
        write_whole(self.workspace.mentions / parquet, figures)
        name = path.rpartition("/")[2]
        described = (
            sha256,
            rules,
            "text/1",
            name,
            title,
            kind,
            year,
            period,
            None,
            None,
            "标题",
            "",
            parquet,
            1,
            0,
            "[]",
        )
        self.ledger.record([Recording(*described)])
        return sha256

    def states(self) -> list[tuple[str, str]]:
        frame = self.ledger.documents()
        return list(zip(frame["file"], frame["state"], strict=True))


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    init_workspace(tmp_path / "office")
    (tmp_path / "office/xianhui.yaml").write_text(ROSTER, "utf-8")
    return Workspace.open(tmp_path / "office")


@pytest.fixture
def book(workspace: Workspace) -> Iterator[Book]:
    book = Book(workspace)
    yield book
    book.ledger.close()
