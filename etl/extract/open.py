"""Open indicators: quantities that no rule covers, under a key by which the same thing of several townships meets.

Rules and edge cases:

* Taken are quantities of the whole township that are a level or a share, have a unit of the unit table and no indicator.
* The key is the subject and the base unit of the dimension: 便民桥/个, whether 3座 or 三处 were built. What stands in the key:
  the subject after folding, without the township's and the county's own names, without punctuation and figures, without light
  words at both ends and without words of doing in front (新建, 完成), as long as two characters are left.
* Words come from rules/lexicon.yaml: ``light`` but for ``bound`` ones, and ``counting``.
* A subject of which fewer than two characters are left names nothing and is left out.
* Values are in the dimension's base unit (元, 亩, 公里), as exact decimals; a range or a hole has none and is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Context, Decimal
from typing import Any

import polars as pl

from etl.extract.vocabulary import Vocabulary, vocabulary
from etl.rulebook.derived import derived
from etl.rulebook.model import Rulebook
from etl.rulebook.scales import Scale, unit_scales
from etl.tables import FIGURE, TEXT, WHOLE

SHORTEST = 2
LARGEST = Decimal(10) ** 28
OPEN = pl.Schema({
    "key": TEXT, "subject": TEXT, "unit": TEXT, "dimension": TEXT, "role": TEXT, "year": WHOLE,
    "county": TEXT, "township": TEXT, "value": FIGURE, "sha256": TEXT, "start": WHOLE, "end": WHOLE,
    "sentence_start": WHOLE, "sentence_end": WHOLE,
})  # fmt: skip
_READ = [
    "unit", "subject", "township", "county", "value", "role", "year", "sha256", "start", "end", "sentence_start",
    "sentence_end",
]  # fmt: skip
_EXACT, _PLACES = Context(prec=80), Decimal(1).scaleb(-10)
_OTHER = re.compile(r"[^\u4e00-\u9fffA-Za-z]")


def open_indicators(mentions: pl.DataFrame, rulebook: Rulebook) -> pl.DataFrame:
    """OPEN: a row for each open quantity of ``mentions`` (PUBLISHED_MENTIONS), sorted so that equal keys stand together.

    ``key`` names subject and base ``unit``; ``subject`` is the report's own; ``value`` is in ``unit``.
    """
    words, scales = vocabulary(rulebook), unit_scales(rulebook.units)
    bases = {dimension.id: dimension.base for dimension in rulebook.units.dimensions}
    rows = list(_rows(_uncovered(mentions), words, scales, bases))
    order = ["key", "year", "role", "county", "township", "sha256", "start"]
    return pl.DataFrame(rows, schema=OPEN, orient="row").sort(order, nulls_last=True)


def subject_key(subject: str, dimension: str, words: Vocabulary, *names: str) -> str:
    """What the subject is about, as one form of words with the base unit; empty when it names nothing.

    ``names`` are those of the place that reports.
    """
    about = words.fold(subject)
    for name in sorted(filter(None, names), key=len, reverse=True):
        about = about.replace(words.fold(name), "")
    about = _without_doing(_OTHER.sub("", about), words)
    base = next((row.base for row in words.rulebook.units.dimensions if row.id == dimension), "")
    return f"{about}/{base}" if len(about) >= SHORTEST and base else ""


def _uncovered(mentions: pl.DataFrame) -> pl.DataFrame:
    return mentions.filter(
        pl.col("type") == "quantity",
        pl.col("scope") == "township",
        pl.col("measure").is_in(["level", "share_or_rate"]),
        pl.col("indicator").is_null(),
        pl.col("unit").is_not_null(),
        pl.col("value").is_not_null(),
    )


def _rows(
    mentions: pl.DataFrame, words: Vocabulary, scales: dict[str, Scale], bases: dict[str, str]
) -> Iterator[tuple[Any, ...]]:
    for row in mentions.select(_READ).iter_rows(named=True):
        scale = scales.get(row["unit"]) or scales.get(words.fold(row["unit"]))
        if scale is None:
            continue
        key = subject_key(row["subject"] or "", scale.dimension, words, row["township"] or "", row["county"] or "")
        value = _EXACT.multiply(row["value"], scale.factor).quantize(_PLACES, context=_EXACT)
        if not key or abs(value) >= LARGEST:
            continue
        yield (
            key, row["subject"], bases[scale.dimension], scale.dimension, row["role"], row["year"], row["county"],
            row["township"], value, row["sha256"], row["start"], row["end"], row["sentence_start"], row["sentence_end"],
        )  # fmt: skip


@derived
def _loose(rulebook: Rulebook) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The words that are left out in front and at the end, the longest first."""
    light = set(rulebook.lexicon.light) - set(rulebook.lexicon.bound)
    front = light | set(rulebook.lexicon.counting)
    return tuple(sorted(front, key=len, reverse=True)), tuple(sorted(light, key=len, reverse=True))


def _without_doing(about: str, words: Vocabulary) -> str:
    """The words without light ones at both ends and words of doing in front, as far as two characters are left."""
    front, back = _loose(words.rulebook)
    while about.startswith(front) and (word := next(word for word in front if about.startswith(word))):
        if len(about) - len(word) < SHORTEST:
            break
        about = about.removeprefix(word)
    while about.endswith(back) and (word := next(word for word in back if about.endswith(word))):
        if len(about) - len(word) < SHORTEST:
            break
        about = about.removesuffix(word)
    return about
