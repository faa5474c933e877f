"""Outgoing webhooks: a system registers an address and hears what happens to cases, signed."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Path
from pydantic import BaseModel, ConfigDict, Field, field_validator
from sqlalchemy import select

from dashboard import access
from dashboard.api.callers import Caller, needs
from dashboard.untrusted import LARGEST_ID, all_storable
from huiying.core.errors import BadInput
from huiying.core.models import Robot
from responder.notifiers.target import TargetError
from responder.notifiers.webhook import SHORTEST_SECRET, SignedWebhook
from responder.outbox.relay import Subscription, subscribe, unsubscribe

router = APIRouter(prefix="/webhooks")

Event = Literal[
    "*", "open", "confirm", "assign", "acknowledge", "object", "decide_objection", "transfer", "draft",
    "submit", "clear", "publish", "correct", "withdraw", "supervise", "propose", "close", "reopen",
    "evaluate",
]  # fmt: skip
May = Annotated[Caller, Depends(needs("webhooks:write"))]


class WebhookIn(BaseModel):
    """Where to send, the secret that signs, and which events; "*" are all."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "example": {
                "name": "业务系统",
                "url": "https://oa.example/hooks/huiying",
                "secret": "at-least-sixteen-letters",
                "events": ["open", "assign", "close"],
            }
        },
    )

    name: str = Field(min_length=1, max_length=200)
    url: str = Field(min_length=1, max_length=2000)
    secret: str = Field(min_length=SHORTEST_SECRET, max_length=200)
    events: list[Event] = Field(["*"], min_length=1, max_length=50)

    @field_validator("name", "url", "secret")
    @classmethod
    def _storable(cls, given: str) -> str:
        return str(all_storable(given))


class WebhookOut(BaseModel):
    """A webhook; its secret is never told again."""

    id: int
    name: str
    url: str
    events: list[str]
    enabled: bool


class WebhooksOut(BaseModel):
    """All webhooks that were ever registered."""

    items: list[WebhookOut]


@router.get("", response_model=WebhooksOut, summary="已登记的 Webhook")
def read_webhooks(caller: May) -> dict[str, Any]:
    """Those that are ended too."""
    access.require(caller.user, "tend_webhooks")
    with caller.site.database.read() as session:
        asked = session.scalars(select(Robot).where(Robot.events.is_not(None)).order_by(Robot.id))
        return {"items": [_told(robot) for robot in asked]}


@router.post("", response_model=WebhookOut, status_code=201, summary="登记一个 Webhook")
def add_webhook(body: WebhookIn, caller: May) -> dict[str, Any]:
    """It hears what happens from now on. The contract of the calls stands in docs/guide/webhooks.md."""
    access.require(caller.user, "tend_webhooks")
    _check(body)
    with caller.site.database.write() as session:
        given = Subscription(body.name, body.url, body.secret, tuple(body.events))
        return _told(subscribe(session, given, by=caller.user, now=caller.now))


@router.delete("/{webhook_id}", status_code=204, summary="停用一个 Webhook")
def end_webhook(webhook_id: Annotated[int, Path(ge=1, le=LARGEST_ID)], caller: May) -> None:
    """Nothing more is sent to it."""
    access.require(caller.user, "tend_webhooks")
    with caller.site.database.write() as session:
        robot = session.get(Robot, webhook_id)
        if robot is None or robot.events is None:
            raise access.NotFound("没有这个 Webhook")
        unsubscribe(session, robot, by=caller.user, now=caller.now)


def _check(body: WebhookIn) -> None:
    """An address that could never be sent to is refused at once."""
    try:
        SignedWebhook().target({"url": body.url, "secret": body.secret})
    except TargetError as error:
        raise BadInput(str(error)) from error


def _told(robot: Robot) -> dict[str, Any]:
    return {
        "id": robot.id,
        "name": robot.name,
        "url": robot.address,
        "events": robot.events,
        "enabled": robot.enabled,
    }
