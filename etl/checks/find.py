"""All checks of one set of mentions, driven by rules/checks.yaml."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from etl.checks.changes import change_cases
from etl.checks.figures import comparable, figures, load_checks
from etl.checks.identities import identity_cases
from etl.checks.ranges import missing_cases, range_cases, recognised_cases
from etl.checks.repeats import repeat_cases
from etl.checks.report import findings
from etl.checks.sentences import proportion_cases, sentence_cases
from etl.rulebook.model import Rulebook


def find(mentions: pl.DataFrame, rulebook: Rulebook, texts: Mapping[str, str]) -> pl.DataFrame:
    """FINDINGS of these mentions (PUBLISHED_MENTIONS with their canonical columns), each document by itself.

    ``texts``: canonical text by sha256, from which messages quote; a document without text is checked all the same.
    """
    checks = load_checks(rulebook)
    ordered = mentions.sort("county", "township", "document", "start", maintain_order=True)
    every = figures(ordered, rulebook, checks.approximate, texts)
    amounts = comparable(every, checks.parts.closing)
    cases = [
        *change_cases(amounts, checks),
        *identity_cases(amounts, checks),
        *sentence_cases(every, checks),
        *proportion_cases(every, checks),
        *repeat_cases(amounts, checks),
        *range_cases(every, checks),
        *missing_cases(every, checks),
        *recognised_cases(every, checks),
    ]
    return findings(cases, texts)
