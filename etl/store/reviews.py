"""Questions that were asked, workbooks that came back, decisions that were made, and workbooks that were published.

Rules:
- What a workbook shows is noted before it is written: whatever comes back is known.
- A reviewed workbook is noted when its copy is kept; it is read afterwards, in one transaction with what became of it,
  so that a crash between the two loses nothing and repeats nothing.
- The history of decisions is only added to.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import sqlalchemy as sa

from etl.review.decision import Decision, Decisions
from etl.review.line import KNOWN, REFUSED, UNKNOWN, Line, Review
from etl.review.looking import Looked, Stamp
from etl.review.question import Key, Question, digest
from etl.store.database import upsert
from etl.store.tables import contents, decisions, published, questions, review_lines, reviews, workbooks

BATCH = 500
READABLE = ("kept", "read")  # states of a review that can be read


class Edition(NamedTuple):
    """A workbook of a county and year that shows the county's history up to ``upto``; ``edition`` stands in its file."""

    edition: str
    county: str
    year: int
    upto: int


@dataclass(frozen=True)
class Asked:
    """What the ledger knows while a review is read.

    ``questions`` by 编号 (the latest of each), which of them are ``current``, the current figures by key, the history of
    each county, and ``upto``: how much of it the edited workbook showed.
    """

    questions: dict[str, Question]
    current: frozenset[str]
    figures: dict[Key, Question]
    shown: dict[str, int]
    history: dict[str, Decisions]


@dataclass
class Reading:
    """What was read from a review: its lines and the new decisions."""

    lines: list[Line] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)


Judge = Callable[[Asked], Reading]


def ask(connection: sa.Connection, county: str, year: int, asked: Sequence[Question]) -> None:
    """These, and no others, are shown in the workbook of the county and year from now on."""
    here = (questions.c.county == county) & (questions.c.year == year)
    current = set(connection.scalars(sa.select(questions.c.number).where(here, questions.c.current)))
    gone = sorted(current - {each.number for each in asked})
    for some in _batches(gone):
        connection.execute(questions.update().where(here, questions.c.number.in_(some)).values(current=False))
    upsert(connection, questions, [{**each._asdict(), "current": True} for each in asked if each.number not in current])


def current(connection: sa.Connection, county: str, year: int) -> list[Question]:
    """What the workbook of the county and year shows."""
    here = (questions.c.county == county) & (questions.c.year == year) & questions.c.current
    return [_question(row) for row in connection.execute(sa.select(questions).where(here).order_by(questions.c.number))]


def keep(connection: sa.Connection, review: Review) -> None:
    """Note a review whose copy is kept; one that is known stays as it is."""
    upsert(connection, reviews, [review._asdict()], keep=True)


def next_round(connection: sa.Connection) -> int:
    return int(connection.scalar(sa.select(sa.func.max(reviews.c.round))) or 0) + 1


def to_read(connection: sa.Connection) -> list[Review]:
    """Reviews that are not read yet, and those that named questions which were unknown then; oldest first."""
    known = sa.select(review_lines.c.sha256).join(questions, questions.c.number == review_lines.c.number)
    later = reviews.c.sha256.in_(known.where(review_lines.c.code == UNKNOWN))
    query = sa.select(reviews).where((reviews.c.state == "kept") | later)
    order = (reviews.c.round, reviews.c.path, reviews.c.sha256)
    return [Review(**row._mapping) for row in connection.execute(query.order_by(*order))]


def unkept(connection: sa.Connection) -> list[tuple[str, str]]:
    """(sha256, path) of the reviews in the inbox whose copy is not kept yet, in order of receipt."""
    known = sa.select(reviews.c.sha256)
    query = sa.select(contents.c.sha256, contents.c.path).where(
        contents.c.state == "review", contents.c.sha256.not_in(known)
    )
    order = (contents.c.round, contents.c.mtime_ns, contents.c.sha256)
    return [(row.sha256, row.path) for row in connection.execute(query.order_by(*order))]


def take(
    connection: sa.Connection, review: Review, numbers: Collection[str], judge: Judge, this_round: int
) -> Reading | None:
    """Read ``review``, which names these 编号; None when somebody else has read it meanwhile."""
    here = reviews.c.sha256 == review.sha256
    if connection.scalar(sa.select(reviews.c.state).where(here)) != review.state:
        return None
    reading = judge(_asked(connection, review, numbers))
    before = {line.place: line for line in lines(connection, review.sha256)}
    told = [before[line.place] if line.outcome == KNOWN and line.place in before else line for line in reading.lines]
    connection.execute(review_lines.delete().where(review_lines.c.sha256 == review.sha256))
    rows = [{"sha256": review.sha256, "at": at, **line._asdict()} for at, line in enumerate(told)]
    if rows:
        connection.execute(review_lines.insert(), rows)
    add(connection, reading.decisions)
    now = {"state": "read", "round": this_round}
    first = next((line for line in reading.lines if line.county), None)
    place = {"county": first.county, "year": first.year} if first and not review.county else {}
    connection.execute(reviews.update().where(here).values(**now, **place))
    return reading


def unreadable(connection: sa.Connection, review: Review, reason: str) -> None:
    values = {"state": "unreadable", "reason": reason}
    connection.execute(reviews.update().where(reviews.c.sha256 == review.sha256).values(**values))


def add(connection: sa.Connection, made: Iterable[Decision]) -> None:
    rows = [each._asdict() for each in made]
    if rows:
        connection.execute(decisions.insert(), rows)


def history(connection: sa.Connection, county: str | None = None) -> list[Decision]:
    """All decisions, of one county or of all, in order."""
    query = sa.select(*(decisions.c[name] for name in Decision._fields)).order_by(decisions.c.seq)
    rows = connection.execute(query if county is None else query.where(decisions.c.county == county))
    return [Decision(*row) for row in rows]


def publish(connection: sa.Connection, contents: Collection[str], edition: Edition) -> None:
    """Workbooks of these contents (sha256) are about to be written to outputs."""
    upsert(connection, published, [{"sha256": sha256, **edition._asdict()} for sha256 in contents], keep=True)


def edition_of(connection: sa.Connection, county: str, year: int) -> Edition:
    """What a workbook of this county and year shows that is made now."""
    mine = history(connection, county)
    upto = connection.scalar(sa.select(sa.func.max(decisions.c.seq)).where(decisions.c.county == county)) or 0
    return Edition(digest(county, str(year), *("\n".join(map(str, each)) for each in mine)), county, year, upto)


def known_edition(connection: sa.Connection, edition: str) -> Edition | None:
    columns = [published.c[name] for name in Edition._fields]
    row = connection.execute(sa.select(*columns).where(published.c.edition == edition).limit(1)).one_or_none()
    return Edition(*row) if row else None


def looked(connection: sa.Connection) -> dict[str, Looked]:
    """The workbooks in outputs as they were last looked at, by path."""
    rows = connection.execute(sa.select(workbooks))
    return {
        row.path: Looked(row.path, Stamp(row.size, row.mtime_ns, row.ctime_ns), row.since, row.settled) for row in rows
    }


def look(connection: sa.Connection, seen: Mapping[str, Looked]) -> None:
    """These, and no others, are the workbooks in outputs, as they were looked at."""
    before = looked(connection)
    for some in _batches(sorted(before.keys() - seen.keys())):
        connection.execute(workbooks.delete().where(workbooks.c.path.in_(some)))
    fresh = [each for path, each in seen.items() if before.get(path) != each]
    rows = [{"path": e.path, **e.stamp._asdict(), "since": e.since, "settled": e.settled} for e in fresh]
    upsert(connection, workbooks, rows)


def known(connection: sa.Connection) -> set[str]:
    """What :func:`is_known` is true of."""
    kept = sa.select(reviews.c.sha256).where(reviews.c.state.in_(READABLE))
    return {*connection.scalars(sa.select(published.c.sha256)), *connection.scalars(kept)}


def is_known(connection: sa.Connection, sha256: str) -> bool:
    """Whether these bytes were written by us, or are kept as a review that can be read."""
    ours = connection.scalar(sa.select(published.c.sha256).where(published.c.sha256 == sha256))
    return ours is not None or review_state(connection, sha256) in READABLE


def review_state(connection: sa.Connection, sha256: str) -> str:
    """The state of a review, empty when there is none."""
    return connection.scalar(sa.select(reviews.c.state).where(reviews.c.sha256 == sha256)) or ""


def need_copies(connection: sa.Connection) -> set[str]:
    """The contents whose staged copy is still needed: they are unread, or a review not kept yet."""
    kept = sa.select(reviews.c.sha256).where(reviews.c.state != "")
    open_ = (contents.c.state == "pending") | ((contents.c.state == "review") & contents.c.sha256.not_in(kept))
    return set(connection.scalars(sa.select(contents.c.sha256).where(open_)))


def last_reviews(connection: sa.Connection, county: str, year: int) -> list[tuple[Review, list[Line]]]:
    """The reviews of the last pass that brought some for this county and year, each with its lines for them."""
    mine = sa.select(review_lines.c.sha256).where(review_lines.c.county == county, review_lines.c.year == year)
    belongs = ((reviews.c.county == county) & (reviews.c.year == year)) | reviews.c.sha256.in_(mine)
    last = sa.select(sa.func.max(reviews.c.round)).where(belongs).scalar_subquery()
    query = sa.select(reviews).where(belongs, reviews.c.round == last).order_by(reviews.c.path, reviews.c.sha256)
    found = [Review(**row._mapping) for row in connection.execute(query)]
    return [(review, list(lines(connection, review.sha256, county, year))) for review in found]


def answered(connection: sa.Connection) -> dict[str, str]:
    """What became of each review that was read, or could not be, in a sentence; by sha256."""
    refused = sa.func.sum(sa.case((review_lines.c.outcome == REFUSED, 1), else_=0))
    counts = sa.select(review_lines.c.sha256, sa.func.count().label("rows"), refused.label("refused"))
    counted = {row.sha256: row for row in connection.execute(counts.group_by(review_lines.c.sha256))}
    found = {}
    for row in connection.execute(sa.select(reviews).where(reviews.c.state != "kept")):
        mine = counted.get(row.sha256)
        told = f"填了 {mine.rows} 行，其中 {mine.refused} 行没有采用。" if mine else "没有填写新的决定。"
        found[row.sha256] = f"审核件，{told}" if row.state == "read" else f"审核件，读不了：{row.reason}"
    return found


def lines(connection: sa.Connection, sha256: str, county: str | None = None, year: int | None = None) -> Iterator[Line]:
    """The lines of a review: all of them, or those of a county and year with those that belong to none."""
    query = sa.select(*(review_lines.c[name] for name in Line._fields)).where(review_lines.c.sha256 == sha256)
    if county is not None:
        mine = (review_lines.c.county == county) & (review_lines.c.year == year)
        query = query.where(mine | (review_lines.c.county == ""))
    for row in connection.execute(query.order_by(review_lines.c.at)):
        yield Line(*row)


def fingerprints(connection: sa.Connection) -> dict[str, str]:
    """By county: what its tables depend on here, its decisions and the reviews that were taken in."""
    found: dict[str, list[str]] = {}
    for each in history(connection):
        found.setdefault(each.county, []).append("\n".join(map(str, each)))
    query = sa.select(reviews.c.county, reviews.c.sha256, reviews.c.state, reviews.c.round).order_by(reviews.c.sha256)
    for row in connection.execute(query):
        found.setdefault(row.county, []).append(f"{row.sha256} {row.state} {row.round}")
    return {county: digest(*parts) for county, parts in found.items()}


def _asked(connection: sa.Connection, review: Review, numbers: Collection[str]) -> Asked:
    rows: list[sa.Row[tuple[object, ...]]] = []
    for some in _batches(sorted(numbers)):
        rows += connection.execute(sa.select(questions).where(questions.c.number.in_(some))).all()
    counties = {row.county for row in rows} | ({review.county} if review.county else set())
    here = questions.c.county.in_(counties) & questions.c.current
    figures = [row for row in connection.execute(sa.select(questions).where(here)) if row.indicator]
    figures.sort(key=lambda row: (row.value != "", row.number))  # what one year's table lacks, another's may hold
    edition = known_edition(connection, review.edition)
    upto = edition.upto if edition else 0
    shown = sa.select(decisions.c.number).where(decisions.c.seq <= upto, decisions.c.county.in_(counties))
    counted: dict[str, int] = {}
    for number in connection.scalars(shown):
        counted[number] = counted.get(number, 0) + 1
    return Asked(
        questions={row.number: _question(row) for row in rows},
        current=frozenset(row.number for row in rows if row.current),
        figures={_question(row).key: _question(row) for row in figures},
        shown=counted,
        history={county: Decisions(history(connection, county)) for county in sorted(counties)},
    )


def _question(row: sa.Row[tuple[object, ...]]) -> Question:
    return Question(*(getattr(row, name) for name in Question._fields))


def _batches(items: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(items), BATCH):
        yield items[start : start + BATCH]
