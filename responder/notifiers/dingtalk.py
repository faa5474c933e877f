"""钉钉 group robot.

After the platform's documents on custom robots: a body of up to 20,000 bytes, 20 messages a minute
(who sends more is blocked for ten), the verdict in `errcode` under HTTP 200; with 加签 the timestamp
in milliseconds and the Base64 of HMAC-SHA256(secret, timestamp + line break + secret) stand in the
query. A card (ActionCard) carries the link as a button but calls nobody; markdown calls members.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from urllib.parse import quote

from responder.notifiers.budget import ROBOT, Budget
from responder.notifiers.fitting import cut, json_size, pack
from responder.notifiers.http import Answer, not_accepted, post
from responder.notifiers.message import Message
from responder.notifiers.outcome import Delivered, Failed, Outcome, Refused, Throttled
from responder.notifiers.registry import Notifier
from responder.notifiers.robots import (
    GROWTH,
    HEADLINE_BYTES,
    QUOTES,
    SHORTENED,
    code_of,
    harmless,
    in_parts,
    safe_link,
    said,
)
from responder.notifiers.target import WebTarget, read_target

BODY_BYTES = 20_000
EVERYBODY = "@all"
# One line break is a blank in this platform's markdown; two are a line of its own.
BREAK = "\n\n"
BLOCK = timedelta(minutes=10)
THROTTLED = (130101, 410100, 302033, 660026)
BUSY = {-1: "钉钉系统繁忙。"}
SECURITY = 310000
# What the platform's security setting found wrong stands in `errmsg` alone.
SECURITY_REASONS = {
    "keyword": "消息不含机器人设定的关键词；请把安全设置改为“加签”，或加上关键词“事项”。",
    "timestamp": "时间戳无效，请校准服务器时间。",
    "sign": "签名不对，请核对加签密钥（SEC 开头）。",
    "ip": "本服务器的地址不在机器人的 IP 名单内。",
}
REFUSED = {
    40035: "消息参数不合法。",
    43004: "请求头不被接受。",
    300001: "机器人令牌不存在，请核对网址中的 access_token。",
    300005: "机器人令牌不存在，请核对网址中的 access_token。",
    400013: "群已被解散，请更换机器人。",
    400101: "机器人令牌不存在，请核对网址中的 access_token。",
    400102: "机器人已停用，请在群里重新启用。",
    400105: "消息类型不被接受。",
    400106: "机器人不存在，请在群里重新添加并更新网址。",
    430101: "消息含有平台认为不安全的链接。",
    430102: "消息含有平台认为不合适的文字。",
    430103: "消息含有平台认为不合适的图片。",
    430104: "消息含有平台认为不合适的内容。",
    460101: "消息内容超长。",
}


@dataclass(frozen=True, slots=True)
class DingTalkRobot:
    """A card with a button; markdown where members are called, which a card cannot."""

    label: str = "钉钉群机器人"
    budget: Budget | None = ROBOT

    def target(self, settings: Mapping[str, object]) -> WebTarget:
        return read_target(WebTarget, settings)

    def parts(self, target: WebTarget, message: Message) -> tuple[Message, ...]:
        return in_parts(message, _pages(target, message))

    def send(self, target: WebTarget, message: Message, *, now: datetime) -> Outcome:
        answer = post(_signed(target, now), encode(content(target, message)))
        if not isinstance(answer, Answer):
            return answer
        return not_accepted(answer, now) or _judge(answer)


NOTIFIER: Notifier[WebTarget] = DingTalkRobot()


def signature(secret: str, timestamp: str) -> str:
    """Base64 of the HMAC of timestamp (milliseconds), line break and secret, keyed with the secret."""
    signed = f"{timestamp}\n{secret}".encode()
    return base64.b64encode(hmac.new(secret.encode(), signed, hashlib.sha256).digest()).decode()


def encode(body: Mapping[str, object]) -> bytes:
    """The request body's bytes."""
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()


def content(target: WebTarget, message: Message) -> dict[str, object]:
    """The request body for `message`, within the platform's limit of bytes."""
    first, *rest = _pages(target, message)
    return _framed(target, message, (*first, SHORTENED) if rest else first)


def _signed(target: WebTarget, now: datetime) -> WebTarget:
    if not target.secret:
        return target
    timestamp = str(int(now.timestamp() * 1000))
    sign = quote(signature(target.secret, timestamp), safe="")
    joint = "&" if "?" in target.url else "?"
    return replace(target, url=f"{target.url}{joint}timestamp={timestamp}&sign={sign}")


def _pages(target: WebTarget, message: Message) -> list[tuple[str, ...]]:
    """The body on one page where it fits; else in pages, each with room for all around it and a remark."""
    lines = tuple(map(harmless, message.lines))
    if len(encode(_framed(target, message, lines))) <= BODY_BYTES:
        return [lines]
    longest = replace(message, subject="x" * HEADLINE_BYTES)
    around = len(encode(_framed(target, longest, (SHORTENED,))))
    joint = json_size(BREAK)
    return pack(lines, BODY_BYTES - around - joint - GROWTH, measure=json_size, joint=joint)


def _framed(target: WebTarget, message: Message, lines: tuple[str, ...]) -> dict[str, object]:
    headline = cut(harmless(message.headline).translate(QUOTES), HEADLINE_BYTES)
    case = f"事项：{harmless(message.case_number)}" if message.case_number else ""
    text = [f"### {headline}", case, *lines]
    if message.link and not _calls(target):
        card = {
            "title": headline,
            "text": _joined(text),
            "singleTitle": "打开查看",
            "singleURL": message.link,
        }
        return {"msgtype": "actionCard", "actionCard": card, "msgUuid": _uuid(message.key)}
    link = f"[打开查看]({safe_link(message.link)})" if message.link else ""
    body = {"title": headline, "text": _joined([*text, link, *_mentions(target, message)])}
    called = {"at": _at(target)} if message.calls else {}
    return {"msgtype": "markdown", "markdown": body, **called, "msgUuid": _uuid(message.key)}


def _mentions(target: WebTarget, message: Message) -> list[str]:
    """The line of names that this platform wants to see in the text beside the list of those called."""
    called = [f"@{each}" for each in (*target.users, *target.mobiles) if each != EVERYBODY]
    return [" ".join(called)] if message.calls else []


def _uuid(key: str) -> str:
    """The platform's idempotency key: it drops a message that it got under the same one already."""
    return hashlib.sha256(key.encode()).hexdigest()[:32]


def _joined(lines: list[str]) -> str:
    return BREAK.join(line for line in lines if line)


def _calls(target: WebTarget) -> bool:
    return bool(target.users or target.mobiles)


def _at(target: WebTarget) -> dict[str, object]:
    users = [user for user in target.users if user != EVERYBODY]
    return {"atMobiles": list(target.mobiles), "atUserIds": users, "isAtAll": EVERYBODY in target.users}


def _judge(answer: Answer) -> Outcome:
    code = code_of(answer, "errcode")
    if code is None:
        return Failed("对方的答复不是钉钉的格式，不能认定送达。", answer.excerpt)
    if code == 0:
        return Delivered(answer.excerpt)
    if code in THROTTLED:
        return Throttled(f"发送过于频繁，平台限流。（{code}）", BLOCK, answer.excerpt)
    if code in BUSY:
        return Failed(f"{BUSY[code]}（{code}）", answer.excerpt)
    reason = _security(answer) if code == SECURITY else REFUSED.get(code, "钉钉拒收，请按错误码排查。")
    return Refused(f"{reason}（{code}）", answer.excerpt)


def _security(answer: Answer) -> str:
    found = said(answer, "errmsg").lower()
    reasons = (reason for word, reason in SECURITY_REASONS.items() if word in found)
    return next(reasons, "不符合机器人的安全设置，请核对加签密钥、关键词和 IP 名单。")
