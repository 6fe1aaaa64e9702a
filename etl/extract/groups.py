"""The noun group of a phrase: what stands directly before it in its clause, and whether it then still says the whole.

A report counts kinds of a thing more often than the thing itself, and no list of kinds is ever complete. So it is not the
kinds that are known but the words that change nothing; any other word is taken for a kind. Rules and edge cases:

* A word that makes a part of the whole (渔民人均纯收入, 省级重点项目) right before the phrase, or within it, names another figure.
* Any unknown word before the phrase does so too (养蜂合作社, 渔船保险参保率). Known are verbs (建成, 举办), neutral and light words (农村, 全镇),
  names of townships, and what the rule itself says. Of 油菜、小麦 only the last is looked at, and nothing within quotation marks or
  that says what most of it is (以苹果为主的果园).
* What stands before the last verb, or before a phrase that begins with one, says who did it, or how (镇调解委员会受理…), and is not looked
  at. Before 的 it is: in 发展养蜂的农户 the verb is part of the group.
* Between a figure and a phrase behind it (3个养蜂合作社) the same words stand in the way.
* Of a rule of the ``whole`` the whole clause must be of neutral words, but for a verb that stands alone. One that says ``whole: false`` takes
  every kind for its own; so does one that says nothing if it is of public works (``scope: any``) or counts what happens in a year
  (技能培训8期).
* What something reaches, helps or concerns (项目涉及5个村120户) is not all there is, unless the rule speaks of that itself; of what
  there is, not even what stands between its words and the figure may reach something (雪亮工程覆盖18个村).
"""

from __future__ import annotations

import re
from functools import lru_cache

from etl.extract.context import Context
from etl.extract.numbers import CHINESE_CHARS
from etl.extract.phrases import Phrase
from etl.extract.vocabulary import COUNTED, Vocabulary
from etl.extract.words import Words, alternation
from etl.rulebook.model import Indicator

_QUOTED = r"[\"“][^\"“”]*[\"”]"
_LISTED = re.compile(r"[、等和及与或]")
_SAID = 2  # characters of an unknown word from which on it names a kind
_LONGEST_VERB = 6  # characters
_LONGEST_MAINLY = 12
_OF = "的"
_KEPT = 4096  # leads of which it is remembered what is unknown in them: reports begin their clauses alike


class KnownWords:
    """What may stand before a phrase without changing what it says, and the words of each rule itself."""

    def __init__(self, words: Vocabulary) -> None:
        lexicon = words.lexicon
        self.township = re.compile(alternation(lexicon.scope["named"]))
        self.neutral = re.compile(
            rf"{alternation((*lexicon.neutral, *lexicon.light))}|[^\u4e00-\u9fff]"
            rf"|[\u4e00-\u9fff]{{1,5}}{self.township.pattern}"  # the name of a township
            rf"|[{CHINESE_CHARS}O]{{4}}年"
        )
        mainly = (
            rf"{re.escape(first)}[^,;]{{1,{_LONGEST_MAINLY}}}{re.escape(last)}"
            for first, last in lexicon.mainly.items()
        )
        self.aside = re.compile("|".join((_QUOTED, *mainly)))
        self.verbs, self.harmless = Words(lexicon.verbs), words.verbs
        self.reaching = re.compile(alternation(lexicon.reaching))
        self.said = {
            rule.code: words.fold("\n".join((rule.name, *rule.phrases, *rule.weak, *rule.with_)))
            for rule in words.rulebook.indicators.values()
        }
        self.any_kind = {
            rule.code
            for rule in words.rulebook.indicators.values()
            if rule.whole is False or (rule.whole is None and _adds_up(rule, words.dimensions[rule.code]))
        }
        self.unknown = lru_cache(_KEPT)(self._unknown)

    def _unknown(self, lead: str, strict: bool) -> str:
        """What is left of the words before a phrase when all known ones are taken away."""
        part = _LISTED.split(self.aside.sub("", lead))[-1]
        if part.endswith(_OF):
            return self.neutral.sub("", part)
        if strict:
            return self.neutral.sub("", part.rpartition(_OF)[2])
        verbs = self.verbs.find(part)
        return self.neutral.sub("", part[verbs[-1][2] :] if verbs else part)


def _adds_up(rule: Indicator, dimension: str | None) -> bool:
    """Whether a rule that says nothing of the whole takes every kind: public works, and what happens and is counted."""
    return rule.scope == "any" or (rule.kind == "flow" and dimension in COUNTED)


class Groups:
    """Looks at the noun groups of one text."""

    def __init__(self, words: Vocabulary, folded: str) -> None:
        self.words = words
        self.folded = folded
        self._known = words.compiled(KnownWords)

    def said(self, code: str) -> str:
        """The words of a rule."""
        return self._known.said[code]

    def takes_any_kind(self, phrase: Phrase) -> bool:
        """Whether the rule takes every kind of a thing for its own."""
        return phrase.code in self._known.any_kind

    def before(self, phrase: Phrase, context: Context, start: int, anchor: int) -> str:
        """Why the words before a phrase that begins before the figure name another one, in Chinese words for ``explain``;
        empty if they name this one. ``anchor`` is where the part of it begins that stands in the figure's own words."""
        part = self._part(phrase, context, start, anchor) if "narrowing" in context.seen.kinds else ""
        if part:
            return f"只是“{part}”的数"
        kind = ""
        if context.left[0] < start and not self.takes_any_kind(phrase):
            kind = self._kind(phrase, context.left[0], start)
        return kind or (self._reached(phrase, context, start) if "reaching" in context.seen.kinds else "")

    def behind(self, phrase: Phrase, context: Context, start: int) -> str:
        """The same for a phrase behind the figure."""
        kind = ""
        if not phrase.holed and not self.takes_any_kind(phrase):
            kind = self._kind(phrase, context.mention.end, start, behind=True)
        return kind or (
            self._reached(phrase, context, context.mention.start) if "reaching" in context.seen.kinds else ""
        )

    def _part(self, phrase: Phrase, context: Context, start: int, anchor: int) -> str:
        """The word that makes a part of the whole, within the phrase or right before it, and that the rule does not say."""
        within = self.folded[start:anchor] if start >= context.left[0] else ""
        narrowing, group = self.words.lexicon.narrowing, context.group
        if not (self.folded.endswith(narrowing, group, start) or any(map(within.__contains__, narrowing))):
            return ""
        said = self._known.said[phrase.code]
        stand = (word for word in narrowing if word in within or self.folded.endswith(word, group, start))
        return next((word for word in stand if word not in said), "")

    def _kind(self, phrase: Phrase, begin: int, start: int, *, behind: bool = False) -> str:
        """An unknown word before the phrase."""
        strict = bool(phrase.indicator.whole) and not behind
        rest = self._known.unknown(self.folded[begin:start], strict)
        if len(rest) < (1 if strict else _SAID) or rest in self._known.harmless:
            return ""
        if rest in self._known.said[phrase.code] or self._known.township.match(self.folded, start):
            return ""
        if not phrase.indicator.whole and self._begins_with_verb(start):
            return ""
        return f"前面的“{rest}”另有所指"

    def _begins_with_verb(self, start: int) -> bool:
        return any(begin == 0 for _, begin, _ in self._known.verbs.find(self.folded[start : start + _LONGEST_VERB]))

    def _reached(self, phrase: Phrase, context: Context, start: int) -> str:
        """A verb of reaching in the clause before a count."""
        if not self.words.counts(context.mention.unit):
            return ""
        clause = max(context.group, self.folded.rfind(",", context.group, start) + 1)
        reached = self._known.reaching.search(self.folded, clause, start)
        if phrase.indicator.kind == "stock":
            reached = reached or self._known.reaching.search(self.folded, start, context.mention.start)
        if reached is None or reached[0] in self._known.said[phrase.code]:
            return ""
        return f"是“{reached[0]}”的，不是总数"
