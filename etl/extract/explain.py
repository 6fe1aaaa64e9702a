"""Why a number became what it became: the engine's own decision, told with the rules that lost and what kept them out."""

from __future__ import annotations

from dataclasses import asdict
from decimal import Decimal
from typing import Any

from etl.extract.context import Context
from etl.extract.engine import understand
from etl.extract.figures import find_figures
from etl.extract.indicators import Candidate, Indicators
from etl.extract.layout import lay_out
from etl.extract.mention import Mention
from etl.extract.vocabulary import vocabulary
from etl.readers.document import Document
from etl.rulebook.model import Rulebook


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

    Each has the fields of the mention and ``sentence``, ``words`` (the figure's own words), ``carried`` (words of earlier
    clauses that it may use), and ``candidates``: code, name, rule, phrase, words that matched, outcome (中选 or why not).
    """
    words = vocabulary(rulebook)
    folded = words.fold(document.text)
    layout = lay_out(document, folded, words, name)
    mentions = find_figures(document.text, folded, words)
    found, indicators = understand(folded, mentions, layout, words)
    contexts = {context.mention.start: context for context in found}
    chosen = [m for m in mentions if _asked(m, at, text, indicator)]
    return [_explanation(m, contexts.get(m.start), indicators, document.text) for m in chosen]


def _asked(mention: Mention, at: int | None, text: str | None, indicator: str | None) -> bool:
    if at is not None:
        return mention.start <= at < mention.end
    if text is not None:
        return text in mention.surface
    return mention.indicator == indicator


def _explanation(mention: Mention, context: Context | None, indicators: Indicators, text: str) -> dict[str, Any]:
    told = {key: _plain(value) for key, value in asdict(mention).items()}
    told["sentence"] = text[mention.sentence_start : mention.sentence_end].strip()
    if context is None:
        return told | {"words": "", "carried": "", "candidates": []}
    candidates = indicators.decide(context)
    linked = mention.relates_to is not None
    return told | {
        "words": text[slice(*context.left)].strip()
        + "【"
        + mention.surface
        + "】"
        + text[slice(*context.right)].strip(),
        "carried": "" if context.named else text[context.group : context.left[0]].strip(),
        "candidates": [_told(c, rank, candidates, linked) for rank, c in enumerate(candidates)],
    }


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
