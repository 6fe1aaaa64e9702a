"""The same thing given twice with different values in one document.

Rules:

- Compared are levels of one indicator, period and role of the township that no rounding reconciles: 6.85亿 and 68505万
  agree, 1500余 and 1450 too; five-year and yearly figures have different periods.
- A sentence with several values of an indicator is a list (分别完成4200、860、3100万元), a total with its parts, or cases
  beside those that were settled: it contradicts nothing. Neither does a part (其中续建5个, 国庆期间), nor a nought (没有一人).
- Figures of firms and projects, and the indicators of ``several``, are many by nature and are left alone.
- Stocks and rates of the core, and flows that a year has once, are doubtful; others (roads, trainings) may be two things
  under one code: a note.

The finding points to the first figure.
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from etl.checks.figures import SENTENCE, exact
from etl.checks.report import Case, Row, told
from etl.rulebook.checking import Checks

_SAME = ["sha256", "indicator", "period", "role", "scope", "amount_unit"]
_NOTE = "info"


def repeat_cases(figures: pl.DataFrame, checks: Checks) -> Iterator[Case]:
    """``figures`` are the comparable ones."""
    levels = figures.filter(
        pl.col("indicator").is_not_null(),
        ~pl.col("indicator").is_in(checks.repeat.several),
        pl.col("measure").is_in(["level", "share_or_rate"]),
        pl.col("scope") == "township",
        pl.col("period").is_not_null(),
        pl.col("amount_unit") == pl.col("rule_unit"),
        pl.col("amount") != exact(0),
        ~pl.col("lead").str.contains_any([*checks.parts.words, *checks.repeat.partial]),
    ).filter(pl.col("amount").n_unique().over([*SENTENCE, *_SAME[1:]]) == 1)
    lowest = (pl.col("amount") - pl.col("slack")).max().over(_SAME)
    highest = (pl.col("amount") + pl.col("slack")).min().over(_SAME)
    differing = levels.filter(lowest - highest > exact(0))
    groups: dict[tuple[object, ...], list[Row]] = {}
    for row in told(differing, "role", "scope", "amount_unit", "kind", "tier"):
        groups.setdefault(tuple(row[name] for name in _SAME), []).append(row)
    for first, *others in groups.values():
        starts, surfaces = zip(*((row["start"], row["surface"]) for row in (first, *others)), strict=True)
        single = first["indicator"] in checks.repeat.once or (first["kind"] != "flow" and first["tier"] == "core")
        words = {"values": "、".join(dict.fromkeys(surfaces))}
        yield Case(checks.repeat, first, starts, words, None if single else _NOTE)
