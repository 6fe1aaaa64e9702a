"""Why a number became what it became: the engine's own decision, told with the rules that lost and what kept them out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from decimal import Decimal
from difflib import get_close_matches
from typing import Any

from etl.extract.context import Context
from etl.extract.engine import Analysis, analyse, mentions_frame
from etl.extract.indicators import Indicators
from etl.extract.lookalikes import Candidate
from etl.extract.mention import Mention
from etl.normalize import canonical
from etl.readers.document import Document
from etl.rulebook.model import Rulebook

_NEAR, _ALIKE = 3, 0.3
_CANONICAL = ("canonical_value", "canonical_unit", "canonical_low", "canonical_high")


def explanations(
    document: Document,
    rulebook: Rulebook,
    *,
    at: int | None = None,
    text: str | None = None,
    indicator: str | None = None,
    name: str = "",
    period: str = "",
) -> list[dict[str, Any]]:
    """One explanation for each mention that lies at offset ``at``, reads ``text`` (else: holds it), or went to ``indicator``
    (else: could have gone there).

    Each has the fields of the mention and ``sentence``, ``words`` (the figure's own words), ``carried`` (earlier words of
    its clause group), and ``candidates``: indicator, name, rule, phrase, matched words, outcome (中选 or why not).
    """
    analysis = analyse(document, rulebook, name=name, period=period)
    if at is not None:
        asked = [mention for mention, (start, end) in _placed(analysis) if start <= at < end]
    elif text is not None:
        read = [(mention, document.text[start:end]) for mention, (start, end) in _placed(analysis)]
        asked = [mention for mention, surface in read if surface == text]
        asked = asked or [mention for mention, surface in read if text in surface or text in mention.surface]
    else:
        asked = [mention for mention in analysis.mentions if mention.indicator == indicator]
        asked = asked or [mention for mention in analysis.mentions if indicator in _considered(mention, analysis)]
    rows = canonical(mentions_frame(asked), rulebook).iter_rows(named=True)
    return [
        _explanation(mention, analysis, document.text) | {name: _plain(row[name]) for name in _CANONICAL}
        for mention, row in zip(asked, rows, strict=True)
    ]


def near_misses(
    document: Document, rulebook: Rulebook, *, at: int | None = None, text: str | None = None, name: str = ""
) -> list[tuple[str, int, int]]:
    """The mentions (surface, start, end) nearest to an offset or most like a text at which there is none; three at most."""
    found = [
        (document.text[start:end], start, end) for _, (start, end) in _placed(analyse(document, rulebook, name=name))
    ]
    if at is not None:
        return sorted(found, key=lambda hit: max(hit[1] - at, at - hit[2] + 1))[:_NEAR]
    alike = get_close_matches(text or "", [surface for surface, _, _ in found], n=_NEAR, cutoff=_ALIKE)
    return sorted(
        {hit[0]: hit for hit in reversed(found) if hit[0] in alike}.values(), key=lambda hit: alike.index(hit[0])
    )


def _placed(analysis: Analysis) -> Iterator[tuple[Mention, tuple[int, int]]]:
    """The mentions with their places in the canonical text."""
    return ((mention, analysis.folded.span(mention.start, mention.end)) for mention in analysis.mentions)


def _considered(mention: Mention, analysis: Analysis) -> set[str]:
    """The indicators whose words stand near the mention."""
    if id(mention) not in analysis.judged:
        return set()
    context, indicators = analysis.judged[id(mention)]
    return {candidate.indicator.code for candidate in indicators.decide(context)}


def _explanation(mention: Mention, analysis: Analysis, text: str) -> dict[str, Any]:
    told = {key: _plain(value) for key, value in asdict(mention).items()} | _in_original(mention, analysis, text)
    if id(mention) not in analysis.judged:
        return told | {"words": "", "carried": "", "candidates": []}
    context, indicators = analysis.judged[id(mention)]
    candidates = indicators.decide(context)
    linked = mention.relates_to is not None
    return told | {
        "words": _own_words(context, indicators),
        "carried": indicators.folded[context.group : context.left[0]].strip(),
        "candidates": [_told(c, rank, candidates, linked, indicators) for rank, c in enumerate(candidates)],
    }


def _in_original(mention: Mention, analysis: Analysis, text: str) -> dict[str, Any]:
    """Offsets and text as in the canonical text."""
    start, end = analysis.folded.span(mention.start, mention.end)
    begin, stop = analysis.folded.span(mention.sentence_start, mention.sentence_end)
    related = None if mention.relates_to is None else analysis.folded.start(mention.relates_to)
    return {
        "start": start,
        "end": end,
        "surface": text[start:end],
        "sentence_start": begin,
        "sentence_end": stop,
        "relates_to": related,
        "sentence": text[begin:stop].strip(),
    }


def _own_words(context: Context, indicators: Indicators) -> str:
    before, figure, after = (
        indicators.folded[slice(*span)]
        for span in (context.left, (context.mention.start, context.mention.end), context.right)
    )
    return f"{before.strip()}【{figure}】{after.strip()}"


def _told(
    candidate: Candidate, rank: int, candidates: list[Candidate], linked: bool, indicators: Indicators
) -> dict[str, Any]:
    return {
        "indicator": candidate.indicator.code,
        "name": candidate.indicator.name,
        "rule": candidate.indicator.place,
        "phrase": candidate.phrase.text,
        "matched": indicators.folded[candidate.start : candidate.anchor[1]],
        "outcome": candidate.objection or _outcome(candidate, rank, candidates[0], linked),
    }


def _outcome(candidate: Candidate, rank: int, winner: Candidate, linked: bool) -> str:
    """Why a rule that stands lost to the first one: the first point of the order in which they differ."""
    if linked:
        return "落选：随所修饰的数值取指标"
    if rank == 0:
        return "中选"
    points = ("优先级较低", "未限定该口径", "沿用前文的词，不如本句自己的词", "词语较短", "离数字较远", "代码排序在后")
    mine, best = candidate.rank, winner.rank
    return "落选：" + next(point for point, a, b in zip(points, mine, best, strict=True) if a != b)


def _plain(value: Any) -> Any:
    """Decimals as numbers in their printed form."""
    if not isinstance(value, Decimal):
        return value
    return int(value) if value == value.to_integral_value() else float(value)
