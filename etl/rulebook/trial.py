"""Proposals on trial: run together with the rules in force, and what fails is mended or left out."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from etl.errors import Problem
from etl.rulebook.check import NEGATIVE, POSITIVE, check_rules
from etl.rulebook.examples import example_problems
from etl.rulebook.load import read_rules
from etl.rulebook.suggestion import FILE, Suggestion, as_yaml


class Trial:
    """A folder with the workspace's own rules and the proposals beside them."""

    def __init__(self, folder: Path, overlay: Path | None) -> None:
        self.rules = folder / "rules"
        if overlay is not None and overlay.is_dir() and not self.rules.exists():
            shutil.copytree(overlay, self.rules)
        self.file = self.rules / "indicators" / FILE
        while self.file.exists():
            self.file = self.file.with_stem(self.file.stem + "_")
        self.file.parent.mkdir(parents=True, exist_ok=True)
        self.written = ""

    def write(self, suggestions: Sequence[Suggestion]) -> None:
        self.written = as_yaml(suggestions)
        self.file.write_text(self.written, encoding="utf-8", newline="\n")


def with_holding_examples(suggestions: list[Suggestion], trial: Trial) -> list[Suggestion]:
    """The suggestions with as many examples as they need, of those that the engine reads as proposed."""
    trial.write(suggestions)
    loaded, _ = read_rules(overlay=trial.rules)
    own = {s.code: s for s in suggestions}
    if loaded is None:
        return []
    entries = {code: loaded.entries[code] for code in own if code in loaded.entries}
    failed = {problem.place for problem in example_problems(loaded.rulebook, entries)}
    kept = []
    for code, entry in entries.items():
        holding = {
            sentence: value
            for sentence, value in own[code].examples.items()
            if entry.at("examples", sentence, key=True) not in failed
        }
        positive = [sentence for sentence, value in holding.items() if value is not None][:POSITIVE]
        negative = [sentence for sentence, value in holding.items() if value is None][:NEGATIVE]
        if len(positive) == POSITIVE and len(negative) == NEGATIVE:
            kept.append(replace(own[code], examples={sentence: holding[sentence] for sentence in positive + negative}))
    trial.file.unlink()
    return kept


def undisturbing(suggestions: list[Suggestion], trial: Trial) -> list[Suggestion]:
    """The suggestions with which the whole check finds nothing new; those that a problem is about are left out."""
    before: set[str] | None = None
    while suggestions:
        trial.write(suggestions)
        problems = check_rules(overlay=trial.rules)
        if problems and before is None:
            before = _without(trial)
        problems = [problem for problem in problems if str(problem) not in (before or ())]
        if not problems:
            break
        blamed = {s.code for s in suggestions if any(_is_about(problem, s, trial) for problem in problems)}
        suggestions = [s for s in suggestions if s.code not in blamed] if blamed else []
    return suggestions


def _without(trial: Trial) -> set[str]:
    """What the check finds without the suggestions."""
    trial.file.unlink()
    return set(map(str, check_rules(overlay=trial.rules)))


def _is_about(problem: Problem, suggestion: Suggestion, trial: Trial) -> bool:
    """Whether the problem names the suggestion or stands in its entry."""
    if suggestion.code in problem.message or suggestion.code in problem.advice:
        return True
    if problem.place.file != trial.file:
        return False
    lines = trial.written.split("\n")[: problem.place.line]
    entry = next((line for line in reversed(lines) if line.startswith("- code: ")), "")
    return entry == f"- code: {suggestion.code}"
