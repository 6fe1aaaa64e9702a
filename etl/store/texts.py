"""Canonical texts, kept once per (content, reader version), so that a changed rule never runs a reader again.

``.xianhui/texts/<first two>/<sha256>.<reader>.json`` holds text, blocks and notes of a :class:`Document` and gives
back the very same document.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from etl.readers.document import Document, packed_text, unpacked


def text_path(folder: Path, sha256: str, reader: str) -> Path:
    """Where the text is kept, :func:`packed <etl.readers.document.packed>`."""
    return folder / sha256[:2] / f"{sha256}.{reader.replace('/', '-')}.json"


def kept_text(folder: Path, sha256: str, reader: str) -> Document:
    """The document as it was kept. Raises OSError when it is not there."""
    return unpacked(text_path(folder, sha256, reader).read_bytes())


def canonical_text(folder: Path, sha256: str, reader: str) -> str:
    """The text alone. Raises OSError when it is not there."""
    return packed_text(text_path(folder, sha256, reader).read_bytes())


def said(folder: Path, kept: Iterable[tuple[str, str]]) -> str:
    """What the kept texts (sha256, reader) say; of a text that is lost nothing."""
    texts = []
    for sha256, reader in kept:
        with suppress(FileNotFoundError):
            texts.append(canonical_text(folder, sha256, reader))
    return "\n".join(texts)
