"""Idempotency keys: a call that is sent again changes nothing a second time and answers the same.

A caller names a call with `Idempotency-Key`. The key is kept in the transaction of the change: either
both are there or neither is, so that a call which failed may be sent again with the same key.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Any

from fastapi import Header, Request, Response
from fastapi.encoders import jsonable_encoder
from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from dashboard.api.callers import Caller
from huiying.core.errors import BadInput, Refused
from huiying.core.models import ApiCall

HEADER, REPLAYED = "Idempotency-Key", "Idempotency-Replayed"
KEPT_FOR = timedelta(hours=24)
MOST_LETTERS = 200


@dataclass(frozen=True)
class Once:
    """One call: its key (None where the caller gave none), what it asks, and the answer's headers."""

    key: str | None
    digest: str
    response: Response

    def do(self, session: Session, caller: Caller, deed: Callable[[], Any]) -> Any:
        """What the deed answers; for a key that is known what it answered then, and nothing is done.

        Raises BadInput where the key was given to another call.
        """
        if self.key is None:
            return deed()
        session.execute(delete(ApiCall).where(ApiCall.at < caller.now - KEPT_FOR))
        known = session.get(ApiCall, (caller.user.id, self.key))
        if known is not None:
            return self._again(known)
        call = ApiCall(user_id=caller.user.id, key=self.key, digest=self.digest, at=caller.now)
        session.add(call)
        _claim(session)
        call.answer = jsonable_encoder(answer := deed())
        return answer

    def _again(self, known: ApiCall) -> Any:
        if known.digest != self.digest:
            raise BadInput(f"这个 {HEADER} 已用于另一次请求，请换一个键")
        self.response.headers[REPLAYED] = "true"
        return known.answer


def _claim(session: Session) -> None:
    """Of two calls at the same moment the second waits here, and fails on the key."""
    try:
        session.flush()
    except IntegrityError as error:
        raise Refused("同一个请求刚刚办理过，请用同一个键再发一次，以取得它的答复") from error


async def once(
    request: Request,
    response: Response,
    idempotency_key: Annotated[
        str | None,
        Header(
            max_length=MOST_LETTERS,
            min_length=1,
            description="同一个键在 24 小时内重复发送，只办理一次，答复相同",
            examples=["7d1f0c1e-2f0b-4f6e-9a53-1f2f0d1d4b11"],
        ),
    ] = None,
) -> Once:
    """A dependency: the call with its key."""
    told = f"{request.method} {request.url.path}\n".encode() + await request.body()
    return Once(idempotency_key, hashlib.sha256(told).hexdigest(), response)
