"""The rulebook, read once, and a reader of figures for the tests of the engine."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal

import pytest

from etl.extract import Extraction, Mention, Profile, Section, extract
from etl.readers.document import Document
from etl.rulebook import load_rulebook
from etl.rulebook.model import Rulebook


class Found:
    """The mentions of a text; ``found["6850吨"]`` is the one with that surface, ``found["吨", 1]`` the second of several."""

    def __init__(self, text: str, extraction: Extraction) -> None:
        self.text = text
        self.mentions: list[Mention] = extraction.mentions
        self.sections: list[Section] = extraction.sections
        self.profile: Profile = extraction.profile

    def __iter__(self) -> Iterator[Mention]:
        return iter(self.mentions)

    def __getitem__(self, key: str | tuple[str, int]) -> Mention:
        surface, nth = (key, 0) if isinstance(key, str) else key
        same = [mention for mention in self.mentions if mention.surface == surface]
        assert len(same) > nth, f"{surface!r} is not among {[(m.surface, m.type) for m in self.mentions]}"
        assert isinstance(key, tuple) or len(same) == 1, f"{surface!r} stands {len(same)} times"
        return same[nth]

    def __contains__(self, surface: str) -> bool:
        return any(mention.surface == surface for mention in self.mentions)

    @property
    def quantities(self) -> list[str]:
        return [mention.surface for mention in self.mentions if mention.type == "quantity"]

    def of_type(self, kind: str) -> list[str]:
        return [mention.surface for mention in self.mentions if mention.type == kind]

    def values(self) -> list[tuple[Decimal | None, str | None]]:
        """Value and unit of each quantity, in reading order."""
        return [(mention.value, mention.unit) for mention in self.mentions if mention.type == "quantity"]

    def value(self, surface: str) -> tuple[Decimal | None, str | None]:
        return self[surface].value, self[surface].unit

    def level_of(self, surface: str) -> str | None:
        """Surface of the level that a comparison belongs to, or None."""
        start = self[surface].relates_to
        return next((mention.surface for mention in self.mentions if mention.start == start), None)


Figures = Callable[..., Found]


@pytest.fixture(scope="session")
def rulebook() -> Rulebook:
    return load_rulebook()


@pytest.fixture(scope="session")
def figures(rulebook: Rulebook) -> Figures:
    """Reads a text; with ``year`` as the report of that year, under a title."""

    def read(text: str, *, year: int | None = None, name: str = "") -> Found:
        text = f"青山镇{year}年工作总结\n{text}" if year else text
        return Found(text, extract(Document(text), rulebook, name=name))

    return read


Extract = Callable[[str], Extraction]


@pytest.fixture(scope="session")
def extracted(rulebook: Rulebook) -> Extract:
    """Extracts a bare text; a function, because hypothesis prints its arguments."""
    return lambda text: extract(Document(text), rulebook)
