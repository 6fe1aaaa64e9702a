"""The settings of a workspace: what ``xianhui.yaml`` may say, what it says when it is silent, and where it is wrong.

The fields of :class:`Settings` are the only place where a setting is named, explained and limited: the commented file
that ``xianhui init`` writes (:func:`settings_text`) is made from them.

Reading a file (:func:`load_settings`):

- a missing file and an empty value mean the default;
- an unknown key, a repeated key, a value of the wrong kind or out of its limits is an :class:`~etl.errors.AuthorError`
  that lists *every* mistake with file, line and column, and for a misspelt key the nearest valid one;
- the file is UTF-8, with or without BOM. Scalars are taken as written (no dates, no yes/no); anchors are refused,
  because they allow endless nesting and nobody needs them here.
"""

from __future__ import annotations

import difflib
import os
import re
import zoneinfo
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from etl.errors import AuthorError, Place, Problem

IGNORED = (
    "~$*", ".~*", "*.tmp", "*.part", "*.crdownload", "._*",
    "Thumbs.db", ".DS_Store", "desktop.ini", "__MACOSX", "@eaDir", ".git",
)  # fmt: skip
_CRON_LIMITS = ((0, 59), (0, 23), (1, 31), (1, 12), (0, 7))
_CRON_PART = re.compile(r"(?:\*|(\d+)(?:-(\d+))?)(?:/([1-9]\d*))?")

Location = tuple[str | int, ...]


def _cron(text: str) -> str:
    fields = text.split()
    if len(fields) != len(_CRON_LIMITS):
        raise ValueError("应为五项，以空格分开：分 时 日 月 星期，例如 0 2 * * *")
    for item, (low, high) in zip(fields, _CRON_LIMITS, strict=True):
        if not all(_cron_part_fits(part, low, high) for part in item.split(",")):
            raise ValueError(f"其中的 {item} 不对：应为 * 或 {low} 至 {high} 的整数，例如 0 2 * * *")
    return " ".join(fields)


def _cron_part_fits(part: str, low: int, high: int) -> bool:
    match = _CRON_PART.fullmatch(part)
    if match is None:
        return False
    bounds = [int(bound) for bound in match.group(1, 2) if bound is not None]
    return bounds == sorted(bounds) and all(low <= bound <= high for bound in bounds)


def _timezone(name: str) -> str:
    try:
        zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        near = difflib.get_close_matches(name, sorted(zoneinfo.available_timezones()), n=1)
        raise ValueError(f"没有这个时区，可写 {near[0] if near else 'Asia/Shanghai'}") from None
    return name


def _distinct(names: tuple[str, ...]) -> tuple[str, ...]:
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ValueError(f"重复：{'、'.join(twice)}")
    return names


Named = Annotated[str, Field(min_length=1)]


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class County(_Form):
    """The roster of one county: its code (6 to 12 digits, or empty) and the townships that ought to report."""

    code: str = Field(default="", pattern=r"^(\d{6,12})?$")
    townships: Annotated[tuple[Named, ...], Field(min_length=1), AfterValidator(_distinct)]


class Settings(_Form):
    """All settings. ``description`` is the comment that the office reads; ``examples`` stands where no default can."""

    stability_seconds: float = Field(
        default=5,
        ge=0,
        le=3600,
        description="文件大小和时间隔多少秒不变，才算复制完毕（0 至 3600）。网络共享较慢时可加大。",
    )
    scan_seconds: float = Field(
        default=10,
        ge=1,
        le=86400,
        description="常驻运行时，每隔多少秒查看一次收件箱（1 至 86400）。",
    )
    quiet_minutes: float = Field(
        default=5,
        ge=0,
        le=1440,
        description="收件箱安静多少分钟后，才更新有变化的县的汇总表（0 至 1440）。",
    )
    nightly: Annotated[str, AfterValidator(_cron)] = Field(
        default="0 2 * * *",
        description="每夜汇总的时间，写作：分 时 日 月 星期。0 2 * * * 为每天 2 点整。",
    )
    timezone: Annotated[str, AfterValidator(_timezone)] = Field(
        default="Asia/Shanghai",
        description="上述时间所用的时区。",
    )
    max_file_mb: int = Field(
        default=100,
        ge=1,
        le=2000,
        description="单个文件最大多少 MB（1 至 2000），超过的不读，列为隔离。",
    )
    workers: int = Field(
        default_factory=lambda: os.cpu_count() or 1,
        ge=1,
        le=256,
        description="同时用几个进程读文件（1 至 256）。不写则与处理器核数相同。",
        examples=["4"],
    )
    batch_files: int = Field(
        default=25,
        ge=1,
        le=500,
        description="每批处理多少份文件（1 至 500）。",
    )
    ignore: tuple[Named, ...] = Field(
        default=IGNORED,
        description="不理会的文件和文件夹的名称，* 代表任意文字。这里写的会取代整个默认清单；要增加，请在末尾加一行。",
    )
    counties: dict[Named, County] = Field(
        default_factory=dict,
        description="各县区应报的乡镇街道（县区代码可不写）。不写则只统计收到的，不知道谁还没报。",
        examples=['\n  某某县:\n    code: "500000"\n    townships:\n      - 某某镇\n      - 某某乡'],
    )


def settings_text() -> str:
    """A settings file that says every default, each below its comment; what has no fixed default is commented out."""
    head = "# 县汇的设置。改后保存，下次运行时生效。以 # 开头的行是说明。冒号后要有一个空格，缩进只用空格。\n"
    return head + "".join(_entry_text(key, info) for key, info in Settings.model_fields.items())


def _entry_text(key: str, info: FieldInfo) -> str:
    if info.examples:
        entry = f"{key}: {info.examples[0]}".replace(": \n", ":\n").replace("\n", "\n# ")
        return f"\n# {info.description}\n# {entry}\n"
    value = list(info.default) if isinstance(info.default, tuple) else info.default
    return f"\n# {info.description}\n{yaml.safe_dump({key: value}, allow_unicode=True, indent=2)}"


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
            raise self._refusal(
                self._place(node.start_mark), "XH-SET-002", "设置应为“名称: 值”，每行一项。", _syntax_advice(text, 1)
            )
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
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            place = self._place(mark) if mark else Place(self.path, 1, 1)
            message, advice = f"YAML 写法有误：{error.problem}。", _syntax_advice(text, place.line)
        except yaml.YAMLError as error:
            position = int(getattr(error, "position", 0))
            column = position - text.rfind("\n", 0, position)
            place = Place(self.path, text.count("\n", 0, position) + 1, column)
            message, advice = "有不可见的控制字符。", "请删去这一行后重新输入。"
        raise self._refusal(place, "XH-SET-001", message, advice)

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


def _syntax_advice(text: str, line: int) -> str:
    near = "\n".join(text.split("\n")[max(0, line - 2) : line])
    if "\t" in near:
        return "缩进请用空格，不要用制表符。"
    if "：" in near:
        return "冒号请用半角的“:”，后面加一个空格。"
    return "请检查缩进、冒号后的空格和引号。"


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
        "too_short": "至少要有 {min_length} 项",
        "missing": "没有写",
        "string_pattern_mismatch": "应为 6 至 12 位数字",
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
    return messages.get(details["type"], details["msg"]).format(**context)
