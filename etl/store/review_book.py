"""The part of the ledger that holds questions, reviews and decisions; each method is one short transaction.

The rules are in :mod:`etl.store.reviews`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import sqlalchemy as sa

from etl.review.decision import Decision
from etl.review.line import Line, Review
from etl.review.looking import Looked
from etl.review.question import Question
from etl.store import reviews
from etl.store.database import reading, writing
from etl.store.reviews import Edition, Judge, Reading


class ReviewBook:
    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def ask(self, county: str, year: int, asked: Sequence[Question]) -> None:
        """Note what the workbook of the county and year is about to show."""
        with writing(self._engine) as connection:
            reviews.ask(connection, county, year, asked)

    def questions(self, county: str, year: int) -> list[Question]:
        """What the workbook of the county and year shows, by 编号."""
        with reading(self._engine) as connection:
            return reviews.current(connection, county, year)

    def unkept(self) -> list[tuple[str, str]]:
        """(sha256, path) of the reviewed workbooks in the inbox whose copy is not kept yet."""
        with reading(self._engine) as connection:
            return reviews.unkept(connection)

    def next_round(self) -> int:
        with reading(self._engine) as connection:
            return reviews.next_round(connection)

    def keep(self, review: Review) -> None:
        with writing(self._engine) as connection:
            reviews.keep(connection, review)

    def to_read(self) -> list[Review]:
        with reading(self._engine) as connection:
            return reviews.to_read(connection)

    def take(self, review: Review, numbers: Collection[str], judge: Judge, this_round: int) -> Reading | None:
        """Read a kept review, in one transaction; None when another process has done it."""
        with writing(self._engine) as connection:
            return reviews.take(connection, review, numbers, judge, this_round)

    def refuse(self, review: Review, reason: str) -> None:
        with writing(self._engine) as connection:
            reviews.unreadable(connection, review, reason)

    def last(self, county: str, year: int) -> list[tuple[Review, list[Line]]]:
        with reading(self._engine) as connection:
            return reviews.last_reviews(connection, county, year)

    def decisions(self, county: str | None = None) -> list[Decision]:
        """The history of decisions, in order."""
        with reading(self._engine) as connection:
            return reviews.history(connection, county)

    def add(self, made: Sequence[Decision]) -> None:
        with writing(self._engine) as connection:
            reviews.add(connection, made)

    def edition_of(self, county: str, year: int) -> Edition:
        with reading(self._engine) as connection:
            return reviews.edition_of(connection, county, year)

    def known_edition(self, edition: str) -> Edition | None:
        with reading(self._engine) as connection:
            return reviews.known_edition(connection, edition)

    def publishing(self, contents: Collection[str], edition: Edition) -> None:
        """Workbooks of these contents (sha256) are about to be written to outputs."""
        with writing(self._engine) as connection:
            reviews.publish(connection, contents, edition)

    def looked(self) -> dict[str, Looked]:
        """The workbooks in outputs as they were last looked at, by path."""
        with reading(self._engine) as connection:
            return reviews.looked(connection)

    def look(self, seen: Mapping[str, Looked]) -> None:
        """All workbooks in outputs as they are; nothing is written when nothing has changed."""
        if seen == self.looked():
            return
        with writing(self._engine) as connection:
            reviews.look(connection, seen)

    def known(self) -> set[str]:
        """The contents (sha256) that are known now, as :meth:`is_known` tells of one."""
        with reading(self._engine) as connection:
            return reviews.known(connection)

    def is_known(self, sha256: str) -> bool:
        """Whether nothing is lost when a file with these bytes is overwritten."""
        with reading(self._engine) as connection:
            return reviews.is_known(connection, sha256)

    def state(self, sha256: str) -> str:
        with reading(self._engine) as connection:
            return reviews.review_state(connection, sha256)
