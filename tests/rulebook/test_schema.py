"""The schemas for editors say every key that an author may write, in Chinese, and every rule file names its own."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from etl.rulebook import builtin_rules
from etl.rulebook.editors import as_json, modeline, schemas, write_schemas
from etl.rulebook.model import Category, Indicator
from etl.rulebook.schema import KEYS, rule_schema
from etl.rulebook.source import read_source

RULES = builtin_rules()
FILES = sorted([*RULES.glob("*.yaml"), *RULES.glob("indicators/*.yaml")])
ENTRY = {"code": "a", "name": "甲", "unit": "个", "examples": {"甲3个": 3, "甲2.5个": "2.5", "乙": "不算"}}


def validator() -> Any:
    return jsonschema.Draft202012Validator(rule_schema())


def plain(data: Any) -> Any:
    """As an editor reads it: decimals are floats."""
    if isinstance(data, dict):
        return {key: plain(value) for key, value in data.items()}
    if isinstance(data, list):
        return [plain(value) for value in data]
    return float(data) if isinstance(data, Decimal) else data


def test_every_key_has_a_chinese_description() -> None:
    schema = rule_schema()
    indicator = schema["$defs"]["Indicator"]["properties"]
    assert set(schema["properties"]) == {field.alias or name for name, field in Category.model_fields.items()}
    expected = {field.alias or name for name, field in Indicator.model_fields.items() if not field.exclude}
    assert set(indicator) == expected
    assert all(key["description"] == KEYS[name] for name, key in indicator.items())


def test_keys_that_the_loader_fills_in_are_not_offered_and_unknown_keys_are_refused() -> None:
    indicator = rule_schema()["$defs"]["Indicator"]
    assert not {"place", "category"} & set(indicator["properties"])
    assert indicator["additionalProperties"] is False
    assert set(indicator["required"]) == {"code", "name", "unit", "examples"}


def test_it_is_plain_json() -> None:
    assert "不算" in json.dumps(rule_schema(), ensure_ascii=False)


@pytest.mark.parametrize("file", [file for file in FILES if file.stem != "traditional"], ids=lambda file: file.stem)
def test_a_rule_file_names_its_schema_in_its_first_line_and_fits_it(file: Path) -> None:
    text = file.read_text("utf-8")
    first = text.partition("\n")[0]
    assert first == modeline("indicators" if file.parent != RULES else file.stem)
    schema = json.loads((file.parent / first.partition("=")[2]).read_text("utf-8"))
    source = read_source(file, file.name, text, [])
    assert source is not None
    assert [error.message for error in jsonschema.Draft202012Validator(schema).iter_errors(plain(source.data))] == []


def test_the_schemas_that_lie_beside_the_rules_are_those_of_the_program() -> None:
    lying = {file.stem: file.read_text("utf-8") for file in (RULES / "schema").glob("*.json")}
    assert lying == {stem: as_json(schema) for stem, schema in schemas()}, "run: xianhui rules schema --out rules"


def test_schemas_are_written_over_those_of_an_older_program(tmp_path: Path) -> None:
    (tmp_path / "schema").mkdir()
    (tmp_path / "schema" / "indicators.json").write_text("{}", "utf-8")
    assert json.loads(write_schemas(tmp_path)[0].read_text("utf-8")) == rule_schema()


@pytest.mark.parametrize(
    "wrong",
    [{"exampels": {}}, {"kind": "flows"}, {"examples": {"甲3个": "3个"}}, {"phrases": "甲"}, {"plausible": [1]}],
    ids=str,
)
def test_an_editor_sees_the_mistake(wrong: dict[str, Any]) -> None:
    def file(entry: dict[str, Any]) -> dict[str, Any]:
        return {"category": "own", "title": "本地", "indicators": [entry]}

    assert not list(validator().iter_errors(file(ENTRY)))
    assert list(validator().iter_errors(file({**ENTRY, **wrong})))
