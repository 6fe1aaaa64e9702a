"""Parts of a total: what 其中 introduces.

Rules and edge cases:

* The total is the figure before 其中 in the same sentence; its parts go on in a list, up to the next comma.
* A part has not the indicator of its total (粮食面积3.4万亩，其中两熟1.2万亩), but may have one of its own (其中水稻1.9万亩).
"""

from __future__ import annotations

from etl.extract.context import Context
from etl.extract.mention import Mention
from etl.extract.vocabulary import Vocabulary


def totals(found: list[Context], folded: str, words: Vocabulary) -> dict[int, Context]:
    """By the start of each figure that 其中 introduces the figure before 其中, of which it is a part."""
    part = words.lexicon.comparison["part"]
    by_start: dict[int, Context] = {}
    total: Context | None = None
    for index, context in enumerate(found):
        lead = folded[found[index - 1].mention.end if index else context.group : context.mention.start]
        if any(word in lead for word in part):
            total = found[index - 1] if index and found[index - 1].sentence.start == context.sentence.start else None
        elif total is not None and (context.group != total.group or "," in lead):
            total = None
        if total is not None:
            by_start[context.mention.start] = total
    return by_start


def leave_out_parts(found: list[Context], by_start: dict[int, Context]) -> None:
    """A part is not its total: it has no indicator when it would have the same."""
    for context in found:
        total = by_start.get(context.mention.start)
        if total is not None and _is_part(context.mention, total.mention):
            context.mention.indicator, context.mention.rule = None, None
            context.mention.reason = f"是“{total.mention.surface}”的其中项"


def _is_part(mention: Mention, total: Mention) -> bool:
    same = mention.indicator is not None and mention.indicator == total.indicator
    return same and mention.relates_to is None and mention.unit == total.unit
