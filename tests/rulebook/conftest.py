"""Rule folders of one small indicators file beside the built-in words and units."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from etl.errors import AuthorError, Problem
from etl.rulebook import builtin_rules, load_rulebook

GRAIN = """\
category: agriculture
title: 农业
indicators:
- code: grain_output
  name: 粮食产量
  unit: 吨
  plausible: [0.5, 600000]
  examples:
    粮食产量6850吨: 6850
    粮食产量1.5万吨: 15000
    粮食单产480公斤: 不算
"""

Write = Callable[..., Path]


@pytest.fixture
def builtin(tmp_path: Path) -> Write:
    """Writes a rules folder: texts by relative name, over GRAIN and the built-in lexicon, sections and units."""

    def write(**files: str) -> Path:
        folder = tmp_path / "rules"
        (folder / "indicators").mkdir(parents=True, exist_ok=True)
        for stem in ("lexicon", "sections", "units"):
            shutil.copy(builtin_rules() / f"{stem}.yaml", folder)
        _write(folder, {"indicators/grain": GRAIN} | files)
        return folder

    return write


@pytest.fixture
def overlay(tmp_path: Path) -> Write:
    """Writes a workspace's own rules folder."""

    def write(**files: str) -> Path:
        folder = tmp_path / "workspace" / "rules"
        (folder / "indicators").mkdir(parents=True, exist_ok=True)
        _write(folder, files)
        return folder

    return write


def _write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8", newline="\n")


def problems(builtin: Path, overlay: Path | None = None) -> list[Problem]:
    """What loading complains about."""
    with pytest.raises(AuthorError) as error:
        load_rulebook(builtin, overlay)
    return error.value.problems
