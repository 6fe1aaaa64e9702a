"""Noun phrases of subjects, found by jieba, which is imported only here and only when it is needed."""

from __future__ import annotations

import logging
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Any

SHORTEST, LONGEST = 3, 12
_NOUN = ("n", "vn", "an", "j", "l", "eng", "ns")
_CONTENT = (*_NOUN, "v", "a", "b", "i", "s", "z", "g")
_NOT_CONTENT = ("vshi", "vyou", "ad")


class NounPhrases:
    """The last noun phrase of a subject. A context: jieba's cache lives in a folder of its own as long as it lasts,
    because the one that jieba shares between users of a machine could be written by anybody.
    """

    def __enter__(self) -> NounPhrases:
        import jieba
        import jieba.posseg

        jieba.setLogLevel(logging.ERROR)
        self._folder = TemporaryDirectory()
        words = jieba.Tokenizer()
        words.tmp_dir = self._folder.name
        self._tagger: Any = jieba.posseg.POSTokenizer(words)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._folder.cleanup()

    def last(self, subject: str) -> str:
        """The nouns at the end of the subject; with the words before them if they are one short word; empty if none."""
        run: list[tuple[str, str]] = []
        for word, flag in reversed(self._tagged(subject)):
            if (
                not flag.startswith(_CONTENT)
                or flag in _NOT_CONTENT
                or sum(len(w) for w, _ in run) + len(word) > LONGEST
            ):
                break
            run.insert(0, (word, flag))
        if not any(flag.startswith(_NOUN) for _, flag in run):
            return ""
        first = next(index for index, (_, flag) in enumerate(run) if flag.startswith(_NOUN))
        while first > 0 and sum(len(word) for word, _ in run[first:]) < SHORTEST:
            first -= 1
        phrase = "".join(word for word, _ in run[first:])
        return phrase if len(phrase) >= SHORTEST else ""

    def last_word(self, phrase: str) -> str:
        return self.words(phrase)[-1]

    def words(self, phrase: str) -> list[str]:
        return [word for word, _ in self._tagged(phrase)]

    def _tagged(self, text: str) -> list[tuple[str, str]]:
        return [(pair.word, pair.flag) for pair in self._tagger.lcut(text)]
