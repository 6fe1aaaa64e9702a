"""From the mentions of a county's reports to its tables: observations, rollup, targets, findings."""

from etl.rollup.county import CountyReports, CountyTables, roll_up, roll_up_together

__all__ = ["CountyReports", "CountyTables", "roll_up", "roll_up_together"]
