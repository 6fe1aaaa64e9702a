"""What an editor needs to complete and check rule files while they are written: a JSON Schema for each kind of file.

Rules and edge cases:

- The schemas lie in ``schema/`` of a rules folder, and the first line of a rule file names its own (:func:`modeline`).
- They are made from the same forms that ``rules check`` uses. An editor knows one file only: codes, units and examples
  are judged by ``rules check``.
- A workspace's own units, words, headings, checks and layout may leave keys out; its indicators files are whole.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from etl.rulebook.checking import Checks
from etl.rulebook.layers import INDICATORS
from etl.rulebook.lexicon import Lexicon, PlaceWords, Sections
from etl.rulebook.model import Units
from etl.rulebook.schema import KEYS, described, rule_schema
from etl.rulebook.workbook import Layout

FOLDER = "schema"
_UNIT_KEYS = ("dimension", "factor", "variants", "glued")
_FORMS: dict[str, tuple[str, type[BaseModel]]] = {
    "units": ("县汇计量单位", Units),
    "lexicon": ("县汇词汇", Lexicon),
    "sections": ("县汇章节", Sections),
    "places": ("县汇地名", PlaceWords),
    "checks": ("县汇核对", Checks),
    "workbook": ("县汇工作簿版式", Layout),
}


def modeline(stem: str) -> str:
    """The line at the head of an indicators file, or of the file of this ``stem``, that names its schema."""
    above = "../" if stem == INDICATORS else ""
    return f"# yaml-language-server: $schema={above}{FOLDER}/{stem}.json"


def schemas() -> Iterator[tuple[str, dict[str, Any]]]:
    """The schema of each kind of rule file, by the stem of the file (``indicators`` for all files in there)."""
    yield INDICATORS, rule_schema()
    for stem, (title, form) in _FORMS.items():
        schema = described(form, title, {key: KEYS[key] for key in _UNIT_KEYS} if form is Units else {})
        schema.pop("required", None)
        yield stem, schema


def write_schemas(rules: Path) -> list[Path]:
    """Write ``schema/*.json`` into a rules folder, over what is there. Raises OSError."""
    (rules / FOLDER).mkdir(parents=True, exist_ok=True)
    written = []
    for stem, schema in schemas():
        path = rules / FOLDER / f"{stem}.json"
        path.write_text(as_json(schema), encoding="utf-8", newline="\n")
        written.append(path)
    return written


def as_json(schema: dict[str, Any]) -> str:
    return json.dumps(schema, ensure_ascii=False, indent=1) + "\n"
