"""The way from a document to its mentions, stage by stage.

folding → layout → figures → context → measure → targets, baselines → links → role, year, scope → indicator. Every stage is a module of
this package and says in its docstring by which rules it decides.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from operator import attrgetter

import polars as pl

from etl.extract.added import share_scopes, sums
from etl.extract.assign import assign, prefer_levels
from etl.extract.cells import read_tables
from etl.extract.comparison import Comparison
from etl.extract.context import Context, contexts
from etl.extract.figures import find_figures
from etl.extract.fold import Folded, fold_document
from etl.extract.indicators import Indicators
from etl.extract.layout import Layout, lay_out
from etl.extract.measures import Measures
from etl.extract.mention import Extraction, Mention
from etl.extract.roles import Roles
from etl.extract.scopes import Scopes
from etl.extract.subjects import subjects
from etl.extract.table_marks import table_figures
from etl.extract.targets import Targets
from etl.extract.times import Times
from etl.extract.vocabulary import Vocabulary, vocabulary
from etl.readers.document import Block, Document
from etl.rulebook.model import Rulebook
from etl.tables import MENTIONS


@dataclass(frozen=True, slots=True)
class Analysis:
    """A document as the engine sees it: offsets are those of the folded text. ``judged`` has, by the ``id`` of a mention, the
    surroundings by which it was decided and the judge of its indicator."""

    folded: Folded
    layout: Layout
    mentions: list[Mention]
    judged: dict[int, tuple[Context, Indicators]]


def extract(document: Document, rulebook: Rulebook, *, name: str = "", period: str = "") -> Extraction:
    """All mentions of a document in reading order, its sections and its profile. ``name`` is the file name, ``period`` the one that a
    person has named.

    Every run of digits of ``document.text`` lies in exactly one mention, and ``text[start:end] == surface``.
    """
    found = analyse(document, rulebook, name=name, period=period)
    extraction = Extraction(found.mentions, found.layout.sections, found.layout.profile)
    extraction = _in_original(extraction, document.text, found.folded)
    _set_origin(extraction.mentions, document.blocks)
    return extraction


def analyse(document: Document, rulebook: Rulebook, *, name: str = "", period: str = "") -> Analysis:
    """All stages; what ``extract`` gives back and what ``explain`` tells are taken from here."""
    words = vocabulary(rulebook)
    folded = fold_document(document.text, words.mending)
    blocks = placed(document.blocks, folded)
    layout = lay_out(blocks, folded.text, words, name, period)
    mentions = table_figures(find_figures(folded.kept, folded.text, words), blocks, folded.text, words)
    judged = read_tables(blocks, folded.text, mentions, layout, words, understand)
    rest = [mention for mention in mentions if id(mention) not in judged]
    found, indicators = understand(folded.text, rest, layout, words)
    judged |= {id(context.mention): (context, indicators) for context in found}
    prefer_levels(mentions, rulebook)
    return Analysis(folded, layout, mentions, judged)


def placed(blocks: tuple[Block, ...], folded: Folded) -> tuple[Block, ...]:
    """The blocks at their places in the folded text."""
    if folded.at is None:
        return blocks
    at = folded.at
    return tuple(b._replace(start=bisect_left(at, b.start), end=bisect_left(at, b.end)) for b in blocks)


def _in_original(found: Extraction, text: str, folded: Folded) -> Extraction:
    """All offsets as those of the canonical text."""
    if folded.at is None:
        return found
    for mention in found.mentions:
        mention.start, mention.end = folded.span(mention.start, mention.end)
        mention.surface = text[mention.start : mention.end]
        mention.sentence_start, mention.sentence_end = folded.span(mention.sentence_start, mention.sentence_end)
        if mention.relates_to is not None:
            mention.relates_to = folded.start(mention.relates_to)
    found.mentions[:] = _with_pages(found.mentions, folded, text)
    sections = [s._replace(start=folded.start(s.start), end=folded.start(s.end)) for s in found.sections]
    return Extraction(found.mentions, sections, found.profile)


def _with_pages(mentions: list[Mention], folded: Folded, text: str) -> list[Mention]:
    """The mentions, and the numbers of pages that were left out and lie in none of them."""
    ends = [mention.end for mention in mentions]
    added = []
    for start, end in folded.pages:
        at = bisect_left(ends, end)
        if at == len(mentions) or mentions[at].start >= end:
            added.append(Mention(start, end, text[start:end], "name", sentence_start=start, sentence_end=end))
    return sorted([*mentions, *added], key=attrgetter("start")) if added else mentions


def _set_origin(mentions: list[Mention], blocks: tuple[Block, ...]) -> None:
    """The page of each mention, and whether it was read from a picture, as its block says."""
    printed = [block for block in blocks if block.page]
    starts = [block.start for block in printed]
    for mention in mentions if printed else ():
        block = printed[max(0, bisect_right(starts, mention.start) - 1)]
        mention.page, mention.recognised = block.page, block.recognised


def understand(
    folded: str, mentions: list[Mention], layout: Layout, words: Vocabulary
) -> tuple[list[Context], Indicators]:
    """Fills in everything that the surroundings say; gives the contexts and the judge of indicators for ``explain``."""
    found = contexts(folded, mentions, layout, words)
    times = Times(words, folded, mentions, layout)
    roles, scopes = Roles(words, folded, times), Scopes(words, folded, mentions, layout)
    subjects(folded, found, words)
    words.compiled(Measures).measure(found, folded)
    words.compiled(Targets).set(found, folded)
    roles.set_baselines(found)
    words.compiled(Comparison).link(found, folded)
    for context in found:
        told = times.named(context)
        roles.set(context, told)
        times.set(context, told)
        scopes.set(context)
    roles.set_long_growth(found)
    added = sums(found, words)
    share_scopes(added)
    _follow_levels(found)
    indicators = Indicators(words, folded, layout)
    assign(found, indicators, added)
    return found, indicators


def _follow_levels(found: list[Context]) -> None:
    """A comparison is whose its level is."""
    by_start = {context.mention.start: context.mention for context in found}
    for context in found:
        level = by_start.get(context.mention.relates_to) if context.mention.relates_to is not None else None
        if level is not None:
            context.mention.scope = level.scope


def mentions_frame(mentions: list[Mention]) -> pl.DataFrame:
    """The mentions as a frame with the columns of ``MENTIONS``."""
    return pl.DataFrame(
        {name: [getattr(mention, name) for mention in mentions] for name in MENTIONS.names}, schema=MENTIONS.schema
    )
