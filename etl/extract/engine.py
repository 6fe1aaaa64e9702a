"""The way from a document to its mentions, stage by stage.

folding → layout → figures → context → measure → baselines → links → role, year, scope → indicator. Every stage is a module of
this package and says in its docstring by which rules it decides.
"""

from __future__ import annotations

import polars as pl

from etl.extract.cells import read_tables
from etl.extract.comparison import Comparison
from etl.extract.context import Context, contexts, subjects
from etl.extract.figures import find_figures
from etl.extract.indicators import Indicators, assign
from etl.extract.layout import Layout, lay_out
from etl.extract.mention import Extraction, Mention
from etl.extract.roles import Roles
from etl.extract.scopes import Scopes
from etl.extract.times import Times
from etl.extract.vocabulary import Vocabulary, vocabulary
from etl.readers.document import Document
from etl.rulebook.model import Rulebook
from etl.tables import MENTIONS


def extract(document: Document, rulebook: Rulebook, *, name: str = "") -> Extraction:
    """All mentions of a document in reading order, its sections and its profile. ``name`` is the file name.

    Every run of digits of ``document.text`` lies in exactly one mention, and ``text[start:end] == surface``.
    """
    words = vocabulary(rulebook)
    folded = words.fold(document.text)
    layout = lay_out(document, folded, words, name)
    mentions = find_figures(document.text, folded, words)
    in_cells = read_tables(document, folded, mentions, layout, words, understand)
    understand(folded, [mention for mention in mentions if mention.start not in in_cells], layout, words)
    return Extraction(mentions, layout.sections, layout.profile)


def understand(
    folded: str, mentions: list[Mention], layout: Layout, words: Vocabulary
) -> tuple[list[Context], Indicators]:
    """Fills in everything that the surroundings say; gives the contexts and the judge of indicators for ``explain``."""
    found = contexts(folded, mentions, layout, words)
    times = Times(words, folded, mentions, layout)
    roles, scopes, comparison = Roles(words, folded, times), Scopes(words, folded, mentions), Comparison(words)
    subjects(folded, found, words)
    comparison.measure(found, folded)
    roles.set_baselines(found)
    comparison.link(found, folded)
    for context in found:
        roles.set(context)
        times.set(context)
        scopes.set(context)
    roles.set_long_growth(found)
    _follow_levels(found)
    indicators = Indicators(words, folded, layout)
    assign(found, indicators)
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
