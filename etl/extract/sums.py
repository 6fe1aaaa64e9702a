"""Rows that a table adds up: what belongs to the parts of the township, and what to all of it.

Rules and edge cases:

* Where a row is headed 合计, the other rows hold parts. A part has an indicator only by words of its own label
  (小麦 under 播种面积), not by the headings of the columns alone (东管区 under 造林面积).
* The row headed 合计 is the township's if the line above the table speaks of each or of all (各村…情况), else it adds up a
  choice (重点村…情况) and is treated as a part.
"""

from __future__ import annotations

from collections.abc import Iterable

from etl.extract.context import Context
from etl.extract.indicators import Indicators
from etl.extract.vocabulary import Vocabulary

Label = tuple[int, str, str]  # table, label of the row, line above the table


def partial_rows(labels: Iterable[Label], words: Vocabulary) -> list[bool]:
    """Of each row whether its figures are those of a part of the township."""
    rows, forms = list(labels), words.lexicon.sums
    summed = {table for table, label, _ in rows if label in forms["row"]}
    return [
        table in summed and not (label in forms["row"] and any(word in above for word in forms["whole"]))
        for table, label, above in rows
    ]


def leave_open(found: list[Context], indicators: Indicators, labels: dict[int, int]) -> None:
    """Takes the indicator from figures of parts that have it by the headings of their columns alone.

    ``labels``: by the start of its sentence where the label of a partial row ends.
    """
    left: set[int] = set()
    for context in sorted(found, key=lambda c: c.mention.relates_to is not None):
        mention, end = context.mention, labels.get(context.sentence.start)
        if end is None or mention.indicator is None:
            continue
        winner = None if mention.relates_to is not None else indicators.winner(context)
        if mention.relates_to in left or (winner is not None and winner.start >= end):
            left.add(mention.start)
            mention.indicator, mention.rule, mention.reason = None, None, "是表中合计的一部分"
