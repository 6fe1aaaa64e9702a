"""Canonical texts, kept once per (content, reader version), so that a changed rule never runs a reader again.

``.xianhui/texts/<first two>/<sha256>.<reader>.json`` holds text, blocks and notes of a :class:`Document` and gives
back the very same document.
"""

from __future__ import annotations

import json
from dataclasses import astuple
from pathlib import Path

from etl.readers.document import Block, Document, Note
from etl.store.files import write_whole


def text_path(folder: Path, sha256: str, reader: str) -> Path:
    return folder / sha256[:2] / f"{sha256}.{reader.replace('/', '-')}.json"


def keep_text(folder: Path, sha256: str, document: Document) -> None:
    """Keep the canonical text of the content ``sha256``; a text that is kept already is left alone. Raises OSError."""
    path = text_path(folder, sha256, document.reader)
    if path.exists():
        return
    kept = {
        "reader": document.reader,
        "text": document.text,
        "blocks": [astuple(block) for block in document.blocks],
        "notes": [astuple(note) for note in document.notes],
    }
    # A lone surrogate, which a broken file can hold, must come back as it was.
    write_whole(path, json.dumps(kept, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass"))


def kept_text(folder: Path, sha256: str, reader: str) -> Document:
    """The document as it was kept. Raises OSError when it is not there."""
    kept = json.loads(text_path(folder, sha256, reader).read_bytes().decode("utf-8", "surrogatepass"))
    return Document(
        text=kept["text"],
        blocks=tuple(Block(*block) for block in kept["blocks"]),
        notes=tuple(Note(*note) for note in kept["notes"]),
        reader=kept["reader"],
    )
