"""The examples of rules/checks.yaml, run through extraction, rollup and checks: ``finds`` must be found, ``passes`` must not.

Each example is a township of its own, with this year's report and, where it has two parts (``=>``), last year's. In ``passes``
a note (severity info) is no finding.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from etl.rulebook.checking import Check, Checks, Identity
from etl.rulebook.model import Rulebook
from etl.tables import PUBLISHED_MENTIONS, REPORTS

if TYPE_CHECKING:
    from etl.extract.mention import Mention

COUNTY, YEAR = "例县", 2024
BETWEEN = "=>"
Path = tuple[str | int, ...]
Place = dict[str, object]


class Example(NamedTuple):
    """Where it is written, the code of its check, what the message begins with, the text, whether something is to be found."""

    path: Path
    code: str
    name: str
    text: str
    expected: bool


def examples(checks: Checks) -> list[Example]:
    """All examples, in the order of the file."""
    found: list[Example] = []
    for key in Checks.model_fields:
        check = getattr(checks, key)
        if isinstance(check, Check):
            found += _of((key,), check.code, "", check)
    for index, identity in enumerate(checks.identities):
        found += _of(("identities", index), _check_of(identity, checks).code, identity.name, identity)
    return found


def _of(path: Path, code: str, name: str, written: Check | Identity) -> Iterator[Example]:
    for key, texts, expected in (("finds", written.finds, True), ("passes", written.passes, False)):
        for index, text in enumerate(texts):
            yield Example((*path, key, index), code, name, text, expected)


def _check_of(identity: Identity, checks: Checks) -> Check:
    forms = {"sum": identity.sum, "at_most": identity.at_most, "ratio": identity.ratio, "hundred": identity.hundred}
    form = next(form for form, written in forms.items() if written)
    check: Check = getattr(checks, form)
    return check


def unkept(chosen: Sequence[Example], rulebook: Rulebook) -> list[tuple[Example, list[str]]]:
    """The examples that do not hold, each with the messages of all that was found in it."""
    findings = _findings(chosen, rulebook) if chosen else pl.DataFrame()
    failed = []
    for number, example in enumerate(chosen):
        told = findings.filter(pl.col("township") == _township(number))
        about = told.filter(pl.col("code") == example.code, pl.col("message").str.starts_with(example.name))
        serious = about if example.expected else about.filter(pl.col("severity") != "info")
        if bool(serious.height) != example.expected:
            failed.append((example, told["message"].to_list()))
    return failed


def _township(number: int) -> str:
    return f"例{number}镇"


def _findings(chosen: Sequence[Example], rulebook: Rulebook) -> pl.DataFrame:
    from etl.extract import extract, mentions_frame
    from etl.normalize import canonical
    from etl.readers.document import Document
    from etl.rollup import roll_up

    mentions: list[Mention] = []
    owners: list[Place] = []
    reports: list[Place] = []
    canon: dict[str, str] = {}
    for number, example in enumerate(chosen):
        for year, part in zip((YEAR, YEAR - 1), reversed(example.text.split(BETWEEN)), strict=False):
            sha, name = f"{number}-{year}", f"{year}年工作总结.txt"
            canon[sha] = part.strip()
            found = extract(Document(canon[sha]), rulebook, name=name).mentions
            place: Place = {"county": COUNTY, "township": _township(number), "document": name, "sha256": sha}
            mentions += found
            owners += [{**place, "report_year": year, "report_period": str(year)}] * len(found)
            reports.append({**place, "year": year, "period": str(year), "kind": "总结", "received": len(reports)})
    frame = canonical(mentions_frame(mentions), rulebook)
    published = PUBLISHED_MENTIONS.conform(pl.concat([frame, pl.DataFrame(owners)], how="horizontal"))
    return roll_up(published, REPORTS.conform(pl.DataFrame(reports)), canon, YEAR, COUNTY, rulebook).findings
