"""Every figure that a county workbook shows, as a question: what comes back is known by it.

Not only what 待审核 asks: any figure may be corrected by a row that names township, indicator and period.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from etl.export.open_rows import open_quantities
from etl.export.readings import readings
from etl.export.review import review_rows
from etl.review.decision import CONFIRM
from etl.review.question import Question, rule_fingerprints

if TYPE_CHECKING:
    from etl.rollup import CountyTables
    from etl.rulebook.model import Rulebook


def questions(tables: CountyTables, rulebook: Rulebook) -> list[Question]:
    """All figures of the workbook, by 编号: the observations, figures that are asked for, quantities without a rule."""
    rules = rule_fingerprints(rulebook)
    numbered = readings(tables, rulebook)
    found = {}
    for reading in numbered:
        changed = reading.decision not in ("", CONFIRM)
        found[reading.number] = Question(
            reading.number, tables.county, tables.year, reading.township, reading.indicator, reading.name,
            reading.period, reading.role, reading.original if changed else reading.value, reading.unit,
            "" if reading.status == "added" else reading.evidence, rules[reading.indicator],
        )  # fmt: skip
    for row in review_rows(tables, rulebook):
        if row.id not in found:
            found[row.id] = Question(
                row.id, tables.county, tables.year, row.township, row.indicator, row.name, row.period, row.role,
                row.value, row.unit, row.evidence, rules.get(row.indicator, ""),
            )  # fmt: skip
    found |= {each.question.number: each.question for each in open_quantities(tables, rulebook)}
    return list(found.values())
