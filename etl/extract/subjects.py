"""What a figure is about: the subject that is shown with it, and by which open indicators are told apart.

Rules and edge cases:

* The words of a figure without those that name nothing at their ends (lexicon, ``light``): its own, else, for what is
  counted, those behind it; else what has been said in the sentence since the last ``;``.
* A bare 产值 (lexicon, ``attributes``) goes with the subject before it (种植黄精…产值).
"""

from __future__ import annotations

from etl.extract.context import Context
from etl.extract.vocabulary import Vocabulary

_CARRIED, _LONGEST_SUBJECT, _BARE = 60, 20, 2


def subjects(folded: str, found: list[Context], words: Vocabulary) -> None:
    """Sets the subject of every figure: its own noun, else the noun behind it, else the subject before it up to the last ``;``.
    A bare 产值 goes with the subject before it (种植黄精…产值), a bare verb gives way to what is counted behind the figure."""
    previous: Context | None = None
    for context in found:
        subject = words.trim(folded[slice(*context.item)] if context.item else context.own)
        if len(subject) <= _BARE and words.counts(context.mention.unit):
            subject = words.trim(folded[context.right[0] : context.right[1]]) or subject
        beside = previous if previous is not None and previous.group == context.group else None
        if beside is not None and (not subject or subject in words.lexicon.attributes):
            subject = beside.mention.subject + subject
        if not subject:
            carried = folded[max(context.group, context.left[0] - _CARRIED) : context.left[0]]
            subject = words.trim(carried)[-_LONGEST_SUBJECT:]
        context.mention.subject = subject
        previous = context
