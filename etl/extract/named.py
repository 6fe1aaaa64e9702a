"""Whether a word for a firm, site, project, village or person is somebody's name here.

Rules and edge cases:

* A firm (…有限公司, …农场) is named unless it is counted (加工厂18家, 4家养殖场), listed with 等, or brought in or looked after by the
  township (引进加工厂); 引进青山公司投资1亿元 is what that firm invests.
  A verb may end its name (绿源农业发展公司); what it is paid or rented (租给物流公司) is not its own.
* What is quoted behind a word for a firm is its name (企业“青山建材”), but not one of several (“青山”“红石”2家).
* A site (…产业园, …景区, …厂) or a brand (青山电子年产…) is named when its clause begins with a name of its own: 湘味产业园, but
  not 农业产业园, nor 产业园建设, nor 全镇造纸厂.
* A project is named by words that are no kind of project: 红松子加工项目, but not 引进项目, 重点项目.
* A village's name stands at the start of a clause, behind a word of place (在泉湖村), right before a figure (完成泉湖村86户), behind
  a verb where something of it follows (抓好泉湖村的整治), or is masked (XX村, but not 等X村): 开展村级培训 names no village.
  辖泉湖社区 lists it; in 其中回民村3个 villages of a kind are counted.
* A person is named by a word for who they are and a surname (种植大户王小山).
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right

from etl.extract.context import Context, names_something
from etl.extract.grammar import MARKS
from etl.extract.mention import Mention
from etl.extract.vocabulary import Vocabulary
from etl.extract.words import Endings, alternation

_CLAUSE = re.compile(r"[,;:、(。\n]|(?<=\D)\.")
_HAN = r"[\u4e00-\u9fff]"
_ROUTE = "至到"
_QUOTED = re.compile(r"[^,;。、“”\"\n]{2,12}[”\"](?![“\"])")
_LONGEST_NAME, _SHORTEST_NAME = 10, 2
_REACH = 40  # characters before a word that are searched for the beginning of its clause


class NamedWords:
    """The expressions for names, compiled from the lexicon."""

    def __init__(self, words: Vocabulary) -> None:
        forms = words.lexicon.scope
        counting = (*forms["not_names"], *words.lexicon.counting)
        self.not_names = {
            village: Endings((*forms["village_generic"], *(word + village for word in counting)))
            for village in forms["village"]
        }
        lead = alternation((*forms["village_lead"], *forms["township"]))
        mask = re.escape("".join(words.lexicon.holes["mask"]))
        self.led_by_verb = re.compile(rf"{alternation(words.lexicon.verbs)}{_HAN}{{2,3}}$")
        self.verb_last = Endings(words.lexicon.verbs)
        self.masks = frozenset(words.lexicon.holes["mask"])
        counted = alternation(forms["enumerated"])
        self.village_name = re.compile(rf"[{mask}](?<!{counted}[{mask}])$|(?:^|[^\u4e00-\u9fff]|{lead}){_HAN}{{2,3}}$")
        self.glued_name = re.compile(rf"(?:(?![{_ROUTE}]){_HAN}){{2,3}}$")
        village, no_village = alternation(forms["village"]), alternation(forms["not_a_village"])
        self.counted_village = re.compile(rf"(?:{alternation(forms['village_kinds'])})?(?!{no_village}){village}")
        self.villages_counted = re.compile(
            rf"{village}\d+{alternation(forms['village_measure'])}(?=[{re.escape(MARKS)};])"
        )
        self.comprising = re.compile(rf"{alternation(forms['comprising'])}[^,;:(。\n]*$")
        self.brought = re.compile(alternation(forms["brought"]))
        self.doings = (*forms["invest"], *forms["covering"], *forms["brand_does"], *forms["firm_does"])
        self.generic = re.compile(alternation((*forms["generic"], *forms["brought"], *forms["township"])))
        self.project = re.compile(alternation(forms["project"]))
        self.person = re.compile(
            rf"{alternation(forms['surname'])}(?:{_HAN}{{1,2}}?|[{mask}]{{1,2}})(?={alternation(forms['deed'])})"
        )


class Named:
    """Judges the words of one text."""

    def __init__(self, words: Vocabulary, folded: str, mentions: list[Mention]) -> None:
        self.words, self.folded = words, folded
        self.forms = words.lexicon.scope
        self._words = words.compiled(NamedWords)
        self._figures = [mention for mention in mentions if mention.type == "quantity"]
        self._starts = [mention.start for mention in self._figures]
        self._own_names: dict[int, bool] = {}

    def clause(self, position: int) -> int:
        """Where the clause or the item of a list begins in which a position lies."""
        start = max(0, position - _REACH)
        return max((match.end() for match in _CLAUSE.finditer(self.folded, start, position)), default=start)

    def firm(self, start: int, end: int, context: Context, *, own_name: bool = False) -> bool:
        """Whether a word for a firm is its name: not counted, not listed, not brought or looked after; with a name of its own it
        may stand right before what it makes (青云山景区360万元)."""
        if self.folded.startswith(self.forms["not_before"], end) or self._counted(start, end):
            return False
        if self.folded.startswith(self.forms["company"], end):  # 米业有限公司: the longer word decides
            return False
        clause = max(self.folded.rfind(",", context.group, start) + 1, context.group)
        verbs = self._words.brought.finditer(self.folded, clause, start)
        brought = max((verb.end() for verb in verbs if not self._in_name(verb.span(), clause, start)), default=-1)
        if brought >= 0 and not (self._attributed(brought, start) or self._invests(brought, start, end, context)):
            return False
        listed = self.folded.find("、", *context.left)
        if self.folded[slice(*context.left)].rstrip().endswith(self.forms["enumerated"]) and 0 <= listed < start:
            return False
        if start == 0 or self.folded.endswith(self.forms["not_behind"], 0, start):
            return False
        if context.left[0] > start or names_something(self.folded, (end, context.mention.start), self.words):
            return True
        return own_name and not self._of_things(context.mention)

    def quoted(self, start: int, end: int, context: Context) -> bool:
        """Whether what is quoted behind a word for a firm is the name of one (企业“青山建材”), and of no more than one."""
        name = _QUOTED.match(self.folded, end)
        return name is not None and self.firm(start, name.end(), context)

    def _in_name(self, verb: tuple[int, int], clause: int, start: int) -> bool:
        """Whether a verb right before a word for a firm ends a name (绿源农业发展公司), rather than to bring one in (发展公司)."""
        ends = verb[1] == start and self.folded.endswith(self.forms["in_firm"], 0, start)
        return ends and self._is_own(self.folded[clause : verb[0]])

    def _attributed(self, brought: int, start: int) -> bool:
        """Whether a name stands behind that it was brought in (引进的华康药业)."""
        return self.folded.startswith(self.forms["attributive"], brought) and start - brought > _SHORTEST_NAME

    def _invests(self, brought: int, start: int, end: int, context: Context) -> bool:
        """Whether what was brought in has a name and is told to invest (引进青山公司投资1亿元; 引进青山公司，总投资1亿元), and the
        figure is its investment or what it does with that (占地80亩, 可吸纳就业300人)."""
        if start - brought < _SHORTEST_NAME:
            return False
        told = self.folded[end : context.mention.start]
        if "," not in told:
            return any(word in told for word in self.forms["invest"])
        follows = told.removeprefix(",").startswith(self.forms["invest"])
        return follows and any(map(context.own.__contains__, self._words.doings))

    def site(self, start: int, end: int, context: Context, *, brand: bool) -> bool:
        """Whether a word for a place of business is one's name: behind a name of its own at the start of a clause."""
        if self.folded.startswith(self.forms["not_built"], end) or not self._own_name(start):
            return False
        if brand and not self.folded.startswith(self.forms["brand_does"], self._behind_remark(end)):
            return False
        return self.firm(start, end, context, own_name=True)

    def _behind_remark(self, position: int) -> int:
        """Where a parenthesis ends that begins at a position; the position itself without one."""
        end = self.folded.find(")", position, position + _REACH) if self.folded.startswith("(", position) else -1
        return end + 1 if end >= 0 else position

    def project(self, start: int, until: int) -> bool:
        """Whether one of the projects spoken of in ``[start, until)`` has a name."""
        return any(self._own_name(match.start()) for match in self._words.project.finditer(self.folded, start, until))

    def _own_name(self, start: int) -> bool:
        """Whether a name stands between the beginning of the clause and a word: something beside kinds of things."""
        if start not in self._own_names:
            self._own_names[start] = self._is_own(self.folded[self.clause(start) : start])
        return self._own_names[start]

    def _is_own(self, name: str) -> bool:
        if name.startswith(self.forms["all_of"]):
            return False
        kept = self.words.light.sub("", self._words.generic.sub("", name))
        return len(kept) >= _SHORTEST_NAME and len(name) <= _LONGEST_NAME

    def _counted(self, start: int, end: int) -> bool:
        """Whether a figure counts the word: behind it but for light words (加工厂18家, 电站一座), or before it (4家养殖场)."""
        if self.folded.startswith("一", end) and self.words.counts(self.folded[end + 1 : end + 2]):
            return True
        at = bisect_left(self._starts, end)
        following = self._figures[at] if at < len(self._starts) else None
        if (
            following is not None
            and following.start <= end + 6
            and self._of_things(following)
            and not names_something(self.folded, (end, following.start), self.words)
        ):
            return True
        before = self._figures[at - 1] if at else None
        return before is not None and before.end > self.clause(start) and self.words.counts(before.unit)

    def _of_things(self, figure: Mention) -> bool:
        """Whether a figure may count firms: what counts people, money or land does not (青云山景区12万人次)."""
        unit = self.words.units.get(figure.unit or "")
        return unit is None or unit.dimension == "count"

    def village(self, start: int, end: int, *, placed: bool = False) -> bool:
        """Whether a word for a village is the name of one; ``placed``: where a name stands, and not behind a verb."""
        lead, around = self.folded[max(0, start - 5) : end], self.folded[start : end + 3]
        if self._words.not_names[self.folded[start:end]].end(lead):
            return False
        if around.startswith(self.forms["not_a_village"]):
            return False
        before = self.folded[max(0, start - 6) : start]
        name = self._words.village_name.search(before)
        if self._village_counted(start, end, apart=name is not None):
            return False
        if name is None and self._figure_at(end) is not None:
            name = self._words.glued_name.search(before)
        elif name is None and not placed and "\u4e00" <= self.folded[end : end + 1] <= "\u9fff":
            name = self._words.led_by_verb.search(before)
        if name is None or self._counts_what(name[0]) or self._words.verb_last.end(name[0]):
            return False
        if self._words.comprising.search(self.folded, max(0, start - _REACH), start):
            return False
        return name[0][-1] in self._words.masks or names_something(name[0], (0, len(name[0])), self.words)

    def _figure_at(self, position: int) -> Mention | None:
        at = bisect_left(self._starts, position)
        return self._figures[at] if at < len(self._starts) and self._starts[at] == position else None

    def _village_counted(self, start: int, end: int, apart: bool) -> bool:
        """Whether villages of a kind are counted (其中回民村3个), not one's things (泉湖村3个、石门村2个); ``apart``: whether the
        word has the place of a name."""
        figure = self._figure_at(end)
        if (
            figure is None
            or figure.unit not in self.forms["village_measure"]
            or self.folded[figure.end : figure.end + 1] not in MARKS
        ):
            return False
        if not apart:
            return True
        around = self._words.villages_counted.findall(self.folded, max(0, start - _REACH), figure.end + _REACH)
        return len(around) < 2

    def _counts_what(self, name: str) -> bool:
        """Whether the name only says what a figure counts (3个林场社区)."""
        return name[0].isdigit() and self.words.counts(name[1:2])

    def villages_between(self, start: int, end: int) -> bool:
        """Whether a figure in ``[start, end]`` counts villages (泉湖村、石门村2个村)."""
        for figure in self._figures[bisect_left(self._starts, start) : bisect_right(self._starts, end)]:
            if self.words.counts(figure.unit) and self._words.counted_village.match(self.folded, figure.end):
                return True
        return False

    def figure_between(self, start: int, end: int) -> bool:
        """Whether a figure stands there: of several villages each has its own (甲村6个组、乙村9个组)."""
        at = bisect_left(self._starts, start)
        return at < len(self._starts) and self._starts[at] < end

    def person(self, end: int) -> bool:
        """Whether a person's name stands behind a word for who they are."""
        return self._words.person.match(self.folded, end) is not None
