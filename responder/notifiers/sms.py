"""SMS by an operator's gateway: an HTTP request made after a template, as every gateway has its own form.

The body template holds `{mobile}` and `{text}` (and `{key}`, where the gateway drops repeated keys). One
that is a JSON object is sent as JSON, any other as a form (`mobile={mobile}&content={text}`). A value
is put in after the template was read, so nothing in it can become another field. Accepted means that the
field that the success rule names (`code=0`, `data.status=OK`) has that value in the JSON answer.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode

from responder.notifiers.budget import Budget
from responder.notifiers.http import Answer, not_accepted, post
from responder.notifiers.message import Message, unlinked
from responder.notifiers.outcome import Delivered, Failed, Outcome, Refused
from responder.notifiers.registry import Notifier
from responder.notifiers.target import TargetError, WebTarget, read_target

# Numbers of the mainland's mobile networks (工信部电信网编号计划), with or without the country's code.
MOBILE = re.compile(r"(?:\+?86)?(1[3-9][0-9]{9})")
PRINTED = re.compile(rf"(?<![0-9]){MOBILE.pattern}(?![0-9])")
PLACES = ("mobile", "text")
SHORTEST = 50
LONGEST = 1000
FORM = "application/x-www-form-urlencoded; charset=utf-8"
HIDDEN = "（号码略）"


@dataclass(frozen=True, slots=True)
class SmsTarget:
    """One mobile number and the gateway that takes messages for it.

    `longest` is in characters and bounds the whole text, the link included. `authorization` goes out as
    the header of that name. `allow` and `ca_file` as in WebTarget.
    """

    url: str = field(repr=False)
    mobile: str = field(repr=False)
    body: str = field(repr=False)
    success: str = "code=0"
    authorization: str = field(default="", repr=False)
    longest: int = 300
    allow: tuple[str, ...] = ()
    ca_file: str = ""
    seconds: float = 10.0

    def __post_init__(self) -> None:
        self.web()
        if mobile(self.mobile) is None:
            raise TargetError("mobile", "应为 11 位手机号。")
        if any(f"{{{place}}}" not in self.body for place in PLACES):
            raise TargetError("body", "模板中须有 {mobile} 和 {text}。")
        if self.body.lstrip().startswith("{") and not isinstance(_template(self.body), dict):
            raise TargetError("body", "模板以花括号开头，但不是完整的 JSON 对象。")
        if not all(part.strip() for part in self.success.partition("=")):
            raise TargetError("success", "应写成“字段=值”，例如 code=0。")
        if not SHORTEST <= self.longest <= LONGEST:
            raise TargetError("longest", f"应在 {SHORTEST} 到 {LONGEST} 个字之间。")
        if not self.authorization.isascii() or not self.authorization.isprintable():
            raise TargetError("authorization", "只能用英文字母、数字和英文符号。")

    def web(self) -> WebTarget:
        """The gateway as an address that is reached over HTTP."""
        return WebTarget(self.url, allow=self.allow, ca_file=self.ca_file, seconds=self.seconds)


@dataclass(frozen=True, slots=True)
class SmsGateway:
    label: str = "短信"
    budget: Budget | None = None

    def target(self, settings: Mapping[str, object]) -> SmsTarget:
        return read_target(SmsTarget, settings)

    def parts(self, target: SmsTarget, message: Message) -> tuple[Message, ...]:
        return (message,)

    def send(self, target: SmsTarget, message: Message, *, now: datetime) -> Outcome:
        body, kind = request(target, message)
        headers = {"Content-Type": kind}
        if target.authorization:
            headers["Authorization"] = target.authorization
        answer = post(target.web(), body, headers)
        if not isinstance(answer, Answer):
            return answer
        return _without_number(not_accepted(answer, now) or _judge(target, answer))


NOTIFIER: Notifier[SmsTarget] = SmsGateway()


def mobile(phone: str | None) -> str | None:
    """The eleven digits of a mobile number; None for a landline and whatever else takes no SMS."""
    found = MOBILE.fullmatch(re.sub(r"[\s-]", "", phone or ""))
    return found.group(1) if found else None


def request(target: SmsTarget, message: Message) -> tuple[bytes, str]:
    """The body for `message` and its content type."""
    values = {
        "mobile": mobile(target.mobile) or "",
        "text": text(message, target.longest),
        "key": message.key,
    }
    template = _template(target.body)
    if isinstance(template, dict):
        body = json.dumps(_filled(template, values), ensure_ascii=False, separators=(",", ":"))
        return body.encode(), "application/json; charset=utf-8"
    fields = parse_qsl(target.body.strip(), keep_blank_values=True)
    return urlencode([(name, _filled(value, values)) for name, value in fields]).encode(), FORM


def text(message: Message, longest: int) -> str:
    """Headline, case and lines, cut to `longest` characters; a link behind them is whole or not there."""
    links = ""
    for door in (message.link, *map(str, message.doors)):
        links += f" {door}" if door and len(links) + len(door) + SHORTEST // 2 < longest else ""
    case = [f"事项 {message.case_number}"] if message.case_number else []
    said = unlinked("。".join(part.rstrip("。") for part in (message.headline, *case, *message.lines)))
    room = longest - len(links)
    return (said if len(said) <= room else said[: room - 1] + "…") + links


def _template(body: str) -> Any:
    """The template as JSON; None where it is a form."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def _filled(part: Any, values: Mapping[str, str]) -> Any:
    if isinstance(part, dict):
        return {name: _filled(value, values) for name, value in part.items()}
    if isinstance(part, list):
        return [_filled(value, values) for value in part]
    if not isinstance(part, str):
        return part
    return re.sub(r"\{(mobile|text|key)\}", lambda place: values[place.group(1)], part)


def _judge(target: SmsTarget, answer: Answer) -> Outcome:
    name, _, wanted = (part.strip() for part in target.success.partition("="))
    found = _field(answer.body, name)
    if found is None:
        return Failed("短信网关的答复中没有成功规则所指的字段，不能认定送达。", answer.excerpt)
    if found == wanted:
        return Delivered(answer.excerpt)
    return Refused(f"短信网关拒收（{name} 应为 {wanted}），请核对模板、签名和余额。", answer.excerpt)


def _field(body: bytes, path: str) -> str | None:
    found: Any = _template(body.decode("utf-8", "replace"))
    for name in path.split("."):
        found = found.get(name) if isinstance(found, dict) else None
    if isinstance(found, bool):
        return str(found).lower()
    return str(found) if isinstance(found, str | int) else None


def _without_number(outcome: Outcome) -> Outcome:
    """A gateway may repeat the number in its answer; the log of attempts is no place for it."""
    return replace(outcome, answer=PRINTED.sub(HIDDEN, outcome.answer))
