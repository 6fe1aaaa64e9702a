"""The JSON Schema of an indicators file, for editors: made from the forms, with a Chinese sentence for each key."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from etl.rulebook.model import Category

KEYS = {
    "category": "类别代码，小写英文，例如 agriculture",
    "title": "类别名称，例如 农业",
    "indicators": "本类指标，一项一条",
    "off": "要停用的内置指标代码（只用于工作区自己的规则）",
    "code": "指标代码：小写字母、数字、下划线；定下后不再改",
    "name": "指标正式名称；同时也是一个短语",
    "unit": "汇总所用的单位，如 吨、亩、万元、人、%",
    "kind": "flow 全年发生数（缺省），stock 期末数，rate 比率或人均",
    "tier": "core 县级汇总首选（缺省），extended 有则收",
    "aggregate": "汇总：sum 相加（缺省），weighted_mean 加权平均，mean 平均，max、min 最大最小，latest 最近，none 不汇总",
    "weight": "加权平均所用权重的指标代码",
    "ratio": "比率的分子与分母：县级值 = 分子合计 ÷ 分母合计 × times",
    "plausible": "单个乡镇的通常范围 [下限, 上限]，按 unit；超出只提示",
    "phrases": "报告中的说法；“…”表示中间可隔若干字，{n} 表示数字的位置",
    "weak": "太短或太泛、不能单独作数的说法；同句要有 with 中的词",
    "not": "形近而不同的说法；出现时不算本指标",
    "with": "同句或其标题中须有其中一个词；有 weak 时只约束 weak",
    "without": "同句中不得有的词",
    "accept": "只收这些单位（另加 unit）；不同量纲的按一比一计入",
    "scope": "township 只收全乡镇的数（缺省），any 也收企业、项目、村的数",
    "section": "只在这些部分中有效：review 总结，routine 常规，problems 问题，plan 计划，profile 概况，other 其他",
    "measure": "只收这种口径的数，例如 growth_rate 增长率",
    "whole": "紧接在说法前面的别的词（养蜂合作社的“养蜂”、渔船保险参保率的“渔船”）说明另有所指，不取。不写：看最后一个动词之后；true：看整个分句；"
    "false：各种都算。公共工程和按次、按件发生的数不写就是都算。无关紧要的词见 lexicon.yaml 的 neutral、verbs",
    "growth_of": "本项是哪个指标的增速；没有本项的数时，目标与那个指标的增长率比较",
    "priority": "优先级，大者先（缺省 0）；一般不用",
    "examples": "例句: 应得的数值（按 unit），不该取的写“不算”；至少两个正例、一个反例",
    "note": "备注，给人看的",
    "of": "分子的指标代码",
    "to": "分母的指标代码",
    "times": "倍数，缺省 100",
    "dimension": "所属量纲，如 area、mass、count；见 units.yaml 开头",
    "factor": "一个这样的单位合多少基准单位，写数字",
    "variants": "同一单位的其他写法",
    "glued": "只有紧贴在数字后面才算的写法",
}
_HIDDEN = ("category", "place")
_NEW = {
    "label": "新指标",
    "description": "一条新规则：代码、名称、单位和三个例句",
    "body": {
        "code": "${1:local_code}",
        "name": "${2:名称}",
        "unit": "${3:个}",
        "examples": {"${4:含有名称的句子3个}": 3, "${5:另一个句子5个}": 5, "${6:容易混淆的句子}": "不算"},
    },
}


def rule_schema() -> dict[str, Any]:
    """JSON Schema (draft 2020-12) of rules/indicators/*.yaml."""
    schema = described(Category, "县汇指标规则", KEYS)
    indicator = schema["$defs"]["Indicator"]
    for name in _HIDDEN:
        del indicator["properties"][name]
    indicator |= {"title": "指标", "defaultSnippets": [_NEW]}
    return schema


def described(form: type[BaseModel], title: str, keys: Mapping[str, str]) -> dict[str, Any]:
    """The schema of a form, with the Chinese sentence of ``keys`` for each key and none of the program's own words."""
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **form.model_json_schema(by_alias=True)}
    for part in (schema, *schema.get("$defs", {}).values()):
        part.pop("title", None)
        part.pop("description", None)
        for name, key in part.get("properties", {}).items():
            for words in ("title", "description"):
                key.pop(words, None)
            if name in keys:
                key["description"] = keys[name]
    return {"title": title, **schema}
