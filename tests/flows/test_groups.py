"""Which county tables are rolled up together: of one year, not too many, and so that all processes end at the same time."""

from __future__ import annotations

import pytest

from etl.store import Due
from flows.groups import MOST_REPORTS, MOST_TABLES, groups, in_turn


def due(counties: int, *years: int, reports: int = 20) -> list[Due]:
    return [Due(f"第{number}县", year, "", reports) for number in range(counties) for year in years]


@pytest.mark.parametrize("processes", [1, 2, 4])
def test_every_table_is_in_one_group_with_others_of_its_year(processes: int) -> None:
    tables = due(50, 2023, 2024)
    grouped = groups(tables, processes)
    assert sorted(in_turn(grouped, processes), key=tables.index) == tables
    assert all(len({table.year for table in group}) == 1 for group in grouped)
    assert max(map(len, grouped)) == MOST_TABLES


def test_earlier_years_come_first() -> None:
    assert [table.year for table in in_turn(groups(due(3, 2023, 2024), 1), 1)] == [2023] * 3 + [2024] * 3


def test_what_is_in_memory_at_once_is_bounded() -> None:
    most = [sum(table.reports for table in group) for group in groups(due(40, 2024, reports=45), 2)]
    assert max(most) <= MOST_REPORTS
    assert [len(group) for group in groups(due(3, 2024, reports=MOST_REPORTS + 1), 1)] == [1, 1, 1]


def test_one_process_has_all_that_is_due_together() -> None:
    assert [len(group) for group in groups(due(5, 2024), 1)] == [5]


def test_groups_become_smaller_towards_the_end() -> None:
    sizes = [len(group) for group in groups(due(60, 2024), 2)]
    assert sizes == sorted(sizes, reverse=True)
    assert (sizes[0], sizes[-1]) == (MOST_TABLES, 1)


def test_the_tables_of_as_many_groups_as_there_are_processes_take_turns() -> None:
    one, two, three = (due(2, year) for year in (2022, 2023, 2024))
    assert in_turn([one, two, three], 2) == [one[0], two[0], one[1], two[1], *three]
