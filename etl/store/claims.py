"""What persons have claimed: the place of a content, and its period where the report does not say it.

Rules:
- A claim belongs to the content: it holds for every copy, under every name, with every version of the rules.
- The last claim counts, as a whole; without a period the report's own counts again.
- Who claims a content as the newest says that it counts before all others of its place and period: it counts as
  received once more. So a wrong supersession is taken back.
- A claimed period is what the report is read with: what was read with another one is extracted again, also when the
  claim came while it was being read.
"""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from etl.extract.profile import CLAIMED
from etl.store.database import upsert
from etl.store.settle import COUNTS, Places, settle
from etl.store.tables import claims, contents, recordings


def claim_place(
    connection: sa.Connection,
    sha256: str,
    county: str,
    township: str,
    period: str,
    now: float,
    places: Places,
    *,
    newest_round: int | None = None,
) -> None:
    """Remember the claim, and draw the consequences; with ``newest_round`` it counts as received in that round."""
    with settle(connection, [sha256], places):
        if newest_round is not None:
            connection.execute(contents.update().where(contents.c.sha256 == sha256).values(round=newest_round))
        row = {"sha256": sha256, "county": county, "township": township, "period": period, "made": now}
        upsert(connection, claims, [row])
        extract_again(connection, [sha256])


def claimed_period() -> sa.ScalarSelect[str]:
    """The claimed period of a row of ``contents``."""
    return sa.select(claims.c.period).where(claims.c.sha256 == contents.c.sha256).scalar_subquery()


def read_as_claimed(source: str, period: str | None, claimed: str | None) -> bool:
    """Whether a recording (its ``source`` and ``period``) was made with the claimed period, or without one."""
    return (claimed or "") == (period if source == CLAIMED else "")


def extract_again(connection: sa.Connection, touched: Sequence[str]) -> None:
    """Have those extracted again that were read with another period than the one that is claimed."""
    query = sa.select(recordings.c.sha256, recordings.c.source, recordings.c.period, claimed_period().label("claimed"))
    rows = connection.execute(query.join(contents, COUNTS).where(contents.c.sha256.in_(touched))).all()
    wrong = [row.sha256 for row in rows if not read_as_claimed(row.source, row.period, row.claimed)]
    if wrong:
        connection.execute(
            contents.update().where(contents.c.sha256.in_(wrong)).values(state="pending", attempts=0, next_retry=None)
        )
