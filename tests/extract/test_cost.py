"""What a figure costs, counted in calls: they are the same on every machine, busy or not. benchmarks/engine.py measures time."""

from __future__ import annotations

import cProfile
import pstats
from pathlib import Path

from etl.extract import extract
from etl.readers import read
from etl.rulebook.model import Rulebook

SAMPLES = Path(__file__).resolve().parents[2] / "etl" / "samples" / "inbox"
MOST = 192  # calls a figure of functions in Python and C; CPython 3.11 makes 174, later ones fewer
_NAMED = 12


def test_a_figure_costs_no_more_calls_than_promised(rulebook: Rulebook) -> None:
    reports = [path for path in sorted(SAMPLES.rglob("*")) if path.suffix in (".txt", ".docx")]
    documents = [read(path.read_bytes(), path.name) for path in reports]
    figures = sum(
        len(extract(document, rulebook).mentions) for document in documents
    )  # what is compiled once is not counted
    with cProfile.Profile() as profile:
        for document in documents:
            extract(document, rulebook)
    told = pstats.Stats(profile)
    calls = told.total_calls / figures
    most = sorted(told.stats.items(), key=lambda item: -item[1][1])[:_NAMED]
    named = "\n".join(f"{item[1] / figures:6.2f}  {Path(file).name}:{line} {name}" for (file, line, name), item in most)
    assert calls <= MOST, f"a figure costs {calls:.0f} calls, {MOST} are promised; called most often:\n{named}"
