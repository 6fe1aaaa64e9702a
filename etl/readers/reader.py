"""What a format offers so that :mod:`etl.readers` can choose it: one ``READER`` a file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from etl.readers.document import Document


@dataclass(frozen=True, slots=True)
class Reader:
    """One format. ``takes`` looks at the content alone: names lie. ``version`` goes up when the text may change.

    ``title`` and ``suffixes`` (lower case, with the dot) are what people call such files. ``takes``, ``read`` and
    ``read_converted`` raise :class:`etl.errors.DocumentError` and nothing else. ``read_converted`` is for formats that are
    converted first: it reads what was made of the content ahead (:func:`etl.readers.office.convert_ahead`).
    """

    name: str
    version: int
    title: str
    suffixes: tuple[str, ...]
    takes: Callable[[bytes], bool]
    read: Callable[[bytes], Document]
    read_converted: Callable[[bytes, bytes], Document] | None = None

    @property
    def label(self) -> str:
        """Name and version, as in ``docx/1``."""
        return f"{self.name}/{self.version}"
