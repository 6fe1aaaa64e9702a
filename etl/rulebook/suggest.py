"""Rules proposed for what several townships report and no rule covers, ready to be pasted into a workspace's own rules.

Rules and edge cases:

* Open quantities (:mod:`etl.extract.open`) meet by the noun phrase at the end of their subject and by dimension:
  建成生态护岸 and 新修生态护岸. A noun of two characters takes the word before it (维修路灯), or is left out as too general.
* The unit is the one that reports write most, if other rules use it too, else the one that most rules of the dimension
  use; of things that are counted, the word that reports write most.
* What other rules of this dimension never add up is not added up here either.
* Examples are clauses of the reports, else whole sentences, with the value in the unit: two that match, from two townships
  where it can be, and one that does not, where the nearest look-alike is taken.
* Every proposal is run through the whole check together with the rules in force; an example that does not hold is left out,
  a proposal that has too few left, or that disturbs another rule, too.
* The code is the phrase in letters, word by word, and the dimension (koudai_gongyuan_count): the same in every run, and to be
  changed by whoever has a better name. One that is taken, or that two phrases would share, has a short hash at its end.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Context, Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl

from etl.extract.nouns import NounPhrases
from etl.extract.open import open_indicators
from etl.extract.vocabulary import Vocabulary, vocabulary
from etl.rulebook.letters import in_letters
from etl.rulebook.model import Rulebook
from etl.rulebook.scales import scale_of, unit_scales
from etl.rulebook.suggestion import Suggestion, as_yaml, one_line, with_own_codes
from etl.rulebook.trial import Trial, undisturbing, with_holding_examples

__all__ = ["Suggestion", "as_yaml", "suggest"]

_TRIED_POSITIVE, _TRIED_NEGATIVE, _LONGEST = 8, 6, 60
_SEPARATORS = "，。；：！？,;:!?、\n\t|"
_EXACT = Context(prec=60)
Row = dict[str, Any]


def suggest(
    mentions: pl.DataFrame,
    texts: Mapping[str, str],
    rulebook: Rulebook,
    *,
    overlay: Path | None = None,
    least: int = 2,
) -> list[Suggestion]:
    """Rules for what at least ``least`` townships report, those first that cover most townships.

    ``mentions`` (PUBLISHED_MENTIONS) were extracted with ``rulebook``, which is the built-in rules under ``overlay``;
    ``texts`` are the canonical texts by sha256.
    """
    found = _Finder(mentions, texts, rulebook).suggestions(least)
    with TemporaryDirectory() as folder:
        trial = Trial(Path(folder), overlay)
        return undisturbing(with_holding_examples(found, trial), trial)


@dataclass
class _Habit:
    """What rules do with one dimension: the units that they use, and whether any of them adds up."""

    units: Counter[str] = field(default_factory=Counter)
    additive: bool = False


class _Finder:
    """What is frequent in the mentions of a workspace, with candidates for examples."""

    def __init__(self, mentions: pl.DataFrame, texts: Mapping[str, str], rulebook: Rulebook) -> None:
        self.texts = texts
        self.words: Vocabulary = vocabulary(rulebook)
        self.rulebook, self.units = rulebook, rulebook.units
        self.scales = unit_scales(rulebook.units)
        self.habits = _habits(rulebook)
        self.quantities = mentions.filter(pl.col("type") == "quantity").sort("sha256", "start")
        printed = self.quantities.select("sha256", "start", "surface", pl.col("unit").alias("printed"))
        self.open = open_indicators(mentions, rulebook).join(printed, on=["sha256", "start"], how="left")

    def suggestions(self, least: int) -> list[Suggestion]:
        groups: dict[tuple[str, str], list[Row]] = {}
        with NounPhrases() as phrases:
            for row in self.open.iter_rows(named=True):
                phrase = phrases.last(row["key"].partition("/")[0])
                if phrase:
                    groups.setdefault((phrase, row["dimension"]), []).append(row)
            made = [
                self._suggestion(phrase, dimension, rows, phrases)
                for (phrase, dimension), rows in groups.items()
                if len({(row["county"], row["township"]) for row in rows}) >= least
            ]
        own = with_own_codes(made, self.rulebook.indicators)
        return sorted(own, key=lambda s: (-len(s.townships), -s.mentions, s.name, s.code))

    def _suggestion(self, name: str, dimension: str, rows: list[Row], phrases: NounPhrases) -> Suggestion:
        unit, habit = self._unit(dimension, rows), self.habits.get(dimension)
        townships = sorted({f"{row['county'] or ''}{row['township'] or ''}" for row in rows})
        examples: dict[str, Decimal | None] = dict(self._positive(name, unit, rows))
        examples |= dict.fromkeys(self._negative(name, dimension, examples, phrases), None)
        return Suggestion(
            _code(phrases.words(name), dimension),
            name,
            unit,
            bool(habit and habit.additive),
            dimension == "ratio",
            tuple(townships),
            len(rows),
            examples,
        )

    def _unit(self, dimension: str, rows: list[Row]) -> str:
        """The unit that reports write, where rules use it too or where things are counted; else that of most rules."""
        habit = self.habits.get(dimension)
        used = habit.units if habit else {}
        written = Counter(self._written(row) for row in rows)
        fitting = Counter({unit: n for unit, n in written.items() if unit in used or dimension == "count"})
        if habit and not fitting:
            return habit.units.most_common(1)[0][0]
        return min(fitting or written, key=lambda unit: (-written[unit], unit))

    def _written(self, row: Row) -> str:
        """The unit as the report has it, with its multiplier: 万元."""
        unit = self.scales[self.words.fold(row["printed"])].unit
        if row["dimension"] == "count":
            return unit
        surface = self.words.fold(row["surface"])
        multipliers = (word for word in self.units.multipliers if word in surface)
        return max(multipliers, key=len, default="") + unit

    def _positive(self, name: str, unit: str, rows: list[Row]) -> Iterator[tuple[str, Decimal]]:
        """Clauses, then sentences, that name the thing; one of every township before the second of any."""
        scale = scale_of(unit, self.units, self.scales)
        turns = sorted(_turns(rows, lambda row: (row["county"], row["township"])), key=lambda turn: turn[0])
        tried = 0
        for widely in (False, True):
            for _, row in turns:
                sentence = self._sentence(row, widely)
                if scale is None or name not in self.words.fold(sentence) or tried >= _TRIED_POSITIVE:
                    continue
                tried += 1
                yield sentence, _EXACT.divide(row["value"], scale.factor)

    def _negative(self, name: str, dimension: str, taken: Mapping[str, object], phrases: NounPhrases) -> list[str]:
        """Clauses that are most like the thing and are not: its words with another figure, its last word, its dimension."""
        last = phrases.last_word(name)
        own = set(self.open.filter(pl.col("dimension") == dimension).select("sha256", "start").iter_rows())
        ranked: set[tuple[int, int, str]] = set()
        for row in self.quantities.iter_rows(named=True):
            sentence, same = self._sentence(row, False), (row["sha256"], row["start"]) in own
            folded = self.words.fold(sentence)
            like = (3 if name in folded else 2 if last in folded else 0) + same
            wordy = len(sentence) > len(row["surface"]) + 1
            if like and wordy and sentence not in taken and not (name in folded and same):
                ranked.add((-like, len(sentence), sentence))
        return [sentence for _, _, sentence in sorted(ranked)[:_TRIED_NEGATIVE]]

    def _sentence(self, row: Row, widely: bool) -> str:
        """The clause of a figure, or its whole sentence; empty when it is long or its text is not at hand."""
        text = self.texts.get(row["sha256"], "")
        start, end = row["sentence_start"], min(row["sentence_end"], len(text))
        if not widely:
            start = max((i + 1 for i in range(start, row["start"]) if text[i : i + 1] in _SEPARATORS), default=start)
            end = next((i for i in range(row["end"], end) if text[i] in _SEPARATORS), end)
        sentence = text[start:end].strip(_SEPARATORS + " 　")
        return sentence if len(sentence) <= _LONGEST and one_line(sentence) == sentence else ""


def _code(words: Iterable[str], dimension: str) -> str:
    """The words in letters and the dimension; a code begins with a letter."""
    parts = [*filter(None, map(in_letters, words)), dimension]
    return "_".join(parts if parts[0][0].isalpha() else ["no", *parts])


def _turns(rows: Iterable[Row], whose: Any) -> Iterator[tuple[int, Row]]:
    """Each row with how many of the same owner came before it."""
    seen: Counter[Any] = Counter()
    for row in rows:
        yield seen[whose(row)], row
        seen[whose(row)] += 1


def _habits(rulebook: Rulebook) -> dict[str, _Habit]:
    scales = unit_scales(rulebook.units)
    habits: dict[str, _Habit] = {}
    for rule in rulebook.indicators.values():
        scale = scale_of(rule.unit, rulebook.units, scales)
        if scale is not None:
            habit = habits.setdefault(scale.dimension, _Habit())
            habit.units[rule.unit] += 1
            habit.additive |= rule.aggregate == "sum"
    return habits
