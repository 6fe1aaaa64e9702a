"""A proposed indicator, and how it is written down for pasting."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

import yaml

from etl.rulebook.editors import modeline
from etl.rulebook.layers import INDICATORS
from etl.rulebook.model import NO_MATCH

CATEGORY, TITLE = "suggested", "建议指标"
FILE = f"{CATEGORY}.yaml"
_HEAD = f"""\
{modeline(INDICATORS)}
# 建议的规则，例句取自已收的报告。请逐条看过：名称对不对、该不该相加，不要的删去。
# 代码（code）是名称的拼音，现在可以改成英文；用过以后就不要再改。
# 本文件放进工作区的 rules/{INDICATORS} 文件夹（以 .yaml 结尾）即生效，放好后运行 xianhui rules check。
"""


@dataclass(frozen=True)
class Suggestion:
    """One proposed indicator. ``examples`` are sentences of reports with their value, None for one that must not match;
    ``townships`` those that it would cover ("county township"), ``mentions`` how many figures.
    """

    code: str
    name: str
    unit: str
    additive: bool
    share: bool
    townships: tuple[str, ...]
    mentions: int
    examples: dict[str, Decimal | None] = field(default_factory=dict)


def with_own_codes(suggestions: Sequence[Suggestion], taken: Iterable[str]) -> list[Suggestion]:
    """The suggestions; a code that is taken, or that several would share, gets a short hash of what it stands for."""
    used = Counter([*taken, *(suggestion.code for suggestion in suggestions)])
    return [replace(s, code=f"{s.code}_{_hash(s)}") if used[s.code] > 1 else s for s in suggestions]


def _hash(suggestion: Suggestion) -> str:
    return hashlib.sha256(f"{suggestion.name}/{suggestion.unit}".encode()).hexdigest()[:4]


def as_yaml(suggestions: Sequence[Suggestion]) -> str:
    """A whole indicators file; above each entry a comment says which townships it covers. Empty without suggestions."""
    if not suggestions:
        return ""
    lines = [f"category: {CATEGORY}", f"title: {TITLE}", "indicators:"]
    for suggestion in suggestions:
        lines += _entry(suggestion)
    return _HEAD + "\n".join(lines) + "\n"


def _entry(suggestion: Suggestion) -> Iterator[str]:
    shown = "、".join(suggestion.townships[:6]) + ("等" if len(suggestion.townships) > 6 else "")
    yield f"# {len(suggestion.townships)} 个乡镇、{suggestion.mentions} 处：{one_line(shown)}"
    yield f"- code: {suggestion.code}"
    yield f"  name: {_scalar(suggestion.name)}"
    yield f"  unit: {_scalar(suggestion.unit)}"
    if suggestion.share:
        yield "  kind: rate"
    if not suggestion.additive:
        yield "  aggregate: none"
    yield f"  phrases: [{_scalar(suggestion.name)}]"
    yield "  examples:"
    for sentence, value in suggestion.examples.items():
        yield f"    {_scalar(sentence)}: {NO_MATCH if value is None else _plain(value)}"


def _scalar(text: str) -> str:
    """The text as YAML writes it on one line, quoted where it must be."""
    written = yaml.safe_dump(text, allow_unicode=True, width=10_000).strip()
    return written.removesuffix("...").strip()


def one_line(text: str) -> str:
    return " ".join(text.split())


def _plain(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
