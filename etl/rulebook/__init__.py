"""The rules: YAML files that a statistician writes, loaded and validated into a :class:`Rulebook`."""

from etl.rulebook.compiled import builtin_rulebook, kept_rulebook
from etl.rulebook.layers import builtin_rules
from etl.rulebook.load import load_rulebook
from etl.rulebook.model import Rulebook

__all__ = ["Rulebook", "builtin_rulebook", "builtin_rules", "kept_rulebook", "load_rulebook"]
