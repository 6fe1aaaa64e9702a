"""Labels at the head of a sentence, which say what all of it is about (1.肉牛。存栏3.8万头; 烤烟:种植3200亩,收购8600担).

Rules and edge cases:

* A label is a short word behind the number of an item, up to a full stop; or, numbered or not, up to a colon.
* A rule's words are found in the label and the first words of a clause together (烤烟…种植), where the clause has them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from etl.extract.vocabulary import Vocabulary
from etl.extract.words import Hit, Words

_WORD = re.compile(r"[\u4e00-\u9fff]{2,6}")
_MARK = re.compile(r"[:。]")
LONGEST = 14  # characters of a label with its number and its mark
_CLAUSE = re.compile(r"[:。,;](?P<words>[\u4e00-\u9fff]{1,8})")


def is_label(folded: str, start: int, end: int, words: Vocabulary) -> bool:
    """Whether a sentence of fewer than ``LONGEST`` characters is the numbered label of the one behind it in its line (1.肉牛。)."""
    if folded[end : end + 1] != "。" or folded[end + 1 : end + 2] in ("", "\n"):
        return False
    begin = words.behind_number(folded, start) if start == 0 or folded[start - 1] == "\n" else start
    return begin > start and _WORD.fullmatch(folded, begin, end) is not None


def labelled(sentence: str, sought: Words, words: Vocabulary) -> Iterator[Hit[int]]:
    """The words that a label makes with the first words of the clauses behind it, where these stand."""
    mark = _MARK.search(sentence, 0, LONGEST)
    label = _WORD.fullmatch(sentence, words.behind_number(sentence), mark.start()) if mark else None
    if mark is None or label is None:
        return
    word, length = label[0], len(label[0])
    for clause in _CLAUSE.finditer(sentence, mark.start()):
        start = clause.start("words") - length
        for number, begin, end in sought.find(word + clause["words"]):
            if begin < length < end:
                yield number, start + length, start + end
