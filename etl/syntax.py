"""What a YAML parser stumbles over, told in Chinese at the place that an author has to mend.

Rules and edge cases:

- a line whose indentation holds a tab, and a line with a full-width colon where the half-width one belongs, are named first,
  because the parser notices only their consequences, often a line later;
- what was begun and never ended (a key without a colon, a quote, a bracket) is placed where it begins;
- of a colon that is not allowed, its line says whether it stands inside a text (two colons) or below one (indentation);
- libyaml and the pure Python parser word their complaints differently; both are understood, and neither is ever shown.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

import yaml

_NOT_ALLOWED = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_COLON = re.compile(r":(?=\s|$)")
_TIGHT_DASH = re.compile(r"\s*-(?=[^\s-])")
_TIGHT_COLON = re.compile(r"^\s*(?:- )?[A-Za-z_]+(:)(?=\S)")
FULL_WIDTH_ADVICE = "请改成半角冒号，后面加一个空格。"
_UNCLEAR = ("这里的写法看不懂。", "请检查缩进、冒号和引号。")


class Slip(NamedTuple):
    """Where (lines and columns count from 1), what is wrong, and what to write instead."""

    line: int
    column: int
    message: str
    advice: str


def syntax_slip(text: str, error: yaml.YAMLError) -> Slip:
    """What is wrong with the ``text`` that a parser refused with this ``error``."""
    if odd := _NOT_ALLOWED.search(text):
        before = f"{text[: odd.start()]}.".splitlines()
        return Slip(len(before), len(before[-1]), "有不可见的控制字符。", "请删去这个字符，或删去这一行后重新输入。")
    lines = text.splitlines()
    said = str(getattr(error, "problem", None) or "")
    line, column = _place(error, said)
    if line >= len(lines) > 0:
        line, column = len(lines) - 1, len(lines[-1])
    here = lines[line] if lines else ""
    found = _tab(here, line) or _full_width_colon(lines, line, said) or _tight_dash(lines, line, said)
    return found or Slip(line + 1, column + 1, *_told(said, here, column))


def full_width_colon(line: str) -> int:
    """The index at which a line has a full-width colon and no half-width one that would separate; -1 when it does not."""
    return -1 if _COLON.search(line) or line.lstrip().startswith("#") else line.find("：")


def _place(error: yaml.YAMLError, said: str) -> tuple[int, int]:
    begun = ("expected ':'", "',' or", "end of stream", "alphabetic or numeric", "line break", "chomping", "directive")
    marks = [getattr(error, "problem_mark", None), getattr(error, "context_mark", None)]
    if any(words in said for words in begun):
        marks.reverse()
    mark = next(filter(None, marks), None)
    return (mark.line, mark.column) if mark else (0, 0)


def _tab(here: str, line: int) -> Slip | None:
    indentation = here[: len(here) - len(here.lstrip(" \t-"))]
    if "\t" not in indentation:
        return None
    return Slip(line + 1, indentation.index("\t") + 1, "行首用了制表符（Tab 键）。", "请把制表符换成空格。")


def _full_width_colon(lines: list[str], line: int, said: str) -> Slip | None:
    """The full-width colon of this line, or, for a colon that is not allowed, of the text that goes on in this line."""
    runs_on = "values are not allowed" in said
    if not runs_on and "expected ':'" not in said:
        return None
    first = line
    while runs_on and first and lines[first - 1].strip() and not _COLON.search(lines[first - 1]):
        first -= 1
    for at in range(first, line + 1) if lines else ():
        column = full_width_colon(lines[at])
        if column >= 0:
            return Slip(at + 1, column + 1, "用了全角冒号“：”。", FULL_WIDTH_ADVICE)
    return None


def _tight_dash(lines: list[str], line: int, said: str) -> Slip | None:
    """A dash without its blank makes the first key of an item part of the list above it."""
    dash = _TIGHT_DASH.match(lines[line - 1]) if "values are not allowed" in said and line else None
    return Slip(line, dash.end(), "“-”后面没有空格。", "请在“-”后面加一个空格。") if dash else None


def _told(said: str, here: str, column: int) -> tuple[str, str]:
    return next((told(here, column) for words, told in _COMPLAINTS if words in said), _UNCLEAR)


def _always(message: str, advice: str) -> Callable[[str, int], tuple[str, str]]:
    return lambda here, column: (message, advice)


def _no_colon(here: str, column: int) -> tuple[str, str]:
    if _TIGHT_COLON.match(here):
        return "冒号后面没有空格。", "请在冒号后面加一个空格。"
    return "这一行缺少“: ”（半角冒号加空格）。", "请写成“键: 值”；是列表的一项，请以“- ”开头。"


def _colon_not_allowed(here: str, column: int) -> tuple[str, str]:
    if _COLON.search(here[:column]):
        return "一行里有两个冒号。", "一行只写一个键；含冒号的文字请加引号。"
    return "此处不该有冒号：这一行接在上一行的文字后面。", "请检查缩进，与同一级的上一行左对齐。"


def _no_key(here: str, column: int) -> tuple[str, str]:
    if here[:column].strip():
        return "引号或括号后面还有文字。", "请给整段文字加引号。"
    return "缩进与上文不齐。", "请与同一级的上一行左对齐。"


def _no_start(here: str, column: int) -> tuple[str, str]:
    if column < len(here) and here[column] == "\t":
        return "用了制表符（Tab 键）。", "请把制表符换成空格。"
    return f"“{here[column : column + 1]}”不能打头。", "以 % @ ` * & ! 等打头的文字请加引号，例如 '%'。"


_COMPLAINTS: tuple[tuple[str, Callable[[str, int], tuple[str, str]]], ...] = (
    ("could not find expected ':'", _no_colon),
    ("mapping values are not allowed", _colon_not_allowed),
    ("tab character", _always("用了制表符（Tab 键）。", "请把制表符换成空格。")),
    ("cannot start any token", _no_start),
    ("',' or ']'", _always("方括号没有配对，或少了逗号。", "请检查这个方括号，补上“]”或半角逗号。")),
    ("',' or '}'", _always("花括号没有配对，或少了逗号。", "请检查这个花括号，补上“}”或半角逗号。")),
    ("end of stream", _always("引号没有配对。", "请补上后一个引号；文字里的引号请用中文引号。")),
    ("node content", _always("括号没有配对，或这里少了内容。", "请补上括号，或写上内容。")),
    ("'-' indicator", _always("列表的各项没有对齐。", "列表各项要以“- ”开头，并且左对齐。")),
    ("sequence entries are not allowed", _always("此处不该有列表。", "请把“- ”写到下一行。")),
    ("expected key", _no_key),
    ("<block end>", _no_key),
    ("alphabetic or numeric", _no_start),
    ("undefined", _no_start),
    ("escape character", _always("双引号里的反斜杠有特殊意思。", "请改用单引号。")),
    ("line break", _no_start),
    ("chomping or indentation", _no_start),
    ("another document", _always("一个文件里只写一份内容。", "请去掉“---”。")),
    ("directive", _no_start),
    ("document start", _always("这一行以上有以 % 打头的文字。", "以 % 打头的文字请加引号。")),
)
