"""Automatic numbering: the label that Word shows before a paragraph, from numbering.xml.

- The lists (``w:num``) of one abstract list share their counters; an override of the start counts from its first use.
- A level begins at its start; a higher level restarts the lower ones (``w:lvlRestart`` says otherwise: 0 never, or from
  which level on). A level that was not seen yet counts as its start inside ``%1.%2``.
- Bullets give no label. An unknown number format is shown as decimal.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from lxml import etree

from etl.readers.docx.names import ALTERNATE, FALLBACK, W, child, number, switched_on, value
from etl.readers.docx.numerals import FORMATS, decimal

_PLACEHOLDER = re.compile(r"%([1-9])")
_MAX_LEVEL = 8


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list. A step of any of the first ``restart`` levels restarts this one; 0: none does."""

    start: int
    format: str
    pattern: str
    separated: bool
    legal: bool
    restart: int
    style: str | None


@dataclass(slots=True)
class _List:
    """A ``w:num``: its abstract list, its levels, and the starts that it overrides when it is used first."""

    abstract: str
    levels: dict[int, Level]
    starts: dict[int, int] = field(default_factory=dict)


class Numbering:
    """The lists of a document and where their counters stand. One object serves one reading, in document order."""

    def __init__(self, root: etree._Element | None) -> None:
        self._lists: dict[str, _List] = {}
        self._counters: dict[str, dict[int, int]] = {}
        if root is not None:
            abstracts = _abstracts(root)
            for num in root.findall(f"{W}num"):
                self._lists[num.get(f"{W}numId", "")] = _list(num, abstracts)

    def level_of_style(self, list_id: str, style: str) -> int:
        """The level that a list reserves for a paragraph style, else the first."""
        levels = self._lists[list_id].levels if list_id in self._lists else {}
        return next((index for index, level in levels.items() if level.style == style), 0)

    def step(self, list_id: str, index: int) -> str:
        """Count a paragraph of this list and level; its label, with a blank behind where one separates it."""
        found = self._lists.get(list_id)
        if found is None or index not in found.levels:
            return ""
        counters = self._counters.setdefault(found.abstract, {})
        self._count(found, counters, index)
        level = found.levels[index]
        if level.format == "bullet":
            return ""
        label = _PLACEHOLDER.sub(lambda match: self._shown(found, counters, level, int(match[1]) - 1), level.pattern)
        return f"{label} " if label and level.separated else label

    def _count(self, found: _List, counters: dict[int, int], index: int) -> None:
        level = found.levels[index]
        if index in found.starts:
            counters[index] = found.starts.pop(index)
        else:
            counters[index] = counters[index] + 1 if index in counters else level.start
        for lower in [key for key in counters if key > index]:
            if lower not in found.levels or index < found.levels[lower].restart:
                del counters[lower]

    def _shown(self, found: _List, counters: dict[int, int], level: Level, index: int) -> str:
        shown = found.levels.get(index)
        if shown is None or shown.format in ("none", "bullet"):
            return ""
        render = decimal if level.legal else FORMATS.get(shown.format, decimal)
        return render(counters.get(index, shown.start))


def _abstracts(root: etree._Element) -> dict[str, dict[int, Level]]:
    levels: dict[str, dict[int, Level]] = {}
    of_style: dict[str, str] = {}
    links: dict[str, str] = {}
    for abstract in root.findall(f"{W}abstractNum"):
        key = abstract.get(f"{W}abstractNumId", "")
        levels[key] = _levels(abstract)
        if style := value(abstract, "styleLink"):
            of_style[style] = key
        if style := value(abstract, "numStyleLink"):
            links[key] = style
    return {key: levels[of_style.get(links.get(key, ""), key)] for key in levels}


def _levels(parent: etree._Element) -> dict[int, Level]:
    found = {}
    for level in parent.findall(f"{W}lvl"):
        index = number(level.get(f"{W}ilvl"))
        if index is not None and 0 <= index <= _MAX_LEVEL:
            found[index] = _level(level, index)
    return found


def _level(level: etree._Element, index: int) -> Level:
    start, restart = number(value(level, "start")), number(value(level, "lvlRestart"))
    form = value(level, "numFmt") or value(level.find(f"{ALTERNATE}/{FALLBACK}"), "numFmt") or "decimal"
    return Level(
        start=1 if start is None else start,
        format="bullet" if child(level, "lvlPicBulletId") is not None else form,
        pattern=value(level, "lvlText") or "",
        separated=value(level, "suff") != "nothing",
        legal=switched_on(level, "isLgl"),
        restart=index if restart is None else min(restart, index),
        style=value(level, "pStyle"),
    )


def _list(num: etree._Element, abstracts: dict[str, dict[int, Level]]) -> _List:
    abstract = value(num, "abstractNumId") or ""
    found = _List(abstract, dict(abstracts.get(abstract, {})))
    for override in num.findall(f"{W}lvlOverride"):
        found.levels.update(_levels(override))
        index, start = number(override.get(f"{W}ilvl")), number(value(override, "startOverride"))
        if index is not None and start is not None and index in found.levels:
            found.starts[index] = start
            found.levels[index] = replace(found.levels[index], start=start)
    return found
