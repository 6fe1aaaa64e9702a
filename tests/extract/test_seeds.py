"""The annotated reports, where they are at hand: how much of what a reader found the engine finds."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from etl.extract import extract
from etl.extract.mention import Mention
from etl.readers import read
from etl.rulebook.model import Rulebook

ANNOTATED = Path(__file__).parents[3] / "shared"
BARS = {
    "digit runs accounted for": 1.0,
    "surface = text[start:end]": 1.0,
    "quantity recall": 0.97,
    "quantity precision": 0.95,
    "value and unit": 0.95,
    "measure": 0.90,
    "role": 0.90,
    "scope": 0.85,
    "year": 0.85,
    "growth linked to its level": 0.85,
    "missing figures noticed": 1.0,
    "indicator recall": 0.85,
    "indicator precision": 0.90,
}
FIELDS = (
    "start", "end", "surface", "type", "value", "value_low", "value_high", "unit", "approx", "measure", "relates_to", "scope",
    "role", "year", "period", "indicator",
)  # fmt: skip

pytestmark = pytest.mark.skipif(
    not (ANNOTATED / "score.py").is_file(), reason="the annotated reports are not part of the project"
)


@pytest.fixture(scope="module")
def scores(rulebook: Rulebook, tmp_path_factory: pytest.TempPathFactory) -> dict[str, float]:
    folder = tmp_path_factory.mktemp("predicted")
    for report in sorted((ANNOTATED / "seeds").glob("*.txt")):
        mentions = extract(read(report.read_bytes(), report.name), rulebook, name=report.name).mentions
        lines = [json.dumps(_plain(mention), ensure_ascii=False) for mention in mentions]
        (folder / f"{report.stem}.jsonl").write_text("\n".join(lines), encoding="utf-8")
    command = [sys.executable, "score.py", "gold", str(folder), "seeds", "--json"]
    done = subprocess.run(command, cwd=ANNOTATED, capture_output=True, encoding="utf-8", check=True)
    result: dict[str, float] = json.loads(done.stdout)
    return result


def _plain(mention: Mention) -> dict[str, Any]:
    fields = {name: getattr(mention, name) for name in FIELDS}
    return {
        name: float(value) if name.startswith("value") and value is not None else value
        for name, value in fields.items()
    }


@pytest.mark.parametrize("name", BARS)
def test_bar_is_reached(scores: dict[str, float], name: str) -> None:
    assert scores[name] >= BARS[name]
