"""``xianhui explain``: why a number became what it became."""

from __future__ import annotations

import json
import re
from argparse import Namespace
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from etl.cli.source import document_in, opened, rulebook_with
from etl.errors import XianhuiError

TITLES = {"sentence": "原句", "words": "所用词语", "carried": "承前词语"}
HIDDEN = ("start", "end", "surface", "sentence_start", "sentence_end")


def run(options: Namespace) -> int:
    from etl.extract.explain import explanations

    name = options.file.name
    content = opened(options.file)
    _refuse_archive(content, name)
    document = document_in(content, name)
    rulebook = rulebook_with(options.rules)
    found = explanations(document, rulebook, at=options.at, text=options.text, indicator=options.indicator, name=name)
    if not found:
        raise XianhuiError(
            "XH-CLI-006", "没有找到这样的数字。", f"用 xianhui extract --format table {name} 查看全部数字。"
        )
    if options.format == "json":
        print(json.dumps(found, ensure_ascii=False, indent=2, default=_number))
        return 0
    print("\n\n".join("\n".join(_lines(explanation)) for explanation in found))
    return 0


def _refuse_archive(content: bytes, name: str) -> None:
    from etl.intake.contents import is_archive, members
    from etl.settings import IGNORED

    if is_archive(content):
        inside = next((member for member, _ in members(content, IGNORED)), "报告.docx")
        remedy = f"请先解压，再指明其中的一份，例如 xianhui explain {inside} …"
        raise XianhuiError("XH-CLI-010", f"“{name}”是压缩包，这里一次只解释一份报告。", remedy)


def _lines(told: dict[str, Any]) -> Iterator[str]:
    """What was found out, a line each; then the rules that were considered, each with what became of it."""
    from etl.tables import MENTIONS

    yield f"{told['surface']}（{told['start']}–{told['end']}）"
    titles = {column.name: re.split("[：（]", column.title)[0] for column in MENTIONS.columns}
    for name, title in {**titles, **TITLES}.items():
        value = told.get(name)
        if name not in HIDDEN and value not in (None, "", False):
            yield f"  {title}：{'是' if value is True else value}"
    for rule in told["candidates"]:
        words = f"“{rule['phrase']}”（文中“{rule['matched']}”）"
        yield f"  规则 {rule['rule']} {rule['indicator']} {rule['name']} {words}：{rule['outcome']}"


def _number(value: object) -> str:
    if isinstance(value, Decimal):
        return f"{value:f}"
    raise TypeError(f"no JSON for {type(value).__name__}")
