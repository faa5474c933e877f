"""The report as JSON: every figure as data, and as the page shows it.

Moments are in Asia/Shanghai with their offset. Beside a rate stands `rate_shown` ("87.5%"), beside a
length of time `…_shown` ("2 天 2 小时"), beside `held` the share of each holder: whatever figure a reader
finds in the text is found here too.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from huiying.core.clock import local
from responder.reports.archive import Filed, Remark, Signature
from responder.reports.sentences import sentences
from responder.wording import percent, span

_SECONDS = "_seconds"
_MOMENTS = ("_at", "start", "end", "as_of")


def render(filed: Filed) -> bytes:
    """One object, UTF-8 characters as themselves; keys in the order of the report."""
    report = filed.report
    whole = {**_shown(report.as_json()), "summary": sentences(report), **_endorsed(filed)}
    return (json.dumps(whole, ensure_ascii=False, indent=2) + "\n").encode()


def _endorsed(filed: Filed) -> dict[str, Any]:
    """What stands on the report, where something does."""
    told: dict[str, Any] = {}
    if filed.remarks:
        told["remarks"] = [_dated(remark) for remark in filed.remarks]
    if filed.signature:
        told["signature"] = _dated(filed.signature)
    return told


def _dated(one: Remark | Signature) -> dict[str, Any]:
    return {**asdict(one), "at": local(one.at).isoformat()}


def _shown(data: Any) -> Any:
    if isinstance(data, list):
        return [_shown(one) for one in data]
    if not isinstance(data, dict):
        return data
    shown: dict[str, Any] = {}
    for key, value in data.items():
        shown[key] = _local(value) if key.endswith(_MOMENTS) else _shown(value)
        shown |= _beside(key, value)
    return shown


def _beside(key: str, value: Any) -> dict[str, Any]:
    if key == "rate":
        return {"rate_shown": percent(value)}
    if key.endswith(_SECONDS) and value is not None:
        return {key.removesuffix(_SECONDS) + "_shown": span(timedelta(seconds=value))}
    if key == "held" and isinstance(value, Mapping):
        return {"held_shown": _held(value)}
    return {}


def _held(seconds: Mapping[str, int]) -> dict[str, dict[str, str]]:
    whole = sum(seconds.values())
    return {
        name: {"lasted": span(timedelta(seconds=length)), "share": percent(length / whole)}
        for name, length in seconds.items()
        if length
    }


def _local(value: Any) -> Any:
    return local(datetime.fromisoformat(value)).isoformat() if isinstance(value, str) else value
