"""Findings: figures that contradict one another, the rules' ranges or their own sentence. Nothing is changed."""

from etl.checks.find import find
from etl.checks.townships import among_townships
from etl.checks.years import against_last_year

__all__ = ["against_last_year", "among_townships", "find"]
