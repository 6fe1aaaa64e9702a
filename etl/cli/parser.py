"""The parser of the command line: help and complaints in Chinese."""

from __future__ import annotations

import argparse
import difflib
import re
import sys
from collections.abc import Callable, Iterable
from typing import NoReturn

_COMPLAINTS = (
    (r"unrecognized arguments: (?P<given>.+)", "不认识的参数“{given}”"),
    (r"invalid choice: '(?P<given>[^']*)' \((?:maybe you meant|choose from) (?P<choices>.+)\)", "没有“{given}”"),
    (r"the following arguments are required: (?P<given>.+)", "缺少“{given}”"),
    (r"argument (?P<name>[^:]+): invalid int value: '(?P<given>[^']*)'", "{name} 应为整数，而不是“{given}”"),
    (r"argument (?P<name>[^:]+): expected (?:one|at least one) argument", "{name} 后面缺少内容"),
    (r"argument (?P<name>[^:]+): not allowed with argument (?P<given>.+)", "{name} 和 {given} 不能一起用"),
    (r"one of the arguments (?P<given>.+) is required", "要写其中之一：{given}"),
)


class Parser(argparse.ArgumentParser):
    """Says in Chinese that the command line is wrong, and how to get help; exit status 2."""

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(2, f"[XH-CLI-001] 命令行有误：{in_chinese(message)}\n用 {self.prog} --help 查看说明和示例。\n")


def in_chinese(message: str) -> str:
    """What argparse complains about, as the office reads it; a misspelt command or choice with the nearest valid one."""
    for pattern, chinese in _COMPLAINTS:
        match = re.search(pattern, message)
        if match:
            listed = re.findall(r"[\w-]+", match.groupdict().get("choices") or "")
            near = difflib.get_close_matches(match.groupdict().get("given") or "", listed, n=1)
            advice = f"，是不是 {near[0]}？" if near else f"，可用的有：{'、'.join(listed)}。" if listed else "。"
            return chinese.format(**match.groupdict()) + advice
    return message


class _Chinese(argparse.RawDescriptionHelpFormatter):
    """Help with Chinese headings, and examples line by line."""

    def start_section(self, heading: str | None) -> None:
        known = {"positional arguments": "参数", "options": "选项"}
        super().start_section(known.get(heading or "", heading))

    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[argparse._MutuallyExclusiveGroup],
        prefix: str | None = None,
    ) -> None:
        super().add_usage(usage, actions, groups, "用法：" if prefix is None else prefix)


def described(make: Callable[..., Parser], name: str, title: str, example: str, **more: str) -> Parser:
    """A parser made by ``make``, with what it does and examples in its help."""
    parser = make(
        name,
        description=title,
        epilog="示例：\n" + "\n".join(f"  {line}" for line in example.splitlines()),
        formatter_class=_Chinese,
        add_help=False,
        allow_abbrev=False,
        **more,
    )
    parser.add_argument("-h", "--help", action="help", help="显示本说明")
    return parser
