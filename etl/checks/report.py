"""From cases to findings: the words of rules/checks.yaml with the figures of a case put in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any, NamedTuple

import polars as pl

from etl.rulebook.checking import FIELDS, Check
from etl.tables import FINDINGS

Row = Mapping[str, Any]
LONGEST_QUOTATION = 120
_TOLD = [
    "county", "township", "report_year", "year", "period", "indicator", "name", "document", "sha256", "start", "end",
    "surface", "sentence_start", "sentence_end",
]  # fmt: skip


class Case(NamedTuple):
    """Something that does not fit: the mention that the finding points to, all figures involved, the words.

    ``starts`` are offsets in the document of ``row``; a figure of another document is ``sha256:offset``.
    """

    check: Check
    row: Row
    starts: tuple[int | str, ...]
    words: Mapping[str, str]
    severity: str | None = None


def told(frame: pl.DataFrame, *columns: str) -> Iterator[dict[str, Any]]:
    """The rows of a frame: what a finding tells of its mention, and these ``columns``.

    To make Python's objects of all other columns would take most of the time of the checks.
    """
    return frame.select(*_TOLD, *columns).iter_rows(named=True)


def plain(value: Decimal) -> str:
    """A figure as people write it: no exponent, no trailing zeros."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def measured(value: Decimal, unit: str | None) -> str:
    return f"{plain(value)}{unit or ''}"


def rounded(value: Decimal, unit: str | None) -> str:
    """A computed rate, to one place like most reports print it."""
    return measured(value.quantize(Decimal("0.1"), ROUND_HALF_EVEN), unit)


def findings(cases: Iterable[Case], texts: Mapping[str, str]) -> pl.DataFrame:
    """FINDINGS, in order of document, position and code. ``texts``: canonical texts by sha256, for quotations.

    Of several cases about the same figures the first stands: a figure that contradicts its sentence is not reported
    once more for being out of range.
    """
    rows = [_finding(case, texts) for case in _telling(cases)]
    frame = pl.DataFrame(rows, schema=FINDINGS.schema, orient="row")
    return frame.sort("county", "township", "document", "start", "code", "message")


def _telling(cases: Iterable[Case]) -> Iterable[Case]:
    told: dict[str, list[set[int | str]]] = {}
    for case in cases:
        places, known = set(case.starts), told.setdefault(case.row["sha256"], [])
        if not any(places <= earlier for earlier in known):
            known.append(places)
            yield case


def _finding(case: Case, texts: Mapping[str, str]) -> tuple[object, ...]:
    check, row = case.check, case.row
    sentence = texts.get(row["sha256"], "")[row["sentence_start"] or 0 : row["sentence_end"] or 0]
    said = {"name": row["name"] or "", "surface": row["surface"], "period": row["period"] or "",
            "sentence": _quoted(" ".join(sentence.split()), row["surface"])}  # fmt: skip
    words = dict.fromkeys(FIELDS, "") | said | dict(case.words)
    return (
        row["county"], row["township"], row["report_year"] if row["year"] is None else row["year"],
        check.code, case.severity or check.severity, row["indicator"],
        check.message.format_map(words), check.proposal.format_map(words),
        row["document"], row["start"], row["end"], _places(case.starts),
    )  # fmt: skip


def _quoted(sentence: str, surface: str) -> str:
    """The sentence; of a long one the part around the figure."""
    if len(sentence) <= LONGEST_QUOTATION:
        return sentence
    at = max(0, sentence.find(surface) - LONGEST_QUOTATION // 3)
    part = sentence[at : at + LONGEST_QUOTATION]
    return ("…" if at else "") + part + ("…" if at + LONGEST_QUOTATION < len(sentence) else "")


def _places(starts: Iterable[int | str]) -> str:
    own = sorted({start for start in starts if isinstance(start, int)})
    others = sorted({start for start in starts if isinstance(start, str)})
    return ";".join(map(str, [*own, *others]))
