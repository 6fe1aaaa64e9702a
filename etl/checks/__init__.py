"""Findings: figures that contradict one another, the rules' ranges or their own sentence. Nothing is changed."""

from etl.checks.find import find

__all__ = ["find"]
