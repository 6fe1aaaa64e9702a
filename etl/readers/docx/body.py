"""The body of a document as lines and tables, in reading order.

- A deleted paragraph mark joins the paragraph to the next one, which gives the look of both and is counted alone.
- Text boxes follow the paragraph in which they are anchored.
- Foot- and endnotes follow the paragraph or table in which they are marked, once.
- A table with one cell in every row is a frame: its content counts as body text. Any other table is rows of cells;
  inside a cell, the ends of paragraphs and lines, tabs and the borders of inner tables become blanks.
- A cell that is merged across columns or rows counts once, where it begins; deleted rows and cells do not count.
- Header rows are those marked as such, else the first row; titles across the whole table above it belong to the header,
  and so do the rows into which its merged cells reach.
- Blank paragraphs do not count, except that numbered ones step their counter.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from lxml import etree

from etl.readers.docx.inline import Inline, Revision
from etl.readers.docx.names import (
    ALTERNATE,
    BODY,
    CELL,
    CHOICE,
    DELETED,
    EMBEDDED,
    FALLBACK,
    INSERTED,
    PARAGRAPH,
    ROW,
    RUN_PROPERTIES,
    TABLE,
    WRAPPERS,
    child,
    children,
    number,
    switched_on,
    unfilled,
    value,
)
from etl.readers.docx.numbering import Numbering
from etl.readers.docx.styles import Look, Properties, Styles

_BREAKS = re.compile(r"[\t\n]")
_MAX_SPAN = 1000


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph: its text with its label, what it is, and the revised figures in it."""

    text: str
    look: Look
    revisions: tuple[Revision, ...] = ()


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: the grid column where it begins, how many it spans, its content; ``continued``: it began further up."""

    column: int
    span: int
    blocks: tuple[Line | Grid, ...]
    starts_merge: bool = False
    continued: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    cells: tuple[Cell, ...]
    header: bool


@dataclass(frozen=True, slots=True)
class Grid:
    """A table."""

    rows: tuple[Row, ...]


@dataclass(slots=True)
class Body:
    """One reading of a document's body; ``notes`` are its foot- and endnotes by kind and id, ``hidden`` and ``embedded`` say
    what was left out."""

    styles: Styles
    numbering: Numbering
    notes: dict[tuple[str, str], etree._Element] = field(default_factory=dict)
    hidden: bool = False
    embedded: bool = False
    _marked: list[tuple[str, str]] = field(default_factory=list)

    def read(self, root: etree._Element) -> list[Line | Grid] | None:
        """Lines and tables in order; None when there is no body."""
        body = root.find(BODY)
        if body is None:
            return None
        return [each for block in self._blocks(body) for each in (block, *self._notes())]

    def _notes(self) -> Iterator[Line | Grid]:
        """The notes that were marked since the last time."""
        while self._marked:
            note = self.notes.pop(self._marked.pop(0), None)
            for block in () if note is None else self._blocks(note):
                yield replace(block, look=Look("note")) if isinstance(block, Line) else block

    def _blocks(self, parent: etree._Element) -> Iterator[Line | Grid]:
        joined: Inline | None = None
        for element in self._elements(parent):
            if element.tag == TABLE:
                if joined is not None:
                    yield from self._paragraph({}, joined)
                    joined = None
                yield from self._table(element)
                continue
            joined = joined or Inline()
            joined.add_paragraph(element)
            properties = children(child(element, "pPr"))
            if not _mark_deleted(properties):
                yield from self._paragraph(properties, joined)
                joined = None
        if joined is not None:
            yield from self._paragraph({}, joined)

    def _elements(self, parent: etree._Element) -> Iterator[etree._Element]:
        """The paragraphs and tables below, through content controls, insertions and first choices."""
        for element in parent:
            tag = element.tag
            if tag in (PARAGRAPH, TABLE):
                yield element
            elif (tag in WRAPPERS and not unfilled(element)) or tag in INSERTED:
                yield from self._elements(element)
            elif tag == ALTERNATE:
                chosen = element.find(CHOICE)
                chosen = element.find(FALLBACK) if chosen is None else chosen
                yield from () if chosen is None else self._elements(chosen)
            elif tag == EMBEDDED:
                self.embedded = True

    def _paragraph(self, properties: Properties, inline: Inline) -> Iterator[Line | Grid]:
        look, label = self._look(properties)
        self.hidden = self.hidden or inline.hidden
        self._marked += inline.notes
        text = inline.text
        start = len(text) - len(text.lstrip("\n"))
        text = text.strip("\n")
        if text.strip():
            # A figure must not run into the number of its item: "1." and "2023年" are two numbers.
            label += " " if label[-1:].isascii() and label[-1:] not in ("", " ") and text[0].isdecimal() else ""
            moved = (replace(revision, start=revision.start - start + len(label)) for revision in inline.revisions())
            yield Line(label + text, look, tuple(moved))
        for box in inline.boxes:
            yield from self._blocks(box)

    def _look(self, properties: Properties) -> tuple[Look, str]:
        look, style = self.styles.look(properties)
        if look.list_id is None or look.list_id == "0":
            return look, ""
        index = self.numbering.level_of_style(look.list_id, style) if look.list_level is None else look.list_level
        return look, self.numbering.step(look.list_id, index)

    def _table(self, table: etree._Element) -> Iterator[Line | Grid]:
        rows = [row for row in (self._row(element) for element in _rows(table)) if row is not None]
        if all(len(row.cells) <= 1 for row in rows):
            yield from (block for row in rows for cell in row.cells for block in cell.blocks)
        else:
            yield Grid(tuple(_with_headers(rows)))

    def _row(self, row: etree._Element) -> Row | None:
        properties = child(row, "trPr")
        if properties is not None and next(properties.iterchildren(*DELETED), None) is not None:
            return None
        column = _span(value(properties, "gridBefore"), 0)
        cells = []
        for element in _children(row, CELL):
            cell = self._cell(element, column)
            column += cell.span if cell else 0
            cells += [cell] if cell else []
        return Row(tuple(cells), switched_on(properties, "tblHeader"))

    def _cell(self, element: etree._Element, column: int) -> Cell | None:
        properties = child(element, "tcPr")
        if child(properties, "cellDel") is not None:
            return None
        if child(properties, "hMerge") is not None and value(properties, "hMerge") != "restart":
            return Cell(column, 1, ())
        merge = child(properties, "vMerge")
        starts = value(properties, "vMerge") == "restart"
        blocks = tuple(self._blocks(element))
        span = _span(value(properties, "gridSpan"), 1)
        return Cell(column, span, blocks, starts_merge=starts, continued=merge is not None and not starts)


def _flat(blocks: Iterable[Line | Grid]) -> Iterator[Line]:
    for block in blocks:
        if isinstance(block, Line):
            yield block
        else:
            yield from (line for row in block.rows for cell in row.cells for line in _flat(cell.blocks))


def _mark_deleted(properties: Properties) -> bool:
    mark = properties.get(RUN_PROPERTIES)
    return mark is not None and next(mark.iterchildren(*DELETED), None) is not None


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    return _children(table, ROW)


def _children(parent: etree._Element, tag: str) -> Iterator[etree._Element]:
    """Rows of a table or cells of a row, through content controls."""
    for element in parent:
        if element.tag == tag:
            yield element
        elif (element.tag in WRAPPERS and not unfilled(element)) or element.tag in INSERTED:
            yield from _children(element, tag)


def _span(text: str | None, least: int) -> int:
    width = number(text)
    return least if width is None else max(least, min(width, _MAX_SPAN))


def _with_headers(rows: list[Row]) -> list[Row]:
    if any(row.header for row in rows):
        return rows
    count = next((index for index, row in enumerate(rows) if len(row.cells) > 1), 0) + 1
    merged = {cell.column for cell in rows[count - 1].cells if cell.starts_merge}
    while count < len(rows) and any(cell.continued and cell.column in merged for cell in rows[count].cells):
        count += 1
    return [replace(row, header=index < count) for index, row in enumerate(rows)]


def flat_text(blocks: tuple[Line | Grid, ...]) -> tuple[str, list[Revision]]:
    """The text of a cell on one line, and the revised figures in it."""
    text, revisions = "", []
    for line in _flat(blocks):
        text += " " if text else ""
        revisions += [replace(revision, start=revision.start + len(text)) for revision in line.revisions]
        text += _BREAKS.sub(" ", line.text)
    return text, revisions
