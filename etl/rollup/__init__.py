"""From the mentions of a county's reports to its tables: observations, rollup, targets, findings."""

from etl.rollup.county import CountyTables, roll_up

__all__ = ["CountyTables", "roll_up"]
