"""One YAML file as plain data, with the line and column of every key and value.

Read by libyaml into nodes, and from nodes into data by our own few rules, because YAML's own would surprise an author:

- keys are always text (YAML reads ``off:`` and ``no:`` as booleans);
- only ``true`` and ``false`` are booleans; ``yes``, ``on``, dates and ``1:30`` stay text;
- whole numbers are int, others exact ``Decimal`` from the printed digits; never a float;
- no type is guessed by YAML, so that a quoted scalar is text and a ``!!tag`` is refused like any other tag;
- a key given twice, an anchor used again, a ``!tag``, a second document and absurd nesting are mistakes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import yaml

from etl.errors import Place, Problem, system_reason
from etl.syntax import syntax_slip

Data = dict[str, "Data"] | list["Data"] | str | int | Decimal | bool | None
Step = str | int

_TAG = "tag:yaml.org,2002:"
_TAGS = {_TAG + kind for kind in ("str", "map", "seq")}
_Loader: type[yaml.BaseLoader | yaml.CBaseLoader] = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_WORDS: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_WHOLE = re.compile(r"[-+]?[0-9]{1,4000}")
_NUMBER = re.compile(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]{1,4})?")
_BRACKET = re.compile(r"[\[\]{}]")
_INDENT = re.compile(r"^[ \t?-]{400}", re.MULTILINE)
_DEEPEST = 100


@dataclass(frozen=True)
class Source:
    """A file that was read: ``file``, its ``name`` in rule places, its ``data`` and the nodes of the data."""

    file: Path
    name: str
    data: Data
    node: yaml.Node | None

    def at(self, path: Sequence[Step] = (), *, key: bool = False) -> Place:
        """Where the value of this path stands (``key``: its key); as much of the path as exists."""
        node, mark = self.node, None
        for step in path:
            found = _child(node, step)
            if found is None:
                break
            mark, node = found[0].start_mark if key else found[1].start_mark, found[1]
        if mark is None and node is not None:
            mark = node.start_mark
        return Place(self.file, mark.line + 1, mark.column + 1) if mark else Place(self.file, 1, 1)

    def find(self, path: Sequence[Step], value: str) -> tuple[Step, ...]:
        """The path of the first value at or below ``path`` that is this text; ``path`` itself when there is none."""
        data: Data = self.data
        for step in path:
            data = data[step] if isinstance(data, dict | list) else None  # type: ignore[index]
        return (*path, *(_way_to(value, data) or ()))


def _way_to(value: str, data: Data) -> tuple[Step, ...] | None:
    if data == value:
        return ()
    children: Iterable[tuple[Step, Data]] = ()
    if isinstance(data, dict | list):
        children = data.items() if isinstance(data, dict) else enumerate(data)
    ways = ((step, _way_to(value, child)) for step, child in children)
    return next(((step, *way) for step, way in ways if way is not None), None)


def read_source(file: Path, name: str, text: str, problems: list[Problem]) -> Source | None:
    """The file's text as a source; what is wrong goes to ``problems``. None when nothing could be read."""
    if _too_deep(text):
        problems.append(Problem(Place(file, 1, 1), "XH-RULE-001", "层次嵌套过深，无法读取。", "请按示例分行书写。"))
        return None
    try:
        node = _Loader(text).get_single_node()
    except yaml.YAMLError as error:
        problems.append(_syntax_problem(file, text, error))
        return None
    return Source(file, name, _Reader(file, problems).data(node), node)


def read_text(file: Path, problems: list[Problem]) -> str | None:
    """The text of a rule file (UTF-8, with or without BOM, any newlines), or None and a problem."""
    try:
        content = file.read_bytes()
    except OSError as error:
        reason = f"读不了这个文件：{system_reason(error)}。"
        problems.append(Problem(Place(file, 1, 1), "XH-RULE-011", reason, "请检查文件是否存在、能否打开。"))
        return None
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        problems.append(
            Problem(Place(file, line, 1), "XH-RULE-011", "文件不是 UTF-8 编码。", "请用编辑器另存为 UTF-8。")
        )
        return None


def _too_deep(text: str) -> bool:
    """Nesting that no rule needs and that would overrun the parser's stack; judged on the bare characters."""
    depth = deepest = 0
    for bracket in _BRACKET.findall(text):
        depth = depth + 1 if bracket in "[{" else max(0, depth - 1)
        deepest = max(deepest, depth)
    return deepest > _DEEPEST or _INDENT.search(text) is not None


def _syntax_problem(file: Path, text: str, error: yaml.YAMLError) -> Problem:
    slip = syntax_slip(text, error)
    return Problem(Place(file, slip.line, slip.column), "XH-RULE-001", slip.message, slip.advice)


def _child(node: yaml.Node | None, step: Step) -> tuple[yaml.Node, yaml.Node] | None:
    """Key node and value node of one step down; an item of a list is its own key."""
    if isinstance(node, yaml.MappingNode):
        return next(((key, value) for key, value in node.value if key.value == step), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step], node.value[step]
    return None


class _Reader:
    """Nodes to data, collecting problems of one file."""

    def __init__(self, file: Path, problems: list[Problem]) -> None:
        self.file, self.problems, self.seen = file, problems, set[int]()

    def data(self, node: yaml.Node | None) -> Data:
        if node is None:
            return None
        if node.tag not in _TAGS:
            self._complain(
                node, "XH-RULE-012", f"不支持标签“{node.tag.removeprefix(_TAG)}”。", "以 ! 开头的文字请加引号。"
            )
        if isinstance(node, yaml.ScalarNode):
            return _scalar(node)
        if id(node) in self.seen:
            self._complain(node, "XH-RULE-012", "不支持用 * 引用另一处的内容。", "请把内容写全。")
            return None
        self.seen.add(id(node))
        return self._mapping(node) if isinstance(node, yaml.MappingNode) else [self.data(item) for item in node.value]

    def _mapping(self, node: yaml.MappingNode) -> dict[str, Data]:
        result: dict[str, Data] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                self._complain(key, "XH-RULE-005", "冒号左边只能是文字。", "请给左边的文字加引号。")
            elif key.value in result:
                self._complain(key, "XH-RULE-002", f"“{key.value}”写了两次。", "请删去一处，或并成一处。")
            else:
                result[key.value] = self.data(value)
        return result

    def _complain(self, node: yaml.Node, code: str, message: str, advice: str) -> None:
        place = Place(self.file, node.start_mark.line + 1, node.start_mark.column + 1)
        self.problems.append(Problem(place, code, message, advice))


def _scalar(node: yaml.ScalarNode) -> Data:
    text: str = node.value
    if node.style:
        return text
    if text in _WORDS:
        return _WORDS[text]
    if not _NUMBER.fullmatch(text):
        return text
    return int(text) if _WHOLE.fullmatch(text) else Decimal(text)
