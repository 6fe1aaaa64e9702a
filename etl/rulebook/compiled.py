"""A rulebook kept in compiled form, so that the next run starts without reading YAML, which takes ten times as long.

Rules and edge cases:

- A workspace keeps its rules among its own files; without a workspace the built-in rules are kept where Python keeps the compiled
  modules of this package.
- The form is JSON of the validated models, and is validated again when it is read: nothing in it is run or trusted.
- It holds for the rules and the program that it was made from: what is read of every file of both folders, and the modules
  of this package. It is never stale, because these are read again and compared each time.
- Rules with mistakes are never kept, nor is the compiled form used while a file lies about that nobody reads.
- Whatever cannot be read or written makes the rules come from YAML; several processes may do so at once.
"""

from __future__ import annotations

import hashlib
import json
import logging
from decimal import Decimal
from functools import cache
from importlib.util import cache_from_source
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from etl.durable import write_whole
from etl.errors import Problem
from etl.rulebook.layers import OVERLAY_PREFIX, builtin_rules, read_texts, stray_files, texts_version
from etl.rulebook.lexicon import Lexicon, Sections
from etl.rulebook.load import load_rulebook
from etl.rulebook.model import Indicator, Rulebook, Units

_DECIMAL, _TEXT = "=", "'"
_log = logging.getLogger("xianhui.rules")


def kept_rulebook(kept: Path, overlay: Path | None = None, builtin: Path | None = None) -> Rulebook:
    """As :func:`etl.rulebook.load.load_rulebook`, from the file ``kept`` where it holds, else from YAML and into it.

    Raises AuthorError with every mistake of every file.
    """
    builtin = builtin or builtin_rules()
    version = _version(builtin, overlay)
    found = _read(kept, version) if version else None
    if found is not None:
        return found
    rulebook = load_rulebook(builtin, overlay)
    _keep(kept, rulebook)
    return rulebook


def builtin_rulebook() -> Rulebook:
    """The built-in rules, kept beside the compiled modules of this package, where it may write there."""
    return kept_rulebook(Path(cache_from_source(__file__)).with_name("rulebook.json"))


def _version(builtin: Path, overlay: Path | None) -> str:
    """The version that the rules will have; empty when they cannot be right as they lie there."""
    problems: list[Problem] = []
    texts = read_texts(builtin, "", problems)
    if overlay is not None and overlay.resolve() != builtin.resolve():
        texts |= read_texts(overlay, OVERLAY_PREFIX, problems)
        problems += stray_files(overlay)
    return "" if problems else texts_version(texts)


@cache
def _program() -> str:
    """A hash of the modules of this package."""
    digest = hashlib.sha256()
    for module in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(module.read_bytes())
    return digest.hexdigest()


def _read(kept: Path, version: str) -> Rulebook | None:
    try:
        data = json.loads(kept.read_bytes())
        if (data["version"], data["program"]) != (version, _program()):
            return None
        return _rulebook(data)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, ArithmeticError, LookupError, TypeError, AttributeError, ValidationError) as error:
        _log.info("[XH-RULE-030] 编译好的规则不能用，改读 YAML：%s", type(error).__name__)
        return None


def _rulebook(data: dict[str, Any]) -> Rulebook:
    indicators = {}
    for row in data["indicators"]:
        rule = Indicator.model_validate(row)
        indicators[rule.code] = rule
    return Rulebook(
        indicators, tuple((name, title) for name, title in data["categories"]), Units.model_validate(data["units"]),
        Lexicon.model_validate(data["lexicon"]), Sections.model_validate(data["sections"]), data["version"],
        {stem: _restored(value) for stem, value in data["extra"].items()},
    )  # fmt: skip


def _keep(kept: Path, rulebook: Rulebook) -> None:
    try:
        write_whole(kept, json.dumps(_data(rulebook), ensure_ascii=False, separators=(",", ":")).encode())
    except OSError as error:
        _log.info("[XH-RULE-030] 编译好的规则没能写下：%s", type(error).__name__)


def _data(rulebook: Rulebook) -> dict[str, Any]:
    rows = [
        rule.model_dump(mode="json", by_alias=True, exclude_defaults=True)
        | {"category": rule.category, "place": rule.place}
        for rule in rulebook.indicators.values()
    ]
    return {
        "program": _program(),
        "version": rulebook.version,
        "categories": rulebook.categories,
        "indicators": rows,
        "units": rulebook.units.model_dump(mode="json"),
        "lexicon": rulebook.lexicon.model_dump(mode="json"),
        "sections": rulebook.sections.model_dump(mode="json"),
        "extra": {stem: _marked(value) for stem, value in rulebook.extra.items()},
    }


def _marked(value: Any) -> Any:
    """Plain data with its decimals as marked texts, and texts that look marked with a mark of their own."""
    if isinstance(value, dict):
        return {key: _marked(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_marked(inner) for inner in value]
    if isinstance(value, Decimal):
        return f"{_DECIMAL}{value}"
    return _TEXT + value if isinstance(value, str) and value.startswith((_DECIMAL, _TEXT)) else value


def _restored(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _restored(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_restored(inner) for inner in value]
    if not isinstance(value, str) or not value.startswith((_DECIMAL, _TEXT)):
        return value
    return Decimal(value[1:]) if value.startswith(_DECIMAL) else value[1:]
