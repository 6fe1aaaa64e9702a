"""Markdown: the text without its marks, its headings and its tables.

A text is Markdown when it has a table's rule line (``|---|---|``) or at least two heading lines (``## …``); any other is plain
text, whose characters stay as they are. Rules:

- ``#`` marks and underlines make headings; ``**``, ``__``, ``~~``, backquotes and the target of a link vanish, so that no figure is
  parted from its unit; ``*`` and ``_`` within a line stay, for they may stand for something.
- Bullets and ``>`` at the beginning of a line vanish, numbers of lists stay. Pictures and comments vanish.
- A table is as wide as its rule line; a bar behind a backslash parts no cells. Code between fences stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from etl.errors import DocumentError
from etl.readers.canonical import Canonical, Cell
from etl.readers.document import Document
from etl.readers.encoding import decode
from etl.readers.reader import Reader

_HEADING = re.compile(r" {0,3}(#{1,6})[ \t]+(\S.*?)[ \t]*#*[ \t]*$")
_RULE = re.compile(r"[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$")
_UNDERLINE = re.compile(r" {0,3}(=+|-+)[ \t]*$")
_BORDER = re.compile(r"[ \t]*([-*_])(?:[ \t]*\1){2,}[ \t]*$")
_FENCE = re.compile(r" {0,3}(?:```|~~~)")
_MARK = re.compile(r"[ \t]*(?:>[ \t]?)*(?:[-*+][ \t]+)?")
_LINK = re.compile(r"(!?)\[([^\[\]\n]{0,200})\]\([^()\n]{0,500}\)")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_EMPHASIS = re.compile(r"\*\*|__|~~|`")
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+.!|>~-])")
_BAR = re.compile(r"(?<!\\)\|")
_HEADINGS = 2


def takes(content: bytes) -> bool:
    if b"#" not in content and b"|" not in content:
        return False
    try:
        lines = decode(content).split("\n")
    except DocumentError:
        return False  # no text: another reader says why
    if sum(_HEADING.match(line) is not None for line in lines) >= _HEADINGS:
        return True
    return any(_is_table(lines, index) for index in range(len(lines) - 1))


def read(content: bytes) -> Document:
    canonical = Canonical()
    lines = _COMMENT.sub("", decode(content)).split("\n")
    fenced, index = False, 0
    while index < len(lines):
        line = lines[index]
        if _FENCE.match(line):
            fenced = not fenced
        elif not fenced and _is_table(lines, index):
            index += _table(lines[index:], canonical)
            continue
        elif line.strip() and (fenced or not _BORDER.match(line)):
            index += 0 if fenced else _line(line, lines[index + 1 : index + 2], canonical)
            if fenced:
                canonical.line(line)
        index += 1
    if not canonical.blocks:
        raise DocumentError("XH-READ-002", "文件里没有文字。", "请核对是否放错了文件。")
    return Document(canonical.text, tuple(canonical.blocks), (), READER.label)


def _line(line: str, below: list[str], canonical: Canonical) -> int:
    """Add a line; 1 when the line below only underlines it, else 0."""
    if heading := _HEADING.match(line):
        canonical.line(_bare(heading[2]), "heading", len(heading[1]))
        return 0
    text = _bare(_MARK.sub("", line, count=1))
    underline = _UNDERLINE.match(below[0]) if below and len(below[0].strip()) > 1 else None
    if text and underline:
        canonical.line(text, "heading", 1 if "=" in underline[1] else 2)
        return 1
    if text and not _UNDERLINE.match(line):
        canonical.line(text)
    return 0


def _bare(text: str) -> str:
    """The text of a line without marks."""
    text = _LINK.sub(lambda link: "" if link[1] else link[2], text)
    return _ESCAPE.sub(r"\1", _EMPHASIS.sub("", text)).replace("<br>", " ").strip()


def _is_table(lines: list[str], index: int) -> bool:
    """Whether a table begins at this line: a row of bars with a rule of as many below."""
    below = lines[index + 1] if index + 1 < len(lines) else ""
    if "|" not in below or _RULE.match(below) is None:
        return False
    return len(_cells(lines[index])) == len(_cells(below)) and "|" in lines[index]


def _table(lines: list[str], canonical: Canonical) -> int:
    """Add the table that begins the lines; how many of them it has."""
    width = len(_cells(lines[1]))
    count = 0
    canonical.begin_table()
    for number, row in enumerate(_table_rows(lines)):
        count = number + 1
        if number != 1:
            cells = [Cell(_bare(text), column) for column, text in enumerate(_cells(row)[:width])]
            canonical.row(cells, max(0, number - 1), header=number == 0)
    return count


def _table_rows(lines: list[str]) -> Iterator[str]:
    for line in lines:
        if "|" not in line:
            return
        yield line


def _cells(line: str) -> list[str]:
    text = line.strip()
    text = text.removeprefix("|")
    text = text[:-1] if text.endswith("|") and not text.endswith("\\|") else text
    return _BAR.split(text)


READER = Reader("markdown", 1, "Markdown 文本", (".md", ".markdown"), takes, read)
