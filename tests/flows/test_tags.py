"""A flow run is found by its counties, as long as a run may have so many tags."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize("number", [0, 1, 50])
def test_a_run_is_tagged_with_each_county_once(number: int) -> None:
    from flows.tags import county_tags

    names = sorted(f"第{each}县" for each in range(number))
    assert county_tags([*reversed(names), *names]) == names


def test_of_too_many_counties_the_tag_says_how_many() -> None:
    from flows.tags import county_tags

    assert county_tags([f"第{each}县" for each in range(51)]) == ["51 个县区"]
