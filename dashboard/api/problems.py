"""Errors as problem details (RFC 9457), with Chinese sentences for people."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ValidationError
from starlette.responses import JSONResponse

MEDIA_TYPE = "application/problem+json"
_SAID = {
    "missing": "缺少这一项",
    "extra_forbidden": "没有这一项",
    "string_type": "应为文字",
    "string_too_long": "太长",
    "string_too_short": "不能为空",
    "int_type": "应为整数",
    "int_parsing": "应为整数",
    "int_from_float": "应为整数",
    "bool_type": "应为 true 或 false",
    "bool_parsing": "应为 true 或 false",
    "list_type": "应为列表",
    "dict_type": "应为对象",
    "model_type": "应为对象",
    "model_attributes_type": "应为对象",
    "too_long": "条目太多",
    "too_short": "条目太少",
    "greater_than_equal": "数值太小",
    "less_than_equal": "数值太大",
    "literal_error": "不在可选值之内",
    "enum": "不在可选值之内",
    "union_tag_invalid": "不在可选值之内",
    "union_tag_not_found": "缺少 verb",
    "json_invalid": "不是有效的 JSON",
}


class ProblemOut(BaseModel):
    """A problem (RFC 9457): what is wrong and what to do; `errors` names each fault of the input."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[dict[str, str]] | None = None


def answer(status: int, detail: str, headers: Mapping[str, str] | None = None, **more: Any) -> JSONResponse:
    """One problem; `detail` says in Chinese what is wrong and what to do."""
    title = HTTPStatus(status).phrase
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail, **more}
    return JSONResponse(body, status, headers=dict(headers or {}), media_type=MEDIA_TYPE)


def of_input(error: RequestValidationError) -> JSONResponse:
    """A call whose parameters or body are wrong, with every fault named by its place."""
    return answer(422, "请求内容有误，见 errors", errors=faults(error))


def faults(error: RequestValidationError | ValidationError) -> list[dict[str, str]]:
    """Each fault as its place and what is wrong there."""
    return [{"at": ".".join(map(str, one["loc"])), "said": _said(one)} for one in error.errors()]


def _said(fault: Any) -> str:
    said = _SAID.get(fault["type"])
    if said is None:
        return str(fault["msg"]).removeprefix("Value error, ")
    expected = str(fault.get("ctx", {}).get("expected", ""))
    return f"{said}：{expected}" if expected else said
