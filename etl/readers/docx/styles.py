"""What a paragraph is by its own properties and its style: title, heading of a level, contents line; and its list."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from lxml import etree

from etl.readers.document import BlockKind
from etl.readers.docx.names import LIST, OUTLINE, STYLE, VAL, W, child, children, number, value

_TITLE = re.compile(r"title|标题", re.IGNORECASE)
_HEADING = re.compile(r"(?:heading|标题)\s*([1-9])", re.IGNORECASE)
_CONTENTS = re.compile(r"(?:toc|目录)\s*\d", re.IGNORECASE)
_BODY_LEVEL = 9

Properties = Mapping[str, etree._Element]  # of a paragraph, by tag


@dataclass(frozen=True, slots=True)
class Look:
    """Kind and heading level of a paragraph, and the list and list level that number it (None: none said)."""

    kind: BlockKind = "paragraph"
    level: int = 0
    list_id: str | None = None
    list_level: int | None = None


class Styles:
    """The paragraph styles of a document, resolved along ``w:basedOn``."""

    def __init__(self, root: etree._Element | None) -> None:
        self._styles: dict[str, etree._Element] = {}
        self._looks: dict[str, Look] = {}
        self._default = ""
        for style in [] if root is None else root.findall(f"{W}style"):
            if style.get(f"{W}type", "paragraph") == "paragraph":
                key = style.get(f"{W}styleId", "")
                self._styles[key] = style
                if style.get(f"{W}default") in ("1", "true", "on"):
                    self._default = key

    def look(self, properties: Properties) -> tuple[Look, str]:
        """The look of a paragraph with these ``w:pPr``, and the id of its style."""
        style = _said(properties, STYLE) or self._default
        return _overlaid(self._look(style), properties), style

    def _look(self, key: str) -> Look:
        if key not in self._looks:
            look = Look()
            for style in reversed(self._chain(key)):
                look = _named(_overlaid(look, children(child(style, "pPr"))), style)
            self._looks[key] = look
        return self._looks[key]

    def _chain(self, key: str) -> list[etree._Element]:
        chain: list[etree._Element] = []
        while (style := self._styles.get(key)) is not None and style not in chain:
            chain.append(style)
            key = value(style, "basedOn") or ""
        return chain


def _said(properties: Properties, name: str) -> str | None:
    return properties[name].get(VAL) if name in properties else None


def _overlaid(look: Look, properties: Properties) -> Look:
    """The look with what these properties say themselves; an outline level makes a heading, 9 makes body text."""
    if OUTLINE not in properties and LIST not in properties:
        return look
    kind, level, list_id, list_level = look.kind, look.level, look.list_id, look.list_level
    outline = number(_said(properties, OUTLINE))
    if outline is not None and kind not in ("title", "note"):
        kind, level = ("heading", outline + 1) if 0 <= outline < _BODY_LEVEL else ("paragraph", 0)
    listing = properties.get(LIST)
    if listing is not None:
        list_id = value(listing, "numId") or list_id
        own_level = number(value(listing, "ilvl"))
        list_level = list_level if own_level is None else own_level
    return Look(kind, level, list_id, list_level)


def _named(look: Look, style: etree._Element) -> Look:
    """The look by the style's name; names of built-in styles are the same in every language of Word, ids are not."""
    for name in (value(style, "name") or "", style.get(f"{W}styleId", "")):
        if _TITLE.fullmatch(name.strip()):
            return Look("title", 0, look.list_id, look.list_level)
        if _CONTENTS.fullmatch(name.strip()):
            return Look("note", 0, look.list_id, look.list_level)
        if (match := _HEADING.fullmatch(name.strip())) and look.kind == "paragraph":
            return Look("heading", int(match[1]), look.list_id, look.list_level)
    return look
