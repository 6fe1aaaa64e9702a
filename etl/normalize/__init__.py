"""Figures brought to one unit: what a mention says, in the unit of its indicator."""

from etl.normalize.units import canonical

__all__ = ["canonical"]
