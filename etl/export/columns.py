"""Whole columns of a list: what they show, row by row, and their cells as XML.

A list has some ten columns and thousands of rows. What is the same for all rows of a column is done once: looking up a
style, asking whether any text needs cleaning, escaping or a quote prefix.

Rules and edge cases:

- an empty text is a blank cell, and has no link;
- a row with a number format is a figure; the others are text, and text is never a formula;
- a look that is not given: ``number`` for figures, ``link`` where there is a link, else ``text``;
- styles are numbered in the order in which rows, read from left to right, need them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from html import escape
from itertools import repeat
from typing import NamedTuple

from etl.export.fitting import LONGEST, clean, lines, width

FORMULA = ("=", "+", "-", "@")
_SIGNS = set(FORMULA)
_BETWEEN = "\0"  # stands in no cleaned text
GENERAL = "General"
Style = tuple[str, str, bool]  # look, number format, whether with a quote prefix
Mark = tuple[int, int] | None


class Shown(NamedTuple):
    """What a column shows in each row.

    ``look`` is one for all rows or one for each; ``formats``, ``links`` and ``marks`` (where a figure stands in the text, from
    and to, to be set off) are empty or have an entry for each row.
    """

    texts: Sequence[str]
    look: str | Sequence[str] = ""
    formats: Sequence[str] = ()
    links: Sequence[str] = ()
    marks: Sequence[Mark] = ()


Columns = Mapping[str, Shown]
Row = dict[str, "Cell"]


def figures(values: Sequence[str], formats: Sequence[str], look: str = "number", links: Sequence[str] = ()) -> Shown:
    """Figures with their number formats, both empty where there is none: the cell is then blank."""
    looks = [look if value else "" for value in values]
    shown = [link if value else "" for value, link in zip(values, links, strict=True)] if links else ()
    return Shown(values, looks, formats, shown)


class Cell(NamedTuple):
    """What a list shows in one place: text, or a figure when it has a number format."""

    text: str = ""
    number_format: str = ""
    link: str = ""
    look: str = ""


EMPTY = Cell()


def shown(cells: Sequence[Cell]) -> Shown:
    """The cells of one column."""
    if not cells:
        return Shown([])
    texts, formats, links, looks = zip(*cells, strict=True)
    return Shown(texts, looks, formats, links)


def in_columns(rows: Sequence[Row]) -> Columns:
    """Rows of several kinds as columns; a row may lack some."""
    names = dict.fromkeys(name for row in rows for name in row)
    return {name: shown([row.get(name, EMPTY) for row in rows]) for name in names}


class Runs(NamedTuple):
    """The properties of text with a mark, as XML: around the figure by look, and of the figure."""

    plain: Mapping[str, str]
    mark: str


def cleaned(texts: Sequence[str]) -> Sequence[str]:
    """The texts without what a workbook cannot hold."""
    if "".join(texts).isprintable() and max(map(len, texts), default=0) <= LONGEST // 2:
        return texts
    return [clean(text) for text in texts]


class Styled(NamedTuple):
    """The style of each row of a column, and the first row of each style."""

    rows: Sequence[Style]
    first: Mapping[Style, int]


def styled(column: Shown, texts: Sequence[str]) -> Styled:
    """``texts`` are the cleaned ones."""
    risky = not _SIGNS.isdisjoint(text[:1] for text in texts)
    if isinstance(column.look, str) and not (risky or column.formats or column.links):
        style = (column.look or "text", GENERAL, False)
        return Styled([style] * len(texts), {style: 0} if texts else {})
    looks = repeat(column.look) if isinstance(column.look, str) else column.look
    formats, linked = column.formats or repeat(""), map(bool, column.links) if column.links else repeat(False)
    marks = column.marks or repeat(None)
    quoted = (
        [not mark and text.startswith(FORMULA) for text, mark in zip(texts, marks, strict=False)]
        if risky
        else [False] * len(texts)
    )
    asked = list(zip(looks, formats, linked, quoted, strict=False))
    style_of = {each: _style(*each) for each in dict.fromkeys(asked)}
    rows = [style_of[each] for each in asked]
    return Styled(rows, dict(zip(reversed(rows), range(len(rows) - 1, -1, -1), strict=True)))


def _style(look: str, number_format: str, linked: bool, quoted: bool) -> Style:
    if number_format:
        return look or "number", number_format, False
    return look or ("link" if linked else "text"), GENERAL, quoted


def in_order(columns: Sequence[Styled]) -> list[Style]:
    """Every style of the columns once, as rows need them."""
    first: dict[Style, tuple[int, int]] = {}
    for at, column in enumerate(columns):
        for style, row in column.first.items():
            first[style] = min(first.get(style, (row, at)), (row, at))
    return sorted(first, key=lambda style: first[style])


def cells(
    column: Shown,
    texts: Sequence[str],
    letter: str,
    rows: Sequence[str],
    styles: Sequence[Style],
    numbers: Mapping[Style, str],
    runs: Callable[[], Runs],
) -> list[str]:
    """The cells of the column in these ``rows``; ``texts`` are cleaned, ``numbers`` those of the ``styles``."""
    start = f'<c r="{letter}'
    bodies = _marked(column, texts, runs()) if column.marks else _escaped(texts)
    opened, closed = ("", "") if column.marks else ('<t xml:space="preserve">', "</t>")
    if len(set(styles)) == 1 and not column.formats and all(texts):
        opened = f'" s="{numbers[styles[0]]}" t="inlineStr"><is>{opened}'
        return [f"{start}{row}{opened}{body}{closed}</is></c>" for row, body in zip(rows, bodies, strict=True)]
    formats = column.formats or repeat("")
    return [
        f'{start}{row}" s="{numbers[style]}"><v>{text}</v></c>'
        if number_format
        else f'{start}{row}" s="{numbers[style]}" t="inlineStr"><is>{opened}{body}{closed}</is></c>'
        if body
        else f'{start}{row}" s="{numbers[style]}"/>'
        for row, style, text, body, number_format in zip(rows, styles, texts, bodies, formats, strict=False)
    ]


def _marked(column: Shown, texts: Sequence[str], runs: Runs) -> Iterator[str]:
    looks = repeat(column.look) if isinstance(column.look, str) else column.look
    for text, mark, look in zip(texts, column.marks, looks, strict=False):
        if mark is None:
            yield f'<t xml:space="preserve">{escape(text, False)}</t>' if text else ""
            continue
        plain, (start, end) = runs.plain[look or "text"], mark
        parts = ((plain, text[:start]), (runs.mark, text[start:end]), (plain, text[end:]))
        yield "".join(f'<r>{run}<t xml:space="preserve">{escape(part, False)}</t></r>' for run, part in parts if part)


def _escaped(texts: Sequence[str]) -> Sequence[str]:
    """All of them in one go."""
    return escape(_BETWEEN.join(texts), False).split(_BETWEEN) if texts else texts


def hyperlinks(columns: Sequence[tuple[str, Shown]], first: int) -> Iterator[str]:
    """The links of columns, each with its letter, as XML in the order of rows."""
    linked = [(letter, column) for letter, column in columns if any(column.links)]
    escaped = [escape(_BETWEEN.join(column.links)).split(_BETWEEN) for _, column in linked]
    shown = [column.texts for _, column in linked]
    for row, entries in enumerate(zip(*shown, *escaped, strict=True), first):
        for at, (letter, _) in enumerate(linked):
            if entries[at] and (location := entries[at + len(linked)]):
                yield f'<hyperlink ref="{letter}{row}" location="{location}"/>'


def line_counts(column: Shown, room: float) -> dict[int, int]:
    """By row, from 0: how many lines the texts that are wider than the column take; figures shrink instead."""
    limit = room - 1.5
    if 2 * max(map(len, column.texts), default=0) <= limit and "\n" not in "".join(column.texts):
        return {}
    long = (text for text in set(column.texts) if 2 * len(text) > limit or "\n" in text)
    counts = {text: lines(text, room) for text in long if "\n" in text or width(text) > limit}
    formats = column.formats or repeat("")
    return {
        row: counts[text]
        for row, (text, number_format) in enumerate(zip(column.texts, formats, strict=False))
        if text in counts and not number_format
    }
