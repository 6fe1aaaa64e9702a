"""Readers: bytes of a file to canonical text. One file, one format; :mod:`etl.readers.choice` says which takes which.

The readers and the libraries behind them are imported when the first file is read: whoever only needs :class:`Document`
does not wait for them.
"""

from __future__ import annotations

from etl.readers.document import Document

__all__ = ["Document", "read", "version"]


def read(content: bytes, name: str, converted: bytes = b"") -> Document:
    """The document in ``content``. ``name`` only serves notes and messages. Raises DocumentError and nothing else.

    ``converted`` is what was made of the content ahead, if it is of a format that has to be converted.
    """
    from etl.readers import choice

    return choice.read(content, name, converted)


def version(content: bytes, name: str = "") -> str:
    """Name and version of the reader that takes ``content`` (``docx/1``), without reading it. Raises DocumentError."""
    from etl.readers import choice

    return choice.version(content, name)
