"""飞书 group robot.

After the platform's guide to custom robots: a body of up to 20 KB, 100 messages a minute and 5 a
second, the verdict in `code` (an older form: `StatusCode`) under HTTP 200; with 签名校验 the body
carries the timestamp in seconds and the Base64 of HMAC-SHA256 over nothing, keyed with timestamp +
line break + secret. Cards show text as it is, so nothing in it can become a link or a call.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from responder.notifiers.budget import ROBOT, Budget
from responder.notifiers.fitting import cut, json_size, pack
from responder.notifiers.http import Answer, not_accepted, post
from responder.notifiers.message import Message, unlinked
from responder.notifiers.outcome import Delivered, Failed, Outcome, Refused, Throttled
from responder.notifiers.registry import Notifier
from responder.notifiers.robots import HEADLINE_BYTES, QUOTES, SHORTENED, code_of, in_parts, said
from responder.notifiers.target import TargetError, WebTarget, read_target

# "20 KB" is read as the smaller of its two meanings.
BODY_BYTES = 20_000
EVERYBODY = "@all"
COLOURS = {True: "red", False: "blue"}
# Its timestamp has as many digits as any: what is signed later is no longer.
LATEST = datetime(9000, 1, 1, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
THROTTLED = (11232, 99991400)
# The same code stands for a body that is wrong and for haste; only the text tells them apart.
BAD_REQUEST = 9499
HASTE = "too many"
REFUSED = {
    BAD_REQUEST: "消息格式不被接受。",
    11246: "卡片内容不被接受。",
    19001: "机器人网址无效，请在群里重新添加并更新网址。",
    19002: "消息类型不被接受。",
    19007: "机器人未启用或已被移出群。",
    19021: "签名不对或时间戳相差一小时以上，请核对签名密钥并校准服务器时间。",
    19022: "本服务器的地址不在机器人的 IP 白名单内。",
    19024: "消息不含机器人设定的关键词；请改用签名校验，或加上关键词“事项”。",
}


@dataclass(frozen=True, slots=True)
class FeishuRobot:
    """A card: headline, plain text, who is called, a button."""

    label: str = "飞书群机器人"
    budget: Budget | None = ROBOT

    def target(self, settings: Mapping[str, object]) -> WebTarget:
        target = read_target(WebTarget, settings)
        if target.mobiles:
            raise TargetError("mobiles", "飞书群机器人不能按手机号 @ 成员，请在 users 中写 open_id。")
        return target

    def parts(self, target: WebTarget, message: Message) -> tuple[Message, ...]:
        return in_parts(message, _pages(target, message))

    def send(self, target: WebTarget, message: Message, *, now: datetime) -> Outcome:
        answer = post(target, encode(_signed(target, content(target, message), now)))
        if not isinstance(answer, Answer):
            return answer
        return not_accepted(answer, now) or _judge(answer)


NOTIFIER: Notifier[WebTarget] = FeishuRobot()


def signature(secret: str, timestamp: str) -> str:
    """Base64 of the HMAC over nothing, keyed with timestamp (seconds), line break and secret."""
    key = f"{timestamp}\n{secret}".encode()
    return base64.b64encode(hmac.new(key, b"", hashlib.sha256).digest()).decode()


def encode(body: Mapping[str, object]) -> bytes:
    """The request body's bytes."""
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()


def content(target: WebTarget, message: Message) -> dict[str, object]:
    """The request body for `message` before it is signed, within the platform's limit of bytes."""
    first, *rest = _pages(target, message)
    return _framed(target, message, (*first, SHORTENED) if rest else first)


def _signed(target: WebTarget, body: dict[str, object], now: datetime) -> dict[str, object]:
    if not target.secret:
        return body
    timestamp = str(int(now.timestamp()))
    return {"timestamp": timestamp, "sign": signature(target.secret, timestamp), **body}


def _pages(target: WebTarget, message: Message) -> list[tuple[str, ...]]:
    """The body on one page where it fits; else in pages, each with room for all around it and a remark."""
    lines = tuple(map(unlinked, message.lines))
    if len(encode(_signed(target, _framed(target, message, lines), LATEST))) <= BODY_BYTES:
        return [lines]
    longest = replace(message, subject="x" * HEADLINE_BYTES)
    around = len(encode(_signed(target, _framed(target, longest, (SHORTENED,)), LATEST)))
    joint = json_size("\n")
    return pack(lines, BODY_BYTES - around - joint, measure=json_size, joint=joint)


def _framed(target: WebTarget, message: Message, lines: tuple[str, ...]) -> dict[str, object]:
    case = [f"事项：{unlinked(message.case_number)}"] if message.case_number else []
    elements: list[dict[str, object]] = []
    if text := "\n".join(line for line in (*case, *lines) if line):
        elements.append({"tag": "div", "text": _plain(text)})
    if target.users and message.calls:
        called = "".join(f"<at id={_member(user)}></at>" for user in target.users)
        elements.append({"tag": "markdown", "content": called})
    if message.link:
        elements.append({"tag": "action", "actions": [_button(message.link)]})
    head = {"title": _plain(_headline(message)), "template": COLOURS[message.urgent]}
    return {"msg_type": "interactive", "card": {"header": head, "elements": elements}}


def _headline(message: Message) -> str:
    return cut(unlinked(message.headline).translate(QUOTES), HEADLINE_BYTES)


def _plain(text: str) -> dict[str, object]:
    return {"tag": "plain_text", "content": text}


def _button(link: str) -> dict[str, object]:
    return {"tag": "button", "text": _plain("打开查看"), "type": "primary", "url": link}


def _member(user: str) -> str:
    return "all" if user == EVERYBODY else user


def _judge(answer: Answer) -> Outcome:
    code = code_of(answer, "code", "StatusCode")
    if code is None:
        return Failed("对方的答复不是飞书的格式，不能认定送达。", answer.excerpt)
    if code == 0:
        return Delivered(answer.excerpt)
    if code in THROTTLED or (code == BAD_REQUEST and HASTE in said(answer, "msg").lower()):
        return Throttled(f"发送过于频繁，平台限流。（{code}）", MINUTE, answer.excerpt)
    return Refused(f"{REFUSED.get(code, '飞书拒收，请按错误码排查。')}（{code}）", answer.excerpt)
