"""企业微信 group robot.

After the platform's documents 91770 (group robot: text up to 2,048 bytes, markdown up to 4,096
bytes, 20 messages a minute, mentions) and 90313 (error codes: decide by `errcode` in the body, the
HTTP status is 200 either way; only system failures are worth a retry; a frequency block ends after
a minute).
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from responder.notifiers.budget import ROBOT, Budget
from responder.notifiers.fitting import cut, pack, size
from responder.notifiers.http import Answer, not_accepted, post
from responder.notifiers.message import Message
from responder.notifiers.outcome import Delivered, Failed, Outcome, Refused, Throttled
from responder.notifiers.registry import Notifier
from responder.notifiers.robots import (
    GROWTH,
    HEADLINE_BYTES,
    SHORTENED,
    code_of,
    harmless,
    in_parts,
    safe_link,
)
from responder.notifiers.target import TargetError, WebTarget, read_target

MARKDOWN_BYTES = 4096
TEXT_BYTES = 2048
EVERYBODY = "@all"

# A block for frequency lasts as long as the window that was overrun: a minute. Too many calls at
# the same moment pass sooner.
THROTTLED = {
    45009: ("发送过于频繁，平台限流。", timedelta(minutes=1)),
    45033: ("同时发送过多，平台限流。", timedelta(seconds=10)),
}
BUSY = {-1: "企业微信系统繁忙。", 6000: "企业微信数据版本冲突。"}
REFUSED = {
    40001: "机器人密钥不合法，请核对网址中的 key。",
    40003: "@ 的成员账号无效，请核对 users。",
    40008: "消息类型不被接受。",
    40033: "消息含有不合法的字符。",
    40035: "消息参数不合法。",
    40058: "消息参数不合法或内容超长。",
    44004: "消息内容为空。",
    45002: "消息内容超长。",
    48002: "没有调用该接口的权限。",
    93000: "机器人网址无效或机器人已被移出群，请在群里重新添加并更新网址。",
}


@dataclass(frozen=True, slots=True)
class WecomRobot:
    """Markdown; plain text where a mobile number or everybody is called, which markdown cannot."""

    label: str = "企业微信群机器人"
    budget: Budget | None = ROBOT

    def target(self, settings: Mapping[str, object]) -> WebTarget:
        target = read_target(WebTarget, settings)
        if target.secret:
            raise TargetError("secret", "企业微信群机器人的密钥就在网址里，这一项请留空。")
        return target

    def parts(self, target: WebTarget, message: Message) -> tuple[Message, ...]:
        return in_parts(message, _pages(target, message))

    def send(self, target: WebTarget, message: Message, *, now: datetime) -> Outcome:
        # Characters as themselves: the platform refuses \uXXXX (40033).
        body = json.dumps(content(target, message), ensure_ascii=False).encode("utf-8")
        answer = post(target, body)
        if not isinstance(answer, Answer):
            return answer
        return not_accepted(answer, now) or _judge(answer)


NOTIFIER: Notifier[WebTarget] = WecomRobot()


def content(target: WebTarget, message: Message) -> dict[str, object]:
    """The request body for `message`, its text within the platform's limit of bytes."""
    if not _needs_text(target):
        return {"msgtype": "markdown", "markdown": {"content": _shown(target, message)}}
    text: dict[str, object] = {"content": _shown(target, message)}
    if target.users and message.calls:
        text["mentioned_list"] = list(target.users)
    if target.mobiles and message.calls:
        text["mentioned_mobile_list"] = list(target.mobiles)
    return {"msgtype": "text", "text": text}


def _needs_text(target: WebTarget) -> bool:
    return bool(target.mobiles) or EVERYBODY in target.users


def _shown(target: WebTarget, message: Message) -> str:
    first, *rest = _pages(target, message)
    lines = (*first, SHORTENED) if rest else first
    return _frame(target, message, lines)


def _pages(target: WebTarget, message: Message) -> list[tuple[str, ...]]:
    """The body on one page where it fits; else in pages, each with room for head, foot and a remark."""
    lines = tuple(map(harmless, message.lines))
    limit = TEXT_BYTES if _needs_text(target) else MARKDOWN_BYTES
    if size(_frame(target, message, lines)) <= limit:
        return [lines]
    longest = replace(message, subject="x" * HEADLINE_BYTES)
    room = limit - size(_frame(target, longest, (SHORTENED,))) - 1 - GROWTH
    return pack(lines, room)


def _frame(target: WebTarget, message: Message, lines: tuple[str, ...]) -> str:
    head = (_headline(target, message), _case(message))
    foot = (_link(target, message), _mentions(target) if message.calls else "")
    return "\n".join(line for line in (*head, *lines, *foot) if line)


def _headline(target: WebTarget, message: Message) -> str:
    headline = cut(harmless(message.headline), HEADLINE_BYTES)
    return headline if _needs_text(target) else f"**{headline}**"


def _case(message: Message) -> str:
    return f"事项：{harmless(message.case_number)}" if message.case_number else ""


def _link(target: WebTarget, message: Message) -> str:
    if not message.link:
        return ""
    if _needs_text(target):
        return f"查看：{message.link}"
    return f"[打开查看]({safe_link(message.link)})"


def _mentions(target: WebTarget) -> str:
    return "" if _needs_text(target) else "".join(f"<@{user}>" for user in target.users)


def _judge(answer: Answer) -> Outcome:
    code = code_of(answer, "errcode")
    if code is None:
        return Failed("对方的答复不是企业微信的格式，不能认定送达。", answer.excerpt)
    if code == 0:
        return Delivered(answer.excerpt)
    if code in THROTTLED:
        reason, pause = THROTTLED[code]
        return Throttled(f"{reason}（{code}）", pause, answer.excerpt)
    if code in BUSY:
        return Failed(f"{BUSY[code]}（{code}）", answer.excerpt)
    reason = REFUSED.get(code, "企业微信拒收，请按错误码排查。")
    return Refused(f"{reason}（{code}）", answer.excerpt)
