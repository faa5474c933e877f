"""Where the demo's notices arrive: a group robot that answers like WeCom, and a signed webhook."""

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Any

from huiying.cli.demo.scene import Answer, answer_json

WEBHOOK_SECRET = "demo-town-webhook-secret"  # guards nothing: the receiver keeps invented notices in memory


@dataclass(frozen=True, slots=True)
class Received:
    """One notice as it arrived; headers are lower case."""

    path: str
    headers: Mapping[str, str]
    body: dict[str, Any]


class Receivers:
    """Keeps what it took in, oldest first, and the keys of the webhook that it has seen."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._kept: list[Received] = []
        self._keys: set[str] = set()

    def received(self, path: str = "") -> list[Received]:
        """What has arrived at paths that begin with `path`."""
        with self._lock:
            return [it for it in self._kept if it.path.startswith(path)]

    def answer(self, path: str, headers: Mapping[str, str], raw: bytes) -> Answer | None:
        """The answer to a POST; None where nobody listens."""
        if path == "/robot/wecom":
            return self._robot(path, headers, raw)
        if path == "/webhook":
            return self._webhook(path, headers, raw)
        return None

    def _robot(self, path: str, headers: Mapping[str, str], raw: bytes) -> Answer:
        body = _object(raw)
        sort = body.get("msgtype")
        content = body.get(sort) if sort in ("text", "markdown") else None
        if not isinstance(content, dict) or not content.get("content"):
            return answer_json({"errcode": 40008, "errmsg": "invalid message type"})
        with self._lock:
            self._kept.append(Received(path, dict(headers), body))
        return answer_json({"errcode": 0, "errmsg": "ok"})

    def _webhook(self, path: str, headers: Mapping[str, str], raw: bytes) -> Answer:
        signed = headers.get("x-huiying-timestamp", "").encode() + b"." + raw
        wanted = "sha256=" + hmac.new(WEBHOOK_SECRET.encode(), signed, hashlib.sha256).hexdigest()
        if not hmac.compare_digest(wanted, headers.get("x-huiying-signature", "")):
            return answer_json({"ok": False, "reason": "签名不符"})
        key = headers.get("idempotency-key", "")
        with self._lock:
            if key not in self._keys:
                self._kept.append(Received(path, dict(headers), _object(raw)))
            self._keys.add(key)
        return answer_json({"ok": True})


def _object(raw: bytes) -> dict[str, Any]:
    try:
        value = json.loads(raw)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}
