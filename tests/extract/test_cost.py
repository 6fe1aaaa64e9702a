"""What a figure costs, counted in calls: they are the same on every machine, busy or not. benchmarks/engine.py measures time."""

from __future__ import annotations

import cProfile
from pathlib import Path
from types import CodeType

from etl.extract import extract
from etl.readers import read
from etl.rulebook.model import Rulebook

SAMPLES = Path(__file__).resolve().parents[2] / "etl" / "samples" / "inbox"
MOST = 220  # calls a figure of functions in Python and C; CPython 3.11 makes 204
_NAMED = 12


def named(code: CodeType | str) -> str:
    return code if isinstance(code, str) else f"{Path(code.co_filename).name}:{code.co_firstlineno} {code.co_name}"


def test_a_figure_costs_no_more_calls_than_promised(rulebook: Rulebook) -> None:
    reports = [path for path in sorted(SAMPLES.rglob("*")) if path.suffix in (".txt", ".docx")]
    documents = [read(path.read_bytes(), path.name) for path in reports]
    figures = sum(
        len(extract(document, rulebook).mentions) for document in documents
    )  # and what is compiled once is there
    with cProfile.Profile() as profile:
        for document in documents:
            extract(document, rulebook)
    made = sorted(((entry.callcount / figures, named(entry.code)) for entry in profile.getstats()), reverse=True)
    calls = sum(count for count, _ in made)
    most = "\n".join(f"{count:6.2f}  {name}" for count, name in made[:_NAMED])
    assert calls <= MOST, f"a figure costs {calls:.0f} calls, {MOST} are promised; made most often:\n{most}"
