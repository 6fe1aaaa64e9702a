"""The element and attribute names of WordprocessingML that the reader knows, as lxml spells them."""

from __future__ import annotations

from collections.abc import Mapping

from lxml import etree

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_STRICT_WORD = "http://purl.oclc.org/ooxml/wordprocessingml/main"
_COMPATIBILITY = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_STRICT_MATH = "{http://purl.oclc.org/ooxml/officeDocument/math}"

W = f"{{{WORD}}}"
VAL = f"{W}val"

BODY, PARAGRAPH, TABLE, ROW, CELL = f"{W}body", f"{W}p", f"{W}tbl", f"{W}tr", f"{W}tc"
RUN, TEXT, BOX, EMBEDDED = f"{W}r", f"{W}t", f"{W}txbxContent", f"{W}altChunk"
PARAGRAPH_PROPERTIES, RUN_PROPERTIES = f"{W}pPr", f"{W}rPr"
STYLE, OUTLINE, LIST = f"{W}pStyle", f"{W}outlineLvl", f"{W}numPr"
DELETED = frozenset({f"{W}del", f"{W}moveFrom"})
INSERTED = frozenset({f"{W}ins", f"{W}moveTo"})
# Wrappers whose content stands where they stand; properties beside it (sdtPr, rubyPr) are not among them.
WRAPPERS = frozenset(
    {f"{W}{name}" for name in ("hyperlink", "smartTag", "customXml", "fldSimple", "dir", "bdo", "sdt", "sdtContent")}
    | {f"{W}{name}" for name in ("ruby", "rubyBase")}
)
NOTE_MARKS = {f"{W}footnoteReference": "footnote", f"{W}endnoteReference": "endnote"}
_CONTROL = f"{W}sdt"
ALTERNATE, CHOICE, FALLBACK = (f"{_COMPATIBILITY}{name}" for name in ("AlternateContent", "Choice", "Fallback"))
GRAPHICS = frozenset({f"{W}drawing", f"{W}pict", f"{W}object"})
MATH = frozenset({f"{_MATH}oMath", f"{_MATH}oMathPara", f"{_STRICT_MATH}oMath", f"{_STRICT_MATH}oMathPara"})
MATH_TEXT = (f"{_MATH}t", f"{_STRICT_MATH}t")
PRESERVE = "{http://www.w3.org/XML/1998/namespace}space"


def transitional(xml: bytes) -> bytes:
    """The part with the namespace of strict OOXML replaced by the one that everybody writes."""
    return xml.replace(_STRICT_WORD.encode(), WORD.encode()) if _STRICT_WORD.encode() in xml else xml


def child(element: etree._Element | None, *path: str) -> etree._Element | None:
    """The element at the end of a path of direct children (names without namespace), or None."""
    for name in path:
        if element is None:
            return None
        # Three times as fast as find(), which goes through a path expression.
        element = next(element.iterchildren(W + name), None)
    return element


def children(element: etree._Element | None) -> Mapping[str, etree._Element]:
    """The first direct child of each tag: to ask for several properties one by one takes several times as long."""
    return {} if element is None else {each.tag: each for each in reversed(element)}


def value(element: etree._Element | None, *path: str) -> str | None:
    """The ``w:val`` of the element at the end of a path; None when there is no such element or attribute."""
    found = child(element, *path)
    return None if found is None else found.get(VAL)


def unfilled(element: etree._Element) -> bool:
    """Whether this is a content control that still shows the words which ask for its content."""
    return element.tag == _CONTROL and switched_on(element, "sdtPr", "showingPlcHdr")


def number(text: str | None) -> int | None:
    """A whole number as written in an attribute; None for anything else: a damaged file must not stop the reader."""
    stripped = (text or "").strip()
    digits = stripped.removeprefix("-")
    return int(stripped) if digits.isascii() and digits.isdigit() and len(digits) < 10 else None


def switched_on(element: etree._Element | None, *path: str) -> bool:
    """Whether a switch such as ``w:tblHeader`` is there and not turned off."""
    found = child(element, *path)
    return found is not None and is_on(found)


def is_on(switch: etree._Element) -> bool:
    return switch.get(VAL, "1") not in ("0", "false", "off")
