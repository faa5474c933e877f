"""Signed webhook: our own contract, for a receiver that an integrator writes.

The request: POST, JSON in UTF-8 `{"key", "subject", "lines", "link", "urgency", "case_number"}`; where the
receiver subscribed to what happens to cases also `"event"` ("acknowledge") and `"event_at"` (ISO 8601).

- `Idempotency-Key`: the notice's key, percent-encoded; the same at every attempt. Delivery is at
  least once, so a receiver keeps the keys it has seen and answers a repeated one like the first.
- `X-Huiying-Timestamp`: Unix seconds of the attempt. A receiver refuses one that is far from its
  own clock.
- `X-Huiying-Signature`: `sha256=` and the lower-case hex of HMAC-SHA256(secret, timestamp + "." +
  body), over the bytes of the body as received.

The answer: delivered means that the receiver said so: 204 without a body, or any other 2xx with
the JSON body `{"ok": true}`. `{"ok": false, "reason": "..."}` refuses for good. 429 with
Retry-After asks for patience. Any other 2xx body (empty, a login page) is not a delivery and is
tried again; for the other statuses see `not_accepted`.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote

from responder.notifiers.budget import Budget
from responder.notifiers.http import Answer, not_accepted, post
from responder.notifiers.message import Message, one_line
from responder.notifiers.outcome import Delivered, Failed, Outcome, Refused
from responder.notifiers.registry import Notifier
from responder.notifiers.target import TargetError, WebTarget, read_target

SHORTEST_SECRET = 16
LONGEST_REASON = 100


@dataclass(frozen=True, slots=True)
class SignedWebhook:
    label: str = "签名 Webhook（系统对接）"
    budget: Budget | None = None

    def target(self, settings: Mapping[str, object]) -> WebTarget:
        target = read_target(WebTarget, settings)
        if len(target.secret) < SHORTEST_SECRET:
            raise TargetError("secret", f"签名密钥至少 {SHORTEST_SECRET} 个字符。")
        for key in ("users", "mobiles"):
            if getattr(target, key):
                raise TargetError(key, "Webhook 不支持 @ 成员，这一项请留空。")
        return target

    def parts(self, target: WebTarget, message: Message) -> tuple[Message, ...]:
        return (message,)

    def send(self, target: WebTarget, message: Message, *, now: datetime) -> Outcome:
        body = encode(message)
        timestamp = str(int(now.timestamp()))
        headers = {
            "Idempotency-Key": quote(message.key, safe=":/#@,;=+"),
            "X-Huiying-Timestamp": timestamp,
            "X-Huiying-Signature": signature(target.secret, timestamp, body),
        }
        answer = post(target, body, headers)
        if not isinstance(answer, Answer):
            return answer
        return not_accepted(answer, now) or _judge(answer)


NOTIFIER: Notifier[WebTarget] = SignedWebhook()


def encode(message: Message) -> bytes:
    """The body: the same bytes at every attempt."""
    fields = {
        "key": message.key,
        "subject": message.subject,
        "lines": message.lines,
        "link": message.link,
        "urgency": message.urgency.value,
        "case_number": message.case_number,
    }
    if message.event:
        fields |= {"event": message.event, "event_at": message.event_at}
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """`sha256=` and the hex HMAC-SHA256 of timestamp, a full stop and the body."""
    signed = timestamp.encode("ascii") + b"." + body
    return "sha256=" + hmac.new(secret.encode("utf-8"), signed, hashlib.sha256).hexdigest()


def _judge(answer: Answer) -> Outcome:
    if answer.status == 204 and not answer.body:
        return Delivered("HTTP 204")
    said = _json(answer.body)
    ok = said.get("ok") if isinstance(said, dict) else None
    if ok is True:
        return Delivered(answer.excerpt)
    if ok is False:
        reason = one_line(str(said.get("reason", "")))[:LONGEST_REASON] or "未说明原因"
        return Refused(f"接收方拒收：{reason}。", answer.excerpt)
    return Failed(f"接收方没有确认收到（HTTP {answer.status}），不能认定送达。", answer.excerpt)


def _json(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None
