"""Which county tables are rolled up together, and in which order they are then written.

Rules:
- A group is of one year, and small enough to be in memory at once: eight together cost half of what they cost one by one, and
  more save little.
- Where several processes write, each has a group, and their tables are asked for in turn. Groups become smaller towards the
  end, so that all processes are done at about the same time.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

from etl.store import Due

MOST_TABLES, MOST_REPORTS = 8, 200  # of the year; those of the year before come to them


def groups(tables: Sequence[Due], processes: int) -> list[list[Due]]:
    """The tables by year, those that are rolled up together in one list."""
    found: list[list[Due]] = []
    room = 0
    for at, table in enumerate(sorted(tables, key=lambda each: each.year)):
        if room and _goes_with(table, found[-1]):
            found[-1].append(table)
            room -= 1
        else:
            found.append([table])
            room = _most(len(tables) - at, processes) - 1
    return found


def in_turn(grouped: Sequence[list[Due]], processes: int) -> list[Due]:
    """All tables, those of so many groups alternately."""
    rounds = (grouped[at : at + processes] for at in range(0, len(grouped), processes))
    return [table for each in rounds for several in zip_longest(*each) for table in several if table is not None]


def _most(left: int, processes: int) -> int:
    return min(MOST_TABLES, left if processes == 1 else max(1, left // (2 * processes)))


def _goes_with(table: Due, group: list[Due]) -> bool:
    return table.year == group[0].year and table.reports + sum(each.reports for each in group) <= MOST_REPORTS
