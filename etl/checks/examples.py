"""The examples of rules/checks.yaml, run through extraction, rollup and checks: ``finds`` must be found, ``passes`` must not.

Each example is a township of its own, with this year's report and, where it has two parts (``=>``), last year's. In ``passes``
a note (severity info) is no finding.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

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
    findings = defaultdict(list)
    for row in _findings(chosen, rulebook).iter_rows(named=True) if chosen else ():
        findings[row["township"]].append(row)
    failed = []
    for number, example in enumerate(chosen):
        told = findings[_township(number)]
        if any(_is_about(example, finding) for finding in told) != example.expected:
            failed.append((example, [finding["message"] for finding in told]))
    return failed


def _is_about(example: Example, finding: Mapping[str, Any]) -> bool:
    """Whether it is what the example speaks of; of one that should find nothing, as far as it is serious."""
    about = finding["code"] == example.code and finding["message"].startswith(example.name)
    return about and (example.expected or finding["severity"] != "info")


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
