"""Whose figure it is: the township's own, one village's, or one company's or project's.

Rules and edge cases:

* The last cue before the figure in its sentence, up to the last ``;``, decides; without one what the paragraph is about
  (:mod:`etl.extract.topics`), else it is the township's. What
  a parenthesis names counts up to its end (11个村(泉湖村6个组)，77个组).
* A named firm, site or village is a cue (:mod:`etl.extract.named` says what is named), and so is a person of whom a deed is told.
* A named project with its investment (…建设项目计划投资) makes the rest of its numbered paragraph the project's.
* Several villages together, or a list that ends in 等3个 or 3个村, are the township's, unless each has its own figure.
  6个村…均 and 6个村…不足 are of villages.
* 投资1.2亿元的…厂 names the firm behind its first figure (so does 占地350亩的…); the rest of the sentence is its own up to the
  next ``;``. In parentheses (水泥厂(投资3亿元)) the investment alone is its own.
* 全县, 全市 at the head of a clause make its figures another's (全县粮食总产量26万吨), not where the township stands among its
  like (全县排名第三, 居全县前列).
* 全镇, 我镇 bring back the township.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from operator import itemgetter

from etl.extract.context import Context, names_something
from etl.extract.layout import Layout
from etl.extract.mention import Mention
from etl.extract.named import Named
from etl.extract.topics import Topics
from etl.extract.vocabulary import Vocabulary
from etl.extract.words import Hit, alternation

_ENDS = re.compile(r"[。;\n]")
_OPENING = 120  # characters of a paragraph in which a project and its investment are named
_COMPANY, _VILLAGE, _TOWNSHIP, _OTHER = "company_or_project", "village", "township", "other"
_FIRMS = ("company", "quoted", "whole_firm", "site", "brand")


class ScopeWords:
    """The expressions for projects and names of villages."""

    def __init__(self, words: Vocabulary) -> None:
        forms = words.lexicon.scope
        self.project = re.compile(rf"{alternation(forms['project'])}[,，]?{alternation(forms['invest'])}")
        firm = alternation((*forms["company"], *forms["firm"]))
        self.invested = re.compile(rf"的(?:(?!{alternation(forms['public_works'])})[^,;:]){{2,14}}?{firm}")
        self.leading = (*forms["invest"], *forms["covering"])
        self.in_all = re.compile(alternation(forms["in_all"]))
        self.villages = re.compile(alternation(forms["each_village"]))
        self.enclosed = re.compile(rf"[^\d(,;:]\({alternation(forms['invest'])}$")
        self.each = re.compile(rf"{alternation(forms['each_village'])}[^,;]*{alternation(forms['evenly'])}")


class Scopes:
    """Sets the scopes of the figures of one text."""

    def __init__(self, words: Vocabulary, folded: str, mentions: list[Mention], layout: Layout) -> None:
        self.words = words
        self.folded = folded
        self.forms = words.lexicon.scope
        self._words = words.compiled(ScopeWords)
        self._named = Named(words, folded, mentions)
        self._topics = Topics(words, folded, layout, self._named)
        self._counts = [m.start for m in mentions if m.value is not None and m.value > 1 and words.counts(m.unit)]
        self._line_starts = [0, *(match.end() for match in re.finditer("\n", folded))]
        self._of_groups: dict[int, str] = {}
        self._villages: dict[int, bool] = {}
        self._project_paragraphs: dict[int, bool] = {}
        self._invested: tuple[int, int] | None = None

    def set(self, context: Context) -> None:
        scope, village_end = self._around(context), -1
        for kind, start, end in self._cues(context):
            if scope == _COMPANY and self.folded.endswith(self.forms["located"], 0, start):
                continue
            if kind == "township":
                scope, village_end = _TOWNSHIP, -1
            elif kind == "person":
                scope = _OTHER if self._named.person(end) else scope
            elif kind == "above":
                scope = _OTHER if self._is_of_all(start, end, context) else scope
            elif kind in _FIRMS:
                scope = _COMPANY if self._is_firm(kind, start, end, context) else scope
            elif self._is_village(kind, start, end):
                one = village_end < 0 or "," in self.folded[village_end:start]
                one = one or self._named.figure_between(village_end, start)
                scope, village_end = (scope if scope == _COMPANY else _VILLAGE if one else _TOWNSHIP), end
        if scope == _VILLAGE and village_end >= 0 and self._of_several(village_end, context):
            scope = _TOWNSHIP
        context.mention.scope = _VILLAGE if scope == _TOWNSHIP and self._of_each(context) else scope

    def _around(self, context: Context) -> str:
        """Whom a figure is about where no cue in its group says it: the same for all of a group in which nobody invests."""
        known = None if "invest" in context.seen.kinds else self._of_groups.get(context.group)
        if known is None:
            of_project = self._of_project(context) or self._of_investor(context)
            known = _COMPANY if of_project else self._topics.scope(context) or _TOWNSHIP
            self._of_groups[context.group] = known
        return known

    def _cues(self, context: Context) -> list[Hit[str]]:
        """The cues before the figure in its group, but for those in a parenthesis that ends before it."""
        cues = context.seen.scopes.within(context.group, context.mention.start)
        if not cues:
            return cues
        text, until = self.folded, context.mention.start
        enclosed = text.find(")", context.group, until) >= 0
        if enclosed:
            cues = [cue for cue in cues if text.count(")", cue[2], until) <= text.count("(", cue[2], until)]
        return sorted(cues, key=itemgetter(1)) if len(cues) > 1 else cues

    def _is_firm(self, kind: str, start: int, end: int, context: Context) -> bool:
        if kind == "company":
            return self._named.firm(start, end, context)
        if kind == "quoted":
            return self._named.quoted(start, end, context)
        if kind == "whole_firm":
            return self._named.clause(start) == start
        return self._named.site(start, end, context, brand=kind == "brand")

    def _is_village(self, kind: str, start: int, end: int) -> bool:
        """Whether a word names a village, or is a word of one for itself (全村) at the start of a clause."""
        if start not in self._villages:
            named = self._named.village(start, end) if kind == "village" else self._named.clause(start) == start
            self._villages[start] = named
        return self._villages[start]

    def _of_several(self, village: int, context: Context) -> bool:
        """Whether the village named last is one of a list that is counted (泉湖村、石门村等3个, 2个村)."""
        return self._enumerated(context) or self._named.villages_between(village, context.mention.start)

    def _is_of_all(self, start: int, end: int, context: Context) -> bool:
        """Whether the clause of the figure begins with a word for the county or above, and is not about a place among its like."""
        clause = max(context.group, self.folded.rfind(",", context.group, context.mention.start) + 1)
        if start < clause or self.folded.startswith(self.forms["among"], end):
            return False
        if self.folded.endswith(self.forms["beside"], clause, start):
            return False
        return not names_something(self.folded, (clause, start), self.words)

    def _of_each(self, context: Context) -> bool:
        """Whether the clause says that every village has so much (6个村…均)."""
        fewer = context.mention.approx == "以下"
        if not fewer and "evenly" not in context.seen.kinds:
            return False
        clause = max(context.group, self.folded.rfind(",", context.group, context.mention.start) + 1)
        told = self._words.villages if fewer else self._words.each
        match = told.search(self.folded, clause, context.mention.start)
        return match is not None and self._words.in_all.search(self.folded, match.end(), context.mention.start) is None

    def _of_project(self, context: Context) -> bool:
        """Whether the figure's paragraph begins with a project and its investment."""
        at = bisect_left(self._line_starts, context.mention.start + 1) - 1
        start = self._line_starts[at]
        if start not in self._project_paragraphs:
            opening = _ENDS.split(self.folded[start : start + _OPENING], 1)[0]
            numbered = opening.lstrip()[:1] in "(0123456789" if opening.strip() else False
            self._project_paragraphs[start] = numbered and self._invests(opening)
        if self._project_paragraphs[start] or "invest" not in context.seen.kinds:
            return self._project_paragraphs[start]
        match = self._words.project.search(self.folded, context.group, context.mention.start)
        if match is None or self._several(match.start(), context):
            return False
        return self._named.project(context.group, match.end())

    def _several(self, project: int, context: Context) -> bool:
        """Whether a project is one of several that are counted in its clause (22个重点项目总投资)."""
        at = bisect_left(self._counts, project) - 1
        return at >= 0 and self._counts[at] >= max(context.group, self.folded.rfind(",", context.group, project))

    def _of_investor(self, context: Context) -> bool:
        """Whether the figure is what a firm named behind it invests or covers, or stands behind such a figure in the sentence;
        or what one invests that is named before the parenthesis with its investment."""
        mention, here = context.mention, (context.sentence.start, context.group)
        if "invest" not in context.seen.kinds:
            return False
        invests = self.folded.endswith(self._words.leading, 0, self._without_blank(mention.start))
        if invests and self._words.enclosed.search(self.folded, context.group, mention.start):
            return True
        if invests and self._words.invested.match(self.folded, mention.end, context.sentence.end):
            self._invested = here
        return self._invested == here

    def _invests(self, opening: str) -> bool:
        planned = [word for word in self.forms["invest"] if len(word) > 3]
        names = (*self.forms["project"], *self.forms["company"])
        return any(word in opening for word in planned) and any(word in opening for word in names)

    def _enumerated(self, context: Context) -> bool:
        return self.folded[slice(*context.left)].rstrip().endswith(self.forms["enumerated"])

    def _without_blank(self, position: int) -> int:
        return position - self.folded.endswith(" ", 0, position)
