"""What a person is asked, and the number (编号) under which the answer comes back.

The number is a hash of everything that a decision is bound to: place, indicator, period and role of the figure, its
sentence with the figures that contradict it, the definition of the rule, and the value. So a decision is used for the
figure it was made for and for no other: where any of these has changed, there is a new question with a new number.

Edge cases:
- Where the figure lies (document, offset, line of the rule in its file) is not part of it: a report that is sent again
  with the same sentence, and a rule file in which lines have moved, leave decisions as they are.
- A figure that the report does not hold is a question too, without value and evidence: the answer adds it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from decimal import Decimal
from json.encoder import encode_basestring as _in_json
from typing import NamedTuple

from etl.rulebook.derived import derived
from etl.rulebook.model import Rulebook

DIGITS = 12
_NO_MEANING = {"examples", "note", "plausible", "tier"}


class Key(NamedTuple):
    """Which figure: one of a township, for a period and role (actual, plan, cumulative)."""

    county: str
    township: str
    indicator: str
    period: str
    role: str


class Question(NamedTuple):
    """One figure as it was shown to a person.

    ``value`` is a plain decimal in ``unit``, empty where the report holds none; ``evidence`` the sentence; ``rule`` the
    fingerprint of the rule's definition. ``indicator`` is empty for a quantity that no rule covers; ``name`` is then
    what is counted. ``year`` is that of the county table in which it was shown.
    """

    number: str
    county: str
    year: int
    township: str
    indicator: str
    name: str
    period: str
    role: str
    value: str
    unit: str
    evidence: str
    rule: str

    @property
    def key(self) -> Key:
        return Key(self.county, self.township, self.indicator, self.period, self.role)


def figure_number(key: Key, evidence: str, rivals: Sequence[str], rule: str, value: str) -> str:
    """编号 of a figure; ``rivals`` are the other values that the reports give for it. It begins with R."""
    return "R" + digest(*key, digest(evidence, *rivals), rule, value)


def absent_number(key: Key, rule: str) -> str:
    """编号 of a figure that no report holds."""
    return figure_number(key, "", (), rule, "")


def open_number(county: str, township: str, period: str, sentence: str, offset: int, surface: str) -> str:
    """编号 of a quantity without a rule: the printed figure at this place of its sentence. It begins with U."""
    return "U" + digest(county, township, period, sentence, str(offset), surface)


def digest(*parts: str) -> str:
    """Hexadecimal digits of the parts as a JSON list; the letter before them keeps spreadsheets from reading a 编号 as a number."""
    listed = f"[{', '.join(map(_in_json, parts))}]"
    return hashlib.sha256(listed.encode("utf-8", "surrogatepass")).hexdigest()[:DIGITS]


@derived
def rule_fingerprints(rulebook: Rulebook) -> Mapping[str, str]:
    """By indicator: what its rule says, without what changes no figure (examples, notes, place in the file)."""
    return {
        code: digest(rule.model_dump_json(exclude=_NO_MEANING, by_alias=True))
        for code, rule in rulebook.indicators.items()
    }


def plain(value: Decimal | None) -> str:
    """A figure as it is hashed and compared: no exponent, no trailing zeros; empty for none."""
    if value is None:
        return ""
    text = f"{value:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"
