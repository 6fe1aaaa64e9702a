"""Reading ``xianhui.yaml``, with every mistake at its place.

- a missing file and an empty value mean the default;
- an unknown key, a repeated key, a value of the wrong kind or out of its limits is an :class:`~etl.errors.AuthorError`
  that lists *every* mistake with file, line and column, and for a misspelt key the nearest valid one;
- the file is UTF-8, with or without BOM. Scalars are taken as written (no dates, no yes/no); anchors are refused,
  because they allow endless nesting and nobody needs them here.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from etl.errors import AuthorError, Place, Problem
from etl.settings import County, Settings
from etl.syntax import syntax_slip

Location = tuple[str | int, ...]


def load_settings(path: Path) -> Settings:
    """The settings in ``path``; the defaults when there is no such file. Raises AuthorError with every mistake."""
    if not path.is_file():
        return Settings()
    file = _SettingsFile(path)
    data = file.read()
    given = {key: value for key, value in data.items() if value != ""}
    try:
        settings = Settings.model_validate(given)
    except ValidationError as error:
        file.problems += [file.explain(details) for details in error.errors()]
    if file.problems:
        raise AuthorError(sorted(file.problems, key=lambda problem: (problem.place.line, problem.place.column)))
    return settings


@dataclass
class _SettingsFile:
    """One reading of a settings file: ``names`` and ``values`` say where the entries begin, by location in the data."""

    path: Path
    names: dict[Location, Place] = field(default_factory=dict)
    values: dict[Location, Place] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def read(self) -> dict[str, Any]:
        """The entries as dicts, lists and strings; raises AuthorError when the file is no YAML mapping."""
        text = self._decode(self.path.read_bytes())
        node = self._compose(text)
        if node is None:
            return {}
        if not isinstance(node, yaml.MappingNode):
            place, advice = self._place(node.start_mark), "冒号要用半角的，后面加一个空格。"
            raise self._refusal(place, "XH-SET-002", "设置应为“名称: 值”，每行一项。", advice)
        return self._mapping(node, ())

    def _decode(self, content: bytes) -> str:
        try:
            return content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = content.count(b"\n", 0, error.start) + 1
            place = Place(self.path, line, error.start - content.rfind(b"\n", 0, error.start))
        advice = "请用记事本“另存为”，编码选 UTF-8。"
        raise self._refusal(place, "XH-SET-006", "设置文件不是 UTF-8 编码。", advice)

    def _compose(self, text: str) -> yaml.Node | None:
        try:
            for event in yaml.parse(text, Loader=yaml.BaseLoader):
                if isinstance(event, yaml.AliasEvent) and event.start_mark:
                    place = self._place(event.start_mark)
                    raise self._refusal(place, "XH-SET-007", "设置中不能用 * 引用别处。", "请直接写出内容。")
            return yaml.compose(text, Loader=yaml.BaseLoader)
        except yaml.YAMLError as error:
            slip = syntax_slip(text, error)
        place = Place(self.path, slip.line, slip.column)
        raise self._refusal(place, "XH-SET-001", slip.message, slip.advice)

    def _plain(self, node: yaml.Node, at: Location) -> Any:
        self.values[at] = self._place(node.start_mark)
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, at)
        if isinstance(node, yaml.SequenceNode):
            return [self._plain(item, (*at, index)) for index, item in enumerate(node.value)]
        return str(node.value)

    def _mapping(self, node: yaml.MappingNode, at: Location) -> dict[str, Any]:
        data: dict[str, Any] = {}
        for key, value in node.value:
            place = self._place(key.start_mark)
            name = str(key.value) if isinstance(key, yaml.ScalarNode) else "…"
            if name in data:
                first = self.names[*at, name].line
                message = f"“{name}”写了两次，第一次在第 {first} 行。"
                self.problems.append(Problem(place, "XH-SET-005", message, "请删去一处。"))
            self.names.setdefault((*at, name), place)
            data[name] = self._plain(value, (*at, name))
        return data

    def explain(self, details: ErrorDetails) -> Problem:
        """What pydantic found, in words for the office, at the entry that it is about or the nearest around it."""
        location = tuple(part for part in details["loc"] if part != "[key]")
        if details["type"] == "extra_forbidden":
            message = f"没有“{location[-1]}”这项设置。"
            return Problem(self.names[location], "XH-SET-003", message, _nearest(location))
        around = next((location[:size] for size in range(len(location), 0, -1) if location[:size] in self.values), ())
        where = ".".join(f"第 {part + 1} 项" if isinstance(part, int) else part for part in location)
        message = f"“{where}”的值不对：{_wrong(details)}。"
        return Problem(self.values.get(around, Place(self.path, 1, 1)), "XH-SET-004", message)

    def _place(self, mark: Any) -> Place:  # the pure and the C parser of PyYAML have a class of marks each
        return Place(self.path, mark.line + 1, mark.column + 1)

    def _refusal(self, place: Place, code: str, message: str, advice: str) -> AuthorError:
        return AuthorError([Problem(place, code, message, advice)])


def _nearest(location: Location) -> str:
    keys = list(Settings.model_fields if len(location) == 1 else County.model_fields)
    near = difflib.get_close_matches(str(location[-1]), keys, n=1, cutoff=0.5)
    return f"是不是 {near[0]}？" if near else f"可用的有：{'、'.join(keys)}。"


def _wrong(details: ErrorDetails) -> str:
    context: Mapping[str, Any] = details.get("ctx", {})
    messages = {
        "value_error": "{error}",
        "greater_than_equal": "不得小于 {ge:g}",
        "less_than_equal": "不得大于 {le:g}",
        "literal_error": "只能写 {expected}",
        "too_short": "至少要有 {min_length} 项",
        "missing": "没有写",
        "string_too_short": "不能为空",
        "string_type": "应为一段文字",
        "dict_type": "应为“名称: 值”，每行一项",
        "model_type": "应为“名称: 值”，每行一项",
        "tuple_type": "应为列表，每行一项，行首写“- ”",
        "int_parsing": "应为整数",
        "int_type": "应为整数",
        "int_from_float": "应为整数",
        "float_parsing": "应为数字",
        "float_type": "应为数字",
    }
    return messages.get(details["type"], details["msg"]).format(**context).replace("' or '", "', '")
