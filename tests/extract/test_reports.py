"""Reports annotated by reading before the engine saw them: how much of each comes out right.

The bars are floors below what was measured when they were set; ``aside`` holds reports that nobody mended the engine for.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from etl.extract import Mention, extract
from etl.readers import read
from etl.rulebook.model import Rulebook

FOLDER = Path(__file__).parent
BARS = {
    "reports": {
        "found": 0.99,
        "true": 0.98,
        "value": 0.99,
        "measure": 0.98,
        "role": 0.98,
        "scope": 0.97,
        "indicator": 0.97,
    },
    "aside": {
        "found": 0.98,
        "true": 0.97,
        "value": 0.97,
        "measure": 0.97,
        "role": 0.97,
        "scope": 0.95,
        "indicator": 0.91,
    },
}


def readings(line: dict[str, Any], field: str) -> list[Any]:
    """The values of a field that count as right."""
    return [line.get(field), *([line["alt"][field]] if field in line.get("alt", {}) else [])]


def same_value(line: dict[str, Any], mention: Mention) -> bool:
    got = [float(v) if v is not None else None for v in (mention.value, mention.value_low, mention.value_high)]
    wanted = [
        [reading.get(name) for name in ("value", "value_low", "value_high")] for reading in (line, line.get("alt", {}))
    ]
    return any(
        any(v is not None for v in want)
        and all(
            w is None or (g is not None and abs(w - g) < 1e-6 * max(1, abs(w))) for w, g in zip(want, got, strict=True)
        )
        for want in wanted
    )


def measured(folder: str, rulebook: Rulebook) -> dict[str, float]:
    """Shares of what comes out right over all reports of a folder."""
    right, asked = Counter[str](), Counter[str]()
    for path in sorted((FOLDER / folder).glob("*.txt")):
        lines = [json.loads(line) for line in path.with_suffix(".jsonl").read_text("utf-8").splitlines()]
        mentions = extract(read(path.read_bytes(), path.name), rulebook, name=path.name).mentions
        quantities = [mention for mention in mentions if mention.type == "quantity"]
        wanted = [line for line in lines if "quantity" in readings(line, "type")]
        asked["true"] += len(quantities)
        right["true"] += sum(any(w["start"] < m.end and m.start < w["end"] for w in wanted) for m in quantities)
        for line in (line for line in lines if line["type"] == "quantity"):
            here = [mention for mention in mentions if mention.start < line["end"] and line["start"] < mention.end]
            found = next((mention for mention in here if mention.type == "quantity"), None)
            types = {mention.type for mention in here} or {None}
            if found is None and types & set(readings(line, "type")):
                continue  # read as something else, which is as good
            checks = {
                "found": found is not None,
                "value": found is not None and same_value(line, found),
                **{
                    f: found is not None and getattr(found, f) in readings(line, f)
                    for f in ("measure", "role", "scope")
                },
            }
            if line.get("indicator"):
                checks["indicator"] = found is not None and found.indicator in readings(line, "indicator")
            asked.update(checks.keys())
            right.update(name for name, ok in checks.items() if ok)
    return {name: right[name] / asked[name] for name in asked}


@pytest.mark.parametrize("folder", BARS)
def test_annotated_reports_come_out_right(folder: str, rulebook: Rulebook) -> None:
    shares = measured(folder, rulebook)
    short = {name: round(shares[name], 4) for name, bar in BARS[folder].items() if shares[name] < bar}
    assert not short, f"below the bars: {short}"
