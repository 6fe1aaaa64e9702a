"""What every reader returns: the canonical text of a report, its blocks, and notes for people.

The contract of a reader, stated once: ``read(content: bytes) -> Document``. It raises :class:`etl.errors.DocumentError` and
nothing else, writes nothing, and gives the same document for the same bytes.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, fields
from operator import attrgetter
from typing import Literal, NamedTuple

BlockKind = Literal["title", "heading", "paragraph", "cell", "note"]


class Block(NamedTuple):  # as a dataclass, making them would take a tenth of the time of reading a file
    """A stretch ``text[start:end]`` of the canonical text with its origin.

    ``level`` counts headings from 1 (0: none). Cells carry the number of their table (from 1), row and column (from 0),
    whether their row is a header row, and how many columns and rows they cover (merged cells). ``page`` counts from 1
    (0: the format has no pages); ``recognised`` says that the text was read from a picture, where any character may be
    wrong.
    """

    kind: BlockKind
    start: int
    end: int
    level: int = 0
    table: int = 0
    row: int = 0
    column: int = 0
    header: bool = False
    width: int = 1
    height: int = 1
    page: int = 0
    recognised: bool = False


@dataclass(frozen=True, slots=True)
class Note:
    """Something a person should know about the file (a revised figure, a hidden sheet): code, sentence, offset or None."""

    code: str
    message: str
    start: int | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """``text`` is the canonical text, to which all offsets refer: newlines are ``\\n``, no BOM, nothing else changed.

    ``reader`` is name and version of the reader (``docx/1``); canonical texts are kept per (content, reader).
    """

    text: str
    blocks: tuple[Block, ...] = field(default=())
    notes: tuple[Note, ...] = field(default=())
    reader: str = ""


_NOTE = attrgetter(*(each.name for each in fields(Note)))  # dataclasses.astuple copies deeply


def packed(document: Document) -> bytes:
    """The document as JSON, in UTF-8; a lone surrogate, which a broken file can hold, comes back as it was."""
    kept = {
        "reader": document.reader,
        "text": document.text,
        "blocks": document.blocks,
        "notes": list(map(_NOTE, document.notes)),
    }
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def packed_text(content: bytes) -> str:
    """The text of the document that was packed; its blocks take several times as long."""
    text: str = json.loads(content.decode("utf-8", "surrogatepass"))["text"]
    return text


def unpacked(content: bytes) -> Document:
    """The very document that was packed."""
    kept = json.loads(content.decode("utf-8", "surrogatepass"))
    return Document(
        text=kept["text"],
        blocks=tuple(map(Block._make, kept["blocks"])),
        notes=tuple(Note(*note) for note in kept["notes"]),
        reader=kept["reader"],
    )
