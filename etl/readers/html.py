"""Web pages (html, and what is one whatever it is called): the text of the page, its headings and its tables.

Rules and edge cases:

- The encoding is that of the byte order mark, else the one that the page names if its bytes fit, else as for any text.
- Left out: scripts, styles, buttons and fields, navigation, what is marked as hidden, and the header and footer of the page;
  those of an article belong to it.
- A line break in the source vanishes beside a Chinese character and is a blank elsewhere, as any run of blanks is one; ``<br>``
  and the borders of blocks end a line. Items of a numbered list have their numbers.
- A table that holds another table or a heading, or has one cell in each row, is a frame around its content. Any other is read
  as a sheet (:mod:`etl.readers.sheets.layout`): merged cells once, titles above it as lines.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

from lxml import etree

from etl.errors import DocumentError
from etl.readers.canonical import Canonical
from etl.readers.document import Document
from etl.readers.docx.numerals import FORMATS
from etl.readers.encoding import BIG5, decode, not_text
from etl.readers.reader import Reader
from etl.readers.sheets.grid import Sheet, check_extent
from etl.readers.sheets.layout import add_sheet

_HEAD = 4096
_BEGINNING = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|(?:html|head|body|meta|title|table|div|p|style)[\s>/])",
    re.IGNORECASE | re.DOTALL,
)
_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030", "big5": BIG5, "big5-hkscs": BIG5}
_DROPPED = frozenset((
    "head", "script", "style", "noscript", "template", "nav", "button", "select", "textarea", "input", "iframe", "object", "svg",
    "audio", "video", "canvas",
))  # fmt: skip
_PAGE_ENDS = frozenset({"header", "footer", "aside"})
_OWN = frozenset({"article", "main", "section"})
_BLOCKS = frozenset((
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "div", "dl", "dt", "fieldset",
    "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html", "li", "main", "ol", "p",
    "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
))  # fmt: skip
_HEADINGS = frozenset(f"h{level}" for level in range(1, 7))
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.IGNORECASE)
_CHINESE = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef"
_SOURCE_BREAK = re.compile(f"(?<=[{_CHINESE}])[ \t]*\n\\s*|[ \t]*\n\\s*(?=[{_CHINESE}])")
_BLANKS = re.compile(r"[ \t\n\r\f\u00a0]+")
_LINE = "\u2028"  # stands for <br> until blanks are dealt with
_MAX_SPAN = 1000
_LISTS = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}


def takes(content: bytes) -> bool:
    head = content[: 2 * _HEAD]
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        head = head.decode("utf-16", "ignore").encode()
    return _BEGINNING.match(head.removeprefix(codecs.BOM_UTF8)) is not None


def read(content: bytes) -> Document:
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True)
    try:
        root = etree.fromstring(_text(content).encode(), parser)
    except (etree.XMLSyntaxError, etree.ParserError, ValueError) as error:
        raise not_text() from error
    if root is None:
        raise not_text()
    page = _Page()
    page.read(root)
    if not page.canonical.blocks:
        raise DocumentError("XH-READ-002", "文件里没有文字。", "如果内容是图片或在别的网页里，请提供文字版。")
    return Document(page.canonical.text, tuple(page.canonical.blocks), (), READER.label)


def _text(content: bytes) -> str:
    named = _CHARSET.search(content[:_HEAD])
    if named is not None and not content.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        name = named[1].decode("ascii").lower()
        try:
            text = content.decode(_WIDER.get(name, name))
            return decode(text.encode())
        except (LookupError, UnicodeError):
            pass  # it names an encoding that it does not have
    return decode(content)


class _Page:
    """The canonical text of a page, and the line that is growing."""

    def __init__(self) -> None:
        self.canonical = Canonical()
        self._pieces: list[str] = []
        self._counters: dict[etree._Element, int] = {}
        self._label = ""

    def read(self, root: etree._Element) -> None:
        self._walk(root, 0, own=False)
        self._end_line(0)

    def _walk(self, element: etree._Element, level: int, *, own: bool) -> None:
        """Read what is in the element; ``level`` of the heading around it, ``own``: within an article."""
        tag = element.tag
        if not isinstance(tag, str) or _is_left_out(element, own=own):
            return
        own = own or tag in _OWN
        if tag == "table" and not _is_frame(element):
            self._end_line(level)
            self._table(element)
            return
        if tag == "br":
            self._pieces.append(_LINE)
        if tag in _BLOCKS:
            self._end_line(level)
            level = int(tag[1]) if tag in _HEADINGS else level
            self._label = self._number(element) if tag == "li" else self._label
        self._pieces.append(element.text or "")
        for child in element:
            self._walk(child, level, own=own)
            self._pieces.append(child.tail or "")
        if tag in _BLOCKS:
            self._end_line(level)

    def _end_line(self, level: int) -> None:
        for line in _shown("".join(self._pieces)).split("\n"):
            if line.strip():
                self.canonical.line(self._label + line.strip(), "heading" if level else "paragraph", level)
                self._label = ""
        self._pieces = []

    def _number(self, item: etree._Element) -> str:
        """The number of an item of a list, with a blank behind; empty where the list has none."""
        above = item.getparent()
        if above is None or above.tag != "ol":
            return ""
        start = _count(item.get("value") or above.get("start")) or 1
        self._counters[above] = self._counters[above] + 1 if above in self._counters else start
        form = FORMATS[_LISTS.get(above.get("type", "1"), "decimal")]
        return f"{form(self._counters[above])}. "

    def _table(self, table: etree._Element) -> None:
        sheet = Sheet("")
        taken: dict[int, int] = {}  # by column the first row that no cell from above reaches
        for row, element in enumerate(_rows(table)):
            column = 0
            for cell in element.iterchildren("td", "th"):
                while taken.get(column, 0) > row:
                    column += 1
                if _is_left_out(cell, own=True):
                    continue
                width, height = _span(cell.get("colspan")), _span(cell.get("rowspan"))
                check_extent([(row, column + width)])
                taken.update(dict.fromkeys(range(column, column + width), row + height))
                if text := _shown(_words(cell)).strip():
                    sheet.cells[row, column] = text
                    sheet.merged[row, column] = height, width
                column += width
        add_sheet(sheet, self.canonical)


def _is_left_out(element: etree._Element, *, own: bool) -> bool:
    tag = element.tag
    if tag in _DROPPED or (tag in _PAGE_ENDS and not own):
        return True
    if element.get("hidden") is not None or element.get("aria-hidden") == "true" or element.get("role") == "navigation":
        return True
    return _HIDDEN.search(element.get("style", "")) is not None


def _is_frame(table: etree._Element) -> bool:
    if next(table.iterdescendants("table", *_HEADINGS), None) is not None:
        return True
    return all(sum(1 for _ in row.iterchildren("td", "th")) <= 1 for row in _rows(table))


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    for element in table:
        if element.tag == "tr" and not _is_left_out(element, own=True):
            yield element
        elif element.tag in ("thead", "tbody", "tfoot"):
            yield from _rows(element)


def _words(element: etree._Element) -> str:
    """The text in a cell; blocks in it are lines of their own."""
    if not isinstance(element.tag, str) or _is_left_out(element, own=True):
        return ""
    border = _LINE if element.tag in _BLOCKS or element.tag == "br" else ""
    inner = "".join(_words(child) + (child.tail or "") for child in element)
    return f"{border}{element.text or ''}{inner}{border}"


def _shown(text: str) -> str:
    return _BLANKS.sub(" ", _SOURCE_BREAK.sub("", text)).replace(_LINE, "\n")


def _span(text: str | None) -> int:
    return max(1, min(_count(text), _MAX_SPAN))


def _count(text: str | None) -> int:
    """A whole number as an attribute has it; 0 for anything else."""
    stripped = (text or "").strip()
    return int(stripped) if stripped.isascii() and stripped.isdigit() and len(stripped) < 6 else 0


READER = Reader("html", 1, "网页", (".html", ".htm", ".xhtml"), takes, read)
