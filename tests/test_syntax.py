"""What YAML refuses is told in Chinese at the place to mend, by whichever parser noticed it."""

from __future__ import annotations

import re

import pytest
import yaml

from etl.syntax import Slip, syntax_slip

PARSERS = [yaml.BaseLoader, yaml.CBaseLoader] if yaml.__with_libyaml__ else [yaml.BaseLoader]
ENTRY = "indicators:\n- code: a\n"

SLIPS = [
    ("workers：3\nbatch: 2\n", 1, 8, "半角冒号"),
    (f"{ENTRY}  name：粮\n  unit: 吨\n", 3, 7, "半角冒号"),
    (f"{ENTRY}  name: 粮\n  unit：吨\n", 4, 7, "半角冒号"),
    (f"{ENTRY}  examples：\n    粮2吨: 2\n", 3, 11, "半角冒号"),
    (f"{ENTRY}  examples:\n    粮1吨：1\n    粮2吨: 2\n", 4, 8, "半角冒号"),
    (f"{ENTRY}  examples:\n    粮1吨：1\n    粮2吨：2\n    粮3吨: 3\n", 4, 8, "半角冒号"),
    ("indicators:\n- code：a\n  name: 粮\n", 2, 7, "半角冒号"),
    (f"{ENTRY}\tname: b\n", 3, 1, "制表符"),
    (f"{ENTRY}  examples:\n\t粮: 1\n", 4, 1, "制表符"),
    ("indicators:\n-\tcode: a\n  name: b\n", 2, 2, "制表符"),
    (f"{ENTRY}  name:粮\n  unit: 吨\n", 3, 3, "空格"),
    (f"{ENTRY}  phrases:\n    - 甲\n    乙\n", 5, 5, "- "),
    ("indicators:\n-code: a\n  name: b\n", 2, 1, "空格"),
    (f"{ENTRY}   name: b\n", 3, 8, "缩进"),
    (f"{ENTRY} name: b\n", 3, 2, "左对齐"),
    ("a: 全年: 三\n", 1, 6, "两个冒号"),
    ("a: '粮\nb: 2\n", 1, 4, "引号没有配对"),
    ("a: '粮'食\n", 1, 7, "给整段文字加引号"),
    ("a: [甲, 乙\nb: 2\n", 1, 4, "方括号"),
    ("a: {b: 1\nc: 2\n", 1, 4, "花括号"),
    ("a: [", 1, 5, "括号"),
    ("a: %\n", 1, 4, "“%”不能打头"),
    ("a: *粮\n", 1, 4, "“*”不能打头"),
    ("a: | 粮\n", 1, 4, "“|”不能打头"),
    ("甲: 1\n---\n乙: 2\n", 2, 1, "---"),
    ("甲: 乙\x07\n", 1, 5, "控制字符"),
]


def slip(text: str, parser: type[yaml.BaseLoader | yaml.CBaseLoader]) -> Slip:
    with pytest.raises(yaml.YAMLError) as refused:
        yaml.load(text, Loader=parser)
    return syntax_slip(text, refused.value)


@pytest.mark.parametrize("parser", PARSERS, ids=lambda parser: parser.__name__)
@pytest.mark.parametrize(("text", "line", "column", "says"), SLIPS, ids=[case[0] for case in SLIPS])
def test_a_slip_is_placed_where_it_is_mended_and_told_in_chinese(
    parser: type[yaml.BaseLoader | yaml.CBaseLoader], text: str, line: int, column: int, says: str
) -> None:
    found = slip(text, parser)
    assert (found.line, found.column) == (line, column)
    assert says in found.message + found.advice
    assert not re.search("[A-Za-z]{3}", found.message.replace("Tab", "") + found.advice)


@pytest.mark.parametrize("parser", PARSERS, ids=lambda parser: parser.__name__)
def test_a_full_width_colon_inside_a_text_is_not_blamed(parser: type[yaml.BaseLoader | yaml.CBaseLoader]) -> None:
    assert "引号没有配对" in slip("甲：乙: 1\n丙:\n- '丁：戊\n", parser).message
    assert "全角" not in slip("甲: 全年：乙\n丙 丁\n戊: 1\n", parser).message
