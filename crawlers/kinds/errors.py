"""Faults of options and of pages, said in Chinese."""

import difflib
from typing import Any

from pydantic import ValidationError

_SAID = {
    "missing": "缺少这一项",
    "string_type": "应为文字（加引号）",
    "int_type": "应为整数",
    "int_parsing": "应为整数",
    "bool_type": "应为 true 或 false",
    "bool_parsing": "应为 true 或 false",
    "dict_type": "应为一节 {…}",
    "model_type": "应为一节 {…}",
    "greater_than_equal": "数值太小，至少 {ge}",
    "less_than_equal": "数值太大，至多 {le}",
    "literal_error": "不在可选值之内：{expected}",
    "string_too_short": "不能为空",
}


class UnreadablePage(Exception):
    """A page is not what its source's kind expects; the text says so in Chinese."""


def explain(error: ValidationError, known: list[str]) -> str:
    """The faults of options, one after another, with the nearest right name for an unknown one."""
    return "；".join(_fault(e, known) for e in error.errors())


def _fault(error: Any, known: list[str]) -> str:
    name = ".".join(str(part) for part in error["loc"]) or "options"
    if error["type"] == "extra_forbidden":
        near = difflib.get_close_matches(str(error["loc"][-1]), known, n=1, cutoff=0.5)
        hint = f"，是否想写“{near[0]}”？" if near else f"，可选：{'、'.join(known)}"
        return f"选项 {name}：没有这一项{hint}"
    said = _SAID.get(error["type"])
    if said is None:
        return f"选项 {name}：{str(error['msg']).removeprefix('Value error, ')}"
    return f"选项 {name}：{said.format(**error.get('ctx', {}))}"
