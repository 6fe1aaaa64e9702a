"""The schema for editors says every key that an author may write, in Chinese."""

from __future__ import annotations

import json

from etl.rulebook.model import Category, Indicator
from etl.rulebook.schema import KEYS, rule_schema


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
