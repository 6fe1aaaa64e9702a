"""``xianhui decisions list | export | import``: the history of what reviewers have decided."""

from __future__ import annotations

import sys
import time
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from etl.cli.columns import aligned
from etl.errors import XianhuiError, system_reason
from etl.workspace import Workspace

if TYPE_CHECKING:
    from etl.store import Ledger

HEADINGS = ("时间", "县区", "乡镇", "指标", "期间", "原数", "决定", "审核人", "情况", "备注", "来自")


def run(options: Namespace) -> int:
    from etl.store import Ledger

    with Ledger(Workspace.open(options.workspace)) as ledger:
        verbs = {"list": _list, "export": _export, "import": _import}
        return verbs[options.verb](ledger, options)


def _list(ledger: Ledger, options: Namespace) -> int:
    from etl.review.decision import Decisions

    history = [each for each in ledger.reviews.decisions() if options.county in (None, each.county)]
    known = Decisions(ledger.reviews.decisions())
    rows = []
    for each in history:
        standing = known.standing(each.number)
        counts = standing.decision is not None and standing.decision.said == each.said
        state = "意见不一" if standing.disagreeing else "有效" if counts else "已改"
        made = time.strftime("%Y-%m-%d %H:%M", time.localtime(each.made))
        rows.append((made, each.county, each.township, each.name, each.period, f"{each.old_value}{each.unit}",
                     each.words(), each.signed, state, each.note, each.source))  # fmt: skip
    print(aligned([HEADINGS, *rows]) if rows else "还没有审核决定。", end="" if rows else "\n")
    return 0


def _export(ledger: Ledger, options: Namespace) -> int:
    from etl.review.transfer import decisions_csv

    text = decisions_csv(each for each in ledger.reviews.decisions() if options.county in (None, each.county))
    if options.out is None:
        sys.stdout.write(text.replace("\r\n", "\n"))
        return 0
    try:
        options.out.write_bytes(("\ufeff" + text).encode("utf-8"))
    except OSError as error:
        raise XianhuiError(
            "XH-DECISION-004", f"写不了“{options.out}”：{system_reason(error)}。", "请换个位置。"
        ) from error
    print(options.out)
    return 0


def _import(ledger: Ledger, options: Namespace) -> int:
    from etl.review.transfer import decisions_from_csv, news

    coming = decisions_from_csv(_text(options.file))
    fresh = news(ledger.reviews.decisions(), coming)
    ledger.reviews.add(fresh)
    print(f"导入 {len(fresh)} 条决定，另有 {len(coming) - len(fresh)} 条已经有了。", file=sys.stderr)
    return 0


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise XianhuiError("XH-DECISION-005", f"读不了“{path}”：{system_reason(error)}。", "请检查路径。") from error
    except UnicodeDecodeError as error:
        remedy = "请用 xianhui decisions export 导出的文件，不要用别的程序另存。"
        raise XianhuiError("XH-DECISION-005", f"“{path}”不是 UTF-8 编码。", remedy) from error
