"""The settings of a workspace: what ``xianhui.yaml`` may say, what it says when it is silent, and where it is wrong.

The fields of :class:`Settings` are the only place where a setting is named, explained and limited: the commented file
that ``xianhui init`` writes (:func:`settings_text`) is made from them. :mod:`etl.settings_file` reads it.
"""

from __future__ import annotations

import difflib
import ipaddress
import os
import re
import zoneinfo
from typing import Annotated, Literal

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic.fields import FieldInfo

from etl.names import name_fault

IGNORED = (
    "~$*", ".~*", "*.tmp", "*.part", "*.crdownload", "._*",
    "Thumbs.db", ".DS_Store", "desktop.ini", "__MACOSX", "@eaDir", ".git",
)  # fmt: skip
_SURELY_MEANT = 0.9  # Asia/Shanghi is; Asia/Beijing is no slip of Asia/Brunei
_CRON_LIMITS = ((0, 59), (0, 23), (1, 31), (1, 12), (0, 7))
_CODE = re.compile(r"[0-9]{6,12}")
_CRON_PART = re.compile(r"(?:\*|(\d+)(?:-(\d+))?)(?:/([1-9]\d*))?")


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
        near = difflib.get_close_matches(name, sorted(zoneinfo.available_timezones()), n=1, cutoff=_SURELY_MEANT)
        raise ValueError(f"没有这个时区，可写 {near[0] if near else 'Asia/Shanghai'}") from None
    return name


def _address(text: str) -> str:
    try:
        return str(ipaddress.IPv4Address(text))
    except ValueError:
        raise ValueError("应为四段数字的地址，每段 0 至 255，例如 127.0.0.1（本机）") from None


def _code(text: str) -> str:
    if text and not _CODE.fullmatch(text):
        raise ValueError("应为 6 至 12 位数字")
    return text


def _distinct(names: tuple[str, ...]) -> tuple[str, ...]:
    if not names:
        raise ValueError("至少要有 1 项")
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ValueError(f"重复：{'、'.join(twice)}")
    return names


def _place_name(text: str) -> str:
    fault = name_fault(text)
    if fault:
        raise ValueError(fault)
    return text.strip()


Named = Annotated[str, Field(min_length=1)]
PlaceName = Annotated[str, AfterValidator(_place_name)]


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class County(_Form):
    """The roster of one county: its code (6 to 12 digits, or empty) and the townships that ought to report."""

    code: Annotated[str, AfterValidator(_code)] = ""
    townships: Annotated[tuple[PlaceName, ...], AfterValidator(_distinct)]


class Settings(_Form):
    """All settings. ``description`` is the comment that the office reads; ``examples`` stands where no default can."""

    stability_seconds: float = Field(
        default=5,
        ge=0,
        le=3600,
        description="文件大小和时间隔多少秒不变，才算复制完毕（0 至 3600）。网络共享较慢时可加大。",
    )
    scan_seconds: float = Field(
        default=1,
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
    listen: Annotated[str, AfterValidator(_address)] = Field(
        default="127.0.0.1",
        description="流程界面的地址。127.0.0.1 只有本机能看；写本机的其他地址（或 0.0.0.0）则别的电脑也能看，须先设密码，见说明书。",
    )
    port: int = Field(
        default=4200,
        ge=1024,
        le=65535,
        description="流程界面的端口（1024 至 65535）。只在本机看时，被占用会自动另选。",
    )
    history_days: int = Field(
        default=30,
        ge=1,
        le=3650,
        description="流程界面里的运行记录保留多少天（1 至 3650）。台账和汇总表不受影响。",
    )
    max_file_mb: int = Field(
        default=100,
        ge=1,
        le=2000,
        description="单个文件最大多少 MB（1 至 2000），超过的不读，列为隔离。",
    )
    keep_originals: Literal["stay", "move", "delete"] = Field(
        default="stay",
        description="入账后收件箱里的原件：stay 留着，move 移到“已处理”文件夹，delete 删除。隔离和待认领的总是留着。",
    )
    workers: int = Field(
        default_factory=lambda: os.cpu_count() or 1,
        ge=1,
        le=256,
        description="同时用几个进程读文件（1 至 256）。不写则与处理器核数相同。",
        examples=["4"],
    )
    batch_files: int = Field(
        default=50,
        ge=1,
        le=500,
        description="每批处理多少份文件（1 至 500）。",
    )
    ignore: tuple[Named, ...] = Field(
        default=IGNORED,
        description="不理会的文件和文件夹的名称，* 代表任意文字。这里写的会取代整个默认清单；要增加，请在末尾加一行。",
    )
    counties: dict[PlaceName, County] = Field(
        default_factory=dict,
        description="各县区应报的乡镇街道（县区代码可不写）。有名册文件（rules/regions）的县以名册为准。都不写则不知道谁还没报。",
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
