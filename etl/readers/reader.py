"""What a format offers so that :mod:`etl.readers` can choose it: one ``READER`` a file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from etl.readers.document import Document


@dataclass(frozen=True, slots=True)
class Reader:
    """One format. ``takes`` looks at the content alone: names lie. ``version`` goes up when the text may change.

    ``title`` and ``suffixes`` (lower case, with the dot) are what people call such files. ``takes`` and ``read`` raise
    :class:`etl.errors.DocumentError` and nothing else.
    """

    name: str
    version: int
    title: str
    suffixes: tuple[str, ...]
    takes: Callable[[bytes], bool]
    read: Callable[[bytes], Document]

    @property
    def label(self) -> str:
        """Name and version, as in ``docx/1``."""
        return f"{self.name}/{self.version}"
