"""Why a number became what it became: the engine's own decision, told with the rules that lost and what kept them out."""

from __future__ import annotations

from dataclasses import asdict
from decimal import Decimal
from typing import Any

from etl.extract.context import Context
from etl.extract.engine import Analysis, analyse, mentions_frame
from etl.extract.indicators import Candidate, Indicators
from etl.extract.mention import Mention
from etl.normalize import canonical
from etl.readers.document import Document
from etl.rulebook.model import Rulebook

_CANONICAL = ("canonical_value", "canonical_unit", "canonical_low", "canonical_high")


def explanations(
    document: Document,
    rulebook: Rulebook,
    *,
    at: int | None = None,
    text: str | None = None,
    indicator: str | None = None,
    name: str = "",
) -> list[dict[str, Any]]:
    """One explanation for each mention that lies at offset ``at``, reads ``text``, or went to ``indicator``.

    Each has the fields of the mention and ``sentence``, ``words`` (the figure's own words), ``carried`` (earlier words of
    its clause group), and ``candidates``: indicator, name, rule, phrase, matched words, outcome (中选 or why not).
    """
    analysis = analyse(document, rulebook, name=name)
    asked = []
    for mention in analysis.mentions:
        start, end = analysis.folded.span(mention.start, mention.end)
        if _asked(mention, at is not None and start <= at < end, at is None, text, indicator):
            asked.append(mention)
    rows = canonical(mentions_frame(asked), rulebook).iter_rows(named=True)
    return [
        _explanation(mention, analysis, document.text) | {name: _plain(row[name]) for name in _CANONICAL}
        for mention, row in zip(asked, rows, strict=True)
    ]


def _asked(mention: Mention, here: bool, anywhere: bool, text: str | None, indicator: str | None) -> bool:
    if not anywhere:
        return here
    return text in mention.surface if text is not None else mention.indicator == indicator


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
        "candidates": [_told(c, rank, candidates, linked) for rank, c in enumerate(candidates)],
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


def _told(candidate: Candidate, rank: int, candidates: list[Candidate], linked: bool) -> dict[str, Any]:
    return {
        "indicator": candidate.indicator.code,
        "name": candidate.indicator.name,
        "rule": candidate.indicator.place,
        "phrase": candidate.phrase.text,
        "matched": candidate.matched,
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
