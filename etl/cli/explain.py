"""``xianhui explain``: why a number became what it became."""

from __future__ import annotations

import hashlib
import json
import re
from argparse import Namespace
from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from etl.cli.source import document_in, opened, quoted, rulebook_with, workspace_here
from etl.cli.terms import CLOSED, in_words
from etl.errors import XianhuiError
from etl.rulebook.wording import nearest
from etl.workspace import Workspace

if TYPE_CHECKING:
    from etl.readers.document import Document
    from etl.rulebook import Rulebook

TITLES = {"sentence": "原句", "words": "所用词语", "carried": "承前词语"}
HIDDEN = ("start", "end", "surface", "sentence_start", "sentence_end")


def run(options: Namespace) -> int:
    from etl.extract.explain import explanations

    name = options.file.name
    content = opened(options.file)
    _refuse_archive(content, name)
    document = document_in(content, name)
    workspace = Workspace.open(options.workspace) if options.workspace is not None else workspace_here()
    rulebook = rulebook_with(options.rules, workspace)
    found = explanations(
        document, rulebook, at=options.at, text=options.text, indicator=options.indicator, name=name,
        period=_claimed_period(workspace, content),
    )  # fmt: skip
    if not found:
        raise XianhuiError("XH-CLI-006", *_missed(document, rulebook, options))
    if options.format == "json":
        print(json.dumps(found, ensure_ascii=False, indent=2, default=_number))
        return 0
    if options.indicator and not any(told["indicator"] == options.indicator for told in found):
        print(f"没有数字归入“{options.indicator}”；它在下面这些数字上落选：\n")
    print("\n\n".join("\n".join(_lines(explanation)) for explanation in found))
    return 0


def _refuse_archive(content: bytes, name: str) -> None:
    from etl.intake.contents import is_archive, members
    from etl.settings import IGNORED

    if is_archive(content):
        inside = next((member for member, _ in members(content, IGNORED)), "报告.docx")
        remedy = f"请先解压，再指明其中的一份，例如 xianhui explain {inside} …"
        raise XianhuiError("XH-CLI-010", f"“{name}”是压缩包，这里一次只解释一份报告。", remedy)


def _claimed_period(workspace: Workspace | None, content: bytes) -> str:
    """The period that a person has claimed for the report in the workspace, or empty."""
    if workspace is None or not workspace.ledger_path.is_file():
        return ""
    from etl.store import Ledger

    with Ledger(workspace) as ledger:
        return ledger.claimed_period(hashlib.sha256(content).hexdigest())


def _missed(document: Document, rulebook: Rulebook, options: Namespace) -> tuple[str, str]:
    """What to say when there is no such figure: what is nearest, and where to see all of them."""
    from etl.extract.explain import near_misses

    seen = f"用 xianhui extract --format table {quoted(options.file)} 查看全部数字。"
    code = options.indicator
    if code is not None and code not in rulebook.indicators:
        return f"没有代码为“{code}”的指标。", nearest(code, rulebook.indicators) or seen
    if code is not None:
        return f"没有数字归入“{code}”（{rulebook.indicators[code].name}），也没有数字旁边有它的短语。", seen
    near = near_misses(document, rulebook, at=options.at, text=options.text, name=options.file.name)
    listed = "、".join(f"{surface}（{start}–{end}）" for surface, start, end in near)
    return "没有找到这样的数字。", (f"最接近的：{listed}。" if listed else "") + seen


def _lines(told: dict[str, Any]) -> Iterator[str]:
    """What was found out, a line each; then the rules that were considered, each with what became of it."""
    from etl.tables import MENTIONS

    yield f"{told['surface']}（{told['start']}–{told['end']}）"
    titles = {column.name: re.split("[：（]", column.title)[0] for column in MENTIONS.columns}
    for name, title in {**titles, **TITLES}.items():
        value = told.get(name)
        if name not in HIDDEN and value not in (None, "", False):
            shown = "是" if value is True else in_words(value) if name in CLOSED else value
            yield f"  {title}：{shown}"
    for rule in told["candidates"]:
        words = f"“{rule['phrase']}”（文中“{rule['matched']}”）"
        yield f"  规则 {rule['rule']} {rule['indicator']} {rule['name']} {words}：{in_words(rule['outcome'])}"


def _number(value: object) -> str:
    if isinstance(value, Decimal):
        return f"{value:f}"
    raise TypeError(f"no JSON for {type(value).__name__}")
