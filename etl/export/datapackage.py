"""datapackage.json: what the CSV files of a county hold, field by field (Frictionless Data Package, tabular profile).

It is written last and carries size and hash of every file, so a program knows whether the set is complete.
It holds no times: the same figures and rules give the same bytes.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any, NamedTuple

import polars as pl

from etl.export.words import codes
from etl.tables import Column, Table

UNITS = {"growth_pct": "%", "growth_pct_before": "%", "completion_pct": "%", "coverage_weight": "1"}
TYPES: dict[type[pl.DataType], str] = {
    pl.Decimal: "number",
    pl.Int64: "integer",
    pl.Boolean: "boolean",
    pl.String: "string",
}
TRUTH = {"met"}
FLAGS = {"flags"}
CLOSED = {"type", "measure", "scope", "role", "status", "severity", "direction", "state", "change", "reason", *FLAGS}
DEFUSED = "以 = + - @ 或制表符开头的文字前加了英文单引号，以免被当作公式。"


class Resource(NamedTuple):
    """One CSV file of the package: its name in the folder, its columns, its bytes."""

    file: str
    table: Table
    content: bytes


def datapackage(
    name: str, title: str, version: str, resources: list[Resource], workbook: tuple[str, bytes] | None
) -> bytes:
    """The package as UTF-8 JSON; ``workbook`` (name and bytes) has a key of its own, since it is no table."""
    package: dict[str, Any] = {
        "profile": "tabular-data-package",
        "name": name,
        "title": title,
        "description": f"数值栏的单位见同一行的 unit 栏；空为未知。{DEFUSED}",
        "version": version,
        "resources": [_resource(resource) for resource in resources],
    }
    if workbook:
        package["workbook"] = {"path": workbook[0], **_fingerprint(workbook[1])}
    return (json.dumps(package, ensure_ascii=False, indent=2) + "\n").encode("utf-8")


def _fingerprint(content: bytes) -> dict[str, Any]:
    return {"bytes": len(content), "hash": f"sha256:{hashlib.sha256(content).hexdigest()}"}


def _resource(resource: Resource) -> dict[str, Any]:
    return {
        "profile": "tabular-data-resource",
        "name": resource.table.name,
        "title": resource.table.title,
        "path": resource.file,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8-sig",
        "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "quoteChar": '"', "doubleQuote": True, "header": True},
        **_fingerprint(resource.content),
        "schema": {"fields": [_field(column) for column in resource.table.columns], "missingValues": [""]},
    }


def _field(column: Column) -> dict[str, Any]:
    title, _, description = column.title.partition("：")
    field: dict[str, Any] = {"name": column.name, "type": _type(column), "title": title}
    if description:
        field["description"] = description
    if column.name in UNITS:
        field["unit"] = UNITS[column.name]
    if constraint := _constraint(column):
        field["constraints"] = constraint
    return field


def _type(column: Column) -> str:
    return "boolean" if column.name in TRUTH else TYPES[type(column.dtype)]


def _constraint(column: Column) -> dict[str, Any]:
    """The closed list of a column; flags are several codes with ``;`` between them, hence a pattern."""
    known = list(codes(column))
    if not known or column.name not in CLOSED:
        return {}
    if column.name in FLAGS:
        one = "|".join(known)
        return {"pattern": f"({one})(;({one}))*"}
    return {"enum": known}
