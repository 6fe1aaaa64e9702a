"""Totals and their parts: what 其中 introduces, and what a parenthesis behind a figure holds.

Rules and edge cases:

* A figure that 其中 introduces is a part of the figure before 其中 (``totals``).
* A part has no indicator when a figure of the whole has the same one, in the same unit (of what is counted in any: 农机具3260台套,其中拖拉机86台) and
  role, and is not smaller. The
  whole is all that the sentence says before 其中, up to the last ``;``: 党支部18个、党员821人,其中村党支部14个,党员666人. A
  sentence that begins with 其中 speaks of the figures of the sentence before.
* But a part that is called as the indicator is, beside a whole that is not, is the one that is meant: 教职工210人,其中专任教师164人.
* A figure in parentheses is a part of the figure just before them in the same way, if of the same year: 党员38人(女党员5人).
* The same words that give different figures in one sentence (小学1所,教师12名;中学1所,教师31名) go through a list of parts: none of them is
  the total (``leave_out_listed``).
* A comparison, what is planned and what was before (上年产量8200吨) are no parts of what there is.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise, takewhile

from etl.extract.context import Context
from etl.extract.mention import Mention
from etl.extract.vocabulary import Vocabulary

_MOST = 20  # figures before 其中 that a whole is sought among
_NAMING = 3  # characters from which on a subject may name an indicator


def totals(found: list[Context], folded: str, words: Vocabulary) -> dict[int, Context]:
    """By the start of each figure that 其中 introduces the figure before 其中, of which it is a part."""
    part = words.lexicon.comparison["part"]
    by_start: dict[int, Context] = {}
    total: Context | None = None
    for index, context in enumerate(found):
        if total is None and "part" not in context.seen.kinds:
            continue
        lead = _lead(found, index, folded)
        if any(map(lead.__contains__, part)):
            total = found[index - 1] if index and found[index - 1].sentence.start == context.sentence.start else None
        elif total is not None and (context.group != total.group or "," in lead):
            total = None
        if total is not None:
            by_start[context.mention.start] = total
    return by_start


def leave_out_parts(found: list[Context], folded: str, words: Vocabulary) -> None:
    """A part is not its total: it has no indicator when it would have the same."""
    for part, wholes in _parts(found, folded, tuple(words.lexicon.comparison["part"])):
        if not wholes:
            continue
        whole = next((total.mention for total in wholes if _is_part(part.mention, total.mention, words)), None)
        if whole is None:
            continue
        if _is_meant(part.mention, whole, words):
            whole.indicator, whole.rule = None, None
            whole.reason = f"其中的“{part.mention.surface}”才是本项"
        else:
            part.mention.indicator, part.mention.rule = None, None
            part.mention.reason = f"是“{whole.surface}”的其中项"


def leave_out_listed(found: list[Context], folded: str, words: Vocabulary) -> None:
    """Figures that the same words give again and again in a sentence have no indicator."""
    last: dict[str, Context] = {}
    again: dict[tuple[int, str], list[Context]] = {}
    for context in found:
        code = context.mention.indicator
        if code is None or context.mention.relates_to is not None:
            continue
        before, last[code] = last.get(code), context
        if before is not None and before.sentence.start == context.sentence.start:
            again.setdefault((context.sentence.start, code), [before]).append(context)
    for (_, code), contexts in again.items():
        if words.rulebook.indicators[code].whole is not False:
            _leave_out_repeated(contexts, folded, words)


def _leave_out_repeated(contexts: list[Context], folded: str, words: Vocabulary) -> None:
    alike: dict[tuple[object, ...], list[Mention]] = {}
    for context in contexts:
        mention = context.mention
        if context.named and context.item is None:
            said = words.trim(context.own), words.trim(folded[slice(*context.right)])
            facets = mention.unit, mention.measure, mention.role, mention.period
            alike.setdefault((*said, *facets), []).append(mention)
    for mentions in alike.values():
        if len({mention.value for mention in mentions}) > 1:
            for mention in mentions:
                mention.indicator, mention.rule = None, None
                mention.reason = "同一句里用同样的话分项列出，不是总数"


def _parts(found: list[Context], folded: str, part: tuple[str, ...]) -> Iterator[tuple[Context, list[Context]]]:
    """Every figure that may be a part, with the figures that its whole may be."""
    wholes: list[Context] = []
    group: int | None = None  # in which the parts stand; None where a sentence began with 其中
    for index, (previous, context) in enumerate(pairwise(found), 1):
        begins = context.sentence.start != previous.sentence.start
        lead = folded[previous.mention.end : context.mention.start]
        if (begins or "part" in context.seen.kinds) and any(map(lead.__contains__, part)):
            heads = folded[context.sentence.start : context.mention.start].lstrip().startswith(part)
            wholes = _before(found, index, "sentence" if heads and begins else "group")
            group = None if heads else context.group
        elif begins or group not in (None, context.group):
            wholes = []
        held = lead.startswith("(") and ")" not in lead and context.mention.year == previous.mention.year
        yield context, [previous, *wholes] if held else wholes


def _is_meant(part: Mention, whole: Mention, words: Vocabulary) -> bool:
    """Whether a part is called as the indicator itself is, and its whole is not."""
    name = words.fold(words.rulebook.indicators[part.indicator or ""].name)
    return len(part.subject) >= _NAMING and part.subject in name and whole.subject not in name


def _lead(found: list[Context], index: int, folded: str) -> str:
    """What stands between a figure and the one before it."""
    return folded[found[index - 1].mention.end if index else found[index].group : found[index].mention.start]


def _before(found: list[Context], index: int, of: str) -> list[Context]:
    """The figures before one as far as they share the sentence, or the group, of the nearest of them."""
    nearest = found[index - 1]
    if of == "group" and nearest.group != found[index].group:
        return []
    before = reversed(found[max(0, index - _MOST) : index])
    return list(takewhile(lambda figure: _place(figure, of) == _place(nearest, of), before))


def _place(figure: Context, of: str) -> int:
    return figure.sentence.start if of == "sentence" else figure.group


def _is_part(mention: Mention, whole: Mention, words: Vocabulary) -> bool:
    same = mention.indicator is not None and mention.indicator == whole.indicator
    counted = words.counts(mention.unit) and words.counts(whole.unit)
    alike = mention.role == whole.role and (mention.unit == whole.unit or counted)
    if not (same and alike) or mention.relates_to is not None or mention.role == "baseline":
        return False
    return mention.value is None or whole.value is None or mention.value <= whole.value
