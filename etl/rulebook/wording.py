"""What a form finds wrong in a file, said in Chinese at the place in the file, with the nearest valid name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from etl.errors import Place, Problem
from etl.rulebook.schema import KEYS
from etl.rulebook.source import Step
from etl.syntax import FULL_WIDTH_ADVICE, full_width_colon

LISTS = ("phrases", "weak", "not", "with", "without", "accept", "section", "off", "aliases")
_LIMITS = {
    "ge": "不能小于 {}",
    "gt": "要大于 {}",
    "le": "不能大于 {}",
    "lt": "要小于 {}",
}
Locate = Callable[[Sequence[Step], bool], Place]

_AS_LIST, _AS_KEYS = "这里应写列表，如 [甲, 乙]。", "这里应分行写“键: 值”。"
_KIND = {
    "string_type": "这里应写文字（数字请加引号）。",
    "int_type": "这里应写整数。",
    "int_parsing": "这里应写整数。",
    "int_from_float": "这里应写整数。",
    "bool_type": "这里应写 true 或 false。",
    "bool_parsing": "这里应写 true 或 false。",
    "decimal_type": "这里应写数字。",
    "decimal_parsing": "这里应写数字。",
    "finite_number": "这里应写数字。",
    "value_error": "这里应写数字。",
    "tuple_type": _AS_LIST,
    "list_type": _AS_LIST,
    "set_type": _AS_LIST,
    "frozen_set_type": _AS_LIST,
    "dict_type": _AS_KEYS,
    "model_type": _AS_KEYS,
    "model_attributes_type": _AS_KEYS,
}


def nearest(word: str, names: Iterable[str]) -> str:
    """Advice that names the nearest valid name, or nothing when none is near."""
    near = get_close_matches(word, list(names), n=1, cutoff=0.5)
    return f"是不是“{near[0]}”？" if near else ""


def form_problems(
    error: ValidationError, form: type[BaseModel], locate: Locate, keys: Mapping[str, str] = KEYS
) -> list[Problem]:
    """One problem for each place that the form refuses (a union that fails in every branch is one problem).

    ``keys`` says what each key of the form holds.
    """
    found: dict[tuple[Place, str], Problem] = {}
    for detail in error.errors(include_url=False, include_context=True):
        problem = _problem(detail, form, locate, keys)
        about = problem.message if problem.code in ("XH-RULE-003", "XH-RULE-004") else "value"
        first = found.setdefault((problem.place, about), problem)
        if first is not problem and detail["type"] == "literal_error":
            found[problem.place, about] = replace(first, advice=problem.advice)
    return list(found.values())


def _problem(detail: ErrorDetails, form: type[BaseModel], locate: Locate, meanings: Mapping[str, str]) -> Problem:
    path, kind = detail["loc"], detail["type"]
    name = next((step for step in reversed(path) if isinstance(step, str)), "")
    if kind == "extra_forbidden":
        keys = _keys(_form_at(form, path[:-1]))
        advice = nearest(name, keys) or (f"可用的键：{'、'.join(keys)}。" if keys else "")
        return Problem(locate(path, True), "XH-RULE-003", f"没有“{name}”这个键。", advice)
    if kind == "missing" and isinstance(path[-1], str):
        return Problem(locate(path[:-1], True), "XH-RULE-004", f"缺少“{name}”。", _to_add(name, meanings))
    return Problem(locate(path, False), *_refused(detail, name, meanings))


def _refused(detail: ErrorDetails, name: str, meanings: Mapping[str, str]) -> tuple[str, str, str]:
    given, context = detail["input"], detail.get("ctx", {})
    if "examples" in detail["loc"][:-1]:
        advice = "右边只写数值（按 unit，不带单位和“约”），不该取的写“不算”。"
        return "XH-RULE-005", f"不能写“{_shown(given)}”。", advice
    if given is None:
        return "XH-RULE-005", f"“{name}”没有写内容。", _advice(name, detail, meanings) or "请写上内容，或删去这一行。"
    if detail["type"] == "literal_error":
        allowed = [word.strip(" '\"") for word in str(context["expected"]).replace(" or ", ",").split(",")]
        advice = nearest(str(given), allowed) if isinstance(given, str) else ""
        return "XH-RULE-009", f"不能写“{_shown(given)}”。", (advice + f"可用：{'、'.join(allowed)}。")
    if detail["type"] == "string_pattern_mismatch" and name == "title":
        return "XH-RULE-005", f"“{given}”不能作表名。", "表名不能含 [ ] : * ? / \\ '。"
    if limit := next((said.format(context[key]) for key, said in _LIMITS.items() if key in context), ""):
        return "XH-RULE-005", f"“{given}”不合要求，{limit}。", ""
    if detail["type"] == "string_pattern_mismatch":
        return "XH-RULE-005", f"“{given}”不合要求。", "代码只用小写字母、数字和下划线，并以字母开头。"
    if detail["type"] == "string_too_long":
        return "XH-RULE-005", f"“{given}”太长，最多 {context['max_length']} 个字。", ""
    if detail["type"] in ("too_short", "too_long", "missing"):
        return "XH-RULE-005", "列表的项数不对。", _advice(name, detail, meanings)
    if detail["type"] == "value_error" and isinstance(given, dict):
        return "XH-RULE-005", str(context["error"]), ""
    return (
        "XH-RULE-005",
        _KIND.get(detail["type"], f"“{name}”写法不合要求（{detail['msg']}）。"),
        _advice(name, detail, meanings),
    )


def _to_add(name: str, keys: Mapping[str, str]) -> str:
    """Advice for a key that is missing: what it holds."""
    return f"请加一行 {name}: {keys[name]}。" if name in keys else f"请加一行 {name}: …"


def _advice(name: str, detail: ErrorDetails, keys: Mapping[str, str]) -> str:
    """Advice for a value of the wrong kind: how it is written as a list or as keys and values, else what the key holds."""
    given, wanted = detail["input"], _KIND.get(detail["type"], "")
    if wanted == _AS_LIST and isinstance(given, dict):
        return "每一条前面要写“- ”，例如 - code: …" if name == "indicators" else "每一项前面要写“- ”。"
    if wanted == _AS_LIST and isinstance(given, str) and (name in LISTS or name not in keys):
        return f"例如 {name}: [{_shown(given)}]。"
    if wanted == _AS_KEYS and isinstance(given, list):
        return "各行前面不要写“- ”。"
    if wanted == _AS_KEYS and isinstance(given, str) and full_width_colon(given) >= 0:
        return f"用了全角冒号“：”。{FULL_WIDTH_ADVICE}"
    return f"{name}: {keys[name]}。" if name in keys else ""


def _shown(given: object) -> str:
    """What an author wrote, as they would write it on one line."""
    if isinstance(given, list):
        return f"[{', '.join(map(_shown, given))}]"
    if isinstance(given, dict):
        return "、".join(f"{key}: …" for key in given)
    return "" if given is None else str(given)


def _form_at(form: type[BaseModel], path: Sequence[Step]) -> type[BaseModel] | None:
    """The form that holds at this path; None where the path leads out of forms."""
    annotation: Any = form
    for step in path:
        if _is_form(annotation):
            fields = annotation.model_fields
            annotation = next((field.annotation for key, field in fields.items() if step in (key, field.alias)), None)
        else:
            annotation = next((part for part in reversed(get_args(annotation)) if part is not ...), None)
        if type(None) in get_args(annotation):
            annotation = next((part for part in get_args(annotation) if _is_form(part)), annotation)
    return annotation if _is_form(annotation) else None


def _is_form(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)


def _keys(form: type[BaseModel] | None) -> list[str]:
    """What an author may write in this form (fields that the loader fills in are left out)."""
    fields = form.model_fields.items() if form else ()
    return [field.alias or name for name, field in fields if not field.exclude]
