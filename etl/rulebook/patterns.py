"""Expressions in the lexicon and the headings: only those that the engine of linear time runs, and that say something."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

import re2

from etl.errors import Place, Problem
from etl.rulebook.lexicon import Lexicon, Sections
from etl.rulebook.source import Step
from etl.rulebook.wording import nearest

PLACEHOLDERS = ("d", "c", "mult", "unit", "measure")
_PLACEHOLDER = re.compile(rf"\{{(?:{'|'.join(PLACEHOLDERS)})\}}")
_WORD_IN_BRACES = re.compile(r"(?<!\\p)(?<!\\P)\{([A-Za-z_]\w*)\}")
_REFUSED = (
    ("missing )", "圆括号没有配对", "请补上“)”；文字里的括号写 \\(。"),
    ("unexpected )", "多了一个“)”", "请删去，或补上“(”；文字里的括号写 \\)。"),
    ("missing ]", "方括号没有配对", "请补上“]”；文字里的方括号写 \\[。"),
    ("invalid perl operator", "不支持前后查看", "不用 (?=…)、(?<…)：前后的字直接写进表达式，取数的部分写成 (?P<m>…)。"),
    ("invalid named capture", "组名写得不对", "组只有 m（数字整体）、v（数值）、u（单位），写成 (?P<m>…)。"),
    ("no argument for repetition", "“* + ?”前面没有字", "请写明重复什么；文字里的写 \\*、\\+、\\?。"),
    ("bad repetition", "重复了两次", "“* + ?”只写一个。"),
    ("invalid repetition size", "重复的次数不对", "写成 {少,多}，不超过 1000。"),
    ("trailing \\", "末尾的“\\”后面没有字", "请删去“\\”；文字里的写 \\\\。"),
    ("invalid character class", "没有这类字，或范围写反了", "汉字写 \\p{Han}，范围从小到大。"),
    ("invalid escape", "“\\”后面的写法不支持", "不支持反向引用 \\1；数字写 \\d，空白写 \\s。"),
)


def pattern_problems(
    lexicon: Lexicon | None, sections: Sections | None, at: Callable[[str, Sequence[Step]], Place]
) -> Iterator[Problem]:
    """Expressions that cannot be used; ``at`` gives the place of a path in a file by its stem."""
    written: list[tuple[str, Sequence[Step], str]] = [
        ("lexicon", ("patterns", index, "pattern"), row.pattern)
        for index, row in enumerate(lexicon.patterns if lexicon else ())
    ]
    numbering = sections.numbering if sections else ()
    written += [("sections", ("numbering", index), row) for index, row in enumerate(numbering)]
    for stem, path, pattern in written:
        wrong = _wrong(pattern)
        if wrong:
            message = f"表达式“{pattern}”不能用：{wrong[0]}。"
            yield Problem(at(stem, path), "XH-RULE-014", message, wrong[1])


def _wrong(pattern: str) -> tuple[str, str] | None:
    """What is wrong with a pattern, and what to write instead."""
    plain = _PLACEHOLDER.sub("x", pattern)
    if unknown := _WORD_IN_BRACES.search(plain):
        listed = "、".join(f"{{{name}}}" for name in PLACEHOLDERS)
        return f"没有 {unknown[0]} 这个代号", nearest(unknown[1], PLACEHOLDERS) or f"可用：{listed}。"
    options = re2.Options()
    options.log_errors = False
    try:
        compiled = re2.compile(plain, options)
    except re2.error as error:
        said = error.args[0].decode("utf-8", "replace") if isinstance(error.args[0], bytes) else str(error)
        return next((told[1:] for told in _REFUSED if said.startswith(told[0])), _UNCLEAR)
    if compiled.fullmatch(""):
        return "什么字都没有也能对上", "请写明至少要有的字，例如用 + 代替 *。"
    return None


_UNCLEAR = ("安全引擎（RE2）不认这种写法", "请参照 lexicon.yaml 里已有的写法。")
