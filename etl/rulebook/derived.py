"""What is made of a rulebook again and again (frames for joins, fingerprints, forms): made once, for the rulebook used last.

A run uses one rulebook for thousands of counties, and each table asks for the same; whoever uses several (tests) gets what
belongs to each.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

from etl.rulebook.model import Rulebook

T = TypeVar("T")


def derived(make: Callable[[Rulebook], T]) -> Callable[[Rulebook], T]:
    """``make``, which is called once for each rulebook in a row. What it gives must not be changed by anybody."""
    latest: tuple[Rulebook, T] | None = None

    @wraps(make)
    def of(rulebook: Rulebook) -> T:
        nonlocal latest
        known = latest
        if known is None or known[0] is not rulebook:
            known = latest = rulebook, make(rulebook)
        return known[1]

    return of
