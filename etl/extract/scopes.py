"""Whose figure it is: the township's own, one village's, or one company's or project's.

Rules and edge cases:

* The last cue before the figure in its sentence, up to the last ``;``, decides; without one it is the township's.
* A named firm or site (…有限公司, …农场) is a cue; one that is counted (加工厂18家), listed with 等, or that
  the township brings in or looks after (引进加工厂) is not.
* A project with its investment (…建设项目计划投资) makes the rest of its numbered paragraph the project's.
* One named village is a cue; several together, or a list that ends in 等3个, are not, unless each has its own
  figure. 6个村…均 and 6个村…不足 are of villages. A name stands at the start of a clause or behind a word of place (在泉湖村),
  or is masked (XX村): 开展村级培训 names no village.
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
from etl.extract.mention import Mention
from etl.extract.vocabulary import Vocabulary
from etl.extract.words import Endings, alternation

_OPENING = 120  # characters of a paragraph in which a project and its investment are named
_COMPANY, _VILLAGE, _TOWNSHIP, _OTHER = "company_or_project", "village", "township", "other"


class ScopeWords:
    """The expressions for projects and names of villages."""

    def __init__(self, words: Vocabulary) -> None:
        forms = words.lexicon.scope
        self.not_names = {
            village: Endings(
                (
                    *forms["village_generic"],
                    *(word + village for word in (*forms["not_names"], *words.lexicon.counting)),
                )
            )
            for village in forms["village"]
        }
        self.project = re.compile(rf"{alternation(forms['project'])}[,，]?{alternation(forms['invest'])}")
        firm = alternation((*forms["company"], *forms["firm"]))
        self.invested = re.compile(rf"的(?:(?!{alternation(forms['public_works'])})[^,;:]){{2,14}}?{firm}")
        self.villages = re.compile(alternation(forms["each_village"]))
        self.enclosed = re.compile(rf"[^\d(,;:]\({alternation(forms['invest'])}$")
        self.each = re.compile(rf"{alternation(forms['each_village'])}[^,;]*{alternation(forms['evenly'])}")
        lead, mask = (
            alternation((*forms["village_lead"], *forms["township"])),
            re.escape("".join(words.lexicon.holes["mask"])),
        )
        self.village_name = re.compile(rf"[{mask}]$|(?:^|[^\u4e00-\u9fff]|{lead})[\u4e00-\u9fff]{{2,3}}$")


class Scopes:
    """Sets the scopes of the figures of one text."""

    def __init__(self, words: Vocabulary, folded: str, mentions: list[Mention]) -> None:
        self.words = words
        self.folded = folded
        self.forms = words.lexicon.scope
        self._words = words.compiled(ScopeWords)
        self._starts = [mention.start for mention in mentions if mention.type == "quantity"]
        self._counts = [m.start for m in mentions if m.value is not None and m.value > 1 and words.counts(m.unit)]
        self._line_starts = [0, *(match.end() for match in re.finditer("\n", folded))]
        self._project_paragraphs: dict[int, bool] = {}
        self._invested: tuple[int, int] | None = None

    def set(self, context: Context) -> None:
        of_project = self._of_project(context) or self._of_investor(context)
        scope = _COMPANY if of_project else _TOWNSHIP
        village_end = -1
        cues = context.seen.scopes.within(context.group, context.mention.start)
        for kind, start, end in sorted(cues, key=itemgetter(1)) if cues else ():
            if kind == "township":
                scope, village_end = _TOWNSHIP, -1
            elif kind == "company":
                scope = _COMPANY if self._is_named(start, end, context) else scope
            elif kind == "above":
                scope = _OTHER if self._is_of_all(start, end, context) else scope
            elif self._is_village(start, end):
                one = (
                    village_end < 0 or "," in self.folded[village_end:start] or self._figure_between(village_end, start)
                )
                scope, village_end = (scope if scope == _COMPANY else _VILLAGE if one else _TOWNSHIP), end
        if scope == _VILLAGE and self._enumerated(context):
            scope = _TOWNSHIP
        context.mention.scope = _VILLAGE if scope == _TOWNSHIP and self._of_each(context) else scope

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
        return told.search(self.folded, clause, context.mention.start) is not None

    def _of_project(self, context: Context) -> bool:
        """Whether the figure's paragraph begins with a project and its investment."""
        at = bisect_left(self._line_starts, context.mention.start + 1) - 1
        start = self._line_starts[at]
        if start not in self._project_paragraphs:
            opening = re.split(r"[。;\n]", self.folded[start : start + _OPENING])[0]
            numbered = opening.lstrip()[:1] in "(0123456789" if opening.strip() else False
            self._project_paragraphs[start] = numbered and self._invests(opening)
        if self._project_paragraphs[start] or "invest" not in context.seen.kinds:
            return self._project_paragraphs[start]
        match = self._words.project.search(self.folded, context.group, context.mention.start)
        return match is not None and not self._several(match.start(), context)

    def _several(self, project: int, context: Context) -> bool:
        """Whether a project is one of several that are counted in its clause (22个重点项目总投资)."""
        at = bisect_left(self._counts, project) - 1
        return at >= 0 and self._counts[at] >= max(context.group, self.folded.rfind(",", context.group, project))

    def _of_investor(self, context: Context) -> bool:
        """Whether the figure is what a firm named behind it invests or covers, or stands behind such a figure in the sentence;
        or what one invests that is named before the parenthesis with its investment."""
        mention = context.mention
        leading = (*self.forms["invest"], *self.forms["covering"])
        invests = "invest" in context.seen.kinds and self.folded.endswith(leading, 0, mention.start)
        if invests and self._words.enclosed.search(self.folded, context.group, mention.start):
            return True
        if invests and self._words.invested.match(self.folded, mention.end, context.sentence.end):
            self._invested = context.sentence.start, context.group
        return self._invested == (context.sentence.start, context.group)

    def _invests(self, opening: str) -> bool:
        planned = [word for word in self.forms["invest"] if len(word) > 3]
        names = (*self.forms["project"], *self.forms["company"])
        return any(word in opening for word in planned) and any(word in opening for word in names)

    def _is_named(self, start: int, end: int, context: Context) -> bool:
        """Whether a word for a firm or site is somebody's name here: not counted, not listed, not brought or looked after."""
        if self.folded.startswith(self.forms["not_before"], end) or self._counted(end):
            return False
        clause = max(self.folded.rfind(",", context.group, start) + 1, context.group)
        if any(map(self.folded[clause:start].__contains__, self.forms["brought"])):
            return False
        listed = self.folded.find("、", *context.left)
        if self._enumerated(context) and 0 <= listed < start:
            return False
        if start == 0 or self.folded.endswith(self.forms["not_behind"], 0, start):
            return False
        return not (
            context.left[0] <= start and not names_something(self.folded, (end, context.mention.start), self.words)
        )

    def _counted(self, end: int) -> bool:
        """Whether a figure follows the word at once, but for light words (加工厂18家)."""
        at = bisect_left(self._starts, end)
        following = self._starts[at] if at < len(self._starts) else None
        return (
            following is not None
            and following <= end + 6
            and not names_something(self.folded, (end, following), self.words)
        )

    def _figure_between(self, start: int, end: int) -> bool:
        """Whether a figure stands there: of several villages each has its own (甲村6个组、乙村9个组)."""
        at = bisect_left(self._starts, start)
        return at < len(self._starts) and self._starts[at] < end

    def _is_village(self, start: int, end: int) -> bool:
        lead, around = self.folded[max(0, start - 5) : end], self.folded[start : end + 3]
        if self._words.not_names[self.folded[start:end]].end(lead):
            return False
        if around.startswith(self.forms["not_a_village"]):
            return False
        name = self._words.village_name.search(self.folded[max(0, start - 6) : start])
        if name is None or self._counts_what(name[0]):
            return False
        return names_something(name[0], (0, len(name[0])), self.words)

    def _counts_what(self, name: str) -> bool:
        """Whether the name only says what a figure counts (3个林场社区)."""
        return name[0].isdigit() and self.words.counts(name[1:2])

    def _enumerated(self, context: Context) -> bool:
        return self.folded[context.left[0] : context.left[1]].endswith(self.forms["enumerated"])
