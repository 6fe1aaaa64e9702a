"""The indicators of a rulebook as a frame, for joins: one row each, ``order`` as in the rulebook."""

from __future__ import annotations

import polars as pl

from etl.rulebook.derived import derived
from etl.rulebook.model import Rulebook

_SCHEMA = pl.Schema(
    {
        "indicator": pl.String,
        "name": pl.String,
        "unit": pl.String,
        "any_scope": pl.Boolean,
        "adds_up": pl.Boolean,
        "own_measure": pl.String,
        "growth_of": pl.String,
    }
)


@derived
def catalogue(rulebook: Rulebook) -> pl.DataFrame:
    """``order, indicator, name, unit``, and how a rule reads its mentions: ``any_scope, adds_up, own_measure, growth_of``."""
    rows = [
        (rule.code, rule.name, rule.unit, rule.scope == "any", rule.aggregate == "sum", rule.measure, rule.growth_of)
        for rule in rulebook.indicators.values()
    ]
    return pl.DataFrame(rows, schema=_SCHEMA, orient="row").with_row_index("order")
